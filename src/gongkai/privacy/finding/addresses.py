"""Home addresses down to the door; addresses of offices, projects and firms are told by the label before them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.privacy.finding.context import Found, clause_before, cue, says

CUE_REACH = 14
LONGEST = 50
"""Characters of an address; the search for its last door goes no further."""

_NUMBER = r"[0-9A-Za-z一二三四五六七八九十甲乙丙丁]{1,5}"
_BLOCK = r"(?:单元|[门栋幢座]|号楼)"
_DOOR = (
    rf"(?:(?<![0-9A-Za-z]){_NUMBER}(?:-{_NUMBER}){{1,3}}(?:[室户号门](?!楼)|(?![0-9A-Za-z-]|号楼|[栋幢座]))"
    rf"|(?<![0-9A-Za-z]){_NUMBER} ?(?:[室组]|门(?![诊卫口店面牌])|户(?!籍)|号(?![楼院令公文]))"
    rf"|{_BLOCK}{_NUMBER}(?![0-9A-Za-z号单层月年日]|门[诊卫口店面])(?:[室户门])?)"
)
_SPAN = rf"[\u4e00-\u9fff0-9A-Za-z()\- ]{{2,{LONGEST}}}"
_BARE = re.compile(_SPAN + _DOOR)
_HOME = rf"{_SPAN}(?:{_DOOR}|{_NUMBER}单元)"
_LEAD = re.compile(r"^.{0,10}[至到在于]")
_DWELLING = re.compile(
    r"小区|花园|家园|公寓|新村|新苑|嘉园|名苑|佳苑|雅苑|宿舍|家属院|里\d+号楼|单元|平房|[苑府邸湾园庭]\d"
)
_BODY = re.compile(
    r"政务|行政|大厅|大厦|中心|办公|服务|产业|工业|科技园|广场|商铺|底商|车间|厂房|窗口|会议|写字楼|酒店|学校|医院|公司|工程|项目|"
    r"改造|维修|拆除|加装|幼儿园|居委会|村委会|派出所|物业"
)


def addresses(text: str) -> Iterator[Found]:
    """Yield addresses to the door: after a word for somebody's home, or with a flat's number and no office's label."""
    done = 0
    for found in _labelled().finditer(text):
        done = found.end()
        yield Found("address", *found.span(1), "labelled", "certain")
    for found in _BARE.finditer(text):
        start, end = found.span()
        before = clause_before(text, start, CUE_REACH)
        if end <= done or not _DWELLING.search(found[0]) or _BODY.search(found[0]):
            continue
        if lead := _LEAD.match(found[0]):
            start += lead.end()
        if not says("address", "office", before + found[0][:CUE_REACH]):
            yield Found("address", start, end, "bare", "likely")


def _labelled() -> re.Pattern[str]:
    # `住所地` is where a firm is registered, and 住房, 住建 are words of offices.
    label = rf"(?:{cue('address', 'home').pattern})(?!所地|房|宅|建|院部|户|宿舍楼?管|所:)"
    return re.compile(rf"{label}(?:地址|地|为|是|在|于|址)?(?:\(.{{1,8}}\))?[:\t ]{{0,3}}({_HOME})")
