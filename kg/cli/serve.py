"""``kg serve``: the explorer in a browser, and an endpoint of SPARQL."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from kg.cli.options import AsOf, In, Map, PolicyFile, Registry, day_of


class LogFormat(StrEnum):
    """What is said of each request on stderr."""

    PLAIN = "plain"
    JSON = "json"


def serve(
    given: In,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="The address to listen at.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, metavar="N", help="The port; 0 is any that is free.")
    ] = 8000,
    query_timeout: Annotated[
        float,
        typer.Option(
            "--query-timeout",
            min=0.1,
            max=3600,
            metavar="SECONDS",
            help="The deadline of a question or view.",
        ),
    ] = 30.0,
    registry: Registry = None,
    map_file: Map = None,
    as_of: AsOf = None,
    policy: PolicyFile = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option("--allow-host", metavar="NAME", help="Another name by which the service may be asked."),
    ] = None,
    cors: Annotated[
        list[str] | None,
        typer.Option(
            "--cors", metavar="ORIGIN", help="An origin whose pages may ask, or '*'; by default none."
        ),
    ] = None,
    proxy: Annotated[
        str | None,
        typer.Option(
            "--proxy", metavar="ADDRESS", help="A reverse proxy whose X-Forwarded headers are believed."
        ),
    ] = None,
    log: Annotated[
        LogFormat, typer.Option("--log", help="json: a line of JSON a request, on stderr.")
    ] = LogFormat.PLAIN,
) -> None:
    """Serve IN over HTTP, read-only: the explorer for people at /, SPARQL 1.1 at /sparql, graphs at /data.

    A line on stderr says when it is ready and which address to open, by default http://127.0.0.1:8000/.
    Every view is also data: add .json or .csv to its address, and .ttl or .jsonld to that of a node. SIGHUP reads IN again, and so does a new snapshot in its place;
    SIGTERM ends it when what was asked is answered.

    Examples:

      kg serve seeds

      kg serve out.kg --port 0 --query-timeout 10

      kg serve out.kg --host 0.0.0.0 --allow-host kg.example.org --log json
    """
    from kg.server.limits import Limits, Service, Source
    from kg.server.serving import serve as run

    day = day_of(as_of)
    source = Source(
        given=str(given),
        registry=None if registry is None else str(registry),
        map=None if map_file is None else str(map_file),
        as_of=None if day is None else day.isoformat(),
        policy=None if policy is None else str(policy),
    )
    service = Service(
        host=host,
        port=port,
        allow_hosts=tuple(allow_host or ()),
        cors=tuple(cors or ()),
        proxy=proxy,
        json_logs=log is LogFormat.JSON,
        limits=Limits(timeout=query_timeout),
    )
    run(source, service)
