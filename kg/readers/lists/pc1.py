"""Lin et al. 2023: the first principal component of six rating sets, a number from 0 to 1 for each domain."""

from __future__ import annotations

import polars as pl

from kg.readers.lists.adapter import Adapter, ListOptions, ListRead
from kg.readers.lists.entries import assertions_of
from kg.readers.lists.scales import ListScale
from kg.readers.lists.table import PLACE_WORDS, header, need, read_table

TITLE = "Lin et al. 2023"
SCALE = ListScale(lowest=0, highest=1)


def read_pc1(text: str, *, name: str, options: ListOptions) -> ListRead:
    """Return the assertions of ``domain_pc1.csv``, of ``domain_ratings.csv``, or of two columns of facts.

    >>> found = read_pc1("domain,pc1\\nreuters.com,1\\n", name="p.csv", options=ListOptions())
    >>> found.tables[0].frame.select("subject", "value").rows()
    [('reuters.com', '1')]
    """
    frame = read_table(text, name=name, title=TITLE)
    place = need(frame, *PLACE_WORDS, name=name, title=TITLE)
    number = need(frame, "pc1", "value", name=name, title=TITLE)
    entries = frame.select(pl.col(place).alias("place"), pl.col(number).alias("label"), "origin")
    return assertions_of(entries, scale=SCALE, rater="pc1", title=TITLE, name=name, options=options)


ADAPTER = Adapter(
    name="pc1",
    title=TITLE,
    reads="domain_pc1.csv: domain and pc1, 0 to 1",
    rater="pc1",
    licence="free to reuse; cite Lin et al. 2023, doi:10.1093/pnasnexus/pgad286",
    read=read_pc1,
    recognises=lambda head: {"domain", "pc1"} <= header(head),
)
