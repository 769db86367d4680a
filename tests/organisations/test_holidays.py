"""Holidays: next year's notice is entered, and every clock knows it from that day on."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from small_district import PROGRAM, TODAY, District

from gongkai.errors import NotAllowed, Refused
from gongkai.law import Arrangement, Holiday
from gongkai.ledger.models import Entry
from gongkai.organisations import acts, queries
from gongkai.organisations.models import HolidayNotice, User

pytestmark = pytest.mark.django_db

Officer = Callable[..., User]
#: The first year that does not come with the program.
YEAR = max(queries.shipped_years()) + 1
SOURCE = "https://www.gov.cn/zhengce/notice.htm"
TEXT = f"一、元旦：{YEAR}年1月1日至3日放假，共3天。二、劳动节：5月1日至4日放假调休，共4天。5月8日上班。"


def notice(**other: object) -> Arrangement:
    """A notice on YEAR, not a true one: New Year's Day to the 3rd off."""
    given: dict[str, object] = {
        "year": YEAR, "kind": "annual", "title": "通知", "number": "国办发明电〔2026〕9号", "issued_on": TODAY,
        "holidays": (Holiday.between("元旦", date(YEAR, 1, 1), date(YEAR, 1, 3)),),
    }  # fmt: skip
    return Arrangement(**{**given, **other})  # type: ignore[arg-type]


def longer() -> Arrangement:
    return notice(holidays=(Holiday.between("元旦", date(YEAR, 1, 1), date(YEAR, 1, 6)),))


def test_a_year_is_provisional_until_its_notice_is_entered() -> None:
    """Art. 33: working days are those of the State Council's arrangement."""
    before = queries.calendar(TODAY)
    assert before.status(YEAR) == "assumed"
    assert before.is_provisional(date(YEAR, 3, 3))
    acts.announce_holidays(longer(), SOURCE, by=PROGRAM, on=TODAY)
    after = queries.calendar(TODAY)
    assert after.status(YEAR) == "announced"
    assert not after.is_provisional(date(YEAR, 3, 3))
    assert "国办发明电〔2026〕9号" in after.why(date(YEAR, 1, 6)).words
    assert not after.is_working_day(date(YEAR, 1, 6))


def test_what_was_known_on_an_earlier_day_stays_what_it_was() -> None:
    acts.announce_holidays(notice(), SOURCE, by=PROGRAM, on=TODAY)
    correction = TODAY + timedelta(days=3)
    acts.announce_holidays(longer(), SOURCE, by=PROGRAM, on=correction)
    sixth = date(YEAR, 1, 6)
    assert queries.calendar(TODAY - timedelta(days=1)).status(YEAR) == "assumed"
    assert queries.calendar(TODAY).is_working_day(sixth) is (sixth.isoweekday() < 6)
    assert queries.calendar(correction).why(sixth).rule == "notice"


def test_a_correction_is_a_new_version_and_the_old_one_is_kept() -> None:
    first = acts.announce_holidays(notice(), SOURCE, by=PROGRAM, on=TODAY)
    second = acts.announce_holidays(longer(), SOURCE, by=PROGRAM, on=TODAY)
    first.refresh_from_db()
    assert (first.replaced_on, second.replaced_on) == (TODAY, None)
    assert queries.arrangement_of(first) == notice()
    entries = list(Entry.objects.filter(act="organisations.announce_holidays").order_by("pk"))
    assert [entry.before == "" for entry in entries] == [True, False]
    assert entries[1].before == entries[0].after


def test_the_same_notice_again_changes_nothing() -> None:
    first = acts.announce_holidays(notice(), SOURCE, by=PROGRAM, on=TODAY)
    assert acts.announce_holidays(notice(), SOURCE, by=PROGRAM, on=TODAY) == first
    assert Entry.objects.filter(act="organisations.announce_holidays").count() == 1


def test_a_change_stands_beside_the_years_arrangement_and_prevails_as_the_later_one() -> None:
    acts.announce_holidays(longer(), SOURCE, by=PROGRAM, on=TODAY)
    shorter = notice(kind="change", number="国办发明电〔2027〕1号", issued_on=TODAY,
                     holidays=(Holiday("元旦", (), (date(YEAR, 1, 6),)),))  # fmt: skip
    acts.announce_holidays(shorter, SOURCE, by=PROGRAM, on=TODAY)
    assert HolidayNotice.objects.filter(replaced_on=None).count() == 2


@pytest.mark.parametrize(
    ("arrangement", "sentence"),
    [
        (notice(year=2026, holidays=(), issued_on=date(2025, 11, 4)), "已随程序提供"),
        (notice(kind="local"), "国务院办公厅"),
        (notice(issued_on=TODAY + timedelta(days=1)), "还没有到"),
    ],
)
def test_what_is_no_such_notice_is_refused(arrangement: Arrangement, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        acts.announce_holidays(arrangement, SOURCE, by=PROGRAM, on=TODAY)


def test_a_notice_without_an_address_is_refused() -> None:
    with pytest.raises(Refused, match="原文网址"):
        acts.announce_holidays(notice(), "不是网址", by=PROGRAM, on=TODAY)


def test_administrators_at_the_top_and_the_technician_enter_it_and_nobody_else(
    district: District, officer: Officer
) -> None:
    for role, code in (("administrator", "zone"), ("approver", "qu"), ("editor", "qu")):
        with pytest.raises(NotAllowed):
            acts.announce_holidays(notice(), SOURCE, by=officer(role, code), on=TODAY)
    acts.announce_holidays(notice(), SOURCE, by=officer("administrator", "qu"), on=TODAY)
    chief = User.objects.create_superuser("chief", "c@example.org", "a-long-password", name="王主任")
    acts.announce_holidays(longer(), SOURCE, by=chief, on=TODAY)


def test_the_database_holds_one_arrangement_a_year() -> None:
    acts.announce_holidays(notice(), SOURCE, by=PROGRAM, on=TODAY)
    kept = HolidayNotice.objects.get()
    kept.pk, kept.uid = None, "another"
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.save(force_insert=True)


def test_the_calendar_takes_three_queries_however_many_notices_there_are(django_assert_num_queries: object) -> None:
    acts.announce_holidays(notice(), SOURCE, by=PROGRAM, on=TODAY)
    with django_assert_num_queries(3):  # type: ignore[operator]
        queries.calendar(TODAY)
    for number in range(20):
        change = notice(kind="change", number=f"第{number}号", issued_on=TODAY)
        acts.announce_holidays(change, SOURCE, by=PROGRAM, on=TODAY)
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert len(queries.calendar(TODAY).extra) == 21


def office(officer: Officer) -> Client:
    browser = Client()
    browser.force_login(officer("administrator", "qu"), backend="django.contrib.auth.backends.ModelBackend")
    return browser


def fields(page: str) -> dict[str, list[str]]:
    """What a browser would send of the form: its rows and hidden fields."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="(?:text|hidden)" name="(\w+)" value="([^"]*)"', page):
        if name != "csrfmiddlewaretoken":
            found.setdefault(name, []).append(value)
    return found


def test_a_notice_is_pasted_read_shown_and_entered(officer: Officer) -> None:
    browser, address = office(officer), f"/office/holidays/{YEAR}/"
    head = {"kind": "annual", "number": "国办发明电〔2026〕9号", "issued_on": "2026-11-20", "source": SOURCE}
    read = browser.post(address, {**head, "text": TEXT, "read": "1"}).content.decode()
    rows = fields(read)
    assert rows["name"][:2] == ["元旦", "劳动节"]
    assert rows["work"][1] == "5月8日"
    assert 'value="国办发明电〔2026〕9号"' in read
    shown = browser.post(address, {**head, **rows, "preview": "1"})
    page = shown.content.decode()
    assert shown.status_code == 200
    assert "请对照通知核对" in page
    assert page.count("<small>假</small>") > 5
    assert HolidayNotice.objects.count() == 0
    digest = re.search(r'name="digest" value="(\w+)"', page)
    assert digest
    other = {**rows, "work": ["", "5月9日", *rows["work"][2:]]}
    changed = browser.post(address, {**head, **other, "digest": digest[1], "confirm": "1"})
    assert HolidayNotice.objects.count() == 0, "what is confirmed must be what was shown"
    assert changed.status_code in {200, 422}
    done = browser.post(address, {**head, **rows, "digest": digest[1], "confirm": "1"})
    assert done.headers["Location"] == "/office/holidays/"
    listed = browser.get("/office/holidays/").content.decode()
    assert "国办发明电〔2026〕9号" in listed
    correction = re.search(rf'href="({address}\?of=\w+)"', listed)
    assert correction
    filled = browser.get(correction[1]).content.decode()
    for typed in ("元旦", "国办发明电〔2026〕9号", "2026-11-20", SOURCE):
        assert f'value="{typed}"' in filled


def test_what_contradicts_itself_is_said_by_its_row_and_nothing_typed_is_lost(officer: Officer) -> None:
    rows = {"name": ["春节", "元旦"], "first": ["2月30日", "1月1日"], "last": ["", ""], "work": ["", "1月1日"]}
    answer = office(officer).post(f"/office/holidays/{YEAR}/", {"kind": "annual", **rows, "preview": "1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "第1行：“2月30日”不是日期" in page
    assert "请填写通知的文号" in page
    assert 'value="2月30日"' in page
    assert page.count("aria-invalid") >= 1


@pytest.mark.parametrize("role", ["editor", "overseer"])
def test_others_see_the_years_and_no_button(officer: Officer, role: str) -> None:
    browser = Client()
    browser.force_login(officer(role, "zone"), backend="django.contrib.auth.backends.ModelBackend")
    page = browser.get("/office/holidays/")
    assert page.status_code == 200
    assert "/office/holidays/2027/" not in page.content.decode()
