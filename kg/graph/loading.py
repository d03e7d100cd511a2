"""From inputs to a graph in one step: a snapshot is opened, anything else is read, rated and indexed."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

from kg.errors import MapError
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.graph.snapshot import is_snapshot, open_snapshot
from kg.model.policy import Policy
from kg.readers.documents.cache import Cache


def load(
    *inputs: str | Path,
    registry: str | Path | None = None,
    map: str | Path | None = None,
    as_of: datetime.date | None = None,
    policy: Policy | None = None,
    cache: Cache | None = None,
    progress: Callable[[str], None] | None = None,
) -> KnowledgeGraph:
    """Return the graph of a snapshot, or of folders and files.

    Parameters
    ----------
    inputs : paths
        One snapshot; or folders of records, tables and rendered pages.
    registry : path, optional
        A folder or file of publishers, organizations and ratings to read beside the inputs.
    map : path, optional
        A ``kg.toml`` that says which file is which table.
    as_of, policy : optional
        The day asked for and the policy; by default those of the input. A snapshot that was built with
        others is rated anew.
    cache : Cache, optional
        Where the results of reading documents are kept (`kg.readers.documents.cache.default_cache`).
    progress : function, optional
        Called with a line before each step.

    Raises
    ------
    KgError
        Something cannot be read; see `kg.errors`.

    >>> load("seeds").as_of
    datetime.date(2026, 11, 24)
    """
    if len(inputs) == 1 and is_snapshot(Path(inputs[0])):
        if registry is not None:
            raise MapError(
                "a snapshot holds its registry",
                where=str(inputs[0]),
                hint="Build it again with the other one.",
            )
        if map is not None:
            raise MapError(
                "a snapshot needs no map", where=str(inputs[0]), hint="Give the folder it was built from."
            )
        return _as_asked(open_snapshot(inputs[0]), as_of, policy)
    from kg.graph.builder import build_graph
    from kg.ratings.effective import rate
    from kg.readers.reading import read

    corpus = read(*inputs, registry=registry, map=map, cache=cache, progress=progress)
    if progress is not None:
        progress(f"rating {corpus['sources'].height} sources")
    return build_graph(corpus, rate(corpus, policy=policy, as_of=as_of))


def _as_asked(graph: KnowledgeGraph, as_of: datetime.date | None, policy: Policy | None) -> KnowledgeGraph:
    """Return a snapshot's graph, rated anew if another day or policy is asked for."""
    if as_of in (None, graph.as_of) and policy in (None, graph.policy):
        return graph
    from kg.graph.builder import build_graph
    from kg.ratings.effective import rate

    return build_graph(
        graph.corpus, rate(graph.corpus, policy=policy or graph.policy, as_of=as_of or graph.as_of)
    )
