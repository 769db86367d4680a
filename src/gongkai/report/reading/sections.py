"""The six sections of a report: headings found by number and words, their text a paragraph a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from gongkai.report.form import editions
from gongkai.report.reading.characters import fold, key
from gongkai.report.report import Section

_NUMBERED = re.compile(r"\s*(?:第\s*)?([一二三四五六七八九十])\s*(?:部分)?\s*[、.．,，:：]\s*")
_INLINE_NUMBER = "[一二三四五六七八九十]\\s*、\\s*"
# What a heading of each section is about, for headings in words that no edition lists.
_ABOUT = {
    "overview": re.compile("总体|概述|概况|基本情况"),
    "proactive": re.compile("主动公开"),
    "applications": re.compile("申请"),
    "remedies": re.compile("复议|诉讼"),
    "problems": re.compile("问题|改进"),
    "other": re.compile("其他|其它"),
}
_LONGEST_HEADING = 44
_NUMERALS = "第一二三四五六七八九十"
_CHROME = re.compile(
    r"^(?:[\[【(（]?(?:打印|关闭|返回顶部|上一篇|下一篇|上一条|下一条|分享|收藏|附件下载|相关附件|相关链接|扫一扫|责任编辑"
    r"|返回列表|字体|我要纠错|网站地图|关于我们|联系我们|友情链接|版权所有|主办单位|主办|承办|技术支持|网站标识码)"
    r"|.{0,30}(?:ICP备|公网安备|网站标识码))"
)
_NEW_PARAGRAPH = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十\d]+[）)]|\d+\s*[.、．)）]|[一二三四五六七八九十]是|注[:：]|附件)"
)
_SENTENCE_END = "。！？；：;:!?.”》"
_SHORTEST_WRAPPED = 18  # a line that was wrapped is about as long as a printed line


@lru_cache(maxsize=1)
def known_headings() -> dict[str, str]:
    """The section of every heading of every edition, by the heading's key."""
    return {
        key(text): section.key
        for edition in editions().values()
        for section in edition.sections
        for text in (section.heading, *section.variants)
    }


@lru_cache(maxsize=1)
def _numbers() -> dict[str, str]:
    return {s.number: s.key for edition in editions().values() for s in edition.sections}


@lru_cache(maxsize=1)
def _inline() -> re.Pattern[str]:
    """A numbered heading of the form anywhere in a line that runs paragraphs together."""
    texts = {text for e in editions().values() for s in e.sections for text in (s.heading, *s.variants)}
    choice = "|".join(r"\s*".join(map(re.escape, text)) for text in sorted(texts, key=len, reverse=True))
    return re.compile(f"({_INLINE_NUMBER})({choice})")


@lru_cache(maxsize=1024)  # the same words head the sections of every report
def _section_of(words: str) -> str | None:
    return known_headings().get(key(words)) if len(words) <= _LONGEST_HEADING else None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading found: its number and words as printed, its section, and what followed it on the line."""

    number: str
    key: str
    text: str
    rest: str = ""


def heading(line: str, *, marked: bool = False) -> Heading | None:
    """
    The heading that a line is or begins with, or None.

    Args:
        line: A line of text.
        marked: The format says that it is a heading.
    """
    stripped = line.strip(" \t\n\u3000#*")
    if not stripped or (stripped[0] not in _NUMERALS and len(stripped) > _LONGEST_HEADING):
        return None
    numbered = _NUMBERED.match(stripped)
    if numbered is None:
        if stripped[0] in "（(" or stripped[0].isdecimal():
            return None  # （一）主动公开 is a part of section one
        section = _section_of(stripped)
        return Heading("", section, stripped) if section and (marked or not stripped.endswith("。")) else None
    number, words = numbered[1], stripped[numbered.end() :].strip()
    section = _section_of(words)
    if section:
        return Heading(number, section, words.rstrip("：:。 "))
    inline = _inline().match(stripped)
    if inline is not None:
        found = inline[2]
        return Heading(number, known_headings()[key(found)], found, stripped[inline.end() :].strip())
    expected = _numbers().get(number)
    folded = fold(words)
    if expected and len(words) <= _LONGEST_HEADING and "。" not in words and _ABOUT[expected].search(folded):
        return Heading(number, expected, words.rstrip("：:"))
    return None


def split_headings(line: str) -> list[str]:
    """A line that runs paragraphs together, cut before each heading of the form in it."""
    starts = [match.start() for match in _inline().finditer(line)]
    if not starts or starts == [0]:
        return [line]
    cuts = [0, *(s for s in starts if s), len(line)]
    return [line[a:b].strip() for a, b in pairwise(cuts) if line[a:b].strip()]


@dataclass(slots=True)
class Prose:
    """A line of prose: its text, the heading that it is or begins with, whether an empty line precedes it."""

    text: str
    head: Heading | None = None
    fresh: bool = True


def prose(text: str, *, marked: bool = False, fresh: bool = True) -> Prose:
    """A line of prose, looked at for a heading; *marked* if the format says that it is one."""
    return Prose(text, heading(text, marked=marked), fresh)


def sections(lines: Iterable[Prose], *, wrapped: bool) -> tuple[list[Prose], list[Section]]:
    """
    Split prose into what precedes the first heading and the sections.

    Args:
        lines: Prose without the tables, in order.
        wrapped: Lines may be cut where the page ended; paragraphs are put together again.
    """
    before: list[Prose] = []
    found: list[tuple[Heading, list[Prose]]] = []
    for line in lines:
        head = line.head
        if head is not None and not _repeats(head, found):
            found.append((head, [Prose(head.rest)] if head.rest else []))
        elif found:
            found[-1][1].append(line)
        else:
            before.append(line)
    result = []
    for at, (head, under) in enumerate(found):
        body = _without_chrome(under) if at == len(found) - 1 else under
        paragraphs = _paragraphs(body) if wrapped else [" ".join(p.text.split()) for p in body]
        text = "\n".join(p for p in paragraphs if p)
        result.append(Section(head.number, head.key, head.text, text))
    return before, result


def _repeats(head: Heading, found: list[tuple[Heading, list[Prose]]]) -> bool:
    """A second heading of a section already begun (a caption, a table of contents entry met again)."""
    return not head.number and any(earlier.key == head.key for earlier, _ in found)


def _without_chrome(body: list[Prose]) -> list[Prose]:
    for at, line in enumerate(body):
        if _CHROME.match(line.text.strip()):
            return body[:at]
    return body


def _paragraphs(body: Sequence[Prose]) -> list[str]:
    paragraphs: list[str] = []
    joined = False
    for line in body:
        text = line.text.strip()
        indented = line.text[:1] in " \t\u3000"
        if joined and paragraphs and not line.fresh and not indented and not _NEW_PARAGRAPH.match(text):
            glue = " " if paragraphs[-1][-1].isascii() and text[:1].isascii() else ""
            paragraphs[-1] += glue + text
        elif text:
            paragraphs.append(text)
        joined = bool(text) and text[-1] not in _SENTENCE_END and len(text) >= _SHORTEST_WRAPPED
    return paragraphs
