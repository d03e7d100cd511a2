"""The command ``kg``: its commands by name, and what an error becomes."""

from __future__ import annotations

import atexit
import gc
import itertools
import os
import sys

import typer

from kg._version import __version__
from kg.cli import (
    build,
    check,
    claims,
    coverage,
    crosswalk,
    diff,
    explain,
    export,
    exposure,
    fix,
    impact,
    init,
    lint,
    query,
    rate,
    ratings,
    ratings_add,
    ratings_agreement,
    resolve,
    schema,
    sensitivity,
    serve,
    validate,
    what_if,
)
from kg.errors import KgError, visible

_WELCOME = """\
kg says which pages depend on which sources, how credible those are, and why.

Three commands to start with:
  kg exposure seeds                  which pages depend on low sources, worst first
  kg explain seeds page:openai       what a page rests on, source by source
  kg export seeds openai.html --around page:openai    a picture to open in a browser

kg --help lists all commands."""

app = typer.Typer(
    name="kg",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
)


@app.callback(invoke_without_command=True)
def welcome(
    context: typer.Context, *, version: bool = typer.Option(False, "--version", help="Print the version.")
) -> None:
    """Say which pages depend on which sources, how credible those are, and why.

    IN is a folder of records, a single file (a table, a rendered page) or a snapshot (X.kg).
    """
    if version:
        typer.echo(__version__)
    elif context.invoked_subcommand is None:
        typer.echo(_WELCOME)


for _name, _command in (
    ("build", build.build),
    ("rate", rate.rate),
    ("exposure", exposure.exposure),
    ("claims", claims.claims),
    ("check", check.check),
    ("init", init.init),
    ("explain", explain.explain),
    ("impact", impact.impact),
    ("what-if", what_if.what_if),
    ("diff", diff.diff),
    ("fix", fix.fix),
    ("coverage", coverage.coverage),
    ("sensitivity", sensitivity.sensitivity),
    ("crosswalk", crosswalk.crosswalk),
    ("lint", lint.lint),
    ("export", export.export),
    ("validate", validate.validate),
    ("query", query.query),
    ("serve", serve.serve),
    ("resolve", resolve.resolve),
    ("schema", schema.schema),
):
    app.command(_name)(_command)
ratings.app.command("add")(ratings_add.add)
ratings.app.command("agreement")(ratings_agreement.agreement)
app.add_typer(ratings.app, name="ratings")


def main(arguments: list[str] | None = None) -> None:
    """Run the command; exit 0 if fine, 1 on findings or bad input, 2 on wrong usage.

    >>> main(["--version"])
    Traceback (most recent call last):
    SystemExit: 0
    """
    _be_quick()
    given = sys.argv[1:] if arguments is None else arguments
    try:
        status = app(given, standalone_mode=True) or 0
    except KgError as error:
        if _asks_for_json(given):
            typer.echo("[]")
        typer.echo(f"kg: {error}", err=True)
        status = 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except OSError as error:
        typer.echo(
            f"kg: {visible(str(error.filename or 'stdout'))}: {(error.strerror or str(error)).lower()}",
            err=True,
        )
        status = 1
    raise SystemExit(status)


def _be_quick() -> None:
    """Leave out what a short command has nothing of.

    NumPy's threads wait, a tenth of a command; looking for what can be freed takes another, and doing so once more at
    the end a fifth.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.set_threshold(100_000, 20, 100)
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)


def _asks_for_json(given: list[str]) -> bool:
    return "--format=json" in given or any(pair == ("--format", "json") for pair in itertools.pairwise(given))
