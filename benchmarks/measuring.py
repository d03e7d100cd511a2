"""CPU seconds and memory, of this process or of a fresh one.

CPU time, since the machine may be shared; the median of several runs. Memory is the high-water mark of the
resident set as the system counts it: what numpy and Polars take is in it.
"""

from __future__ import annotations

import gc
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

Result = TypeVar("Result")
REPOSITORY = Path(__file__).resolve().parent.parent
_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")


def cpu_seconds(run: Callable[[], Result], *, runs: int = 3) -> tuple[float, Result]:
    """Return the median CPU time of some runs, all threads counted, and what the last one returned."""
    taken = []
    for _ in range(runs):
        result = None
        gc.collect()
        begun = time.process_time()
        result = run()
        taken.append(time.process_time() - begun)
    assert result is not None
    return statistics.median(taken), result


def command_seconds(command: Sequence[str], *, runs: int = 5) -> tuple[float, bytes]:
    """Return the median CPU time of whole processes, with all their threads, and what the last one wrote."""
    taken, output = [], b""
    usual = {name: value for name, value in os.environ.items() if name != "POLARS_MAX_THREADS"}
    for _ in range(runs + 1):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        output = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=REPOSITORY, env=usual).stdout
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    return statistics.median(taken[1:]), output  # the first one fills the page cache


def in_child(function: Callable[..., dict[str, float]], *arguments: str | int) -> dict[str, float]:
    """Return what a function of this package returns in a fresh process."""
    name = [function.__module__, function.__name__]
    command = [sys.executable, "-m", "benchmarks.child", *name, json.dumps(arguments)]
    written = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=REPOSITORY).stdout
    found: dict[str, float] = json.loads(written)
    return found


def resident_bytes() -> int:
    """Return how much memory this process holds now (where the system does not tell: at most until now)."""
    return _status("VmRSS")


def peak_bytes() -> int:
    """Return the most memory that this process held since `forget_peak`."""
    return _status("VmHWM")


def forget_peak() -> None:
    """Begin the high-water mark anew, where the system can."""
    if _CLEAR.exists():
        _CLEAR.write_text("5", "ascii")


def _status(field: str) -> int:
    # Not ru_maxrss on Linux: it survives exec, so a child would begin with the size of its parent.
    if _STATUS.exists():
        found = re.search(rf"^{field}:\s+(\d+) kB$", _STATUS.read_text("ascii"), re.MULTILINE)
        assert found is not None
        return int(found[1]) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def machine() -> list[tuple[str, str]]:
    """Return what a reader has to know of the machine to compare."""
    import importlib.metadata
    import platform

    packages = ("ada-url", "networkx", "numpy", "polars", "pyoxigraph", "rdflib", "scipy")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return [
        ("CPU", _cpu_model()),
        ("cores", str(os.cpu_count())),
        ("memory", f"{memory:.0f} GiB"),
        ("system", f"{platform.system()} {platform.machine()}"),
        ("Python", platform.python_version()),
        ("packages", ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)),
    ]


def _cpu_model() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        found: Any = re.search(r"^model name\s*:\s*(.+)$", cpuinfo.read_text("utf-8"), re.MULTILINE)
        return str(found[1]) if found else "unknown"
    asked = ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"]
    return subprocess.run(asked, check=False, capture_output=True, text=True).stdout.strip() or "unknown"
