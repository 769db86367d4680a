"""How a reference is written out: 19.98万次, 较上年末（3740人）增长47%, 一是…；二是…; knows no database."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import NamedTuple

from gongkai.report.exact_json import plain
from gongkai.yearbook.narrative.knowledge import PLUS, RECORDS, Item, Known, Value, Word, split_key
from gongkai.yearbook.narrative.language import Reference

_SCALES: Mapping[str, int] = MappingProxyType({"万": 10_000, "亿": 100_000_000})
_SCALE = re.compile(r"([万亿])([0-6]?)")
_GROWTH = re.compile(r"增长([0-3]?)")
_FIRST = re.compile(r"前([1-9][0-9]?)")
#: Decimal places that are kept at most where a form does not say how many.
PLACES = 2
_ORDINALS = "一二三四五六七八九"

#: The forms there are, by what they are written on, as the reference of the language lists them.
FORMS: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "number": MappingProxyType({
        "单位": "后面加上单位",
        "万": "以万计，最多两位小数；“万1”“万2”是一位、两位小数；不满一万的照写",
        "亿": "以亿计，写法同“万”",
        "上年": "上年的数",
        "增长": "较上年（末）（上年的数）增长或下降百分之几；“增长1”是一位小数",
        "增减": "较上年（末）增加或减少多少",
        "名称": "只写这一项的名称",
    }),
    "keyed": MappingProxyType({
        "名称": "只写各项的名称", "万": "各项的数以万计", "亿": "各项的数以亿计",
    }),
    "records": MappingProxyType({
        "书名号": "名称加书名号", "引号": "名称加引号", "内容": "写各条的内容", "逐条": "一是…；二是…",
        "个数": "有多少条", "前2": "只写前几条，后面加“等”",
    }),
    "fact": MappingProxyType({}),
})  # fmt: skip


class Missing(NamedTuple):
    """Why a reference cannot be written out: `figure`, `part`, `before`, `records`, `edition`, and a sentence."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Written:
    """A reference written out; `exact` is the number behind it where the words are rounded, else ""."""

    words: str
    exact: str = ""


def known_forms(kind: str) -> str:
    """The forms for references of a kind, for saying what is known."""
    return "、".join(f"“{name}”" for name in FORMS[kind]) or "（没有）"


def is_form(kind: str, form: str) -> bool:
    """Whether references of that kind can be written so."""
    patterns = {"number": (_SCALE, _GROWTH), "keyed": (_SCALE,), "records": (_FIRST,), "fact": ()}[kind]
    return form in FORMS[kind] or any(pattern.fullmatch(form) for pattern in patterns)


def kind_of(name: str, known: Known) -> str | None:
    """What a name names: `fact`, `number`, `keyed` or `records`; None if nothing."""
    if name in known.facts:
        return "fact"
    if name.startswith(f"{RECORDS}/"):
        return "records"
    if known.vocabulary.number(name) is not None:
        return "number"
    return "keyed" if known.vocabulary.keyed(name) is not None else None


def write(reference: Reference, known: Known) -> Written | Missing:
    """A reference in words, or why there are none."""
    kind = kind_of(reference.name, known)
    if kind is None:
        return Missing("figure", f"不知道{known.vocabulary.quoted(reference.name)}。")
    writers: dict[str, Callable[[Reference, Known], Written | Missing]] = {
        "fact": lambda reference, known: Written(known.facts[reference.name]),
        "number": _number, "keyed": _keyed, "records": _records,
    }  # fmt: skip
    return writers[kind](reference, known)


def amount(value: Value, form: str = "") -> str:
    """A number as it is printed: `1029`, `19.98万`, `11.40万`, `-3`."""
    match = _SCALE.fullmatch(form)
    if match is None or abs(Decimal(value)) < _SCALES[match[1]]:
        return plain(value)
    scaled = Decimal(value) / _SCALES[match[1]]
    places = int(match[2]) if match[2] else PLACES
    rounded = _rounded(scaled, places)
    return f"{rounded if match[2] else _short(rounded)}{match[1]}"


def rate(now: Value, before: Value, places: int) -> Decimal | None:
    """Change in per cent, rounded half up; None where there was nothing before."""
    return _rounded((Decimal(now) - before) * 100 / abs(Decimal(before)), places) if before else None


def _number(reference: Reference, known: Known) -> Written | Missing:
    name, forms = reference.name, reference.forms
    word = known.vocabulary.number(name) or Word(name)
    if "名称" in forms:
        return Written(word.label)
    compares = any(form == "增减" or _GROWTH.fullmatch(form) for form in forms)
    before = known.value_before(name)
    value = before if "上年" in forms else known.value(name)
    if value is None and "上年" not in forms:
        return _unknown(name, word, known)
    if value is None or (compares and before is None):
        return Missing("before", f"{known.vocabulary.quoted(name)}没有上年的数。")
    scale = next((form for form in forms if _SCALE.fullmatch(form)), "")
    if compares and before is not None:
        return _compared(value, before, word, forms, scale)
    words = amount(value, scale)
    exact = plain(value) if words != plain(value) else ""
    return Written(words + (word.unit if "单位" in forms else ""), exact and f"{exact}{word.unit}")


def _unknown(name: str, word: Word, known: Known) -> Missing:
    """Why a number is not known."""
    called = known.vocabulary.quoted(name)
    if word.editions and known.edition not in word.editions:
        return Missing("edition", f"{known.year}年的表没有{called}。")
    if known.partial & set(name.split(PLUS)):
        return Missing("part", f"{called}有的日子没有数据，算不出全年的数。")
    return Missing("figure", f"{called}没有数据。")


def _compared(now: Value, before: Value, word: Word, forms: tuple[str, ...], scale: str) -> Written | Missing:
    """较上年末（17.3万次）增长81%; 较上年增加12件."""
    when = "上年末" if word.at_end else "上年"
    if "增减" in forms:
        if now == before:
            return Written(f"与{when}持平")
        return Written(
            f"较{when}{'增加' if now > before else '减少'}{amount(max(now - before, before - now), scale)}{word.unit}"
        )
    there = f"{when}（{amount(before, scale)}{word.unit}）"
    exact = f"{plain(before)}{word.unit}→{plain(now)}{word.unit}"
    if now == before:
        return Written(f"与{there}持平", exact)
    form = next(match for form in forms if (match := _GROWTH.fullmatch(form)))
    # A change that rounds away at the places asked for is told with one more, never as 0%.
    for places in range(int(form[1] or 0), 7):
        found = rate(now, before, places)
        if found is None:
            return Missing("before", f"{word.label}的{when}数是0，算不出增长率。")
        if found:
            return Written(f"较{there}{'增长' if found > 0 else '下降'}{plain(_short(abs(found)))}%", exact)
    return Written(f"与{there}基本持平", exact)


def _keyed(reference: Reference, known: Known) -> Written | Missing:
    """概况类信息5条、政务动态信息729条."""
    found = known.vocabulary.keyed(reference.name)
    whole, word, wanted = found or (split_key(reference.name)[0], Word(reference.name), ())
    keys = known.keys_of(whole)
    if wanted:
        keys = [key for key in wanted if key in keys]
    if not keys:
        return _unknown(whole, word, known)
    labels = {key: key if word.keys is None else word.keys.get(key, key) for key in keys}
    if "名称" in reference.forms:
        return Written("、".join(labels.values()))
    scale = next((form for form in reference.forms if _SCALE.fullmatch(form)), "")
    numbers = {key: amount(known.numbers[f"{whole}/{key}"], scale) for key in keys}
    return Written("、".join(f"{labels[key]}{number}{word.unit}" for key, number in numbers.items()))


def _records(reference: Reference, known: Known) -> Written | Missing:
    items = known.items(reference.name)
    forms = reference.forms
    if items is not None and "个数" in forms:
        return Written(str(len(items)))
    if not items:
        return Missing("records", f"没有{known.vocabulary.quoted(reference.name)}的记录。")
    first = next((int(match[1]) for form in forms if (match := _FIRST.fullmatch(form))), len(items))
    shown = [_item(item, forms) for item in items[:first]]
    if "逐条" in forms:
        return Written("；".join(_counted(place, words) for place, words in enumerate(shown, 1)))
    mark = "；" if "内容" in forms else "" if {"书名号", "引号"} & set(forms) else "、"
    return Written(mark.join(shown) + ("等" if first < len(items) else ""))


def _item(item: Item, forms: tuple[str, ...]) -> str:
    words = item.words or item.title if "内容" in forms or "逐条" in forms else item.title
    words = re.sub(r"\s+", "", words) if re.search(r"[一-鿿]", words) else words
    words = words.rstrip("。；;.")
    if "书名号" in forms:
        return f"《{words.removeprefix('《').removesuffix('》')}》"
    if "引号" not in forms:
        return words
    # Quotation marks within quotation marks are single ones (GB/T 15834).
    return f"“{words.replace('“', '‘').replace('”', '’')}”"


def _counted(place: int, words: str) -> str:
    """一是…, up to 九十九是…."""
    tens, ones = divmod(place, 10)
    spoken = (("" if tens == 1 else _ORDINALS[tens - 1]) + "十" if tens else "") + (_ORDINALS[ones - 1] if ones else "")
    return f"{spoken}是{words}"


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _short(value: Decimal) -> Decimal:
    """Without zeros behind the point."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
