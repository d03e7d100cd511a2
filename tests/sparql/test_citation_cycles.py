"""The fast question for cycles of citation finds what its plain definition finds, in both engines."""

import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model.corpus import BASE
from kg.rdf import oxigraph
from kg.rdf.terms import vocabulary
from kg.sparql.questions import find_question

PREFIXES = vocabulary(BASE)
PLAIN = """SELECT ?first ?second ?third WHERE {
  {
    ?first cito:cites ?second . ?second cito:cites ?first .
    FILTER(STR(?first) < STR(?second))
  } UNION {
    ?first cito:cites ?second . ?second cito:cites ?third . ?third cito:cites ?first .
    FILTER(STR(?first) < STR(?second) && STR(?first) < STR(?third) && ?second != ?third)
  }
}"""
EDGES = st.sets(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde")), max_size=20)


@settings(max_examples=60, deadline=None)
@given(EDGES)
def test_the_fast_question_equals_its_definition(edges: set[tuple[str, str]]) -> None:
    content = "".join(
        f"<{BASE}id/page/{a}> <http://purl.org/spar/cito/cites> <{BASE}id/page/{b}> .\n" for a, b in edges
    )
    text = find_question("citation-cycles").text
    store = oxigraph.load("".join(f"{line[:-2]} <a:g> .\n" for line in content.splitlines()).encode())
    slow = rdflib.Graph().parse(data=content, format="nt")
    found = [
        sorted(
            oxigraph.ask(store, query, prefixes=PREFIXES, parameters={}, limit=1000).rows,
            key=lambda row: tuple(map(str, row)),
        )
        for query in (PLAIN, text)
    ]
    theirs = sorted(
        (tuple(term and term.n3() for term in row) for row in slow.query(text, initNs=PREFIXES)),  # type: ignore[union-attr]
        key=lambda row: tuple(map(str, row)),
    )
    assert found[0] == found[1] == theirs
