"""``/help``: the glossary, which is what every word and sign of the views means."""

from __future__ import annotations

import datetime

from kg.model.level import LEVEL_NAMES
from kg.model.policy import Policy
from kg.views.heads import head_of
from kg.views.nouns import Answer, Asked, HelpView, Term
from kg.views.words import KIND_WORDS, LEVEL_MEANINGS, RULE_WORDS, verdict_words
from kg.views.world import World

_KIND_MEANINGS = {
    "page": "A document of yours: it cites sources, and perhaps links to other pages.",
    "source": "A work that is cited: an article, a paper, a video, a data set. Several addresses may be one work.",
    "publisher": "Who stands behind a place on the web, such as a journal, a company blog or a platform.",
    "organization": "Who owns publication venues, and perhaps other organizations.",
}
_RULE_MEANINGS = {
    "override": "A decision on this very source, with a reason and perhaps an end.",
    "own": "A rater rated the source itself.",
    "channel": "The channel of a platform that it appeared in is rated.",
    "publisher": "The publication venue that its address belongs to is rated.",
    "platform": "The platform that carries it is rated, and its channel is not.",
    "organization": "The venue is unrated, and an owner is rated and hands its level on.",
    "type-prior": "The policy assumes a level for its type. Usually it assumes none.",
    "retraction": "After the decision: a retracted work is capped.",
}


def help_view(world: World, _: Asked) -> Answer:
    """Answer with the glossary, under the policy of the graph."""
    sections = glossary(world.graph.policy, world.graph.as_of)
    lead = "“Low” is a word about sources, never about people. Colour says a level and nothing else; a disc fills as a verdict gets worse; a shape says what kind of thing it is."
    return Answer(HelpView(head_of("What the words mean", menu="help", lead=lead), sections))


def glossary(policy: Policy, as_of: datetime.date) -> tuple[tuple[str, tuple[Term, ...]], ...]:
    """Return what every word means under a policy, in sections.

    >>> [title for title, _ in glossary(Policy(), datetime.date(2026, 1, 1))][:2]
    ['Verdicts: what a page rests on', 'Levels: how credible a source is']
    """
    kinds = [
        Term(f"kind-{kind}", KIND_WORDS[kind], meaning, ("kind", kind))
        for kind, meaning in _KIND_MEANINGS.items()
    ]
    return (
        ("Verdicts: what a page rests on", _verdicts(policy)),
        ("Levels: how credible a source is", _levels()),
        ("Where a level comes from", _rules()),
        ("Figures", _figures(policy, as_of)),
        ("Kinds", tuple(kinds)),
    )


def _verdicts(policy: Policy) -> tuple[Term, ...]:
    words = verdict_words(policy)
    return tuple(
        Term(f"verdict-{one.value}", said.chip, said.definition, ("verdict", one.value))
        for one, said in words.items()
    )


def _levels() -> tuple[Term, ...]:
    rated = [
        Term(f"level-{n}", f"{n} {name}", LEVEL_MEANINGS[n], ("level", str(n)))
        for n, name in sorted(LEVEL_NAMES.items(), reverse=True)
    ]
    return (*rated, Term("level-unrated", "Unrated", LEVEL_MEANINGS[None], ("level", "none")))


def _rules() -> tuple[Term, ...]:
    first = Term(
        "inherited",
        "Inherited",
        "Seven rules are asked in this order. The first with an answer decides; the rest are listed so that you can check them.",
    )
    return (
        first,
        *(Term(f"rule-{rule}", RULE_WORDS[rule], meaning) for rule, meaning in _RULE_MEANINGS.items()),
    )


def _figures(policy: Policy, as_of: datetime.date) -> tuple[Term, ...]:
    return (
        Term("low", "Low", f"A source whose level is {policy.low} or less."),
        Term("claim", "Claim", "The smallest block of text that cites something: a paragraph, an item of a list, a row of a table."),
        Term("relies", "Relies", "A claim relies on low sources if it cites a low one and none above low: for certain if nothing it cites is unrated, else possibly."),
        Term("low-share", "Low share", "The part of the works a page cites that is low. A range where some are unrated: its upper end counts each of these as if it were low."),
        Term("coverage", "Coverage", "The part of the works a page cites that has a level."),
        Term("hops", "Hops", f"How many citations away the nearest page is that cites a low source; 0 is the page itself. At most {policy.max_hops} count."),
        Term("score", "Score", f"The largest low share among the page and those within the bound, times {policy.decay:g} for each hop. Never a sum."),
        Term("witness", "Path", "The way of the strongest score, from the page to one low source. It is always shown."),
        Term("contested", "Contested", "Raters differ on it by two levels or more."),
        Term("as-of", "As of", f"Everything here is as it was on {as_of.isoformat()}."),
    )  # fmt: skip
