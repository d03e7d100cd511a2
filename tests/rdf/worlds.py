"""Small hand-made worlds for RDF and SPARQL: one that a person can check, and one that is hostile."""

import datetime

import polars as pl

from kg.graph.builder import build_graph
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.corpus import Corpus, Settings
from kg.model.policy import Policy
from kg.ratings.effective import rate

SETTINGS = Settings(
    as_of=datetime.date(2026, 6, 30),
    dataset="small",
    title="A small world",
    licence="CC0-1.0",
)


def graph_of(tables: dict[str, list[dict[str, object]]], settings: Settings = SETTINGS) -> KnowledgeGraph:
    """A graph of rows; every row has an origin."""
    frames = {
        name: pl.DataFrame(
            [{"origin": f"{name}.csv#{n}", **row} for n, row in enumerate(rows, 1)], infer_schema_length=None
        )
        for name, rows in tables.items()
    }
    inputs = [{"name": f"{name}.csv", "sha256": f"{n:064x}"} for n, name in enumerate(sorted(tables))]
    corpus = Corpus.of({**frames, "inputs": pl.DataFrame(inputs)}, settings=settings)
    return build_graph(corpus, rate(corpus))


def small_world() -> KnowledgeGraph:
    """A platform with a channel, an override, an owner chain, every kind of unrated source, pages that cite pages."""
    return graph_of(
        {
            "organizations": [
                {
                    "id": "holding",
                    "name": "Holding",
                    "url": "https://holding.example/",
                    "same_as": ["https://ror.org/05wx9n238"],
                },
                {"id": "media", "name": "Media", "parent": "holding"},
                {"id": "stopped", "name": "Stopped", "inherit": False},
            ],
            "publishers": [
                {
                    "id": "openai",
                    "name": "OpenAI",
                    "type": "company",
                    "same_as": ["http://www.wikidata.org/entity/Q21708200"],
                },
                {
                    "id": "ejm",
                    "name": "Journal of Examples",
                    "peer_reviewed": True,
                    "former_ids": ["old-ejm"],
                },
                {"id": "daily", "name": "The Daily", "owned_by": "media", "type": "newspaper"},
                {"id": "medium", "name": "Medium", "kind": "platform"},
                {"id": "goodlab", "name": "Good Lab"},
                {"id": "silent", "name": "Silent", "owned_by": "stopped"},
            ],
            "places": [
                {"publisher": "openai", "host": "openai.com"},
                {"publisher": "ejm", "host": "ejm.example", "valid_from": datetime.date(2020, 1, 1)},
                {"publisher": "daily", "host": "daily.example", "exclude": ["shop.daily.example"]},
                {"publisher": "daily", "host": "news.example", "path": "/daily"},
                {"publisher": "medium", "host": "medium.com"},
                {"publisher": "goodlab", "host": "medium.com", "path": "/@goodlab"},
                {"publisher": "silent", "host": "silent.example", "subdomains": ["blog"]},
            ],
            "sources": [
                {
                    "id": "sora",
                    "url": "https://web.archive.org/web/20260405211721/https://openai.com/index/sora-2/",
                    "title": "Sora 2 is here",
                    "type": "web",
                    "published": "2025-09-30",
                    "authors": ["A. One", "B. Two"],
                    "tags": ["video", "deepfakes"],
                    "summary": "A model.",
                    "key_points": ["It is large.", "It is new."],
                    "note": "A note.",
                    "stable_id": "ZDQ1ZTA5NT",
                    "content_hash": "sha256:" + "ab" * 32,
                    "preview": "Sora 2 ...",
                    "preview_size": "19 KB",
                    "preview_truncated": True,
                },
                {
                    "id": "trial",
                    "url": "https://www.ejm.example/1",
                    "title": "A trial",
                    "type": "paper",
                    "published": "1998",
                    "doi": "10.5555/EJM.1",
                    "same_as": ["http://www.wikidata.org/entity/Q42"],
                    "authors": ["Josiah Carberry"],
                    "orcids": ["https://orcid.org/0000-0002-1825-0097"],
                    "publisher": "old-ejm",
                },
                {
                    "id": "story",
                    "url": "https://daily.example/story",
                    "title": "A story",
                    "published": "2024-03",
                },
                {"id": "post", "url": "https://medium.com/@goodlab/post", "title": "A post", "type": "blog"},
                {"id": "other-post", "url": "https://medium.com/@other/post"},
                {"id": "doi", "url": "https://doi.org/10.5555/unknown"},
                {"id": "nowhere", "title": "No address"},
                {"id": "bad", "url": "javascript:alert(1)"},
                {"id": "lost", "url": "https://unknown.example/x"},
                {"id": "mute", "url": "https://silent.example/x"},
                {"id": "dangling", "url": "https://elsewhere.example/", "publisher": "opnai"},
                {"id": "rated", "url": "https://list.example/x"},
            ],
            "pages": [
                {
                    "id": "openai",
                    "title": "OpenAI",
                    "url": "https://wiki.example/openai/",
                    "type": "organization",
                    "quality": 62.5,
                },
                {"id": "video", "title": "Video", "url": "/relative/video"},
                {"id": "vaccines", "title": "Vaccines"},
                {"id": "empty"},
            ],
            "citations": [
                {
                    "citing": "page:openai",
                    "cited": "source:sora",
                    "claim": "c1",
                    "file": "openai.md",
                    "line": 4,
                },
                {"citing": "page:openai", "cited": "source:sora"},
                {"citing": "page:openai", "cited": "page:vaccines"},
                {"citing": "page:video", "cited": "page:openai"},
                {"citing": "page:video", "cited": "source:lost"},
                {
                    "citing": "page:vaccines",
                    "cited": "source:trial",
                    "character": "citesAsEvidence",
                    "claim": "c2",
                },
                {"citing": "page:vaccines", "cited": "source:story", "claim": "c2"},
                {"citing": "page:vaccines", "cited": "source:sora", "character": "disputes", "claim": "c2"},
                {"citing": "page:vaccines", "cited": "source:gone"},
                {"citing": "source:story", "cited": "source:trial", "character": "refutes"},
            ],
            "links": [{"page": "openai", "target": "video"}, {"page": "openai", "target": "gone"}],
            "claims": [
                {"id": "c2", "page": "vaccines", "file": "vaccines.md", "line": 7, "text": "They are safe."}
            ],
            "ratings": [
                {"subject": "publisher:openai", "rater": "house", "value": "4", "stated_in": "page:openai"},
                {
                    "subject": "publisher:ejm",
                    "rater": "house",
                    "value": "5",
                    "valid_from": datetime.date(2020, 1, 1),
                },
                {
                    "subject": "organization:holding",
                    "rater": "house",
                    "value": "2",
                    "stated_in": "https://council.example/a b",
                },
                {
                    "subject": "publisher:medium",
                    "rater": "house",
                    "value": "2",
                    "stated_in": "a sheet of paper",
                },
                {
                    "subject": "source:post",
                    "rater": "house",
                    "value": "4.0",
                    "override": True,
                    "reason": "Data checked",
                },
                {
                    "subject": "list.example",
                    "rater": "council",
                    "value": "1",
                    "confidence": 0.9,
                    "original_label": "bad",
                },
                {"subject": "publisher:openai", "rater": "press", "value": "62.5"},
                {"subject": "publisher:openai", "rater": "press", "value": "n/a"},
                {"subject": "source:absent", "rater": "house", "value": "1"},
                {"subject": "publisher:ejm", "rater": "house", "value": "9"},
            ],
            "raters": [
                {"id": "council", "name": "Council", "family": "councils", "scale": "house"},
                {"id": "press", "name": "Press", "scale": "press-score"},
            ],
        }
    )


HOSTILE_TEXTS = (
    'say "hi" \\ and \\u0041',
    "two\nlines\r\nand\ttabs",
    "turn \u202eround\u202c",
    "bells\x07 nul\x00 del\x7f next\u0085 line\u2028 para\u2029",
    "\U0001f600 \u65e5\u672c\u8a9e e\u0301",
    '"""',
    "ends with \\",
    '"4"^^<http://www.w3.org/2001/XMLSchema#integer>',
    '"x"@en',
    "<http://a/>",
    "\ufeffbom \ufffe \uffff",
    "",
    " . ; , # @prefix",
)
HOSTILE_IDS = (
    "a/b/c",
    "50% of it",
    'q"uote',
    "<script>",
    "e\u0301t\u00e9",
    "\U0001f600",
    "a b\nc",
    "x\u202ey",
    "..a",
    "-",
    "a:b",
    "page:nested",
    "%2F",
)
HOSTILE_URLS = (
    "javascript:alert(1)",
    "http://a.example/<script>",
    "http://a.example/a b",
    " http://a.example/%zz%41 ",
    "http://a.example/[x]?[y]#a#b",
    "http://a.example/{x}|y^z`\\",
    'http://a.example/"',
    "http://b\u00fccher.example/\u00fc?\u00fc#\u00fc",
    "http://a|b.example/",
    "http://u@v@a.example/",
    "http://a.example:8o/",
    "http://[::1]/",
    "data:text/html,x",
    "//a.example/",
    "HTTP://A.EXAMPLE/x",
    "http://",
    "http://a.example/x\ny",
    "ftp://a.example/\U0001f600\u202e",
    "http://a.example/../b/./c",
    "not a url",
)


def rated_world() -> KnowledgeGraph:
    """Lists on every sort of scale, that disagree, and a retraction."""
    return graph_of(
        {
            "publishers": [{"id": "daily"}],
            "places": [{"publisher": "daily", "host": "daily.example"}],
            "sources": [
                {"id": "news", "url": "https://daily.example/1"},
                {"id": "paper", "url": "https://daily.example/2"},
                {"id": "alone", "url": "https://nowhere.example/3"},
                {"id": "blog", "url": "https://else.example/4", "type": "blog"},
            ],
            "ratings": [
                {"subject": "publisher:daily", "rater": "mbfc", "value": "VERY_HIGH"},
                {"subject": "daily.example", "rater": "newsguard", "value": "62.5"},
                {"subject": "daily.example", "rater": "wikipedia", "value": "deprecated"},
                {"subject": "source:paper", "rater": "retraction-watch", "value": "retraction"},
                {"subject": "source:alone", "rater": "retraction-watch", "value": "expression of concern"},
            ],
        },
        Settings(as_of=datetime.date(2026, 6, 15), dataset="rated", policy=Policy(type_priors={"blog": 2})),
    )


def hostile_world() -> KnowledgeGraph:
    """Texts, ids and addresses that break what is written carelessly, in every field that takes them."""
    texts, ids, urls = list(HOSTILE_TEXTS), list(HOSTILE_IDS), list(HOSTILE_URLS)
    return graph_of(
        {
            "pages": [
                {"id": ids[n % len(ids)] + str(n), "title": text, "type": text}
                for n, text in enumerate(texts)
            ]
            + [{"id": name} for name in ids],
            "publishers": [
                {"id": name, "name": texts[n % len(texts)], "type": texts[-n % len(texts)], "owned_by": name}
                for n, name in enumerate(ids)
            ],
            "organizations": [
                {"id": name, "name": texts[n % len(texts)], "same_as": urls} for n, name in enumerate(ids)
            ],
            "sources": [
                {
                    "id": f"{ids[n % len(ids)]}{n}",
                    "url": url,
                    "title": texts[n % len(texts)],
                    "publisher": ids[n % len(ids)],
                    "tags": texts,
                    "archived_at": url,
                    "same_as": urls,
                    "orcids": urls,
                    "stable_id": texts[n % len(texts)],
                    "published": ("soon", "2024", "2024-02-30x")[n % 3],
                    "captured_at": ("now", "2026-04-05T21:17:21Z")[n % 2],
                    "doi": ("10.1/<a>", "no doi", "https://doi.org/10.2/x y")[n % 3],
                }
                for n, url in enumerate(urls)
            ],
            "citations": [
                {
                    "citing": f"page:{ids[n % len(ids)]}",
                    "cited": f"source:{ids[n % len(ids)]}{n}",
                    "claim": ids[-n % len(ids)],
                }
                for n in range(len(urls))
            ],
            "ratings": [
                {
                    "subject": f"publisher:{name}",
                    "rater": ids[-n % len(ids)],
                    "value": str(1 + n % 5),
                    "stated_in": urls[n % len(urls)],
                    "original_label": texts[n % len(texts)],
                    "reason": texts[-n % len(texts)],
                }
                for n, name in enumerate(ids)
            ]
            + [{"subject": f"publisher:{name}", "rater": "house", "value": "2"} for name in ids],
            "raters": [
                {"id": name, "name": texts[n % len(texts)], "scale": name} for n, name in enumerate(ids)
            ],
        },
        Settings(
            as_of=datetime.date(2026, 6, 30),
            dataset='data/"set" %',
            title=texts[0],
            licence="all rights <reserved>",
        ),
    )
