"""Changes in memory: levels set, nodes and citations taken away, citations added; nothing is saved."""

from __future__ import annotations

import dataclasses
import itertools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from kg.errors import IdError, MapError, PolicyError, nearest_or_all
from kg.graph.builder import build_graph
from kg.graph.knowledge_graph import KnowledgeGraph, find_node, row_of
from kg.model.columns import conform
from kg.model.corpus import Corpus
from kg.model.ids import NodeId
from kg.model.level import LEVEL_NAMES
from kg.model.words import HOUSE, Character, NodeKind
from kg.ratings.effective import Ratings, effective, evidence_on, rate
from kg.readers.citing import connect
from kg.readers.files import decode, read_bytes
from kg.resolution.attribution import Resolution

RATED = (NodeKind.SOURCE.value, NodeKind.PUBLISHER.value, NodeKind.ORGANIZATION.value)
"""What has a level that can be set."""
REMOVED = (*RATED, NodeKind.RATER.value)
"""What can be taken away."""
ORIGIN = "what-if"
"""Where an assertion or citation was read that nobody wrote."""
_PAIR = pl.concat_str("kind", "key", separator=":")


@dataclass(frozen=True, slots=True)
class NewCitation:
    """A citation to add. ``cited`` is a node, or an address of which there may be no record yet."""

    citing: NodeId
    cited: NodeId | str
    claim: str | None = None
    character: str | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What to change. A level replaces every assertion on its node by one of the house.

    ``remove`` takes the citations of a source's work, all assertions of a rater, and the assertions on any
    other node, those on its places too; ``remove_citations`` are pairs of what cites and what is cited.

    >>> Changes(set_levels={NodeId.publisher("openai"): 2}).remove
    ()
    """

    set_levels: Mapping[NodeId, int] = field(default_factory=dict)
    remove: tuple[NodeId, ...] = ()
    add_citations: tuple[NewCitation, ...] = ()
    remove_citations: tuple[tuple[NodeId, NodeId], ...] = ()


def apply_changes(graph: KnowledgeGraph, changes: Changes) -> KnowledgeGraph:
    """Return the graph as it would be: rated and built anew, with the policy and the date it has.

    Where no change can alter who published what, that is not asked again; the problems are then those before.

    Raises
    ------
    UnknownNodeError
        A node is not there; the nearest is the hint.
    IdError, PolicyError
        A node has no level to set or nothing to remove, is both set and removed, or a level is none.

    >>> import kg
    >>> graph = kg.load("seeds")
    >>> after = apply_changes(graph, Changes(set_levels={NodeId.publisher("openai"): 2}))
    >>> int((graph.effective["level"] == 4).sum() - (after.effective["level"] == 4).sum())
    46
    """
    _check(graph, changes)
    corpus = _with_citations(graph, changes)
    kept, ratings, subjects = _stated(graph, changes)
    same_assertions = not changes.set_levels and kept.all()
    corpus = dataclasses.replace(corpus, tables={**corpus.tables, "ratings": ratings})
    if corpus["sources"].height > graph.resolution.height or not (same_assertions or _registered_only(graph)):
        return build_graph(corpus, rate(corpus, policy=graph.policy, as_of=graph.as_of))
    evidence = evidence_on(corpus, subjects, policy=graph.policy, as_of=graph.as_of)
    rated = graph.effective
    if not same_assertions:
        rated = effective(graph.resolution, evidence, types=corpus["sources"]["type"])
    resolution = Resolution(graph.resolution, subjects, graph.problems)
    return build_graph(
        corpus, Ratings(graph.as_of, graph.policy, resolution, evidence, rated, graph.problems.clear())
    )


def _check(graph: KnowledgeGraph, changes: Changes) -> None:
    cited = [one.cited for one in changes.add_citations if isinstance(one.cited, NodeId)]
    ends = [*(one.citing for one in changes.add_citations), *cited]
    ends += itertools.chain.from_iterable(changes.remove_citations)
    _check_known(graph, [*changes.set_levels, *changes.remove, *ends])
    for node, level in changes.set_levels.items():
        _check_level(node, level)
    for node in changes.remove:
        if node.kind not in REMOVED:
            raise IdError(
                f"{node} cannot be removed", hint="Remove a source, publisher, organization or rater."
            )
        if node in changes.set_levels and node.kind != NodeKind.SOURCE.value:
            raise IdError(f"{node} is both set and removed", hint="Do one of them.")
    for node in [node for node in ends if node.kind not in (NodeKind.PAGE.value, NodeKind.SOURCE.value)]:
        raise IdError(f"{node} neither cites nor is cited", hint="Name a page or a source.")


def _check_level(node: NodeId, level: int) -> None:
    if node.kind not in RATED:
        raise IdError(f"{node} has no level to set", hint="Set that of a source, publisher or organization.")
    if level not in LEVEL_NAMES:
        raise PolicyError(f"{node}: expected a level from 1 to 5, got {level!r}")


def _check_known(graph: KnowledgeGraph, nodes: list[NodeId]) -> None:
    asked = pl.DataFrame(
        {"kind": [node.kind for node in nodes], "key": [node.key for node in nodes]},
        schema=graph.nodes.schema,
    )
    for kind, key in asked.join(graph.nodes, on=["kind", "key"], how="anti").head(1).iter_rows():
        row_of(graph, NodeId(kind, key))


def _stated(graph: KnowledgeGraph, changes: Changes) -> tuple[pl.Series, pl.DataFrame, pl.DataFrame]:
    """Return which rows of ``ratings`` stay, and ``ratings`` and ``subjects`` as they would be."""
    ratings, subjects = graph.corpus["ratings"], graph.tables["subjects"]
    gone = [str(node) for node in (*changes.set_levels, *changes.remove) if node.kind in RATED]
    # What is said of a removed source stays: it is its citations that go.
    kept_words = {
        str(node) for node in changes.remove if node.kind == NodeKind.SOURCE.value
    } - {str(node) for node in changes.set_levels}  # fmt: skip
    about = subjects.filter(_PAIR.is_in([node for node in gone if node not in kept_words]))["row"]
    raters = [node.key for node in changes.remove if node.kind == NodeKind.RATER.value]
    rows = ratings.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"), "rater")
    kept = rows.select(~pl.col("row").is_in(about.implode()) & ~pl.col("rater").is_in(raters))["row"]
    made = _by_house(changes.set_levels)
    number = pl.DataFrame({"row": rows["row"].filter(kept)}).with_row_index("new")
    moved = subjects.join(number, on="row", maintain_order="left").select(
        pl.col("new").alias("row"), "kind", "key"
    )
    nodes = list(changes.set_levels)
    fresh = pl.DataFrame(
        {
            "row": range(number.height, number.height + len(nodes)),
            "kind": [node.kind for node in nodes],
            "key": [node.key for node in nodes],
        },
        schema=subjects.schema,
    )
    return kept, pl.concat([ratings.filter(kept), made]), pl.concat([moved, fresh])


def _by_house(levels: Mapping[NodeId, int]) -> pl.DataFrame:
    """Return an assertion of the house for each level; on a source it is an override, so that it decides."""
    rows = [
        {
            "subject": str(node),
            "rater": HOUSE,
            "value": str(level),
            "override": True if node.kind == NodeKind.SOURCE.value else None,
            "reason": ORIGIN,
            "origin": ORIGIN,
        }
        for node, level in levels.items()
    ]
    names = ("subject", "rater", "value", "override", "reason", "origin")
    types = {name: pl.Boolean if name == "override" else pl.String for name in names}
    return conform(pl.DataFrame(rows, schema=types), "ratings")


def _registered_only(graph: KnowledgeGraph) -> bool:
    """Say whether no rating is about a place that nobody registered: such a place is there while it is rated."""
    said = graph.corpus["ratings"].select("subject").with_row_index("row")
    places = graph.tables["subjects"].join(said, on="row").filter(
        (pl.col("kind") == NodeKind.PUBLISHER.value) & ~pl.col("subject").str.starts_with("publisher:")
    )  # fmt: skip
    known = graph.corpus["publishers"]["id"].implode()
    like_a_host = pl.col("key").str.contains(".", literal=True)
    return places.filter(like_a_host | ~pl.col("key").is_in(known)).is_empty()


def _with_citations(graph: KnowledgeGraph, changes: Changes) -> Corpus:
    """Return the corpus less the citations that go, with those that come."""
    corpus = graph.corpus
    work = graph.resolution.select(("source:" + pl.col("id")).alias("node"), "work")
    of = dict(work.iter_rows()) if changes.remove or changes.remove_citations else {}

    def records(node: NodeId) -> list[str]:
        """Return the records of the work of a source: pages cite works."""
        if str(node) not in of:
            return [str(node)]
        return work.filter(pl.col("work") == of[str(node)])["node"].to_list()

    gone = pl.lit(value=False)
    for node in changes.remove:
        if node.kind == NodeKind.SOURCE.value:
            gone = gone | pl.col("cited").is_in(records(node))
    for citing, cited in changes.remove_citations:
        gone = gone | (pl.col("citing").is_in(records(citing)) & pl.col("cited").is_in(records(cited)))
    tables = dict(corpus.tables) | {"citations": corpus["citations"].filter(~gone)}
    if changes.add_citations:
        added = _connected(tables, changes.add_citations)
        tables["citations"] = pl.concat([tables["citations"], added["citations"]])
        tables["sources"] = added["sources"]
    return dataclasses.replace(corpus, tables=tables)


def _connected(
    tables: Mapping[str, pl.DataFrame], citations: tuple[NewCitation, ...]
) -> dict[str, pl.DataFrame]:
    """Return new citations with node ids, and the sources with those that only an address names."""
    rows = [
        {
            "citing": str(one.citing),
            "cited": str(one.cited),
            "claim": one.claim,
            "character": one.character,
            "origin": ORIGIN,
        }
        for one in citations
    ]
    names = ("citing", "cited", "claim", "character", "origin")
    frame = conform(pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String)), "citations")
    connected, _ = connect({"citations": frame, "sources": tables["sources"], "pages": tables["pages"]})
    return connected


def citation_of(graph: KnowledgeGraph, text: str) -> tuple[NodeId, NodeId | str]:
    """Return the two ends of ``CITING=CITED``; what is cited may be an address.

    >>> import kg
    >>> graph = kg.load("examples/evidence")
    >>> [str(end) for end in citation_of(graph, "page:floods=source:sleep")]
    ['page:floods', 'source:sleep']
    """
    citing, equals, cited = text.partition("=")
    if not equals or not citing or not cited:
        raise IdError(f"expected CITING=CITED, got {text!r}", hint="Write page:a=source:b.")
    return find_node(graph, citing), cited if "://" in cited else find_node(graph, cited)


def known_ends(graph: KnowledgeGraph, text: str) -> tuple[NodeId, NodeId]:
    """Return the two ends of ``CITING=CITED``, both of them nodes.

    >>> import kg
    >>> known_ends(kg.load("examples/evidence"), "floods=https://a.org")
    Traceback (most recent call last):
    kg.errors.IdError: https://a.org is an address. Name the source, as source:ID.
    """
    citing, cited = citation_of(graph, text)
    return citing, _node(cited)


def _node(end: NodeId | str) -> NodeId:
    if isinstance(end, str):
        raise IdError(f"{end} is an address", hint="Name the source, as source:ID.")
    return end


_TOP = ("set", "remove", "add_citation", "remove_citation")
_CITATION = ("citing", "cited", "claim", "character")


def read_changes(graph: KnowledgeGraph, path: Path) -> Changes:
    """Return the changes that a TOML file states: ``[set]``, ``remove``, ``[[add_citation]]``, ``[[remove_citation]]``.

    Raises
    ------
    MapError
        It is no TOML, or has an unknown name; the nearest known one is the hint.
    ReadError
        It cannot be read.

    >>> import kg, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "changes.toml")
    ...     _ = path.write_text('remove = ["publisher:openai"]')
    ...     read_changes(kg.load("seeds"), path).remove
    (NodeId(kind='publisher', key='openai'),)
    """
    where = str(path)
    try:
        said = tomllib.loads(decode(read_bytes(path), where=where))
    except tomllib.TOMLDecodeError as error:
        raise MapError(f"is not TOML: {error}", where=where) from None
    _known(said, _TOP, where)
    levels, remove = said.get("set", {}), said.get("remove", [])
    if not isinstance(levels, dict):
        raise MapError("set: expected node = level", where=where, hint='Write "publisher:x" = 2 below [set].')
    for node, level in levels.items():
        if not isinstance(level, int) or isinstance(level, bool):
            raise MapError(f"set: {node}: expected a level from 1 to 5, got {level!r}", where=where)
    if not isinstance(remove, list):
        raise MapError('remove: expected a list of nodes, ["source:a"]', where=where)
    added = [_citation(graph, one, where) for one in _tables(said, "add_citation", where)]
    dropped = [_citation(graph, one, where) for one in _tables(said, "remove_citation", where)]
    return Changes(
        {find_node(graph, str(text)): level for text, level in levels.items()},
        tuple(find_node(graph, str(text)) for text in remove),
        tuple(added),
        tuple((one.citing, _node(one.cited)) for one in dropped),
    )


def _tables(said: dict[str, Any], name: str, where: str) -> list[dict[str, Any]]:
    held = said.get(name, [])
    if not isinstance(held, list) or not all(isinstance(one, dict) for one in held):
        raise MapError(
            f"{name}: expected a table for each", where=where, hint=f"Write [[{name}]] above each."
        )
    return held


def _citation(graph: KnowledgeGraph, said: dict[str, Any], where: str) -> NewCitation:
    _known(said, _CITATION, where)
    ends = [said.get(name) for name in ("citing", "cited")]
    if not all(isinstance(end, str) and end for end in ends):
        raise MapError("a citation needs citing and cited", where=where, hint='Write citing = "page:a".')
    character = said.get("character")
    words = [word.value for word in Character]
    if character is not None and character not in words:
        raise MapError(f"character: expected one of {', '.join(words)}, got {character!r}", where=where)
    citing, cited = str(ends[0]), str(ends[1])
    claim = said.get("claim")
    return NewCitation(
        find_node(graph, citing),
        cited if "://" in cited else find_node(graph, cited),
        None if claim is None else str(claim),
        character,
    )


def _known(said: dict[str, Any], known: tuple[str, ...], where: str) -> None:
    for name in said:
        if name not in known:
            raise MapError(f"unknown name {name!r}", where=where, hint=nearest_or_all(name, known))
