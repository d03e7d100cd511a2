"""Retraction Watch: what became of a paper, by its DOI or PubMed id, on which day and why."""

from __future__ import annotations

import polars as pl

from kg.model.corpus import problem_rows
from kg.readers.lists.adapter import Adapter, ListOptions, ListRead
from kg.readers.lists.entries import assertions_of, us_day
from kg.readers.lists.scales import ListScale
from kg.readers.lists.table import header, need, pick, read_table
from kg.resolution.identity import is_doi, normal_doi

TITLE = "Retraction Watch"
_NATURES = ("retraction", "expression of concern", "correction", "reinstatement")
SCALE = ListScale({nature: nature for nature in _NATURES})
_PUBMED_ID = r"^[1-9]\d{0,8}$"


def read_retraction_watch(text: str, *, name: str, options: ListOptions) -> ListRead:
    """Return an assertion on the original paper for each notice, valid from the day of the notice.

    >>> head = "RetractionDate,RetractionDOI,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason"
    >>> row = "8/16/2023 0:00,10.1/n,10.1/A,0,Retraction,+Paper Mill;+Unreliable Results;"
    >>> found = read_retraction_watch(f"{head}\\n{row}\\n", name="r.csv", options=ListOptions())
    >>> found.tables[0].frame.select("subject", "value", "valid_from", "stated_in", "reason").row(0)
    ('doi:10.1/a', 'retraction', '2023-08-16', 'https://doi.org/10.1/n', 'Paper Mill; Unreliable Results')
    """
    frame = read_table(text, name=name, title=TITLE)
    paper = need(frame, "originalpaperdoi", name=name, title=TITLE)
    nature = need(frame, "retractionnature", name=name, title=TITLE)
    day = need(frame, "retractiondate", name=name, title=TITLE)
    said = {word: _text(frame, word) for word in ("originalpaperpubmedid", "retractiondoi", "urls", "reason")}
    entries = frame.select(
        _work(pl.col(paper), said["originalpaperpubmedid"]).alias("subject"),
        pl.col(nature).alias("label"),
        us_day(pl.col(day)).alias("valid_from"),
        _notice(said["retractiondoi"], said["urls"]).alias("stated_in"),
        _reason(said["reason"]).alias("reason"),
        "origin",
    )
    found = assertions_of(
        entries, scale=SCALE, rater="retraction-watch", title=TITLE, name=name, options=options
    )
    nameless = entries.filter(pl.col("subject").is_null())
    message = pl.lit("the original paper has no DOI and no PubMed id")
    problems = pl.concat([found.problems, problem_rows("missing-field", nameless, message=message)])
    return ListRead(found.tables, problems, found.rows, found.notes)


def _text(frame: pl.DataFrame, word: str) -> pl.Expr:
    return pl.col(word) if pick(frame, word) else pl.lit(None, dtype=pl.String)


def _work(doi: pl.Expr, pubmed: pl.Expr) -> pl.Expr:
    """Return the work id of a paper; ``unavailable``, 0 and their like name none."""
    normal = normal_doi(doi)
    number = pubmed.str.strip_chars().str.replace(r"\.0$", "")
    return pl.coalesce(
        pl.when(is_doi(normal)).then("doi:" + normal),
        pl.when(number.str.contains(_PUBMED_ID)).then("pmid:" + number),
    )


def _notice(doi: pl.Expr, urls: pl.Expr) -> pl.Expr:
    """Return the address of a notice: by its DOI, else the first that is linked."""
    normal = normal_doi(doi)
    linked = urls.str.extract(r"(https?://[^;\s]+)")
    return pl.coalesce(pl.when(is_doi(normal)).then("https://doi.org/" + normal), linked)


def _reason(reasons: pl.Expr) -> pl.Expr:
    """Return reasons as a sentence part: without the plus before each and the semicolon after the last."""
    parts = reasons.str.replace_all(r"\s*;\s*\+?\s*", "; ").str.strip_chars(" ;+")
    return pl.when(parts != "").then(parts)


ADAPTER = Adapter(
    name="retraction-watch",
    title=TITLE,
    reads="retraction_watch.csv: one notice a row, with the DOI of the original paper",
    rater="retraction-watch",
    licence="open: given out by Crossref; name Retraction Watch",
    read=read_retraction_watch,
    recognises=lambda head: {"originalpaperdoi", "retractionnature"} <= header(head),
)
