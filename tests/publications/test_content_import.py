"""A year's content from a spreadsheet: wholly taken over, or every bad line named and nothing imported."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from published_zone import PROGRAM, TODAY, written

from gongkai.channels.models import Column, Website
from gongkai.errors import NotAllowed, Refused, Unreadable
from gongkai.ledger.models import Entry
from gongkai.organisations.models import Organisation, User
from gongkai.publications import imports
from gongkai.publications.acts import facts
from gongkai.publications.imports import Outcome, Sheet
from gongkai.publications.models import ContentImport, Placement, Publication, Validity
from gongkai.publications.queries import counts

pytestmark = pytest.mark.usefixtures("columns")

HEADINGS = ["标题", "种类", "栏目代码", "发布日期"]
ROW = ["关于示例的通知", "动态信息", "zone-news", "2019-03-01"]
Rows = list[list[object]]


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[..., Sheet]:
    """A file of these rows: XLSX unless its name says otherwise."""

    def made(rows: Rows, name: str = "内容.xlsx", encoding: str = "utf-8-sig") -> Sheet:
        path = tmp_path / name
        if name.endswith(".csv"):
            out = io.StringIO(newline="")
            csv.writer(out).writerows(rows)
            path.write_bytes(out.getvalue().encode(encoding))
        else:
            book = Workbook()
            for row in rows:
                book.active.append(row)
            book.save(path)
        return imports.look(path, name)

    return made


def problems(found: Outcome) -> list[tuple[int, str]]:
    return [(problem.row, problem.heading) for problem in found.problems]


def test_each_row_becomes_a_live_publication_in_its_place_with_a_number_and_an_entry(
    zone: Organisation, sheet: Callable[..., Sheet]
) -> None:
    rows = [
        [*HEADINGS, "正文", "成文日期", "索引号", "发文字号", "来源网址", "公开依据"],
        [*ROW, "第一段\n第二段 <1万元", date(2019, 2, 25), "", "示发〔2019〕1号", "https://old.example/1", "20.1"],
        ["第二条", "公开文件", "zone-catalogue、zone-other@2019-05-01", "2019年4月1日", "<p>正<b>文</b></p>", "",
         "旧号/2019-7", "", "", ""],
    ]  # fmt: skip
    taken = imports.import_sheet(sheet(rows), zone, by=PROGRAM, on=TODAY)
    assert taken is not None
    assert (taken.entries, taken.added) == (2, 2)
    first, second = Publication.objects.order_by("pk")
    assert (first.live, first.published_on, first.made_on) == (True, date(2019, 3, 1), date(2019, 2, 25))
    assert first.index_number == f"{zone.credit_code[8:17]}/2019-00001"
    assert (second.index_number, first.ground, first.due_on) == ("旧号/2019-7", "20.1", date(2019, 3, 25))
    assert str(first.body[0].value) == "<p>第一段</p><p>第二段 &lt;1万元</p>"
    assert "<b>文</b>" in str(second.body[0].value)
    assert first.latest_revision is None
    places = Placement.objects.order_by("pk").values_list("publication", "column__code", "state", "from_on")
    assert list(places) == [
        (first.pk, "zone-news", "accepted", date(2019, 3, 1)),
        (second.pk, "zone-catalogue", "accepted", date(2019, 4, 1)),
        (second.pk, "zone-other", "accepted", date(2019, 5, 1)),
    ]
    assert Entry.objects.filter(act="publications.import").count() == 2
    assert Entry.objects.filter(act="publications.import_file").count() == 1


def test_the_same_file_twice_does_nothing_and_a_longer_one_brings_only_what_is_new(
    zone: Organisation, sheet: Callable[..., Sheet]
) -> None:
    imports.import_sheet(sheet([HEADINGS, ROW]), zone, by=PROGRAM, on=TODAY)
    entries = Entry.objects.count()
    assert imports.import_sheet(sheet([HEADINGS, ROW], "再来.csv"), zone, by=PROGRAM, on=TODAY) is None
    assert (Publication.objects.count(), ContentImport.objects.count(), Entry.objects.count()) == (1, 1, entries)
    more = sheet([HEADINGS, ROW, ["又一条", *ROW[1:]]])
    assert (imports.examine(more, zone, on=TODAY).new, imports.examine(more, zone, on=TODAY).known) == (1, 1)
    taken = imports.import_sheet(more, zone, by=PROGRAM, on=TODAY)
    assert taken is not None
    assert (taken.entries, taken.added, Publication.objects.count()) == (2, 1, 2)


@pytest.mark.parametrize(
    ("heading", "text", "words"),
    [
        ("标题", "", "“标题”不能空白"),
        ("标题", "长" * 301, "超过300个字"),
        ("标题", "=1+1", "公式"),
        ("种类", "俱乐部", "没有“俱乐部”这个种类"),
        ("栏目代码", "nowhere", "没有代码为“nowhere”的栏目"),
        ("栏目代码", "zone-news、zone-news", "写了两次"),
        ("栏目代码", "zone-news@2018-01-01", "应在发布日期与今天之间"),
        ("栏目代码", "zone-news@someday", "不是日期"),
        ("发布日期", "2019-02-30", "不是日期"),
        ("发布日期", "2027-01-01", "还没有到"),
        ("成文日期", "2019-03-02", "晚于发布日期"),
        ("来源网址", "javascript:alert(1)", "不是网址"),
        ("公开依据", "20.99", "没有“20.99”这个公开依据"),
        ("财政年度", "一九", "不是年份"),
        ("索引号", "长" * 61, "超过60个字"),
    ],
)
def test_each_wrong_cell_is_named_with_its_reason_and_nothing_is_imported(
    zone: Organisation, sheet: Callable[..., Sheet], heading: str, text: str, words: str
) -> None:
    headings = list(dict.fromkeys([*HEADINGS, heading]))
    values = {**dict(zip(HEADINGS, ROW, strict=True)), heading: text}
    found = sheet([headings, ROW, [values[name] for name in headings]])
    outcome = imports.examine(found, zone, on=TODAY)
    assert problems(outcome) == [(3, heading)]
    assert words in outcome.problems[0].sentence
    with pytest.raises(Refused, match="有1行、1处问题，什么都没有导入"):
        imports.import_sheet(found, zone, by=PROGRAM, on=TODAY)
    assert not Publication.objects.exists()
    assert not Entry.objects.filter(act__startswith="publications.").exists()


def test_two_rows_that_cannot_be_told_apart_and_numbers_that_are_taken_are_named(
    zone: Organisation, other_unit: Organisation, sheet: Callable[..., Sheet]
) -> None:
    written(other_unit, "他人的文件", index_number="甲/1")
    rows = [
        [*HEADINGS, "索引号", "来源网址"],
        [*ROW, "", ""],
        [*ROW, "", ""],
        [*ROW, "", "https://old.example/2"],
        ["三", *ROW[1:], "甲/1", ""],
        ["四", *ROW[1:], "甲/2", ""],
        ["五", *ROW[1:], "甲/2", "https://old.example/5"],
    ]
    outcome = imports.examine(sheet(rows), zone, on=TODAY)
    assert problems(outcome) == [(3, "标题"), (5, "索引号"), (7, "索引号")]
    assert "他人的文件" in outcome.problems[1].sentence


def test_the_file_to_correct_names_what_is_wrong_and_once_corrected_is_taken(
    zone: Organisation, sheet: Callable[..., Sheet], tmp_path: Path
) -> None:
    found = sheet([[*HEADINGS, "正文"], [*ROW, "文" * 40_000], ["=", *ROW[1:3], "昨天", ""]], "年.csv")
    outcome = imports.examine(found, zone, on=TODAY)
    path = tmp_path / "标明.xlsx"
    imports.marked_workbook(found, outcome, path)
    book = load_workbook(path)
    page = book.active
    assert [cell.value for cell in page[1]] == [*HEADINGS, "正文", "正文续1", "问题"]
    assert (page["A3"].value, page["A3"].data_type) == ("=", "s")
    assert page["D3"].fill.fgColor.rgb == "FFF4C7C3"
    assert "不是日期" in page["G3"].value
    page["D3"].value = "2019-03-02"
    book.save(path)
    taken = imports.import_sheet(imports.look(path, "改.xlsx"), zone, by=PROGRAM, on=TODAY)
    assert taken is not None
    assert taken.added == 2
    assert "文" * 40_000 in str(Publication.objects.order_by("pk")[0].body[0].value)


def test_the_empty_form_has_every_heading_and_is_itself_in_order_but_empty(zone: Organisation, tmp_path: Path) -> None:
    path = tmp_path / "空白.xlsx"
    imports.template_workbook(path)
    found = imports.look(path, "空白.xlsx")
    assert set(found.headings) == {column.heading for column in imports.COLUMNS} | {"正文"}
    with pytest.raises(Unreadable, match="没有内容"):
        imports.examine(found, zone, on=TODAY)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xd0\xcf\x11\xe0rest", "旧格式"),
        (b"PK\x03\x04 damaged", "打不开"),
        (b"\xff\xfe\x00\x00", "CSV"),
        ("标题,种类\n甲,乙".encode(), "至少有"),
        ("标题,种类,栏目代码,发布日期,星座\n".encode(), "不认识表头“星座”"),
        ("标题,种类,栏目代码,发布日期,标题\n".encode(), "出现了两次"),
        ('标题,种类,栏目代码,发布日期\n"甲'.encode(), "CSV的格式有误"),
        (b"", "至少有"),
    ],
)
def test_a_file_that_is_no_list_of_content_says_what_is_wrong_with_it(
    zone: Organisation, tmp_path: Path, data: bytes, words: str
) -> None:
    path = tmp_path / "x"
    path.write_bytes(data)
    with pytest.raises(Unreadable, match=words):
        imports.examine(imports.look(path, "文件"), zone, on=TODAY)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_in_the_encodings_that_offices_write(
    zone: Organisation, sheet: Callable[..., Sheet], encoding: str
) -> None:
    imports.import_sheet(sheet([HEADINGS, ROW], "内容.csv", encoding), zone, by=PROGRAM, on=TODAY)
    assert Publication.objects.get().title == "关于示例的通知"


def test_columns_of_another_unit_are_offered_and_not_taken(
    zone: Organisation, portal: Column, sheet: Callable[..., Sheet]
) -> None:
    imports.import_sheet(sheet([HEADINGS, [*ROW[:2], "portal-open", ROW[3]]]), zone, by=PROGRAM, on=TODAY)
    assert Placement.objects.get().state == "offered"


def test_a_script_in_a_text_does_not_come_in(zone: Organisation, sheet: Callable[..., Sheet]) -> None:
    text = '<p onclick="x()">文<script>alert(1)</script><a href="javascript:x()">链</a></p><style>p{}</style>'
    imports.import_sheet(sheet([[*HEADINGS, "正文"], [*ROW, text]]), zone, by=PROGRAM, on=TODAY)
    kept = str(Publication.objects.get().body.get_prep_value())
    assert "文" in kept
    assert not any(word in kept for word in ("script", "onclick", "style", "alert"))


def test_a_number_that_a_later_row_brings_along_is_given_to_no_earlier_one(
    zone: Organisation, sheet: Callable[..., Sheet]
) -> None:
    own = zone.credit_code[8:17]
    rows = [[*HEADINGS, "索引号"], [*ROW, ""], ["二", *ROW[1:], f"{own}/2019-00001"], ["三", *ROW[1:], ""]]
    imports.import_sheet(sheet(rows), zone, by=PROGRAM, on=TODAY)
    numbers = list(Publication.objects.order_by("pk").values_list("index_number", flat=True))
    assert numbers == [f"{own}/2019-{serial:05}" for serial in (2, 1, 3)]
    assert facts.number(written(zone), on=date(2019, 12, 1)) == f"{own}/2019-00004"


def test_a_normative_paper_comes_in_with_the_state_that_the_file_says(
    zone: Organisation, sheet: Callable[..., Sheet]
) -> None:
    rows = [
        [*HEADINGS, "成文日期", "生效日期", "有效性"],
        ["甲", "行政规范性文件", *ROW[2:], "2019-02-01", "2019-02-15", ""],
        ["乙", "行政规范性文件", *ROW[2:], "2019-02-01", "2019-02-15", "废止"],
    ]
    outcome = imports.examine(sheet(rows), zone, on=TODAY)
    assert outcome.missing == {"发文机关": 2, "发文字号": 2, "公开依据": 2, "主题分类": 2, "体裁分类": 2}
    imports.import_sheet(sheet(rows), zone, by=PROGRAM, on=TODAY)
    assert list(Publication.objects.order_by("pk").values_list("validity", flat=True)) == ["in_force", "repealed"]
    assert Validity.objects.filter(from_on=date(2019, 2, 15)).count() == 2


def test_only_an_approver_of_the_unit_imports(
    zone: Organisation, officers: dict[str, User], sheet: Callable[..., Sheet]
) -> None:
    for role, user in officers.items():
        if role != "approver":
            with pytest.raises(NotAllowed):
                imports.import_sheet(sheet([HEADINGS, ROW]), zone, by=user, on=TODAY)
    assert not Publication.objects.exists()
    assert imports.import_sheet(sheet([HEADINGS, ROW]), zone, by=officers["approver"], on=TODAY)


def test_the_zone_s_year_of_1029_items_comes_in_within_seconds_and_counts(
    zone: Organisation, website: Website, sheet: Callable[..., Sheet], capsys: pytest.CaptureFixture[str]
) -> None:
    """The annual report of 2019; the time is printed, not asserted, for a busy machine is no fault."""
    wanted = {"zone-profile": 5, "zone-news": 729, "zone-catalogue": 11, "zone-other": 284}
    rows: Rows = [[*HEADINGS, "正文"]]
    for code, many in wanted.items():
        for number in range(many):
            day = date(2019, 1, 2) + timedelta(days=number * 360 // many)
            rows.append([f"{code}示例{number}", "动态信息", code, day, "示例正文。" * 60])
    found = sheet(rows)
    start = time.perf_counter()
    imports.import_sheet(found, zone, by=PROGRAM, on=TODAY)
    with capsys.disabled():
        print(f"\nimport of 1,029 items: {time.perf_counter() - start:.1f} s")
    year = counts.Period(date(2019, 1, 1), date(2019, 12, 31))
    assert counts.total(counts.Scope(website=website), year).placements == 1029
    by_column = counts.counts(counts.Scope(website=website), year, by=["column"])
    assert {figure.key[0]: figure.placements for figure in by_column} == wanted


def test_one_bad_line_in_50_000_is_named_and_nothing_is_imported(
    zone: Organisation, sheet: Callable[..., Sheet], capsys: pytest.CaptureFixture[str]
) -> None:
    rows: Rows = [HEADINGS, *([f"示例{number}", *ROW[1:]] for number in range(50_000))]
    rows[31_415][3] = "不是日子"
    start = time.perf_counter()
    found = sheet(rows, "五万.csv")
    outcome = imports.examine(found, zone, on=TODAY)
    with capsys.disabled():
        print(f"\nexamining 50,000 rows: {time.perf_counter() - start:.1f} s")
    assert (outcome.rows, outcome.new, problems(outcome)) == (50_000, 49_999, [(31_416, "发布日期")])
    with pytest.raises(Unreadable, match="超过50000行"):
        imports.examine(sheet([*rows, ROW], "五万一.csv"), zone, on=TODAY)


def test_a_workbook_that_is_kept_under_a_name_of_its_own_is_read(zone: Organisation, tmp_path: Path) -> None:
    """Files that wait have no ending, and openpyxl would judge a path by it."""
    book = Workbook()
    for row in (HEADINGS, ROW):
        book.active.append(row)
    book.save(tmp_path / "内容.xlsx")
    (tmp_path / "内容.xlsx").rename(tmp_path / "waiting")
    outcome = imports.examine(imports.look(tmp_path / "waiting", "内容.xlsx"), zone, on=TODAY)
    assert (outcome.rows, outcome.problems) == (1, ())
