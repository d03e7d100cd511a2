"""JSON can escape half a character; it is replaced, in values and in keys."""

from __future__ import annotations

import json

from kg.readers.json import read_json, read_json_lines


def test_half_a_character_is_replaced_in_values_and_keys() -> None:
    rows = [{"id": "a\ud800", "tags": ["\udfff x", "\U0001f600"], "b\udc00": "c"}]
    expected = [{"id": "a\ufffd", "tags": ["\ufffd x", "\U0001f600"], "b\ufffd": "c"}]
    assert read_json(json.dumps(rows), name="pages.json")[0].records == expected
    assert read_json_lines(json.dumps(rows[0]), name="pages.jsonl")[0].records == expected
