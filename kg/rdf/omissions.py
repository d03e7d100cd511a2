"""What ``--without`` leaves out: whole graphs, and all that one rater says."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from kg.errors import ExportError, nearest
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.rdf.extent import Extent
from kg.rdf.provenance import run_id
from kg.rdf.scales import scales_of
from kg.rdf.terms import iris

_RATER = "rater:"


@dataclass(frozen=True, slots=True)
class Omissions:
    """The sorts of graphs (``asserted, derived, dataset``) and the raters that are left out."""

    graphs: frozenset[str] = frozenset()
    raters: frozenset[str] = frozenset()


def omissions_of(graph: KnowledgeGraph, extent: Extent) -> Omissions:
    """Return what the names in ``extent.without`` mean: a data set, a run, a sort of graph or ``rater:ID``.

    Raises
    ------
    ExportError
        There is no such graph or rater; the nearest is the hint.

    >>> import kg
    >>> omissions_of(kg.load("seeds"), Extent(without=("seeds", "rater:house")))
    Omissions(graphs=frozenset({'asserted'}), raters=frozenset({'house'}))
    """
    named = {graph.corpus.settings.dataset: "asserted", run_id(graph): "derived"}
    graphs = {"asserted": "asserted", "derived": "derived", **named, "dataset": "dataset"}
    raters = {f"{_RATER}{key}": key for key in scales_of(graph)["rater"].to_list()} if extent.without else {}
    for name in extent.without:
        if name in graphs or name in raters:
            continue
        what = "rater" if name.startswith(_RATER) else "graph"
        known = list(raters if what == "rater" else graphs)
        close = nearest(name, known)
        hint = f"Did you mean {close!r}?" if close else f"{what.capitalize()}s are {', '.join(known)}."
        raise ExportError(f"there is no {what} {name!r} to leave out", hint=hint)
    return Omissions(
        frozenset(graphs[name] for name in extent.without if name in graphs),
        frozenset(raters[name] for name in extent.without if name not in graphs),
    )


def resting_on(graph: KnowledgeGraph, raters: frozenset[str]) -> int:
    """Return how many effective ratings follow from what some raters say.

    >>> import kg
    >>> resting_on(kg.load("examples/evidence"), frozenset({"mbfc"})) > 0
    True
    """
    rows = graph.corpus["ratings"].select(pl.col("rater").is_in(list(raters)))["rater"].arg_true()
    behind = graph.effective.select(
        pl.concat_list(pl.col(name).fill_null([]) for name in ("deciding", "capped_by"))
    )
    resting = behind["deciding"].list.eval(pl.element().is_in(rows.implode())).list.any()
    return int(resting.sum())


def gone_with(
    raters: frozenset[str], graph: KnowledgeGraph, tables: dict[str, pl.DataFrame], base: str
) -> pl.Series:
    """Return the terms of which nothing is said, and to which nothing leads, without some raters.

    These are the raters, their scales with labels and cuts, their assertions, the publishers that only they
    know and that published no source, and the texts that only they name.
    """
    of = iris("rater", pl.Series(sorted(raters), dtype=pl.String), base).implode()
    raters_out = tables["raters"].filter(pl.col("iri").is_in(of))
    scales = raters_out["scale_iri"]
    parts = [
        tables[name].filter(pl.col("scale_iri").is_in(scales.implode())) for name in ("scale_labels", "cuts")
    ]
    out, kept = (
        tables["assertions"].filter(keep) for keep in (pl.col("rater").is_in(of), ~pl.col("rater").is_in(of))
    )
    texts = tables["inputs"].filter(pl.col("sha256").is_null())["iri"]
    sources = graph.resolution
    used = pl.concat([sources["publisher"], sources["platform"]]).drop_nulls().unique()
    publishers = _only_in(out["subject_iri"], kept["subject_iri"], iris("publisher", used, base))
    publishers = publishers.filter(publishers.is_in(tables["implied_publishers"]["iri"].implode()))
    places = tables["implied_places"].filter(pl.col("publisher").is_in(publishers.implode()))["iri"]
    named = _only_in(out["primary"], kept["primary"])
    named = named.filter(named.is_in(texts.implode()))
    labels = [part["iri"] for part in parts]
    return pl.concat([raters_out["iri"], scales, *labels, out["iri"], publishers, places, named]).unique()


def _only_in(terms: pl.Series, *others: pl.Series) -> pl.Series:
    """Return the terms that are in none of the others."""
    found, known = terms.drop_nulls().unique(), pl.concat(others).drop_nulls().unique()
    return found.filter(~found.is_in(known.implode()))
