"""The zone's year 2019: every figure of the founding document (M2, M3, M4, M6, M7) is a sum of its records."""

from __future__ import annotations

import argparse
import json
import shlex
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from counted_units import Y2019, all_behind

from gongkai.channels import queries as channels
from gongkai.channels.models import Account, SiteTraffic, Website
from gongkai.cli import build_parser, main
from gongkai.figures import Counted, Ratio, Registry, registry, totals, years_beside
from gongkai.organisations.models import Organisation
from gongkai.publications.models import Publication
from gongkai.publications.queries import counts
from gongkai.report import exact_json
from zone_year import in_the_year, year  # noqa: F401


@pytest.fixture
def kfq() -> Organisation:
    """The zone."""
    return Organisation.objects.get(code="xiqing-kfq")


@pytest.mark.django_db
def test_before_anything_is_recorded_every_figure_is_absent() -> None:
    assert totals(Organisation.objects.all(), Y2019) == {}


#: What the founding document says of 2019, or what follows from it.
FOUNDING = {
    "website.items": 1029,
    "website.items/profile": 5,
    "website.items/news": 729,
    "website.items/catalogue": 11,
    "publications.elsewhere": 6,
    "website.topics_opened": 2,
    "website.topics": 2,
    "website.views": 199_800,
    "website.visitors": 114_000,
    "account.issues/toutiao": 160,
    "account.reads/toutiao": 313_000,
    "account.reads_growth/toutiao": 140_000,
    "account.issues/wechat": 145,
    "account.articles/wechat": 535,
    "account.articles_an_issue/wechat": Decimal("3.7"),
    "account.followers/wechat": 5_488,
    "finance.budgets/2019": 1,
    "finance.accounts/2018": 1,
}


@pytest.mark.parametrize(("name", "value"), FOUNDING.items(), ids=FOUNDING)
def test_the_figures_of_the_founding_document_come_out_of_records(
    kfq: Organisation, name: str, value: int | Decimal
) -> None:
    assert totals([kfq], Y2019)[kfq.pk][f"text/{name}"].value == value


def test_284_items_stand_in_none_of_the_three_named_classes(kfq: Organisation) -> None:
    found = totals([kfq], Y2019)[kfq.pk]
    classes = {name.rpartition("/")[2]: total.value for name, total in found.items() if "website.items/" in name}
    assert sum(amount for kind, amount in classes.items() if kind not in {"profile", "news", "catalogue"}) == 284


def test_every_figure_of_the_zone_is_what_its_list_adds_up_to(kfq: Organisation) -> None:
    ratios = {f"text/{found.cell.name}" for found in registry.declared if isinstance(found, Ratio)}
    for name, total in totals([kfq], Y2019)[kfq.pk].items():
        if not any(name.startswith(ratio) for ratio in ratios):
            entries = all_behind(name, kfq, registry.declared, size=100)
            assert sum(entry.amount for entry in entries) == total.value, name
            assert all(entry.record.partition(":")[2] and entry.title and entry.address for entry in entries), name


def test_figures_are_what_the_pages_of_counts_and_channels_say(kfq: Organisation) -> None:
    found = totals([kfq], Y2019)[kfq.pk]
    scope = counts.Scope(website=Website.objects.get(code="kfq-guanwang"))
    for figure in counts.counts(scope, counts.Period(Y2019.since, Y2019.until), by=["class"]):
        assert found[f"text/website.items/{figure.key[0]}"].value == figure.placements
    lines = {line.cell: line for line in years_beside(kfq, 2019)}
    for entry in channels.years_on_year([*kfq.accounts.all(), *kfq.websites.all()], 2019):
        channel = entry.channel
        of = f"account.{entry.measure.id}/{channel.platform}" if isinstance(channel, Account) else None
        line = lines.get(f"text/{of or f'website.{entry.measure.id}'}")
        values = (line.now and line.now.value, line.before and line.before.value, line.rate) if line else (None,) * 3
        assert values == (entry.now.value, entry.before.value, entry.rate)


@pytest.mark.parametrize(
    ("cell", "now", "before", "rate"),
    [
        ("text/account.reads/toutiao", 313_000, 173_000, "80.9"),
        ("text/account.followers/wechat", 5_488, 3_740, "46.7"),
    ],
)
def test_a_year_stands_beside_the_year_before_with_both_figures(
    kfq: Organisation, cell: str, now: int, before: int, rate: str
) -> None:
    (line,) = [line for line in years_beside(kfq, 2019) if line.cell == cell]
    assert line.now is not None
    assert line.before is not None
    assert (line.now.value, line.before.value, line.change, str(line.rate)) == (now, before, now - before, rate)


def test_the_district_counts_what_stands_on_its_portal_and_the_zone_who_published_it(kfq: Organisation) -> None:
    district = Organisation.objects.get(code="xiqing-qu")
    found = totals([kfq, district], Y2019)
    assert found[district.pk]["text/website.items"].value == 6
    assert "text/publications.elsewhere" not in found[district.pk]


def test_views_counted_here_stand_beside_those_that_were_read_elsewhere(kfq: Organisation) -> None:
    site = Website.objects.get(code="kfq-guanwang")
    for number in (1, 2):
        SiteTraffic.objects.create(website=site, on=date(2019, 6, number), views=10 * number, visitors=number)
    found = totals([kfq], Y2019)[kfq.pk]
    assert (found["text/website.counted_views"].value, found["text/website.counted_visitors"].value) == (30, 3)
    assert found["text/website.views"].value == 199_800
    days = all_behind("text/website.counted_views", kfq, registry.declared)
    assert [entry.record for entry in days] == [f"sitetraffic:{site.uid}/2019-06-0{number}" for number in (1, 2)]


def test_a_budget_on_two_columns_is_one_and_one_taken_down_at_once_is_none(kfq: Organisation) -> None:
    paper = Publication.objects.get(kind="budget", fiscal_year=2019)
    first = paper.placements.order_by("from_on").first()
    assert first is not None
    column = first.column.website.columns.exclude(pk__in=paper.placements.values("column")).first()
    paper.placements.create(
        organisation=kfq, column=column, from_on=date(2020, 2, 3), state="accepted"
    )  # fmt: skip
    # Taken down and published anew, it has another day; it was disclosed on the first one all the same.
    Publication.objects.filter(pk=paper.pk).update(published_on=date(2020, 2, 3))
    for period, value in ((2019, 1), (2020, None)):
        (line,) = [line for line in years_beside(kfq, 2020) if line.cell == "text/finance.budgets/2019"]
        total = line.before if period == 2019 else line.now
        assert (total and total.value) == value
    for placement in paper.placements.all():
        placement.until_on = placement.from_on
        placement.save()
    assert "text/finance.budgets" not in totals([kfq], Y2019)[kfq.pk]


@pytest.mark.parametrize("units", [1, 6])
def test_all_figures_take_one_query_each_for_any_number_of_units(django_assert_num_queries: Any, units: int) -> None:
    keys = list(Organisation.objects.order_by("code").values_list("pk", flat=True)[:units])
    counted = [found for found in registry.declared if isinstance(found, Counted)]
    assert len(keys) == units
    with django_assert_num_queries(len(counted)):
        totals(keys, Y2019)


def help_example() -> list[str]:
    parser = build_parser("figures")
    (commands,) = [found for found in parser._actions if isinstance(found, argparse._SubParsersAction)]
    return shlex.split(commands.choices["figures"].epilog.removeprefix("例："))


def test_the_example_of_the_help_lists_the_records_behind_a_figure(capsys: pytest.CaptureFixture[str]) -> None:
    program, *words = help_example()
    assert program == "gongkai"
    assert main(words) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head == "西青开发区2019年网站发布信息（信息公开目录信息）：11条，共11条记录。"
    assert len(lines) == 11
    assert lines == sorted(lines)


def test_the_command_prints_each_figure_with_the_year_before_and_the_rate(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["figures", "xiqing-kfq", "2019"]) == 0
    out = capsys.readouterr().out
    assert "text/website.items  网站发布信息：1029条\n" in out
    assert "累计阅读量（今日头条号）：313000次；上年173000次，增长80.9%\n" in out
    assert main(["figures", "xiqing-kfq", "2020"]) == 0
    assert "推送次数：没有记录；上年305次\n" in capsys.readouterr().out
    assert main(["figures", "xiqing-kfq", "2015"]) == 0
    assert capsys.readouterr().out == "西青开发区2015年：没有任何记录。\n"


def test_the_command_writes_json_with_null_for_what_is_not_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["figures", "xiqing-kfq", "2019", "--json"]) == 0
    data = exact_json.loads(capsys.readouterr().out)
    assert (data["organisation"], data["name"], data["year"]) == ("xiqing-kfq", "西青开发区", 2019)
    figures = {figure.pop("cell"): figure for figure in data["figures"]}
    assert figures["text/account.followers/wechat"] == {
        "label": "粉丝数（微信公众号）", "unit": "人", "value": 5488, "whole": True, "before": 3740,
        "before_whole": True, "change": 1748, "rate": Decimal("46.7"),
    }  # fmt: skip
    assert figures["text/website.views"]["before"] is None
    assert main(["figures", "xiqing-kfq", "2019", "--json", "--behind", "text/account.reads_growth"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["cell"], data["value"], data["year"]) == ("text/account.reads_growth", 140_000, 2019)
    assert [record["amount"] for record in data["records"]] == [-173_000, 313_000]
    assert set(data["records"][0]) == {"record", "title", "on", "amount", "address"}


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (["nobody", "2019"], 2, "没有代码为“nobody”的机关"),
        (["xiqing-kfq", "2019", "--behind", "text/unheard.of"], 2, "没有“text/unheard.of”这个数"),
        (["xiqing-kfq", "2019", "--behind", "text/account.articles_an_issue"], 1, "两个数相除"),
        (["xiqing-kfq", "19"], 2, "年份应为四位数，如2019，现为“19”"),
    ],
)
def test_what_cannot_be_printed_is_said_in_a_sentence(
    words: list[str], status: int, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["figures", *words]) == status
    captured = capsys.readouterr()
    assert sentence in captured.err
    assert captured.out == ""


def test_a_registry_of_its_own_leaves_that_of_the_site_alone() -> None:
    before = registry.declared
    Registry().register("test", [])
    assert registry.declared == before
