"""What a file of RDF says, by subject: values by property, and the line at which each subject begins."""

from __future__ import annotations

import collections
import dataclasses
import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from kg.errors import ReadError
from kg.rdf.oxigraph import parse_quads
from kg.rdf.unpacking import refuse_what_reaches_outside, syntax_of, unpacked
from kg.rdf.words import CLASSES

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_OURS = re.compile(rf"(.+)ns#(?:{'|'.join(CLASSES)})")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_PREFIX = re.compile(r"@?prefix\s+([\w-]*):\s*<([^>]*)>", re.IGNORECASE)
_OPENS = re.compile(
    r'^\s*(?:<rdf:Description rdf:about="([^"]*)"|\{"(?:@?id)": ?"([^"]*)"|<([^>\s]*)>\s|([\w-]*):([\w-]+)\s)'
)


@dataclass(frozen=True, slots=True)
class Facts:
    """Values by subject and property: IRIs bare, literals as their text; the line of each subject;
    the base of our own IRIs; whether our graphs have names; the union as N-Triples, if it was asked for.
    """

    values: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    base: str | None = None
    named: bool = False
    ntriples: str = ""

    def of_class(self, iri: str) -> list[str]:
        """Return the subjects of a class, in order.

        >>> Facts({"a": {TYPE: ["C"]}}).of_class("C")
        ['a']
        """
        return [subject for subject, said in self.values.items() if iri in said.get(TYPE, ())]

    def first(self, subject: str, name: str) -> str | None:
        """Return the one value of a property, None if there is none.

        >>> Facts({"a": {"p": ["1"]}}).first("a", "p")
        '1'
        """
        return next(iter(self.values.get(subject, {}).get(name, ())), None)


def facts_of(data: bytes, *, where: str, whole: bool = False) -> Facts:
    """Return what a file says; of our own files with named graphs only what was read, not what followed.
    ``whole`` keeps all of it, as N-Triples.

    >>> facts_of(b'<a:s> <a:p> "o" .', where="x.nt").values
    {'a:s': {'a:p': ['o']}}

    Raises
    ------
    ReadError
        It is no RDF, or reaches outside; the line is named where it is known.
    """
    try:
        content = unpacked(data)
        syntax = syntax_of(content)
        if syntax is None:
            raise ReadError("looks like no format of RDF")
        refuse_what_reaches_outside(content, syntax)
        rows = list(parse_quads(content, syntax))
    except ReadError as error:
        line = re.search(r"at line (\d+)", error.what)
        place = f"{where}:{line[1]}" if line else where
        raise ReadError(error.what, where=place, hint=error.hint) from error
    return dataclasses.replace(
        _gathered(rows),
        lines=_lines(content.decode("utf-8"), base_of(rows)),
        ntriples="".join(sorted({f"{s} {p} {o} .\n" for s, p, o, _ in rows if not o.startswith("<<")}))
        if whole
        else "",
    )


def base_of(rows: list[tuple[str, str, str, str]]) -> str | None:
    """Return the base of our own IRIs: that of the classes used, None if the file is not ours.

    >>> base_of([("<s>", f"<{TYPE}>", "<http://a/ns#Page>", "")])
    'http://a/'
    """
    classes = (term for _, predicate, term, _ in rows if predicate == f"<{TYPE}>")
    found = collections.Counter(ours[1] for term in classes if (ours := _OURS.fullmatch(term[1:-1])))
    return min(found, key=lambda base: (-found[base], base)) if found else None


def text_of(term: str) -> str:
    r"""Return an IRI bare, a literal as its text.

    >>> text_of("<a:b>"), text_of('"say \\"hi\\""@en')
    ('a:b', 'say "hi"')
    """
    if term.startswith("<"):
        return term[1:-1]
    if not term.startswith('"'):
        return term
    inside = term[1 : term.rindex('"')]
    return _ESCAPE.sub(_unescaped, inside) if "\\" in inside else inside


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _PLAIN.get(found[3], found[3])


def id_of(iri: str, folder: str, base: str) -> str | None:
    """Return the id that an IRI of ours holds, None if it is in another folder.

    >>> id_of("http://a/id/page/x%20y", "page", "http://a/")
    'x y'
    """
    start = f"{base}id/{folder}/"
    return unquote(iri.removeprefix(start)) if iri.startswith(start) else None


def located(text: str | None) -> dict[str, str]:
    """Return a locator as file and line.

    >>> located("a.md:4"), located("a.md"), located(None)
    ({'file': 'a.md', 'line': '4'}, {'file': 'a.md'}, {})
    """
    if not text:
        return {}
    file, colon, line = text.rpartition(":")
    return {"file": file, "line": line} if colon and line.isdigit() else {"file": text}


def _gathered(rows: list[tuple[str, str, str, str]]) -> Facts:
    base = base_of(rows)
    asserted = f"<{base}graph/asserted/"
    named = base is not None and any(graph.startswith(asserted) for *_, graph in rows)
    values: dict[str, dict[str, list[str]]] = {}
    for subject, predicate, term, graph in rows:
        if not named or graph.startswith(asserted):
            said = values.setdefault(text_of(subject), {}).setdefault(predicate[1:-1], [])
            text = text_of(term)
            if text not in said[-1:]:
                said.append(text)
    return Facts(values, {}, base, named)


def _lines(text: str, base: str | None) -> dict[str, int]:
    """Return the first line at which each subject begins, as far as the layout shows it."""
    prefixes = dict(_PREFIX.findall(text))
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        opens = _OPENS.match(line)
        if opens:
            about, node, iri, prefix, local = opens.groups()
            if prefix is not None and prefix not in prefixes:
                continue
            name = prefixes[prefix] + local if prefix is not None else about or iri or f"{base}id/{node}"
            found.setdefault(name, number)
    return found
