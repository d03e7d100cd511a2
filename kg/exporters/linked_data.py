"""Linked data: a folder that any file server can serve, in which every IRI of ours is found."""

from __future__ import annotations

import itertools
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

import polars as pl

from kg.exporters.linked_data_folder import replaced_folder
from kg.exporters.linked_data_page import Pairs, html_page, list_page, style
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.rdf.context import node_documents
from kg.rdf.extent import Extent
from kg.rdf.facts import text_of
from kg.rdf.literals import quote
from kg.rdf.notes import resting
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

    The folder is wholly old or wholly new: pages of nodes that are gone go with the old one, files of others stay.
    ``{base}id/page/x`` is the folder ``id/page/x`` with ``index.html``, ``index.ttl`` and ``index.jsonld``.

    Raises
    ------
    ExportError
        The folder holds something that is no such site, or cannot be written; then nothing changed.

    >>> import kg, tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = write_linked_data(kg.load("examples/evidence"), folder)
    ...     Path(folder, "id/page/floods/index.html").exists()
    True
    """
    base = graph.corpus.settings.base
    with replaced_folder(folder) as made:
        whole = _whole(graph, base, extent)
        incoming = _incoming(whole)
        triples = union(whole)
        subjects = set(triples["subject"].unique().to_list())
        homes: dict[str, list[str]] = defaultdict(list)
        for term in sorted(one for one in subjects | incoming.keys() if one.startswith(f"<{base}")):
            homes[_home(term, base)].append(term)
        kept = {place: terms for place, terms in homes.items() if _can_be_served(place)}
        prefixes, nodes = _nodes(triples, base)
        for place, found in _placed(nodes, kept, base):
            about = {one.term: (one.said, incoming.get(one.term, [])) for one in found}
            turtle = (
                shapes_turtle(base) if place == "shapes" else prefixes + "".join(one.turtle for one in found)
            )
            made.write(f"{place}/index.html", html_page(place, about, base).encode())
            made.write(f"{place}/index.ttl", turtle.encode())
            made.write(f"{place}/index.jsonld", _document([one.json for one in found if one.json]))
        made.write(DUMP, write_trig(whole, base=base))
        made.write("style.css", style())
        made.write("sitemap.xml", _sitemap(kept))
        lists = _lists(prefixes, kept, base)
        for place, terms in lists.items():
            made.write(f"{place}/index.html", list_page(place, terms, base).encode())
        heads = [*(f"<{base}{place}/>" for place in lists), *_heads(kept, base)]
        made.write("index.html", list_page("", heads, base).encode())
    left = len(set(homes) - set(kept) - {"", DUMP})
    unplaced = [f"{left} addresses cannot be folders and have no page"] if left else []
    return unplaced + resting(graph, extent or Extent())


@dataclass(frozen=True, slots=True)
class _Node:
    """What is said of an IRI: as pairs, as a block of Turtle, as a document of JSON-LD; nothing if it is only named."""

    term: str
    said: Pairs
    turtle: str = ""
    json: bytes = b""


def _nodes(triples: pl.DataFrame, base: str) -> tuple[str, Iterator[_Node]]:
    """Return the prefixes of Turtle, and each subject as it comes, in the order of the triples."""
    chunks = write_turtle(triples, base=base)
    prefixes = next(chunks).decode().rstrip() + "\n"
    # no literal holds a line break
    blocks = (block for chunk in chunks for block in chunk.decode().strip("\n").split("\n\n"))
    rows = itertools.groupby(triples.iter_rows(), key=lambda row: row[0])
    found = zip(((term, [*some]) for term, some in rows), blocks, node_documents(triples, base), strict=True)
    return prefixes, (
        _Node(term, [row[1:] for row in some], f"\n{block}\n", document)
        for (term, some), block, (_, document) in found
    )


def _placed(
    nodes: Iterator[_Node], kept: dict[str, list[str]], base: str
) -> Iterator[tuple[str, list[_Node]]]:
    """Yield each place with what is found there: most hold one node, and are done when it comes."""
    waiting = {place: [_Node(one, []) for one in terms] for place, terms in kept.items()}
    for node in nodes:
        place = _home(node.term, base) if node.term.startswith(f"<{base}") else ""
        if place not in waiting:
            continue
        if len(waiting[place]) == 1:
            del waiting[place]
            yield place, [node]
        else:
            waiting[place] = [node if one.term == node.term else one for one in waiting[place]]
    yield from waiting.items()


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


def _document(documents: list[bytes]) -> bytes:
    """Return one document of several nodes, each with its own context."""
    return documents[0] if len(documents) == 1 else b"[" + b",\n".join(documents) + b"]\n"


def _incoming(whole: pl.DataFrame) -> dict[str, list[tuple[str, str]]]:
    """Return who says what of every node, and every predicate and graph that is used."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for subject, predicate, term in whole.select("subject", "predicate", "object").iter_rows():
        if term.startswith("<") and len(found[term]) < _MOST_INCOMING:
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


def _heads(kept: dict[str, list[str]], base: str) -> Iterator[str]:
    """Yield where to begin: the data set, the vocabulary, and the pages under study."""
    for place, terms in kept.items():
        if place in ("id/dataset", "shapes") or place.startswith("id/page/"):
            yield terms[0]
    yield f"<{base}ns#>"


def _lists(prefixes: str, kept: dict[str, list[str]], base: str) -> dict[str, list[str]]:
    """Return the nodes below each prefix that is declared for ours, the prefix's folder first: deeper ones have their own."""
    spaces = re.findall(rf"<{re.escape(base)}([^>#]+)/>", prefixes)
    found: dict[str, list[str]] = {space: [] for space in sorted(spaces) if space not in kept}
    for place, terms in kept.items():
        parts = place.split("/")
        above = ("/".join(parts[:length]) for length in range(len(parts) - 1, 0, -1))
        space = next((one for one in above if one in found), None)
        if space is not None:
            found[space] += terms
    return found


def _sitemap(kept: dict[str, list[str]]) -> bytes:
    addresses = sorted({terms[0][1:-1].split("#")[0] for terms in kept.values()})
    lines = "".join(f"<url><loc>{text_of(one).replace('&', '&amp;')}</loc></url>\n" for one in addresses)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_SITEMAP}">\n{lines}</urlset>\n'
    ).encode()
