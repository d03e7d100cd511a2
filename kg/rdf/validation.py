"""What breaks the shapes, each with the record or the line that it comes from."""

from __future__ import annotations

import polars as pl

from kg.errors import ReadError
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.columns import Schema
from kg.rdf.assertions import assertion_table
from kg.rdf.extent import Extent
from kg.rdf.facts import Facts, facts_of, id_of
from kg.rdf.shacl import Violation, violations
from kg.rdf.shapes import shapes_turtle
from kg.rdf.statements import quads
from kg.rdf.unpacking import syntax_of, unpacked
from kg.rdf.writers import shortened, write_ntriples

VIOLATIONS: Schema = dict.fromkeys(("origin", "node", "message", "path", "value"), pl.String)
"""The columns of violations: where the record stands, the node, the rule, and what of the node breaks it."""
_TABLES = {
    "effective": "sources",
    "org": "organizations",
    "page": "pages",
    "publisher": "publishers",
    "rater": "raters",
    "source": "sources",
    "witness": "pages",
}


def looks_like_rdf(data: bytes) -> bool:
    """Say whether a file is RDF, packed or not.

    >>> looks_like_rdf(b"@prefix a: <http://a/> ."), looks_like_rdf(b"id,title")
    (True, False)
    """
    try:
        return syntax_of(unpacked(data)) is not None
    except ReadError:
        return False


def validate_graph(graph: KnowledgeGraph, *, extent: Extent | None = None) -> pl.DataFrame:
    """Return what of a graph's RDF breaks the shapes, columns `VIOLATIONS`, by node.

    >>> import kg
    >>> validate_graph(kg.load("seeds")).height
    0
    """
    base = graph.corpus.settings.base
    content = b"".join(write_ntriples(quads(graph, extent=extent))).decode()
    found = violations(content, shapes_turtle(base))
    ratings = assertion_table(graph, base).select("iri", "origin") if found else None
    return _table(found, [_origin(graph, ratings, one.node, base) for one in found], base)


def validate_file(data: bytes, *, where: str) -> pl.DataFrame:
    """Return what of a file of RDF breaks the shapes, columns `VIOLATIONS`, by node, with lines where they show.

    >>> page = b"<http://a/id/page/x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://a/ns#Page> ."
    >>> validate_file(page, where="x.nt")["message"].to_list()
    ['a page has a name', 'a page has one score, 0 to 1', 'a page has one verdict, of the six']

    Raises
    ------
    ReadError
        It is broken, reaches outside, or speaks of none of our classes.
    """
    facts = facts_of(data, where=where, whole=True)
    if facts.base is None:
        raise ReadError("has none of the classes that the shapes speak of", where=where)
    found = violations(facts.ntriples, shapes_turtle(facts.base))
    return _table(found, [_place(facts, one.node, where) for one in found], facts.base)


def _place(facts: Facts, node: str, where: str) -> str:
    line = facts.lines.get(node)
    return f"{where}:{line}" if line else where


def _table(found: list[Violation], origins: list[str | None], base: str) -> pl.DataFrame:
    rows = [
        (origin, f"<{one.node}>", one.message, one.path, one.value)
        for one, origin in zip(found, origins, strict=True)
    ]
    frame = pl.DataFrame(rows, schema=VIOLATIONS, orient="row")
    return frame.with_columns(shortened(frame[name], base).alias(name) for name in ("node", "path", "value"))


def _origin(graph: KnowledgeGraph, ratings: pl.DataFrame | None, node: str, base: str) -> str | None:
    """Return where the record behind a node was read."""
    folder = node.removeprefix(f"{base}id/").split("/")[0]
    if folder in ("rating", "override") and ratings is not None:
        return next(iter(ratings.filter(pl.col("iri") == f"<{node}>")["origin"]), None)
    if folder in ("claim", "citation"):
        return _of_edge(graph, node.removeprefix(f"{base}id/{folder}/").split("/"), folder, base)
    if folder == "place":
        return _of_place(graph, node, base)
    key = id_of(node, folder, base)
    if folder not in _TABLES or key is None:
        return None
    key = key.split("/")[0] if folder in ("effective", "witness") else key
    return _first(graph.corpus[_TABLES[folder]], pl.col("id") == key)


def _first(frame: pl.DataFrame, holds: pl.Expr) -> str | None:
    return next(iter(frame.filter(holds)["origin"]), None)


def _of_edge(graph: KnowledgeGraph, parts: list[str], folder: str, base: str) -> str | None:
    names = [id_of(f"{base}id/x/{part}", "x", base) or "" for part in parts]
    if folder == "claim":
        page, claim = pl.col("page") == names[0], pl.col("id") == names[-1]
        named = (pl.col("citing") == f"page:{names[0]}") & (pl.col("claim") == names[-1])
        return _first(graph.corpus["claims"], page & claim) or _first(graph.corpus["citations"], named)
    kinds = {"org": "organization"}
    ends = [f"{kinds.get(names[at], names[at])}:{names[at + 1]}" for at in (0, 2)]
    holds = (pl.col("citing") == ends[0]) & (pl.col("cited") == ends[1])
    return _first(graph.corpus["citations"], holds)


def _of_place(graph: KnowledgeGraph, node: str, base: str) -> str | None:
    name = id_of(node, "place", base)
    return _first(graph.corpus["places"], pl.concat_str("host", pl.col("path").fill_null("")) == name)
