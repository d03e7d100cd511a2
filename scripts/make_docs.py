"""`make docs`: the reference pages and the vocabulary, from the code they describe.

    python scripts/make_docs.py [FOLDER]    (docs/reference/ by default)

Nothing here may depend on the terminal, on the version of Python, or on how an annotation is printed: help
texts come from the commands themselves, signatures and docstrings of values from the source.
"""

from __future__ import annotations

import ast
import enum
import inspect
import itertools
import re
import sys
import types
import typing
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import typer
from pydantic import BaseModel

import kg
from kg import errors
from kg.analysis import exposure
from kg.cli.main import app
from kg.model import columns, policy, words
from kg.model.problems import PROBLEM_KINDS, SEVERITIES
from kg.model.records import RECORDS, PlaceRecord
from kg.model.rules import RULES
from kg.rdf.vocabulary import vocabulary_page
from kg.readers.fields import FieldType, fields_of
from kg.sparql.questions import questions

REPOSITORY = Path(__file__).resolve().parent.parent
WRITTEN_BY = "<!-- Written by `make docs`: change the code or scripts/make_docs.py, not this file. -->\n"

_KINDS = {
    "id": "text",
    "text": "text",
    "word": "word",
    "level": "level, 1 to 5",
    "whole": "whole number",
    "number": "number",
    "flag": "true or false",
    "partial-date": "day, month or year",
    "first-day": "day, month or year",
    "last-day": "day, month or year",
    "moment": "moment",
    "identity": "address",
    "orcid": "ORCID iD",
}
_COLUMN_TYPES = {
    "String": "text",
    "List(String)": "list of texts",
    "List(UInt32)": "list of row numbers",
    "UInt32": "row number",
    "Boolean": "true or false",
    "Date": "day",
    "Int8": "whole number",
    "Int64": "whole number",
    "Float64": "number",
}
_SECTIONS = ("Parameters", "Returns", "Raises")
_TITLES = {
    "Parameters": "Takes",
    "Returns": "Returns",
    "Raises": "Raises",
}


# --- Markdown -----------------------------------------------------------------------------------


def page(title: str, *parts: str) -> str:
    return "\n".join([WRITTEN_BY, f"# {title}\n", *parts]).rstrip() + "\n"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = list(head)
    lines = [names, ["---"] * len(names), *rows]
    return (
        "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
        + "\n"
    )


def code(text: str) -> str:
    return f"`{text}`"


def prose(text: str) -> str:
    """Return running text of a docstring as Markdown: one word list of code marks."""
    return text.replace("``", "`")


def sentence(thing: Any) -> str:
    """Return the first paragraph of a docstring as one line."""
    return prose(" ".join(inspect.cleandoc(thing.__doc__ or "").partition("\n\n")[0].split()))


def value_docs(tree: ast.AST) -> dict[str, str]:
    """Return the text that stands below each value, as a source file documents it."""
    found = {}
    body: list[ast.stmt] = tree.body  # type: ignore[attr-defined]
    for statement, below in itertools.pairwise(body):
        target = (
            statement.targets[0] if isinstance(statement, ast.Assign) else getattr(statement, "target", None)
        )
        said = below.value if isinstance(below, ast.Expr) else None
        if isinstance(target, ast.Name) and isinstance(said, ast.Constant) and isinstance(said.value, str):
            found[target.id] = prose(" ".join(said.value.split()))
    return found


def value_doc(module: types.ModuleType, name: str) -> str:
    return value_docs(ast.parse(inspect.getsource(module)))[name]


# --- formats.md ---------------------------------------------------------------------------------


def field_type(kind: FieldType, annotation: Any) -> str:
    parts = list(_parts(annotation))
    literals = [
        word for part in parts if typing.get_origin(part) is typing.Literal for word in typing.get_args(part)
    ]
    if PlaceRecord in parts:
        return "list of places"
    if literals:
        return "one of " + ", ".join(map(code, literals)) + ", or a list of texts"
    if kind.words:
        return "one of " + ", ".join(map(code, kind.words))
    lower, upper = kind.bounds
    one = _KINDS[kind.kind]
    if kind.kind == "number" and lower is not None:
        one += f", {lower} to {upper}" if upper is not None else f", at least {lower}"
    plural = f"{one}es" if one.endswith("s") else f"{one}s"
    return f"list of {plural}" if kind.many else one


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for inner in typing.get_args(annotation):
        yield from _parts(inner)


def fields(model: type[BaseModel], kinds: dict[str, FieldType], *, either: tuple[str, ...] = ()) -> str:
    rows = []
    for name, field in model.model_fields.items():
        required = (
            "yes" if field.is_required() else f"{' or '.join(map(code, either))}" if name in either else ""
        )
        rows.append(
            (code(name), field_type(kinds[name], field.annotation), required, field.description or "")
        )
    return table(("field", "type", "required", "what it says"), rows)


def columns_of(schema: columns.Schema) -> str:
    return table(
        ("column", "type"), ((code(name), _COLUMN_TYPES[str(dtype)]) for name, dtype in schema.items())
    )


def word_lists() -> Iterator[str]:
    for name, kind in vars(words).items():
        if isinstance(kind, type) and issubclass(kind, enum.StrEnum) and kind is not enum.StrEnum:
            spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
            yield f"### {spaced}\n\n{sentence(kind)}\n\n{' · '.join(code(word.value) for word in kind)}\n"
    yield f"Words that dispute: {' · '.join(map(code, words.DISPUTING))}.\n"


def policy_table() -> str:
    said = value_docs(ast.parse(inspect.getsource(policy.Policy)).body[0])
    defaults = policy.Policy()
    rows = ((code(name), code(str(getattr(defaults, name)).lower()), text) for name, text in said.items())
    return table(("name", "default", "what it says"), rows)


def formats_page() -> str:
    made = [
        "Every table that kg reads, and every table that follows from it. A table is a file named after it (`sources.csv`, "
        "`publishers.yaml`), a list under its name in a file that holds several, or any file that a "
        "[map](../maps.md) names. `kg schema TABLE` prints the JSON Schema that an editor needs; "
        "all of them stand in `schemas/`.\n",
        "- YAML, JSON, JSON Lines, CSV and Parquet say the same. In CSV a list is separated by `|`, unless a map says otherwise.",
        "- A node id is `kind:key`, as in `page:openai`. Where a bare id may stand, it has the kind that the field says.",
        "- A day may be written as `2024`, `2024-03` or `2024-03-31`; where an interval ends, a month or year is its last day.",
        "- A moment is written as `2026-04-05T21:17:21Z`. True and false may also be written yes, no, 1, 0.",
        "- A field that a table does not know is passed over and reported (`unknown-field`).\n",
        "## Tables that you write\n",
    ]
    for name, model in RECORDS.items():
        either = ("id", "url") if name == "sources" else ()
        made.append(f"### {name}\n\n{sentence(model)}\n\n{fields(model, fields_of(name), either=either)}")
        if name == "publishers":
            made.append(
                "A place is a text (`openai.com`, `medium.com/@goodlab`) or a record with the fields of `places`, less `publisher`.\n"
            )
    made += ["## Words\n", f"{sentence(words)}\n", *word_lists()]
    made += [
        "### level\n",
        " · ".join(f"{level.value} {level.label}" for level in kg.Level) + ". Unrated is no level.\n",
        "## Policy\n",
        f"{sentence(policy)} It stands in `kg.toml` under `[policy]`.\n",
        policy_table(),
        "## Tables that follow\n",
        f"{value_doc(columns, 'DERIVED')}\n",
    ]
    made += [f"### {name}\n\n{columns_of(schema)}" for name, schema in columns.DERIVED.items()]
    made += [
        f"### exposure\n\n{value_doc(exposure, 'EXPOSURE')} See [what the numbers mean](../exposure.md).\n",
        columns_of(exposure.EXPOSURE),
    ]
    made += [
        "## Tables inside\n",
        "What was read is kept in these columns, each row with its `origin`: `kg export IN tables/` writes them. "
        "A `level` has become a row of `ratings`, `places` and `cited_by` rows of their own tables.\n",
        value_doc(columns, "READ") + "\n",
        table(
            ("table", "columns"), ((code(name), ", ".join(schema)) for name, schema in columns.READ.items())
        ),
    ]
    return page("Formats", *made)


# --- commands.md --------------------------------------------------------------------------------


def commands_page() -> str:
    root = typer.main.get_command(app)
    commands = dict(commands_of(root))
    listed = (f"[`kg {name}`](#kg-{name.replace(' ', '-')})" for name in commands)
    made = [
        f"{paragraphs(root.help)}\n",
        " · ".join(listed) + "\n",
        "Data goes to stdout, words and progress to stderr. `kg` alone prints three commands to start with; "
        "`kg COMMAND --help` prints what stands here.\n",
        "**Exit status**: 0 fine; 1 findings of `kg lint`, or input that cannot be read (one line on stderr says where and why); "
        "2 wrong usage.\n",
        options(root),
    ]
    for name, command in commands.items():
        help_text, examples = split_examples(command.help)
        usage = " ".join([f"kg {name}", "[OPTIONS]", *(param.metavar for param in arguments_of(command))])
        made += [f"## kg {name}\n", f"    {usage}\n", f"{help_text}\n", arguments(command), options(command)]
        made.append("```sh\n" + "\n".join(examples) + "\n```\n")
    made += [
        "## Questions by name\n",
        "`kg query IN NAME --param PARAMETER=VALUE`. A question is a file of SPARQL in `kg/sparql/queries`.\n",
        table(
            ("name", "asks for", "what it answers"),
            (
                (
                    code(one.name),
                    ", ".join(
                        code(p.name) + (f" ({p.default})" if p.default is not None else "")
                        for p in one.parameters
                    ),
                    f"{one.title}. {one.description}",
                )
                for one in questions().values()
            ),
        ),
    ]
    return page("Commands", *made)


def commands_of(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every command by its whole name: ``ratings convert`` is one."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands_of(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def paragraphs(text: str | None) -> str:
    return "\n\n".join(" ".join(part.split()) for part in inspect.cleandoc(text or "").split("\n\n"))


def split_examples(text: str | None) -> tuple[str, list[str]]:
    before, _, after = inspect.cleandoc(text or "").partition("Examples:")
    return paragraphs(before).strip(), [line.strip() for line in after.splitlines() if line.strip()]


def arguments_of(command: Any) -> list[Any]:
    return [param for param in command.params if param.param_type_name == "argument"]


def arguments(command: Any) -> str:
    rows = [(code(param.metavar), param.help or "") for param in arguments_of(command)]
    return table(("argument", "what it is"), rows) if rows else ""


def options(command: Any) -> str:
    rows = []
    for param in command.params:
        if param.param_type_name != "option":
            continue
        words_of = ", ".join(code(word) for word in param.opts)
        words_of += "".join(f" / {code(word)}" for word in param.secondary_opts)
        default = param.default.value if isinstance(param.default, enum.Enum) else param.default
        shown = (
            "required"
            if param.required
            else ""
            if default in (None, False)
            else f"`{default:g}`"
            if isinstance(default, float)
            else f"`{default}`"
        )
        rows.append((words_of, value_of(param), shown, param.help or ""))
    return table(("option", "value", "default", "what it does"), rows) if rows else ""


def value_of(param: Any) -> str:
    if param.is_flag:
        return ""
    if isinstance(param.default, enum.Enum):
        return ", ".join(code(one.value) for one in type(param.default))
    return code(param.metavar or "N") + (", may be repeated" if param.multiple else "")


# --- problems.md --------------------------------------------------------------------------------


def problems_page() -> str:
    made = [
        "Dirt in the data stops nothing: each finding is a row of `problems`, with its kind, the node it is about (`subject`), "
        "where it stands (`origin`), a message and how serious it is. `kg lint IN` lists them, most serious first, and its exit "
        "status is 1 if there is an error or a warning (with `--strict`, a note too). `--strict` of `kg build`, `kg rate` and "
        "`kg exposure` makes errors and warnings fatal.\n"
    ]
    for severity in SEVERITIES:
        rows = (
            (code(kind.name), kind.meaning) for kind in PROBLEM_KINDS.values() if kind.severity == severity
        )
        made += [f"## {severity.capitalize()}s\n", table(("kind", "what it means"), rows)]
    made.append(
        "A file that cannot be read at all is no problem of the data but an error: one line, exit status 1. "
        "`kg lint --format json` lists it as kind `unreadable`.\n"
    )
    return page("Problems", *made)


# --- rules.md -----------------------------------------------------------------------------------


def rules_page() -> str:
    rows = (
        (code(rule.id), rule.severity, str(rule.scope), rule.meaning, rule.mend) for rule in RULES.values()
    )
    return page(
        "Rules of the gate",
        "What `kg check` reports ([the gate](../gate.md)), in the order in which the rules speak: of those that one citation "
        "breaks only the first that is on is reported. The severity is the default.\n",
        table(("rule", "severity", "looks at a", "what it means", "what to do"), rows),
    )


# --- python.md ----------------------------------------------------------------------------------


def python_page() -> str:
    made = [f"{docstring(kg.__doc__)}\n"]
    public = {name: getattr(kg, name) for name in kg.__all__ if not name.startswith("_")}
    functions = {name: thing for name, thing in public.items() if inspect.isfunction(thing)}
    classes = {name: thing for name, thing in public.items() if inspect.isclass(thing)}
    made.append(
        "`kg.__version__` is the version. Functions: " + " · ".join(link(name) for name in functions) + ".\n"
    )
    made.append(
        "Records: " + " · ".join(link(name) for name in classes) + ". [Errors](#errors): `kg.errors`.\n"
    )
    made.append("## Functions\n")
    for name, function in functions.items():
        made += [
            f"### kg.{name}\n",
            f"```python\nkg.{name}{signature(function)}\n```\n",
            f"{docstring(function.__doc__)}\n",
        ]
    made.append("## Records\n")
    for name, kind in classes.items():
        made += [f"### kg.{name}\n", *record(name, kind)]
    tree = (errors.__doc__ or "").partition("::\n\n")[2].partition("\n\nAn error")[0]
    made += [
        "## Errors\n",
        "All live in `kg.errors`. An error says where, what, and what next, in one line; the parts are its attributes "
        "`where`, `what` and `hint`.\n",
        "```text\n" + inspect.cleandoc(tree) + "\n```\n",
    ]
    return page("Python interface", *made)


def link(name: str) -> str:
    return f"[`kg.{name}`](#kg{name.lower()})"


def record(name: str, kind: type) -> Iterator[str]:
    if issubclass(kind, enum.Enum):
        yield " · ".join(f"`{name}.{member.name}` = {member.value}" for member in kind) + "\n"
    else:
        yield f"```python\nkg.{name}{signature(kind)}\n```\n"
    yield f"{docstring(kind.__doc__)}\n"
    rows = []
    for word, member in vars(kind).items():
        if word.startswith("_"):
            continue
        if isinstance(member, property):
            rows.append((code(f".{word}"), sentence(member)))
        elif isinstance(member, classmethod | types.FunctionType):
            function = member.__func__ if isinstance(member, classmethod) else member
            rows.append((code(f".{word}{signature(function, bound=True)}"), sentence(function)))
    if rows:
        yield table(("has", "which is"), rows)


def signature(thing: Callable[..., Any], *, bound: bool = False) -> str:
    """Return a signature as it stands in the source, whatever Python prints of it."""
    found = inspect.signature(thing)
    shown, keyword_only = [], False
    for parameter in list(found.parameters.values())[1 if bound else 0 :]:
        if parameter.kind is parameter.VAR_POSITIONAL:
            keyword_only = True
        elif parameter.kind is parameter.KEYWORD_ONLY and not keyword_only:
            shown.append("*")
            keyword_only = True
        star = "*" if parameter.kind is parameter.VAR_POSITIONAL else ""
        text = f"{star}{parameter.name}: {annotation(parameter.annotation)}"
        if parameter.default is not parameter.empty:
            text += f" = {default_of(parameter.default)}"
        shown.append(text)
    returned = "" if inspect.isclass(thing) else f" -> {annotation(found.return_annotation)}"
    line = f"({', '.join(shown)}){returned}"
    if bound or len(line) <= 90:
        return line
    return "(\n" + "".join(f"    {one},\n" for one in shown) + f"){returned}"


def annotation(said: Any) -> str:
    return said if isinstance(said, str) else getattr(said, "__name__", str(said))


def default_of(value: Any) -> str:
    known = repr(value)
    return known if re.fullmatch(r"[\w.'\"\-()]+", known) else "..."


def docstring(text: str | None) -> str:
    """Return a docstring as Markdown: paragraphs, sections as lists, examples as code."""
    made: list[str] = []
    blocks = inspect.cleandoc(text or "").split("\n\n")
    for block in blocks:
        lines = block.split("\n")
        if lines[0] in _SECTIONS and len(lines) > 1 and set(lines[1]) == {"-"}:
            made.append(f"**{_TITLES[lines[0]]}**\n\n{entries(lines[2:])}")
        elif lines[0].startswith(">>>"):
            if made and made[-1].endswith("```") and made[-1].startswith("```pycon"):
                made[-1] = made[-1].removesuffix("\n```") + f"\n\n{block}\n```"
            else:
                made.append(f"```pycon\n{block}\n```")
        else:
            made.append(" ".join(prose(block).split()))
    return "\n\n".join(made)


def entries(lines: list[str]) -> str:
    """Return a section as a list: a name, and what is indented below it."""
    found: list[list[str]] = []
    for line in lines:
        if line.startswith(" ") and found:
            found[-1].append(line.strip())
        else:
            found.append([line.strip()])
    return "\n".join(f"- `{name}`" + (f": {prose(' '.join(rest))}" if rest else "") for name, *rest in found)


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands_page,
    "formats.md": formats_page,
    "problems.md": problems_page,
    "rules.md": rules_page,
    "python.md": python_page,
}


def main(folder: Path) -> None:
    """Write every page, and remove those that are gone."""
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob("*.md"):
        if stale.name not in PAGES:
            stale.unlink()
    for name, make in PAGES.items():
        (folder / name).write_text(make(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORY / "docs" / "reference")
    if len(sys.argv) == 1:
        (REPOSITORY / "docs" / "vocabulary.md").write_text(vocabulary_page(), encoding="utf-8", newline="\n")
