"""``/exposure``: every page and what it rests on, worst first."""

from __future__ import annotations

import polars as pl

from kg.analysis.exposure import EXPOSURE, measure_exposure
from kg.analysis.lift import measure_lift
from kg.errors import QueryError
from kg.model.policy import MOST_HOPS
from kg.views.addresses import Address
from kg.views.cells import bars, column, nodes_in, pair, plain, types, with_names
from kg.views.heads import head_of
from kg.views.listing import Narrowing, Rows, table_of
from kg.views.nouns import Answer, Asked, Listing
from kg.views.parts import Notice, Option
from kg.views.words import NO_TYPE, counted, type_words, verdict_words
from kg.views.world import World, with_levels

_LINKS = {"1": True, "0": False}
_COVERAGE = {"high": "90 % and more", "some": "50 to 90 %", "little": "under 50 %", "none": "cites nothing"}
_QUERY = """SELECT ?page ?name ?verdict WHERE {
  ?page a kg:Page ; schema:name ?name ; kg:verdict ?verdict .
}
ORDER BY ?verdict ?page"""


def exposure(world: World, asked: Asked) -> Answer:
    """Answer with every page, as asked for: ``links`` and ``max_hops`` as for the command, facets, filter, sort.

    Raises
    ------
    QueryError
        A parameter has a value that there is not.
    """
    links, hops = way_of(world, asked)
    address = Address("/exposure", asked.parameters)
    rows = exposure_rows(world, links=links, hops=hops)
    table = table_of(world, rows, asked, path="/exposure")
    head = head_of(
        "Exposure",
        menu="exposure",
        address=address,
        lead="Every page and what it rests on, worst first. Low share is a range: its upper end counts each unrated source as if it were low.",
    )
    return Answer(
        Listing(
            head=head,
            table=table,
            notice=link_notice(address, links=links),
            switches=_switches(address, links=links, hops=hops),
            empty="No page is left. Take back a choice, or look at every page."
            if rows.frame.height
            else "There is none in this corpus.",
        )
    )


def way_of(world: World, asked: Asked) -> tuple[bool, int]:
    """Return whether links count and how many hops do, as asked for, else as the policy says."""
    policy = world.graph.policy
    said_links, said_hops = asked.first("links"), asked.first("max_hops")
    if said_links and said_links not in _LINKS:
        raise QueryError(f"links: expected 1 or 0, got {said_links[:40]!r}")
    if said_hops and said_hops not in {str(n) for n in range(MOST_HOPS + 1)}:
        raise QueryError(f"max_hops: expected 0 to {MOST_HOPS}, got {said_hops[:40]!r}")
    return _LINKS.get(said_links, policy.links), int(said_hops) if said_hops else policy.max_hops


def pages_under(world: World, *, links: bool, hops: int) -> pl.DataFrame:
    """Return the pages of a world as they are if links count, or other hops."""
    policy = world.graph.policy
    if (links, hops) == (policy.links, policy.max_hops):
        return world.pages
    return world.keep(
        ("pages", links, hops),
        lambda: with_levels(world.graph, measure_exposure(world.graph, links=links, max_hops=hops)),
    )


def link_notice(address: Address, *, links: bool) -> Notice | None:
    """Return what is said wherever links count."""
    if not links:
        return None
    return Notice(
        "Links between pages count here as if they were citations, because you asked for it.",
        str(address.with_one("links", "0")),
        "Count citations alone",
    )


def exposure_rows(world: World, *, links: bool, hops: int) -> Rows:
    """Return the listing of all pages."""
    return world.keep(("exposure", links, hops), lambda: _rows(world, links=links, hops=hops))


def _rows(world: World, *, links: bool, hops: int) -> Rows:
    graph = world.graph
    verdicts = verdict_words(graph.policy)
    frame = with_names(world, pages_under(world, links=links, hops=hops)).with_columns(
        rank=pl.int_range(pl.len(), dtype=pl.Int64), unrated=pl.col("cited") - pl.col("rated")
    )
    lift = measure_lift(graph, links=links, max_hops=hops).value
    twin = frame.select(*EXPOSURE).with_columns(lift=pl.lit(lift, dtype=pl.Float64))
    coverage = pl.col("coverage")
    bands = (
        pl.when(coverage.is_null()).then(pl.lit("none")).when(coverage >= 0.9).then(pl.lit("high"))
        .when(coverage >= 0.5).then(pl.lit("some")).otherwise(pl.lit("little"))
    )  # fmt: skip
    hop_words = {
        "0": "0: cites low itself",
        **{str(n): f"{n}" for n in range(1, hops + 1)},
        "none": f"none within {hops}",
    }
    facets = frame.select(
        "verdict",
        bands.alias("coverage"),
        pl.col("hops").cast(pl.String).fill_null("none"),
        pl.col("type").fill_null(NO_TYPE),
    )
    return Rows(
        key="pages",
        caption="Pages, worst first",
        frame=frame,
        usual="verdict",
        searched=lambda: _searched(frame),
        data=lambda rows: twin[rows],
        query=_QUERY,
        fields=(
            column("page", "Page", nodes_in("row"), "node", order="name"),
            column("verdict", "Verdict", plain("verdict"), "verdict", order="rank", meaning="What the page rests on, worst first."),
            column("levels", "Levels", bars, "bar", sortable=False),
            column("low", "Low", plain("low"), "number", falls=True, meaning="Distinct works whose level is low."),
            column("unrated", "Unrated", plain("unrated"), "number", falls=True),
            column("cited", "Cited", plain("cited"), "number", falls=True, meaning="Distinct works that it cites in support."),
            column("low_share", "Low share", pair("low_share", "low_share_upper"), "share", falls=True, meaning="From what is low for certain to what it would be if every unrated work were low."),
            column("coverage", "Coverage", pair("coverage", "coverage"), "share", falls=True, meaning="The part of what it cites that has a level."),
            column("claims_relying", "Claims relying", pair("claims_relying", "claims"), "counts", falls=True, shown=bool(frame["claims"].sum()), meaning="Claims that have nothing but low sources, of those that cite something."),
            column("hops", "Hops", plain("hops"), "number", shown=False, meaning="How far away the nearest page is that cites a low source."),
            column("score", "Score", plain("score"), "number", falls=True, shown=False, meaning="The low share, or that of another page, halved for each hop."),
            column("type", "Type", types, shown=False),
            column("quality", "Quality", plain("quality"), "number", falls=True, shown=False),
        ),
        narrowings=(
            Narrowing("verdict", "Verdict", facets["verdict"], {one.value: words.chip for one, words in verdicts.items()}),
            Narrowing("coverage", "Coverage", facets["coverage"], _COVERAGE),
            Narrowing("hops", "Hops", facets["hops"], hop_words),
            Narrowing("type", "Type", facets["type"], words=type_words),
        ),
    )  # fmt: skip


def _searched(frame: pl.DataFrame) -> pl.Series:
    """Return the text that the filter of pages looks in: title and id."""
    return frame.select(pl.concat_str("name", "page", separator="\n").str.to_lowercase())["name"]


def _switches(address: Address, *, links: bool, hops: int) -> tuple[Option, ...]:
    """Return the choices of how scores travel."""
    ways = [("0", "by citations only", not links), ("1", "by links too (not evidence)", links)]
    found = [
        Option(value, f"Follow {label}", 0, now, str(address.with_one("links", value)))
        for value, label, now in ways
    ]
    bounds = [
        Option(str(n), f"Within {counted(n, 'hop')}", 0, n == hops, str(address.with_one("max_hops", str(n))))
        for n in range(MOST_HOPS + 1)
    ]
    return (*found, *bounds)
