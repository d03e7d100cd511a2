"""Why a source has its level: one sentence a reader can check, and every step with the losing ones."""

from __future__ import annotations

import polars as pl

from kg.model.columns import Schema
from kg.model.corpus import Corpus
from kg.model.level import LEVEL_NAMES
from kg.model.words import HOUSE, Basis, Outcome, Why
from kg.ratings.rules import RULES, Evidence
from kg.resolution.places import resolver_of

STEPS: Schema = {
    "row": pl.UInt32,
    "position": pl.Int64,
    "rule": pl.String,
    "outcome": pl.String,
    "node": pl.String,
    "level": pl.Int8,
    "before": pl.Int8,
    "path": pl.List(pl.String),
}
"""The columns of the steps of sources. ``outcome``: decided, lost, unrated, nothing, stopped or capped;
``before`` is the level before a cap."""
RETRACTION = "retraction"
"""The name of the step after the rules, which caps."""


def explanations(corpus: Corpus, resolution: pl.DataFrame, effective: pl.DataFrame) -> pl.Series:
    """Return the sentence of each source, in their order.

    >>> from kg.ratings.effective import rate
    >>> corpus = Corpus.of({
    ...     "publishers": pl.DataFrame({"id": ["openai"], "name": ["OpenAI"]}),
    ...     "places": pl.DataFrame({"publisher": ["openai"], "host": ["openai.com"]}),
    ...     "sources": pl.DataFrame({"id": ["a"], "url": ["https://openai.com/x"]}),
    ...     "ratings": pl.DataFrame({"subject": ["publisher:openai"], "rater": ["house"], "value": ["4"]})})
    >>> ratings = rate(corpus)
    >>> explanations(corpus, ratings.resolution.table, ratings.effective).item()
    '4 High - inherited from publication venue: OpenAI (openai.com matches host)'
    """
    names = _names(corpus)
    said = resolution.drop("why").with_columns(effective.select("level", "basis", "why", "path", "deciding"))
    said = said.with_columns(
        _name(pl.col("publisher"), names).alias("venue"),
        _name(pl.col("platform"), names).alias("carrier"),
        resolver_of(pl.col("host")).alias("resolver"),
        pl.col("path").list.eval(_name_of_node(names)).alias("chain"),
        corpus["sources"]["publisher"].alias("stated"),
    )
    said = pl.concat([said, _decided_by(corpus, effective)], how="horizontal").with_columns(
        _cap(corpus, effective).alias("cap"), corpus["sources"]["type"].alias("type")
    )
    label = (
        pl.col("level").cast(pl.String)
        + pl.lit(" ")
        + pl.col("level").replace_strict(LEVEL_NAMES, default=None, return_dtype=pl.String)
    )
    alone = pl.col("cap").str.starts_with("capped by").fill_null(value=False)
    because = pl.when(alone).then("cap").otherwise(_rated_because() + pl.col("cap").fill_null(""))
    rated = pl.concat_str(label, pl.lit(" - "), because)
    return said.select(
        pl.when(pl.col("level").is_null())
        .then(pl.lit("unrated - ") + _unrated_because())
        .otherwise(rated)
        .alias("explanation")
    )["explanation"]


def steps_of(sources: pl.DataFrame, evidence: Evidence) -> pl.DataFrame:
    """Return every step of the ratings of sources (``id, type, publisher, platform``), columns ``STEPS``.

    The same rules run as for ratings; those after the decision are run too, and lose. A retraction is a
    line of its own at the end. ``row`` is the place of the source among those that were given.

    >>> from kg.model.columns import empty
    >>> from kg.model.policy import Policy
    >>> from kg.ratings.effective import evidence_on
    >>> import datetime
    >>> nothing = evidence_on(Corpus.of({}), empty("subjects"), policy=Policy(), as_of=datetime.date(2026, 1, 1))
    >>> source = pl.DataFrame({"id": ["a"], "type": [None], "publisher": [None], "platform": [None]}, schema_overrides=dict.fromkeys(("type", "publisher", "platform"), pl.String))
    >>> steps_of(source, nothing)["outcome"].unique().to_list()
    ['nothing']
    """
    asking = sources.select("id", "type", "publisher", "platform").with_row_index("row")
    answers = [
        ask(asking, evidence).select(
            "row", "node", "level", "path", "stopped", position=pl.lit(position, pl.Int64)
        )
        for position, (_, ask) in enumerate(RULES, start=1)
    ]
    rules = pl.DataFrame({"position": range(1, len(RULES) + 1), "rule": [rule for rule, _ in RULES]})
    rated = pl.col("level").is_not_null()
    asked = (
        asking.select("row")
        .join(rules, how="cross", maintain_order="left_right")
        .join(pl.concat(answers), on=["row", "position"], how="left", maintain_order="left")
        .with_columns(decides=rated & (rated.cum_sum().over("row") == 1), before=pl.lit(None, pl.Int8))
        .with_columns(outcome=_outcome(), path=pl.col("path").fill_null([]))
    )
    caps = _caps(asking, asked.filter("decides"), evidence)
    steps = asked.select(*STEPS)
    return steps if caps.is_empty() else pl.concat([steps, caps]).sort("row", "position")


def _outcome() -> pl.Expr:
    """Return what became of what a rule found: ``level, decides, stopped``, all null where it was nothing."""
    unrated = pl.when("stopped").then(pl.lit(Outcome.STOPPED.value)).otherwise(pl.lit(Outcome.UNRATED.value))
    return (
        pl.when(pl.col("stopped").is_null())
        .then(pl.lit(Outcome.NOTHING.value))
        .when("decides")
        .then(pl.lit(Outcome.DECIDED.value))
        .when(pl.col("level").is_not_null())
        .then(pl.lit(Outcome.LOST.value))
        .otherwise(unrated)
    )


def _caps(asking: pl.DataFrame, decided: pl.DataFrame, evidence: Evidence) -> pl.DataFrame:
    """Return the step of a retraction for those sources that it caps; an override stands."""
    caps = evidence.caps.select("cap", id="key").unique("id", keep="first", maintain_order=True)
    return (
        asking.select("row", "id")
        .join(caps, on="id", how="inner", maintain_order="left")
        .join(decided.select("row", "level", basis="rule"), on="row", how="left", maintain_order="left")
        .filter(pl.col("basis").ne_missing(Basis.OVERRIDE.value))
        .select(
            "row",
            position=pl.lit(len(RULES) + 1, pl.Int64),
            rule=pl.lit(RETRACTION),
            outcome=pl.lit(Outcome.CAPPED.value),
            node=pl.lit(None, pl.String),
            level=pl.min_horizontal("level", "cap"),
            before="level",
            path=pl.lit([], pl.List(pl.String)),
        )
    )


def _rated_because() -> pl.Expr:
    """Return the reason of a rated source, by its basis."""
    basis = pl.col("basis")
    until = pl.when(pl.col("until").is_null()).then(pl.lit("")).otherwise(pl.format(" until {}", "until"))
    how = (
        pl.when(pl.col("place").is_null())
        .then(pl.lit("stated"))
        .when(pl.col("place").str.contains("/", literal=True))
        .then(pl.format("{} matches host and path", "place"))
        .otherwise(pl.format("{} matches host", "place"))
    )
    chain = pl.col("chain").list.join(", owned by ")
    is_carrier = pl.col("publisher") == pl.col("platform")
    channel = pl.when(is_carrier).then("channel").otherwise("venue")
    return (
        pl.when(basis == Basis.OVERRIDE.value)
        .then(
            pl.concat_str(
                pl.lit("override by "),
                pl.col("rater_name"),
                until,
                pl.lit(": "),
                pl.col("reason").fill_null(""),
            )
        )
        .when(basis == Basis.OWN.value)
        .then(pl.format("rated itself by {}", "rater_name"))
        .when(basis == Basis.CHANNEL.value)
        .then(pl.format("inherited from channel: {} ({})", "venue", how))
        .when(basis == Basis.PUBLISHER.value)
        .then(pl.format("inherited from publication venue: {} ({})", "venue", how))
        .when((basis == Basis.PLATFORM.value) & is_carrier & pl.col("channel").is_null())
        .then(pl.format("inherited from platform: {} ({})", "carrier", how))
        .when(basis == Basis.PLATFORM.value)
        .then(pl.format("inherited from platform: {} (its channel {} is unrated)", "carrier", channel))
        .when(basis == Basis.TYPE_PRIOR.value)
        .then(pl.format("assumed from its type: {}", "type"))
        .otherwise(pl.format("inherited from owner: {} ({})", pl.col("chain").list.last(), chain))
    )


def _cap(corpus: Corpus, effective: pl.DataFrame) -> pl.Series:
    """Return what a sentence says of a cap, null where there is none."""
    said = _said(corpus)
    capped = effective.select(pl.col("capped_by").list.first().alias("first"), "before_cap", "level")
    joined = capped.join(said, on="first", how="left", maintain_order="left")
    who = pl.format("{}: {}", "rater_name", "value")
    words = (
        pl.when(pl.col("first").is_null())
        .then(None)
        .when(pl.col("before_cap").is_null())
        .then(pl.lit("capped by ") + who)
        .when(pl.col("before_cap") > pl.col("level"))
        .then(pl.format("; capped from {} by ", "before_cap") + who)
        .otherwise(pl.lit("; also ") + pl.format("{} by {}", "value", "rater_name"))
    )
    return joined.select(words.alias("cap"))["cap"]


def _unrated_because() -> pl.Expr:
    why = pl.col("why")
    return (
        pl.when(why == Why.NO_ADDRESS.value)
        .then(pl.lit("no address"))
        .when(why == Why.BAD_ADDRESS.value)
        .then(pl.lit("its address cannot be read"))
        .when(why == Why.RESOLVER.value)
        .then(
            pl.format("{} is an index, not a publication venue", pl.col("resolver").fill_null("the address"))
        )
        .when(why == Why.NOT_A_SOURCE.value)
        .then(pl.lit("its address shows search results, which are no source"))
        .when((why == Why.DANGLING.value) & pl.col("stated").is_not_null())
        .then(pl.format("no record of the stated publisher {}", "stated"))
        .when(why == Why.DANGLING.value)
        .then(pl.lit("cited, but no record of it"))
        .when(why == Why.PUBLISHER_UNRATED.value)
        .then(pl.format("publication venue {} is unrated", "venue"))
        .otherwise(pl.format("no publication venue matches host {}", pl.col("host").fill_null("")))
    )


def _said(corpus: Corpus) -> pl.DataFrame:
    """Return ``first, rater_name, value, reason, until`` of each row of ``ratings``, ``first`` its number."""
    raters = corpus["raters"].select(
        pl.col("id").alias("rater"), pl.col("name").fill_null(pl.col("id")).alias("known")
    )
    said = (
        corpus["ratings"].with_row_index("first").join(raters, on="rater", how="left", maintain_order="left")
    )
    named = (
        pl.when(pl.col("rater") == HOUSE)
        .then(pl.lit("this registry"))
        .otherwise(pl.col("known").fill_null(pl.col("rater")))
    )
    return said.select(
        "first", named.alias("rater_name"), "value", "reason", pl.col("valid_through").alias("until")
    )


def _decided_by(corpus: Corpus, effective: pl.DataFrame) -> pl.DataFrame:
    """Return ``rater_name, reason, until`` of what decided each source: all raters, the reason of the first."""
    said = _said(corpus).drop("value")
    first = effective.select(pl.col("deciding").list.first().alias("first"))
    alone = first.join(said, on="first", how="left", maintain_order="left").drop("first")
    several = effective.with_row_index("at").filter(
        (pl.col("basis") == Basis.OWN.value) & (pl.col("deciding").list.len() > 1)
    )
    if several.is_empty():
        return alone
    names = (
        several.select("at", pl.col("deciding").alias("first"))
        .explode("first")
        .join(said.select("first", "rater_name"), on="first", maintain_order="left")
        .group_by("at", maintain_order=True)
        .agg(pl.col("rater_name").unique().sort().str.join(", "))
    )
    return alone.with_columns(alone["rater_name"].scatter(names["at"], names["rater_name"]))


def _names(corpus: Corpus) -> dict[str, str]:
    """Return the name that a person reads for each publisher and organization, by node id."""
    return {
        node: name
        for kind in ("publisher", "organization")
        for node, name in corpus[f"{kind}s"]
        .drop_nulls("name")
        .select(pl.lit(f"{kind}:") + pl.col("id"), "name")
        .iter_rows()
    }


def _name(publisher: pl.Expr, names: dict[str, str]) -> pl.Expr:
    return ("publisher:" + publisher).replace_strict(names, default=publisher, return_dtype=pl.String)


def _name_of_node(names: dict[str, str]) -> pl.Expr:
    bare = pl.element().str.replace(r"^[a-z]+:", "")
    return pl.element().replace_strict(names, default=bare, return_dtype=pl.String)
