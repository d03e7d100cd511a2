"""From what a list writes to a value on its rater's scale: labels in all their spellings, numbers in their bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from kg.errors import nearest

NUMBER = r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$"
"""How a number is written; ``nan`` and ``inf`` are none."""
_SHOWN = 60
_MOST_HINTS = 1000
"""For so many distinct strange words the nearest known one is looked up; a list with more is another list."""


@dataclass(frozen=True, slots=True)
class ListScale:
    """What a list may say: spellings and the label each means (None: it says nothing), and the ends of its numbers.

    >>> ListScale({"vh": "very high"}).labels
    ('very high',)
    """

    spellings: Mapping[str, str | None] = field(default_factory=dict)
    lowest: float | None = None
    highest: float | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that it may mean, each once."""
        return tuple(dict.fromkeys(label for label in self.spellings.values() if label is not None))


def spelt(word: str) -> str:
    """Return a label as spellings compare: lower case, one space where spaces, dashes or underscores stand.

    >>> spelt("  Mostly-Factual ")
    'mostly factual'
    """
    return " ".join(word.lower().replace("-", " ").replace("_", " ").split())


def read_values(texts: pl.Series, scale: ListScale) -> pl.DataFrame:
    """Return the value that each text means, a row each: ``value, kind, fault`` and ``silent``.

    ``kind`` and ``fault`` are the problem of a text that means none; ``silent`` marks one that says nothing.

    >>> scale = ListScale({"high": "high", "h": "high", "n/a": None}, lowest=0, highest=1)
    >>> found = read_values(pl.Series(["H", "hihg", "0.5", "1.5", "nan", "N/A"]), scale)
    >>> found["value"].to_list(), found["kind"].to_list()
    (['high', None, '0.5', None, None, None], [None, 'unknown-label', None, 'bad-value', 'bad-value', None])
    >>> found["fault"][1]
    "value: expected one of high, or a number from 0 to 1, got 'hihg'; did you mean 'high'?"
    """
    asked = texts.cast(pl.String).str.strip_chars().fill_null("").alias("text").to_frame()
    unique = asked.unique(maintain_order=True).with_columns(_number(scale).alias("value"))
    words = unique.filter(pl.col("value").is_null())["text"].to_list()
    rows = [(word, *_said(word, scale, hint=row < _MOST_HINTS)) for row, word in enumerate(words)]
    schema = {
        "text": pl.String,
        "label": pl.String,
        "kind": pl.String,
        "fault": pl.String,
        "silent": pl.Boolean,
    }
    said = pl.DataFrame(rows, schema=schema, orient="row")
    found = unique.join(said, on="text", how="left", maintain_order="left").select(
        "text",
        pl.col("value").fill_null(pl.col("label")),
        "kind",
        "fault",
        pl.col("silent").fill_null(value=False),
    )
    return asked.join(found, on="text", how="left", maintain_order="left").drop("text")


def _number(scale: ListScale) -> pl.Expr:
    """Return a text that is a number between the ends, as it is written."""
    text = pl.col("text")
    if scale.lowest is None or scale.highest is None:
        return pl.lit(None, dtype=pl.String)
    number = pl.when(text.str.contains(NUMBER)).then(text).cast(pl.Float64, strict=False)
    return pl.when(number.is_between(scale.lowest, scale.highest)).then(text)


def _said(word: str, scale: ListScale, *, hint: bool) -> tuple[str | None, str | None, str | None, bool]:
    """Return label, kind, fault and silence of a text that is no number of the scale."""
    key = spelt(word)
    if key in scale.spellings:
        label = scale.spellings[key]
        return label, None, None, label is None
    if not word:
        return None, "missing-field", "value: is required, and missing", False
    numbers = scale.lowest is not None
    wanted = [f"one of {', '.join(scale.labels)}"] if scale.labels else []
    wanted += [f"a number from {scale.lowest:g} to {scale.highest:g}"] if numbers else []
    message = f"value: expected {', or '.join(wanted)}, got {word[:_SHOWN]!r}"
    close = nearest(key, [*scale.labels, *scale.spellings]) if hint and len(key) <= _SHOWN else None
    meant = scale.spellings.get(close, close) if close else None
    kind = "bad-value" if numbers and _looks_like_number(word) else "unknown-label"
    return (
        None,
        kind,
        message + (f"; did you mean {meant!r}?" if meant and kind != "bad-value" else ""),
        False,
    )


def _looks_like_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True
