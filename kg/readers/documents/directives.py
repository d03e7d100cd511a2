"""Which directives hold text, in MyST and in reStructuredText."""

from __future__ import annotations

_ADMONITIONS = (
    "attention", "caution", "danger", "error", "hint", "important", "note", "seealso", "tip", "warning",
    "todo", "todolist", "impl-detail",
)  # fmt: skip
_CHANGES = (
    "versionadded", "versionchanged", "versionremoved", "deprecated", "deprecated-removed",
)  # fmt: skip
_OTHERS = (
    "abstract", "abstractmethod", "acks", "admonition", "aside", "attribute", "autoattribute", "autoclass",
    "autodata", "autoexception", "autofunction", "automethod", "automodule", "availability", "blockquote",
    "card", "centered", "class", "classmethod", "cmdoption", "compound", "confval", "container", "cssclass",
    "data", "decorator", "decoratormethod", "describe", "details", "directive", "div", "dropdown", "enum",
    "enumerator", "envvar", "epigraph", "exception", "exercise", "figure", "footer", "function", "glossary",
    "grid", "grid-item", "grid-item-card", "group-tab", "header", "highlights", "hlist", "info", "line-block",
    "list-table", "macro", "margin", "member", "method", "module", "object", "only", "opcode", "option",
    "pdbcommand", "program", "property", "pull-quote", "question", "role", "rst-class",
    "rst:directive:option", "rubric", "secondary", "setting", "sidebar", "solution", "staticmethod", "struct",
    "success", "tab", "tab-item", "tab-set", "table", "tabs", "topic", "type", "union", "var",
)  # fmt: skip
_PROSE = frozenset((*_ADMONITIONS, *_CHANGES, *_OTHERS))
_TITLED = frozenset((
    "admonition", "card", "centered", "csv-table", "dropdown", "grid-item-card", "list-table", "rubric",
    "sidebar", "table", "topic",
))  # fmt: skip
_FIRST = frozenset((
    *_ADMONITIONS,
    "acks", "blockquote", "compound", "epigraph", "footer", "header", "highlights", "pull-quote",
))  # fmt: skip


_CODE = frozenset((
    "code", "code-block", "code-cell", "doctest", "ipython", "parsed-literal", "prompt", "sourcecode", "testcode",
    "testoutput",
))  # fmt: skip


def is_code(name: str) -> bool:
    """Say whether the content of a directive is code.

    >>> is_code("code-block"), is_code("math")
    (True, False)
    """
    return name in _CODE


def is_prose(name: str) -> bool:
    """Say whether the content of a directive is text; any other holds code, data or nothing.

    >>> is_prose("note"), is_prose("py:function"), is_prose("code-block")
    (True, True, False)
    """
    return name.rpartition(":")[2] in _PROSE or name.startswith(("prf:", "proof:"))


def is_titled(name: str) -> bool:
    """Say whether the argument of a directive is a title or caption.

    >>> is_titled("admonition"), is_titled("note")
    (True, False)
    """
    return name in _TITLED


def begins_at_once(name: str) -> bool:
    """Say whether the content of a directive begins in its first line, in reStructuredText.

    >>> begins_at_once("note"), begins_at_once("admonition")
    (True, False)
    """
    return name in _FIRST


def is_change(name: str) -> bool:
    """Say whether a directive tells of a version: its argument is the version, and text.

    >>> is_change("versionadded"), is_change("note")
    (True, False)
    """
    return name in _CHANGES
