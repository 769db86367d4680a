"""Names of persons: beside a number of theirs, after the word for a party or a contact, or of a child."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from typing import Any

from gongkai.privacy.finding.context import Found, cue
from gongkai.privacy.hit import Confidence

NEAR = 14
"""How many characters may stand between a name and the number it goes with: `，身份证号码（二代）：`."""

_HAN = r"[\u4e00-\u9fff]"
_LONG = rf"{_HAN}{{1,8}}(?:[·•]{_HAN}{{1,10}})+"
"""Names with a middle dot, as Uyghurs, Kazakhs and foreigners have them."""
_MASKED = re.compile(r"[某*＊×xX○〇_□■]")
# Between a name and a number: marks, sex, people, labels of the number; no other word.
_BETWEEN = re.compile(
    r"[\s,，、(（:：;；/|]*(?:(?:男|女|汉族|满族|回族|蒙古族|公民|先生|女士|居民|身份证号?码?|居民身份证|公民身份号码|证件号码?|身份号码"
    r"|手机号?码?|联系电话|联系方式|联系手机|电话号?码?|电话|手机|银行卡号?|(?:建行|工行|农行|中行|交行)?卡号?|储蓄卡号?|账号|账户|开户行|所有|护照号?码?|住址?|现住|家庭住址|车牌号?"
    r"|邮箱|电子邮箱|为|是|系|的|号码?|及|本人)[\s,，、(（:：/|]*){0,6}"
)  # fmt: skip


@cache
def _words() -> dict[str, Any]:
    text = resources.files("gongkai.privacy").joinpath("data/names.toml").read_text(encoding="utf-8")
    raw = tomllib.loads(text)
    return {
        "single": frozenset("".join(raw["single"].split())), "double": tuple(raw["double"]),
        "grammar": frozenset(raw["grammar"]), "words": tuple(raw["words"]), "tails": frozenset(raw["tails"]),
        "titles": tuple(raw["titles"]), "cuts": frozenset(raw["cuts"]),
    }  # fmt: skip


@cache
def _after() -> re.Pattern[str]:
    raw = tomllib.loads(resources.files("gongkai.privacy").joinpath("data/names.toml").read_text(encoding="utf-8"))
    return re.compile(rf"$|(?!{_HAN}|[·•]|{_MASKED.pattern})|(?:{'|'.join(map(re.escape, raw['after']))})")


def is_name(piece: str, *, labelled: bool) -> bool:
    """Tell whether *piece* can be a person's name; after a label, words of grammar may be surnames (`申请人：于洋`)."""
    words = _words()
    if "·" in piece or "•" in piece:
        return re.fullmatch(_LONG, piece) is not None
    double = piece.startswith(words["double"])
    if not (double or piece[0] in words["single"]) or not (3 if double else 2) <= len(piece) <= (4 if double else 3):
        return False
    if not labelled and piece[0] in words["grammar"]:
        return False
    if piece.startswith(words["words"]) or piece[1:] in words["words"]:
        return False
    bad = piece.endswith(words["titles"]) or _MASKED.search(piece)
    return not bad and not (len(piece) > 2 and piece[-1] in words["tails"])


def _name_at(text: str, start: int, *, labelled: bool) -> int | None:
    """Return where the name that begins at *start* ends, or None: the longest that is followed by a mark or a word."""
    if dotted := re.compile(_LONG).match(text, start):
        return dotted.end()
    for length in (4, 3, 2):
        piece = text[start : start + length]
        is_piece = len(piece) == length and re.fullmatch(rf"{_HAN}+", piece) is not None
        if is_piece and length > 2 and piece[-1] in _words()["cuts"]:
            continue
        if is_piece and is_name(piece, labelled=labelled) and _after().match(text, start + length):
            return start + length
    return None


def _after_label(text: str, label: re.Pattern[str], kind: str, reason: str, sure: Confidence) -> Iterator[Found]:
    """Yield the names after a label: with a colon, a blank or a cell's border between, or at once; then 、 and more."""
    for found in label.finditer(text):
        mark = re.compile(r"(?:姓名|名称|一|二|三|\d|\([^()]{1,10}\))?[ \t]*[:|\t][ \t]*|").match(text, found.end())
        at = mark.end() if mark else found.end()
        labelled = at > found.end()
        while (end := _name_at(text, at, labelled=labelled)) is not None:
            yield Found(kind, at, end, reason, sure)
            more = re.compile(r"[、,，/ ]{1,2}").match(text, end)
            if not more or (text[end] in ",， " and not labelled):
                break
            at = more.end()


def names(text: str, numbers: Iterable[Found]) -> Iterator[Found]:
    """Yield names after labels, children's names, and names that stand right before or after *numbers* of a person."""
    yield from _after_label(text, cue("name", "minor"), "minor", "near", "likely")
    yield from _of_an_age(text)
    yield from _after_label(text, cue("name", "labelled"), "name", "party", "likely")
    yield from _after_label(text, cue("name", "party"), "name", "party", "likely")
    yield from _after_label(text, cue("name", "contact"), "name", "contact", "possible")
    for number in numbers:
        if (span := _before(text, number.start)) is not None:
            yield Found("name", *span, "near", "certain")


_AGED = re.compile(
    rf"(?:^|(?<!{_HAN}))(?P<name>{_HAN}{{2,4}})[\s,，(（、]*(?:男|女)?[,，、\s]*(?:现年|年仅|今年)?(?P<age>\d{{1,2}})周?岁"
)
OF_AGE = 18


def _of_an_age(text: str) -> Iterator[Found]:
    """Yield names followed by an age under 18: `李小明（男，9岁）`."""
    for found in _AGED.finditer(text):
        for start in range(found.start("name"), found.end("name") - 1):
            piece = text[start : found.end("name")]
            if int(found["age"]) < OF_AGE and is_name(piece, labelled=False):
                yield Found("minor", start, found.end("name"), "near", "likely")
                break


def _before(text: str, start: int) -> tuple[int, int] | None:
    """Return the span of the name before a number at *start*, with nothing but marks and labels between."""
    low = max(0, start - NEAR - 4)
    for end in range(start, low, -1):
        if not _BETWEEN.fullmatch(text, end, start):
            continue
        if dotted := re.compile(rf"(?:{_LONG})$").search(text, max(0, end - 20), end):
            return dotted.span()
        for length in (2, 3, 4):
            begin = end - length
            piece = text[max(begin, 0) : end]
            if begin < 0 or not re.fullmatch(rf"{_HAN}+", piece) or not is_name(piece, labelled=False):
                continue
            if length > 2 and piece[-1] in _words()["cuts"]:
                continue
            if begin == 0 or re.match(rf"(?!{_HAN})", text[begin - 1]) or _ends_a_label(text, begin):
                return begin, end
    return None


_BEFORE_A_PERSON = (
    "村民|居民|居住的|请与|通知|汇入|汇至|代表|扣押|联系|由|向|为|和|与|及|给|的|户|市民|群众|学生|职工|同志|司机|"
    "驾驶员|队员"
)


def _ends_a_label(text: str, at: int) -> bool:
    """Whether a word for a person, or one that is followed by people, ends at *at*."""
    words = f"{cue('name', 'party').pattern}|{cue('name', 'labelled').pattern}|{_BEFORE_A_PERSON}"
    return re.search(rf"(?:{words})$", text[max(0, at - 6) : at]) is not None
