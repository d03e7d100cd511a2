"""``kg crosswalk``: which value of which rater is which level."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import Format, Formats


def crosswalk(
    given: Annotated[
        Path | None,
        typer.Argument(
            metavar="[IN]",
            help="Show the raters that this input uses; else those built in.",
            show_default=False,
        ),
    ] = None,
    how: Formats = Format.TABLE,
) -> None:
    """Show how raters' scales become levels; --format json or csv gives every cut with its reason and source.

    Examples:

      kg crosswalk

      kg crosswalk --format csv > cuts.csv
    """
    from kg.cli.output import print_rows
    from kg.ratings.crosswalk_table import crosswalk_steps, crosswalk_table

    corpus = None
    if given is not None:
        from kg.cli.options import load_graph

        corpus = load_graph(given, warn=False).corpus
    steps = crosswalk_steps(corpus)
    print_rows(crosswalk_table(steps) if how is Format.TABLE else steps, how)
