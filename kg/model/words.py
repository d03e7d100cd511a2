"""The closed word lists. The same words stand in tables, JSON, RDF and HTML."""

from __future__ import annotations

from enum import StrEnum


class NodeKind(StrEnum):
    """What a node is."""

    ORGANIZATION = "organization"
    PAGE = "page"
    PUBLISHER = "publisher"
    RATER = "rater"
    SOURCE = "source"


class Basis(StrEnum):
    """The step that decided an effective rating, in the order in which the steps are tried."""

    OVERRIDE = "override"
    OWN = "own"
    CHANNEL = "channel"
    PUBLISHER = "publisher"
    PLATFORM = "platform"
    ORGANIZATION = "organization"
    TYPE_PRIOR = "type-prior"
    UNRATED = "unrated"


class Why(StrEnum):
    """Why a source is unrated."""

    NO_ADDRESS = "no-address"
    BAD_ADDRESS = "bad-address"
    RESOLVER = "resolver"
    NOT_A_SOURCE = "not-a-source"
    NO_PUBLISHER = "no-publisher"
    PUBLISHER_UNRATED = "publisher-unrated"
    DANGLING = "dangling"


class MatchedBy(StrEnum):
    """How the publisher of a source was found."""

    STATED = "stated"
    CHANNEL = "channel"
    PLACE = "place"
    PLATFORM = "platform"
    RESOLVER = "resolver"
    NONE = "none"


class Outcome(StrEnum):
    """What a step of the rating of one source came to."""

    DECIDED = "decided"
    LOST = "lost"
    UNRATED = "unrated"
    NOTHING = "nothing"
    STOPPED = "stopped"
    CAPPED = "capped"


class PublisherKind(StrEnum):
    """Whether a publisher stands for its own work or carries other people's."""

    PUBLISHER = "publisher"
    PLATFORM = "platform"


class Verdict(StrEnum):
    """What a page rests on, worst first (semantics, section 5)."""

    RELIES = "relies"
    EXPOSED = "exposed"
    CITES = "cites"
    UNKNOWN = "unknown"
    CLEAR = "clear"
    UNCITED = "uncited"


class Reliance(StrEnum):
    """Whether a claim has nothing but low sources."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    NONE = "none"


class Aggregation(StrEnum):
    """How the votes of several families become one (semantics, section 3)."""

    MEDIAN = "median"
    MIN = "min"
    MAX = "max"
    MEAN = "mean"
    MISINFOME = "misinfome"
    PRIORITY = "priority"
    AGREE = "agree"


class AddressKind(StrEnum):
    """What a rule of the table ``address_rules`` says of the addresses it covers."""

    WRAPPER = "wrapper"
    """Another address stands inside; ``pattern`` finds it."""
    ARCHIVE = "archive"
    """A wrapper that keeps a copy, perhaps with the time of its capture."""
    RESOLVER = "resolver"
    """It leads to other people's work: an identifier resolver or an index."""
    PLATFORM = "platform"
    """It carries other people's work."""
    CHANNEL = "channel"
    """A channel of a platform: the host itself, or what ``pattern`` finds in the path."""
    SEARCH = "search"
    """It shows search results, which are no source."""
    ORDINARY = "ordinary"
    """Nothing of the kind: the other rules of that very host are overruled."""


class Decoding(StrEnum):
    """How a wrapper writes the address inside."""

    PERCENT = "percent"
    DASHES = "dashes"


class PathCase(StrEnum):
    """Whether capitals in the path of a place distinguish."""

    FOLD = "fold"
    KEEP = "keep"


class Severity(StrEnum):
    """How serious a problem is, most serious first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class GateScope(StrEnum):
    """What a rule of the gate looks at."""

    CITATION = "citation"
    REFERENCE = "reference"
    RECORD = "record"
    PAGE = "page"
    WAIVER = "waiver"


class Character(StrEnum):
    """What a citation does, in CiTO's words. Those that dispute are no support."""

    CITES = "cites"
    CITES_AS_EVIDENCE = "citesAsEvidence"
    CITES_AS_AUTHORITY = "citesAsAuthority"
    CITES_FOR_INFORMATION = "citesForInformation"
    CONFIRMS = "confirms"
    SUPPORTS = "supports"
    DISCUSSES = "discusses"
    DISAGREES_WITH = "disagreesWith"
    DISPUTES = "disputes"
    REFUTES = "refutes"


DISPUTING: tuple[str, ...] = (
    Character.DISAGREES_WITH.value,
    Character.DISPUTES.value,
    Character.REFUTES.value,
)

HOUSE = "house"
"""The rater whose word is this project's own registry."""
