"""Files of platforms: recognised by their headings, taken in whole or not at all, and only once."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from channelled_zone import PROGRAM, TODAY, csv, described, read, sent, xlsx
from openpyxl import load_workbook

from gongkai.channels import acts, imports, queries
from gongkai.channels.acts import Channel
from gongkai.channels.imports.cells import number
from gongkai.channels.imports.formats import formats
from gongkai.channels.models import Account, Article, Issue, Reading, ReadingImport, Website
from gongkai.errors import Refused, Unreadable
from gongkai.ledger.models import Entry
from gongkai.organisations.imports import Wrong, marked_workbook
from gongkai.organisations.models import Organisation

pytestmark = pytest.mark.django_db
DO: dict[str, Any] = {"by": PROGRAM, "on": TODAY}

FOLLOWERS = [
    ["时间", "新关注人数", "取消关注人数", "净增关注人数", "累积关注人数"],
    ["2019-01-01", 12, 2, 10, "3,750"],
    ["2019-01-02", 3, 5, -2, "3,748"],
]
ARTICLES = [
    ["标题", "发布日期", "送达人数", "阅读次数", "图文链接"],
    ["开发区召开大会", "20190305", 3700, 120, "https://mp.example.cn/s/1"],
    ["@所有人 招聘公告", "20190305", 3700, 80, ""],
    ["防汛提示", "2019年7月1日", 3700, 300, ""],
]

SHEET = ["账号", "指标", "起", "止", "数值", "来源"]


def look(rows: list[list[Any]], channel: Channel | None, unit: Organisation | None = None) -> imports.Taking:
    owner = unit or (channel.organisation if channel else None)
    assert owner is not None
    return imports.look(csv([[str(c).join('""') if "," in str(c) else c for c in row] for row in rows]),
                        "导出.csv", owner, channel, on=TODAY)  # fmt: skip


def take(rows: list[list[Any]], channel: Channel | None, unit: Organisation | None = None) -> imports.Taking:
    taking = look(rows, channel, unit)
    imports.take(taking, **DO)
    return taking


def problems(taking: imports.Taking) -> dict[tuple[int, str], str]:
    """What is wrong, by row and heading; nothing must have come of it."""
    counts = [model.objects.count() for model in (Reading, Issue, ReadingImport, Entry)]
    with pytest.raises(Refused, match="什么都没有导入"):
        imports.take(taking, **DO)
    assert counts == [model.objects.count() for model in (Reading, Issue, ReadingImport, Entry)]
    lines = taking.table.plan.lines
    return {(line.number, heading): text for line in lines for heading, text in line.problems.items()}


def values(measure: str) -> list[tuple[str, int]]:
    rows = Reading.objects.filter(measure=measure).order_by("until_on")
    return [(row.until_on.isoformat(), row.value) for row in rows]


def test_the_followers_of_wechat_are_levels_of_days(wechat: Account) -> None:
    taking = take(FOLLOWERS, wechat)
    assert taking.table.format.id == "wechat_followers"
    assert values("followers") == [("2019-01-01", 3750), ("2019-01-02", 3748)]
    reading = Reading.objects.first()
    assert reading is not None
    assert (reading.origin, reading.from_on) == ("微信公众平台“用户分析”导出", None)
    assert reading.taken_from == ReadingImport.objects.get()


def test_new_followers_less_lost_ones_are_the_net_ones(wechat: Account) -> None:
    rows = [FOLLOWERS[0], ["2019-01-01", 12, 2, 11, 3750]]
    assert problems(look(rows, wechat)) == {(2, "净增关注人数"): "新关注12减取消关注2应为10，这里是11，请核对。"}


def test_articles_of_wechat_sent_together_are_one_issue(wechat: Account) -> None:
    taking = take(ARTICLES, wechat)
    assert taking.table.format.id == "wechat_articles"
    assert taking.counts == (0, 2, 3)
    assert taking.table.unused == ("送达人数",)
    first = Issue.objects.get(number="2019-03-05")
    assert [(found.title, found.reads) for found in first.articles.all()] == [
        ("开发区召开大会", 120), ("@所有人 招聘公告", 80),
    ]  # fmt: skip
    assert queries.sent([wechat], date(2019, 1, 1), date(2019, 12, 31))[wechat.pk] == queries.Sent(2, 3)


def test_two_sendings_of_a_day_are_two_issues_where_the_export_has_the_minute(wechat: Account) -> None:
    take([ARTICLES[0], ["早", "2019-03-05 08:00", 1, 1, ""], ["晚", "2019-03-05 18:30:12", 1, 1, ""]], wechat)
    assert sorted(Issue.objects.values_list("number", flat=True)) == ["2019-03-05 08:00", "2019-03-05 18:30"]


def test_a_later_export_adds_what_is_new_and_passes_over_what_is_known(wechat: Account) -> None:
    take(ARTICLES, wechat)
    later = [*ARTICLES[:3], ["防汛提示", "2019年7月1日", 3700, 450, ""], ["新一期", "2019-08-01", 1, 5, ""]]
    taking = take(later, wechat)
    assert [line.state for line in taking.table.plan.lines] == ["same", "same", "changed", "new"]
    assert (Issue.objects.count(), Article.objects.get(title="防汛提示").reads) == (3, 450)


def test_each_article_of_toutiao_is_a_push_of_its_own(toutiao: Account) -> None:
    head = ["作品标题", "发布时间", "展现量", "阅读量", "评论量"]
    rows = [head, ["甲", "2019-01-01 10:00", 5000, 300, 1], ["乙", "2019-01-01 10:00", 4000, "1,200", 0]]
    taking = take(rows, toutiao)
    assert (taking.table.format.id, taking.counts) == ("toutiao_articles", (0, 2, 2))
    assert taking.table.unused == ("展现量", "评论量")


def test_the_days_of_toutiao_give_reads_of_the_day_and_reads_so_far(toutiao: Account) -> None:
    rows = [
        ["日期", "阅读量", "累计阅读量", "粉丝数"],
        ["2019-12-30", 900, 312100, "--"],
        ["2019-12-31", 900, 313000, 80],
    ]
    assert take(rows, toutiao).table.format.id == "toutiao_days"
    assert values("reads") == [("2019-12-30", 312_100), ("2019-12-31", 313_000)]
    assert values("followers") == [("2019-12-31", 80)]
    assert queries.flow(toutiao, "period_reads", date(2019, 12, 30), date(2019, 12, 31)).value == 1800


def test_totals_of_toutiao_alone_are_a_format_too(toutiao: Account) -> None:
    assert take([["日期", "累计阅读量"], ["2019-12-31", 313000]], toutiao).table.format.id == "toutiao_totals"


def test_weibo_gives_posts_and_days(zone: Organisation) -> None:
    weibo = acts.enter_account(zone, described("weibo", "kfq", "开发区微博"), **DO)
    long = "字" * 400
    assert take([["微博内容", "发布时间", "阅读数"], [long, "2019/1/1", 7]], weibo).table.format.id == "weibo_posts"
    assert (len(Article.objects.get().title), Article.objects.get().title[-1]) == (300, "…")
    assert take([["日期", "粉丝总数", "点赞数"], ["2019-01-01", 9, 2]], weibo).table.format.id == "weibo_days"
    assert (values("followers"), values("likes")) == ([("2019-01-01", 9)], [("2019-01-01", 2)])


def test_the_statistics_of_a_site_give_views_and_visitors_and_the_sum_row_is_passed_over(website: Website) -> None:
    head = ["日期", "浏览量(PV)", "访客数（UV）", "IP数", "跳出率"]
    rows = [["开发区网 趋势分析 2019"], head, ["合计", 300, 150, 1, "40%"]]
    rows += [["2019/01/01", 100, 50, 1, "40%"], ["2019/01/02", 200, 100, 1, "--"]]
    taking = take(rows, website)
    assert taking.table.format.id == "site_days"
    assert (values("views"), values("visitors")) == (
        [("2019-01-01", 100), ("2019-01-02", 200)], [("2019-01-01", 50), ("2019-01-02", 100)],
    )  # fmt: skip


def test_the_sheet_of_our_own_names_accounts_and_sites_itself(
    zone: Organisation, website: Website, toutiao: Account
) -> None:
    book = load_workbook(io.BytesIO(imports.template_workbook()))
    sheet = book.active
    for row in (
        ["kfq-tt", "累计阅读量", "", "2018-12-31", 173000, "后台截图"],
        ["开发区头条", "累计阅读量", "", "2019-12-31", "313,000", "后台截图"],
        ["zone-site", "浏览量", "2019-01-01", "2019-12-31", 199800, "统计工具"],
        ["开发区网", "访客数", date(2019, 1, 1), date(2019, 12, 31), 114000, "统计工具"],
    ):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    taking = imports.look(out.getvalue(), "登记表.xlsx", zone, None, on=TODAY)
    imports.take(taking, **DO)
    found = queries.years_on_year([toutiao, website], 2019)
    now = {entry.measure.id: entry.now.value for entry in found if entry.now.value is not None}
    assert now == {"reads": 313_000, "views": 199_800, "visitors": 114_000}
    assert Entry.objects.filter(act="channels.import_readings").count() == 1


@pytest.mark.parametrize(
    ("column", "text", "words"),
    [
        (0, "没有的号", "没有“没有的号”这个账号或网站"),
        (0, "同名", "有重名"),
        (1, "好感度", "没有“好感度”这个指标"),
        (1, "浏览量", "没有“浏览量”这项指标"),
        (3, "某日", "不是日期"),
        (3, "", "不能空白"),
        (3, "2030-01-01", "还没有到"),
        (4, "31.3万", "不写“万”"),
        (4, "=1+1", "以“=”开头，不是数"),
        (4, "-5", "以“-”开头，不是数"),
        (4, "--", "“数值”不能空白"),
        (5, "", "不能空白"),
    ],
)
def test_each_wrong_cell_of_the_sheet_is_named_and_nothing_is_imported(
    zone: Organisation, toutiao: Account, column: int, text: str, words: str
) -> None:
    for platform in ("douyin", "kuaishou"):
        acts.enter_account(zone, described(platform, f"n-{platform}", "同名"), **DO)
    row: list[Any] = ["kfq-tt", "累计阅读量", "", "2019-12-31", 313000, "截图"]
    row[column] = text
    [(place, problem)] = problems(
        look([SHEET, row], None, zone)
    ).items()  # fmt: skip
    assert words in problem
    assert place[0] == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_in_any_of_the_usual_encodings(wechat: Account, encoding: str) -> None:
    data = csv([["日期", "累积关注人数"], ["2019年1月1日", 5]], encoding)
    imports.take(imports.look(data, "导出.csv", wechat.organisation, wechat, on=TODAY), **DO)
    assert values("followers") == [("2019-01-01", 5)]


def test_a_workbook_is_read_with_its_days_and_its_formulas_are_refused(wechat: Account) -> None:
    rows = [["用户增长"], ["时间", "累积关注人数"], [date(2019, 1, 1), 5], [date(2019, 1, 2), "=B3+1"]]
    taking = imports.look(xlsx(rows), "导出.xlsx", wechat.organisation, wechat, on=TODAY)
    assert problems(taking) == {(4, "累积关注人数"): "这一格是公式，请改为文字（复制后选择性粘贴为“值”）。"}


def test_the_same_file_twice_does_nothing_and_is_known_again(wechat: Account) -> None:
    take(FOLLOWERS, wechat)
    count = Entry.objects.count()
    again = take(FOLLOWERS, wechat)
    assert again.known == ReadingImport.objects.get()
    assert again.known.imported_on == TODAY
    assert (Entry.objects.count(), Reading.objects.count()) == (count, 2)


def test_what_was_recorded_by_hand_is_not_recorded_again_and_what_differs_is_named(wechat: Account) -> None:
    read(wechat, "followers", 3750, "2019-01-01")
    taking = look(FOLLOWERS, wechat)
    assert [line.state for line in taking.table.plan.lines] == ["same", "new"]
    read(wechat, "followers", 9, "2019-01-02")
    assert "已登记为9，与3,748不同" in problems(look(FOLLOWERS, wechat))[3, "累积关注人数"]


def test_a_confirmation_holds_for_what_was_shown_and_nothing_else(wechat: Account) -> None:
    shown = look(FOLLOWERS, wechat).table.plan.digest()
    read(wechat, "followers", 3750, "2019-01-01")
    with pytest.raises(Refused, match="预览以后，登记的内容有了变化"):
        imports.take(look(FOLLOWERS, wechat), **DO, shown=shown)
    assert Reading.objects.count() == 1


def test_the_file_to_correct_has_its_cells_marked_and_can_be_sent_again(wechat: Account) -> None:
    rows = [list(row) for row in FOLLOWERS]
    rows[2][4] = "=cmd|' /C calc'!A0"
    marked = marked_workbook(look(rows, wechat).table.plan)
    book = load_workbook(io.BytesIO(marked))
    cell = book.active["E3"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert "不是数" in cell.comment.text
    assert "累积关注人数：" in book.active["F3"].value
    cell.value = 3748
    out = io.BytesIO()
    book.save(out)
    again = imports.look(out.getvalue(), "改正.xlsx", wechat.organisation, wechat, on=TODAY)
    imports.take(again, **DO)
    assert values("followers")[1] == ("2019-01-02", 3748)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "旧格式"),
        (b"<html><table></table></html>", "网页格式"),
        (b"PK\x03\x04 broken", "打不开"),
        (b"%PDF-1.7", "这是PDF"),
        ("姓名,电话\n甲,1".encode(), "认不出这个文件的表头（看到的是：姓名、电话）"),
        ("日期,累积关注人数\n".encode(), "表头下面没有数据"),
        ("日期,累积关注人数,累积关注人数\n2019-01-01,1,2".encode(), "出现了两次"),
        (b"", "空表"),
        (b"0" * (10 * 1024 * 1024 + 1), "超过10 MB"),
        ("日期,累积关注人数\n".encode() + b"2019-01-01,1\n" * 50_001, "超过50000行"),
    ],
    ids=["xls", "html", "zip", "pdf", "headings", "empty", "twice", "nothing", "bytes", "rows"],
)
def test_what_is_no_such_file_is_refused_with_what_was_seen(wechat: Account, data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        imports.look(data, "导出.csv", wechat.organisation, wechat, on=TODAY)


def days(count: int) -> list[list[Any]]:
    """The views of so many days, over the years of several sites."""
    start = date(2015, 1, 1)
    return [[(start + timedelta(days=number)).isoformat(), 1000 + number] for number in range(count)]


def many(zone: Organisation, count: int) -> list[list[Any]]:
    """Readings of 25 accounts, *count* rows in all, in the sheet of our own."""
    for at in range(25):
        acts.enter_account(zone, described("wechat", f"wx-{at}", f"号{at}"), **DO)
    each = days(count // 25)
    return [[f"wx-{at}", "累计阅读量", "", day, value, "后台"] for at in range(25) for day, value in each]


def test_one_bad_line_among_50_000_is_named_and_alone(zone: Organisation) -> None:
    rows = [SHEET, *many(zone, 50_000)]
    rows[31_234][4] = 999_999_999  # a counter that would shrink the day after
    started = time.perf_counter()
    taking = look(rows, None, zone)
    assert time.perf_counter() - started < 30
    assert list(problems(taking)) == [(31_235, "数值")]


@pytest.mark.slow
def test_50_000_rows_are_taken_in_with_a_number_of_queries_that_follows_batches_not_rows(
    zone: Organisation, django_assert_max_num_queries: Any
) -> None:
    taking = look([SHEET, *many(zone, 50_000)], None, zone)
    started = time.perf_counter()
    with django_assert_max_num_queries(1000):
        imports.take(taking, **DO)
    assert time.perf_counter() - started < 60
    assert Reading.objects.count() == 50_000


@pytest.mark.parametrize(
    "order",
    [lambda rows: rows, lambda rows: rows[::-1], lambda rows: rows[1::2] + rows[::2]],
    ids=["as given", "reversed", "shuffled"],
)
def test_the_order_of_rows_does_not_matter(toutiao: Account, order: Callable[[list[Any]], list[Any]]) -> None:
    rows = [["2019-01-01", 10, 100], ["2019-01-02", 20, 120], ["2019-01-03", 5, 125], ["2019-01-04", 1, 126]]
    take([["日期", "阅读量", "累计阅读量"], *order(rows)], toutiao)
    assert [value for _day, value in values("reads")] == [100, 120, 125, 126]


def test_a_year_among_its_own_days_is_the_one_that_overlaps(website: Website) -> None:
    rows = [
        SHEET,
        ["zone-site", "浏览量", "2019-01-01", "2019-12-31", 900, "工具"],
    ]
    rows += [["zone-site", "浏览量", f"2019-{month:02}-01", f"2019-{month:02}-28", 9, "工具"] for month in range(1, 12)]
    found = problems(look(rows, None, website.organisation))
    assert list(found) == [(2, "数值")]
    assert "有重叠" in found[2, "数值"]


def test_issues_that_were_recorded_otherwise_are_named_at_each_of_their_lines(wechat: Account) -> None:
    from channelled_zone import issue

    sent(wechat, issue("2019-03-05", "另一篇"))
    found = problems(look(ARTICLES, wechat))
    assert set(found) == {(2, "发布日期"), (3, "发布日期")}


@pytest.mark.parametrize("text", ["313000", "313,000", "３１３０００", " 313 000 ", "313000.0"])
def test_a_number_is_read_as_platforms_write_it(text: str) -> None:
    assert number(text) == 313_000


@pytest.mark.parametrize("text", ["31.3万", "313000次", "1e5", "12,34", "3.5", "+5", "-5", "=5", "@5", "五"])
def test_what_is_no_whole_number_is_refused(text: str) -> None:
    with pytest.raises(Wrong, match=text.replace("+", r"\+").replace(".", r"\.")):
        number(text)


def test_every_format_says_where_its_headings_were_seen_and_no_two_are_alike() -> None:
    for entry in formats().values():
        assert entry.source
        assert (entry.issue_by != "") == (entry.gives == "issues")
        assert (entry.origin != "") == (entry.gives != "listed")
        assert entry.matched([field.headings[0] for field in entry.fields])
    platforms = {platform for entry in formats().values() for platform in entry.platforms}
    from gongkai.channels import kinds

    assert platforms == set(kinds.platforms())
