"""Node identifiers: the one id type, ``kind:key``."""

from __future__ import annotations

from dataclasses import dataclass

from kg.errors import IdError, nearest
from kg.model.words import NodeKind

_KINDS = tuple(kind.value for kind in NodeKind)


@dataclass(frozen=True, order=True, slots=True)
class NodeId:
    """A node of the graph: its kind and its key. Ids compare by kind, then by code point.

    >>> NodeId("page", "openai") < NodeId("source", "a1")
    True
    >>> str(NodeId.page("openai"))
    'page:openai'
    """

    kind: str
    key: str

    def __post_init__(self) -> None:
        if self.kind not in _KINDS:
            known = nearest(self.kind, _KINDS)
            raise IdError(
                f"unknown kind {self.kind!r}",
                hint=f"Did you mean {known!r}?" if known else f"Kinds are {', '.join(_KINDS)}.",
            )
        if not self.key:
            raise IdError(f"an empty {self.kind} id")

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"

    @classmethod
    def page(cls, key: str) -> NodeId:
        """Return the id of a page.

        >>> NodeId.page("openai").kind
        'page'
        """
        return cls("page", key)

    @classmethod
    def source(cls, key: str) -> NodeId:
        """Return the id of a source.

        >>> NodeId.source("a1")
        NodeId(kind='source', key='a1')
        """
        return cls("source", key)

    @classmethod
    def publisher(cls, key: str) -> NodeId:
        """Return the id of a publisher.

        >>> str(NodeId.publisher("nature"))
        'publisher:nature'
        """
        return cls("publisher", key)

    @classmethod
    def organization(cls, key: str) -> NodeId:
        """Return the id of an organization.

        >>> str(NodeId.organization("nih"))
        'organization:nih'
        """
        return cls("organization", key)

    @classmethod
    def parse(cls, text: str, *, usual: str | None = None) -> NodeId:
        """Read ``kind:key``; a bare key has the usual kind, where there is one.

        >>> NodeId.parse("source:doi:10.1/x")
        NodeId(kind='source', key='doi:10.1/x')
        >>> NodeId.parse("openai", usual="page")
        NodeId(kind='page', key='openai')

        Raises
        ------
        IdError
            The text is empty, or has no known kind and there is no usual one.
        """
        kind, colon, key = text.partition(":")
        if colon and kind in _KINDS:
            return cls(kind, key)
        if usual is not None:
            return cls(usual, text)
        known = nearest(kind, _KINDS)
        raise IdError(
            f"{text!r} is no node id",
            hint=f"Write {known}:{key or text}."
            if known
            else f"Write kind:id, with a kind of {', '.join(_KINDS)}.",
        )
