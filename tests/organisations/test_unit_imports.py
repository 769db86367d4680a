"""Units and people of a whole district from one spreadsheet."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from openpyxl import Workbook, load_workbook
from small_district import PROGRAM, TODAY, District

from gongkai.errors import Refused, Unreadable
from gongkai.ledger.models import Entry
from gongkai.organisations import acts, imports, queries
from gongkai.organisations.imports.days import day_from
from gongkai.organisations.models import Organisation, Post, User

pytestmark = pytest.mark.django_db
Officer = Callable[..., User]

UNITS = [
    ["名称", "代码", "类别", "上级代码", "统一社会信用代码", "成立日期", "联系电话", "传真", "受理方式"],
    ["甲街道办事处", "jia", "街道办事处", "xin-qu", "", "", "022-1", "022-2", "当面、传真"],
    ["新区人民政府", "xin-qu", "县级政府", "", "11100000000013127D", date(2001, 5, 1), 23456789, "", ""],
]
PEOPLE = [
    ["登录名", "姓名", "机关代码", "角色", "任职日期", "免职日期"],
    ["li", "李小红", "jia", "审核员", "2020年1月1日", ""],
    ["li", "李小红", "xin-qu", "管理员", "2020/1/1", "2021-01-01"],
]


def workbook(*sheets: list[list[object]]) -> bytes:
    book = Workbook()
    del book["Sheet"]
    for number, rows in enumerate(sheets):
        page = book.create_sheet(f"第{number}张")
        for row in rows:
            page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def run(*sheets: list[list[object]]) -> imports.Plan:
    plan = imports.read_tables(workbook(*sheets), "区.xlsx")
    imports.import_units(plan, by=PROGRAM, on=TODAY)
    return plan


def problems(*sheets: list[list[object]]) -> dict[tuple[int, str], str]:
    """What is wrong, by row and heading; nothing must have come of it."""
    before = (Organisation.objects.count(), User.objects.count(), Post.objects.count(), Entry.objects.count())
    plan = imports.read_tables(workbook(*sheets), "区.xlsx")
    with pytest.raises(Refused, match="什么都没有导入"):
        imports.import_units(plan, by=PROGRAM, on=TODAY)
    assert before == (Organisation.objects.count(), User.objects.count(), Post.objects.count(), Entry.objects.count())
    return {(line.number, heading): text for line in plan.lines for heading, text in line.problems.items()}


def test_a_whole_district_comes_from_one_file_whatever_the_order_of_rows_and_headings() -> None:
    plan = run(UNITS, PEOPLE)
    assert plan.count("new") == 3
    street, district = queries.by_code("jia"), queries.by_code("xin-qu")
    assert street is not None
    assert district is not None
    assert street.parent == district
    assert (district.credit_code, district.opened_on) == ("11100000000013127D", date(2001, 5, 1))
    facts = queries.facts_on(street, TODAY)
    assert facts is not None
    assert (facts.phone, facts.fax, facts.takes_fax, facts.takes_web) == ("022-1", "022-2", True, False)
    assert queries.facts_on(district, TODAY).phone == "23456789"  # type: ignore[union-attr]
    assert {(post.role, post.unit.code, post.until_on) for post in Post.objects.all()} == {
        ("reviewer", "jia", None),
        ("administrator", "xin-qu", date(2021, 1, 1)),
    }
    assert not User.objects.get().has_usable_password()


def test_the_same_file_twice_changes_nothing_and_records_nothing() -> None:
    run(UNITS, PEOPLE)
    count = Entry.objects.count()
    again = run(UNITS, PEOPLE)
    assert again.count("same") == len(again.lines) == 4
    assert Entry.objects.count() == count


def test_a_rehearsal_changes_nothing_and_says_what_would_be_done() -> None:
    plan = imports.read_tables(workbook(UNITS, PEOPLE), "区.xlsx")
    imports.rehearse(plan, by=PROGRAM, on=TODAY)
    assert [line.state for line in plan.lines] == ["new", "new", "new", "changed"]
    assert plan.problems == 0
    assert not Organisation.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("heading", "text", "words"),
    [
        ("代码", "", "“代码”不能空白"),
        ("代码", "Jia", "小写字母"),
        ("名称", "", "“名称”不能空白"),
        ("名称", "+甲", "不能以“+”开头"),
        ("类别", "俱乐部", "没有“俱乐部”这个类别"),
        ("上级代码", "nobody", "没有代码为“nobody”的机关"),
        ("统一社会信用代码", "11100000000013127E", "校验位不符"),
        ("成立日期", "2001-02-30", "不是日期"),
        ("成立日期", "2999-01-01", "还没有到"),
        ("受理方式", "托梦", "没有“托梦”这种受理方式"),
        ("传真", "", "应写明传真号码"),
    ],
)
def test_each_wrong_cell_is_named_with_its_reason_and_nothing_is_imported(heading: str, text: str, words: str) -> None:
    rows = [list(row) for row in UNITS]
    rows[1][rows[0].index(heading)] = text
    found = problems(rows)
    assert [row for row, _heading in found] == [2]
    assert words in "".join(found.values())


@pytest.mark.parametrize(
    ("heading", "text", "words"),
    [
        ("角色", "皇帝", "没有“皇帝”这个角色"),
        ("机关代码", "nobody", "没有代码为“nobody”的机关"),
        ("任职日期", "", "“任职日期”不能空白"),
        ("免职日期", "2019-01-01", "应晚于任职日期"),
        ("登录名", "李 小红", "登录名"),
    ],
)
def test_each_wrong_cell_of_a_person_is_named(heading: str, text: str, words: str) -> None:
    rows = [list(row) for row in PEOPLE[:2]]
    rows[1][rows[0].index(heading)] = text
    found = problems(UNITS, rows)
    assert words in "".join(f"{place}{problem}" for (_row, place), problem in found.items())


def test_every_bad_line_is_listed_at_once() -> None:
    rows = [*UNITS, *(["乙", f"b{number}", "俱乐部", "", "", "", "", "", ""] for number in range(50))]
    assert len(problems(rows)) == 50


def test_a_code_that_stands_twice_is_wrong_the_second_time() -> None:
    assert problems([*UNITS, UNITS[1]]) == {(4, "代码"): "与第2行重复。"}


def test_what_differs_from_the_entry_wants_its_day() -> None:
    run(UNITS)
    rows = [list(row) for row in UNITS]
    rows[1][0], rows[1][6] = "甲街道", "022-9"
    assert "请在“变更日期”写明" in problems(rows)[(2, "变更日期")]
    dated = [[*rows[0], "变更日期"], [*rows[1], "2025-06-01"], [*rows[2], ""]]
    assert [line.state for line in run(dated).lines] == ["changed", "same"]
    street = queries.by_code("jia")
    assert street is not None
    assert queries.name_on(street, date(2025, 5, 31)) == "甲街道办事处"
    assert queries.name_on(street, date(2025, 6, 1)) == "甲街道"
    assert queries.facts_on(street, date(2025, 5, 31)).phone == "022-1"  # type: ignore[union-attr]


def test_a_column_left_out_leaves_what_is_entered() -> None:
    run(UNITS)
    few = [[row[0], row[1], row[2]] for row in UNITS]
    assert run(few).count("same") == 2
    street = queries.by_code("jia")
    assert street is not None
    assert street.parent is not None


def test_a_formula_in_a_cell_is_refused() -> None:
    rows = [list(row) for row in UNITS]
    rows[1][6] = '=HYPERLINK("http://example.org")'
    assert "公式" in problems(rows)[(2, "联系电话")]


def test_the_file_to_correct_has_its_marks_no_formulas_and_can_be_sent_again_as_it_is() -> None:
    rows = [list(row) for row in UNITS]
    rows[1][2], rows[1][6] = "俱乐部", "=1+1"
    plan = imports.read_tables(workbook(rows), "区.xlsx")
    imports.rehearse(plan, by=PROGRAM, on=TODAY)
    marked = imports.marked_workbook(plan)
    page = load_workbook(io.BytesIO(marked))["机关"]
    assert [cell.value for cell in page[1]][:3] == ["名称", "代码", "类别"]
    assert page["J1"].value == "问题"
    assert "没有“俱乐部”这个类别" in page["C2"].comment.text
    assert "类别：" in page["J2"].value
    assert {cell.data_type for row in page.iter_rows() for cell in row if cell.value is not None} == {"s"}
    again = imports.read_tables(marked, "再次.xlsx")
    assert again.lines[0].texts["类别"] == "俱乐部"


def test_the_empty_form_has_every_heading_and_reads_as_an_empty_file() -> None:
    with pytest.raises(Unreadable, match="没有机关或人员"):
        imports.read_tables(imports.template_workbook(), "空白.xlsx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_in_the_encodings_that_offices_write(encoding: str) -> None:
    data = "代码,名称,类别\r\nqu,新区人民政府,县级政府\r\n".encode(encoding)
    plan = imports.read_tables(data, "区.csv")
    imports.import_units(plan, by=PROGRAM, on=TODAY)
    assert Organisation.objects.get().name == "新区人民政府"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "没有机关或人员"),
        (b"\xff\xfe\x00\x81", "另存为XLSX"),
        (b"PK\x03\x04broken", "打不开"),
        ("甲,乙\n1,2\n".encode(), "不是机关表或人员表的表头"),
        ("代码,名称,类别,星座\nqu,区,县级政府,白羊\n".encode(), "不认识表头“星座”"),
        ("代码,名称,类别,名称\nqu,区,县级政府,区\n".encode(), "“名称”出现了两次"),
        (("代码,名称,类别\n" + "qu,区,县级政府\n" * (imports.MOST_ROWS + 1)).encode(), f"超过{imports.MOST_ROWS}行"),
        (b"x" * (imports.MOST_BYTES + 1), "超过5 MB"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_what_to_do(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        imports.read_tables(data, "文件")


@pytest.mark.parametrize(
    "text", ["2026-01-31", "2026/1/31", "2026.1.31", "20260131", "2026年1月31日", " 2026年 1月31日 "]
)
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert day_from(text) == date(2026, 1, 31)


@pytest.mark.parametrize("text", ["", "2026", "2026-13-01", "31-01-2026", "明天", "2026-02-30"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert day_from(text) is None


@pytest.fixture
def office(officer: Officer) -> Client:
    browser = Client()
    browser.force_login(officer("administrator", "qu"), backend="django.contrib.auth.backends.ModelBackend")
    return browser


def sent(rows: list[list[object]]) -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile("区.xlsx", workbook(rows))}


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(name|content|digest)" value="([^"]*)"', page))


def test_a_file_is_shown_first_and_taken_over_on_confirmation(office: Client, district: District) -> None:
    rows = [["代码", "名称", "类别", "上级代码"], ["xin", "新局", "地方政府部门", "qu"]]
    preview = office.post("/office/units/import/", sent(rows))
    assert preview.status_code == 200
    assert "新增1行" in preview.content.decode()
    assert queries.by_code("xin") is None
    fields = hidden(preview.content.decode())
    answer = office.post("/office/units/import/", {**fields, "confirm": "1"})
    assert answer.status_code == 302
    assert district["xin"].parent == district["qu"]


def test_a_confirmation_holds_for_what_was_shown_and_for_nothing_else(office: Client, district: District) -> None:
    rows = [["代码", "名称", "类别", "上级代码"], ["xin", "新局", "地方政府部门", "qu"]]
    fields = hidden(office.post("/office/units/import/", sent(rows)).content.decode())
    acts.enter(acts.Description("xin", "新局", "department", district["qu"]), by=PROGRAM, on=TODAY)
    count = Entry.objects.count()
    answer = office.post("/office/units/import/", {**fields, "confirm": "1"})
    assert answer.status_code == 409
    assert "有了变化" in answer.content.decode()
    assert Entry.objects.count() == count


def test_an_administrator_cannot_import_into_another_district(office: Client) -> None:
    rows = [
        ["代码", "名称", "类别", "上级代码"],
        ["xin", "新局", "地方政府部门", "other"],
        ["ding", "新区", "县级政府", ""],
    ]
    answer = office.post("/office/units/import/", sent(rows))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("您没有“登记机关”的权限") == 2
    fields = hidden(page)
    assert office.post("/office/units/import/", {**fields, "confirm": "1"}).status_code == 422
    assert not Organisation.objects.filter(code__in=["xin", "ding"]).exists()
    marked = office.post("/office/units/import/", {**fields, "marked": "1"})
    assert marked["Content-Disposition"].startswith("attachment")
    assert load_workbook(io.BytesIO(marked.content)).sheetnames == ["机关"]


@pytest.mark.parametrize("content", ["%%%", "AAAA"])
def test_a_forged_preview_is_refused(office: Client, content: str) -> None:
    count = Entry.objects.count()
    answer = office.post("/office/units/import/", {"content": content, "name": "x", "digest": "", "confirm": "1"})
    assert answer.status_code in {200, 400}
    assert Entry.objects.count() == count


def test_a_wrong_file_is_refused_on_the_page(office: Client) -> None:
    answer = office.post("/office/units/import/", {"file": SimpleUploadedFile("x.xlsx", b"not a file")})
    assert answer.status_code == 400
    assert "表头" in answer.content.decode()


def test_the_command_imports_or_names_every_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad, marked = tmp_path / "好.xlsx", tmp_path / "坏.xlsx", tmp_path / "标.xlsx"
    good.write_bytes(workbook(UNITS))
    bad.write_bytes(workbook([*UNITS, ["乙", "yi", "俱乐部", "", "", "", "", "", ""]]))
    with pytest.raises(CommandError, match="什么都没有导入"):
        call_command("import_units", str(bad), marked=marked)
    assert "坏.xlsx，机关表第4行“类别”：没有“俱乐部”这个类别" in capsys.readouterr().out
    assert load_workbook(marked).sheetnames == ["机关"]
    call_command("import_units", str(good), check=True)
    assert not Organisation.objects.exists()
    call_command("import_units", str(good))
    assert Organisation.objects.count() == 2
    assert "已导入：新增2行" in capsys.readouterr().err
    with pytest.raises(CommandError, match="打不开"):
        call_command("import_units", str(tmp_path / "没有.xlsx"))
