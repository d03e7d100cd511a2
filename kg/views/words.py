"""The words of the views: what verdicts, levels, rules and outcomes are called, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.model.level import LEVEL_NAMES
from kg.model.policy import Policy
from kg.model.words import Basis, Outcome, Reliance, Verdict
from kg.ratings.explanation import RETRACTION


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """What a verdict is called on a chip, and its definition in a sentence."""

    chip: str
    definition: str


def verdict_words(policy: Policy) -> Mapping[Verdict, VerdictWords]:
    """Return the words of each verdict under a policy, whose threshold one of them names.

    >>> verdict_words(Policy())[Verdict.RELIES].chip
    'Relies on low'
    """
    share = f"{policy.theta * 100:g} %"
    return {
        Verdict.RELIES: VerdictWords(
            "Relies on low", "At least one claim has nothing but low sources behind it."
        ),
        Verdict.EXPOSED: VerdictWords(
            "Exposed to low",
            f"At least {share} of what it cites is low, or three or more of its sources are.",
        ),
        Verdict.CITES: VerdictWords(
            "Cites low", "It cites a low source, but no claim stands on low sources alone."
        ),
        Verdict.UNKNOWN: VerdictWords("Unknown", "No low source so far, but too much is unrated to be sure."),
        Verdict.CLEAR: VerdictWords("Clear", "No low source, and too little is unrated to change that."),
        Verdict.UNCITED: VerdictWords("Uncited", "It cites no source, so there is nothing to judge."),
    }


VERDICTS: Mapping[Verdict, VerdictWords] = verdict_words(Policy())
"""The words of each verdict under the usual policy."""

LEVEL_MEANINGS: Mapping[int | None, str] = {
    1: "Known for false or misleading work, or retracted.",
    2: "Anyone may publish there, or what it publishes is often wrong or one-sided.",
    3: "A usable source that is neither checked by peers nor known for errors.",
    4: "An established body that answers for what it publishes.",
    5: "Checked by independent experts before it is published.",
    None: "Nobody has rated it, nor anything that it could inherit from. That says nothing bad about it.",
}
"""What a level means, in a sentence; None is unrated."""

RULE_WORDS: Mapping[str, str] = {
    Basis.OVERRIDE: "Override",
    Basis.OWN: "Rated itself",
    Basis.CHANNEL: "Channel",
    Basis.PUBLISHER: "Publication venue",
    Basis.PLATFORM: "Platform",
    Basis.ORGANIZATION: "Owner",
    Basis.TYPE_PRIOR: "Type",
    RETRACTION: "Retraction",
}
"""What a rule is called in the steps of a level."""

BASIS_WORDS: Mapping[str, str] = {
    Basis.OVERRIDE: "override",
    Basis.OWN: "rated itself",
    Basis.CHANNEL: "channel",
    Basis.PUBLISHER: "publication venue",
    Basis.PLATFORM: "platform",
    Basis.ORGANIZATION: "owner",
    Basis.TYPE_PRIOR: "assumed from its type",
    Basis.UNRATED: "unrated",
}
"""Where a level comes from, in a cell."""

OUTCOME_WORDS: Mapping[str, str] = {
    Outcome.DECIDED: "decided",
    Outcome.LOST: "lost",
    Outcome.UNRATED: "unrated",
    Outcome.NOTHING: "nothing",
    Outcome.STOPPED: "stopped",
    Outcome.CAPPED: "capped",
}

RELIANCE_WORDS: Mapping[str, str] = {
    Reliance.CERTAIN: "Relies: nothing above low",
    Reliance.POSSIBLE: "May rely: low and unrated only",
}

KIND_WORDS: Mapping[str, str] = {
    "page": "Page",
    "source": "Source",
    "publisher": "Publication venue",
    "organization": "Organization",
    "rater": "Rater",
}


NO_TYPE = "(no type)"
"""What a page or source without a type has in the facet of types."""


def type_words(name: str | None) -> str | None:
    """Return a type of page or source as a person reads it.

    >>> type_words("company_blog"), type_words("safety-agenda"), type_words(None)
    ('Company blog', 'Safety agenda', None)
    """
    if name is None:
        return None
    text = name.replace("_", " ").replace("-", " ").strip()
    return text[:1].upper() + text[1:] or name


def level_name(level: int | None) -> str:
    """Return the name of a level without its digit.

    >>> level_name(2), level_name(None)
    ('Mixed', 'Unrated')
    """
    return "Unrated" if level is None else LEVEL_NAMES[level]


def percent(share: float) -> str:
    """Return a share with two figures, as a person reads it.

    >>> percent(0.08), percent(0.0912), percent(1.0), percent(0.0)
    ('8 %', '9.1 %', '100 %', '0 %')
    """
    value = share * 100
    text = f"{value:.0f}" if value >= 10 else f"{value:.1f}".removesuffix(".0")
    return f"{text} %"


def share_words(lower: float, upper: float) -> str:
    """Return a range of shares, one figure if both ends read the same.

    >>> share_words(0.08, 0.52), share_words(0.25, 0.25)
    ('8 % to 52 %', '25 %')
    """
    ends = (percent(lower), percent(upper))
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun.

    >>> counted(1, "page"), counted(1234, "page"), counted(2, "person", "people")
    ('1 page', '1,234 pages', '2 people')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
