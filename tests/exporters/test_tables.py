import csv
import io
from pathlib import Path

import polars as pl
import pytest

from kg.analysis.exposure import measure_exposure
from kg.errors import ExportError
from kg.exporters.tables import TABLES, all_tables, parquet_bytes, write_tables
from kg.model.columns import COLUMNS
from kg.views.rows import as_csv
from tests.exporters.world import ordinary


def cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_a_spreadsheet_would_run_is_quoted(start: str) -> None:
    assert cells(as_csv(pl.DataFrame({"a": [f"{start}1+1"]})))[1] == [f"'{start}1+1"]


@pytest.mark.parametrize("text", ["a=1", "'", "", "1-2", "é", 'a "b", c', "two\nlines"])
def test_any_other_cell_stays(text: str) -> None:
    assert cells(as_csv(pl.DataFrame({"a": [text], "b": [1]})))[1] == [text, "1"]


def test_a_list_is_separated_by_bars_and_quoted_as_one_cell() -> None:
    frame = pl.DataFrame({"a": [["=x", "y"], ["z"], [], None]})
    assert [row[0] if row else "" for row in cells(as_csv(frame))] == ["a", "'=x|y", "z", "", ""]


def test_numbers_are_never_quoted() -> None:
    assert as_csv(pl.DataFrame({"a": [-1.5], "b": [True]})) == b"a,b\n-1.5,true\n"


def test_exposure_as_csv_says_what_exposure_says() -> None:
    frame = measure_exposure(ordinary())
    rows = cells(as_csv(frame))
    assert rows[0] == frame.columns
    assert [row[0] for row in rows[1:]] == frame["page"].to_list()
    assert rows[1][rows[0].index("witness")].split("|") == frame["witness"][0].to_list()


def test_parquet_keeps_types_and_lists() -> None:
    frame = measure_exposure(ordinary())
    assert pl.read_parquet(io.BytesIO(parquet_bytes(frame))).equals(frame)


def test_every_table_has_a_file_of_its_name(tmp_path: Path) -> None:
    graph = ordinary()
    written = write_tables(graph, tmp_path / "new" / "folder")
    assert [path.name for path in written] == [f"{name}.csv" for name in TABLES]
    assert sorted(path.name for path in (tmp_path / "new" / "folder").iterdir()) == sorted(
        path.name for path in written
    )
    assert set(TABLES) == {"exposure", *COLUMNS}
    for name, frame in all_tables(graph).items():
        rows = cells((tmp_path / "new" / "folder" / f"{name}.csv").read_bytes())
        assert (rows[0], len(rows)) == (frame.columns, frame.height + 1)


def test_parquet_stands_beside_csv_if_asked_for(tmp_path: Path) -> None:
    graph = ordinary()
    write_tables(graph, tmp_path, parquet=True)
    assert pl.read_parquet(tmp_path / "sources.parquet").equals(graph.corpus["sources"])
    assert len(list(tmp_path.iterdir())) == 2 * len(TABLES)


def test_a_file_where_the_folder_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"mine")
    with pytest.raises(ExportError, match="no folder can be made there"):
        write_tables(ordinary(), tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == b"mine"
