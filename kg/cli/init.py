"""``kg init``: a first ``kg.toml`` for a folder of documents."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.errors import MapError, visible

if TYPE_CHECKING:
    from kg.readers.documents.survey import Survey

_NAME = "kg.toml"


def init(
    folder: Annotated[Path, typer.Argument(metavar="[FOLDER]", help="The folder to look at.")] = Path(),
    *,
    force: Annotated[bool, typer.Option("--force", help="Write over a kg.toml that is there.")] = False,
) -> None:
    """Look at a folder, say what was seen, and write a kg.toml with comments that says the same.

    Examples:

      kg init

      kg init handbook
    """
    from kg.readers.atomic import write_atomically
    from kg.readers.documents.survey import survey

    place = folder / _NAME
    if not folder.is_dir():
        raise MapError("is no folder", where=str(folder), hint="Name the folder that holds the documents.")
    if place.exists() and not force:
        raise MapError("is there already", where=str(place), hint="Read it, or write over it by --force.")
    seen = survey(folder)
    if not seen.documents:
        raise MapError(
            "holds no .md, .mdx, .markdown or .rst file",
            where=str(folder),
            hint="For tables see docs/maps.md.",
        )
    write_atomically(place, toml_of(seen).encode())
    for line in _told(seen):
        typer.echo(visible(line))
    typer.echo(f"Wrote {place}. Now: kg check {folder}")


def _told(seen: Survey) -> list[str]:
    kinds = ", ".join(f"{count} {suffix}" for suffix, count in sorted(seen.suffixes.items()))
    lines = [
        f"Saw {seen.documents} {'document' if seen.documents == 1 else 'documents'} under {seen.root} ({kinds}), written as {seen.format}."
    ]
    if seen.passed_over:
        lines.append(f"Passed over {seen.passed_over} outside of {seen.root}: they are not read.")
    for name, (attribute, count) in (*seen.components.items(), *seen.shortcodes.items()):
        lines.append(f"{name} carries an address in {attribute}, {count} times: taken as a citation.")
    for name, (_, count) in seen.identifiers.items():
        lines.append(f"{name} carries an id, {count} times: if it is that of a source, say so in kg.toml.")
    lines += [f"{file} is read beside the documents." for file in seen.tables]
    if not {"publishers", "ratings"} & {Path(file).stem for file in seen.tables}:
        lines.append("No ratings are here: give them by --registry, or as publishers.csv beside kg.toml.")
    return lines


def toml_of(seen: Survey) -> str:
    """Return the ``kg.toml`` that says what was seen, every other key as a comment.

    >>> from kg.readers.documents.survey import Survey
    >>> toml_of(Survey("docs", "mdx", 3, 0)).splitlines()[3:6]
    ['[documents]', 'root = "docs"                     # the folder of the documents', 'format = "mdx"                    # markdown, mdx, docusaurus, obsidian, hugo, myst, rst']
    """
    lines = [
        "# What kg reads here, and what its gate reports. Every key: docs/documents.md and docs/gate.md.",
        "# as_of = 2026-11-24               # the day asked for; today if nothing is said",
        "",
        "[documents]",
        _commented(f"root = {_quoted(seen.root)}", "the folder of the documents"),
        _commented(f'format = "{seen.format}"', "markdown, mdx, docusaurus, obsidian, hugo, myst, rst"),
        _commented('# exclude = ["drafts/"]', "patterns relative to root"),
        _commented('# pass_over = ["External links"]', "sections whose links are no citations"),
        _commented('# base_url = "https://..."', "addresses below it are the site's own"),
    ]
    for table, found in (("components", seen.components), ("shortcodes", seen.shortcodes)):
        if found:
            lines += ["", f"[documents.{table}]"]
            lines += [
                _commented(f"{_key(name)} = {_quoted(attribute)}", f"seen {count} times with an address")
                for name, (attribute, count) in found.items()
            ]
    if seen.identifiers:
        lines.append(
            ""
            if seen.components
            else "\n# [documents.components]            # where an id is that of a source"
        )
        lines += [
            _commented(f"# {_key(name)} = {_quoted(attribute)}", f"seen {count} times with an id")
            for name, (attribute, count) in seen.identifiers.items()
        ]
    lines += [
        "",
        "[check]",
        _commented('# baseline = "kg-baseline.json"', "known findings: kg check --write-baseline"),
        _commented("# unrated_share = 0.5", "a page with a larger share of unrated works is a finding"),
        _commented('# severities = { contested-source = "off" }', "error, warning, note or off"),
        "",
        "# [[records.waivers]]              # or in the text: <!-- kg: ignore RULE until DATE because REASON -->",
        '# rules = "low-citation"',
        '# page = "guide/sleep"',
        "# until = 2027-01-31",
        '# because = "the paper is in print"',
        "",
        "# [[records.publishers]]           # ratings may stand here, in publishers.csv, or in a folder for --registry",
        '# id = "example"',
        "# level = 2",
        '# places = ["example.org"]',
    ]
    return "\n".join(lines) + "\n"


def _commented(said: str, comment: str) -> str:
    return f"{said:<33} # {comment}"


def _key(text: str) -> str:
    """Return a name as a key of TOML."""
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else _quoted(text)


def _quoted(text: str) -> str:
    """Return a text as a basic string of TOML."""
    escaped = "".join(
        f"\\u{ord(one):04x}" if ord(one) < 32 or ord(one) == 127 else f"\\{one}" if one in '"\\' else one
        for one in text
    )
    return f'"{escaped}"'
