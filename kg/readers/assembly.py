"""From typed tables to a corpus: one record an id, levels as assertions, every name a node that exists."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from kg.model.columns import conform
from kg.model.corpus import Corpus, Settings, problem_rows
from kg.model.records import RECORDS
from kg.model.words import HOUSE
from kg.readers.checking import SUBJECTS, no_records
from kg.readers.citing import complete_sources, connect
from kg.readers.placing import place_table
from kg.readers.raw import PARENT

Typed = Sequence[tuple[str, pl.DataFrame]]
_REFERENCES = (
    ("publishers", "owned_by", "organization"),
    ("organizations", "parent", "organization"),
    ("sources", "publisher", "publisher"),
    ("places", "publisher", "publisher"),
    ("links", "page", "page"),
    ("links", "target", "page"),
    ("claims", "page", "page"),
    ("waivers", "page", "page"),
    ("waivers", "source", "source"),
)
"""Fields that name a node of one kind: written bare or as a node id, kept bare."""
_RATED = {"publishers": "publisher", "organizations": "organization", "sources": "source"}


def assemble(
    tables: Typed,
    rendered: Typed,
    *,
    problems: Sequence[pl.DataFrame],
    inputs: pl.DataFrame,
    settings: Settings,
    notes: tuple[str, ...],
) -> Corpus:
    """Return the corpus of typed tables; what rendered pages say is joined to what is registered.

    >>> pages = pl.DataFrame({"id": ["a", "a"], "origin": ["p:1", "p:2"]})
    >>> nothing = pl.DataFrame(schema={"name": pl.String, "sha256": pl.String})
    >>> corpus = assemble([("pages", pages)], [], problems=[], inputs=nothing, settings=Settings(), notes=())
    >>> corpus["pages"].height, corpus.problems["kind"].to_list()
    (1, ['duplicate-id'])
    """
    written = _joined(tables)
    found = list(problems)
    for name, frame in _known_by_name(written, _joined(rendered)).items():
        written[name] = pl.concat([written[name], frame], how="diagonal_relaxed")
    for table, column, kind in _REFERENCES:
        written[table] = written[table].with_columns(pl.col(column).str.strip_prefix(f"{kind}:"))
    written["sources"] = complete_sources(written["sources"])
    for table in (*SUBJECTS, "claims"):
        written[table], repeated = _first_of_each(written[table], table)
        written |= _without_children(written, repeated, table)
        found.append(repeated)
    levels = [_levels_as_ratings(written[table], kind) for table, kind in _RATED.items()]
    written["ratings"] = pl.concat([*levels, conform(written["ratings"], "ratings")])
    found.append(_conflicts(written["ratings"]))
    written["places"], misplaced = place_table(written["publishers"], written["places"])
    whole = {name: conform(frame, name) for name, frame in written.items()}
    connected, loose = connect(whole)
    return Corpus.of(
        {**whole, **connected, "inputs": inputs},
        problems=pl.concat([*found, misplaced, loose]),
        settings=settings,
        notes=notes,
    )


def _joined(tables: Typed) -> dict[str, pl.DataFrame]:
    """Return every table as one frame, in the order in which its parts were read; empty ones too."""
    return {
        name: pl.concat(
            [no_records(name), *(frame for one, frame in tables if one == name)], how="diagonal_relaxed"
        )
        for name in RECORDS
    }


def _known_by_name(
    written: dict[str, pl.DataFrame], rendered: dict[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """Return what rendered pages say, with publishers by their registered ids, and known ones left out."""
    said = dict(rendered)
    known = _ids_by_name(written["publishers"])
    rename = {
        slug: known.get(str(name or slug).casefold(), known.get(slug.casefold(), slug))
        for slug, name in said["publishers"].select("id", "name").iter_rows()
    }
    nodes = {f"publisher:{slug}": f"publisher:{key}" for slug, key in rename.items()}
    said["publishers"] = said["publishers"].with_columns(pl.col("id").replace(rename))
    said["sources"] = said["sources"].with_columns(pl.col("publisher").replace(rename))
    said["ratings"] = said["ratings"].with_columns(pl.col("subject").replace(nodes))
    for table in ("publishers", "pages"):
        fresh = said[table].unique("id", keep="first", maintain_order=True)
        said[table] = fresh.join(written[table].select("id"), on="id", how="anti", maintain_order="left")
    return said


def _ids_by_name(publishers: pl.DataFrame) -> dict[str, str]:
    names = publishers.select("id", "name").rows()[::-1]
    return {key.casefold(): key for key, _ in names} | {name.casefold(): key for key, name in names if name}


def _first_of_each(frame: pl.DataFrame, table: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the first record of each id, and a problem for every other."""
    key = ["page", "id"] if table == "claims" else ["id"]
    again = frame.with_columns(
        pl.col("origin").first().over(key).alias("_first"), pl.int_range(pl.len()).over(key).alias("_nth")
    )
    repeated = again.filter(pl.col("_nth") > 0)
    subject = (
        pl.lit(f"{SUBJECTS[table]}:") + pl.col("id")
        if table in SUBJECTS
        else pl.lit("page:") + pl.col("page")
    )
    message = pl.format("id {} occurs again; the first, at {}, counts", "id", "_first")
    return again.filter(pl.col("_nth") == 0).drop("_first", "_nth"), problem_rows(
        "duplicate-id", repeated, subject=subject, message=message
    )


def _without_children(
    written: dict[str, pl.DataFrame], repeated: pl.DataFrame, table: str
) -> dict[str, pl.DataFrame]:
    """Return the tables less the rows that stood inside records which are ignored."""
    gone = f"{table} " + repeated["origin"]
    return {
        name: written[name].filter(~pl.col(PARENT).is_in(gone.implode()).fill_null(value=False))
        for name in ("places", "citations")
        if PARENT in written[name].columns and repeated.height
    }


def _levels_as_ratings(frame: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Return the house's assertion for each record that states a level; on a source it is an override."""
    reason = pl.col("reason") if kind == "source" else pl.lit(None, dtype=pl.String)
    stated = frame.filter(pl.col("level").is_not_null()).select(
        (pl.lit(f"{kind}:") + pl.col("id")).alias("subject"),
        pl.lit(HOUSE).alias("rater"),
        pl.col("level").cast(pl.String).alias("value"),
        reason.alias("reason"),
        pl.lit(value=True if kind == "source" else None, dtype=pl.Boolean).alias("override"),
        "origin",
    )
    return conform(stated, "ratings")


def _conflicts(ratings: pl.DataFrame) -> pl.DataFrame:
    """Return a problem where a rendered page disagrees with another statement of the house on one subject."""
    house = ratings.filter((pl.col("rater") == HOUSE) & ~pl.col("override").fill_null(value=False))
    several = house.filter(
        (pl.col("value").n_unique().over("subject") > 1)
        & pl.col("stated_in").is_not_null().any().over("subject")
    ).with_columns(
        pl.col("value").first().over("subject").alias("first_value"),
        pl.col("origin").first().over("subject").alias("first_origin"),
        pl.int_range(pl.len()).over("subject").alias("nth"),
    )
    other = several.filter((pl.col("nth") > 0) & (pl.col("value") != pl.col("first_value")))
    message = pl.format(
        "level {} here, {} at {}; the lower one counts", "value", "first_value", "first_origin"
    )
    return problem_rows("conflicting-statement", other, subject=pl.col("subject"), message=message)
