"""The options of ``kg export`` that say how much of a graph becomes RDF."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from kg.rdf.extent import Extent


class CitationNodes(StrEnum):
    """Whether a citation that carries data is a node."""

    DIRECT = "direct"
    REIFIED = "reified"
    AUTO = "auto"


class Details(StrEnum):
    """Whether a detail is said."""

    NONE = "none"
    ALL = "all"
    AUTO = "auto"


Citations = Annotated[
    CitationNodes, typer.Option("--citations", help="RDF: citations that carry data as nodes; auto: by size.")
]
Steps = Annotated[
    Details, typer.Option("--steps", help="RDF: the steps of each rating, losing ones too; auto: by size.")
]
Explanations = Annotated[
    Details, typer.Option("--explanations", help="RDF: the sentence of each rating; auto: by size.")
]
Measurements = Annotated[
    bool, typer.Option("--measurements", help="RDF: the figures of pages as DQV measurements too.")
]
Without = Annotated[
    list[str] | None,
    typer.Option(
        "--without",
        metavar="NAME",
        help="RDF: leave out a graph (a data set, derived or dataset), or what rater:ID says.",
    ),
]
Rdf12 = Annotated[bool, typer.Option("--rdf12", help="RDF: reifiers of RDF 1.2 as well (ttl trig nt nq).")]


def extent_of(
    citations: CitationNodes,
    steps: Details,
    explanations: Details,
    *,
    measurements: bool,
    without: list[str] | None,
    rdf12: bool,
) -> Extent:
    """Return how much is said, from the options."""
    from kg.rdf.extent import Citations, Detail, Extent

    return Extent(
        Citations(citations.value),
        Detail(steps.value),
        Detail(explanations.value),
        measurements,
        tuple(without or ()),
        rdf12,
    )
