"""
What an official document shows by its form (GB/T 9704-2012): title, document number, date, signature, headings.

Nothing is guessed into a field that an officer would not check: what was recognised is offered in the form, and the
text keeps every word that was not taken for title, number or signature.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from gongkai.publications.intake.pieces import Heading, Paragraph, Piece, Signature

#: 发文机关代字、年份、发文顺序号 (GB/T 9704-2012, 7.2.5); years stand in hexagonal brackets, which many replace.
_NUMBER = re.compile(
    r"^([\u4e00-\u9fffA-Za-z（）()]{1,24}?)\s*[〔\[【（(［﹝]\s*((?:19|20)\d{2})\s*[〕\]】）)］﹞]\s*第?\s*(\d{1,5})\s*号$"
)
_ORDER = re.compile(r"^第\s*\d{1,4}\s*号$")
#: Lines above the title: copy number, secrecy, urgency, the red head (7.2.1-7.2.4), who signs off upward.
_HEAD = re.compile(r"^(?:\d{6}|(?:绝密|机密|秘密)(?:★.*)?|特急|加急|特提|平急|.{2,30}文件|签发人[:：].*|内部资料.*)$")
_DIGITS = {
    **{str(n): n for n in range(10)},
    **{c: n for n, c in enumerate("〇一二三四五六七八九")},
    "零": 0,
    "○": 0,
    "Ｏ": 0,
    "O": 0,
}
_DAY = re.compile(
    r"^((?:19|20)\d{2}|[一二〇零○ＯO三四五六七八九]{4})\s*年\s*([\d一二三四五六七八九十]{1,2})\s*月\s*([\d一二三四五六七八九十]{1,3})\s*日$"
)
_FIRST = re.compile(r"^[一二三四五六七八九十百]{1,4}、")
_SECOND = re.compile(r"^[（(][一二三四五六七八九十百]{1,4}[）)]")
_SENTENCE = re.compile(r"[。；！？;]")
#: How far from the end signature and date are looked for: remarks, lists of attachments and copies may follow.
_FROM_END = 12
_LONGEST_TITLE, _LONGEST_HEADING, _LONGEST_NAME = 120, 45, 40
#: Bodies that sign together.
MOST_NAMES = 6


@dataclass(frozen=True, slots=True)
class Official:
    """
    What was recognised.

    Args:
        title: The title, or "".
        document_number: As the standard writes it (国办发〔2019〕6号), or "".
        made_on: The date below the text, or None.
        issuer: Who signed, or "".
        pieces: The text without title and number, with headings and signature as such.
    """

    title: str
    document_number: str
    made_on: date | None
    issuer: str
    pieces: tuple[Piece, ...]


def understood(pieces: Sequence[Piece]) -> Official:
    """What a text shows by its form."""
    title, number, rest = _top(list(pieces))
    signature, made_on, rest = _end(rest)
    return Official(title, number, made_on, signature.name if signature else "", tuple(map(_heading, rest)))


def day_of(words: str) -> date | None:
    """The day that is written as 2019年6月3日 or 二〇一九年六月三日; None for what is none."""
    found = _DAY.match(_bare(words))
    if found is None:
        return None
    try:
        year = int("".join(str(_DIGITS[sign]) for sign in found[1]))
        return date(year, _counted(found[2]), _counted(found[3]))
    except (ValueError, KeyError):
        return None


def number_of(words: str) -> str:
    """A document number as the standard writes it; "" for what is none."""
    found = _NUMBER.match(words.strip())
    return f"{found[1]}〔{found[2]}〕{int(found[3])}号" if found else ""


def _counted(words: str) -> int:
    if words.isdecimal():
        return int(words)
    tens, ten, ones = words.rpartition("十")
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0) if ten else _DIGITS[words]


def _top(pieces: list[Piece]) -> tuple[str, str, list[Piece]]:
    """The title and the number, and all the rest."""
    number, title = "", ""
    at = 0
    while at < len(pieces) and isinstance(piece := pieces[at], Paragraph | Heading):
        words = _words(piece)
        if not title and not number and _HEAD.match(words) and at < 8:
            at += 1
        elif not number and (found := number_of(words)):
            number, at = found, at + 1
        elif _is_title(piece, words, title):
            title, at = title + words, at + 1
        else:
            break
    if title:
        return title, number, pieces[at:]
    return "", number, pieces if not number else [piece for piece in pieces if number_of(_words(piece)) != number]


def _is_title(piece: Paragraph | Heading, words: str, before: str) -> bool:
    """Whether a line is of the title: marked as one, or in the middle above the text, or the first line, if short."""
    if len(before + words) > _LONGEST_TITLE or _SENTENCE.search(words) or words.endswith(("：", ":")):
        return False
    if isinstance(piece, Paragraph) and "<a " in piece.markup:
        return False
    if isinstance(piece, Heading):
        return piece.level == 1 or (not before and not _FIRST.match(words))
    if piece.align == "center":
        return not re.match(r"^[（(].*[）)]$", words) and day_of(words) is None
    return not before and len(words) <= 60 and not _FIRST.match(words) and not _SECOND.match(words)


def _end(pieces: list[Piece]) -> tuple[Signature | None, date | None, list[Piece]]:
    """The signature and the date, and the text with a signature in their place."""
    for at in range(len(pieces) - 1, max(-1, len(pieces) - 1 - _FROM_END), -1):
        piece = pieces[at]
        if not isinstance(piece, Paragraph):
            continue
        *names, last = [line.strip() for line in piece.words.split("\n")]
        day = day_of(last)
        if day is None:
            continue
        start = at
        while not names and at - start < MOST_NAMES and start and _is_name(pieces[start - 1], is_next=start == at):
            start -= 1
        names += [_words(above) for above in pieces[start:at]]
        signature = Signature("\u3000".join(re.sub(r"\s+", "", name) for name in names if name), _bare(last))
        return signature, day, [*pieces[:start], signature, *pieces[at + 1 :]]
    return None, None, pieces


def _is_name(piece: Piece, *, is_next: bool) -> bool:
    """Whether a line above the date is a signature; further up, only what stands at the right is one more of them."""
    if not isinstance(piece, Paragraph) or not (is_next or piece.align == "right"):
        return False
    words = piece.words.strip()
    return (
        len(words) <= _LONGEST_NAME
        and not re.search(r"[。；：:！？，,]", words)
        and not _FIRST.match(words)
        and not re.match(r"^(?:附件|附：|特此|此件|此复|以上|联系|\d)", words)
    )


def _heading(piece: Piece) -> Piece:
    """A short paragraph numbered 一、 or （一） without a sentence in it is a heading; so is a title that is left."""
    if isinstance(piece, Heading):
        return replace(piece, level=max(piece.level, 2))
    if isinstance(piece, Paragraph) and len(piece.words) <= _LONGEST_HEADING:
        words = piece.words.strip()
        if not _SENTENCE.search(words) and not words.endswith(("：", ":", "，", ",")):
            if _FIRST.match(words):
                return Heading(2, words)
            if _SECOND.match(words):
                return Heading(3, words)
    return piece


def _bare(words: str) -> str:
    return re.sub(r"\s", "", words)


def _words(piece: Piece) -> str:
    text = piece.text if isinstance(piece, Heading) else piece.words if isinstance(piece, Paragraph) else ""
    return re.sub(r"\s+", "", text) if re.search(r"[\u4e00-\u9fff]", text) else text.strip()
