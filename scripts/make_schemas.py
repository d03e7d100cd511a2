"""`make schemas`: a JSON Schema of each table, for editors, from the models.

python scripts/make_schemas.py [FOLDER]    (schemas/ by default)
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from kg.model.records import RECORDS
from kg.model.schemas import json_schema

REPOSITORY = Path(__file__).resolve().parent.parent
SUFFIX = ".schema.json"


def main(folder: Path) -> None:
    """Write the schema of every table, and remove those of tables that are gone."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {
        f"{table}{SUFFIX}": json.dumps(json_schema(table), indent=2, ensure_ascii=False) + "\n"
        for table in RECORDS
    }
    for stale in folder.glob(f"*{SUFFIX}"):
        if stale.name not in made:
            stale.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORY / "schemas")
