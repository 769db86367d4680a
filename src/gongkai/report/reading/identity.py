"""Whose report it is and on which year: from its title, its opening, its file's name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gongkai.report.reading.characters import fold

_YEAR = r"(?:20|二[○〇零oO0])\s*[\d〇○零一二三四五六七八九]\s*[\d〇○零一二三四五六七八九]"
_SUBJECT = r"(?:政\s*府\s*信\s*息\s*公\s*开|信\s*息\s*公\s*开|政\s*务\s*公\s*开)"
_YEAR_AT = re.compile(_YEAR)
# What follows the year in a title; what precedes it is looked for backwards, to the last mark.
_AFTER_YEAR = re.compile(
    rf"\s*年?\s*度?\s*(?P<after>[^。；，,：:！？\d\n]{{0,50}}?)"
    rf"{_SUBJECT}\s*(?:工\s*作)?\s*(?:年\s*度|情\s*况)?\s*(?:工\s*作)?\s*(?:报\s*告|年\s*报)"
)
_BEFORE_YEAR = re.compile(r"[^。；，,：:！？\n]{0,50}$")
_NO_YEAR = re.compile(
    rf"(?P<before>[^。；，,：:！？\d\n]{{2,40}}?){_SUBJECT}\s*(?:工\s*作)?\s*(?:年\s*度)?\s*(?:工\s*作)?\s*(?:报\s*告|年\s*报)"
)
_PERIOD = re.compile(rf"({_YEAR})\s*年\s*1\s*月\s*1\s*日.{{0,12}}?12\s*月\s*31\s*日")
_ANY_YEAR = re.compile(r"(20[12]\d)\s*年")
_PUBLISHED = re.compile(r"(?:发布|公开|成文|发文)?(?:时间|日期)\D{0,4}(20[12]\d)[-年./](\d{1,2})")
_PUBLISHER = re.compile(r"(?:发布机构|发文机关|公开机关|发布单位|信息来源|来源)\s*[:：]?\s*([^\s|:：]{3,30})")
_MADE_BY = re.compile(
    r"(?:由|向社会公布|现公布|公布)([^，。；由]{2,30}?(?:政府|办公室|办公厅|局|委员会|管委会|街道办事处|办事处|厅|委|中心))"
)
_LEADING = re.compile(
    r"^(?:标题|名称|题名|题目)\s*[:：]?|^(?:关于|现将|现公布|现向社会公布|向社会公布|公布|印发|发布|附件\d*|索引号.*?)+|^[\s\W]+"
)
_TRAILING = re.compile(r"(?:\d{4}\s*年?度?|年度|年)?[\s\W]*$")
_MOST_LINES, _LONGEST = 40, 300  # a title or a period stands in the opening
_DIGITS = str.maketrans("○〇零oO一二三四五六七八九", "000001" + "23456789")


@dataclass(frozen=True, slots=True)
class Identity:
    """Agency as printed (simplified characters), year reported, and the title found; empty where unknown."""

    agency: str = ""
    year: int | None = None
    title: str = ""


def _year(text: str) -> int | None:
    digits = re.sub(r"\s+", "", text).replace("二", "2", 1) if text.startswith("二") else re.sub(r"\s+", "", text)
    digits = digits.translate(_DIGITS)
    return int(digits) if digits.isdecimal() and len(digits) == 4 else None


def _clean(name: str) -> str:
    name = re.sub(r"\s+", "", name)
    for _ in range(3):
        name = _LEADING.sub("", name)
    name = name.split("》")[-1].split("」")[-1]
    name = _TRAILING.sub("", name).strip("的—-－_|·《》“”\"'（）()【】")
    if name.endswith("人民"):
        name += "政府"  # 某市人民政府信息公开 says 政府 once for both
    return "" if name in ("政府", "年政府", "年度政府", "本级", "本机关", "度") else name


def _title(text: str) -> Identity | None:
    """A title with its year in *text*, or None."""
    for found in _YEAR_AT.finditer(text):
        after = _AFTER_YEAR.match(text, found.end())
        year = _year(found[0]) if after is not None else None
        if after is None or year is None:
            continue
        before = _BEFORE_YEAR.search(text, 0, found.start())
        head = before[0] if before is not None else ""
        return Identity(_clean(head) or _clean(after["after"]), year, head + text[found.start() : after.end()])
    return None


def identify(lines: Sequence[str], titles: Sequence[str] = ()) -> Identity:
    """
    Find agency, year and title.

    Args:
        lines: Prose of the report, the opening first (a title may be cut over two lines).
        titles: What the format gives as title, and the file's name; looked at after the first lines.
    """
    agency, year, title = "", None, ""
    for text in _candidates(lines, titles):
        found = _title(text) if "报" in text and "公" in text else None
        if found is None:
            continue
        year = year or found.year
        title = title or re.sub(r"\s+", " ", _LEADING.sub("", found.title.strip())).strip()
        if found.agency:
            agency = found.agency
            break
    if not agency:
        agency = _agency_elsewhere(_candidates(lines, titles), list(_folded(lines)))
    if not title and not year:
        title = next((t.strip() for t in _candidates(lines, titles) if _NO_YEAR.fullmatch(t.strip())), "")
    return Identity(
        agency,
        year or _year_elsewhere(list(_folded(lines))),
        re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", title),
    )


def _folded(lines: Sequence[str]) -> Iterator[str]:
    """The opening, a line when it is asked for: most reports say all in their first."""
    return (fold(line[:_LONGEST]).strip(" \t|#*") for line in lines[:_MOST_LINES])


def _candidates(lines: Sequence[str], titles: Sequence[str]) -> Iterator[str]:
    """What may hold the title: short lines, two lines together, what the format offers, long lines."""
    opening: list[str] = []
    for line in _folded(lines):
        if line.strip():
            opening.append(line)
            if len(line) < 90:
                yield line
    yield from (f"{a}{b}" for a, b in pairwise(opening[:13]) if len(a) < 60 and len(b) < 60)
    yield from map(fold, titles)
    yield from opening


def _agency_elsewhere(candidates: Iterable[str], folded: Sequence[str]) -> str:
    for text in folded:
        found = _PUBLISHER.search(text)
        if found is not None and _clean(found[1]):
            return _clean(found[1])
    for text in candidates:
        found = _NO_YEAR.search(text) if len(text) < 60 else None
        if found is not None and _clean(found["before"]):
            return _clean(found["before"])
    for text in folded:
        found = _MADE_BY.search(text)
        if found is not None and _clean(found[1]):
            return _clean(found[1])
    return ""


def _year_elsewhere(folded: Sequence[str]) -> int | None:
    for text in folded:
        found = _PERIOD.search(text)
        if found is not None:
            return _year(found[1])
    opening = Counter(int(y) for text in folded[:60] for y in _ANY_YEAR.findall(text[:200]))
    if opening:
        return opening.most_common(1)[0][0]
    for text in folded[:20]:
        published = _PUBLISHED.search(text)
        if published is not None:
            return int(published[1]) - 1
    return None
