"""N-Triples, N-Quads and sorted Turtle of a million and of ten million triples, each in a fresh process."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyoxigraph

import kg
from benchmarks.longterm import MAP, longterm, skipped
from benchmarks.measuring import REPOSITORY, cpu_seconds, forget_peak, in_child, peak_bytes
from benchmarks.rows import Row, require_equal, told, within
from kg.exporters.rdf_files import export_rdf
from kg.graph.builder import build_graph
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.corpus import BASE, Corpus
from kg.ratings.effective import rate
from kg.rdf.statements import quads
from kg.rdf.writers import write_nquads, write_ntriples, write_turtle

WHAT = "RDF files of a million and of ten million triples"
COPIES = (8, 82)
"""So often the Longterm facts stand there with other ids and addresses: 0.97 and 9.95 million triples."""
_FORMATS = {
    "nt": ("N-Triples", pyoxigraph.RdfFormat.N_TRIPLES),
    "nq": ("N-Quads", pyoxigraph.RdfFormat.N_QUADS),
    "ttl": ("sorted Turtle", pyoxigraph.RdfFormat.TURTLE),
}
_MOST_SECONDS, _MOST_GIGABYTES = 10, 1.5
_GROUP = 500_000


def run(*, quick: bool = False) -> list[Row]:
    """Return seconds, rate and peak of each writer and size, and what Oxigraph takes; quick: of ``seeds/``."""
    facts = REPOSITORY / "seeds" if quick else longterm()
    if facts is None:
        return skipped(WHAT)
    check_triples(facts)
    sizes = (1, 2) if quick else COPIES
    with tempfile.TemporaryDirectory() as folder:
        return [
            row
            for copies in sizes
            for row in _size(facts, copies, folder, largest=copies == sizes[-1], judged=not quick)
        ]


def _size(facts: Path, copies: int, folder: str, *, largest: bool, judged: bool) -> list[Row]:
    """Return the rows of one size. The bars are Turtle's, of the largest size; the others are compared with Oxigraph."""
    path = str(Path(folder, f"{copies}.parquet"))
    made = in_child(make_quads, str(facts), copies, path)
    size = f"{made['quads']:,.0f} triples"
    rows = [
        told(
            f"terms of {size} from tables, a fresh process",
            f"{made['seconds']:.1f} s; peak with graph and tables {_gigabytes(made)}",
        )
    ]
    for name, (title, _) in _FORMATS.items():
        found = in_child(write_file, name, path)
        measured = (
            f"{found['seconds']:.2f} s, {found['quads'] / found['seconds'] / 1000:,.0f} thousand a CPU second"
        )
        memory = f"{_gigabytes(found)}; the table alone {found['held'] / 1e9:.2f} GB"
        what = f"{size} as {title}, from terms to bytes"
        if name == "ttl" and largest:
            peak = found["peak"] / 1e9
            rows += [
                within(what, _MOST_SECONDS, found["seconds"], "CPU s", measured, judged=judged),
                within("- peak of its process", _MOST_GIGABYTES, peak, "GB", memory, judged=judged),
            ]
        else:
            theirs = None if largest else in_child(write_by_oxigraph, name, path)["seconds"]
            against = "" if theirs is None else f"; Oxigraph from its own triples {theirs:.2f} s"
            ratio = None if theirs is None else theirs / found["seconds"]
            rows.append(told(what, f"{measured}; peak {memory}{against}", ratio))
    return rows + (_from_graph(facts, copies, size, judged=judged) if largest else [])


def _from_graph(facts: Path, copies: int, size: str, *, judged: bool) -> list[Row]:
    """Return the rows of Turtle that is made of a graph, as `kg export` makes it."""
    found = in_child(write_from_graph, str(facts), copies)
    rate = f"{found['seconds']:.1f} s, {found['bytes'] / 1e6:,.0f} MB"
    memory = f"{_gigabytes(found)}; graph and exposure alone {found['held'] / 1e9:.2f} GB"
    return [
        told(f"{size} as sorted Turtle, from the graph to bytes", rate),
        within(
            "- peak of its process, with the graph",
            _MOST_GIGABYTES,
            found["peak"] / 1e9,
            "GB",
            memory,
            judged=judged,
        ),
    ]


def _gigabytes(found: dict[str, float]) -> str:
    return f"{found['peak'] / 1e9:.2f} GB"


def graph_of_copies(facts: Path, copies: int) -> KnowledgeGraph:
    """Return the graph of a folder whose pages, sources and citations stand there so often, with other names."""
    corpus = kg.read(facts) if facts.name == "seeds" else kg.read(facts, map=MAP)
    tables = {name: corpus[name] for name in corpus if corpus[name].height}
    again = [_renamed(corpus, f"-{copy}") for copy in range(copies)]
    tables.update({name: pl.concat([one[name] for one in again]) for name in again[0]})
    whole = Corpus.of(tables, settings=corpus.settings)
    return build_graph(whole, rate(whole))


def _renamed(corpus: Corpus, end: str) -> dict[str, pl.DataFrame]:
    """Return the tables that grow, with an end to every id and address."""
    id, url = pl.col("id") + end, pl.col("url")
    asked = pl.when(url.str.contains("?", literal=True)).then(pl.lit("&copy=")).otherwise(pl.lit("?copy="))
    ends = {
        "pages": [id],
        "sources": [id, url + asked + end],
        "citations": [pl.col("citing") + end, pl.col("cited") + end],
        "links": [pl.col("page") + end, pl.col("target") + end],
    }
    return {name: corpus[name].with_columns(columns) for name, columns in ends.items() if corpus[name].height}


def make_quads(facts: str, copies: int, path: str) -> dict[str, float]:
    """Write the table of quads as Parquet; runs in a fresh process."""
    graph = graph_of_copies(Path(facts), copies)
    begun = time.process_time()
    said = quads(graph)
    seconds, peak = time.process_time() - begun, peak_bytes()
    said.write_parquet(path, row_group_size=_GROUP)
    return {"quads": said.height, "seconds": seconds, "peak": peak}


def write_from_graph(facts: str, copies: int) -> dict[str, float]:
    """Write a graph as Turtle, to nowhere; runs in a fresh process."""
    graph = graph_of_copies(Path(facts), copies)
    exposure = kg.measure_exposure(graph)
    held = peak_bytes()
    forget_peak()
    begun, size = time.process_time(), 0
    with Path("/dev/null").open("wb") as nowhere:
        for part in export_rdf(graph, "ttl", exposure=exposure):
            size += nowhere.write(part)
    return {"seconds": time.process_time() - begun, "bytes": size, "peak": peak_bytes(), "held": held}


def write_file(name: str, path: str) -> dict[str, float]:
    """Write the quads of a file of Parquet as RDF, to nowhere; runs in a fresh process."""
    said = pl.read_parquet(path)
    held = peak_bytes()
    forget_peak()
    begun = time.process_time()
    with Path("/dev/null").open("wb") as nowhere:
        for part in by_kg(said, name):
            nowhere.write(part)
    seconds = time.process_time() - begun
    return {"quads": said.height, "seconds": seconds, "peak": peak_bytes(), "held": held}


def write_by_oxigraph(name: str, path: str) -> dict[str, float]:
    """Write the same quads by Oxigraph, from its objects; runs in a fresh process."""
    content = b"".join(by_kg(pl.read_parquet(path), "nq" if name == "nq" else "nt"))
    form = pyoxigraph.RdfFormat.N_QUADS if name == "nq" else pyoxigraph.RdfFormat.N_TRIPLES
    held = list(pyoxigraph.parse(content, format=form))
    written = held if name == "nq" else [quad.triple for quad in held]
    seconds, _ = cpu_seconds(lambda: pyoxigraph.serialize(written, format=_FORMATS[name][1]), runs=1)
    return {"seconds": seconds}


def by_kg(said: pl.DataFrame, name: str) -> Iterator[bytes]:
    """Return quads as kg writes them."""
    if name == "ttl":
        return write_turtle(said, base=BASE)
    return write_nquads(said) if name == "nq" else write_ntriples(said)


def check_triples(facts: Path) -> None:
    """Refuse to measure files that do not say what the table says, as Oxigraph reads two copies of the facts."""
    said = quads(graph_of_copies(facts, 2))
    read = {
        name: {quad.triple for quad in pyoxigraph.parse(b"".join(by_kg(said, name)), format=form)}
        for name, (_, form) in _FORMATS.items()
    }
    distinct = said.select("subject", "predicate", "object").n_unique()
    require_equal("the number of triples", len(read["nq"]), distinct)
    for name in _FORMATS:
        require_equal(f"the triples of {name}", read[name], read["nq"])
