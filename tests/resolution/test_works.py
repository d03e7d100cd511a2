"""Work ids: forms of one work, what a publisher registers, and ratings that are about works."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from kg.resolution.urls import canonicalize
from kg.resolution.work_ids import address_work_ids
from tests.resolution.registries import resolution_of


def work_id(address: str) -> str | None:
    found: str | None = address_work_ids(canonicalize(pl.Series([address]))["canonical_url"]).item()
    return found


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://arxiv.org/abs/1706.03762", "arxiv:1706.03762"),
        ("https://arxiv.org/abs/1706.03762v7", "arxiv:1706.03762"),
        ("https://www.arxiv.org/pdf/1706.03762.pdf", "arxiv:1706.03762"),
        ("http://export.arxiv.org/pdf/1706.03762v2.pdf", "arxiv:1706.03762"),
        ("https://arxiv.org/html/1706.03762v1", "arxiv:1706.03762"),
        ("https://arxiv.org/abs/math.GT/0309136", "arxiv:math.gt/0309136"),
        ("https://arxiv.org/abs/hep-th/9901001v3", "arxiv:hep-th/9901001"),
        ("https://doi.org/10.48550/arXiv.1706.03762", "arxiv:1706.03762"),
        ("https://arxiv.org.evil.net/abs/1706.03762", None),
        ("https://arxiv.org/list/cs.AI/recent", None),
        ("https://doi.org/10.1000/ABC", "doi:10.1000/abc"),
        ("http://dx.doi.org/10.1000%2Fabc", "doi:10.1000/abc"),
        ("https://www.doi.org/10.1000/abc?nosfx=y", "doi:10.1000/abc"),
        ("https://hdl.handle.net/10.1000/abc", "doi:10.1000/abc"),
        ("https://doi.org/doi:10.1000/abc", "doi:10.1000/abc"),
        ("https://doi.org.evil.net/10.1000/abc", None),
        ("https://pubmed.ncbi.nlm.nih.gov/34265844/", "pmid:34265844"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/34265844", "pmid:34265844"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/?term=34265844", None),
        ("https://openlibrary.org/isbn/0262035618", "isbn:9780262035613"),
        ("https://www.worldcat.org/isbn/978-0-262-03561-3", "isbn:9780262035613"),
        ("https://en.wikipedia.org/wiki/Special:BookSources/978-0-262-03561-3", "isbn:9780262035613"),
        ("https://books.google.com/books?vid=ISBN0262035618", "isbn:9780262035613"),
        ("https://www.amazon.com/Deep-Learning/dp/0262035618/ref=sr_1", "isbn:9780262035613"),
        ("https://www.amazon.com/dp/080442957X", "isbn:9780804429573"),
        ("https://www.amazon.com/dp/0262035619", None),
        ("https://www.amazon.com/dp/B08N5WRWNW", None),
        ("https://shop.example/dp/0262035618", None),
        ("https://web.archive.org/web/2020/https://arxiv.org/abs/1706.03762v1", "arxiv:1706.03762"),
    ],
)
def test_the_work_of_an_address(address: str, expected: str | None) -> None:
    assert work_id(address) == expected


SOURCES = [
    {"id": "a", "url": "https://doi.org/10.1000/x"},
    {"id": "b", "url": "https://journal.example/x", "doi": "doi:10.1000/X"},
    {"id": "c", "url": "https://arxiv.org/pdf/1706.03762v3"},
    {"id": "d", "doi": "10.48550/arXiv.1706.03762"},
    {"id": "e", "url": "https://www.pubmed.example/1"},
    {"id": "f", "url": "https://www.ncbi.nlm.nih.gov/pubmed/77"},
    {"id": "g", "url": "https://home.example/"},
]


def subjects_of(*texts: str) -> list[tuple[Any, ...]]:
    ratings = [{"subject": text, "rater": "list", "value": "1"} for text in texts]
    return resolution_of(sources=SOURCES, ratings=ratings).subjects.rows()


@pytest.mark.parametrize(
    ("subject", "ids"),
    [
        ("doi:10.1000/X", ["a", "b"]),
        ("10.1000/x", ["a", "b"]),
        ("https://doi.org/10.1000/x", ["a", "b"]),
        ("http://journal.example/x/", ["b"]),
        ("arXiv:1706.03762", ["c", "d"]),
        ("10.48550/arxiv.1706.03762", ["c", "d"]),
        ("https://arxiv.org/abs/1706.03762v1", ["c", "d"]),
        ("PMID: 77", ["f"]),
        ("https://www.pubmed.example/1#x", ["e"]),
        ("https://home.example", ["g"]),
        ("https://web.archive.org/web/2020/http://journal.example/x", ["b"]),
        ("https://nowhere.example/x", []),
        ("doi:10.1000/y", []),
        ("isbn:9780262035613", []),
    ],
)
def test_a_rating_of_a_work_is_about_each_of_its_records(subject: str, ids: list[str]) -> None:
    assert subjects_of(subject) == [(0, "source", key) for key in ids]


@pytest.mark.parametrize("subject", ["https://nowhere.example/", "https://[::1/", "not a place", "x:80"])
def test_what_names_nothing_has_nulls(subject: str) -> None:
    assert subjects_of(subject) == [(0, None, None)]


def test_subjects_of_every_sort_stand_in_the_order_of_ratings() -> None:
    assert subjects_of(
        "publisher:p", "10.1000/x", "place.example", "source:a", "10.1000/none", "organization:o"
    ) == [
        (0, "publisher", "p"),
        (1, "source", "a"),
        (1, "source", "b"),
        (2, "publisher", "place.example"),
        (3, "source", "a"),
        (5, "organization", "o"),
    ]


NATURE = [
    {"id": "nature", "doi_prefixes": ["10.1038", "10.1101/2020"], "issns": ["0028-0836", "0140-6736"]},
    {"id": "biorxiv", "doi_prefixes": ["10.1101"]},
]


@pytest.mark.parametrize(
    ("source", "publisher"),
    [
        ({"url": "https://doi.org/10.1038/x"}, "nature"),
        ({"url": "https://doi.org/10.1038.1/x"}, None),
        ({"url": "https://doi.org/10.1101/2020.01.01.1"}, "nature"),
        ({"url": "https://doi.org/10.1101/2021.01.01.1"}, "biorxiv"),
        ({"url": "https://portal.issn.org/resource/ISSN/0028-0836"}, "nature"),
        ({"url": "https://doi.org/10.1016/S0140-6736(97)11096-0"}, "nature"),
        ({"url": "https://doi.org/10.1002/(ISSN)0028-0836"}, "nature"),
        ({"url": "https://doi.org/10.1002/(ISSN)0028-0837"}, None),
        ({"url": "https://pubmed.ncbi.nlm.nih.gov/1/", "doi": "10.1038/x"}, "nature"),
        ({"url": None, "doi": "10.1038/x"}, "nature"),
        ({"url": "https://elsewhere.example/x", "doi": "10.1038/x"}, None),
        ({"url": "javascript:x", "doi": "10.1038/x"}, None),
        ({"url": "https://www.google.com/search?q=x", "doi": "10.1038/x"}, None),
    ],
)
def test_a_resolver_leads_to_who_registered_the_prefix_or_serial(
    source: dict[str, Any], publisher: str | None
) -> None:
    found = resolution_of(publishers=NATURE, sources=[{"id": "s", "origin": "f:1", **source}]).table
    row = found.row(0, named=True)
    assert row["publisher"] == publisher
    assert publisher is None or row["matched_by"] == "resolver"


def test_a_prefix_that_two_claim_is_the_smaller_ids_and_reported() -> None:
    both = [{"id": "b", "doi_prefixes": ["10.1"]}, {"id": "a", "doi_prefixes": ["10.1"]}]
    found = resolution_of(publishers=both, sources=[{"id": "s", "url": "https://doi.org/10.1/x"}])
    assert found.table["publisher"].item() == "a"
    assert found.problems["kind"].to_list() == ["shared-place"]
