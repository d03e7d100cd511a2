"""From the entries of a list to assertions: place, value, label as written, date, and where it is stated."""

from __future__ import annotations

import polars as pl

from kg.errors import ReadError
from kg.model.corpus import problem_rows
from kg.readers.lists.adapter import ListOptions, ListRead
from kg.readers.lists.places import read_places
from kg.readers.lists.scales import NUMBER, ListScale, read_values
from kg.readers.raw import RawTable

_MANY = 20
_OPTIONAL = ("valid_from", "stated_in", "reason")
_US_DAY = r"^(\d{1,2})/(\d{1,2})/(\d{4})(?:[ T].*)?$"


def assertions_of(
    entries: pl.DataFrame, *, scale: ListScale, rater: str, title: str, name: str, options: ListOptions
) -> ListRead:
    """Return the assertions of a list's entries, and a problem for each entry that gives none.

    Parameters
    ----------
    entries : DataFrame
        ``place`` as written (or ``subject``, done), ``label`` as written, ``origin``; perhaps
        ``valid_from``, ``stated_in`` and ``reason``.

    Raises
    ------
    ReadError
        There is no entry, or most of the values are none of the scale: it is another list.

    >>> entries = pl.DataFrame({"place": ["www.a.org", ""], "label": ["0.25", "1"], "origin": ["x:2", "x:3"]})
    >>> found = assertions_of(entries, scale=ListScale(lowest=0, highest=1), rater="pc1", title="PC1", name="x", options=ListOptions())
    >>> found.tables[0].frame.select("subject", "rater", "value", "stated_in").rows(), found.problems["kind"].to_list()
    ([('a.org', 'pc1', '0.25', 'x:2')], ['bad-place'])
    """
    if entries.is_empty():
        raise ReadError(f"holds no entry of {title}", where=name)
    values = read_values(entries["label"], scale)
    if "subject" not in entries.columns:
        found = read_places(entries["place"]).rename({"place": "subject", "fault": "unplaced"})
        entries = entries.with_columns(found.get_columns())
    else:
        entries = entries.with_columns(
            pl.lit(None, dtype=pl.String).alias("unplaced"), pl.lit(value=False).alias("suffix")
        )
    entries = entries.with_columns(values.get_columns())
    _refuse_another_list(entries, title)
    whole = entries.filter(pl.col("subject").is_not_null() & pl.col("value").is_not_null())
    silent = int(entries["silent"].sum())
    said = "1 entry says" if silent == 1 else f"{silent} entries say"
    notes = (f"{name}: {said} nothing of reliability",) if silent else ()
    raw = RawTable("ratings", _as_ratings(whole, options.rater or rater, options), name)
    return ListRead((raw,), _problems(entries), entries.height, notes)


def _as_ratings(entries: pl.DataFrame, rater: str, options: ListOptions) -> pl.DataFrame:
    """Return entries in the columns of ``ratings``; empty columns are left out."""
    given = {
        word: pl.col(word) if word in entries.columns else pl.lit(None, dtype=pl.String) for word in _OPTIONAL
    }
    label = pl.col("label").str.strip_chars()
    stated = (
        pl.lit(options.stated_in) if options.stated_in else given["stated_in"].fill_null(pl.col("origin"))
    )
    return entries.select(
        "subject",
        pl.lit(rater).alias("rater"),
        "value",
        pl.when(~pl.col("value").str.contains(NUMBER)).then(label).alias("original_label"),
        given["valid_from"].fill_null(pl.lit(options.date, dtype=pl.String)).alias("valid_from"),
        pl.lit(options.through, dtype=pl.String).alias("valid_through"),
        stated.alias("stated_in"),
        given["reason"].alias("reason"),
        "origin",
    )


def _problems(entries: pl.DataFrame) -> pl.DataFrame:
    """Return a problem for each entry without a place or value, and for each that rates a public suffix."""
    found = [
        problem_rows(
            "bad-place", entries.filter(pl.col("unplaced").is_not_null()), message=pl.col("unplaced")
        )
    ]
    bad = entries.filter(pl.col("kind").is_not_null())
    found += [
        problem_rows(kind, bad.filter(pl.col("kind") == kind), message=pl.col("fault"))
        for kind in bad["kind"].unique().sort().to_list()
    ]
    message = pl.format("place {} is a public suffix and says nothing of what is below it", "subject")
    found.append(problem_rows("silent-suffix", entries.filter(pl.col("suffix")), message=message))
    return pl.concat(found)


def _refuse_another_list(entries: pl.DataFrame, title: str) -> None:
    """Raise if too many values are none of the scale: read on, the rest would be ratings that nobody made.

    More than half are too many, of twenty or more a quarter: a list whose numbers run from 6 to 1 shares
    half of them with one that runs from 4 to 1.
    """
    bad = entries.filter(pl.col("kind").is_not_null())
    most = entries.height // (4 if entries.height >= _MANY else 2)
    if bad.height > most:
        raise ReadError(
            f"is no list of {title}: {bad.height} of {entries.height} values do not fit ({bad['fault'][0]})",
            where=bad["origin"][0],
            hint="Name the list it is.",
        )


def iso_day(text: pl.Expr) -> pl.Expr:
    """Return a day or moment as a day; what is neither stays, to be reported.

    >>> pl.DataFrame({"d": ["2026-08-19T10:00:49Z", "2026-08", "soon"]}).select(iso_day(pl.col("d"))).to_series().to_list()
    ['2026-08-19', '2026-08', 'soon']
    """
    bare = text.str.strip_chars().str.replace(r"^(\d{4}-\d{2}-\d{2})[T ].*$", "${1}")
    return pl.when(bare != "").then(bare)


def us_day(text: pl.Expr) -> pl.Expr:
    """Return a day written month/day/year as ISO writes it; what is none stays, to be reported.

    >>> pl.DataFrame({"d": ["8/6/2023 0:00", "2/31/2020", "soon"]}).select(us_day(pl.col("d"))).to_series().to_list()
    ['2023-08-06', '2020-02-31', 'soon']
    """
    day = [text.str.strip_chars().str.extract(_US_DAY, group) for group in (3, 1, 2)]
    iso = pl.concat_str(day[0], pl.lit("-"), day[1].str.zfill(2), pl.lit("-"), day[2].str.zfill(2))
    return iso.fill_null(iso_day(text))
