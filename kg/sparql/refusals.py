"""What is refused before a question is parsed: length, nesting, updates, SERVICE, foreign graphs.

The child process is the boundary (it cannot open a file or a connection); this gives the clear message.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from kg.errors import QueryError

MOST_BYTES = 100_000
MOST_NESTED = 100

_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\n\r]*)
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<text>\"\"\"(?:[^"\\]|\\.|\"(?!\"\"))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
              |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    | (?P<variable>[?$]\w+)
    | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<prefixed>(?:[^\W\d](?:[\w.-]*[\w-])?)?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\.|[.-](?=[\w:%\\.-]))*)
    | (?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)
    | (?P<word>[A-Za-z_]+)
    | (?P<open>[({\[])
    | (?P<close>[)}\]])
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ASKING = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_BEFORE = ("BASE", "PREFIX")
_CHANGING = ("NOW", "RAND", "STRUUID", "UUID", "BNODE")
_UPDATES = ("ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE", "WITH")


def check_question(text: str, graphs: Collection[str]) -> None:
    """Refuse a question that is too long, too deep, no question, or that asks elsewhere.

    Parameters
    ----------
    text : str
        SPARQL.
    graphs : collection of str
        The IRIs of the graphs that it may name after FROM, as terms.

    Raises
    ------
    QueryError
        The question is refused.

    >>> check_question("SELECT * { SERVICE <http://a/> { ?s ?p ?o } }", ())
    Traceback (most recent call last):
    kg.errors.QueryError: SERVICE asks elsewhere and is refused
    """
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise QueryError(f"a question is longer than {MOST_BYTES // 1000} kB")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise QueryError("a question holds half a character (a lone surrogate)") from error
    tokens = [(kind, token) for kind, token in _tokens(text) if kind != "comment"]
    _check_nesting(tokens)
    _check_form(tokens)
    _check_graphs(tokens, graphs)


def form_of(text: str) -> str:
    """Return what a question that was checked is: SELECT, ASK, CONSTRUCT or DESCRIBE.

    >>> form_of("PREFIX a: <b:> construct where { ?s ?p ?o }")
    'CONSTRUCT'
    """
    words = (token.upper() for kind, token in _tokens(text) if kind == "word")
    return next((word for word in words if word in _ASKING), "SELECT")


def graphs_of(text: str) -> tuple[list[str], list[str]] | None:
    """Return the graphs that a question names after FROM and FROM NAMED, as terms; None if it names none.

    >>> graphs_of("SELECT * FROM <a:b> FROM NAMED <a:c> { ?s ?p ?o }")
    (['<a:b>'], ['<a:c>'])
    """
    tokens = [(kind, token) for kind, token in _tokens(text) if kind != "comment"]
    default, named = [], []
    for (kind, word), (_, after), (_, next_one) in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if kind == "word" and word.upper() == "FROM":
            if after.upper() == "NAMED":
                named.append(next_one)
            else:
                default.append(after)
    return (default, named) if default or named else None


def is_repeatable(text: str) -> bool:
    """Say whether a question has the same answer each time: it asks neither for the time nor for chance.

    >>> is_repeatable("SELECT ?now { ?s ?p ?now }"), is_repeatable("SELECT (now() AS ?t) {}")
    (True, False)
    """
    return not any(kind == "word" and token.upper() in _CHANGING for kind, token in _tokens(text))


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    for found in _TOKEN.finditer(text):
        if found.lastgroup != "other" or not found[0].isspace():
            yield str(found.lastgroup), found[0]


def _check_nesting(tokens: list[tuple[str, str]]) -> None:
    depth = 0
    for kind, _ in tokens:
        depth += (kind == "open") - (kind == "close")
        if depth > MOST_NESTED:
            raise QueryError(f"a question nests brackets deeper than {MOST_NESTED}")


def _check_form(tokens: list[tuple[str, str]]) -> None:
    words = [token.upper() for kind, token in tokens if kind == "word"]
    if "SERVICE" in words:
        raise QueryError("SERVICE asks elsewhere and is refused")
    first = next((word for word in words if word not in _BEFORE), None)
    if first in _UPDATES:
        raise QueryError(
            f"{first} changes data and is refused", hint="Ask with SELECT, ASK, CONSTRUCT or DESCRIBE."
        )
    if first not in _ASKING:
        raise QueryError(
            "not SPARQL: no SELECT, ASK, CONSTRUCT or DESCRIBE",
            hint="`kg query` alone lists the questions by name.",
        )


def _check_graphs(tokens: list[tuple[str, str]], graphs: Collection[str]) -> None:
    """Refuse FROM with a graph of other people."""
    for (kind, word), *after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if kind == "word" and word.upper() == "FROM":
            following = [token for _, token in after if token.upper() != "NAMED"]
            if following and following[0] not in graphs:
                known = ", ".join(sorted(graphs))
                raise QueryError(
                    f"FROM {following[0]} is no graph of this data set", hint=f"Its graphs are {known}."
                )
