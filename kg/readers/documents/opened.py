"""A block while it is read, and what becomes of it: the citations of its footnotes, sections that are passed over."""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from kg.readers.documents.claims import extract, text_hash
from kg.readers.documents.configuration import Options
from kg.readers.documents.inline import Inline, as_footnote
from kg.readers.documents.parsed import Block, Finding


@dataclass(slots=True)
class OpenBlock:
    """A block that is being read: its lines, the titles above it, the footnote that it stands in."""

    line: int
    end_line: int
    sections: tuple[str, ...]
    footnote: str | None
    found: Inline = field(default_factory=Inline)


def spread_footnotes(
    blocks: list[OpenBlock], defined: dict[str, int], missing: Callable[[str], str]
) -> tuple[list[OpenBlock], list[Finding]]:
    """Return the blocks with the references of their footnotes, and a finding for each mark of none.

    A footnote that nobody marks stays a block. ``missing`` says what is wrong with a mark.

    >>> one = OpenBlock(3, 3, (), None, Inline(notes=[("a", 3)]))
    >>> [finding.line for finding in spread_footnotes([one], {}, str)[1]]
    [3]
    """
    notes: dict[str, list[OpenBlock]] = {}
    for block in blocks:
        if block.footnote is not None:
            notes.setdefault(block.footnote, []).append(block)
    reached: set[str] = set()
    lost: dict[tuple[str, int], None] = {}
    text = [block for block in blocks if block.footnote is None]
    for block in text:
        own = _notes_of(block, notes, defined, lost)
        reached |= set(own)
        for label in own:
            for part in notes.get(label, ()):
                block.found.references += [as_footnote(one) for one in part.found.references]
    alone = [one for one in blocks if one.footnote is not None and one.footnote not in reached]
    for block in alone:
        block.found.references[:] = [as_footnote(one) for one in block.found.references]
    findings = [Finding("missing-footnote", line, missing(label)) for label, line in lost]
    return sorted(text + alone, key=lambda block: block.line), findings


def _notes_of(
    block: OpenBlock,
    notes: dict[str, list[OpenBlock]],
    defined: dict[str, int],
    lost: dict[tuple[str, int], None],
) -> list[str]:
    """Return the footnotes that a block marks, and those that they mark, each once; note marks of none."""
    found: dict[str, None] = {}
    waiting = deque(block.found.notes)
    while waiting:
        label, line = waiting.popleft()
        if label not in defined:
            lost[label, line] = None
        elif label not in found:
            found[label] = None
            waiting += [note for part in notes.get(label, ()) for note in part.found.notes]
    return list(found)


def closed(one: OpenBlock, text: str, options: Options) -> Block | None:
    """Return a block as it is kept, of that text; None if it refers to nothing, or its section is passed over.

    >>> closed(OpenBlock(1, 1, (), None), "a", Options()) is None
    True
    """
    sections = {name.casefold(): name for name in one.sections}
    if not one.found.references or any(name.casefold() in sections for name in options.pass_over):
        return None
    references = one.found.references
    mark = next((name for name in options.mark if name.casefold() in sections), None)
    if mark is not None:
        word = "section:" + "-".join(mark.casefold().split())
        references = [dataclasses.replace(reference, mechanism=word) for reference in references]
    text = text or " ".join(reference.target for reference in references)
    return Block(one.line, one.end_line, extract(text), text_hash(text), tuple(references))
