"""Readings: a level, a counter and a flow; what is right beside its neighbours, and what a year says beside another."""

from __future__ import annotations

import io
import itertools
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from channelled_zone import PROGRAM, TODAY, described, read
from django.conf import settings as django_settings
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from gongkai.channels import acts, queries
from gongkai.channels.acts import ReadingRow, checking
from gongkai.channels.models import Account, Reading, Website
from gongkai.channels.queries import Gap
from gongkai.errors import Refused
from gongkai.ledger.models import Entry
from gongkai.organisations.models import Organisation

pytestmark = pytest.mark.django_db
DO: dict[str, Any] = {"by": PROGRAM, "on": TODAY}
Y2018, Y2019 = (date(2018, 1, 1), date(2018, 12, 31)), (date(2019, 1, 1), date(2019, 12, 31))


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "white").save(out, "PNG")
    return out.getvalue()


def test_reads_of_313000_against_173000_a_year_before_are_81_per_cent_more(toutiao: Account) -> None:
    read(toutiao, "reads", 173_000, "2018-12-31")
    read(toutiao, "reads", 313_000, "2019-12-31")
    found = queries.year_on_year(toutiao, "reads", 2019)
    assert (found.now.value, found.before.value, found.change) == (313_000, 173_000, 140_000)
    assert found.rate == Decimal("80.9")
    assert queries.growth(toutiao, "reads", *Y2019).value == 140_000
    assert queries.growth(toutiao, "reads", *Y2018).value is None
    assert queries.growth(toutiao, "reads", date(2020, 1, 1), date(2020, 12, 31)).value is None


def test_followers_of_5488_against_3740_are_47_per_cent_more(wechat: Account) -> None:
    read(wechat, "followers", 3_740, "2018-12-31")
    read(wechat, "followers", 5_600, "2019-06-30")
    read(wechat, "followers", 5_488, "2019-12-30")
    found = queries.year_on_year(wechat, "followers", 2019)
    assert (found.now.value, found.before.value, found.rate) == (5_488, 3_740, Decimal("46.7"))
    assert found.now.read_on == date(2019, 12, 30)
    level = queries.level_at(wechat, "followers", date(2019, 7, 1))
    assert level is not None
    assert level.value == 5_600
    assert queries.level_at(wechat, "followers", date(2018, 12, 30)) is None


def test_a_level_of_an_earlier_year_does_not_stand_for_a_later_one(wechat: Account) -> None:
    read(wechat, "followers", 3_740, "2017-12-31")
    found = queries.year_on_year(wechat, "followers", 2019)
    assert (found.now.value, found.before.value, found.rate) == (None, None, None)


def test_nothing_the_year_before_gives_no_rate(wechat: Account) -> None:
    read(wechat, "followers", 0, "2018-12-31")
    read(wechat, "followers", 5, "2019-12-31")
    found = queries.year_on_year(wechat, "followers", 2019)
    assert (found.change, found.rate) == (5, None)


def test_a_flow_is_the_sum_of_its_periods_and_says_which_days_are_missing(website: Website) -> None:
    read(website, "views", 100, "2019-03-31", "2019-01-01")
    read(website, "views", 50, "2019-12-31", "2019-05-01")
    found = queries.flow(website, "views", *Y2019)
    assert (found.value, found.is_whole) == (150, False)
    assert found.gaps == (Gap(date(2019, 4, 1), date(2019, 4, 30)),)
    read(website, "views", 7, "2019-04-30", "2019-04-01")
    whole = queries.flow(website, "views", *Y2019)
    assert (whole.value, whole.is_whole, len(whole.readings)) == (157, True, 3)


def test_a_flow_that_reaches_over_the_end_of_the_year_is_not_split(website: Website) -> None:
    read(website, "views", 100, "2019-01-31", "2018-12-01")
    read(website, "views", 10, "2019-02-28", "2019-02-01")
    found = queries.flow(website, "views", *Y2019)
    assert found.value == 10
    assert found.gaps == (Gap(date(2019, 1, 1), date(2019, 1, 31)), Gap(date(2019, 3, 1), date(2019, 12, 31)))
    assert queries.year_on_year(website, "views", 2019).rate is None


@given(cuts=st.sets(st.integers(1, 364), max_size=12), left_out=st.sets(st.integers(0, 12)))
def test_days_summed_and_days_missing_make_up_the_year(cuts: set[int], left_out: set[int]) -> None:
    from gongkai.channels.queries.measures import _Row, _summed

    starts = [0, *sorted(cuts), 365]
    spans = [(start, end - 1) for start, end in itertools.pairwise(starts)]
    day = Y2019[0]
    rows = [
        _Row(number, day + timedelta(start), day + timedelta(end), end - start + 1)
        for number, (start, end) in enumerate(spans) if number not in left_out
    ]  # fmt: skip
    found = _summed(rows, *Y2019)
    missing = sum((gap.until_on - gap.from_on).days + 1 for gap in found.gaps)
    assert missing + (found.value or 0) == (365 if rows else 0)
    assert (found.value is None) == (not rows)


def test_a_counter_never_shrinks_beside_its_neighbours_in_time(toutiao: Account) -> None:
    read(toutiao, "reads", 100, "2019-01-31")
    read(toutiao, "reads", 300, "2019-03-31")
    for value, words in ((99, "2019年1月31日为100"), (301, "2019年3月31日为300")):
        with pytest.raises(Refused, match=f"只增不减：{words}（已登记），2019年2月28日不能是{value}") as refused:
            read(toutiao, "reads", value, "2019-02-28")
        assert "作废" in refused.value.message
    read(toutiao, "reads", 100, "2019-02-28")
    read(toutiao, "reads", 50, "2018-12-31")


def test_a_day_has_one_level_until_that_one_is_struck(wechat: Account) -> None:
    wrong = read(wechat, "followers", 5_000, "2019-12-31")
    assert read(wechat, "followers", 5_000, "2019-12-31") == wrong
    with pytest.raises(Refused, match="已登记为5,000，与5,488不同"):
        read(wechat, "followers", 5_488, "2019-12-31")
    with pytest.raises(Refused, match="原因"):
        acts.strike_reading(wrong, " ", **DO)
    acts.strike_reading(wrong, "抄错", **DO)
    with pytest.raises(Refused, match="已于2026年11月24日作废：抄错"):
        acts.strike_reading(wrong, "再作废", **DO)
    read(wechat, "followers", 5_488, "2019-12-31")
    assert queries.year_on_year(wechat, "followers", 2019).now.value == 5_488
    assert [row.struck_for for row in queries.readings_of(wechat).rows] == ["", "抄错"]


@pytest.mark.parametrize(
    ("since", "until"),
    [("2019-01-01", "2019-12-31"), ("2019-03-31", "2019-04-30"), ("2019-02-01", "2019-02-28"),
     ("2018-12-31", "2019-01-01")],
)  # fmt: skip
def test_no_day_of_a_flow_is_counted_twice(website: Website, since: str, until: str) -> None:
    read(website, "views", 100, "2019-03-31", "2019-01-01")
    with pytest.raises(Refused, match="有重叠"):
        read(website, "views", 9, until, since)
    read(website, "visitors", 9, until, since)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("followers", 1, "2019-12-31", "2019-01-01"), "不能写起始日期"),
        (("pushes", 1, "2019-12-31", None), "请写明从哪一天起"),
        (("pushes", 1, "2019-01-01", "2019-12-31"), "晚于截止日期"),
        (("views", 1, "2019-12-31", "2019-01-01"), "没有“浏览量”这项指标"),
        (("stars", 1, "2019-12-31", None), "没有“stars”这项指标"),
        (("followers", -1, "2019-12-31", None), "不能是-1"),
        (("followers", 2**63, "2019-12-31", None), "不能是"),
        (("followers", 1, "2026-11-25", None), "还没有到"),
        (("followers", 1, "2014-12-31", None), "早于"),
    ],
)
def test_a_reading_that_cannot_be_is_refused_with_its_reason(
    wechat: Account, row: tuple[str, int, str, str | None], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        read(wechat, *row)
    assert not Reading.objects.exists()


def test_a_reading_says_where_it_was_read(wechat: Account) -> None:
    with pytest.raises(Refused, match="写明来源"):
        acts.record_reading(ReadingRow(wechat, "followers", 1, date(2019, 1, 1)), **DO)


def test_evidence_is_kept_under_a_name_that_nobody_can_guess(wechat: Account) -> None:
    row = ReadingRow(wechat, "followers", 1, date(2019, 1, 1), None, "截图")
    reading = acts.record_reading(row, **DO, evidence=png())
    name = Path(reading.evidence.name)
    assert (name.suffix, len(name.stem)) == (".png", 32)
    assert (Path(django_settings.MEDIA_ROOT) / name).read_bytes() == png()
    assert Path(django_settings.MEDIA_ROOT) in Path(reading.evidence.path).parents


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<svg onload='alert(1)'>,</svg>", "只收PNG"),
        (b"MZ\x90\x00,", "只收PNG"),
        (b"GIF89a....", "GIF"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "旧格式"),
        (b"%PDF-1.7 " + b"0" * (20 * 1024 * 1024), "超过20 MB"),
    ],
)
def test_evidence_is_known_by_its_content_and_what_is_refused_leaves_nothing(
    wechat: Account, data: bytes, words: str
) -> None:
    folder = Path(django_settings.MEDIA_ROOT) / "readings"
    before = set(folder.rglob("*"))
    row = ReadingRow(wechat, "followers", 1, date(2019, 1, 1), None, "截图")
    with pytest.raises(Refused, match=words):
        acts.record_reading(row, **DO, evidence=data)
    with pytest.raises(Refused, match="早于"):
        acts.record_reading(ReadingRow(wechat, "followers", 1, date(2001, 1, 1), None, "截图"), **DO, evidence=png())
    assert set(folder.rglob("*")) == before
    assert not Reading.objects.exists()


def test_a_table_with_commas_is_evidence_too(website: Website) -> None:
    row = ReadingRow(website, "views", 1, date(2019, 1, 1), date(2019, 1, 1), "统计")
    reading = acts.record_reading(row, **DO, evidence="日期,浏览量\n2019-01-01,1".encode("gb18030"))
    assert reading.evidence.name.endswith(".csv")


@pytest.mark.parametrize(
    "values",
    [
        {"website": None, "account": None},
        {"measure": "pushes"},
        {"from_on": date(2019, 1, 1)},
        {"value": -1},
        {"struck_on": TODAY},
        {"until_on": date(2019, 12, 30)},
    ],
)
def test_the_database_itself_refuses_a_reading_that_cannot_be(wechat: Account, values: dict[str, Any]) -> None:
    read(wechat, "followers", 1, "2019-12-30")
    row = {"organisation": wechat.organisation, "account": wechat, "measure": "followers",
           "until_on": date(2019, 12, 31), "value": 2, "origin": "截图", **values}  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Reading.objects.create(**row)


def test_each_reading_and_each_striking_is_one_entry_of_the_ledger(wechat: Account) -> None:
    reading = read(wechat, "followers", 5_488, "2019-12-31")
    acts.strike_reading(reading, "抄错", **DO)
    made, struck = Entry.objects.filter(subject=f"reading:{reading.uid}").order_by("pk")
    assert (made.act, struck.act) == ("channels.record_reading", "channels.strike_reading")
    assert struck.before == made.after != struck.after


@pytest.mark.parametrize("channels", [1, 12])
def test_a_year_beside_another_takes_the_same_queries_for_any_number_of_channels(
    zone: Organisation, website: Website, django_assert_num_queries: Any, channels: int
) -> None:
    accounts = [acts.enter_account(zone, described("wechat", f"wx-{number}", "号"), **DO) for number in range(channels)]
    for account in accounts:
        read(account, "followers", 1, "2018-12-31")
        read(account, "reads", 1, "2019-12-31")
    read(website, "views", 1, "2019-12-31", "2019-01-01")
    with django_assert_num_queries(6):
        queries.years_on_year([*accounts, website], 2019)


@given(st.lists(st.integers(0, 6), max_size=9))
def test_the_fewest_values_are_called_wrong_where_a_counter_shrinks(values: list[int]) -> None:
    from itertools import combinations

    kept = checking._longest_growing(values)
    assert kept == sorted(set(kept))
    assert all(values[one] <= values[two] for one, two in itertools.pairwise(kept))
    longest = max(
        size for size in range(len(values) + 1)
        for chosen in combinations(values, size) if list(chosen) == sorted(chosen)
    )  # fmt: skip
    assert len(kept) == longest
