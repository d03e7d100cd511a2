"""A whole run of the gate: each path read and checked, less what was known before."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kg.errors import ReadError
from kg.gate.baseline import read_baseline, without_known
from kg.gate.check import Checked, check
from kg.gate.report import Input, Report
from kg.gate.revisions import is_tracked, laid_out
from kg.graph.kept import keep, kept_of, open_kept
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.graph.loading import load
from kg.model.gate import Gate
from kg.model.policy import Policy
from kg.readers.documents.cache import Cache


@dataclass(frozen=True, slots=True)
class Ask:
    """What is to be checked, and how; as for `kg.load`."""

    paths: tuple[Path, ...]
    registry: Path | None = None
    map: Path | None = None
    as_of: datetime.date | None = None
    policy: Policy | None = None
    cache: Cache | None = None
    progress: Callable[[str], None] | None = None
    note: Callable[[str], None] = lambda _: None
    """Called with each thing that was guessed."""


def run(
    ask: Ask,
    *,
    baseline: Path | None = None,
    changed_since: str | None = None,
    all_anew: bool = False,
) -> Report:
    """Return the report on some paths, each checked by itself.

    Parameters
    ----------
    ask : Ask
        What is to be checked.
    baseline : path, optional
        A file of known findings; by default the one that ``kg.toml`` names.
    changed_since : text, optional
        A git revision; what the same check finds there is known.
    all_anew : bool, optional
        Take no baseline that ``kg.toml`` names, as for one that is to be written in its place.

    Raises
    ------
    KgError
        Something cannot be read, or there is no such revision.

    >>> run(Ask((Path("examples/evidence"),))).summary()
    '5 findings on 3 pages: 3 errors, 2 notes'
    """
    if not ask.paths:
        return Report([])
    inputs = []
    days: dict[Path, tuple[datetime.date, Gate]] = {}
    once: dict[Path, Path] = {}
    for path in ask.paths:
        once.setdefault(path.resolve(), path)
    ask = dataclasses.replace(ask, paths=tuple(once.values()))
    for path in ask.paths:
        graph = _load(ask, path, path, ask.registry)
        for note in graph.corpus.notes:
            ask.note(note)
        gate = graph.corpus.settings.gate
        days[path] = (graph.as_of, gate)
        found = check(graph)
        own = path / gate.baseline if gate.baseline and path.is_dir() and not all_anew else None
        named = baseline or own
        if named is not None:
            found = without_known(found, read_baseline(named))
        inputs.append(Input(path, ask.registry, found))
    if changed_since is None:
        return Report(inputs)
    before = _before(ask, changed_since, days)
    return Report(
        [
            dataclasses.replace(one, checked=without_known(one.checked, before[one.given].findings))
            if one.given in before
            else one
            for one in inputs
        ]
    )


def _before(ask: Ask, revision: str, days: dict[Path, tuple[datetime.date, Gate]]) -> dict[Path, Checked]:
    """Return what the check finds in a revision, by the path checked; on the same day, by the same severities."""
    registry = ask.registry
    own = registry is not None and is_tracked(registry, ask.paths[0])
    asked = [*ask.paths, *([registry] if registry is not None and own else [])]
    found = {}
    with laid_out(list(dict.fromkeys(asked)), revision) as old:
        if registry is not None and own:
            registry = old.get(registry)
        for path in ask.paths:
            if path in old:
                day, gate = days[path]
                graph = _load(dataclasses.replace(ask, as_of=day), old[path], path, registry)
                found[path] = check(graph, gate=gate)
    return found


def _load(ask: Ask, path: Path, known_as: Path, registry: Path | None) -> KnowledgeGraph:
    """Load a path; results kept for the path that it is known as serve."""
    if not path.exists():
        raise ReadError("there is no such file or folder", where=str(path))
    cache = ask.cache
    if cache is not None and path != known_as:
        cache = dataclasses.replace(cache, instead_of=known_as)
    kept = kept_of(cache, [path], registry=registry, map=ask.map, as_of=ask.as_of, policy=ask.policy)
    graph = open_kept(kept)
    if graph is None:
        graph = load(
            path,
            registry=registry,
            map=ask.map,
            as_of=ask.as_of,
            policy=ask.policy,
            cache=cache,
            progress=ask.progress,
        )
        keep(kept, graph)
    return graph
