"""The child process that makes a build: reads, rates, and writes all quads, a snapshot and what views need into a folder.

Argument: JSON (``folder, source, held, parent, nice``). Standard output: one JSON object, the manifest or an ``error``.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.sparql.confinement import end_with_parent

QUADS = "quads.nq"
STORE = "store"
SNAPSHOT = "views.kg"
_CHUNK = 1024**2


def main() -> None:
    """Make a build."""
    asked = json.loads(sys.argv[1])
    end_with_parent(asked["parent"])
    os.nice(asked["nice"])
    try:
        said = prepare(asked["source"], Path(asked["folder"]), held=asked["held"])
    except KgError as error:
        said = {"error": {"what": error.what, "where": error.where, "hint": error.hint}}
    except OSError as error:
        said = {
            "error": {
                "what": (error.strerror or str(error)).lower(),
                "where": str(error.filename),
                "hint": None,
            }
        }
    sys.stdout.write(json.dumps(said))


def prepare(source: dict[str, Any], folder: Path, *, held: int) -> dict[str, Any]:
    """Write the quads and the snapshot of a source into a folder and return the manifest.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     manifest = prepare({"given": "seeds", "registry": None, "map": None, "as_of": None, "policy": None}, Path(folder), held=2**30)
    >>> sorted(manifest["graphs"]), manifest["on_disk"], len(manifest["hash"])
    (['asserted', 'dataset', 'derived'], False, 16)
    """
    from kg.graph.loading import load
    from kg.graph.snapshot import save
    from kg.rdf.oxigraph import write_store
    from kg.rdf.provenance import graph_names, run_id
    from kg.rdf.statements import quads
    from kg.rdf.terms import vocabulary
    from kg.rdf.writers import write_nquads
    from kg.readers.documents.cache import default_cache
    from kg.readers.settings import read_policy
    from kg.views.beforehand import write_beforehand

    graph = load(
        source["given"],
        registry=source["registry"],
        map=source["map"],
        as_of=datetime.date.fromisoformat(source["as_of"]) if source["as_of"] else None,
        policy=read_policy(Path(source["policy"])) if source["policy"] else None,
        cache=default_cache(),
    )
    for note in graph.corpus.notes:
        sys.stderr.write(f"kg: {note}\n")
    said = quads(graph)
    digest, size = hashlib.sha256(), 0
    with (folder / QUADS).open("wb") as file:
        for chunk in write_nquads(said):
            digest.update(chunk)
            size += file.write(chunk)
    save(graph, folder / SNAPSHOT)
    write_beforehand(graph, folder)
    with (folder / SNAPSHOT).open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    if size > held:
        write_store(str(folder / QUADS), str(folder / STORE))
    base = graph.corpus.settings.base
    names = graph_names(graph, base)
    return {
        "hash": digest.hexdigest()[:16],
        "run": run_id(graph),
        "title": graph.corpus.settings.title or graph.corpus.settings.dataset,
        "base": base,
        "graphs": names,
        "prefixes": vocabulary(base),
        "triples": said.height,
        "on_disk": size > held,
        "examples": _examples(),
        "void": _void(said, names["dataset"]),
    }


def _examples() -> list[tuple[str, str, str]]:
    """Return title, description and text of the questions by name that need no parameter."""
    from kg.sparql.questions import questions

    return [(one.title, one.description, one.text) for one in questions().values() if not one.parameters]


def _void(said: Any, dataset: str) -> str:
    """Return what is said about the data set, as N-Triples."""
    from kg.rdf.writers import write_ntriples

    return b"".join(write_ntriples(said.filter(said["graph"] == dataset))).decode()


if __name__ == "__main__":
    main()
