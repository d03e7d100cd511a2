"""``/source/ID``: a source, its level with every step that led to it, who cites it, and all that is on record."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from kg.graph.adjacency import Integers
from kg.model.words import Outcome
from kg.ratings.explanation import steps_of
from kg.views.addresses import Address, node_address, segment
from kg.views.beforehand import steps_at
from kg.views.by_node import citations_by_source, sources_by_id
from kg.views.cells import column
from kg.views.heads import PUBLISHERS, SOURCES, head_of
from kg.views.identities import identities_of
from kg.views.links import link_of, links_of_ids, rows_of, shortened
from kg.views.listing import table_of
from kg.views.neighbourhood_words import address_of, plain
from kg.views.nouns import Answer, Asked, Fact, SourceView, Step
from kg.views.page_tables import pages_at, rows_of_pages
from kg.views.parts import Head, Place
from kg.views.raters import evidence_kept, rater_records, raters_on, raters_sentence
from kg.views.steps import step_words
from kg.views.words import LEVEL_MEANINGS, OUTCOME_WORDS, RULE_WORDS, counted, type_words
from kg.views.world import World

_PREVIEW = 2_000


def source(world: World, asked: Asked, row: int) -> Answer:
    """Answer with the source in a row of the node table."""
    key = world.nodes["key"][row]
    path = str(node_address("source", key))
    at = int(sources_by_id(world).at([row])[0])
    told = _told(world, at, key)
    steps = _steps(world, at, told)
    nodes = list(dict.fromkeys([f"source:{key}", *(node for step in steps for node in step[1])]))
    raters = raters_on(world, nodes)
    pages = citing_pages(world, told["work"] or key)
    view = SourceView(
        head=_head(world, told, Address(path, asked.parameters)),
        level=world.nodes["level"][row],
        sentence=_sentence(world.nodes["explanation"][row]),
        meaning=LEVEL_MEANINGS[world.nodes["level"][row]],
        steps=tuple(step for step, _ in steps),
        raters=raters,
        raters_sentence=raters_sentence(raters),
        cited_by=table_of(world, _cited_by(world, row, told["work"], pages), asked, path=path),
        facts=_facts(world, told),
        address=address_of({"url": told["url"]}),
        note=_text(told["note"]),
        summary=_text(told["summary"]),
        key_points=tuple(plain(one) for one in (told["key_points"] or [])[:50]),
        archived=_archived(told),
        preview=None if not told["preview"] else told["preview"][:_PREVIEW],
        preview_sentence=_preview_sentence(told),
        what_if=str(Address("/what-if", (("node", f"source:{key}"),))),
    )
    return Answer(view, twin=lambda: _record(world, row, told, steps, view))


def citing_pages(world: World, work: str) -> Integers:
    """Return the rows of the pages that cite a work in support."""
    row = rows_of(world, [f"source:{work}"])[0]
    pages = world.spans.get("page", range(0))
    found = np.empty(0, dtype=np.int64) if row is None else world.cited_by.neighbours(row).astype(np.int64)
    return found[(found >= pages.start) & (found < pages.stop)]


def _told(world: World, at: int, key: str) -> dict[str, Any]:
    """Return all that is on record of a source: the record itself and what was resolved."""
    graph = world.graph
    resolved = graph.resolution.row(at, named=True)
    captured = {name: resolved[name] for name in ("archived_at", "captured_at")}
    record = graph.corpus["sources"].row(at, named=True)
    merged = {
        **resolved,
        **{name: record[name] if record.get(name) is not None else captured.get(name) for name in record},
    }
    return {
        **merged,
        "publisher": resolved["publisher"],
        "id": key,
        "work": resolved["work"] if resolved["work"] != key else None,
    }


def _head(world: World, told: dict[str, Any], address: Address) -> Head:
    venue = [link_of(world, f"publisher:{told['publisher']}")] if told["publisher"] else []
    trail = (PUBLISHERS, *venue) if venue else (SOURCES,)
    title = plain(told["title"] or "") or plain(told["url"] or "") or told["id"]
    return head_of(
        title,
        address=address,
        trail=trail,
        kind="source",
        key=told["id"],
        facts=(type_words(told["type"]), plain(told["url"] or "") or None),
    )


def _sentence(text: str | None) -> str:
    """Return an explanation without the level before it, as a sentence.

    >>> _sentence("4 High - inherited from publication venue: OpenAI (openai.com matches host)")
    'Inherited from publication venue: OpenAI (openai.com matches host)'
    """
    if text is None:
        return "Unrated"
    label, _, because = text.partition(" - ")
    because = because or label
    lead = "Unrated: " if label == "unrated" else ""
    return lead + (because if lead else because[:1].upper() + because[1:])


def _steps(world: World, at: int, told: dict[str, Any]) -> list[tuple[Step, list[str]]]:
    """Return every rule that was asked, with the nodes that it went through."""
    found = steps_at(world, at)
    if found is None:
        asking = world.graph.resolution[at].with_columns(type=pl.lit(told["type"], dtype=pl.String))
        found = steps_of(asking, evidence_kept(world)).to_dicts()
    links = iter(links_of_ids(world, [row["node"] for row in found if row["node"] is not None]))
    steps, decided = [], False
    for row in found:
        node = next(links) if row["node"] is not None else None
        step = Step(
            position=row["position"],
            rule=RULE_WORDS[row["rule"]],
            sentence=step_words(
                row["rule"],
                row["outcome"],
                row["level"],
                name=None if node is None else node.text,
                place=told["place"],
            ),
            outcome=OUTCOME_WORDS[row["outcome"]],
            node=node,
            level=row["level"],
            before=row["before"],
            after_decision=decided,
        )
        steps.append((step, list(row["path"] or [])))
        decided = decided or row["outcome"] == Outcome.DECIDED.value
    return steps


def _cited_by(world: World, row: int, work: str | None, pages: Integers) -> Any:
    frame = pages_at(world, pages)
    of_work = rows_of(world, [f"source:{work}"])[0] if work else None
    records = [row] if of_work is None else [row, of_work]
    frame = frame.join(_where(world, records), on="page", how="left", maintain_order="left")

    def places(_: World, part: pl.DataFrame) -> list[Place | None]:
        rows = zip(*(part[name].to_list() for name in ("page", "file", "line")), strict=True)
        return [
            None if file is None else Place(file, line, f"/page/{segment(page)}#h-claims")
            for page, file, line in rows
        ]

    more = (column("where", "Where", places, "where", order="file", shown=bool(frame["file"].count())),)
    return rows_of_pages(
        world, frame, key="cited-by", caption="Pages that cite this source", more=more, also=("file", "line")
    )


def _where(world: World, records: list[int]) -> pl.DataFrame:
    """Return ``page, file, line`` of the first place where each page cites some records."""
    cited = world.keep(
        ("where cited",),
        lambda: world.graph.corpus["citations"].select(
            pl.when(pl.col("citing").str.starts_with("page:"))
            .then(pl.col("citing").str.strip_prefix("page:"))
            .alias("page"),
            "file",
            "line",
        ),
    )[citations_by_source(world).at(records)]
    if cited["file"].null_count() == cited.height:
        return cited.clear()
    located = cited.drop_nulls("file").sort("file", "line", maintain_order=True)
    return located.unique("page", keep="first", maintain_order=True)


def _facts(world: World, told: dict[str, Any]) -> tuple[Fact, ...]:
    """Return the lines of metadata that are known."""
    said: list[Fact | None] = [
        _fact("Title", told["title"]),
        _fact("Published", told["published"]),
        _fact("Authors", ", ".join(told["authors"] or []) or None),
        _fact("Type", type_words(told["type"])),
        _fact("Tags", ", ".join(told["tags"] or []) or None),
        Fact("Publication venue", link_of(world, f"publisher:{told['publisher']}")) if told["publisher"] else None,
        Fact("Platform", link_of(world, f"publisher:{told['platform']}")) if told["platform"] and told["platform"] != told["publisher"] else None,
        _fact("Channel", told["channel"], code=True),
        _fact("Found by", {"place": f"place {told['place']}"}.get(told["matched_by"] or "", told["matched_by"])),
        Fact("Same work as", link_of(world, f"source:{told['work']}")) if told["work"] else None,
        _outside("Address", told["url"]),
        _outside("Read as", told["canonical_url"]) if told["canonical_url"] != told["url"] else None,
        _outside("Accessed via", told["accessed_via"]),
        Fact("DOI", shortened(told["doi"]), f"https://doi.org/{segment(told['doi']).replace('%2F', '/')}", code=True) if told["doi"] else None,
        *identities_of(told),
        _fact("Record id", told["id"], code=True),
        _fact("Stable id", told["stable_id"], code=True),
        _fact("Content hash", told["content_hash"], code=True),
        _fact("Read from", told["origin"], code=True),
    ]  # fmt: skip
    return tuple(fact for fact in said if fact is not None)


def _fact(label: str, value: Any, *, code: bool = False) -> Fact | None:
    text = plain(str(value)) if value is not None else ""
    return Fact(label, shortened(text, 600), code=code) if text else None


def _outside(label: str, address: str | None) -> Fact | None:
    """Return an address outside, as a link where it is http or https."""
    if not address:
        return None
    return Fact(label, shortened(plain(address), 600), address_of({"url": address}), code=True)


def _archived(told: dict[str, Any]) -> Fact | None:
    if not told["archived_at"]:
        return None
    when = plain(str(told["captured_at"])) if told["captured_at"] else "Archived copy"
    return Fact(
        when, shortened(plain(told["archived_at"]), 600), address_of({"url": told["archived_at"]}), code=True
    )


def _preview_sentence(told: dict[str, Any]) -> str | None:
    """Return how much of the cached text is shown."""
    if not told["preview"]:
        return None
    whole, shown = len(told["preview"]), min(len(told["preview"]), _PREVIEW)
    size = f" of {plain(told['preview_size'])}" if told["preview_size"] else ""
    cut = "; the record itself is cut" if told["preview_truncated"] else ""
    return (
        f"plain text, the first {counted(shown, 'character')} of {whole:,} on record{size}{cut}"
        if shown < whole
        else f"plain text{size}{cut}"
    )


def _text(value: str | None) -> str | None:
    return None if not value or not value.strip() else value[:20_000]


def _record(
    world: World, row: int, told: dict[str, Any], steps: list[tuple[Step, list[str]]], view: SourceView
) -> dict[str, Any]:
    """Return what the JSON twin holds: the record, the rating with every step, the raters, the pages that cite it."""
    facts = world.nodes.row(row, named=True)
    rating = {name: facts[name] for name in ("level", "basis", "why", "explanation")}
    names = ("position", "rule", "outcome", "level", "before")
    listed = [{**{name: getattr(one, name) for name in names}, "path": path} for one, path in steps]
    return {
        "node": f"source:{told['id']}",
        **told,
        **rating,
        "steps": listed,
        "raters": rater_records(view.raters),
        "cited_by": view.cited_by.data.to_dicts(),
    }
