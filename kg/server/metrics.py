"""Counters, gauges and histograms in the text format of Prometheus."""

from __future__ import annotations

from collections.abc import Mapping

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_HELP = {
    "kg_build_info": "The build that is served; always 1.",
    "kg_http_connections_cut_total": "Connections that were cut: slow or too many.",
    "kg_http_request_seconds": "Seconds from the head of a request to the end of its answer.",
    "kg_http_requests_total": "Requests by route, method and status.",
    "kg_kept_bytes": "Bytes of answers with views that are kept to be sent again.",
    "kg_queries_running": "Questions and views that run, by pool and lane.",
    "kg_queries_total": "Questions and views by pool and by how they ended.",
    "kg_query_seconds": "Seconds from the asking of a worker to its answer, waiting included, by pool.",
    "kg_queries_waiting": "Questions and views that wait, by pool and lane.",
    "kg_reloads_total": "Reloads by how they ended.",
    "kg_triples": "Quads that are served.",
    "kg_views_total": "Answers with views, by where they come from: kept, shared with another request, or rendered.",
    "kg_worker_deaths_total": "Workers that were killed from outside.",
    "kg_workers": "Worker processes that live.",
    "kg_workers_started_total": "Worker processes started.",
    "process_resident_memory_bytes": "Resident memory of the server, without workers.",
    "process_start_time_seconds": "When the server started.",
}
Labels = tuple[tuple[str, str], ...]


class Metrics:
    """What was counted since the start.

    >>> metrics = Metrics()
    >>> metrics.count("kg_reloads_total", result="done")
    >>> metrics.shown({}).splitlines()[-1]
    'kg_reloads_total{result="done"} 1'
    """

    def __init__(self) -> None:
        self._counts: dict[str, dict[Labels, float]] = {}
        self._seconds: dict[str, dict[Labels, list[float]]] = {}

    def count(self, name: str, **labels: str) -> None:
        """Count one more."""
        counts = self._counts.setdefault(name, {})
        key = tuple(labels.items())
        counts[key] = counts.get(key, 0) + 1

    def observe(self, name: str, seconds: float, **labels: str) -> None:
        """Add a duration to a histogram."""
        found = self._seconds.setdefault(name, {})
        row = found.setdefault(tuple(labels.items()), [0.0] * (len(_BUCKETS) + 2))
        for place, most in enumerate(_BUCKETS):
            row[place] += seconds <= most
        row[-2] += 1
        row[-1] += seconds

    def shown(self, now: Mapping[str, Mapping[Labels, float]]) -> str:
        """Return all of it as text, with what is measured now."""
        lines: list[str] = []
        for name, gauges in now.items():
            lines += [
                *_head(name, "gauge"),
                *(_line(name, labels, value) for labels, value in gauges.items()),
            ]
        for name, counts in self._counts.items():
            lines += [
                *_head(name, "counter"),
                *(_line(name, labels, value) for labels, value in counts.items()),
            ]
        for name, rows in self._seconds.items():
            lines += _head(name, "histogram")
            for labels, row in rows.items():
                bounds = [*(f"{most:g}" for most in _BUCKETS), "+Inf"]
                lines += [
                    _line(f"{name}_bucket", (*labels, ("le", bound)), value)
                    for bound, value in zip(bounds, row, strict=False)
                ]
                lines += [_line(f"{name}_sum", labels, row[-1]), _line(f"{name}_count", labels, row[-2])]
        return "\n".join(lines) + "\n"


def _head(name: str, kind: str) -> list[str]:
    return [f"# HELP {name} {_HELP[name]}", f"# TYPE {name} {kind}"]


def _line(name: str, labels: Labels, value: float) -> str:
    said = ",".join(f'{key}="{_escaped(word)}"' for key, word in labels)
    number = f"{value:.0f}" if value == int(value) else f"{value:.6f}"
    return f"{name}{{{said}}} {number}" if said else f"{name} {number}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
