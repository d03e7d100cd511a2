"""The terms: namespaces, our vocabulary with its meanings, and how an id becomes an IRI."""

from __future__ import annotations

import functools
from collections.abc import Callable

import polars as pl

from kg.errors import ExportError
from kg.model.identities import clean_address

VOCABULARIES: dict[str, str] = {
    "cito": "http://purl.org/spar/cito/",
    "datacite": "http://purl.org/spar/datacite/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "fabio": "http://purl.org/spar/fabio/",
    "w3org": "http://www.w3.org/ns/org#",
    "literal": "http://www.essepuntato.it/2010/06/literalreification/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Other people's vocabularies, by prefix."""

KINDS: dict[str, str] = {
    "agent": "agent",
    "basis": "basis",
    "org": "org",
    "citation": "citation",
    "claim": "claim",
    "effective": "effective",
    "input": "input",
    "level": "level",
    "measurement": "measurement",
    "outcome": "outcome",
    "override": "override",
    "page": "page",
    "place": "place",
    "policy": "policy",
    "publisher": "publisher",
    "rater": "rater",
    "rating": "rating",
    "reliance": "reliance",
    "run": "run",
    "scale": "scale",
    "source": "source",
    "verdict": "verdict",
    "why": "why",
    "witness": "witness",
}
"""The folders under ``{base}id/``, by prefix. ``org:`` is our organizations; the W3C vocabulary is ``w3org:``."""

FOLDER_OF_NODE: dict[str, str] = {
    "organization": "org",
    "page": "page",
    "publisher": "publisher",
    "rater": "rater",
    "source": "source",
}
"""The folder of each kind of node."""

_UNSAFE = r"[^A-Za-z0-9\-._~]"
_UNSAFE_IN_PATH = r"[^A-Za-z0-9\-._~/]"
_DOTS = r"^\.+$"
_DOTS_IN_PATH = r"(?:^|/)\.+(?:/|$)"
_KEPT = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
_DECODED = {f"%{ord(character):02X}": character for character in _KEPT}

_PLAIN_ADDRESS = (
    r"^(?i:https?|ftp)://[A-Za-z0-9\-._~]+(?::[0-9]*)?"
    r"(?:/(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*)?"
    r"(?:\?(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*)?"
    r"(?:#(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*)?$"
)


def vocabulary(base: str) -> dict[str, str]:
    """Return every namespace by its prefix, under a base IRI.

    >>> vocabulary("https://w3id.org/credibility-kg/")["source"]
    'https://w3id.org/credibility-kg/id/source/'
    """
    ours = {prefix: f"{base}id/{folder}/" for prefix, folder in KINDS.items()}
    graphs = {"asserted": f"{base}graph/asserted/", "derived": f"{base}graph/derived/"}
    return dict(sorted({**VOCABULARIES, **ours, **graphs, "kg": f"{base}ns#"}.items()))


@functools.cache
def expand(name: str, base: str) -> str:
    """Return a prefixed name as a term of N-Triples.

    >>> expand("kg:Page", "https://example.org/")
    '<https://example.org/ns#Page>'
    """
    prefix, _, local = name.partition(":")
    return f"<{vocabulary(base)[prefix]}{local}>"


def on_matching(values: pl.Series, pattern: str, change: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """Return values with a change applied to those that match a pattern; the others cost a look.

    >>> on_matching(pl.Series(["a", "B"]), "[A-Z]", lambda found: found.str.to_lowercase()).to_list()
    ['a', 'b']
    """
    rows = values.str.contains(pattern).fill_null(value=False).arg_true()
    return values.clone().scatter(rows, change(values.gather(rows))) if len(rows) else values


def encode_ids(ids: pl.Series) -> pl.Series:
    """Return ids as one segment of an IRI each: NFC, then percent-encoded.

    >>> encode_ids(pl.Series(["openai", "10.1/x y", "\\u00fc"])).to_list()
    ['openai', '10.1%2Fx%20y', '%C3%BC']

    Raises
    ------
    ExportError
        An id consists of dots only, or is empty.
    """
    return _encoded(ids, _UNSAFE, _DECODED, refused=_DOTS)


def encode_paths(paths: pl.Series) -> pl.Series:
    """Return hosts with paths as segments of an IRI, slashes kept.

    >>> encode_paths(pl.Series(["medium.com/@goodlab"])).to_list()
    ['medium.com/%40goodlab']
    """
    return _encoded(paths, _UNSAFE_IN_PATH, {**_DECODED, "%2F": "/"}, refused=_DOTS_IN_PATH)


def _encoded(texts: pl.Series, unsafe: str, decoded: dict[str, str], *, refused: str) -> pl.Series:
    bad = texts.filter(((texts == "") | texts.str.contains(refused)).fill_null(value=False))
    if len(bad):
        raise ExportError(f"the id {bad[0]!r} cannot stand in an IRI", hint="Give it a letter or a digit.")
    return on_matching(
        texts,
        unsafe,
        lambda found: (
            found.str.normalize("NFC")
            .str.encode("hex")
            .str.to_uppercase()
            .str.replace_all("(..)", "%$1")
            .str.replace_many(decoded)
        ),
    )


def iris(folder: str, ids: pl.Series, base: str) -> pl.Series:
    """Return ids as IRIs, terms of N-Triples, in a folder of ``{base}id/``.

    >>> iris("page", pl.Series(["a b"]), "https://example.org/").to_list()
    ['<https://example.org/id/page/a%20b>']
    """
    return f"<{base}id/{folder}/" + encode_ids(ids.cast(pl.String)) + ">"


def node_iris(nodes: pl.Series, base: str) -> pl.Series:
    """Return node ids (``kind:key``) as IRIs; null where the kind is unknown.

    >>> node_iris(pl.Series(["organization:nih", "x"]), "https://example.org/").to_list()
    ['<https://example.org/id/org/nih>', None]
    """
    kind = nodes.str.extract("^([a-z]+):", 1).replace_strict(
        FOLDER_OF_NODE, default=None, return_dtype=pl.String
    )
    keys = nodes.str.extract(r"(?s)^[a-z]+:(.+)$", 1)
    return f"<{base}id/" + kind + "/" + encode_ids(keys) + ">"


def address_iris(addresses: pl.Series) -> pl.Series:
    """Return web addresses as IRIs that every strict parser takes; null where there can be none.

    >>> address_iris(pl.Series(["http://a.org/<b>", "javascript:alert(1)", "https://a.org/"])).to_list()
    ['<http://a.org/%3Cb%3E>', None, '<https://a.org/>']
    """
    plain = addresses.str.contains(_PLAIN_ADDRESS)
    odd = addresses.filter(~plain.fill_null(value=True)).unique().to_list()
    whole = addresses if not odd else addresses.replace({text: clean_address(text) for text in odd})
    return "<" + whole + ">"
