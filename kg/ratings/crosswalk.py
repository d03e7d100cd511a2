"""From a value on a rater's scale to a level: the crosswalk, which is data (semantics, section 3).

A scale is mapped onto [0, 1], monotone and piecewise linear, so that the number from which level L counts
lands on (L - 1) / 5. A label is the middle of its level. Levels are found by comparing with the cuts as
they are written, never through the fraction.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import polars as pl

from kg.errors import nearest
from kg.model.columns import Schema
from kg.model.corpus import Corpus, problem_rows
from kg.model.words import HOUSE

VALUES: Schema = {
    "level": pl.Int8,
    "fraction": pl.Float64,
    "cap": pl.Int8,
    "fault": pl.String,
}
"""What each assertion states: its level and place on [0, 1] (null: no rating), the level it caps a work at,
and what is wrong with its value (null: nothing)."""

LEVELS = 5
JUST_BELOW = Fraction(1, 10**9)
"""How far the end of a scale without the uppermost levels lies below the next cut."""
_NUMBER = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?$"


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale as it is used: labels by their normal form, and numbers from which a level counts.

    ``starts`` rises; ``ends`` is where each step ends (the next start, or the end of the scale, null if it
    has none).
    """

    id: str
    labels: dict[str, tuple[int | None, int | None]]
    words: dict[str, str]
    starts: tuple[float, ...]
    levels: tuple[int, ...]
    ends: tuple[float | None, ...]
    caps: bool

    def expected(self) -> str:
        """Return what a value may be, for a message.

        >>> Scale("s", {}, {}, (0.0, 5.0), (1, 2), (5.0, 10.0), False).expected()
        '0..10'
        """
        parts = []
        if self.starts:
            end = self.ends[-1]
            parts.append(f"{self.starts[0]:g}..{end:g}" if end is not None else f"{self.starts[0]:g} or more")
        parts += list(self.words.values())
        return ", ".join(parts)


def scales_of(corpus: Corpus) -> tuple[dict[str, Scale], pl.DataFrame]:
    """Return the scales of a completed corpus by id, and the problems of their crosswalks.

    >>> from kg.ratings.raters import completed
    >>> scales, problems = scales_of(completed(Corpus.of({})))
    >>> list(scales), scales["house"].labels["4"], problems.height
    (['house'], (4, None), 0)
    """
    ends = {
        key: (low, high) for key, low, high in corpus["scales"].select("id", "lowest", "highest").iter_rows()
    }
    found, faults = {}, []
    for (key,), steps in corpus["crosswalks"].group_by("scale", maintain_order=True):
        scale, wrong = _scale(str(key), steps, *ends.get(str(key), (None, None)))
        found[str(key)] = scale
        faults += wrong
    rows = pl.DataFrame(
        faults, schema={"scale": pl.String, "message": pl.String, "origin": pl.String}, orient="row"
    )
    return found, problem_rows("bad-crosswalk", rows, message=pl.format("scale {}: {}", "scale", "message"))


def _scale(
    key: str, steps: pl.DataFrame, lowest: float | None, highest: float | None
) -> tuple[Scale, list[tuple[str, str, str | None]]]:
    """Return a scale from its steps; one that says nothing or breaks the order is a fault, and left out."""
    labels: dict[str, tuple[int | None, int | None]] = {}
    words: dict[str, str] = {}
    faults: list[tuple[str, str, str | None]] = []
    for label, also, level, cap in (
        steps.drop_nulls("label").select("label", "also", "level", "cap").iter_rows()
    ):
        words[normal_label(label)] = label
        for word in (label, *(also or ())):
            labels.setdefault(normal_label(word), (level, cap))
    cuts: list[tuple[float, int]] = []
    numbered = steps.filter(pl.col("at_least").is_not_null()).sort("at_least", "level", maintain_order=True)
    for start, level, origin in numbered.select("at_least", "level", "origin").iter_rows():
        outside = (lowest is not None and start < lowest) or (highest is not None and start > highest)
        if level is None or outside or (cuts and (start == cuts[-1][0] or level <= cuts[-1][1])):
            reason = (
                "outside of the scale"
                if outside
                else "no level"
                if level is None
                else "no higher level than the step below"
            )
            faults.append(
                (
                    key,
                    f"the step from {start:g} has {reason}"
                    if not outside
                    else f"the step from {start:g} lies {reason}",
                    origin,
                )
            )
        else:
            cuts.append((start, level))
    faults += [
        (key, "a step has neither a number nor a label", origin)
        for origin in steps.filter(pl.col("at_least").is_null() & pl.col("label").is_null())[
            "origin"
        ].to_list()
    ]
    if cuts and cuts[0][1] == 2 and lowest is not None and lowest < cuts[0][0]:
        cuts.insert(0, (lowest, 1))
    starts = tuple(start for start, _ in cuts)
    caps = any(cap is not None for _, cap in labels.values())
    scale = Scale(
        key,
        labels,
        words,
        starts,
        tuple(level for _, level in cuts),
        (*starts[1:], highest) if starts else (),
        caps,
    )
    return scale, faults


def normal_label(text: str) -> str:
    """Return a label as it compares: lower case, words joined by single spaces, ``4.0`` as ``4``.

    >>> normal_label("Mostly-Factual"), normal_label(" 4.0 ")
    ('mostly factual', '4')
    """
    return pl.select(normal(pl.lit(text))).item()  # type: ignore[no-any-return]


def normal(text: pl.Expr) -> pl.Expr:
    """Return a column of labels as they compare.

    >>> pl.DataFrame({"value": ["VERY_HIGH"]}).select(normal(pl.col("value"))).item()
    'very high'
    """
    words = text.str.to_lowercase().str.replace_all(r"[\s_-]+", " ").str.strip_chars()
    return words.str.replace(r"^([0-9]+)\.0+$", "${1}")


def values_of(corpus: Corpus, scales: dict[str, Scale]) -> pl.DataFrame:
    """Return what each row of ``ratings`` states, columns `VALUES`; each distinct value is mapped once.

    Parameters
    ----------
    corpus : Corpus
        A completed corpus (`kg.ratings.raters.completed`).
    scales : dict
        Its scales, from `scales_of`.

    >>> from kg.ratings.raters import completed
    >>> ratings = pl.DataFrame({"subject": ["x.com"] * 3, "rater": ["newsguard", "pc1", "mbfc"], "value": ["75", "0.89", "hgih"]})
    >>> corpus = completed(Corpus.of({"ratings": ratings}))
    >>> values_of(corpus, scales_of(corpus)[0]).select("level", "fault").rows()
    [(4, None), (4, None), (None, "expected very high, high, mostly factual, mixed, low, very low, satire, got 'hgih'; did you mean 'high'?")]
    """
    raters = corpus["raters"].select(pl.col("id").alias("rater"), pl.col("scale").fill_null(HOUSE))
    asked = (
        corpus["ratings"].select("rater", "value").join(raters, on="rater", how="left", maintain_order="left")
    )
    distinct = asked.select("scale", "value").unique(maintain_order=True).drop_nulls("scale")
    mapped = [
        _map_scale(part, scales.get(str(key)))
        for (key,), part in distinct.group_by("scale", maintain_order=True)
    ]
    table = (
        pl.concat(mapped)
        if mapped
        else pl.DataFrame(schema={"scale": pl.String, "value": pl.String, **VALUES})
    )
    found = asked.join(table, on=["scale", "value"], how="left", maintain_order="left")
    return found.select(pl.col(name).cast(dtype) for name, dtype in VALUES.items())


def _map_scale(values: pl.DataFrame, scale: Scale | None) -> pl.DataFrame:
    """Return the distinct values of one scale with what they state."""
    if scale is None:
        return values.with_columns(
            level=pl.lit(None, dtype=pl.Int8),
            fraction=pl.lit(None, dtype=pl.Float64),
            cap=pl.lit(None, dtype=pl.Int8),
            fault=pl.format("rated on scale '{}', of which there is no crosswalk", "scale"),
        )
    words = {word: number for number, word in enumerate(scale.labels)}
    said = values.with_columns(
        normal(pl.col("value")).replace_strict(words, default=None, return_dtype=pl.Int32).alias("word"),
        pl.when(pl.col("value").str.strip_chars().str.contains(_NUMBER))
        .then(pl.col("value").str.strip_chars().cast(pl.Float64, strict=False))
        .alias("number"),
    )
    levels = pl.Series([level for level, _ in scale.labels.values()], dtype=pl.Int8)
    caps = pl.Series([cap for _, cap in scale.labels.values()], dtype=pl.Int8)
    by_label = levels.gather(said["word"]) if len(levels) else pl.Series([None] * said.height, dtype=pl.Int8)
    by_cap = caps.gather(said["word"]) if len(caps) else pl.Series([None] * said.height, dtype=pl.Int8)
    level, fraction = _map_numbers(said["value"], said["number"], scale)
    middle = (by_label.cast(pl.Float64) * 2 - 1) / (2 * LEVELS)
    named = said["word"].is_not_null()
    wrong = ~named & level.is_null()
    frame = said.select("scale", "value").with_columns(
        level.zip_with(~named, by_label).alias("level"),
        fraction.zip_with(~named, middle).alias("fraction"),
        by_cap.alias("cap"),
    )
    faults = (
        [_fault(text, scale) if bad else None for text, bad in zip(said["value"], wrong, strict=True)]
        if wrong.any()
        else [None] * said.height
    )
    return frame.with_columns(pl.Series("fault", faults, dtype=pl.String))


def _fault(text: str, scale: Scale) -> str:
    close = nearest(normal_label(text), scale.words)
    hint = f"; did you mean {scale.words[close]!r}?" if close else ""
    shown = text if len(text) <= 60 else f"{text[:57]}..."
    expected = "1..5" if scale.id == HOUSE else scale.expected()
    return f"expected {expected}, got {shown!r}{hint}"


def _map_numbers(texts: pl.Series, numbers: pl.Series, scale: Scale) -> tuple[pl.Series, pl.Series]:
    """Return level and fraction of numbers; null where a number lies outside of the scale."""
    nothing = (
        pl.Series([None] * len(numbers), dtype=pl.Int8),
        pl.Series([None] * len(numbers), dtype=pl.Float64),
    )
    if not scale.starts or numbers.null_count() == len(numbers):
        return nothing
    value = numbers.fill_null(np.nan).to_numpy()
    step = _steps(texts, value, scale)
    last = scale.ends[-1]
    inside = (step >= 0) & np.isfinite(value)
    if last is not None:
        inside &= value <= last
    at = np.clip(step, 0, None)
    starts = np.array(scale.starts)
    ends = np.array([np.nan if end is None else end for end in scale.ends])
    level = np.array(scale.levels, dtype=np.int8)[at]
    width = ends[at] - starts[at]
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.where(np.isnan(width), 0.5, np.where(width > 0, (value - starts[at]) / width, 0.0))
    top = np.where(level == LEVELS, 1.0, 1.0 - float(JUST_BELOW))
    fraction = (level - 1 + np.clip(part, 0.0, top)) / LEVELS
    known = pl.Series(inside)
    return (
        pl.Series(level).zip_with(known, nothing[0]),
        pl.Series(fraction).zip_with(known, nothing[1]),
    )


def _steps(texts: pl.Series, value: npt.NDArray[np.float64], scale: Scale) -> npt.NDArray[np.int64]:
    """Return the step each number lies in, -1 below the first; close to a cut the text itself is compared."""
    starts = np.array(scale.starts)
    step = np.searchsorted(starts, value, side="right") - 1
    near = np.flatnonzero(
        (np.abs(value[:, None] - starts[None, :]) <= 1e-9 * np.maximum(1.0, np.abs(starts))).any(axis=1)
    )
    exact = [Fraction(repr(start)) for start in scale.starts]
    for row in near.tolist():
        said = Fraction(texts[row].strip())
        step[row] = sum(start <= said for start in exact) - 1
    return step


def exact_fraction(text: str, scale: Scale) -> Fraction:
    """Return the exact place on [0, 1] of a value that states a level, for sums at a cut point.

    >>> from kg.ratings.raters import completed
    >>> corpus = completed(Corpus.of({"ratings": pl.DataFrame({"subject": ["x"], "rater": ["newsguard"], "value": ["1"]})}))
    >>> exact_fraction("67.5", scales_of(corpus)[0]["newsguard"])
    Fraction(1, 2)
    """
    held = scale.labels.get(normal_label(text))
    if held is not None and held[0] is not None:
        return Fraction(2 * held[0] - 1, 2 * LEVELS)
    said = Fraction(text.strip())
    starts = [Fraction(repr(start)) for start in scale.starts]
    step = sum(start <= said for start in starts) - 1
    end = scale.ends[step]
    part = Fraction(1, 2)
    if end is not None:
        width = Fraction(repr(end)) - starts[step]
        part = (said - starts[step]) / width if width else Fraction(0)
    level = scale.levels[step]
    return (level - 1 + min(part, 1 if level == LEVELS else 1 - JUST_BELOW)) / Fraction(LEVELS)
