"""The formats of RDF that are written: name, suffix, media type, and whether graphs have names in it."""

from __future__ import annotations

from dataclasses import dataclass

from kg.errors import ExportError, nearest


@dataclass(frozen=True, slots=True)
class RdfFormat:
    """A format: ``name`` is its suffix without the dot; ``named_graphs`` whether it tells read from concluded."""

    name: str
    title: str
    media_type: str
    named_graphs: bool

    @property
    def suffix(self) -> str:
        """The suffix of its files.

        >>> RDF_FORMATS["ttl"].suffix
        '.ttl'
        """
        return f".{self.name}"


_FORMATS = (
    RdfFormat("jsonld", "JSON-LD", "application/ld+json", named_graphs=True),
    RdfFormat("nq", "N-Quads", "application/n-quads", named_graphs=True),
    RdfFormat("nt", "N-Triples", "application/n-triples", named_graphs=False),
    RdfFormat("rdf", "RDF/XML", "application/rdf+xml", named_graphs=False),
    RdfFormat("trig", "TriG", "application/trig", named_graphs=True),
    RdfFormat("ttl", "Turtle", "text/turtle", named_graphs=False),
)

RDF_FORMATS: dict[str, RdfFormat] = {known.name: known for known in _FORMATS}
"""Every format by name."""


def rdf_format(name: str) -> RdfFormat:
    """Return a format by its name or suffix.

    >>> rdf_format(".trig").media_type
    'application/trig'

    Raises
    ------
    ExportError
        There is none of that name; the hint names the nearest.
    """
    found = RDF_FORMATS.get(name.removeprefix(".").lower())
    if found is None:
        close = nearest(name, RDF_FORMATS)
        hint = f"Did you mean {close}?" if close else f"Formats of RDF are {', '.join(RDF_FORMATS)}."
        raise ExportError(f"unknown format {name!r}", hint=hint)
    return found
