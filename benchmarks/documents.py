"""Reading documents: megabytes a second of each format, by one process and by several, and a warm ``kg check``."""

from __future__ import annotations

import os
import shlex
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.measuring import command_seconds, cpu_seconds
from benchmarks.rows import Row, at_least, told, within
from kg.readers.documents.configuration import Mark, Options
from kg.readers.documents.formats import parse
from kg.readers.documents.workers import Job, parse_files, parse_here

PAGES = 700
FEW = 12
_PARAGRAPHS = 30
CHECKOUT = "KG_LONGTERM_CHECKOUT"
"""The variable that names a checkout of the Longterm Wiki, to check that instead of invented pages."""

Writer = Callable[[np.random.Generator], str]


def run(*, quick: bool = False) -> list[Row]:
    """Return the speed of parsing and of a warm check."""
    pages = FEW if quick else PAGES
    rows = []
    for form, (suffix, writer) in FORMATS.items():
        rows += _parsing(form, suffix, writer, pages, judged=not quick)
    return [*rows, *_checking(pages, judged=not quick)]


def _parsing(form: str, suffix: str, writer: Writer, pages: int, *, judged: bool) -> list[Row]:
    options = Options(format=form, components={"R": Mark("id")}, shortcodes={"cite": Mark("0")})
    with tempfile.TemporaryDirectory() as named:
        folder = Path(named)
        files, size = write_pages(folder, suffix, writer, pages)
        job = Job(folder, files, options)
        seconds, _ = cpu_seconds(lambda: parse_here(job), runs=1)
        alone = parse_here(job)
        middle = time.perf_counter()
        shared = parse_files(job, workers=os.cpu_count() or 1)
        done = time.perf_counter()
    if alone != shared:
        raise AssertionError("several processes say something else than one")
    speed = f"{size / seconds / 1e6:.2f} MB a CPU second and process"
    ways = f"{size / (done - middle) / 1e6:.2f} MB a second by {os.cpu_count()} processes"
    rows = [told(f"parsing {pages} pages of {form} ({size / 1e6:.1f} MB)", f"{speed}; {ways}")]
    if form in ("markdown", "rst"):
        rows.append(_against_library(form, writer, pages, options, judged=judged))
    return rows


def _against_library(form: str, writer: Writer, pages: int, options: Options, *, judged: bool) -> Row:
    """Return how the reader compares with the bare library, which finds no position, claim or citation."""
    random = np.random.default_rng(3)
    texts = [writer(random) for _ in range(max(1, pages // 10))]
    name = "page.rst" if form == "rst" else "page.md"
    mine, _ = cpu_seconds(lambda: [parse(text.encode(), name=name, options=options) for text in texts])
    theirs, _ = cpu_seconds(lambda: [_BARE[form](text) for text in texts])
    library = "docutils" if form == "rst" else "markdown-it-py"
    return at_least(
        f"{form}: with positions, claims and citations, against {library} alone",
        0.3,
        theirs / mine,
        f"{mine:.2f} s, {library} {theirs:.2f} s",
        judged=judged,
    )


def _bare_markdown(text: str) -> object:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)


def _bare_rst(text: str) -> object:
    from docutils.core import publish_doctree

    quiet = {"report_level": 5, "halt_level": 6, "file_insertion_enabled": False, "raw_enabled": False}
    return publish_doctree(text, settings_overrides=quiet)


_BARE: dict[str, Callable[[str], object]] = {"markdown": _bare_markdown, "rst": _bare_rst}


def write_pages(folder: Path, suffix: str, writer: Writer, pages: int) -> tuple[tuple[str, ...], int]:
    """Write invented pages; return their names and their size in bytes."""
    random = np.random.default_rng(1)
    names = tuple(f"page-{number:05}{suffix}" for number in range(pages))
    size = 0
    for name in names:
        size += (folder / name).write_bytes(writer(random).encode())
    return names, size


def _words(random: np.random.Generator, many: int) -> str:
    lengths = random.integers(2, 10, many)
    letters = random.integers(97, 123, int(lengths.sum())).astype(np.uint8).tobytes().decode()
    ends = np.cumsum(lengths).tolist()
    return " ".join(letters[end - length : end] for end, length in zip(ends, lengths.tolist(), strict=True))


def _address(random: np.random.Generator) -> str:
    return f"https://host{random.integers(300)}.org/{_words(random, 1)}/{random.integers(10_000)}"


def _page(random: np.random.Generator, citing: Callable[[np.random.Generator, str, str], str]) -> str:
    parts = [f"# {_words(random, 3)}"]
    for number in range(_PARAGRAPHS):
        text = _words(random, int(random.integers(20, 70)))
        parts.append(
            citing(random, text, _address(random)) if number % 3 else f"- {text}\n- **{_words(random, 9)}**"
        )
    return "\n\n".join(parts) + "\n"


def _markdown(random: np.random.Generator) -> str:
    return _page(random, lambda _, text, url: f"{text} [a source]({url}) and more.")


def _mdx(random: np.random.Generator) -> str:
    return _page(random, lambda _, text, url: f'{text} <R id="{url[-6:]}">a source</R> [b]({url}).')


def _obsidian(random: np.random.Generator) -> str:
    return _page(random, lambda _, text, url: f"{text} [[page-{url[-2:]}|a page]] [b]({url}).")


def _hugo(random: np.random.Generator) -> str:
    return _page(random, lambda _, text, url: f'{text} {{{{< cite "{url}" >}}}} [b]({url}).')


def _myst(random: np.random.Generator) -> str:
    return _page(random, lambda _, text, url: f"{text} {{cite}}`{url[-6:]}` [b]({url}).")


def _rst(random: np.random.Generator) -> str:
    page = _page(random, lambda _, text, url: f"{text} `a source {url[-5:]} <{url}>`__ and more.")
    title, _, rest = page.partition("\n")
    return f"{title[2:]}\n{'=' * len(title)}\n{rest}"


FORMATS: dict[str, tuple[str, Writer]] = {
    "markdown": (".md", _markdown),
    "mdx": (".mdx", _mdx),
    "docusaurus": (".md", _mdx),
    "obsidian": (".md", _obsidian),
    "hugo": (".md", _hugo),
    "myst": (".md", _myst),
    "rst": (".rst", _rst),
}


def _checking(pages: int, *, judged: bool) -> list[Row]:
    """Return the CPU time of a first and of a warm ``kg check``; the real tree where a variable names it."""
    named = os.environ.get(CHECKOUT)
    with tempfile.TemporaryDirectory() as made:
        if named and judged:
            tree, what, said = (
                Path(named),
                "the Longterm checkout",
                ["--map", "examples/longterm-checkout.toml"],
            )
        else:
            tree, said = Path(made, "docs"), ["--registry", "seeds"]
            tree.mkdir()
            _, size = write_pages(tree, ".md", _markdown, pages)
            what = f"{pages} invented pages ({size / 1e6:.1f} MB)"
        before = os.environ.get("KG_CACHE_DIR")
        os.environ["KG_CACHE_DIR"] = str(Path(made, "kept"))
        command = ["kg", "check", str(tree), *said, "--fail-on", "error", "--format", "json"]
        try:
            cold, _ = command_seconds([*_quiet(command), "--no-cache"], runs=1)
            warm, _ = command_seconds(_quiet(command), runs=3)
        finally:
            os.environ.pop("KG_CACHE_DIR") if before is None else os.environ.update(KG_CACHE_DIR=before)
    return [
        within(
            f"kg check of {what}, nothing changed since the last run",
            1.5,
            warm,
            "CPU s",
            f"{warm:.2f} s; without what was kept {cold:.1f} s",
            judged=judged,
        )
    ]


def _quiet(command: list[str]) -> list[str]:
    """Return the command with an exit status of 0 whatever it finds."""
    words = [str(Path(sys.executable).with_name("kg")), *command[1:]]
    return ["sh", "-c", f'{shlex.join(words)} "$@" 2> /dev/null || test $? -eq 1', "kg"]
