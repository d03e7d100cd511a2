"""The types of single values: how a level, a date, a flag or a number is written, and refused by name.

Every input arrives as text (YAML scalars, CSV cells, JSON scalars alike), so one rule types them all.
"""

from __future__ import annotations

import calendar
import datetime
import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_WHOLE = re.compile(r"-?\d{1,18}(?:\.0+)?")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
TRUE_WORDS = ("true", "yes", "1")
FALSE_WORDS = ("false", "no", "0")


def _text(value: Any) -> Any:
    return value if value is None or isinstance(value, str) else str(value)


def parse_level(value: Any) -> int:
    """Return a level from 1 to 5.

    >>> parse_level("4")
    4
    >>> parse_level("3.7")
    Traceback (most recent call last):
    ValueError: expected 1..5, got '3.7'
    """
    text = "" if isinstance(value, bool) else str(value).strip()
    if _WHOLE.fullmatch(text) and 1 <= int(text.split(".")[0]) <= 5:
        return int(text.split(".")[0])
    raise ValueError(f"expected 1..5, got {_shown(value)}")


def parse_whole(value: Any) -> int:
    """Return a whole number of at least 0.

    >>> parse_whole("62.0")
    62
    """
    text = str(value).strip()
    if not isinstance(value, bool) and _WHOLE.fullmatch(text) and not text.startswith("-"):
        return int(text.split(".")[0])
    raise ValueError(f"expected a whole number, got {_shown(value)}")


def parse_number(value: Any) -> float:
    """Return a finite number.

    >>> parse_number("62.5")
    62.5
    >>> parse_number("nan")
    Traceback (most recent call last):
    ValueError: expected a number, got 'nan'
    """
    text = str(value).strip()
    if not isinstance(value, bool) and _NUMBER.fullmatch(text) and abs(float(text)) < 1e300:
        return float(text)
    raise ValueError(f"expected a number, got {_shown(value)}")


def parse_flag(value: Any) -> bool:
    """Return a truth value written as true / false, yes / no or 1 / 0.

    >>> parse_flag("no")
    False
    """
    text = str(value).strip().lower()
    if text in TRUE_WORDS or text in FALSE_WORDS:
        return text in TRUE_WORDS
    raise ValueError(f"expected true or false, got {_shown(value)}")


def parse_partial_date(value: Any) -> str:
    """Return a date of the calendar at the precision it is written in: year, month or day.

    >>> parse_partial_date("2024-03")
    '2024-03'
    >>> parse_partial_date("2024-02-31")
    Traceback (most recent call last):
    ValueError: expected a date (2024, 2024-03 or 2024-03-31), got '2024-02-31'
    """
    text = str(value).strip()
    match = _DATE.fullmatch(text)
    if match:
        year, month, day = (int(part) if part else 1 for part in match.groups())
        if year >= 1 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
            return text
    raise ValueError(f"expected a date (2024, 2024-03 or 2024-03-31), got {_shown(value)}")


def parse_first_day(value: Any) -> datetime.date:
    """Return the first day of a year, month or day: where a closed interval begins.

    >>> parse_first_day("2024-03")
    datetime.date(2024, 3, 1)
    """
    if isinstance(value, datetime.date):
        return value
    parts = [int(part) for part in parse_partial_date(value).split("-")]
    return datetime.date(*[*parts, 1, 1][:3])


def parse_last_day(value: Any) -> datetime.date:
    """Return the last day of a year, month or day: where a closed interval ends.

    >>> parse_last_day("2024-02")
    datetime.date(2024, 2, 29)
    """
    if isinstance(value, datetime.date):
        return value
    parts = [int(part) for part in parse_partial_date(value).split("-")]
    month = parts[1] if len(parts) > 1 else 12
    day = parts[2] if len(parts) > 2 else calendar.monthrange(parts[0], month)[1]
    return datetime.date(parts[0], month, day)


def parse_moment(value: Any) -> str:
    """Return a moment in UTC, to the second, as ``2026-04-05T21:17:21Z``.

    >>> parse_moment("2026-04-05 21:17:21")
    '2026-04-05T21:17:21Z'
    >>> parse_moment("2026-04-05")
    '2026-04-05T00:00:00Z'
    """
    try:
        moment = datetime.datetime.fromisoformat(str(value).strip())
    except ValueError:
        raise ValueError(f"expected a moment (2026-04-05T21:17:21Z), got {_shown(value)}") from None
    if moment.tzinfo is not None:
        moment = moment.astimezone(datetime.UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


Text = Annotated[str, BeforeValidator(_text)]
Words = list[Text]
LevelNumber = Annotated[int, Field(ge=1, le=5), BeforeValidator(parse_level)]
Whole = Annotated[int, Field(ge=0), BeforeValidator(parse_whole)]
Number = Annotated[float, BeforeValidator(parse_number)]
Flag = Annotated[bool, BeforeValidator(parse_flag)]
_WRITTEN = WithJsonSchema({"type": ["string", "integer"], "examples": ["2024", "2024-03", "2024-03-31"]})
PartialDate = Annotated[str, BeforeValidator(parse_partial_date), _WRITTEN]
FirstDay = Annotated[datetime.date, BeforeValidator(parse_first_day), _WRITTEN]
LastDay = Annotated[datetime.date, BeforeValidator(parse_last_day), _WRITTEN]
Moment = Annotated[str, BeforeValidator(parse_moment)]
