"""The knowledge graph: tables for words, integer arrays for numbers."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from kg.errors import IdError, UnknownNodeError, nearest
from kg.graph.adjacency import Adjacency, Flags, Indices, reverse
from kg.graph.node_table import row_in
from kg.model.corpus import Corpus
from kg.model.ids import NodeId
from kg.model.policy import Policy
from kg.model.words import NodeKind

ARRAYS = (
    "cited_by.indices",
    "cited_by.indptr",
    "citations.indices",
    "citations.indptr",
    "claims.citing",
    "claims.indices",
    "claims.indptr",
    "level",
    "links.indices",
    "links.indptr",
    "rated",
    "records",
    "work",
)
"""The names of the arrays of a snapshot: adjacency both ways, and what is known of each row."""


@dataclass(frozen=True, slots=True)
class KnowledgeGraph:
    """Who depends on whom, and all that a command may ask.

    ``tables`` holds the derived tables (``nodes, resolution, effective, subjects, problems``) and those
    of the corpus; ``arrays`` the numbers, over node rows. Works stand for their sources: an edge to a
    source always goes to the row of the source that names its work.
    """

    corpus: Corpus
    tables: Mapping[str, pl.DataFrame]
    arrays: Mapping[str, npt.NDArray[Any]]
    as_of: datetime.date
    policy: Policy

    @property
    def citations(self) -> Adjacency:
        """Evidential citations, in support, between pages and works."""
        return Adjacency(self.arrays["citations.indptr"], self.arrays["citations.indices"])

    @property
    def cited_by(self) -> Adjacency:
        """The same citations by what they cite; a snapshot holds them, else they are turned round when asked for."""
        if "cited_by.indptr" in self.arrays:
            return Adjacency(self.arrays["cited_by.indptr"], self.arrays["cited_by.indices"])
        return reverse(self.citations)

    @property
    def links(self) -> Adjacency:
        """Navigational links between pages."""
        return Adjacency(self.arrays["links.indptr"], self.arrays["links.indices"])

    @property
    def claims(self) -> Adjacency:
        """The works that each claim cites in support, by the rows of ``claim_nodes``."""
        return Adjacency(self.arrays["claims.indptr"], self.arrays["claims.indices"])

    @property
    def claimants(self) -> Indices:
        """The node row of who makes each claim."""
        return self.arrays["claims.citing"]

    @property
    def level(self) -> npt.NDArray[np.int8]:
        """Level of each work, valid where ``rated``."""
        return self.arrays["level"]

    @property
    def rated(self) -> Flags:
        """Which rows are works that have a level."""
        return self.arrays["rated"]

    @property
    def low(self) -> Flags:
        """Which rows are works whose level is low by the policy."""
        return self.rated & (self.level <= self.policy.low)

    @property
    def work(self) -> Flags:
        """Which rows are works: sources that name one."""
        return self.arrays["work"]

    @property
    def records(self) -> Indices:
        """How many distinct source records each row cites in support."""
        return self.arrays["records"]

    @property
    def nodes(self) -> pl.DataFrame:
        """The node table: ``kind, key``, sorted."""
        return self.tables["nodes"]

    @property
    def resolution(self) -> pl.DataFrame:
        """Who published each source."""
        return self.tables["resolution"]

    @property
    def effective(self) -> pl.DataFrame:
        """The effective rating of each source."""
        return self.tables["effective"]

    @property
    def problems(self) -> pl.DataFrame:
        """Everything dirty that any stage met."""
        return self.tables["problems"]


def row_of(graph: KnowledgeGraph, node: NodeId) -> int:
    """Return the row of a node.

    Raises
    ------
    UnknownNodeError
        There is no such node; the hint names the nearest of its kind.
    """
    row = row_in(graph.nodes, node.kind, node.key)
    if row is not None:
        return row
    keys = graph.nodes.filter(pl.col("kind") == node.kind)["key"].to_list()
    close = nearest(node.key, keys)
    hint = (
        f"Did you mean {node.kind}:{close}?"
        if close
        else f"The corpus has {len(keys)} nodes of kind {node.kind}."
    )
    raise UnknownNodeError(f"no {node.kind} {node.key!r}", hint=hint)


def find_node(graph: KnowledgeGraph, text: str) -> NodeId:
    """Return the node that a text names: ``kind:key``, or a bare key that only one node has.

    Raises
    ------
    IdError
        The text is no node id, and no node, or more than one, has it as its key.

    >>> import kg
    >>> str(find_node(kg.load("seeds"), "weak-to-strong"))
    'page:weak-to-strong'
    """
    kinds = sorted(kind.value for kind in NodeKind)
    found = [NodeId(kind, text) for kind in kinds if row_in(graph.nodes, kind, text) is not None]
    if len(found) == 1:
        return found[0]
    if found:
        names = " or ".join(str(node) for node in found)
        raise IdError(f"{text!r} is the key of {len(found)} nodes", hint=f"Say {names}.")
    return NodeId.parse(text)
