"""The text of a notice on holidays, taken apart into the rows of the form; nothing is decided here.

What is found is shown in the form and checked there by `parse_notice`, and a person compares it with the notice.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_ITEM = re.compile(r"(?:^|[\n。])\s*[一二三四五六七八九十]+、\s*([^:。\n]{1,20}):")
_DAY = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日")
_BRACKETS = re.compile(r"\([^()]*\)")
# 鼓励各单位…安排职工在除夕休息: a wish, and no day off.
_WISH = "鼓励"


def rows_of_notice(text: str) -> list[dict[str, str]]:
    """
    The rows of `parse_notice` as *text* names them, days as it writes them with their month added where it is left out.

    Args:
        text: The notice, or the part with its numbered items (一、元旦：1月1日至3日放假调休，共3天。1月4日上班。).

    Returns:
        One row an item that names days; none if the text has no such items.
    """
    plain = _BRACKETS.sub("", unicodedata.normalize("NFKC", text))
    items = list(_ITEM.finditer(plain))
    ends = [item.start() for item in items[1:]] + [len(plain)]
    rows = (_row(item[1].strip(), plain[item.end() : end]) for item, end in zip(items, ends, strict=False))
    return [row for row in rows if row["first"] or row["work"]]


def _row(name: str, body: str) -> dict[str, str]:
    row = {"name": name, "first": "", "last": "", "work": ""}
    for sentence in re.split(r"[。;\n]", body):
        if _WISH in sentence:
            continue
        days = list(_days(sentence.partition("共")[0]))
        if "上班" in sentence:
            row["work"] = "、".join(filter(None, [row["work"], *days]))
        elif "放假" in sentence and days and not row["first"]:
            row["first"] = days[0]
            row["last"] = days[1] if len(days) > 1 and "至" in sentence else ""
    return row


def _days(sentence: str) -> Iterator[str]:
    """The days of a sentence; a day without its month or year has that of the one before it (10月1日至8日)."""
    year = month = ""
    for found in _DAY.finditer(sentence):
        year, month = found[1] or (year if not found[2] else ""), found[2] or month
        if month:
            yield f"{f'{year}年' if year else ''}{month}月{found[3]}日"
