"""``kg ratings agreement``: how far raters agree with each other."""

from __future__ import annotations

from kg.cli.options import AsOf, Format, Formats, In, Map, PolicyFile, load_graph


def agreement(
    given: In,
    map_file: Map = None,
    as_of: AsOf = None,
    policy: PolicyFile = None,
    how: Formats = Format.TABLE,
) -> None:
    """Compare raters by pairs: rank correlation of their values, and how many subjects they contest.

    Examples:

      kg ratings agreement examples/evidence
    """
    from kg.analysis.agreement import measure_agreement
    from kg.cli.output import print_rows

    print_rows(measure_agreement(load_graph(given, map_file=map_file, as_of=as_of, policy=policy)), how)
