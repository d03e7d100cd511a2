"""Adjacency: distinct edges, ascending, both ways."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.adjacency import adjacency, reverse

EDGES = st.integers(1, 8).flatmap(
    lambda nodes: st.tuples(
        st.just(nodes), st.lists(st.tuples(st.integers(0, nodes - 1), st.integers(0, nodes - 1)), max_size=30)
    )
)


@given(EDGES, st.data())
def test_both_ways_and_counts_equal_the_set_of_edges(
    given_edges: tuple[int, list[tuple[int, int]]], data: st.DataObject
) -> None:
    nodes, edges = given_edges
    tails, heads = (np.array([edge[end] for edge in edges], dtype=np.int32) for end in (0, 1))
    forward = adjacency(tails, heads, nodes)
    backward = reverse(forward)
    assert forward.edges == backward.edges == len(set(edges))
    for node in range(nodes):
        assert forward.neighbours(node).tolist() == sorted({head for tail, head in edges if tail == node})
        assert backward.neighbours(node).tolist() == sorted({tail for tail, head in edges if head == node})
    marked = np.array(data.draw(st.lists(st.booleans(), min_size=nodes, max_size=nodes)))
    assert forward.count(marked).tolist() == [
        sum(marked[head] for head in forward.neighbours(node)) for node in range(nodes)
    ]
    kept = forward.keep(forward.along(marked))
    for node in range(nodes):
        heads_kept = [head for head in forward.neighbours(node).tolist() if marked[head]]
        assert kept.neighbours(node).tolist() == heads_kept
        assert not heads_kept or kept.first(np.array([node])).tolist() == heads_kept[:1]


def test_no_edges_and_no_nodes() -> None:
    assert adjacency(np.array([], dtype=np.int32), np.array([], dtype=np.int32), 0).indptr.tolist() == [0]
    assert adjacency(np.array([], dtype=np.int32), np.array([], dtype=np.int32), 2).indptr.tolist() == [
        0,
        0,
        0,
    ]
