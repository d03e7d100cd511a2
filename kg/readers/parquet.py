"""Parquet: columns as text or lists of text, rows named by their number."""

from __future__ import annotations

import datetime
import io

import polars as pl

from kg.errors import ReadError
from kg.readers.raw import RawRecords

MAGIC = b"PAR1"
MOST_ROWS_A_BYTE = 100
"""More than this is no table but a bomb."""


def read_parquet(data: bytes, *, name: str) -> pl.DataFrame | list[RawRecords]:
    """Return a Parquet file as columns of String or List(String) with ``origin``; nested ones as records.

    Raises
    ------
    ReadError
        The file is damaged, or a column holds what is no text, number, date or list.
    """
    try:
        rows = pl.scan_parquet(io.BytesIO(data)).select(pl.len()).collect().item()
        frame = pl.read_parquet(io.BytesIO(data)) if rows <= MOST_ROWS_A_BYTE * len(data) else None
    except (pl.exceptions.PolarsError, OSError, ValueError) as error:
        raise ReadError(
            f"is no Parquet file that can be read: {str(error).splitlines()[0][:80]}", where=name
        ) from None
    except BaseException as error:  # a damaged file makes the engine panic, and a panic is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise ReadError("is a damaged Parquet file", where=name) from None
    if frame is None:
        raise ReadError(
            f"unpacks {len(data)} bytes to {rows} rows", where=name, hint="Write it without such packing."
        )
    if any(_nested(dtype) for dtype in frame.dtypes):
        return [RawRecords(None, [_texts(row) for row in frame.to_dicts()], [0] * frame.height)]
    columns = [_as_text(frame[column], name) for column in frame.columns]
    origin = pl.format("{}#{}", pl.lit(name), pl.int_range(1, pl.len() + 1)).alias("origin")
    return (
        pl.DataFrame(columns).with_columns(origin) if columns else pl.DataFrame(schema={"origin": pl.String})
    )


def _nested(dtype: pl.DataType) -> bool:
    inner = dtype.inner if isinstance(dtype, pl.List) else dtype
    return isinstance(inner, (pl.Struct, pl.List))


def _as_text(column: pl.Series, name: str) -> pl.Series:
    try:
        if isinstance(column.dtype, pl.List):
            return column.cast(pl.List(pl.String))
        if isinstance(column.dtype, pl.Datetime):
            midnight = (column.dt.time() == datetime.time(0)).all()
            return column.dt.strftime("%Y-%m-%d" if midnight else "%Y-%m-%dT%H:%M:%SZ")
        return column.cast(pl.String)
    except pl.exceptions.PolarsError:
        raise ReadError(
            f"column {column.name!r} holds {column.dtype}, which is no text", where=f"{name}#1"
        ) from None


def _texts(value: object) -> dict[str, object]:
    def text(inner: object) -> object:
        if isinstance(inner, dict):
            return {key: text(one) for key, one in inner.items() if one is not None}
        if isinstance(inner, list):
            return [text(one) for one in inner]
        return str(inner).lower() if isinstance(inner, bool) else None if inner is None else str(inner)

    return {key: text(one) for key, one in value.items()} if isinstance(value, dict) else {}
