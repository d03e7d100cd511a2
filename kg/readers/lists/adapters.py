"""Every adapter by name, which list a file is by its content, and reading one."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from kg.errors import MapError, UnknownFormatError, nearest
from kg.model.values import parse_first_day, parse_last_day
from kg.readers.lists import (
    adfontes,
    citeunseen,
    goggle,
    iffy,
    local_news,
    mbfc,
    newsguard,
    pc1,
    publications,
    retraction_watch,
    wikipedia,
)
from kg.readers.lists.adapter import Adapter, ListOptions, ListRead
from kg.readers.lists.table import FACTS

HEAD = 64 * 1024
"""A list is known by so many characters of its beginning."""

ADAPTERS: dict[str, Adapter] = {
    module.ADAPTER.name: module.ADAPTER
    for module in (
        mbfc,
        newsguard,
        adfontes,
        pc1,
        iffy,
        wikipedia,
        citeunseen,
        retraction_watch,
        goggle,
        publications,
        local_news,
    )
}
"""The lists that kg can read, by the name they have in ``kg.toml`` and on the command line."""


def adapter_of(name: str, *, where: str | None = None) -> Adapter:
    """Return the adapter of a name.

    >>> adapter_of("mbcf")
    Traceback (most recent call last):
    kg.errors.MapError: no adapter 'mbcf'. Did you mean 'mbfc'?

    Raises
    ------
    MapError
        There is none; the nearest name is the hint.
    """
    if name not in ADAPTERS:
        close = nearest(name, ADAPTERS)
        hint = f"Did you mean {close!r}?" if close else f"Adapters are {', '.join(ADAPTERS)}."
        raise MapError(f"no adapter {name!r}", where=where, hint=hint)
    return ADAPTERS[name]


def recognised(text: str) -> Adapter | None:
    """Return the list that a text can only be, None if it may be anything else.

    >>> recognised("domain,pc1\\nreuters.com,1\\n").name, recognised("domain_or_prefix,value\\na.org,4\\n")
    ('pc1', None)
    """
    head = text[:HEAD]
    return next((adapter for adapter in ADAPTERS.values() if adapter.recognises(head)), None)


def refuse_bare_facts(columns: Iterable[str], *, name: str) -> None:
    """Refuse a list reduced to places and values: whose they are, nothing in it tells.

    >>> refuse_bare_facts(["domain_or_prefix", "value"], name="x.csv")
    Traceback (most recent call last):
    kg.errors.UnknownFormatError: x.csv: holds places and values, and does not say whose. Say it: [[lists]] with file and as in kg.toml, or kg ratings convert --as NAME.

    Raises
    ------
    UnknownFormatError
        There are just those two columns.
    """
    if {column.strip().lower() for column in columns} == set(FACTS):
        raise UnknownFormatError(
            "holds places and values, and does not say whose",
            where=name,
            hint="Say it: [[lists]] with file and as in kg.toml, or kg ratings convert --as NAME.",
        )


def read_list(adapter: Adapter, text: str, *, name: str, options: ListOptions) -> ListRead:
    """Return what a list says.

    Raises
    ------
    ReadError
        It is empty, cut off, or another list.
    MapError
        An option is no day, or one that a list of publishers cannot have.

    >>> read_list(adapter_of("pc1"), "domain,pc1\\na.org,1\\n", name="p.csv", options=ListOptions()).rows
    1
    """
    said = {field.name for field in dataclasses.fields(options) if getattr(options, field.name) is not None}
    if adapter.rater is None and said:
        raise MapError(
            f"{adapter.name} gives publishers, which have no {', '.join(sorted(said))}", where=name
        )
    for word, parse in (("date", parse_first_day), ("through", parse_last_day)):
        value = getattr(options, word)
        try:
            if value is not None:
                parse(value)
        except ValueError as error:
            raise MapError(f"{word}: {error}", where=name) from None
    clean = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    return adapter.read(clean, name=name, options=options)
