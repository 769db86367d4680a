"""JSON with exact numbers: decimals in, decimals out, never a float, never an exponent."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from gongkai.errors import Unreadable

#: A cell's value: exact, never a float; None is printed blank (or as a report's marks say).
Value = int | Decimal | None

# Larger than any figure of a country's report; stops 1e999999999 from becoming a gigabyte of zeros.
_MOST_DIGITS = 24


def plain(value: int | Decimal) -> str:
    """A number as people write it: no exponent, no thousands marks, no trailing point."""
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def dumps(data: Any, *, indent: int | None = None) -> str:
    """JSON text with exact decimals written plain; Chinese is not escaped."""
    parts: list[str] = []
    _write(data, parts, indent, 0)
    return "".join(parts)


def _write(data: Any, parts: list[str], indent: int | None, depth: int) -> None:
    if isinstance(data, Decimal):
        parts.append(plain(data))
    elif isinstance(data, dict):
        _write_items(
            ((json.dumps(str(key), ensure_ascii=False) + ": ", value) for key, value in data.items()),
            "{}", parts, indent, depth,
        )  # fmt: skip
    elif isinstance(data, list | tuple):
        _write_items((("", value) for value in data), "[]", parts, indent, depth)
    else:
        parts.append(json.dumps(data, ensure_ascii=False, allow_nan=False))


def _write_items(
    items: Iterable[tuple[str, Any]], marks: str, parts: list[str], indent: int | None, depth: int
) -> None:
    newline = "" if indent is None else "\n" + " " * (indent * (depth + 1))
    first = True
    parts.append(marks[0])
    for head, value in items:
        parts.append(newline if first else ("," + newline if newline else ", "))
        first = False
        parts.append(head)
        _write(value, parts, indent, depth + 1)
    if not first and indent is not None:
        parts.append("\n" + " " * (indent * depth))
    parts.append(marks[1])


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name}不是数字")


def loads(text: str | bytes, *, file: str | None = None) -> Any:
    """
    Parse JSON with exact decimals.

    Raises:
        Unreadable: not UTF-8, not JSON, nested too deeply, or a number that is none (NaN, Infinity).
    """
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8-sig")
        return json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
    except json.JSONDecodeError as wrong:
        raise Unreadable(
            "不是合法的JSON，请检查引号、逗号和括号。", file=file, place=f"第{wrong.lineno}行第{wrong.colno}列"
        ) from None
    except RecursionError:
        raise Unreadable("JSON嵌套过深，不是年度报告的数据。", file=file) from None
    except UnicodeDecodeError:
        raise Unreadable("JSON须以UTF-8编码保存。", file=file) from None
    except ValueError as wrong:
        raise Unreadable(f"JSON中有不是数字的值（{wrong}）。", file=file) from None


def exact(value: Any) -> Value:
    """
    A JSON value as a cell's value: whole decimals become `int`.

    Raises:
        ValueError: it is neither a number of at most 24 digits nor null.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError(value)
    number = value if isinstance(value, Decimal) else Decimal(value)
    if not number.is_finite() or number.adjusted() > _MOST_DIGITS:
        raise ValueError(value)
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -_MOST_DIGITS:
        raise ValueError(value)
    return int(number) if number == number.to_integral_value() else number
