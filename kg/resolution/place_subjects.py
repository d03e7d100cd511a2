"""What rating assertions are about: nodes named by id, and places that are somebody's or nobody's."""

from __future__ import annotations

import polars as pl

from kg.model.columns import COLUMNS
from kg.resolution.places import INDEX, WebPlace, parse_place
from kg.resolution.work_ids import WRITTEN

_NODE = r"^(organization|page|publisher|rater|source):(.+)$"


def is_work(subject: pl.Expr) -> pl.Expr:
    """Say whether the subject of a rating is a work: an address, or a work id.

    >>> subjects = ["doi:10.1000/182", "10.1000/182", "https://a.org/x", "a.org", "source:doi:1"]
    >>> pl.DataFrame({"subject": subjects}).select(is_work(pl.col("subject")))["subject"].to_list()
    [True, True, True, False, False]
    """
    return subject.str.contains(r"(?i)^\s*(?:https?|ftp)://") | subject.str.strip_chars().str.contains(
        WRITTEN
    )


def place_subjects(
    ratings: pl.DataFrame, registered: pl.DataFrame, counts: pl.Series
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the node of each rating that is not about a work, and the places that only a rating knows.

    Parameters
    ----------
    ratings : DataFrame
        The table ``ratings``.
    registered : DataFrame
        The recorded places, columns ``INDEX``.
    counts : Series of Boolean
        Which ratings state a level and hold on the day.

    Returns
    -------
    DataFrame
        Columns ``subjects``; kind and key are null where the text names nothing.
    DataFrame
        Places, columns ``INDEX``, that a rating which counts is about and nobody registered.

    >>> ratings = pl.DataFrame({"subject": ["publisher:a", "b.org"]})
    >>> subjects, implied = place_subjects(ratings, pl.DataFrame(schema=INDEX), pl.Series([True, True]))
    >>> subjects.rows(), implied["publisher"].to_list()
    ([(0, 'publisher', 'a'), (1, 'publisher', 'b.org')], ['b.org'])
    """
    parts = ratings.with_row_index("row").select(
        "row",
        "subject",
        pl.col("subject").str.extract(_NODE, 1).alias("kind"),
        pl.col("subject").str.extract(_NODE, 2).alias("key"),
        counts.alias("counts"),
    )
    parts = parts.filter(pl.col("kind").is_not_null() | ~is_work(pl.col("subject")))
    bare = parts.filter(pl.col("kind").is_null())
    read = _read_places(bare["subject"].unique(), registered)
    named = bare.select("row", "subject", "counts").join(
        read, on="subject", maintain_order="left", how="left"
    )
    publisher = pl.when(pl.col("publisher").is_not_null()).then(pl.lit("publisher"))
    subjects = pl.concat(
        [
            parts.filter(pl.col("kind").is_not_null()).select("row", "kind", "key"),
            named.select("row", publisher.alias("kind"), pl.col("publisher").alias("key")),
        ]
    ).sort("row")
    fresh = named.filter(pl.col("counts") & ~pl.col("known") & pl.col("publisher").is_not_null())
    implied = fresh.unique(["host", "path"], maintain_order=True).with_columns(
        platform_kind=pl.lit(value=False), implied=pl.lit(value=True), fold=pl.lit(value=False)
    )
    return subjects.select(COLUMNS["subjects"].keys()), implied.select(
        (pl.col(name) if name in implied.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in INDEX.items()
    )


def _read_places(texts: pl.Series, registered: pl.DataFrame) -> pl.DataFrame:
    """Return ``subject, host, path, publisher, known`` of each text that is a place."""
    places = [(text, place) for text in texts.to_list() if (place := _place_or_none(text)) is not None]
    schema = dict.fromkeys(("subject", "host", "path", "written"), pl.String)
    rows = [(text, place.host, place.path, str(place)) for text, place in places]
    read = pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        pl.col("path").str.to_lowercase().alias("lower")
    )
    exact = registered.select("host", "path", pl.col("publisher").alias("owner"))
    folded = registered.filter("fold").select(
        "host",
        pl.col("path").str.to_lowercase().alias("lower"),
        pl.col("publisher").alias("folded"),
    )
    found = read.join(exact, on=["host", "path"], how="left", nulls_equal=True, maintain_order="left").join(
        folded.unique(["host", "lower"], keep="first", maintain_order=True),
        on=["host", "lower"],
        how="left",
        maintain_order="left",
    )
    owner = pl.coalesce("owner", "folded")
    return found.select(
        "subject",
        "host",
        "path",
        owner.fill_null(pl.col("written")).alias("publisher"),
        owner.is_not_null().alias("known"),
    )


def _place_or_none(text: str) -> WebPlace | None:
    try:
        return parse_place(text)
    except ValueError:
        return None
