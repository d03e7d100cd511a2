"""The rules that a registry adds: they add to the built-in ones, overrule them, and are refused by name."""

from __future__ import annotations

from typing import Any

import pytest

from tests.resolution.registries import place, resolution_of, resolver_of_rows, told

MINE = {"publishers": [{"id": "openai"}], "places": [place("openai", "openai.com")]}


def rule(kind: str, host: str, pattern: str | None = None, decode: str | None = None) -> dict[str, Any]:
    return {"kind": kind, "host": host, "pattern": pattern, "decode": decode, "origin": "rules.csv:2"}


def row_of(address: str, *rules: dict[str, Any], **tables: list[dict[str, Any]]) -> dict[str, Any]:
    source = {"id": "s", "url": address, "origin": "f:1"}
    found = resolution_of(**{**MINE, **tables}, sources=[source], address_rules=list(rules))
    return found.table.row(0, named=True)


def test_a_wrapper_is_added() -> None:
    address = "https://go.example/out?to=https%3A%2F%2Fopenai.com%2Fx"
    mine = rule("wrapper", "go.example", r"^/out\?to=(?P<address>[^&]+)", "percent")
    assert row_of(address)["publisher"] is None
    found = row_of(address, mine)
    assert (found["publisher"], found["accessed_via"], found["archived_at"]) == ("openai", address, None)


def test_an_archive_is_added_with_its_stamp() -> None:
    mine = rule("archive", "*.keep.example", r"^/(?P<stamp>\d+)/(?P<address>.+)$")
    found = row_of("https://eu.keep.example/20200102030405/openai.com/x", mine)
    assert found["publisher"] == "openai"
    assert found["captured_at"] == "2020-01-02T03:04:05Z"
    assert found["archived_at"] == found["accessed_via"]


def test_ordinary_switches_the_built_in_rules_of_that_very_host_off() -> None:
    address = "https://web.archive.org/web/2020/https://openai.com/"
    assert row_of(address)["publisher"] == "openai"
    assert row_of(address, rule("ordinary", "web.archive.org"))["host"] == "web.archive.org"
    assert row_of(address, rule("ordinary", "archive.org"))["publisher"] == "openai"


def test_ordinary_leaves_what_the_registry_itself_says_of_the_host() -> None:
    mine = rule("search", "doi.org", "^/find")
    found = row_of("https://doi.org/find?x", rule("ordinary", "doi.org"), mine)
    assert found["why"] == "not-a-source"
    assert row_of("https://doi.org/10.1/x", mine, rule("ordinary", "doi.org"))["why"] == "no-publisher"


def test_a_registry_makes_an_index_a_platform() -> None:
    tables = {"publishers": [{"id": "rg"}], "places": [place("rg", "researchgate.net")]}
    assert row_of("https://researchgate.net/x", **tables)["matched_by"] == "place"
    mine = rule("platform", "researchgate.net")
    assert row_of("https://researchgate.net/x", mine, **tables)["matched_by"] == "platform"


def test_a_registry_adds_an_index() -> None:
    mine = rule("resolver", "index.example")
    assert row_of("https://index.example/1", mine)["why"] == "resolver"


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (rule("search", "a.org", "("), "the pattern cannot be read"),
        (rule("search", "a.org", "(?=x)"), "the pattern cannot be read"),
        (rule("search", "a.org", "(a{1000}){1000}"), "the pattern cannot be read"),
        (rule("search", "https://a.org"), "expected a host"),
        (rule("search", ""), "expected a host"),
        (rule("search", "*"), "expected a host"),
        (rule("search", "a.org/x"), "expected a host"),
        (rule("sponge", "a.org"), "unknown kind"),
        (rule("wrapper", "a.org"), "needs a pattern with a group address"),
        (rule("wrapper", "a.org", "^/(.+)"), "needs a pattern with a group address"),
        (rule("wrapper", "a.org", "^/<address>/(.+)"), "needs a pattern with a group address"),
        (rule("wrapper", "a.org", None, "dashes"), "hosts below"),
        (rule("wrapper", "*.a.org", "(", "dashes"), "the pattern cannot be read"),
        (rule("channel", "a.org", r"^/\(?P<channel>"), "needs a group channel"),
        (rule("channel", "a.org", "^/x"), "needs a group channel"),
        (rule("ordinary", "a.org", "^/x"), "takes no pattern"),
    ],
)
def test_a_rule_that_cannot_be_read_is_a_problem_and_left_out(wrong: dict[str, Any], reason: str) -> None:
    found = resolution_of(
        **MINE, sources=[{"id": "s", "url": "https://a.org/x", "origin": "f:1"}], address_rules=[wrong]
    )
    problems = found.problems.filter(found.problems["kind"] == "bad-address-rule").to_dicts()
    assert [one["origin"] for one in problems] == ["rules.csv:2"]
    assert reason in str(problems[0]["message"])
    assert found.table["why"].item() == "no-publisher"


def test_a_place_with_a_path_overrules_a_search() -> None:
    address = "https://www.google.com/search/howsearchworks/?q=x"
    tables = {"publishers": [{"id": "g"}], "places": [place("g", "google.com")]}
    assert row_of(address, **tables)["why"] == "not-a-source"
    tables["places"] = [place("g", "google.com/search/howsearchworks")]
    assert row_of(address, **tables)["publisher"] == "g"


def test_wrappers_in_wrappers_keep_the_outermost_and_its_archive() -> None:
    archive = "https://web.archive.org/web/20200102030405/https://openai.com/x"
    outer = "https://www.google.com/url?q=" + archive.replace(":", "%3A").replace("/", "%2F")
    found = row_of(outer)
    assert found["accessed_via"] == outer
    assert (found["archived_at"], found["captured_at"]) == (archive, "2020-01-02T03:04:05Z")


def test_the_steps_name_every_wrapper() -> None:
    resolver = resolver_of_rows(**MINE)
    address = "https://www.google.com/url?q=https://web.archive.org/web/2020/https://openai.com/x"
    assert told(resolver, address)[0]["unwrapped"] == ["www.google.com", "web.archive.org"]
