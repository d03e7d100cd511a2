"""What every advice on a graph needs, made once: who cites what in support, what sources are about, who reaches whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from kg.analysis.reach import evidence
from kg.analysis.support_causes import supports, work_words
from kg.analysis.verdicts import verdict_table
from kg.graph.adjacency import reverse
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
    """What is known of a graph.

    ``cited`` is `kg.analysis.support_causes.supports` of pages; ``sources`` has ``id, work, level, what, publisher,
    key, words``; ``basis`` has ``work, basis``; ``counts`` has ``citing, verdict, cited, rated, low_of_page``; ``backward`` leads from what is cited
    to what cites it.
    """

    cited: pl.DataFrame
    sources: pl.DataFrame
    basis: pl.DataFrame
    counts: pl.DataFrame
    backward: csr_array


def ground_of(graph: KnowledgeGraph) -> Ground:
    """Return what advice on a graph needs.

    >>> import kg
    >>> ground_of(kg.load("examples/evidence")).counts.columns
    ['citing', 'cited', 'rated', 'low_of_page', 'verdict']
    """
    cited = supports(graph).filter(pl.col("citing").str.starts_with("page:"))
    basis = work_levels(graph.resolution, graph.effective).select("work", "basis")
    return Ground(cited, _sources(graph), basis, _page_counts(graph), _backward(graph))


def _sources(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return ``id, work, level, what, publisher, key, words``: all sources, titles and tags made comparable."""
    title = pl.col("title").str.to_lowercase()
    letters = title.str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()
    # The name of the site at the end of a title is no part of it.
    bare = title.str.replace(r"\s+[-|–—·]\s+[^-|–—·]*$", "")
    key = bare.str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()
    long_enough = key.str.count_matches(" ", literal=True) >= _LEAST_WORDS - 1
    words = letters.str.extract_all(r"[\p{L}\p{N}]{4,}").list.set_difference(pl.lit(_STOP_WORDS.split()))
    tags = pl.col("tags").fill_null([])
    return (
        graph.corpus["sources"]
        .select(
            "id",
            pl.when(long_enough).then(key).alias("key"),
            words.fill_null([]).list.concat(tags).list.unique().alias("words"),
        )
        .with_columns(graph.resolution["work"], graph.resolution["publisher"])
        .join(work_words(graph), on="work", maintain_order="left")
    )


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
    ).join(verdicts.select(("page:" + pl.col("page")).alias("citing"), "verdict"), on="citing")


def _backward(graph: KnowledgeGraph) -> csr_array:
    """Return the edges of evidence from what is cited to what cites it, as a matrix."""
    from scipy.sparse import csr_array

    edges = reverse(evidence(graph, links=graph.policy.links))
    size = len(edges.indptr) - 1
    ones = np.ones(edges.edges, dtype=np.int32)
    return csr_array((ones, edges.indices, edges.indptr), shape=(size, size))
