"""A corpus of words of any size: pages, claims, sources on the places of publishers, drawn by a seed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

import kg
from kg.model.corpus import Corpus

_WORDS = [
    "adaptive",
    "alignment",
    "analysis",
    "archive",
    "baseline",
    "benchmark",
    "boundary",
    "capability",
    "causal",
    "climate",
    "cognition",
    "collective",
    "complex",
    "control",
    "credible",
    "culture",
    "decision",
    "density",
    "detection",
    "dynamic",
    "ecology",
    "economy",
    "energy",
    "evidence",
    "evolution",
    "exposure",
    "failure",
    "feedback",
    "forecast",
    "frontier",
    "global",
    "governance",
    "gradient",
    "history",
    "human",
    "impact",
    "incident",
    "inference",
    "insight",
    "justice",
    "kinetic",
    "knowledge",
    "language",
    "latent",
    "learning",
    "logic",
    "machine",
    "market",
    "measure",
    "memory",
    "method",
    "model",
    "network",
    "neural",
    "norm",
    "novel",
    "observation",
    "oracle",
    "parallel",
    "pattern",
    "planet",
    "policy",
    "pressure",
    "privacy",
    "process",
    "quantum",
    "random",
    "reason",
    "region",
    "research",
    "resilience",
    "risk",
    "robust",
    "safety",
    "sample",
    "scaling",
    "science",
    "signal",
    "society",
    "source",
    "spectrum",
]


def corpus(citations: int, *, seed: int = 1) -> Corpus:
    """Return a corpus with about so many citations: 20 of each page, five pages in six with claims, some to pages."""
    random = np.random.default_rng(seed)
    pages, sources, publishers = citations // 20, citations // 5, max(20, citations // 2_000)
    cited = np.minimum((sources * random.random(citations) ** 2.2).astype(np.int64), sources - 1)
    citing = random.integers(0, pages, citations)
    order = np.argsort(citing, kind="stable")
    citing, cited = citing[order], cited[order]
    claim = random.integers(0, 12, citations)
    names = pl.Series([f"p{n}" for n in range(pages)])
    to_page = random.random(citations) < 0.02
    targets = np.where(to_page, random.integers(0, pages, citations), cited)
    return Corpus.of(
        {
            "publishers": pl.DataFrame({"id": [f"v{n}" for n in range(publishers)], "name": [f"Venue {n}" for n in range(publishers)]}),
            "places": pl.DataFrame({"publisher": [f"v{n}" for n in range(publishers)], "host": [f"v{n}.example" for n in range(publishers)]}),
            "ratings": pl.DataFrame(
                {
                    "subject": [f"publisher:v{n}" for n in range(0, publishers, 2)],
                    "rater": ["house"] * len(range(0, publishers, 2)),
                    "value": [str(level) for level in random.choice([1, 2, 3, 4, 5], len(range(0, publishers, 2)), p=[0.02, 0.06, 0.32, 0.4, 0.2])],
                }
            ),
            "sources": pl.DataFrame(
                {
                    "id": [f"s{n}" for n in range(sources)],
                    "url": [f"https://v{n}.example/{at}" for at, n in enumerate(random.integers(0, publishers, sources))],
                    "title": titles(random, sources),
                    "type": random.choice(["paper", "web", "blog", "report"], sources),
                }
            ),
            "pages": pl.DataFrame({"id": names, "title": titles(random, pages), "type": random.choice(["risk", "person", "concept", "event", "organization"], pages)}),
            "citations": pl.DataFrame(
                {
                    "citing": "page:" + names.gather(citing),
                    "cited": pl.select(
                        pl.when(pl.Series(to_page)).then(pl.format("page:p{}", pl.Series(targets))).otherwise(pl.format("source:s{}", pl.Series(targets)))
                    ).to_series(),
                    "claim": pl.select(pl.format("c{}", pl.Series(claim))).to_series(),
                    "file": names.gather(citing) + ".md",
                    "line": claim * 10 + 1,
                }
            ),
            "links": pl.DataFrame({"page": names.gather(random.integers(0, pages, pages * 3)), "target": names.gather(random.integers(0, pages, pages * 3))}),
        }
    )  # fmt: skip


def titles(random: np.random.Generator, many: int) -> list[str]:
    """Return titles of four to seven words."""
    words = random.integers(0, len(_WORDS), (many, 7))
    lengths = random.integers(4, 8, many)
    return [
        " ".join(_WORDS[one] for one in row[:length]).capitalize()
        for row, length in zip(words, lengths, strict=True)
    ]


def snapshot(path: Path, citations: int) -> None:
    """Write the snapshot of a corpus."""
    made = corpus(citations)
    kg.save(kg.build_graph(made, kg.rate(made)), path)
