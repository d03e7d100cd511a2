"""Ad Fontes Media: a reliability score from 0 to 64 for each domain, beside a bias that kg does not read."""

from __future__ import annotations

import polars as pl

from kg.readers.lists.adapter import Adapter, ListOptions, ListRead
from kg.readers.lists.entries import assertions_of, iso_day
from kg.readers.lists.scales import ListScale
from kg.readers.lists.table import PLACE_WORDS, header, need, pick, read_table

TITLE = "Ad Fontes Media"
SCALE = ListScale(lowest=0, highest=64)
_SCORES = ("reliability", "reliability_mean", "reliability score", "quality", "quality score")


def read_adfontes(text: str, *, name: str, options: ListOptions) -> ListRead:
    """Return the assertions of a table of domain and reliability, also called quality.

    >>> found = read_adfontes("domain,bias,reliability\\na.org,-3.1,42.5\\n", name="a.csv", options=ListOptions())
    >>> found.tables[0].frame.select("subject", "value").rows()
    [('a.org', '42.5')]
    """
    frame = read_table(text, name=name, title=TITLE)
    place = need(frame, *PLACE_WORDS, name=name, title=TITLE)
    score = need(frame, *_SCORES, name=name, title=TITLE)
    date = pick(frame, "date", "updated", "last updated")
    entries = frame.select(
        pl.col(place).alias("place"),
        pl.col(score).alias("label"),
        (iso_day(pl.col(date)) if date else pl.lit(None, dtype=pl.String)).alias("valid_from"),
        "origin",
    )
    return assertions_of(entries, scale=SCALE, rater="adfontes", title=TITLE, name=name, options=options)


ADAPTER = Adapter(
    name="adfontes",
    title=TITLE,
    reads="CSV of domain and reliability (or quality), 0 to 64, perhaps with bias and date",
    rater="adfontes",
    licence="commercial: a licence of Ad Fontes Media is needed",
    read=read_adfontes,
    recognises=lambda head: {"domain", "bias_mean", "reliability_mean"} <= header(head),
)
