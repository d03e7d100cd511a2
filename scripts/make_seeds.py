"""Write ``seeds/`` from the Longterm facts: the same bytes every time.

The facts are read in ``../shared/data/longterm`` (or under ``KG_SHARED``). What a person added - owners, page
citations, README, the rendered pages of ``seeds/resource-pages/`` - stands below or is left alone.
"""

import csv
import html
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from kg.readers.rendered_page import read_rendered_page

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
FACTS = Path(os.environ.get("KG_SHARED") or ROOT.parent / "shared") / "data" / "longterm"

START = "openai"
PAGES = 44
CLAIMS = ROOT / "scripts" / "seed_claims.csv"
"""Which claim of which page cites which source, and where it stands: from `kg claims` on a checkout of the wiki at
the commit of the facts. Claims that cite anything else are left out, as the rest would not say what they rest on."""
WIKIDATA = ROOT / "scripts" / "seed_wikidata.csv"  # only what is sure
SEED_DOCUMENT = "edc1663b7d3b8ac2"
"""The source of ../shared/seed, left out so that its page can be read together with these seeds."""

# Owners as they are widely known; id, name, parent.
ORGANIZATIONS = (
    ("aaas", "American Association for the Advancement of Science", None),
    ("allen-institute", "Allen Institute for AI", None),
    ("alphabet", "Alphabet Inc.", None),
    ("amazon-com", "Amazon.com, Inc.", None),
    ("anthropic", "Anthropic PBC", None),
    ("bloomberg-lp", "Bloomberg L.P.", None),
    ("cornell-university", "Cornell University", None),
    ("cup-assessment", "Cambridge University Press & Assessment", "university-of-cambridge"),
    ("elsevier", "Elsevier", "relx"),
    ("georgetown-university", "Georgetown University", None),
    ("global-change-data-lab", "Global Change Data Lab", None),
    ("google", "Google LLC", "alphabet"),
    ("holtzbrinck", "Holtzbrinck Publishing Group", None),
    ("lightcone", "Lightcone Infrastructure", None),
    ("meta-platforms", "Meta Platforms, Inc.", None),
    ("microsoft", "Microsoft Corporation", None),
    ("mit", "Massachusetts Institute of Technology", None),
    ("national-academy-of-sciences", "National Academy of Sciences", None),
    ("new-york-times-company", "The New York Times Company", None),
    ("openai-foundation", "OpenAI Foundation", None),
    ("openai-group", "OpenAI Group PBC", "openai-foundation"),
    ("pew-charitable-trusts", "The Pew Charitable Trusts", None),
    ("relx", "RELX PLC", None),
    ("robinhood", "Robinhood Markets, Inc.", None),
    ("sage-publishing", "Sage Publishing", None),
    ("springer-nature", "Springer Nature Group", "holtzbrinck"),
    ("stanford-university", "Stanford University", None),
    ("thomson-reuters", "Thomson Reuters Corporation", "woodbridge"),
    ("uk-dsit", "Department for Science, Innovation and Technology", "uk-government"),
    ("uk-government", "Government of the United Kingdom", None),
    ("university-of-cambridge", "University of Cambridge", None),
    ("university-of-oxford", "University of Oxford", None),
    ("us-commerce", "United States Department of Commerce", "us-government"),
    ("us-government", "Federal Government of the United States", None),
    ("us-homeland-security", "United States Department of Homeland Security", "us-government"),
    ("wikimedia", "Wikimedia Foundation", None),
    ("woodbridge", "The Woodbridge Company", None),
)
OWNED_BY = {
    "alignment-forum": "lightcone",
    "amazon": "amazon-com",
    "anthropic": "anthropic",
    "anthropic-alignment": "anthropic",
    "arxiv": "cornell-university",
    "bis": "us-commerce",
    "bloomberg": "bloomberg-lp",
    "cambridge": "cup-assessment",
    "cisa": "us-homeland-security",
    "congress": "us-government",
    "cset": "georgetown-university",
    "deepmind": "google",
    "fhi": "university-of-oxford",
    "ftc": "us-government",
    "github": "microsoft",
    "google-ai": "google",
    "google-scholar": "google",
    "hai-stanford": "stanford-university",
    "lesswrong": "lightcone",
    "meta-ai": "meta-platforms",
    "microsoft": "microsoft",
    "mit-tech-review": "mit",
    "nature": "springer-nature",
    "nist": "us-commerce",
    "nytimes": "new-york-times-company",
    "openai": "openai-group",
    "owid": "global-change-data-lab",
    "pew": "pew-charitable-trusts",
    "pnas": "national-academy-of-sciences",
    "reuters": "thomson-reuters",
    "sage": "sage-publishing",
    "science": "aaas",
    "sciencedirect": "elsevier",
    "semantic-scholar": "allen-institute",
    "sherwood-news": "robinhood",
    "springer": "springer-nature",
    "ssrn": "elsevier",
    "transformer-circuits": "anthropic",
    "uk-aisi": "uk-dsit",
    "uk-gov": "uk-government",
    "whitehouse": "us-government",
    "wikipedia": "wikimedia",
}

# Public suffixes whose publisher does speak for what is below them.
WHOLE_SUFFIXES = ("gov.uk",)

# Links that a person took to be citations of one page by another.
PAGE_CITATIONS = (
    ("alignment", "why-alignment-hard"),
    ("anthropic", "mech-interp"),
    ("deceptive-alignment", "treacherous-turn"),
    ("ilya-sutskever", "openai"),
    ("jan-leike", "scalable-oversight"),
    ("openai", "interpretability"),
    ("openai", "scalable-oversight"),
    ("sam-altman", "openai"),
    ("stuart-russell", "chai"),
    ("stuart-russell", "instrumental-convergence"),
    ("superintelligence", "openai"),
    ("weak-to-strong", "debate"),
    ("weak-to-strong", "scalable-oversight"),
)

# Columns of page_citations.csv: a tag in the page, a link in its text, a list kept at the source.
MECHANISMS = {"via_R": "tag", "via_mdlink": "link", "via_cited_by": "cited-by"}

Row = Mapping[str, str]
_PLAIN = re.compile(r"[A-Za-z](?:[\w.&/'(),-]| (?=[^#\s]))*")
_WORDS = ("true", "false", "yes", "no", "null", "on", "off", "y", "n")


PLATFORMS = ("amazon", "github", "medium")
"""Publishers that carry other people's work: a marketplace, a code host, a blog host."""


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of one table of facts."""
    with (FACTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def choose_pages(pages: Mapping[str, Row], links: Sequence[Row], citations: Sequence[Row]) -> list[str]:
    """Return the start, what it links to, what is low one link further, and the best tied of the others there."""
    targets: dict[str, list[str]] = {page: [] for page in pages}
    for link in links:
        if link["source_page"] in pages and link["target"] in pages:
            targets[link["source_page"]].append(link["target"])
    distance = {START: 0}
    queue = [START]
    for page in queue:
        new = [target for target in dict.fromkeys(targets[page]) if target not in distance]
        distance.update(dict.fromkeys(new, distance[page] + 1))
        queue += new
    cited = Counter(row["page_id"] for row in citations)
    low = {row["page_id"] for row in citations if row["level_effective"] in ("1", "2")}
    near = {page for page, hops in distance.items() if hops <= 1}
    chosen = near | {page for page, hops in distance.items() if hops == 2 and page in low}
    ties = Counter({page: sum(target in chosen for target in set(targets[page])) for page in distance})
    for page in chosen:
        ties.update(set(targets[page]) & distance.keys())
    others = [page for page, hops in distance.items() if hops == 2 and page not in chosen and cited[page]]
    others.sort(key=lambda page: (-ties[page], page))
    return sorted([*chosen, *others[: PAGES - len(chosen)]])


def rendered_ids() -> set[str]:
    """Return the ids of the sources that the rendered pages bring."""
    found = {SEED_DOCUMENT}
    for path in sorted((SEEDS / "resource-pages").glob("*.txt")):
        read = read_rendered_page(path.read_text(encoding="utf-8"), name=path.name)
        found.update(record["id"] for record in read[0].records if "id" in record)
    return found


def scalar(value: object) -> str:
    """Return a value as a YAML scalar, quoted where it could be taken for something else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    plain = _PLAIN.fullmatch(value) and value.lower() not in _WORDS
    return value if plain else json.dumps(value, ensure_ascii=False)


def yaml_records(records: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """Yield the lines of a YAML list of records; what is empty is left out."""
    for record in records:
        mark = "- "
        for name, value in record.items():
            if value in (None, "", []):
                continue
            if isinstance(value, list):
                yield f"{mark}{name}:"
                yield from (f"    - {item if item.startswith('{') else scalar(item)}" for item in value)
            else:
                yield f"{mark}{name}: {scalar(value)}"
            mark = "  "


def title_of(text: str) -> str:
    """Return a title without what its way through HTML and Markdown left on it."""
    bare = " ".join(html.unescape(text).replace("\\$", "$").split())
    quoted = len(bare) > 2 and bare[0] == bare[-1] == '"' and '"' not in bare[1:-1]
    return bare[1:-1].rstrip(",") if quoted else bare


def mechanism_of(row: Row) -> str:
    """Return how a citation was found: the first way that holds."""
    return next(name for column, name in MECHANISMS.items() if row[column] == "1")


def place_of(domain: str) -> str:
    """Return a domain as a place."""
    return f"{{host: {domain}, subdomains: all}}" if domain in WHOLE_SUFFIXES else domain


def wikidata_of(kind: str) -> dict[str, str]:
    """Return the entities of Wikidata by id."""
    with WIKIDATA.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["entity"] for row in csv.DictReader(file) if row["kind"] == kind}


def publisher_records() -> Iterator[dict[str, object]]:
    """Yield the publishers, sorted by id."""
    entities = wikidata_of("publisher")
    for row in sorted(rows("publications.csv"), key=lambda row: row["publication_id"]):
        yield {
            "id": row["publication_id"],
            "name": row["name"],
            "level": int(row["credibility"]),
            "kind": "platform" if row["publication_id"] in PLATFORMS else None,
            "type": row["type"],
            "peer_reviewed": {"True": True, "False": False}.get(row["peer_reviewed"]),
            "owned_by": OWNED_BY.get(row["publication_id"]),
            "places": [place_of(domain) for domain in row["domains"].split()],
            "same_as": entities.get(row["publication_id"]),
        }


def organization_records() -> Iterator[dict[str, object]]:
    """Yield the owners."""
    entity = wikidata_of("organization")
    for id_, name, parent in ORGANIZATIONS:
        yield {"id": id_, "name": name, "parent": parent, "same_as": entity.get(id_)}


def source_rows(wanted: set[str]) -> Iterator[list[str]]:
    """Yield the sources wanted, sorted by id, each once."""
    known = {row["publication_id"] for row in rows("publications.csv")}
    found: dict[str, Row] = {}
    for row in rows("resources.csv"):
        found.setdefault(row["resource_id"], row)
    for source in sorted(wanted & found.keys()):
        fact = found[source]
        publisher = fact["publication_id"] if fact["publication_id"] in known else ""
        authors = "|".join(name.strip().replace("|", "/") for name in fact["authors"].split(";"))
        yield [
            source,
            fact["url"],
            title_of(fact["title"]),
            fact["type"],
            publisher,
            fact["published_date"],
            html.unescape(authors),
        ]


def claim_rows(citations: Mapping[tuple[str, str], str]) -> list[Row]:
    """Return which claim cites which source, by page and line; a claim with a citation that is not here is left out."""
    with CLAIMS.open(encoding="utf-8", newline="") as file:
        held = list(csv.DictReader(file))
    loose = {(row["page"], row["claim"]) for row in held if (row["page"], row["source"]) not in citations}
    return [row for row in held if (row["page"], row["claim"]) not in loose]


def citation_rows(citations: Mapping[tuple[str, str], str], claims: Sequence[Row]) -> list[tuple[str, ...]]:
    """Return the citations of sources: one for each claim that makes it, one without a claim if none does."""
    by_pair: dict[tuple[str, str], list[Row]] = {}
    for row in claims:
        by_pair.setdefault((row["page"], row["source"]), []).append(row)
    found: list[tuple[str, ...]] = []
    for pair, mechanism in sorted(citations.items()):
        places = [(row["claim"], row["file"], row["line"]) for row in by_pair.get(pair, ())] or [("", "", "")]
        found += [(*pair, mechanism, *place) for place in places]
    return found


def write_lines(name: str, lines: Iterable[str]) -> None:
    """Write a text file of the seeds."""
    text = "".join(f"{line}\n" for line in lines)
    (SEEDS / name).write_text(text, encoding="utf-8", newline="\n")


def write_table(name: str, header: Sequence[str], table: Iterable[Sequence[str]]) -> int:
    """Write a CSV file of the seeds and return its number of rows."""
    body = list(table)
    with (SEEDS / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *body])
    return len(body)


def check_additions(chosen: Sequence[str], links: set[tuple[str, str]]) -> None:
    """Stop where something added by hand hangs in the air."""
    publishers = {row["publication_id"] for row in rows("publications.csv")}
    organizations = {id_ for id_, _, _ in ORGANIZATIONS}
    parents = {parent for _, _, parent in ORGANIZATIONS if parent}
    loose = [f"owner {owner}" for owner in {*OWNED_BY.values(), *parents} - organizations]
    loose += [f"publisher {publisher}" for publisher in OWNED_BY.keys() - publishers]
    loose += [
        f"page citation {pair}"
        for pair in PAGE_CITATIONS
        if pair not in links or not set(pair) <= set(chosen)
    ]
    for kind, known in (("publisher", publishers), ("organization", organizations)):
        loose += [f"Wikidata of {name}" for name in wikidata_of(kind).keys() - known]
    loose += [f"organization {id_} owns nothing" for id_ in organizations - {*OWNED_BY.values(), *parents}]
    if loose:
        sys.exit(f"make_seeds: these additions do not fit the facts: {'; '.join(sorted(loose))}")


KG_TOML = """\
as_of = 2026-11-24

[dataset]
name = "seeds"
title = "A small world around OpenAI"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
"""


def main() -> None:
    """Write every file of the seeds but README.md and the rendered pages."""
    if not FACTS.is_dir():
        sys.exit(
            f"make_seeds: {FACTS} is not there; name the folder that holds data/longterm: KG_SHARED=... make seeds"
        )
    pages = {row["page_id"]: row for row in rows("pages.csv")}
    all_links, all_citations = rows("page_links.csv"), rows("page_citations.csv")
    chosen = choose_pages(pages, all_links, all_citations)
    pairs = {(row["source_page"], row["target"]) for row in all_links}
    check_additions(chosen, pairs)
    rendered = rendered_ids()
    citations = {
        (row["page_id"], row["resource_id"]): mechanism_of(row)
        for row in all_citations
        if row["page_id"] in chosen and row["resource_id"] not in rendered
    }
    SEEDS.mkdir(exist_ok=True)
    (SEEDS / "kg.toml").write_text(KG_TOML, encoding="utf-8", newline="\n")
    write_lines("publishers.yaml", yaml_records(publisher_records()))
    write_lines("organizations.yaml", yaml_records(organization_records()))
    shown = [pages[page] for page in chosen]
    write_lines(
        "pages.yaml",
        yaml_records(
            {
                "id": row["page_id"],
                "title": row["title"],
                "type": row["entity_type"],
                "quality": int(row["quality"]) if row["quality"] else None,
            }
            for row in shown
        ),
    )
    sources = write_table(
        "sources.csv",
        ["id", "url", "title", "type", "publisher", "published", "authors"],
        source_rows({source for _, source in citations}),
    )
    claims = claim_rows(citations)
    edges = citation_rows(citations, claims)
    edges += [(page, f"page:{other}", "page", "", "", "") for page, other in sorted(PAGE_CITATIONS)]
    cited = write_table("citations.csv", ["citing", "cited", "mechanism", "claim", "file", "line"], edges)
    stated = dict.fromkeys(
        (row["claim"], row["page"], row["file"], row["line"], row["end_line"]) for row in claims
    )
    claimed = write_table("claims.csv", ["id", "page", "file", "line", "end_line"], stated)
    linked = write_table(
        "links.csv", ["page", "target"], sorted(pair for pair in pairs if set(pair) <= set(chosen))
    )
    print(
        f"seeds/: {len(chosen)} pages, {sources} sources, {cited} citations, {claimed} claims, {linked} links"
    )


if __name__ == "__main__":
    main()
