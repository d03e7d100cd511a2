"""NewsGuard: a score from 0 to 100 for each domain, or the word that it is a platform or satire."""

from __future__ import annotations

import polars as pl

from kg.readers.lists.adapter import Adapter, ListOptions, ListRead
from kg.readers.lists.entries import assertions_of, iso_day
from kg.readers.lists.scales import ListScale
from kg.readers.lists.table import PLACE_WORDS, header, need, pick, read_table

TITLE = "NewsGuard"
_WORDS: dict[str, str | None] = {"platform": "platform", "p": "platform", "satire": "satire", "s": "satire"}
SCALE = ListScale(_WORDS, lowest=0, highest=100)
_DATES = ("date", "last updated", "last_updated", "updated", "rated")
_CRITERION = "does not repeatedly publish false content"


def read_newsguard(text: str, *, name: str, options: ListOptions) -> ListRead:
    """Return the assertions of a table of domain and score, perhaps with a rating in words and a date.

    Without a score the word counts, where it is platform or satire.

    >>> table = "domain,rating,score,date\\na.org,T,87.5,2026-01-31\\nb.org,P,,\\n"
    >>> found = read_newsguard(table, name="n.csv", options=ListOptions())
    >>> found.tables[0].frame.select("subject", "value", "valid_from").rows()
    [('a.org', '87.5', '2026-01-31'), ('b.org', 'platform', None)]
    """
    frame = read_table(text, name=name, title=TITLE)
    place = need(frame, *PLACE_WORDS, name=name, title=TITLE)
    score = pl.col(need(frame, "score", name=name, title=TITLE)).str.strip_chars()
    word, date = pick(frame, "rating", "label"), pick(frame, *_DATES)
    written = pl.when(score != "").then(score)
    entries = frame.select(
        pl.col(place).alias("place"),
        (written.fill_null(pl.col(word)) if word else written).alias("label"),
        (iso_day(pl.col(date)) if date else pl.lit(None, dtype=pl.String)).alias("valid_from"),
        "origin",
    )
    return assertions_of(entries, scale=SCALE, rater="newsguard", title=TITLE, name=name, options=options)


ADAPTER = Adapter(
    name="newsguard",
    title=TITLE,
    reads="CSV of domain and score, 0 to 100, perhaps with rating (platform, satire) and date",
    rater="newsguard",
    licence="commercial: a licence of NewsGuard is needed",
    read=read_newsguard,
    recognises=lambda head: {"domain", "score", _CRITERION} <= header(head),
)
