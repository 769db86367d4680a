"""The texts of cells as values of a register, and the values as texts; knows no database."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from gongkai.organisations.imports import Wrong
from gongkai.organisations.imports.days import day_from
from gongkai.registers.tables.register import UNITS, Column

#: How a spreadsheet counts days that it does not format: from this one; those of 1954 to 2119 are taken for days.
_FIRST_DAY, _SERIALS = date(1899, 12, 30), range(20_000, 80_001)
_MOST_FEN = 2**63 - 1
_AMOUNT = re.compile(r"([-+]?)(?:¥|￥)?((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(元|万元)?")
_YES, _NO = {"是", "有", "√", "1", "y", "yes", "true"}, {"否", "无", "×", "x", "0", "n", "no", "false"}
_TEXTS = frozenset({"text", "long", "reference"})
_BLANKS = {"-", "--", "—", "——", "/", "无"}


def value_of(column: Column, text: str, per: int | None) -> Any:
    """
    What a cell says; "" or None for a blank one.

    Args:
        column: Its column.
        text: Its text.
        per: Of money: how many 分 make one of what its heading counts in; None if it does not say.

    Raises:
        Wrong: it cannot be read.
    """
    if column.kind in _TEXTS and (kept := text.strip()):
        return kept
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain or (plain in _BLANKS and column.kind in ("day", "money")):
        if column.required:
            raise Wrong(f"“{column.label}”不能空白。")
        return {"day": None, "money": None, "yes_no": False}.get(column.kind, "")
    if column.kind == "day":
        return _day(text, plain)
    if column.kind == "money":
        return _money(column, text, plain, per)
    if column.kind == "choice":
        return _choice(column, text, plain)
    return _yes_no(text, plain)


def written(column: Column, value: Any) -> str:
    """A value as a file of ours writes it, which reads back the same."""
    if value is None or value == "":
        return ""
    if column.kind == "day":
        return str(value.isoformat())
    if column.kind == "money":
        return yuan(value)
    if column.kind in ("choice", "yes_no"):
        key = ("yes" if value else "no") if column.kind == "yes_no" else value
        return dict(column.options).get(key, str(value))
    if column.kind == "reference":
        return value.code or value.name  # type: ignore[no-any-return]
    return str(value)


def yuan(fen: int) -> str:
    """An amount of 分 in 元, exactly, without zeros behind the point that say nothing."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole}{f'.{rest:02}'.rstrip('0') if rest else ''}"


def _day(text: str, plain: str) -> date:
    found = day_from(plain)
    if found is None and plain.isdecimal() and int(plain) in _SERIALS:
        found = _FIRST_DAY + timedelta(days=int(plain))
    if found is None:
        raise Wrong(f"“{text[:40]}”不是日期，请写成2019-12-31、2019/12/31或2019年12月31日。")
    return found


def _money(column: Column, text: str, plain: str, per: int | None) -> int:
    match = _AMOUNT.fullmatch("".join(plain.split()))
    if match is None:
        raise Wrong(f"“{text[:40]}”不是金额，请只写数，如20000或2.5。")
    sign, digits, unit = match.groups()
    if unit:
        per = UNITS[unit]
    if per is None:
        raise Wrong(f"看不出单位：请把表头写成“{column.label}（元）”或“{column.label}（万元）”。")
    try:
        fen = Decimal(digits.replace(",", "")) * per
    except InvalidOperation:
        raise Wrong(f"“{text[:40]}”不是金额。") from None
    if fen != fen.to_integral_value():
        raise Wrong(f"“{text[:40]}”比1分还细，请精确到分。")
    if fen > _MOST_FEN:
        raise Wrong(f"“{text[:40]}”太大，请核对单位。")
    if sign == "-" and fen and not column.signed:
        raise Wrong(f"“{column.label}”不能是负数。")
    return -int(fen) if sign == "-" else int(fen)


def _choice(column: Column, text: str, plain: str) -> str:
    for id, label in column.options:
        if plain in (id, unicodedata.normalize("NFKC", label)):
            return id
    raise Wrong(f"没有“{text[:40]}”，可以写：{'、'.join(label for _id, label in column.options)}。")


def _yes_no(text: str, plain: str) -> bool:
    if plain.lower() in _YES:
        return True
    if plain.lower() in _NO:
        return False
    raise Wrong(f"“{text[:40]}”看不出是与否，请写“是”或“否”。")
