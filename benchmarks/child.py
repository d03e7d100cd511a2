"""A fresh process: run one function of this package and write what it returns as JSON."""

from __future__ import annotations

import importlib
import json
import sys

if __name__ == "__main__":
    module, name, arguments = sys.argv[1:]
    print(json.dumps(getattr(importlib.import_module(module), name)(*json.loads(arguments))))
