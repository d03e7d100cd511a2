"""The steps of a level in words: what each rule found, and what it said where it found nothing to ask."""

from __future__ import annotations

from collections.abc import Mapping

from kg.model.words import Basis, Outcome
from kg.ratings.explanation import RETRACTION

_NOTHING: Mapping[str, str] = {
    Basis.OVERRIDE: "No override on this source",
    Basis.OWN: "Nobody rated this source itself",
    Basis.CHANNEL: "It is in no channel of a platform that is known",
    Basis.PUBLISHER: "No publication venue is known for its address",
    Basis.PLATFORM: "It is on no platform that is known",
    Basis.ORGANIZATION: "Its publication venue has no owner on record",
    Basis.TYPE_PRIOR: "The policy does not guess from the type",
    RETRACTION: "Not retracted",
}
_BY_PLACE = (Basis.CHANNEL, Basis.PUBLISHER, Basis.PLATFORM)


def step_words(rule: str, outcome: str, level: int | None, *, name: str | None, place: str | None) -> str:
    """Return what a rule found, in words.

    Parameters
    ----------
    rule, outcome : str
        Of a step, as of `kg.ratings.explanation.STEPS`.
    level : int or None
        The level that it found, 1 to 5.
    name : str or None
        What the node is called that it looked at.
    place : str or None
        The place that the address of the source matches.

    >>> step_words("publisher", "decided", 4, name="OpenAI", place="openai.com")
    'OpenAI (openai.com matches the host)'
    >>> step_words("own", "nothing", None, name=None, place=None)
    'Nobody rated this source itself'
    """
    if outcome == Outcome.CAPPED.value:
        return "A retraction caps the level"
    if outcome == Outcome.NOTHING.value:
        return _NOTHING[rule]
    if name is None:
        return "The policy gives its type a level"
    if outcome == Outcome.STOPPED.value:
        return f"{name} does not hand its level on"
    how = f" ({_match(place)})" if rule in _BY_PLACE else ""
    return f"{name}{how}" + (": unrated" if level is None else "")


def _match(place: str | None) -> str:
    if not place:
        return "stated in the record"
    return f"{place} matches host and path" if "/" in place else f"{place} matches the host"
