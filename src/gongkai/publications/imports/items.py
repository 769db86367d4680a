"""What a spreadsheet of content has in it: its headings, and the entry that a row of it becomes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from gongkai.channels.models import Column as SiteColumn
from gongkai.organisations.imports import Column, Wrong
from gongkai.organisations.imports.days import day_from
from gongkai.publications import kinds
from gongkai.publications.models import Publication

#: The heading of the text, and those on which a text goes on that is too long for one cell of a spreadsheet.
BODY = "正文"
MORE = tuple(f"正文续{number}" for number in range(1, 20))
#: Longest title that a cell of a column of links may name, and the longest address that is kept.
_LONGEST_ADDRESS = 600
_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True, slots=True)
class Place:
    """One column on which an entry stands, since when, and as what (`accepted` or `offered`)."""

    column: SiteColumn
    from_on: date
    state: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a cell: its row as the spreadsheet counts, its heading, a sentence."""

    row: int
    heading: str
    sentence: str


@dataclass(slots=True)
class Item:
    """
    An entry that is taken over.

    Args:
        row: Its row in the file.
        key: What it is known by when it comes again.
        fields: Fields of the publication by name, without its text.
        body: Its text, HTML or plain.
        places: Where it stands.
        index_number: The number that it brings along, or "".
    """

    row: int
    key: str
    fields: dict[str, Any]
    body: str
    places: tuple[Place, ...]
    index_number: str = ""

    def missing(self) -> list[str]:
        """The labels of the facts that a publication of its kind should have and this one has not."""
        needs = kinds.kinds()[self.fields["kind"]].needs
        return [_label(name) for name in needs if self.fields.get(name) in (None, "")]


@dataclass(slots=True)
class Reader:
    """Rows to entries, for one file: what is wrong with a row is noted in `problems`."""

    columns: Mapping[str, SiteColumn]
    unit_id: int
    on: date
    problems: list[Problem] = field(default_factory=list)
    _seen: dict[str, int] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)

    def item(self, row: int, texts: Mapping[str, str]) -> Item | None:
        """The entry of a row; None if something is wrong with it."""
        found: list[Problem] = []
        values: dict[str, Any] = {}
        for column in COLUMNS:
            text = texts.get(column.heading, "")
            if not text and column.required:
                found.append(Problem(row, column.heading, f"“{column.heading}”不能空白。"))
            elif text:
                try:
                    values[column.key] = column.read(text)
                except Wrong as wrong:
                    found.append(Problem(row, column.heading, str(wrong)))
        found = found or self._days(row, values)
        places = [] if found else self._places(row, values, found)
        if found:
            self.problems += found
            return None
        item = _item(row, values, texts, tuple(places))
        return item if self._once(item) else None

    @property
    def numbers(self) -> frozenset[str]:
        """Every index number that the rows read so far bring along."""
        return frozenset(self._numbers)

    def _places(self, row: int, values: dict[str, Any], found: list[Problem]) -> list[Place]:
        places = []
        for code, since in values["columns"]:
            column = self.columns.get(code)
            from_on = since or values["published_on"]
            if column is None:
                found.append(Problem(row, "栏目代码", f"没有代码为“{code}”的栏目，请先在“渠道”里设立，或核对代码。"))
            elif column.closed_on is not None and column.closed_on <= from_on:
                found.append(Problem(row, "栏目代码", f"栏目“{column.name}”已于{column.closed_on}停用，早于发布日期。"))
            elif from_on > self.on or from_on < values["published_on"]:
                found.append(Problem(row, "栏目代码", f"“{code}@{from_on}”的日期应在发布日期与今天之间。"))
            else:
                own = column.website.organisation_id == self.unit_id
                places.append(Place(column, from_on, "accepted" if own else "offered"))
        return places

    def _days(self, row: int, values: dict[str, Any]) -> list[Problem]:
        published_on, made_on = values["published_on"], values.get("made_on")
        if published_on > self.on:
            return [Problem(row, "发布日期", f"发布日期{published_on}还没有到：导入的是已经公开的内容。")]
        if made_on is not None and made_on > published_on:
            return [Problem(row, "成文日期", f"成文日期{made_on}晚于发布日期{published_on}，请核对。")]
        lapses_on, effective_on = values.get("lapses_on"), values.get("effective_on")
        if lapses_on is not None and effective_on is not None and lapses_on < effective_on:
            return [Problem(row, "有效期至", f"有效期至{lapses_on}早于生效日期{effective_on}，请核对。")]
        return []

    def _once(self, item: Item) -> bool:
        again = None
        if item.key in self._seen:
            what = "标题、种类、发布日期、文号都" if item.key.startswith("row:") else "来源网址或索引号"
            again = Problem(
                item.row, "标题", f"与第{self._seen[item.key]}行{what}相同；不是同一条的，请分别填写来源网址。"
            )
        elif item.index_number and item.index_number in self._numbers:
            again = Problem(item.row, "索引号", f"索引号与第{self._numbers[item.index_number]}行相同。")
        if again:
            self.problems.append(again)
            return False
        self._seen[item.key] = item.row
        if item.index_number:
            self._numbers[item.index_number] = item.row
        return True


def key_of(values: Mapping[str, Any]) -> str:
    """What an entry is known by when it comes again: its address, its index number, or what tells it apart."""
    if address := values.get("origin"):
        key = f"url:{address}"
    elif number := values.get("index_number"):
        key = f"index:{number}"
    else:
        parts = [values["title"], values["kind"], values["published_on"].isoformat(), values.get("document_number", "")]
        key = "row:" + hashlib.sha256("\n".join(parts).encode()).hexdigest()
    longest = Publication._meta.get_field("imported_from").max_length
    return key if len(key) <= longest else "url:" + hashlib.sha256(key.encode()).hexdigest()


def _item(row: int, values: dict[str, Any], texts: Mapping[str, str], places: tuple[Place, ...]) -> Item:
    key = key_of(values)
    for name in ("origin", "columns"):
        values.pop(name, None)
    number = values.pop("index_number", "")
    return Item(row, key, values, "".join(texts.get(heading, "") for heading in (BODY, *MORE)), places, number)


def _text(name: str) -> Callable[[str], str]:
    most = Publication._meta.get_field(name).max_length

    def read(text: str) -> str:
        if len(text) > most:
            raise Wrong(f"有{len(text)}个字，超过{most}个字，请缩短。")
        return text

    return read


def _day(text: str) -> date:
    day = day_from(text)
    if day is None:
        raise Wrong(f"“{text}”不是日期，请写成2026-01-31或2026年1月31日。")
    return day


def _one_of(what: str, choices: Callable[[], Iterable[tuple[str, str]]]) -> Callable[[str], str]:
    def read(text: str) -> str:
        known = dict(choices())
        found = text if text in known else next((key for key, label in known.items() if label == text), None)
        if found is None:
            raise Wrong(f"没有“{text}”这个{what}，可写：{'、'.join(known.values())}。")
        return found

    return read


def _columns(text: str) -> tuple[tuple[str, date | None], ...]:
    for mark in "，,；; \n":
        text = text.replace(mark, "、")
    found = []
    for part in filter(None, text.split("、")):
        code, at, since = part.partition("@")
        found.append((code, _day(since) if at else None))
    if len({code for code, _since in found}) < len(found):
        raise Wrong("同一个栏目写了两次，请删去一个。")
    return tuple(found)


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1949 < int(text) < 2200):
        raise Wrong(f"“{text}”不是年份，请写成四位数字，如2019。")
    return int(text)


def _link(text: str) -> str:
    try:
        _address(text)
    except ValidationError:
        raise Wrong(f"“{text[:80]}”不是网址，请写全，以http://或https://开头。") from None
    if len(text) > _LONGEST_ADDRESS:
        raise Wrong(f"网址超过{_LONGEST_ADDRESS}个字符。")
    return text


def _label(name: str) -> str:
    return str(Publication._meta.get_field(name).verbose_name)


#: The columns of a spreadsheet of content, beside its text; a file may have them in any order.
COLUMNS: tuple[Column, ...] = (
    Column("标题", "title", _text("title"), required=True),
    Column("种类", "kind", _one_of("种类", kinds.kind_choices), required=True, hint="如动态信息、公开文件"),
    Column("栏目代码", "columns", _columns, required=True,
           hint="几个栏目用顿号分开；放上的日期与发布日期不同的，写成“代码@2026-01-31”"),
    Column("发布日期", "published_on", _day, required=True, hint="如2026-01-31"),
    Column("成文日期", "made_on", _day, hint="如2026-01-31"),
    Column("内容概述", "summary", _text("summary")),
    Column("发文机关", "issuer", _text("issuer")),
    Column("发文字号", "document_number", _text("document_number"), hint="如西开政〔2019〕6号"),
    Column("索引号", "index_number", _text("index_number"), hint="原有的照填；空白的按本机关的规则编号"),
    Column("来源网址", "origin", _link, hint="原来公开时的网址；凭它认出重复导入的内容"),
    Column("公开依据", "ground", _one_of("公开依据", kinds.ground_choices), hint="如20.1，或依据全文"),
    Column("主题分类", "subject", _one_of("主题分类", kinds.subject_choices)),
    Column("体裁分类", "form", _one_of("体裁分类", kinds.form_choices), hint="如通知、公告"),
    Column("生效日期", "effective_on", _day),
    Column("有效期至", "lapses_on", _day, hint="最后有效的一天"),
    Column("有效性", "validity", _one_of("有效性", kinds.validity_choices), hint="有效、已修改、废止、失效"),
    Column("财政年度", "fiscal_year", _year, hint="预算、决算填写，如2019"),
    Column("关键词", "keywords", _text("keywords")),
    Column("稿件来源", "source", _text("source")),
)  # fmt: skip
HEADINGS: tuple[str, ...] = (*(column.heading for column in COLUMNS), BODY, *MORE)
