"""A notice typed into a form: what is read, what is an error at which field, what is a remark."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.law import Arrangement, Calendar
from gongkai.law.arrangement import announced
from gongkai.law.calendar import ParsedNotice, parse_notice

ANNUAL = [arrangement for arrangement in announced() if arrangement.kind == "annual"]
#: What a notice on 2027 might say; written in each of the ways people write dates.
NOTICE = [
    {"name": "元旦", "first": "1月1日（星期五）", "last": "1月3日", "work": ""},
    {
        "name": "春节",
        "first": "2027-02-05",
        "last": "2027年2月12日（周五）",
        "work": "1月31日（星期日）、2月20日（周六）",
    },
    {"name": "清明节", "first": "４/３", "last": "4/5"},
    {"name": "劳动节", "first": "5.1", "last": "5.5", "work": "5月8日"},
    {"name": "端午节", "first": "6月9日"},
    {"name": "中秋节", "first": "9月15日", "last": ""},
    {"name": "国庆节", "first": "10月1日", "last": "10月7日", "work": "2027/9/26 2027/10/9"},
    {"name": "", "first": " ", "last": "", "work": ""},
]


def parsed(rows: Sequence[dict[str, str]], **fields: Any) -> ParsedNotice:
    head = {"year": 2027, "number": "国办发明电〔2026〕9号", "issued_on": date(2026, 11, 5)}
    return parse_notice(rows, **{**head, **fields})


def changed(place: int, **fields: str) -> list[dict[str, str]]:
    return [{**row, **fields} if at == place else row for at, row in enumerate(NOTICE)]


def test_a_notice_is_read_in_whichever_way_its_dates_are_written() -> None:
    found = parsed(NOTICE)
    assert (found.errors, found.remarks) == ((), ())
    assert found.arrangement
    assert found.arrangement.title == "国务院办公厅关于2027年部分节假日安排的通知"
    spans = [(entry.name, entry.rest[0], entry.rest[-1], entry.work) for entry in found.arrangement.holidays]
    assert spans[1] == ("春节", date(2027, 2, 5), date(2027, 2, 12), (date(2027, 1, 31), date(2027, 2, 20)))
    assert spans[2][1:3] == (date(2027, 4, 3), date(2027, 4, 5))
    assert spans[4][1:3] == (date(2027, 6, 9), date(2027, 6, 9))
    calendar = Calendar([found.arrangement])
    assert calendar.status(2027) == "announced"
    assert calendar.due_on(date(2027, 1, 25), 10).on == date(2027, 2, 15)


@pytest.mark.parametrize("notice", ANNUAL, ids=lambda notice: str(notice.year))
def test_each_notice_so_far_typed_into_the_form_comes_out_the_same_and_without_a_remark(notice: Arrangement) -> None:
    rows = [
        {
            "name": holiday.name,
            "first": holiday.rest[0].isoformat(),
            "last": holiday.rest[-1].isoformat(),
            "work": "、".join(day.isoformat() for day in holiday.work),
        }
        for holiday in notice.holidays
    ]
    number, issued_on = notice.number or "〔0〕", notice.issued_on or date(notice.year, 1, 1)
    found = parse_notice(rows, year=notice.year, number=number, issued_on=issued_on)
    assert (found.errors, found.remarks) == ((), ())
    assert found.arrangement
    assert found.arrangement.holidays == notice.holidays


@pytest.mark.parametrize(
    ("rows", "field", "message"),
    [
        (changed(1, name=" "), "rows.1.name", "请填写节日名称，如“春节”。"),
        (changed(1, first="2月30日"), "rows.1.first", "“2月30日”不是日期，请写成“2月5日”或“2027-02-05”。"),
        (changed(1, first="初一"), "rows.1.first", "“初一”不是日期，请写成“2月5日”或“2027-02-05”。"),
        (changed(1, first="2028-02-05"), "rows.1.first", "2028年2月5日（星期六）不在2027年，请核对年份。"),
        (changed(1, last="2月1日"), "rows.1.last", "最后一天2027年2月1日（星期一）早于第一天，请核对月份和日期。"),
        (
            changed(1, last="3月11日"), "rows.1.last",
            "最后一天2027年3月11日（星期四）与第一天相隔35天，放假不会这么长，请核对月份和日期。",
        ),
        (changed(1, first="2月5日至11日"), "rows.1.first", "“11日”不是日期，请写成“2月5日”或“2027-02-05”。"),
        (changed(1, first="2月5日、2月6日"), "rows.1.first", "这里只填一个日期；几段放假请分行填写。"),
        (changed(1, first=""), "rows.1.first", "填了最后一天，请同时填写第一天。"),
        (changed(4, first=""), "rows.4.first", "“端午节”没有日期，请填写放假的第一天或上班的日期。"),
        (changed(0, first="12月31日"), "rows.0.first", "“12月31日”请写明年份：2026年还是2027年。"),
        (
            changed(2, last="5月1日", first="4月30日"), "rows.3.first",
            "2027年5月1日（星期六）在“清明节”一行已放假，请核对，不要重复。",
        ),
        (changed(1, work="2月6日"), "rows.1.work", "2027年2月6日（星期六）在“春节”放假期间，不能又上班，请核对。"),
        (changed(6, work="5月8日、10月9日"), "rows.6.work", "2027年5月8日（星期六）上班填了两次，请删去一处。"),
        (
            changed(3, work="5月7日"), "rows.3.work",
            "2027年5月7日（星期五）本来就是工作日，调休上班的应是周末，请核对日期。",
        ),
        ([], "rows", "没有填写任何放假日期，请照通知逐行填写。"),
    ],
)  # fmt: skip
def test_each_slip_is_named_at_its_field(rows: list[dict[str, str]], field: str, message: str) -> None:
    found = parsed(rows)
    assert found.arrangement is None
    assert (field, message) in [(error.field, error.message) for error in found.errors]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"year": 0}, "year"),
        ({"year": 99999}, "year"),
        ({"issued_on": None}, "issued_on"),
        ({"issued_on": date(2024, 11, 5)}, "issued_on"),
        ({"number": " "}, "number"),
        ({"kind": "local", "number": ""}, "title"),
    ],
)
def test_what_is_missing_at_the_head_is_named_at_its_field(fields: dict[str, Any], field: str) -> None:
    found = parsed(NOTICE, **fields)
    assert found.arrangement is None
    assert field in [error.field for error in found.errors]
    assert all(error.message.endswith("。") for error in found.errors)


def test_every_error_is_told_at_once() -> None:
    found = parsed([{"name": "", "first": "x", "work": "y"}, {"name": "春节", "first": "z"}], number="")
    assert [error.field for error in found.errors] == [
        "number", "rows.0.name", "rows.0.first", "rows.0.work", "rows.1.first",
    ]  # fmt: skip


def test_a_statutory_holiday_left_out_is_a_remark_with_its_day() -> None:
    found = parsed(NOTICE[:5] + NOTICE[6:])
    assert found.arrangement
    assert [remark.message for remark in found.remarks] == [
        "中秋节（2027年9月15日（星期三））是法定节假日，却不在放假日期内，请对照通知核对。",
        "放假占用工作日17天，周末上班5天，相差12天；按规定应为法定节假日天数13天。请核对有没有漏填或错填的日期。",
    ]


def test_a_weekend_day_forgotten_is_noticed_by_the_balance_of_days() -> None:
    found = parsed(changed(1, work="1月31日"))
    assert found.arrangement
    assert len(found.remarks) == 1
    assert "周末上班4天，相差14天" in found.remarks[0].message


def test_a_local_closure_needs_its_reason_and_no_balance() -> None:
    row = {"name": "台风停工", "first": "8月3日", "last": "8月4日", "work": "8月7日"}
    found = parse_notice([row], year=2027, title="台风停工", issued_on=date(2027, 8, 2), kind="local")
    assert (found.errors, found.remarks) == ((), ())
    assert found.arrangement
    assert not Calendar([found.arrangement]).is_working_day(date(2027, 8, 3))
    assert Calendar([found.arrangement]).is_working_day(date(2027, 8, 7))


def test_a_row_may_hold_only_days_worked() -> None:
    found = parse_notice(
        [{"name": "补班", "work": "8月7日"}], year=2027, title="补班", issued_on=date(2027, 8, 2), kind="local"
    )
    assert found.arrangement
    assert Calendar([found.arrangement]).is_working_day(date(2027, 8, 7))


@given(
    st.lists(st.fixed_dictionaries({key: st.text("0123456789年月日-/.、至（）星期六 ", max_size=12) for key in
                                    ("name", "first", "last", "work")}), max_size=4),
    st.sampled_from(["annual", "change", "local"]),
)  # fmt: skip
def test_whatever_is_typed_gives_an_arrangement_or_whole_sentences(rows: list[dict[str, str]], kind: Any) -> None:
    found = parsed(rows, kind=kind, title="停工")
    assert (found.arrangement is None) == bool(found.errors)
    assert all(error.message.endswith("。") for error in (*found.errors, *found.remarks))
