"""Who owns whom: the nearest rated owner of each publisher, and circles of ownership."""

from __future__ import annotations

import polars as pl

from kg.model.columns import Schema
from kg.model.corpus import Corpus, problem, problem_rows, problem_table
from kg.ratings.levels import SPREAD

OWNERS: Schema = {
    "publisher": pl.String,
    "level": pl.Int8,
    "deciding": pl.List(pl.UInt32),
    "path": pl.List(pl.String),
    "stopped": pl.Boolean,
    **SPREAD,
}


def owner_levels(corpus: Corpus, levels: pl.DataFrame, *, most: int) -> pl.DataFrame:
    """Return what each owned publisher would inherit: the level of its nearest rated owner, and the path.

    ``level`` is null where no owner up to ``most`` is rated; ``stopped`` where ``inherit: false`` ended
    the way up.

    >>> corpus = Corpus.of({"publishers": pl.DataFrame({"id": ["p"], "owned_by": ["o"]}),
    ...                     "organizations": pl.DataFrame({"id": ["o"]})})
    >>> from kg.ratings.levels import LEVELS
    >>> levels = pl.DataFrame([("organization", "o", False, 2, [0], 2, 2, False)], schema=LEVELS, orient="row")
    >>> owner_levels(corpus, levels, most=8).select("level", "path").row(0)
    (2, ['publisher:p', 'organization:o'])
    """
    bodies = (
        corpus["organizations"]
        .join(
            levels.filter(pl.col("kind") == "organization").select(
                pl.col("key").alias("id"), "level", "deciding", *SPREAD
            ),
            on="id",
            how="left",
        )
        .select(
            pl.col("id").alias("owner"),
            "parent",
            (~pl.col("inherit")).fill_null(value=False).alias("ends"),
            "level",
            "deciding",
            *SPREAD,
        )
    )
    owned = corpus["publishers"].filter(pl.col("owned_by").is_not_null())
    stops = (~pl.col("inherit")).fill_null(value=False)
    path = pl.concat_list("publisher:" + pl.col("id")).alias("path")
    asking = owned.select(
        pl.col("id").alias("publisher"), pl.col("owned_by").alias("owner"), path, stops.alias("stopped")
    )
    done = [_ended(asking.filter(pl.col("stopped")))]
    asking = asking.filter(~pl.col("stopped")).drop("stopped")
    for _ in range(most):
        if asking.is_empty():
            break
        asked = asking.join(bodies, on="owner", how="inner").with_columns(
            pl.concat_list("path", pl.concat_list("organization:" + pl.col("owner"))).alias("path")
        )
        done.append(_ended(asking.join(bodies, on="owner", how="anti")))
        rated = pl.col("level").is_not_null()
        over = rated | pl.col("ends") | pl.col("parent").is_null()
        done.append(
            asked.filter(over).select(
                "publisher", "level", "deciding", "path", (pl.col("ends") & ~rated).alias("stopped"), *SPREAD
            )
        )
        asking = asked.filter(~over).select("publisher", pl.col("parent").alias("owner"), "path")
    done.append(_ended(asking))
    return pl.concat(
        [frame.select(pl.col(name).cast(dtype) for name, dtype in OWNERS.items()) for frame in done]
    )


def _ended(frame: pl.DataFrame) -> pl.DataFrame:
    """Return publishers whose way up ended without a level."""
    stopped = pl.col("stopped") if "stopped" in frame.columns else pl.lit(value=False)
    return frame.select(
        "publisher",
        pl.lit(None).alias("level"),
        pl.lit(None).alias("deciding"),
        "path",
        stopped.alias("stopped"),
        *(pl.lit(None).alias(name) for name in SPREAD),
    )


def check_ownership(corpus: Corpus) -> pl.DataFrame:
    """Return the problems of ownership: owners of whom there is no record, and circles with their members."""
    bodies = corpus["organizations"]
    known = bodies["id"].implode()
    lost = [
        problem_rows(
            "dangling-owner",
            frame.filter(pl.col("owner").is_not_null() & ~pl.col("owner").is_in(known)),
            subject=pl.col("subject"),
            message=pl.format("is owned by organization:{}, of which there is no record", "owner"),
        )
        for frame in (
            corpus["publishers"].select(
                ("publisher:" + pl.col("id")).alias("subject"), pl.col("owned_by").alias("owner"), "origin"
            ),
            bodies.select(
                ("organization:" + pl.col("id")).alias("subject"), pl.col("parent").alias("owner"), "origin"
            ),
        )
    ]
    origins = dict(zip(bodies["id"].to_list(), bodies["origin"].to_list(), strict=True))
    circles = [
        problem(
            "ownership-cycle",
            "own each other: " + " -> ".join([*members, members[0]]),
            subject=f"organization:{members[0]}",
            origin=origins[members[0]],
        )
        for members in cycles(
            dict(bodies.filter(pl.col("parent").is_not_null()).select("id", "parent").iter_rows())
        )
    ]
    return pl.concat([*lost, problem_table(circles)])


def cycles(parents: dict[str, str]) -> list[list[str]]:
    """Return the circles of a map child -> parent, each from its smallest member, in order.

    >>> cycles({"a": "b", "b": "a", "c": "a"})
    [['a', 'b']]
    """
    seen: set[str] = set()
    found = []
    for start in sorted(parents):
        way: dict[str, int] = {}
        body: str | None = start
        while body is not None and body not in seen and body not in way:
            way[body] = len(way)
            body = parents.get(body)
        if body is not None and body in way:
            circle = list(way)[way[body] :]
            least = circle.index(min(circle))
            found.append(circle[least:] + circle[:least])
        seen.update(way)
    return sorted(found)
