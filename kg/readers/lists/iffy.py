"""Iffy.news: its index of unreliable sources. To be listed is the rating."""

from __future__ import annotations

import polars as pl

from kg.readers.lists.adapter import Adapter, ListOptions, ListRead
from kg.readers.lists.entries import assertions_of
from kg.readers.lists.scales import ListScale
from kg.readers.lists.table import header, need, pick, read_table

TITLE = "Iffy index"
SCALE = ListScale({"listed": "listed"})
_SIGNS = {"year online", "wiki fake", "wiki rsp", "misinfome", "site rank"}


def read_iffy(text: str, *, name: str, options: ListOptions) -> ListRead:
    """Return an assertion ``listed`` for each domain of the index; the factual rating it gives is the reason.

    >>> found = read_iffy("Domain,MBFC Fact,Year online\\na.org,VL,2016\\n", name="i.csv", options=ListOptions())
    >>> found.tables[0].frame.select("subject", "value", "reason").rows()
    [('a.org', 'listed', 'MBFC Fact: VL')]
    """
    frame = read_table(text, name=name, title=TITLE)
    place = need(frame, "domain", "url", name=name, title=TITLE)
    fact = pick(frame, "mbfc fact", "mbfc factual", "fact", "mbfc cred")
    reason = pl.format("MBFC Fact: {}", pl.col(fact)) if fact else pl.lit(None, dtype=pl.String)
    entries = frame.select(
        pl.col(place).alias("place"), pl.lit("listed").alias("label"), reason.alias("reason"), "origin"
    )
    return assertions_of(entries, scale=SCALE, rater="iffy", title=TITLE, name=name, options=options)


ADAPTER = Adapter(
    name="iffy",
    title=TITLE,
    reads="the index as CSV: Domain, MBFC Fact, Year online, ...",
    rater="iffy",
    licence="CC BY 4.0: name Iffy.news; it is computed from Media Bias/Fact Check",
    read=read_iffy,
    recognises=lambda head: {"domain", "mbfc fact"} <= (names := header(head)) and bool(_SIGNS & names),
)
