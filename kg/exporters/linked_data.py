"""Linked data: a folder that any file server can serve, in which every IRI of ours is found."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import polars as pl

from kg.errors import ExportError
from kg.exporters.linked_data_page import Pairs, html_page, style
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.rdf.context import node_documents
from kg.rdf.extent import Extent
from kg.rdf.facts import text_of
from kg.rdf.literals import quote
from kg.rdf.ontology import ontology
from kg.rdf.shapes import shapes_turtle
from kg.rdf.statements import QUAD, quads
from kg.rdf.terms import expand
from kg.rdf.writers import union, write_trig, write_turtle

DUMP = "dump/graph.trig"
_LONGEST = 200
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MOST_INCOMING = 200


def write_linked_data(
    graph: KnowledgeGraph, folder: str | os.PathLike[str], *, extent: Extent | None = None
) -> list[str]:
    """Write a page for every IRI of ours, as HTML, Turtle and JSON-LD, a dump, a sitemap, and return notices.

    ``{base}id/page/x`` is the folder ``id/page/x`` with ``index.html``, ``index.ttl`` and ``index.jsonld``.

    Raises
    ------
    ExportError
        The folder holds something that is no such site.

    >>> import kg, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = write_linked_data(kg.load("examples/evidence"), folder)
    ...     Path(folder, "id/page/floods/index.html").exists()
    True
    """
    base = graph.corpus.settings.base
    root = Path(folder)
    _refuse_what_is_there(root)
    whole = _whole(graph, base, extent)
    triples = union(whole)
    said, incoming = _by_subject(triples), _incoming(whole)
    blocks = _blocks(triples, base)
    documents = dict(node_documents(triples, base))
    homes: dict[str, list[str]] = defaultdict(list)
    for term in sorted({one for one in (*said, *incoming) if one.startswith(f"<{base}")}):
        homes[_home(term, base)].append(term)
    kept = {place: terms for place, terms in homes.items() if _can_be_served(place)}
    for place, terms in kept.items():
        about = {term: (said.get(term, []), incoming.get(term, [])[:_MOST_INCOMING]) for term in terms}
        _write(root / place / "index.html", html_page(place, about, base).encode())
        turtle = (
            shapes_turtle(base)
            if place == "shapes"
            else blocks[""] + "".join(blocks.get(one, "") for one in terms)
        )
        _write(root / place / "index.ttl", turtle.encode())
        _write(
            root / place / "index.jsonld", _document([documents[one] for one in terms if one in documents])
        )
    _write(root / DUMP, b"".join(write_trig(whole, base=base)))
    _write(root / "style.css", style())
    _write(root / "sitemap.xml", _sitemap(kept))
    _write(root / "index.html", html_page("", dict.fromkeys(_heads(kept, base), ([], [])), base).encode())
    left = len(set(homes) - set(kept) - {"", DUMP})
    return [f"{left} addresses cannot be folders and have no page"] if left else []


def _refuse_what_is_there(root: Path) -> None:
    try:
        if root.exists() and any(root.iterdir()) and not (root / "sitemap.xml").exists():
            raise ExportError("holds something else", where=str(root), hint="Name an empty folder.")
    except OSError as error:
        raise ExportError((error.strerror or str(error)).lower(), where=str(root)) from error


def _whole(graph: KnowledgeGraph, base: str, extent: Extent | None) -> pl.DataFrame:
    """Return what the graph says, the ontology, and where the dump lies."""
    where = f"<{base}graph/dataset>"
    dataset, dump = f"<{base}id/dataset>", f"<{base}{DUMP}>"
    distribution = f"<{base}id/dataset/dump>"
    media = "<https://www.iana.org/assignments/media-types/application/trig>"
    more = [
        (dataset, "void:dataDump", dump),
        (dataset, "dcat:distribution", distribution),
        (distribution, "rdf:type", expand("dcat:Distribution", base)),
        (distribution, "dcterms:title", quote("Everything, as TriG")),
        (distribution, "dcat:downloadURL", dump),
        (distribution, "dcat:mediaType", media),
    ]
    rows = [(subject, expand(name, base), term, where) for subject, name, term in more]
    parts = [
        quads(graph, extent=extent),
        ontology(base).with_columns(pl.lit(where).alias("graph")),
        pl.DataFrame(rows, schema=QUAD, orient="row"),
    ]
    return pl.concat([part.select(QUAD) for part in parts]).unique().sort(QUAD)


def _by_subject(triples: pl.DataFrame) -> dict[str, Pairs]:
    found: dict[str, Pairs] = defaultdict(list)
    for subject, predicate, term in triples.iter_rows():
        found[subject].append((predicate, term))
    return dict(found)


def _blocks(triples: pl.DataFrame, base: str) -> dict[str, str]:
    """Return the Turtle of each subject; the prefixes under the empty text. No literal holds a line break."""
    head, *blocks = b"".join(write_turtle(triples, base=base)).decode().split("\n\n")
    subjects = triples["subject"].unique(maintain_order=True).to_list()
    named = {subject: f"\n{block.rstrip()}\n" for subject, block in zip(subjects, blocks, strict=True)}
    return {"": head.rstrip() + "\n", **named}


def _document(documents: list[bytes]) -> bytes:
    """Return one document of several nodes, each with its own context."""
    return documents[0] if len(documents) == 1 else b"[" + b",\n".join(documents) + b"]\n"


def _incoming(whole: pl.DataFrame) -> dict[str, list[tuple[str, str]]]:
    """Return who says what of every node, and every predicate and graph that is used."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for subject, predicate, term in whole.select("subject", "predicate", "object").iter_rows():
        if term.startswith("<"):
            found[term].append((subject, predicate))
    for name in ("predicate", "graph"):
        for term in whole[name].unique().to_list():
            found.setdefault(term, [])
    return dict(found)


def _home(term: str, base: str) -> str:
    """Return the folder in which an IRI is found: what a server looks for, decoded."""
    path = term[1:-1].removeprefix(base).split("#")[0]
    return unquote(path).strip("/")


def _can_be_served(place: str) -> bool:
    """Say whether a decoded path is a folder below, of names that every file system takes."""
    if place in ("", DUMP):
        return False
    parts = place.split("/")
    odd = any(part in ("", ".", "..") or len(part.encode()) > _LONGEST for part in parts)
    return not odd and all(character.isprintable() for character in place) and "\\" not in place


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise ExportError(f"cannot be written: {error.strerror or error}", where=str(path)) from error


def _heads(kept: dict[str, list[str]], base: str) -> Iterator[str]:
    """Yield where to begin: the data set, the vocabulary, and the pages under study."""
    for place, terms in kept.items():
        if place in ("id/dataset", "shapes") or place.startswith("id/page/"):
            yield terms[0]
    yield f"<{base}ns#>"


def _sitemap(kept: dict[str, list[str]]) -> bytes:
    addresses = sorted({terms[0][1:-1].split("#")[0] for terms in kept.values()})
    lines = "".join(f"<url><loc>{text_of(one).replace('&', '&amp;')}</loc></url>\n" for one in addresses)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_SITEMAP}">\n{lines}</urlset>\n'
    ).encode()
