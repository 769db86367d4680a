"""Index numbers by a unit's template; knows no database."""

from __future__ import annotations

import string
from dataclasses import dataclass
from datetime import date

from gongkai.errors import Refused

#: Organisation code of nine characters, year, serial of five digits: 000014349/2017-00110.
#: Source: 政府信息公开目录系统实施指引.
DEFAULT = "{credit9}/{year}-{serial:05}"
#: The column's width.
LONGEST = 60
#: What a template may name, and what people read of it.
PARTS = {
    "credit9": "统一社会信用代码中的组织机构代码（第9至17位）；没有的用机关代码",
    "credit": "统一社会信用代码；没有的用机关代码",
    "code": "机关代码",
    "year": "年份",
    "month": "月份（两位）",
    "serial": "当年流水号；写成{serial:05}时补足五位",
}
_OWN = {"credit9", "credit", "code"}
_SAMPLE = 99_999


@dataclass(frozen=True, slots=True)
class Numbered:
    """Whose number it is: the unit's code in addresses and its unified social credit code, "" if it has none."""

    code: str
    credit_code: str


def render(template: str, unit: Numbered, on: date, serial: int) -> str:
    """The number that *template* gives for a serial of the year of *on*."""
    return template.format(
        credit9=unit.credit_code[8:17] or unit.code,
        credit=unit.credit_code or unit.code,
        code=unit.code,
        year=on.year,
        month=f"{on.month:02}",
        serial=serial,
    )


def check(template: str, unit: Numbered, on: date) -> None:
    """
    Pass if *template* can number what *unit* publishes.

    Raises:
        Refused: a part that there is not, or one missing without which numbers would repeat; or numbers too long.
    """
    try:
        parts = [(name, form or "") for _, name, form, _ in string.Formatter().parse(template) if name is not None]
    except ValueError:
        raise Refused("编号规则里的花括号不成对，请核对，例如：{credit9}/{year}-{serial:05}。") from None
    names = {name for name, _form in parts}
    if unknown := sorted(names - set(PARTS)):
        raise Refused(
            f"编号规则里没有“{{{unknown[0]}}}”这一项，可用的有：{'、'.join(f'{{{name}}}' for name in PARTS)}。"
        )
    for name, form in parts:
        if form and not (name == "serial" and len(form) == 2 and form[0] == "0" and form[1] in "123456789"):
            raise Refused(f"“{{{name}:{form}}}”的写法不对：只有流水号可以规定位数，如{{serial:05}}。")
    for needed, why in (("serial", "流水号，同一年的信息就会重号"), ("year", "年份，流水号每年从1开始，各年就会重号")):
        if needed not in names:
            raise Refused(f"编号规则里没有{{{needed}}}：缺了{why}。")
    if not names & _OWN:
        raise Refused("编号规则里没有代表本机关的一项（{credit9}、{credit}或{code}），会与其他机关重号。")
    if "!" in template or len(render(template, unit, on, _SAMPLE)) > LONGEST:
        raise Refused(f"按这个规则编出的索引号超过{LONGEST}个字符，或含有“!”，请改短。")
