"""`make schemas`: a JSON Schema of each table, for editors; the ontology, the shapes and the JSON-LD context.

python scripts/make_schemas.py [FOLDER]    (schemas/ by default)
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from kg.model.corpus import BASE
from kg.model.records import RECORDS
from kg.model.schemas import json_schema
from kg.rdf.context import context
from kg.rdf.ontology import ontology
from kg.rdf.shapes import shapes_turtle
from kg.rdf.writers import write_turtle

REPOSITORY = Path(__file__).resolve().parent.parent
SUFFIX = ".schema.json"


def main(folder: Path) -> None:
    """Write every schema, and remove what is gone."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {
        f"{table}{SUFFIX}": json.dumps(json_schema(table), indent=2, ensure_ascii=False) + "\n"
        for table in RECORDS
    }
    made["context.jsonld"] = json.dumps({"@context": context(BASE)}, indent=2, ensure_ascii=False) + "\n"
    made["credibility-kg.ttl"] = b"".join(write_turtle(ontology(BASE), base=BASE)).decode()
    made["shapes.ttl"] = shapes_turtle()
    for stale in folder.iterdir():
        if stale.name not in made:
            stale.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORY / "schemas")
