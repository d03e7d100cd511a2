"""Quads as text: N-Triples, N-Quads, Turtle and TriG, from string expressions, in chunks of bytes.

Each writer takes the quads as `kg.rdf.statements.quads` gives them: distinct, sorted by subject, predicate,
object and graph; all but TriG take them in sections, too, and let go of each. The same quads give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from kg.rdf.terms import VOCABULARIES, expand, vocabulary

_ROWS = 50_000
_LOCAL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?>$"
_XSD = VOCABULARIES["xsd"]
_TRIPLE = ("subject", "predicate", "object")
Quads = pl.DataFrame | Iterable[pl.DataFrame]
"""Quads, or sections of them: whole subjects, one after another."""


def write_ntriples(quads: Quads) -> Iterator[bytes]:
    r"""Yield the union of the graphs as N-Triples.

    >>> row = {"subject": ["<a:s>"], "predicate": ["<a:p>"], "object": ['"o"'], "graph": ["<a:g>"]}
    >>> b"".join(write_ntriples(pl.DataFrame(row)))
    b'<a:s> <a:p> "o" .\n'
    """
    for section in _sections(quads):
        for part in _of_whole_subjects(section):
            yield from _lines(union(part), _TRIPLE)


def write_nquads(quads: Quads) -> Iterator[bytes]:
    r"""Yield quads as N-Quads.

    >>> row = {"subject": ["<a:s>"], "predicate": ["<a:p>"], "object": ['"o"'], "graph": ["<a:g>"]}
    >>> b"".join(write_nquads(pl.DataFrame(row)))
    b'<a:s> <a:p> "o" <a:g> .\n'
    """
    for section in _sections(quads):
        yield from _lines(section, (*_TRIPLE, "graph"))


def write_turtle(quads: Quads, *, base: str) -> Iterator[bytes]:
    """Yield the union of the graphs as Turtle, grouped and prefixed.

    >>> from kg.model.corpus import BASE
    >>> row = {"subject": [f"<{BASE}id/page/p>"], "predicate": [f"<{BASE}ns#hops>"],
    ...     "object": ['"0"^^<http://www.w3.org/2001/XMLSchema#integer>'], "graph": ["<a:g>"]}
    >>> b"".join(write_turtle(pl.DataFrame(row), base=BASE)).decode().splitlines()[-1]
    'page:p kg:hops 0 .'
    """
    yield _prefixes(base)
    for section in _sections(quads):
        for part in _of_whole_subjects(section):
            yield _grouped(union(part), base)


def write_trig(quads: pl.DataFrame, *, base: str) -> Iterator[bytes]:
    """Yield quads as TriG: a block a graph.

    >>> from kg.model.corpus import BASE
    >>> row = {"subject": ["<a:s>"], "predicate": ["<a:p>"], "object": ["<a:o>"], "graph": ["<a:g>"]}
    >>> b"".join(write_trig(pl.DataFrame(row), base=BASE)).decode().split()[-7:]
    ['<a:g>', '{', '<a:s>', '<a:p>', '<a:o>', '.', '}']
    """
    yield _prefixes(base)
    names = quads["graph"].unique().sort()
    for name, shown in zip(names.to_list(), shortened(names, base).to_list(), strict=True):
        yield f"\n{shown} {{\n".encode()
        for part in _of_whole_subjects(quads.filter(pl.col("graph") == name)):
            yield _grouped(part, base)
        yield b"}\n"


def union(quads: pl.DataFrame) -> pl.DataFrame:
    """Return the triples of quads, each once, without the names of their graphs.

    >>> rows = {"subject": ["<a:s>"] * 2, "predicate": ["<a:p>"] * 2, "object": ["<a:o>"] * 2, "graph": ["<a:g>", "<a:h>"]}
    >>> union(pl.DataFrame(rows)).height
    1
    """
    return quads.select(_TRIPLE).filter(pl.any_horizontal(_differs(name) for name in reversed(_TRIPLE)))


def shortened(terms: pl.Series, base: str) -> pl.Series:
    """Return IRIs as prefixed names where their last part is plain, others as they are.

    >>> shortened(pl.Series(["<https://schema.org/name>", "<http://a/>"]), "https://example.org/").to_list()
    ['schema:name', '<http://a/>']
    """
    prefixes = {f"<{space}": f"{prefix}:" for prefix, space in vocabulary(base).items()}
    term, start = pl.col("term"), pl.col("term").str.find(_LOCAL)
    parts = (
        terms.alias("term")
        .to_frame()
        .select(
            term.str.slice(0, start)
            .replace_strict(prefixes, default=None, return_dtype=pl.String)
            .alias("prefix"),
            term.str.slice(start).str.strip_suffix(">").alias("local"),
        )
    )
    return (parts["prefix"] + parts["local"]).fill_null(terms).alias(terms.name)


def _differs(column: str) -> pl.Expr:
    return pl.col(column).ne_missing(pl.col(column).shift(1))


def _lines(rows: pl.DataFrame, columns: tuple[str, ...]) -> Iterator[bytes]:
    """Yield a line a row."""
    end = pl.lit(" .\n")
    for part in rows.select(columns).iter_slices(_ROWS):
        terms = [item for name in columns for item in (pl.col(name), pl.lit(" "))][:-1]
        yield _joined(part.select(pl.concat_str(*terms, end).alias("line"))["line"])


def _joined(lines: pl.Series) -> bytes:
    return bytes(lines.str.join("").cast(pl.Binary).item()) if len(lines) else b""


def _prefixes(base: str) -> bytes:
    return "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in vocabulary(base).items()).encode()


def _sections(quads: Quads) -> Iterable[pl.DataFrame]:
    return (quads,) if isinstance(quads, pl.DataFrame) else quads


def _of_whole_subjects(quads: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Yield parts of some rows; what is said of one subject stands in one part, however much it is."""
    subjects, start = quads["subject"], 0
    while start < len(subjects):
        end = min(start + _ROWS, len(subjects))
        last = subjects[end - 1]
        while end < len(subjects):
            others = (subjects.slice(end, _ROWS) != last).arg_true()
            if len(others):
                end += others[0]
                break
            end = min(end + _ROWS, len(subjects))
        yield quads.slice(start, end - start)
        start = end


def _grouped(triples: pl.DataFrame, base: str) -> bytes:
    """Return triples grouped by subject and predicate, which stand once each."""
    marked = triples.with_columns(_differs("subject").alias("opens"), _differs("predicate").alias("turns"))
    marked = marked.with_columns(pl.col("turns") | pl.col("opens"))
    closes = pl.col("opens").shift(-1).fill_null(value=True)
    ends = (
        pl.when(closes)
        .then(pl.lit(" .\n"))
        .when(pl.col("turns").shift(-1))
        .then(pl.lit(" ;\n"))
        .otherwise(pl.lit(" ,\n"))
    )
    lines = marked.select(
        _opening(marked, base),
        _turning(marked, base),
        _objects(marked["object"], base).alias("said"),
        ends.alias("end"),
    )
    whole = pl.concat_str("opening", "turning", "said", "end", ignore_nulls=True)
    return _joined(lines.select(whole.alias("line"))["line"])


def _opening(marked: pl.DataFrame, base: str) -> pl.Series:
    """Return the subject at the rows that open one, null elsewhere."""
    rows = marked["opens"].arg_true()
    names = "\n" + shortened(marked["subject"].gather(rows), base) + " "
    return pl.Series("opening", [None], dtype=pl.String).new_from_index(0, marked.height).scatter(rows, names)


def _turning(marked: pl.DataFrame, base: str) -> pl.Series:
    """Return the predicate where it changes, blanks elsewhere."""
    unique = marked["predicate"].unique()
    names = shortened(unique, base).replace(
        shortened(pl.Series([expand("rdf:type", base)]), base).item(), "a"
    )
    shown = pl.col("predicate").replace_strict(unique, names + " ", return_dtype=pl.String)
    turns = (
        pl.when("opens").then(shown).when("turns").then(pl.lit("    ") + shown).otherwise(pl.lit("        "))
    )
    return marked.select(turns.alias("turning"))["turning"]


def _objects(terms: pl.Series, base: str) -> pl.Series:
    """Return objects with IRIs and datatypes shortened; whole numbers and truth values stand bare."""
    rows = (terms.str.ends_with(">")).arg_true()
    long = terms.gather(rows)
    unique = long.unique()
    bare = unique.str.extract(rf'^"(.*)"\^\^<{_XSD}(?:integer|boolean)>$', 1)
    typed = unique.str.replace(rf'(?s)^(".*")\^\^<{_XSD}([a-zA-Z]+)>$', "${1}^^xsd:${2}")
    short = bare.fill_null(shortened(typed, base))
    return (
        terms.clone().scatter(rows, long.replace_strict(unique, short, return_dtype=pl.String))
        if len(rows)
        else terms
    )
