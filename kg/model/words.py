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


class Severity(StrEnum):
    """How serious a problem is, most serious first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


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
