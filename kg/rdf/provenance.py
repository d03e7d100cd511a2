"""The tables of where it comes from: data set, graphs, run, policy, inputs."""

from __future__ import annotations

import hashlib
import re

import polars as pl

from kg._version import __version__
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.rdf.terms import VOCABULARIES, address_iris, encode_ids

_SHORT = 16
_COUNTED = ("Page", "Publisher", "Source")
_SPDX = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")


def run_id(graph: KnowledgeGraph) -> str:
    """Return the id of the run: a hash of inputs, policy, version and the day asked for.

    >>> from kg.graph.builder import build_graph
    >>> from kg.model.corpus import Corpus
    >>> from kg.ratings.effective import rate
    >>> corpus = Corpus.of({})
    >>> len(run_id(build_graph(corpus, rate(corpus))))
    16
    """
    inputs = graph.corpus["inputs"].sort("name", "sha256").rows()
    said = repr((inputs, graph.policy.sha256, __version__, graph.as_of.isoformat()))
    return hashlib.sha256(said.encode("utf-8", "backslashreplace")).hexdigest()[:_SHORT]


def graph_names(graph: KnowledgeGraph, base: str) -> dict[str, str]:
    """Return the IRIs of the named graphs: ``asserted, derived, dataset``."""
    dataset = encode_ids(pl.Series([graph.corpus.settings.dataset])).item()
    return {
        "asserted": f"<{base}graph/asserted/{dataset}>",
        "derived": f"<{base}graph/derived/{run_id(graph)}>",
        "dataset": f"<{base}graph/dataset>",
    }


def provenance_tables(graph: KnowledgeGraph, inputs: pl.DataFrame, base: str) -> dict[str, pl.DataFrame]:
    """Return the tables of provenance, each with its IRIs."""
    names = graph_names(graph, base)
    run = f"<{base}id/run/{run_id(graph)}>"
    policy = f"<{base}id/policy/{graph.policy.sha256[:_SHORT]}>"
    agent = f"<{base}id/agent/kg-{__version__}>"
    read = inputs.filter(pl.col("sha256").is_not_null())["iri"]
    used = pl.concat([read, pl.Series([names["asserted"], policy], dtype=pl.String)])
    return {
        "dataset": _dataset(graph, names, base),
        "partitions": _partitions(graph, base),
        "asserted_graph": pl.DataFrame(
            {"iri": names["asserted"], "licence": _licence(graph)},
            schema=dict.fromkeys(("iri", "licence"), pl.String),
        ),
        "asserted_from": read.alias("input").to_frame().with_columns(pl.lit(names["asserted"]).alias("iri")),
        "derived_graph": pl.DataFrame(
            {"iri": [names["derived"]], "run": [run], "asserted": [names["asserted"]]}
        ),
        "run": pl.DataFrame(
            {
                "iri": [run],
                "as_of": [graph.as_of],
                "agent": [agent],
                "policy": [policy],
                "association": [run[:-1] + "/association>"],
            }
        ),
        "run_used": used.alias("used").to_frame().with_columns(pl.lit(run).alias("iri")),
        "agent": pl.DataFrame({"iri": [agent], "version": [__version__], "name": ["kg"]}),
        "policy": pl.DataFrame({"iri": [policy], "sha256": [graph.policy.sha256], "name": ["policy"]}),
        "inputs": inputs,
    }


def _dataset(graph: KnowledgeGraph, names: dict[str, str], base: str) -> pl.DataFrame:
    settings = graph.corpus.settings
    spaces = [f"{base}ns#", *(VOCABULARIES[prefix] for prefix in ("schema", "cito", "prov", "dqv", "skos"))]
    return pl.DataFrame(
        {
            "iri": [f"<{base}id/dataset>"],
            "title": [settings.title or settings.dataset],
            "licence": [_licence(graph)],
            "rights": [settings.licence if settings.licence and _licence(graph) is None else None],
            "shapes": [f"<{base}shapes>"],
            "uri_space": [f"{base}id/"],
            "vocabularies": [[f"<{space}>" for space in spaces]],
            "subsets": [[names["asserted"], names["derived"]]],
            "partitions": [[f"<{base}id/dataset/class/{name}>" for name in _COUNTED]],
        },
        schema_overrides={"licence": pl.String, "rights": pl.String},
    )


def _partitions(graph: KnowledgeGraph, base: str) -> pl.DataFrame:
    counted = [graph.nodes.filter(pl.col("kind") == name.lower()).height for name in _COUNTED]
    counted[0], counted[2] = graph.corpus["pages"].height, graph.corpus["sources"].height
    return pl.DataFrame(
        {
            "iri": [f"<{base}id/dataset/class/{name}>" for name in _COUNTED],
            "class_iri": [f"<{base}ns#{name}>" for name in _COUNTED],
            "entities": counted,
        }
    )


def _licence(graph: KnowledgeGraph) -> str | None:
    """Return the licence as an IRI: an address, or a word of the SPDX list."""
    said = graph.corpus.settings.licence
    if said is None:
        return None
    address: str | None = address_iris(pl.Series([said])).item()
    return address or (f"<https://spdx.org/licenses/{said}>" if _SPDX.fullmatch(said) else None)
