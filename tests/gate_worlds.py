"""Random worlds for the gate, and the Markdown files and registry that say the same (see ``tests.slow_gate``)."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.slow_gate import DEFAULTS, Data

RULES = list(DEFAULTS)
WAIVABLE = [*RULES[:7], "page-exposed", "unrated-share"]
ADDRESSES = [f"https://level{level}.org/{name}" for level in (1, 2, 3, 5) for name in "ab"]
ADDRESSES += ["https://new.net/a", "https://new.net/b"]
DAYS = ["2020-01-31", "2020", "2026-11-23", "2026-11-24", "2026-11", "2026", "2027-01-31"]
FORGING = "level5.org@"

addresses = st.sampled_from(ADDRESSES)
citations = st.fixed_dictionaries(
    {
        "address": addresses,
        "disputes": st.sampled_from([False] * 5 + [True]),
        "forged": st.sampled_from([False] * 7 + [True]),
        "newline": st.booleans(),
    }
)
waivers = st.builds(
    lambda rules, until, alike: {"rules": rules, "until": until, "alike": alike},
    st.lists(st.sampled_from(WAIVABLE), min_size=1, max_size=3, unique=True),
    st.sampled_from(DAYS[-4:] * 3 + DAYS),
    st.booleans(),
)


def _blocks(marks: st.SearchStrategy[list[str]]) -> st.SearchStrategy[Data]:
    return st.fixed_dictionaries(
        {
            "citations": st.lists(citations, max_size=3),
            "marks": marks,
            "broken": st.sampled_from([0, 0, 0, 0, 1, 2]).map(
                lambda number: [{"newline": False} for _ in range(number)]
            ),
            "waivers": st.one_of(st.just([]), st.just([]), st.lists(waivers, min_size=1, max_size=2)),
        }
    )


BLOCKS = _blocks(st.sampled_from([[], [], [], ["n"], ["m"], ["n", "m"], ["n", "n"]]))
PARTS = st.one_of(
    st.builds(
        lambda kind, block: {"kind": kind, "blocks": [block]},
        st.sampled_from(["paragraph", "paragraph", "paragraph", "heading", "quotation"]),
        BLOCKS,
    ),
    st.builds(
        lambda kind, blocks: {"kind": kind, "blocks": blocks},
        st.sampled_from(["list", "table"]),
        st.lists(BLOCKS, min_size=1, max_size=3),
    ),
    st.builds(lambda waiver: {"kind": "waiver", "waiver": waiver}, waivers),
)


@st.composite
def gate_worlds(draw: st.DrawFn) -> Data:
    """A world of one to three pages: disputes, doubles, shared footnotes, waivers everywhere, rules switched off."""
    pages = [draw(_pages(name)) for name in ["p", "q", "r"][: draw(st.integers(1, 3))]]
    severities = draw(
        st.dictionaries(
            st.sampled_from(RULES), st.sampled_from(["off", "off", "note", "warning", "error"]), max_size=4
        )
    )
    return {
        "as_of": "2026-11-24",
        "severities": severities,
        "unrated_share": draw(st.sampled_from([None, 0.0, 0.25, 0.5, 1.0])),
        "sources": {address: draw(_sources(address)) for address in ADDRESSES},
        "pages": pages,
        "waivers": draw(st.lists(_written_in_toml([one["page"] for one in pages]), max_size=3)),
    }


@st.composite
def _pages(draw: st.DrawFn, name: str) -> Data:
    parts = draw(st.lists(PARTS, min_size=1, max_size=5))
    for note in draw(st.sampled_from([[], ["n"], ["n", "m"]])):
        parts.append({"kind": "footnote", "name": note, "blocks": [draw(_blocks(st.just([])))]})
    return json.loads(json.dumps({"page": name, "file": f"{name}.md", "parts": parts}))  # nothing is shared


@st.composite
def _sources(draw: st.DrawFn, address: str) -> Data:
    level = int(address[len("https://level")]) if address.startswith("https://level") else None
    return {
        "level": level,
        "contested": level is not None and draw(st.sampled_from([False] * 5 + [True])),
        "retracted": draw(st.sampled_from([None] * 8 + ["retraction", "expression of concern"])),
        "expired": draw(st.sampled_from([None] * 5 + ["yes"])),
    }


def _written_in_toml(pages: list[str]) -> st.SearchStrategy[Data]:
    scopes = st.one_of(
        st.sampled_from(pages).map(lambda page: {"page": page}),
        addresses.map(lambda address: {"source": address}),
        st.tuples(st.sampled_from(pages), addresses).map(lambda both: {"page": both[0], "source": both[1]}),
        st.builds(
            lambda page, first, more: {"file": f"{page}.md", "lines": (first, first + more)},
            st.sampled_from(pages),
            st.integers(1, 12),
            st.integers(0, 6),
        ),
    )
    return st.builds(lambda waiver, scope: {**waiver, **scope, "line": None}, waivers, scopes)


def write(world: Data, folder: Path) -> Path:
    """Write a world as Markdown and a registry beside it, and state in the world on which line each thing stands."""
    docs = folder / "docs"
    docs.mkdir(parents=True, exist_ok=True)
    for page in world["pages"]:
        (docs / page["file"]).write_text(text_of(page), "utf-8")
    (docs / "kg.toml").write_text(_settings(world), "utf-8")
    _write_registry(world, folder / "registry")
    return docs


def text_of(page: Data) -> str:
    """The Markdown of a page; the lines are stated in it."""
    lines: list[str] = []
    for part in page["parts"]:
        if part["kind"] == "waiver":
            part["waiver"]["line"] = len(lines) + 1
            lines += [_comment(part["waiver"]), ""]
            continue
        if part["kind"] == "table":
            lines += ["| text |", "| --- |"]
        for block in part["blocks"]:
            begin, go_on, end = _frame(part)
            written = _block(block, len(lines) + 1, one_line=go_on is None)
            block["begin"], block["end"] = len(lines) + 1, len(lines) + len(written)
            lines += [begin + written[0] + end, *(f"{go_on}{line}" for line in written[1:])]
        lines.append("")
    return "\n".join(lines)


def _frame(part: Data) -> tuple[str, str | None, str]:
    """What stands before the first line of a block, before the others (None: it has one), and after."""
    note = part.get("name")
    return {
        "paragraph": ("", "", ""),
        "heading": ("## ", None, ""),
        "quotation": ("> ", "> ", ""),
        "list": ("- ", "  ", ""),
        "table": ("| ", None, " |"),
        "footnote": (f"[^{note}]: ", "    ", ""),
    }[part["kind"]]


def _block(block: Data, line: int, *, one_line: bool) -> list[str]:
    """The lines of a block, of which the first is the line-th of its file."""
    lines = ["Words"]
    for one in block["citations"]:
        if one["newline"] and not one_line:
            lines.append("and")
        one["line"] = line + len(lines) - 1
        address = one["address"].replace("://", f"://{FORGING}") if one["forged"] else one["address"]
        lines[-1] += f" [a]({address}{_DISPUTES if one['disputes'] else ''})"
    for one in block["broken"]:
        one["line"] = line + len(lines) - 1
        lines[-1] += " [b](nowhere.md)"
    block["marked_at"] = line + len(lines) - 1
    for name in block["marks"]:
        lines[-1] += f" it[^{name}]"
    for one in block["waivers"]:
        one["line"] = line + len(lines) - 1
        lines[-1] += " " + _comment(one)
    return [one + "." for one in lines[:-1]] + [lines[-1] + "."]


_DISPUTES = ' "cito:disputes"'


def _comment(waiver: Data) -> str:
    comma = ", " if waiver["alike"] else ","
    return f"<!-- kg: ignore {comma.join(waiver['rules'])} until {waiver['until']} because it is known -->"


def _settings(world: Data) -> str:
    """What kg.toml says."""
    lines = [f"as_of = {world['as_of']}", '[documents]\nformat = "markdown"', "[check]"]
    if world["unrated_share"] is not None:
        lines.append(f"unrated_share = {world['unrated_share']}")
    lines.append("[check.severities]")
    lines += [f'{rule} = "{severity}"' for rule, severity in world["severities"].items()]
    for one in world["waivers"]:
        lines += ["[[records.waivers]]", f"rules = {json.dumps(one['rules'])}", f'until = "{one["until"]}"']
        lines += [f'{key} = "{one[key]}"' for key in ("page", "source", "file") if key in one]
        if "lines" in one:
            lines += [f"first_line = {one['lines'][0]}", f"last_line = {one['lines'][1]}"]
        lines.append('because = "it is known"')
    return "\n".join(lines) + "\n"


def _write_registry(world: Data, registry: Path) -> None:
    """One publisher a level, and what is said of single sources; where an override expired is stated in the world."""
    registry.mkdir(exist_ok=True)
    publishers = [
        {"id": f"level{level}", "level": level, "places": [f"level{level}.org"]} for level in (1, 2, 3, 5)
    ]
    (registry / "publishers.json").write_text(json.dumps(publishers), "utf-8")
    rows = ["subject,rater,value,valid_through,reason,override"]
    for address, one in world["sources"].items():
        if one["contested"]:
            rows += [f"{address},house,{one['level']},,,"]
            rows += [f"{address},wikipedia,generally unreliable,,,", f"{address},mbfc,high,,,"]
        if one["retracted"]:
            rows.append(f"{address},retraction-watch,{one['retracted']},,,")
        if one["expired"]:
            rows.append(f"{address},house,3,2020-12-31,in doubt,true")
            one["expired"] = len(rows)
    (registry / "ratings.csv").write_text("\n".join(rows) + "\n", "utf-8")


def rows_of(found: Any) -> set[tuple[str, str, int | None, str | None]]:
    """What the gate found, as the slow definition says it."""
    return {
        (row["rule"], row["file"], row["line"], row["url"] and row["url"].replace(FORGING, ""))
        for row in found.iter_rows(named=True)
    }


def blocks_of(world: Data) -> list[Data]:
    """Every block of a world."""
    return list(
        itertools.chain.from_iterable(
            part.get("blocks", []) for page in world["pages"] for part in page["parts"]
        )
    )
