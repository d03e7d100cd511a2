"""Which table a file is that no name and no map tells, by its columns; and the map that says the same."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model.records import RECORDS

_ALSO: dict[str, dict[str, tuple[str, ...]]] = {
    "sources": {
        "id": ("source_id", "resource_id", "key"),
        "url": ("address", "link", "uri"),
        "title": ("name",),
        "publisher": ("publication", "venue", "publication_id", "publisher_id"),
        "published": ("date", "published_date", "year"),
        "authors": ("author",),
    },
    "citations": {
        "citing": ("page", "page_id", "article"),
        "cited": ("source", "url", "source_id", "resource_id", "address"),
    },
    "links": {"page": ("source_page", "from"), "target": ("to", "target_page")},
    "publishers": {
        "id": ("publisher_id", "publication_id"),
        "level": ("credibility", "rating"),
        "places": ("domains", "domain", "hosts"),
    },
    "organizations": {
        "id": ("organization_id",),
        "parent": ("parent_id", "owner", "parent_organization_id"),
        "url": ("website",),
    },
    "pages": {"id": ("page_id", "page", "slug"), "type": ("entity_type",), "title": ("name",)},
}
"""Other words for a field, tried where a file has no column of its name."""

_SIGNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("links", ("page", "target")),
    ("ratings", ("subject", "rater", "value")),
    ("citations", ("citing", "cited")),
    ("publishers", ("id", "places")),
    ("organizations", ("id", "parent")),
    ("places", ("publisher", "host")),
    ("claims", ("id", "page", "text")),
    ("waivers", ("rules", "until", "because")),
    ("crosswalks", ("scale", "level")),
    ("raters", ("id", "scale")),
    ("scales", ("id", "lowest", "highest")),
    ("address_rules", ("kind", "host")),
    ("sources", ("url", "title")),
    ("publishers", ("id", "level")),
    ("pages", ("id", "quality")),
    ("pages", ("id", "title")),
    ("sources", ("url",)),
)
"""Fields by which a table is known, the surest first."""
_COMMON = (("url", "title"), ("id", "title"), ("url",))
"""Signs that much else has, too: menus, redirects, settings."""


@dataclass(frozen=True, slots=True)
class Guess:
    """The table that a file seems to be, and which of its columns is which field."""

    table: str
    columns: dict[str, str]
    common: bool = False
    """Whether it is known by fields that much else has, too."""

    def as_map(self, file: str) -> str:
        """Return the lines of ``kg.toml`` that say the same.

        >>> print(Guess("links", {"page": "from", "target": "to"}).as_map("l.csv"))
        [tables.links]
        file = "l.csv"
        columns = { page = "from", target = "to" }
        """
        inside = ", ".join(f'{field} = "{column}"' for field, column in self.columns.items())
        return f'[tables.{self.table}]\nfile = "{file}"\ncolumns = {{ {inside} }}'


def guess(columns: list[str]) -> Guess | None:
    """Return the table that columns seem to be, None if they are none.

    >>> guess(["page", "url"])
    Guess(table='citations', columns={'citing': 'page', 'cited': 'url'}, common=False)
    >>> guess(["URL", "Title"]).table
    'sources'
    """
    by_word = {column.strip().lower(): column for column in columns}
    for table, signs in _SIGNS:
        found = {
            field: column
            for field in RECORDS[table].model_fields
            if (column := _column(table, field, by_word))
        }
        if all(sign in found for sign in signs) and _distinct(found, signs):
            return Guess(table, _first_of_each(found, signs), common=signs in _COMMON)
    return None


def complete(table: str, columns: list[str]) -> Guess | None:
    """Return a guess of the fields that a table of known name needs and lacks, None if nothing is to guess.

    >>> complete("citations", ["page", "url", "line"]).columns
    {'citing': 'page', 'cited': 'url', 'line': 'line'}
    >>> complete("citations", ["citing", "cited"]) is None
    True
    """
    by_word = {column.strip().lower(): column for column in columns}
    needed = [name for name, field in RECORDS[table].model_fields.items() if field.is_required()]
    lacking = [name for name in needed if name not in columns]
    found = {name: column for name in lacking if (column := _column(table, name, by_word)) is not None}
    if not found or len(set(found.values())) < len(found):
        return None
    kept = {column: column for column in columns if column not in found.values()}
    return Guess(table, found | kept)


def is_known_column(word: str) -> bool:
    """Say whether a lone header word is a field of some table.

    >>> is_known_column("url"), is_known_column("Hello there")
    (True, False)
    """
    bare = word.lower()
    also = any(bare in words for fields in _ALSO.values() for words in fields.values())
    return also or any(bare in model.model_fields for model in RECORDS.values())


def _column(table: str, field: str, by_word: dict[str, str]) -> str | None:
    for word in (field, *_ALSO.get(table, {}).get(field, ())):
        if word in by_word:
            return by_word[word]
    return None


def _distinct(found: dict[str, str], signs: tuple[str, ...]) -> bool:
    return len({found[sign] for sign in signs}) == len(signs)


def _first_of_each(found: dict[str, str], signs: tuple[str, ...]) -> dict[str, str]:
    """Return fields by column, a column for one field only: a sign of its table, the one that bears its name, the first."""
    taken: dict[str, str] = {}
    first = sorted(found.items(), key=lambda item: (item[0] not in signs, item[0] != item[1].lower()))
    for field, column in first:
        if column not in taken.values():
            taken[field] = column
    return {field: taken[field] for field in found if field in taken}
