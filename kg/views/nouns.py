"""The nouns: one frozen record for each view, what is asked for, and what is answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kg.errors import QueryError, nearest_or_all
from kg.views.parts import Bar, Head, Link, Notice, Option, Place, Tab, Table


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the overview."""

    label: str
    value: str
    note: str
    href: str


@dataclass(frozen=True, slots=True)
class VerdictCount:
    """How many pages have a verdict."""

    verdict: str
    pages: int
    share: float
    href: str


@dataclass(frozen=True, slots=True)
class Square:
    """A page on the map of all pages."""

    title: str
    verdict: str
    href: str


@dataclass(frozen=True, slots=True)
class SquareRow:
    """The pages of a type, worst first; ``more`` of them are not drawn."""

    label: str
    href: str
    squares: tuple[Square, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Overview:
    """``/``: whether to worry, and where to begin."""

    head: Head
    figures: tuple[Figure, ...]
    bar: Bar
    worst: Table
    rate_next: Table
    verdicts: tuple[VerdictCount, ...]
    map: tuple[SquareRow, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """``/exposure``, ``/sources``, ``/publishers``, ``/organizations``, ``/worklist``, ``/search``: one table."""

    head: Head
    table: Table
    notice: Notice | None = None
    switches: tuple[Option, ...] = ()
    """Choices beside the facets, such as whether links count; each leads to the other state."""
    empty: str = ""
    """What is said where no row is left."""


@dataclass(frozen=True, slots=True)
class ClaimShown:
    """A claim that relies on low sources, or may."""

    id: str
    reliance: str
    """``certain`` or ``possible``."""
    place: Place | None
    text: str | None
    sources: tuple[Link, ...]
    """What it cites, the lowest first, each with its level."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What would mend a page: a sentence in parts, where a `Link` stands within, and where to try it."""

    parts: tuple[str | Link, ...]
    href: str | None = None


@dataclass(frozen=True, slots=True)
class PageView:
    """``/page/ID``: what a page rests on; ``table`` is that of the current tab."""

    head: Head
    verdict: str
    sentence: str
    rests: str
    """"Rests on 25: 7 high, 5 good, 2 mixed, 11 unrated"."""
    bar: Bar
    share: tuple[float, float] | None
    """The low share, and what it would be if every unrated source were low; None where nothing is cited."""
    coverage: float | None
    tabs: tuple[Tab, ...]
    table: Table
    claims: tuple[ClaimShown, ...]
    claims_left: int
    """Claims that rely or may but are not shown."""
    advice: tuple[Advice, ...]
    path: str | None
    """The address of the path to a low source, where there is one."""
    what_if: str
    picture: Any = None
    """The neighbourhood as columns: a `kg.views.columns_picture.Drawing`; None where there is nothing to draw."""
    notice: Notice | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A rule that was asked for the level of a source, and what it came to."""

    position: int
    rule: str
    sentence: str
    outcome: str
    node: Link | None
    level: int | None
    before: int | None
    after_decision: bool


@dataclass(frozen=True, slots=True)
class RaterRow:
    """What one rater says of a node."""

    rater: Link
    about: Link
    said: str
    level: int | None
    valid: str
    counts: str
    """Whether it counts, and if not why."""
    reason: str | None


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of metadata; ``leads_to`` an address outside, http or https."""

    label: str
    value: str | Link
    leads_to: str | None = None
    code: bool = False


@dataclass(frozen=True, slots=True)
class SourceView:
    """``/source/ID``: a source and why it has its level."""

    head: Head
    level: int | None
    sentence: str
    meaning: str
    steps: tuple[Step, ...]
    raters: tuple[RaterRow, ...]
    raters_sentence: str
    cited_by: Table
    facts: tuple[Fact, ...]
    address: str | None
    """The address as it was cited, and where it may lead: http or https, else None."""
    note: str | None
    summary: str | None
    key_points: tuple[str, ...]
    archived: Fact | None
    preview: str | None
    preview_sentence: str | None
    what_if: str
    picture: Any = None


@dataclass(frozen=True, slots=True)
class BodyView:
    """``/publisher/ID`` and ``/organization/ID``: who stands behind sources, and what hangs on it."""

    head: Head
    level: int | None
    sentence: str
    meaning: str
    raters: tuple[RaterRow, ...]
    raters_sentence: str
    places: tuple[str, ...]
    owners: tuple[Link, ...]
    """The chain of owners from the nearest up, each with its level."""
    holdings: tuple[Link, ...]
    identities: tuple[Fact, ...]
    """What others call the same body."""
    figures: tuple[Fact, ...]
    """Sources, pages that cite them, pages that rely on them."""
    tabs: tuple[Tab, ...]
    table: Table
    tries: tuple[Option, ...]
    """The what-if of each level: label, address; the present level is chosen."""


@dataclass(frozen=True, slots=True)
class Hop:
    """A step of a path: a node, what leads on from it, and the factor that this contributes."""

    node: Link
    verdict: str | None
    words: str
    factor: float | None
    place: Place | None


@dataclass(frozen=True, slots=True)
class PathView:
    """``/path/PAGE-ID``: how a page comes to rest on a low source."""

    head: Head
    hops: tuple[Hop, ...]
    score: float
    product: str
    """The factors and their product: "0.5 x 0.25 = 0.125"."""
    others: Table
    notice: Notice | None = None


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """A change of a what-if: in words, and the address without it."""

    words: str
    node: Link | None
    without: str


@dataclass(frozen=True, slots=True)
class WhatIfView:
    """``/what-if``: choose, see before and after; nothing is saved."""

    head: Head
    changes: tuple[ChangeShown, ...]
    asked: tuple[tuple[str, str], ...]
    """The parameters that a form has to carry on."""
    node: str
    """What the form's field holds."""
    level: str
    """The level that its choice has: a digit or ``unrated``."""
    suggestions: tuple[Link, ...]
    """What may be typed; if the first has an address, what was typed may have meant these."""
    error: str | None
    sentence: str | None
    table: Table | None


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of the glossary; ``sign`` is a verdict, a level or a kind whose sign stands before it."""

    id: str
    word: str
    definition: str
    sign: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class HelpView:
    """``/help``: what every word means."""

    head: Head
    sections: tuple[tuple[str, tuple[Term, ...]], ...]


@dataclass(frozen=True, slots=True)
class GraphView:
    """``/graph``: a neighbourhood or all pages by type as a graph, with the same as a table."""

    head: Head
    data: str
    """The address of the graph's JSON."""
    centre: Link | None
    choices: tuple[Option, ...]
    table: Table
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Missing:
    """A view of what is not there: what was asked for, and the nearest that is."""

    head: Head
    sentence: str
    nearest: tuple[Link, ...]


View = (
    Overview
    | Listing
    | PageView
    | SourceView
    | BodyView
    | PathView
    | WhatIfView
    | HelpView
    | GraphView
    | Missing
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: the path after the site's root in parts, each decoded, and the parameters in order."""

    path: tuple[str, ...]
    parameters: tuple[tuple[str, str], ...] = ()

    def first(self, name: str, default: str = "") -> str:
        """Return the first value of a parameter.

        >>> Asked(("exposure",), (("q", "a"), ("q", "b"))).first("q")
        'a'
        """
        return next((value for key, value in self.parameters if key == name), default)

    def every(self, name: str) -> tuple[str, ...]:
        """Return every value of a parameter, in order.

        >>> Asked(("exposure",), (("type", "a"), ("q", "x"), ("type", "b"))).every("type")
        ('a', 'b')
        """
        return tuple(value for key, value in self.parameters if key == name)

    def one_of(self, name: str, known: tuple[str, ...]) -> str:
        """Return a parameter that has one of some values, the first of them if it is not given.

        Raises
        ------
        QueryError
            It has another value.

        >>> Asked(("page", "a"), (("tab", "through"),)).one_of("tab", ("direct", "through"))
        'through'
        """
        said = self.first(name) or known[0]
        if said not in known:
            raise QueryError(f"{name}: there is no {said[:40]!r}", hint=nearest_or_all(said, known))
        return said


@dataclass(frozen=True, slots=True)
class Answer:
    """A view, and the status it is sent with."""

    view: View
    status: int = 200
    twin: Callable[[], Mapping[str, Any] | list[dict[str, Any]]] | None = None
    """Makes what the JSON twin holds, such as a node as one object; None if it holds the rows of the table."""

    @property
    def record(self) -> Mapping[str, Any] | list[dict[str, Any]] | None:
        """What the JSON twin holds beside a table."""
        return None if self.twin is None else self.twin()
