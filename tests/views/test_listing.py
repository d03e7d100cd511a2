"""The machine behind every table, against plain loops: narrowed, sorted, paged, and every address leads to what it says."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.errors import QueryError
from kg.views import listing as listing_module
from kg.views.cells import column, plain
from kg.views.listing import Narrowing, Rows, table_of
from kg.views.nouns import Asked
from kg.views.parts import Table
from kg.views.world import prepare

NAMES = ["alpha", "Beta", "gamma", "", "ALPHA", "Ünder", "a%b&c=d"]
ROWS = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from(["x", "y", "z", None]),
        st.one_of(st.none(), st.integers(0, 3)),
    ),
    max_size=30,
)
WORLD = prepare(kg.load("examples/evidence"))
SORTS = st.sampled_from(["", "name", "-name", "size", "-size"])


def listing(data: list[tuple[str, str | None, int | None]]) -> Rows:
    frame = pl.DataFrame(
        [(number, *row) for number, row in enumerate(data)],
        schema={"number": pl.Int64, "name": pl.String, "kind": pl.String, "size": pl.Int64},
        orient="row",
    )
    return Rows(
        key="rows",
        caption="Rows",
        frame=frame,
        searched=frame["name"].str.to_lowercase,
        fields=(
            column("number", "Number", plain("number"), "number"),
            column("name", "Name", plain("name")),
            column("size", "Size", plain("size"), "number", falls=True),
        ),
        narrowings=(Narrowing("kind", "Kind", frame["kind"]),),
    )


def expected(data: list[Any], *, q: str, kinds: list[str], sort: str) -> list[int]:
    left = [
        n
        for n, (name, kind, _) in enumerate(data)
        if q.lower() in name.lower() and (not kinds or kind in kinds)
    ]
    if not sort:
        return left
    at = {"name": 0, "size": 2}[sort.removeprefix("-")]

    def key(n: int) -> Any:
        value = data[n][at]
        return value.lower() if isinstance(value, str) else value

    some = [n for n in left if data[n][at] is not None]
    return sorted(some, key=key, reverse=False) + [n for n in left if data[n][at] is None] if not sort.startswith("-") else [
        *sorted(sorted(some), key=key, reverse=True),
        *[n for n in left if data[n][at] is None],
    ]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    ROWS,
    st.sampled_from(["", "a", "ALPHA", "b&c", "zzz"]),
    st.lists(st.sampled_from(["x", "y"]), max_size=2, unique=True),
    SORTS,
    st.integers(1, 4),
    st.integers(1, 7),
)
def test_rows_are_those_of_a_plain_loop(
    data: Any, q: str, kinds: list[str], sort: str, page: int, per: int
) -> None:
    held = {kind for _, kind, _ in data}
    kinds = [kind for kind in kinds if kind in held]
    parameters = [
        ("q", q),
        ("sort", sort),
        *(("kind", kind) for kind in kinds),
        ("page", str(page)),
        ("per", str(per)),
    ]
    table = table_of(WORLD, listing(data), Asked(("rows",), tuple(pair for pair in parameters if pair[1])))
    left = expected(data, q=q, kinds=kinds, sort=sort)
    last = max(1, -(-len(left) // per))
    begin = (min(page, last) - 1) * per
    assert [row[0] for row in table.rows] == left[begin : begin + per]
    assert (table.paging.total, table.paging.first) == (len(left), begin + 1 if left else 0)
    assert table.data["number"].to_list() == left[begin : begin + per]
    without_facet = expected(data, q=q, kinds=[], sort="")
    counts = {option.value: option.count for option in table.facets[0].options}
    assert counts == {
        kind: sum(data[n][1] == kind for n in without_facet) for kind in held if kind is not None
    }


def follow(rows: Rows, href: str | None) -> Table:
    assert href is not None
    path, _, query = href.partition("?")
    assert path == "/rows"
    return table_of(WORLD, rows, Asked(("rows",), tuple(parse_qsl(query, keep_blank_values=True))))


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_every_address_leads_to_what_it_says(data: Any) -> None:
    rows = listing(data)
    table = table_of(WORLD, rows, Asked(("rows",), (("q", "a"), ("per", "3"))))
    for option in table.facets[0].options:
        narrowed = follow(rows, option.href)
        assert narrowed.paging.total == option.count
        assert [words for words, _ in narrowed.chosen] == [f"Kind: {option.value}", "Text: a"]
        back = follow(rows, next(one.href for one in narrowed.facets[0].options if one.value == option.value))
        assert back.rows == table.rows
    seen = list(table.rows)
    at = table
    while at.paging.following:
        at = follow(rows, at.paging.following)
        seen += at.rows
    assert [row[0] for row in seen] == expected(data, q="a", kinds=[], sort="")
    for header in table.headers:
        first = follow(rows, header.href)
        again = follow(rows, next(one.href for one in first.headers if one.column.key == header.column.key))
        now = {one.column.key: one.sorted for one in first.headers}
        assert now == {
            **dict.fromkeys(now),
            header.column.key: "descending" if header.column.descending else "ascending",
        }
        assert {one.sorted for one in again.headers} == {
            None,
            "ascending" if header.column.descending else "descending",
        }
    for option in table.columns:
        names = [one.column.key for one in follow(rows, option.href).headers]
        assert (option.value in names) is not option.chosen


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page", "0"), ("page", "-1"), ("page", "x"), ("page", "9" * 30), ("page", "١"), ("per", "1.5"),
        ("sort", "nothing"), ("sort", "--name"), ("columns", "name,nothing"), ("kind", "nothing"),
    ],
)  # fmt: skip
def test_a_bad_value_is_told(name: str, value: str) -> None:
    with pytest.raises(QueryError):
        table_of(WORLD, listing([("a", "x", 1)]), Asked(("rows",), ((name, value),)))


def test_the_twin_holds_all_rows_unless_a_page_is_asked_for() -> None:
    data: list[tuple[str, str | None, int | None]] = [("a", "x", n % 3) for n in range(60)]
    assert table_of(WORLD, listing(data), Asked(("rows",))).data.height == 60
    assert table_of(WORLD, listing(data), Asked(("rows",), (("page", "3"),))).data.height == 10


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(["x", "y", "", "Ünder", None]), max_size=30), st.booleans())
def test_few_rows_are_counted_as_many_are(values: list[str | None], labelled: bool) -> None:
    series = pl.Series("kind", values, dtype=pl.String)
    facet = Narrowing("kind", "Kind", series, {"y": "Y", "x": "X"} if labelled else None)
    with pytest.MonkeyPatch.context() as patch:
        few = facet.codes()
        patch.setattr(listing_module, "_FEW", -1)
        many = facet.codes()
    assert (few[0], few[1].tolist()) == (many[0], many[1].tolist())
