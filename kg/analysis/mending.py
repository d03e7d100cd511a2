"""What every advice on a graph needs, made once: who cites what in support, what sources are about, who reaches whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np
import polars as pl

from kg.analysis.reach import evidence
from kg.analysis.support_causes import ABOVE, LOW, supports, work_words
from kg.analysis.verdicts import verdict_table
from kg.graph.adjacency import Adjacency, Integers, adjacency, positions, reverse
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.graph.node_table import span
from kg.ratings.works import work_levels

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_LEAST_WORDS = 3
"""A title of fewer words (Home, About us) says nothing."""
_STOP_WORDS = """
about after against also been before being between could does from have here into just like more most much only
other over should some such than that their them then there these they this those through under were what when
where which while will with would your
"""


@dataclass(frozen=True)
class Ground:
    """What is known of a graph. Pages are numbered as their nodes are, from 0.

    ``pages`` holds their node ids, ascending, and ``first`` is the node row of the first. ``cited`` is
    `kg.analysis.support_causes.supports` of pages with ``row``, that in ``sources``; ``claims`` has ``citing, claim,
    file, line``; both are in the order of pages, of which ``cited_from`` and ``claims_from`` say where each begins.
    ``sources`` has ``id, work, level, what, publisher, basis, title, key, words``, where ``title`` numbers the keys;
    ``titled`` leads from a title to the rows above low that have it. ``counts`` has ``citing, verdict, cited,
    rated, low_of_page`` in the order of pages; ``near`` leads from a page to those that it cites or links to, or that do so to it;
    ``backward`` from what is cited to what cites it.
    """

    pages: pl.Series
    first: int
    cited: pl.DataFrame
    cited_from: Integers
    claims: pl.DataFrame
    claims_from: Integers
    sources: pl.DataFrame
    titled: Adjacency
    counts: pl.DataFrame
    near: Adjacency
    backward: csr_array

    def numbers(self, pages: pl.Series) -> Integers:
        """Return the numbers of pages by their node ids; those that are not there have none.

        >>> import kg
        >>> ground = ground_of(kg.load("examples/evidence"))
        >>> ground.numbers(pl.Series(["page:sleep", "page:none"])).tolist() == [ground.pages.to_list().index("page:sleep")]
        True
        """
        found = self.pages.search_sorted(pages).to_numpy().astype(np.int64)
        inside = found < len(self.pages)
        same = self.pages.gather(found[inside]) == pages.filter(pl.Series(inside))
        numbers: Integers = found[inside][same.to_numpy()]
        return numbers


def ground_of(graph: KnowledgeGraph) -> Ground:
    """Return what advice on a graph needs.

    >>> import kg
    >>> ground_of(kg.load("examples/evidence")).counts.columns
    ['citing', 'cited', 'rated', 'low_of_page', 'verdict']
    """
    rows = span(graph.nodes, "page")
    pages = ("page:" + graph.nodes["key"].slice(rows.start, len(rows))).alias("citing")
    sources = _sources(graph)
    cited = supports(graph).join(
        sources.select("id", row=pl.int_range(pl.len())), on="id", maintain_order="left"
    )
    claims = graph.corpus["claims"].select(
        ("page:" + pl.col("page")).alias("citing"), pl.col("id").alias("claim"), "file", "line"
    )
    return Ground(
        pages,
        rows.start,
        *_by_page(cited, pages),
        *_by_page(claims, pages),
        sources,
        _titled(sources),
        _page_counts(graph),
        _near(graph, rows),
        _backward(graph),
    )


def ground_of_page(ground: Ground, page: str) -> Ground:
    """Return the part of a ground that advice on one page needs, by its node id: what it, its neighbours and its namesakes say.

    >>> import kg
    >>> ground_of_page(ground_of(kg.load("examples/evidence")), "page:sleep").counts["citing"].to_list()
    ['page:sleep']
    """
    number = ground.numbers(pl.Series([page], dtype=pl.String))
    asked = np.unique(np.concatenate([number, *(ground.near.neighbours(one) for one in number)]))
    cited = ground.cited[positions(ground.cited_from, asked)]
    own = ground.sources[cited.filter(pl.col("citing") == page)["row"].unique().sort()]
    titles = own.filter(pl.col("what") == LOW)["title"].drop_nulls().unique().sort().to_numpy()
    named = ground.titled.indices[positions(ground.titled.indptr, titles)]
    return replace(
        ground,
        cited=cited,
        claims=ground.claims[positions(ground.claims_from, number)],
        sources=ground.sources[np.union1d(cited["row"].to_numpy(), named)],
        counts=ground.counts[number],
    )


def _by_page(table: pl.DataFrame, pages: pl.Series) -> tuple[pl.DataFrame, Integers]:
    """Return the rows of a table in the order of pages, and where each page begins, with the end."""
    numbered = table.join(pages.to_frame().with_row_index("number"), on="citing", maintain_order="left")
    ordered = numbered.sort("number", maintain_order=True)
    count = np.bincount(ordered["number"].to_numpy(), minlength=len(pages))
    return ordered.drop("number"), np.concatenate([[0], np.cumsum(count)])


def _sources(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return all sources with what their works are rated, titles and tags made comparable."""
    title = pl.col("title").str.to_lowercase()
    letters = title.str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()
    # The name of the site at the end of a title is no part of it.
    bare = title.str.replace(r"\s+[-|–—·]\s+[^-|–—·]*$", "")
    key = bare.str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()
    long_enough = key.str.count_matches(" ", literal=True) >= _LEAST_WORDS - 1
    words = letters.str.extract_all(r"[\p{L}\p{N}]{4,}").list.set_difference(pl.lit(_STOP_WORDS.split()))
    tags = pl.col("tags").fill_null([])
    basis = work_levels(graph.resolution, graph.effective).select("work", "basis")
    return (
        graph.corpus["sources"]
        .select(
            "id",
            pl.when(long_enough).then(key).alias("key"),
            words.fill_null([]).list.concat(tags).list.unique().alias("words"),
        )
        .with_columns(graph.resolution["work"], graph.resolution["publisher"])
        .join(work_words(graph), on="work", maintain_order="left")
        .join(basis, on="work", maintain_order="left")
        .with_columns(pl.col("key").rank("dense").cast(pl.Int64).alias("title"))
    )


def _titled(sources: pl.DataFrame) -> Adjacency:
    """Return the edges from the number of a title to the rows of the sources above low that have it."""
    above = sources.select("title", "what", row=pl.int_range(pl.len())).filter(
        (pl.col("what") == ABOVE) & pl.col("title").is_not_null()
    )
    titles = int(cast("int | None", sources["title"].max()) or 0) + 1
    return adjacency(above["title"].to_numpy(), above["row"].to_numpy(), max(titles, sources.height))


def _page_counts(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return ``citing, verdict, cited, rated, low_of_page`` of each page."""
    rows = np.asarray(span(graph.nodes, "page"), dtype=np.int64)
    low = graph.low
    verdicts = verdict_table(graph)
    return pl.DataFrame(
        {
            "citing": "page:" + graph.nodes["key"].gather(rows),
            "cited": graph.citations.count(graph.work)[rows],
            "rated": graph.citations.count(graph.rated)[rows],
            "low_of_page": graph.citations.count(low)[rows],
        }
    ).join(
        verdicts.select(("page:" + pl.col("page")).alias("citing"), "verdict"),
        on="citing",
        maintain_order="left",
    )


def _backward(graph: KnowledgeGraph) -> csr_array:
    """Return the edges of evidence from what is cited to what cites it, as a matrix."""
    from scipy.sparse import csr_array

    edges = reverse(evidence(graph, links=graph.policy.links))
    size = len(edges.indptr) - 1
    ones = np.ones(edges.edges, dtype=np.int32)
    return csr_array((ones, edges.indices, edges.indptr), shape=(size, size))


def _near(graph: KnowledgeGraph, rows: range) -> Adjacency:
    """Return the pages one citation or link away from each page, either way."""
    ends = []
    for edges in (graph.citations, graph.links):
        inside = slice(edges.indptr[rows.start], edges.indptr[rows.stop])
        tails = np.repeat(np.arange(len(rows)), np.diff(edges.indptr[rows.start : rows.stop + 1]))
        heads = edges.indices[inside].astype(np.int64) - rows.start
        among = (heads >= 0) & (heads < len(rows))
        ends += [(tails[among], heads[among]), (heads[among], tails[among])]
    tails, heads = (np.concatenate(side) for side in zip(*ends, strict=True))
    return adjacency(tails, heads, len(rows))
