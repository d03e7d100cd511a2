"""The table of rating assertions: their IRIs, subjects, scales and where they were stated."""

from __future__ import annotations

import hashlib

import polars as pl

from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.words import NodeKind
from kg.ratings.assertions import assertions, statements
from kg.ratings.crosswalk import normal
from kg.rdf.scales import label_iris, scales_of
from kg.rdf.terms import FOLDER_OF_NODE, address_iris, encode_ids, iris, node_iris

_RATED = (NodeKind.ORGANIZATION.value, NodeKind.PUBLISHER.value, NodeKind.SOURCE.value)
_FILE = r"(?s)^(.+?)(?::[0-9]+|#[0-9]+)?$"
_SHORT = 16


def assertion_table(graph: KnowledgeGraph, base: str) -> pl.DataFrame:
    """Return the assertions that have an effect or could: subject and value are known, ``row`` is that of ``ratings``."""
    stated = (
        assertions(statements(graph.corpus), graph.tables["subjects"])
        .drop("scale")
        .join(scales_of(graph), on="rater", how="left", maintain_order="left")
    )
    known = graph.nodes.filter(pl.col("kind").is_in(_RATED))
    stated = stated.filter(pl.col("fault").is_null() | ~pl.col("levels")).join(
        known, on=["kind", "key"], how="semi", maintain_order="left"
    )
    folder = stated["kind"].replace_strict(FOLDER_OF_NODE, return_dtype=pl.String)
    subject = folder + "/" + encode_ids(stated["key"])
    scale = encode_ids(stated["scale"])
    begun = stated["valid_from"].cast(pl.String).fill_null("undated")
    tail = scale + "/" + subject + "/" + begun
    kind = stated.select(
        pl.when("override").then(pl.lit("override")).otherwise(pl.lit("rating")).alias("kind")
    )["kind"]
    name = kind + "/" + tail
    again = pl.DataFrame({"name": name}).select(pl.int_range(1, pl.len() + 1).over("name").alias("again"))[
        "again"
    ]
    suffix = pl.DataFrame({"again": again}).select(
        pl.when(pl.col("again") > 1)
        .then(pl.concat_str(pl.lit("/"), "again"))
        .otherwise(pl.lit(""))
        .alias("suffix")
    )["suffix"]
    return stated.with_columns(
        (f"<{base}id/" + name + suffix + ">").alias("iri"),
        (f"<{base}id/" + subject + ">").alias("subject_iri"),
        iris("scale", stated["scale"], base).alias("scale"),
        iris("rater", stated["rater"], base).alias("rater"),
        _concepts(graph, stated, base).alias("label"),
        pl.when("override").then(pl.lit(f"<{base}ns#Override>")).alias("class_iri"),
        _primary(graph, stated, base).alias("primary"),
    )


def _concepts(graph: KnowledgeGraph, stated: pl.DataFrame, base: str) -> pl.Series:
    """Return the concept of each value that is a label of its rater's scale, null for numbers and levels."""
    raters = graph.corpus["raters"].select(pl.col("id").alias("rater"), pl.col("scale").alias("of"))
    words = (
        graph.corpus["crosswalks"]
        .drop_nulls("label")
        .select(
            pl.col("scale").alias("of"),
            "label",
            pl.concat_list(pl.concat_list("label"), pl.col("also").fill_null([])).alias("value"),
        )
        .explode("value")
        .with_columns(normal(pl.col("value")))
        .unique(["of", "value"], keep="first", maintain_order=True)
    )
    found = (
        stated.select("rater", normal(pl.col("value")), "scale", "levels")
        .join(raters, on="rater", how="left", maintain_order="left")
        .join(words, on=["of", "value"], how="left", maintain_order="left")
    )
    label = found.select(pl.when(~pl.col("levels")).then("label").alias("label"))["label"]
    return label_iris(stated["scale"], label, base)


def input_table(graph: KnowledgeGraph, base: str) -> pl.DataFrame:
    """Return what was read, and the files and texts that only an assertion names: ``name, sha256, iri``."""
    read = graph.corpus["inputs"]
    known = read["name"].to_list()
    texts = [text for text in _texts(graph) if text not in known]
    named = pl.DataFrame({"name": texts, "sha256": [None] * len(texts)}, schema=read.schema)
    whole = pl.concat([read, named]).unique(maintain_order=True)
    return whole.with_columns(pl.Series("iri", _input_iris(whole, base), dtype=pl.String))


def _input_iris(inputs: pl.DataFrame, base: str) -> list[str]:
    """Return an IRI for each input: the hash of its name and content."""
    return [
        f"<{base}id/input/{_hash(f'{name}={sha256}' if sha256 else str(name))}>"
        for name, sha256 in inputs.select("name", "sha256").iter_rows()
    ]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_SHORT]


def _source_text() -> pl.Expr:
    """Return where an assertion was stated, less its line in a file; else the file in which it was read."""
    return pl.coalesce("stated_in", "origin").pipe(_without_line)


def _without_line(text: pl.Expr) -> pl.Expr:
    """Return a file without ``:line`` or ``#row``; an address and a node stay whole."""
    whole = text.str.contains(r"^[a-z]+:")
    return pl.when(whole).then(text).otherwise(text.str.extract(_FILE, 1))


def _texts(graph: KnowledgeGraph) -> list[str]:
    """Return the stated texts that are neither an address nor a node."""
    stated = (
        graph.corpus["ratings"]
        .select(_without_line(pl.col("stated_in")).alias("text"))
        .unique()
        .drop_nulls()["text"]
        .sort()
    )
    return stated.filter(address_iris(stated).is_null() & _recorded_nodes(graph, stated).is_null()).to_list()


def _recorded_nodes(graph: KnowledgeGraph, texts: pl.Series) -> pl.Series:
    """Return texts that are node ids of this graph, others null."""
    nodes = graph.nodes.select(pl.concat_str("kind", "key", separator=":"))["kind"]
    return texts.to_frame("text").select(
        pl.when(pl.col("text").is_in(nodes.implode())).then("text").alias("text")
    )["text"]


def _primary(graph: KnowledgeGraph, stated: pl.DataFrame, base: str) -> pl.Series:
    """Return where each assertion was stated, as an IRI: an address, a node or an input."""
    inputs = input_table(graph, base).unique("name", keep="first", maintain_order=True)
    text = stated.select(_source_text().alias("text"))["text"]
    unique = text.unique().drop_nulls().sort()
    named = pl.DataFrame({"text": unique}).join(
        inputs.select(pl.col("name").alias("text"), "iri"), on="text", how="left", maintain_order="left"
    )
    found = (
        address_iris(unique)
        .fill_null(node_iris(_recorded_nodes(graph, unique), base))
        .fill_null(named["iri"])
    )
    return text.replace_strict(unique, found, default=None, return_dtype=pl.String)
