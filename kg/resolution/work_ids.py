"""Work ids (rule 3): what an address, a DOI or a written id names, whatever its form."""

from __future__ import annotations

import polars as pl

_MARKS = [
    "arxiv.org/",
    "doi.org/",
    "ncbi.nlm.nih.gov/",
    "isbn",
    "ISBN",
    "BookSources/",
    "/dp/",
    "/gp/product/",
    "ean=",
]
"""What a canonical URL with a work id holds: the cheap question, asked of every address."""
_ARXIV_ID = r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Za-z]{2})?/\d{7})(?:v\d+)?"
_ARXIV = (
    rf"^https://(?:[a-z]+\.)?arxiv\.org/(?:abs|pdf|html|format|ps|src|e-print)/{_ARXIV_ID}(?:\.pdf)?(?:\?|$)"
)
_ARXIV_DOI = rf"^10\.48550/arxiv\.{_ARXIV_ID}$"
_DOI = r"^https://(?:dx\.)?doi\.org/(10\.[^?]+)"
_PMID = r"^https://(?:pubmed\.ncbi\.nlm\.nih\.gov/|(?:pubmed\.)?ncbi\.nlm\.nih\.gov/(?:m/)?pubmed/)0*([1-9]\d{0,8})(?:[/?]|$)"
_ISBN = (
    r"^https://[^/]+/(?:[^?]*/)?(?:(?:isbn|ISBN)[/:=]?|Special:BookSources/(?:ISBN)?)([0-9][0-9-]{8,16}[0-9Xx])(?:[/?&]|$)|"
    r"^https://[^?]+\?(?:[^&]*&)*(?:vid=|q=)?(?:isbn|ISBN|ean)[:=]?([0-9][0-9-]{8,16}[0-9Xx])(?:&|$)|"
    r"^https://amazon\.[a-z.]+/(?:[^/?]+/)?(?:dp|gp/product)/(\d{9}[\dX])(?:[/?]|$)"
)
WRITTEN = r"(?i)^(?:doi|arxiv|pmid|isbn):\s*\S|^10\.\d{4,9}(?:\.\d+)*/\S"
"""A work id as people write it."""


def address_work_id(canonical: pl.Expr) -> pl.Expr:
    """Return the work id that a canonical URL holds: ``arxiv:ID`` without version, ``doi:10...``; else null.

    >>> urls = ["https://arxiv.org/html/2401.02843v3", "https://doi.org/10.1/A", "https://a.org"]
    >>> pl.DataFrame({"url": urls}).select(address_work_id(pl.col("url"))).to_series().to_list()
    ['arxiv:2401.02843', 'doi:10.1/a', None]
    """
    return canonical.map_batches(address_work_ids, return_dtype=pl.String)


def address_work_ids(canonical: pl.Series) -> pl.Series:
    """Return the work ids that canonical URLs hold, null where there is none.

    >>> urls = ["https://ncbi.nlm.nih.gov/pubmed/34265844", "https://openlibrary.org/isbn/0262035618", "https://a.org"]
    >>> address_work_ids(pl.Series(urls)).to_list()
    ['pmid:34265844', 'isbn:9780262035613', None]
    """
    frame = canonical.cast(pl.String).alias("url").to_frame().with_row_index("row")
    some = frame.filter(pl.col("url").str.contains_any(_MARKS))
    nothing = pl.Series(canonical.name, [None], dtype=pl.String).new_from_index(0, canonical.len())
    if some.is_empty():
        return nothing
    url = pl.col("url")
    isbn = pl.coalesce(url.str.extract(_ISBN, group) for group in (1, 2, 3))
    found = some.select(
        pl.coalesce(
            "arxiv:" + url.str.extract(_ARXIV, 1).str.to_lowercase(),
            doi_work_id(url.str.extract(_DOI, 1)),
            "pmid:" + url.str.extract(_PMID, 1),
            "isbn:" + normal_isbn(isbn),
        ).alias("work")
    )["work"]
    return nothing.scatter(some["row"], found)


def written_work_id(text: pl.Expr) -> pl.Expr:
    """Return the work id that a text states (``doi:..``, ``arXiv:..``, ``PMID:..``, ``ISBN:..``, a bare DOI); else null.

    >>> texts = ["DOI: 10.1000/182", "10.48550/arXiv.1706.03762v7", "arXiv:1706.03762v1", "pmid:034", "isbn:1", "a.org"]
    >>> pl.DataFrame({"text": texts}).select(written_work_id(pl.col("text"))).to_series().to_list()
    ['doi:10.1000/182', 'arxiv:1706.03762', 'arxiv:1706.03762', 'pmid:34', None, None]
    """
    bare = text.str.strip_chars()
    return pl.coalesce(
        pl.when(is_doi(normal_doi(bare))).then(doi_work_id(bare)),
        "arxiv:" + bare.str.extract(rf"^(?i:arxiv):\s*{_ARXIV_ID}$", 1).str.to_lowercase(),
        "pmid:" + bare.str.extract(r"^(?i:pmid):\s*0*([1-9]\d{0,8})$", 1),
        "isbn:" + normal_isbn(bare.str.extract(r"^(?i:isbn):\s*([0-9][0-9 -]{8,16}[0-9Xx])$", 1)),
    )


def doi_work_id(doi: pl.Expr) -> pl.Expr:
    """Return the work id of a DOI: that of the preprint where arXiv registered it.

    >>> pl.DataFrame({"doi": ["10.48550/arXiv.1706.03762", "10.1/X"]}).select(doi_work_id(pl.col("doi"))).to_series().to_list()
    ['arxiv:1706.03762', 'doi:10.1/x']
    """
    normal = normal_doi(doi)
    return pl.coalesce("arxiv:" + normal.str.extract(_ARXIV_DOI, 1), "doi:" + normal)


def normal_doi(doi: pl.Expr) -> pl.Expr:
    """Return a DOI as it compares: lower case, slash decoded, without ``doi:`` or a resolver before it.

    >>> pl.DataFrame({"doi": ["https://doi.org/10.1%2FX"]}).select(normal_doi(pl.col("doi"))).item()
    '10.1/x'
    """
    bare = doi.str.strip_chars().str.to_lowercase()
    bare = bare.str.replace(r"^(?:https?://(?:www\.|dx\.)?doi\.org/|doi:\s*)", "")
    return bare.str.replace_all("%2f", "/", literal=True)


def is_doi(normal: pl.Expr) -> pl.Expr:
    """Say whether a normal text has the form of a DOI; ``n/a`` and its like name no work.

    >>> pl.DataFrame({"doi": ["10.1/x", "n/a"]}).select(is_doi(pl.col("doi"))).to_series().to_list()
    [True, False]
    """
    return normal.str.contains(r"^10\.\d+(?:\.\d+)*/\S")


def normal_isbn(written: pl.Expr) -> pl.Expr:
    """Return an ISBN of thirteen digits, from ten or thirteen with or without dashes; null if its check digit is wrong.

    >>> texts = ["0-262-03561-8", "978-0-262-03561-3", "0262035619"]
    >>> pl.DataFrame({"isbn": texts}).select(normal_isbn(pl.col("isbn")))["isbn"].to_list()
    ['9780262035613', '9780262035613', None]
    """
    return written.map_batches(_normal_isbns, return_dtype=pl.String)


def _normal_isbns(written: pl.Series) -> pl.Series:
    known = {text: _thirteen_digits(text) for text in written.drop_nulls().unique().to_list()}
    return written.replace_strict(known, default=None, return_dtype=pl.String)


def _thirteen_digits(text: str) -> str | None:
    digits = text.replace("-", "").replace(" ", "").upper()
    if len(digits) == 10 and digits[:9].isdecimal():
        values = [*map(int, digits[:9]), 10 if digits[9] == "X" else int(digits[9])]
        if sum(weight * value for weight, value in zip(range(10, 0, -1), values, strict=True)) % 11:
            return None
        body = f"978{digits[:9]}"
        return f"{body}{-_weighted(body) % 10}"
    right = len(digits) == 13 and digits.isdecimal() and digits[:3] in ("978", "979")
    return digits if right and _weighted(digits) % 10 == 0 else None


def _weighted(digits: str) -> int:
    """Return the sum of digits that weigh one and three by turns."""
    return sum(int(digit) * (1 + 2 * (place % 2)) for place, digit in enumerate(digits))
