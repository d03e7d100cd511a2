"""RDF in: the object that registers at the entry point ``kg.readers``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kg.errors import ReadError
from kg.rdf.facts import facts_of
from kg.rdf.foreign import DEFAULT, ForeignMap, foreign_map, foreign_records
from kg.rdf.records import records_of
from kg.rdf.unpacking import syntax_of, unpacked
from kg.readers.raw import RawRecords

_PACKED = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd")


@dataclass(frozen=True, slots=True)
class RdfReader:
    """Reads RDF in every format: our own back to the records it was made from, foreign by a mapping."""

    mapping: ForeignMap = DEFAULT

    def mapped(self, said: Mapping[str, Any]) -> RdfReader:
        """Return a reader for which a section ``[rdf]`` of ``kg.toml`` says what stands for what.

        >>> RdfReader().mapped({"page": "fabio:WikipediaEntry"}).mapping.page
        ('http://purl.org/spar/fabio/WikipediaEntry',)

        Raises
        ------
        ReadError
            A word is unknown, or a value is no IRI.
        """
        return RdfReader(foreign_map(said))

    def recognises(self, data: bytes) -> bool:
        """Say whether a file looks like RDF.

        >>> RdfReader().recognises(b"@prefix a: <http://a/> ."), RdfReader().recognises(b"id,title")
        (True, False)
        """
        try:
            return syntax_of(unpacked(data)) is not None
        except ReadError:
            return data.startswith(_PACKED)

    def read(self, data: bytes, *, name: str) -> list[RawRecords]:
        """Return the records of a file.

        >>> RdfReader().read(b'<a:s> <http://purl.org/spar/cito/cites> <a:o> .', name="x.nt")[0].records
        [{'id': 'a:s'}]

        Raises
        ------
        ReadError
            It is broken, reaches outside, or says nothing that is cited.
        """
        facts = facts_of(data, where=name)
        found = records_of(facts) if facts.base else foreign_records(facts, self.mapping)
        if not found:
            raise ReadError(
                "says nothing that cites",
                where=name,
                hint="Say in [rdf] of kg.toml which class is a page and which property cites.",
            )
        return found


reader = RdfReader()
"""What the entry point names."""
