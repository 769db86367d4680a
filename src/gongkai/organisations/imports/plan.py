"""What a spreadsheet of units and people has in it: its columns, its lines, and what is wrong with their cells."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from gongkai.organisations import credit, kinds, roles
from gongkai.organisations.imports.days import day_from

State = Literal["new", "changed", "same", "bad"]


#: What people read of the states.
STATES: tuple[tuple[str, State], ...] = (("新增", "new"), ("变更", "changed"), ("相同", "same"), ("有问题", "bad"))


class Wrong(ValueError):
    """A cell that cannot be read; the text is the sentence for its marking."""


@dataclass(frozen=True, slots=True)
class Column:
    """
    A column.

    Args:
        heading: Its heading in the file.
        key: What the program calls it.
        read: From the text of a cell to its value; raises Wrong.
        required: Whether a cell may be blank.
        hint: What to write, for the empty form and the page.
    """

    heading: str
    key: str
    read: Callable[[str], Any] = str
    required: bool = False
    hint: str = ""


@dataclass(slots=True)
class Line:
    """
    A row of the file.

    Args:
        sheet: The sheet that it stands in.
        number: Its row as the spreadsheet counts, from 1.
        texts: What stands in its cells, by heading.
        problems: What is wrong, by heading.
        state: What it would do; `bad` if it has a problem.
    """

    sheet: str
    number: int
    texts: dict[str, str]
    problems: dict[str, str] = field(default_factory=dict)
    state: State = "same"

    @property
    def label(self) -> str:
        """The state as people read it."""
        return next(word for word, state in STATES if state == self.state)

    @property
    def cells(self) -> list[tuple[str, str, str]]:
        """Heading, text and problem ("" if none) of each cell that holds something or is wrong."""
        named = {**self.texts, **dict.fromkeys(self.problems.keys() - self.texts.keys(), "")}
        found = ((heading, text, self.problems.get(heading, "")) for heading, text in named.items())
        return [cell for cell in found if cell[1] or cell[2]]

    def value(self, column: Column) -> Any:
        """The value of a cell, None if it is blank or cannot be read; a problem is noted."""
        text = self.texts.get(column.heading, "")
        if not text:
            if column.required:
                self.problems.setdefault(column.heading, f"“{column.heading}”不能空白。")
            return None
        try:
            return column.read(text)
        except Wrong as wrong:
            self.problems.setdefault(column.heading, str(wrong))
            return None


@dataclass(slots=True)
class Plan:
    """
    A file that was read.

    Args:
        name: The file's name.
        headings: The headings of each sheet, in the file's order.
        lines: Its rows, in the file's order.
    """

    name: str
    headings: dict[str, list[str]]
    lines: list[Line]

    @property
    def problems(self) -> int:
        """How many cells are wrong."""
        return sum(len(line.problems) for line in self.lines)

    def count(self, state: State) -> int:
        """How many lines are of that state."""
        return sum(line.state == state for line in self.lines)

    def digest(self) -> str:
        """What the file would do now, as a digest: a confirmation holds for exactly this."""
        rows = [[line.sheet, line.number, line.texts, line.state] for line in self.lines]
        return hashlib.sha256(json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _day(text: str) -> date:
    day = day_from(text)
    if day is None:
        raise Wrong(f"“{text}”不是日期，请写成2026-01-31或2026年1月31日。")
    return day


def _kind(text: str) -> str:
    kind = kinds.by_label(text)
    if kind is None:
        known = "、".join(label.partition("（")[0] for _kind_id, label in kinds.choices())
        raise Wrong(f"没有“{text}”这个类别，可写：{known}。")
    return kind.id


def _role(text: str) -> str:
    role = roles.by_label(text)
    if role is None:
        raise Wrong(f"没有“{text}”这个角色，可写：{'、'.join(label for _role_id, label in roles.choices())}。")
    return role.id


def _credit_code(text: str) -> str:
    code = text.upper()
    if wrong := credit.fault(code):
        raise Wrong(wrong)
    return code


def _name(text: str) -> str:
    # A spreadsheet that opens our exports would run it.
    if text[0] in "=+-@":
        raise Wrong(f"“{text}”不能以“{text[0]}”开头。")
    return text


_WAYS = {"当面": "", "邮寄": "", "传真": "takes_fax", "电子邮件": "takes_email", "网上": "takes_web"}


def _ways(text: str) -> dict[str, bool]:
    named = [word for word in text.replace("，", "、").replace(",", "、").split("、") if word]
    if unknown := [word for word in named if word not in _WAYS]:
        raise Wrong(f"没有“{unknown[0]}”这种受理方式，可写：{'、'.join(_WAYS)}，用顿号分开。")
    return {key: way in named for way, key in _WAYS.items() if key}


UNITS = "机关"
PEOPLE = "人员"
_DAY_HINT = "如2026-01-31"

#: The columns of each sheet; a file may have them in any order and leave out those that are not required.
SHEETS: dict[str, list[Column]] = {
    UNITS: [
        Column("代码", "code", required=True, hint="小写字母、数字、短横，如xiqing-kfq；登记后不再改"),
        Column("名称", "name", _name, required=True, hint="全称"),
        Column("类别", "kind", _kind, required=True, hint="如政府部门、街道办事处"),
        Column("上级代码", "parent", hint="空白表示顶级机关"),
        Column("统一社会信用代码", "credit_code", _credit_code, hint="18位"),
        Column("成立日期", "opened_on", _day, hint="不清楚时可空白"),
        Column("主管部门代码", "supervisor", hint="与上级机关不同时填写"),
        Column("变更日期", "changed_on", _day, hint="与已登记的内容不同时，从哪一天起"),
        Column("公开工作机构", "office", _name, hint="如办公室"),
        Column("机构负责人", "head", _name),
        Column("办公地址", "address", _name),
        Column("办公时间", "hours"),
        Column("联系电话", "phone"),
        Column("传真", "fax"),
        Column("电子邮箱", "email"),
        Column("受理方式", "ways", _ways, hint="当面、邮寄、传真、电子邮件、网上"),
    ],
    PEOPLE: [
        Column("登录名", "username", required=True),
        Column("姓名", "name", _name, required=True),
        Column("邮箱", "email"),
        Column("机关代码", "unit", required=True),
        Column("角色", "role", _role, required=True, hint="如管理员、审核员"),
        Column("任职日期", "from_on", _day, required=True, hint=_DAY_HINT),
        Column("免职日期", "until_on", _day, hint="不再任职的第一天；仍在任的空白"),
    ],
}


def columns(sheet: str) -> dict[str, Column]:
    """The columns of a sheet by what the program calls them."""
    return {column.key: column for column in SHEETS[sheet]}
