"""A file of a register is looked at, put right, and taken in whole or not at all."""

from __future__ import annotations

import csv
import io
import tracemalloc
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from registered_zone import DO, TODAY, a_fee, a_matter, appointed, catalogued, decided, listed
from registered_zone import a_penalty as recorded_penalty
from table_files import HEADINGS, Rows, as_csv, penalty, table_of

from gongkai.errors import NotAllowed, Refused, Unreadable
from gongkai.ledger.models import Entry
from gongkai.organisations.models import Organisation
from gongkai.registers.acts import changes
from gongkai.registers.models import Decision, Document, FeeIncome, FeeItem, Matter, Procurement, RegisterImport
from gongkai.registers.queries import tables as queries
from gongkai.registers.tables import examine as examining
from gongkai.registers.tables import registers
from gongkai.registers.tables.examine import Outcome, examine
from gongkai.registers.tables.exports import csv_of, texts_of, workbook_of
from gongkai.registers.tables.marked import harmless, marked_csv, marked_workbook, template_workbook
from gongkai.registers.tables.reading import look, mended
from gongkai.registers.tables.taking import known_before, take

pytestmark = pytest.mark.django_db


def found(outcome: Outcome) -> dict[int, list[str]]:
    """The headings of the bad cells, by row."""
    return {
        line.number: [outcome.headings[int(place)] for place in line.problems]
        for line in outcome.lines
        if line.problems
    }


def test_every_bad_cell_is_marked_and_the_rest_is_told_apart(zone: Organisation, tmp_path: Path) -> None:
    same = penalty(1)
    take(table_of(tmp_path, [HEADINGS, same]), zone, **DO)
    rows: Rows = [
        HEADINGS,
        same,
        penalty(2),
        penalty(3, decided_on="昨天", fine="伍佰"),
        penalty(4, party_code="91120111MA05R8GT1A"),
        penalty(5, party_kind="公司"),
        penalty(6, facts="当事人身份证号110101199003078515"),
        penalty(2, content="罚款600元"),
        penalty(1, content="罚款600元"),
    ]
    outcome = examine(table_of(tmp_path, rows), zone, on=TODAY)
    assert (outcome.rows, outcome.new, outcome.same, outcome.bad, outcome.problems) == (8, 1, 1, 6, 7)
    assert found(outcome) == {
        4: ["罚款金额（万元）", "处罚决定日期"],
        5: ["统一社会信用代码"],
        6: ["行政相对人类别"],
        7: ["违法事实"],
        8: ["行政处罚决定文书号"],
        9: ["行政处罚决定文书号"],
    }


def test_nothing_is_imported_unless_every_row_is_right(zone: Organisation, tmp_path: Path) -> None:
    rows = [HEADINGS, *(penalty(number) for number in range(300)), penalty(300, decided_on="昨天")]
    with pytest.raises(Refused, match="有1行有问题，什么都没有导入。第302行“处罚决定日期”"):
        take(table_of(tmp_path, rows), zone, **DO)
    assert Decision.objects.count() == RegisterImport.objects.count() == 0


def test_the_same_file_twice_does_nothing_and_the_same_rows_in_another_neither(
    zone: Organisation, tmp_path: Path
) -> None:
    table = table_of(tmp_path, [HEADINGS, penalty(1), penalty(2)])
    assert known_before(table, zone) is None
    entered = take(table, zone, **DO)
    assert (entered.new, entered.same, entered.was_known) == (2, 0, False)
    entries = Entry.objects.count()
    assert take(table, zone, **DO).was_known
    assert known_before(table, zone) == entered.taken
    assert Entry.objects.count() == entries
    turned = table_of(tmp_path, [HEADINGS, penalty(2), penalty(1)], name="别的.xlsx")
    again = take(turned, zone, **DO)
    assert (again.new, again.same, Decision.objects.count()) == (0, 2, 2)


def test_what_stands_in_a_file_is_what_the_register_says(zone: Organisation, tmp_path: Path) -> None:
    """Read from a file in 万元, kept in 分."""
    take(table_of(tmp_path, [HEADINGS, penalty(1, fine="2.5")]), zone, **DO)
    decision = Decision.objects.get()
    assert (decision.kind, decision.fine, decision.decided_on) == ("penalties", 2_500_000, date(2026, 11, 2))
    assert decision.taken_from == RegisterImport.objects.get()
    assert (RegisterImport.objects.get().register, RegisterImport.objects.get().rows) == ("decisions-penalties", 1)


def test_only_the_registrar_of_the_unit_imports(zone: Organisation, other_unit: Organisation, tmp_path: Path) -> None:
    table = table_of(tmp_path, [HEADINGS, penalty()])
    for person, unit in ((appointed("administrator", zone), zone), (appointed("registrar", zone), other_unit)):
        with pytest.raises(NotAllowed):
            take(table, unit, by=person, on=TODAY)
    assert not Decision.objects.exists()


def test_a_row_repeated_far_below_is_found_though_the_file_is_never_in_memory(
    zone: Organisation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examining, "CHUNK", 3)
    rows = [HEADINGS, *(penalty(number) for number in range(8)), penalty(1), penalty(2, content="罚款600元")]
    outcome = examine(table_of(tmp_path, rows), zone, on=TODAY)
    assert (outcome.new, outcome.same, outcome.bad) == (8, 1, 1)
    assert found(outcome) == {11: ["行政处罚决定文书号"]}
    assert "与第4行是同一条" in next(iter(outcome.lines[0].problems.values()))


def test_of_very_many_bad_rows_only_the_first_are_kept_and_all_are_counted(
    zone: Organisation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examining, "KEPT", 10)
    rows = [HEADINGS, *(penalty(number, decided_on="昨天") for number in range(500))]
    outcome = examine(table_of(tmp_path, rows), zone, on=TODAY)
    assert (outcome.bad, outcome.problems, len(outcome.lines)) == (500, 500, 10)
    outcome.save(tmp_path / "outcome")
    assert Outcome.load(tmp_path / "outcome") == outcome


def test_a_long_file_full_of_errors_takes_no_more_memory_than_a_short_one(
    zone: Organisation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a row far down there stays a number: rows are read, judged and let go."""
    monkeypatch.setattr(examining, "KEPT", 50)
    peaks = []
    for count in (1_000, 5_000):
        rows = [HEADINGS, *(penalty(number, facts="甲" * 500, fine="伍佰") for number in range(count))]
        table = table_of(tmp_path, rows)
        del rows
        tracemalloc.start()
        assert examine(table, zone, on=TODAY).bad == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.3


def test_a_file_without_rows_is_refused(zone: Organisation, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="没有数据"):
        examine(table_of(tmp_path, [HEADINGS, [""] * 11]), zone, on=TODAY)


def test_checking_asks_as_often_for_many_rows_as_for_few(zone: Organisation, tmp_path: Path) -> None:
    counts = []
    for count in (1, 300):
        table = table_of(tmp_path, [HEADINGS, *(penalty(number) for number in range(count))])
        with CaptureQueriesContext(
            connection,
        ) as asked:
            examine(table, zone, on=TODAY)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_cells_put_right_in_the_page_keep_their_rows(zone: Organisation, tmp_path: Path) -> None:
    rows = [["处罚信息"], [], HEADINGS, penalty(1, decided_on="昨天"), [], penalty(2, fine="=1+1")]
    table = table_of(tmp_path, rows, name="处罚.xlsx")
    assert found(examine(table, zone, on=TODAY)) == {4: ["处罚决定日期"], 6: ["罚款金额（万元）"]}
    mended(table, {(4, 10): "2026-11-03", (6, 9): "0.1"}, tmp_path / "mended")
    again = look(tmp_path / "mended", "处罚.xlsx", table.register)
    assert again.first == 3
    outcome = examine(again, zone, on=TODAY)
    assert (outcome.new, outcome.bad, [line.number for line in outcome.lines]) == (2, 0, [4, 6])
    take(again, zone, **DO)
    assert set(Decision.objects.values_list("fine", "decided_on")) == {
        (50_000, date(2026, 11, 3)), (100_000, date(2026, 11, 2)),
    }  # fmt: skip


def test_the_marked_file_says_what_is_wrong_and_can_be_sent_again(zone: Organisation, tmp_path: Path) -> None:
    table = table_of(tmp_path, [HEADINGS, penalty(1), penalty(2, decided_on="昨天", content="=1+1")])
    marked_workbook(table, zone, tmp_path / "marked.xlsx", on=TODAY)
    book = load_workbook(tmp_path / "marked.xlsx")
    sheet = book.active
    assert sheet["L1"].value == "问题"
    assert sheet["L2"].value is None
    assert "处罚决定日期：“昨天”不是日期" in sheet["L3"].value
    assert (sheet["K3"].fill.fgColor.rgb, sheet["K2"].fill.fgColor.rgb) == ("FFF4C7C3", "00000000")
    assert (sheet["I3"].value, sheet["I3"].data_type) == ("=1+1", "s")
    sheet["K3"], sheet["I3"] = "2026-11-03", "罚款"
    book.save(tmp_path / "again.xlsx")
    outcome = examine(look(tmp_path / "again.xlsx", "again.xlsx", table.register), zone, on=TODAY)
    assert (outcome.new, outcome.bad, outcome.unused) == (2, 0, [])
    marked_csv(table, zone, tmp_path / "marked.csv", on=TODAY)
    lines = list(csv.reader(io.StringIO((tmp_path / "marked.csv").read_text("utf-8-sig"))))
    assert lines[2][-1] == sheet["L3"].value


@pytest.mark.parametrize("register", registers().values(), ids=lambda register: register.id)
def test_the_empty_form_has_every_heading_and_the_lists_to_choose_from(register: Any, tmp_path: Path) -> None:
    template_workbook(register, tmp_path / "empty.xlsx")
    book = load_workbook(tmp_path / "empty.xlsx")
    sheet = book.active
    assert [cell.value for cell in sheet[1]] == [column.heading for column in register.columns]
    listed_columns = [column for column in register.columns if column.options]
    assert len(sheet.data_validations.dataValidation) == len(listed_columns)
    notes = [row[0].value for row in book["填写说明"].iter_rows(min_row=2)]
    assert notes == [column.heading for column in register.columns]
    assert list(look(tmp_path / "empty.xlsx", "empty.xlsx", register).rows()) == []


FILES: dict[str, tuple[Rows, Any]] = {
    "matters": ([["事项类别", "事项编码", "事项名称", "设定依据", "列入清单日期"],
                 ["行政许可", "X7", "食品经营许可", "《食品安全法》\n第三十五条", "2019年1月1日"]], Matter),
    "decisions-licences": ([["XK_XDR_MC", "XK_XDR_LB", "XK_WSH", "XK_JDRQ", "XK_YXQZI", "XK_NR"],
                            ["某公司", "法人及非法人组织", "许1号", "2019/12/31", "2099/12/31", "准予"]], Decision),
    "decisions-services": ([["申请人", "相对人类别", "文书号", "办结日期"],
                            ["张三", "自然人", "备1号", "43830"]], Decision),
    "decisions-coercion": ([["当事人", "相对人类别", "决定文书号", "决定日期", "强制种类"],
                            ["某店", "个体工商户", "强1号", "2019-12-31", "扣押"]], Decision),
    "fee-items": ([["项目名称", "收费依据", "收费标准", "设立日期"],
                   ["某费", "财综1号", "每件10元", "2015-01-01"]], FeeItem),
    "fee-incomes": ([["收费项目", "起", "止", "金额（万元）"],
                     ["收费F1", "2019-01-01", "2019-12-31", "31.3"]], FeeIncome),
    "procurement": ([["采购项目名称", "是否集中采购", "采购方式", "合同金额（元）", "签订日期"],
                     ["信息系统", "是", "公开招标", "1,234,567.89", "2019-06-30"]], Procurement),
    "documents": ([["种类", "标题", "文号", "印发日期"],
                   ["行政规范性文件", "关于示例的通知", "示发〔2019〕1号", "2019-03-01"]], Document),
}  # fmt: skip


@pytest.mark.parametrize("register", FILES)
def test_every_register_takes_a_file_and_what_is_exported_reads_back_the_same(
    register: str, zone: Organisation, tmp_path: Path
) -> None:
    catalogued(zone, a_fee("F1"))
    rows, model = FILES[register]
    table = table_of(tmp_path, rows, register)
    outcome = examine(table, zone, on=TODAY)
    assert (outcome.new, outcome.bad) == (1, 0), outcome.lines
    assert take(table, zone, **DO).new == 1
    [row] = queries.rows_of(table.register, zone).filter(taken_from__isnull=False)
    assert isinstance(row, model)
    kept = [column for column in table.register.columns if not column.entered_only]
    workbook_of(table.register, [row], tmp_path / "out.xlsx")
    again = look(tmp_path / "out.xlsx", "out.xlsx", table.register)
    outcome = examine(again, zone, on=TODAY)
    assert (outcome.new, outcome.same, outcome.bad) == (0, 1, 0), outcome.lines
    data = b"".join(csv_of(table.register.columns, [row], texts_of))
    (tmp_path / "out.csv").write_bytes(data)
    [(_number, texts)] = look(tmp_path / "out.csv", "out.csv", table.register).rows()
    assert [texts[table.register.columns.index(column)] for column in kept] == [
        text.replace("\r", "") for text in texts_of(kept, row)
    ]


def test_reference_to_a_matter_is_by_code_or_name_and_of_its_kind(zone: Organisation, tmp_path: Path) -> None:
    listed(zone, a_matter("P1", kind="penalties", name="未公示"))
    listed(zone, a_matter("L1", name="许可"))
    rows = [[*HEADINGS, "事项"], [*penalty(1), "P1"], [*penalty(2), "未公示"], [*penalty(3), "L1"], [*penalty(4), ""]]
    outcome = examine(table_of(tmp_path, rows), zone, on=TODAY)
    assert (outcome.new, found(outcome)) == (3, {4: ["事项"]})


def test_a_struck_import_may_be_taken_in_again(zone: Organisation, tmp_path: Path) -> None:
    table = table_of(tmp_path, [HEADINGS, penalty(1), penalty(2)])
    taken = take(table, zone, **DO).taken
    assert taken is not None
    assert changes.strike_import(taken, "导错了文件", **DO) == 2
    assert known_before(table, zone) is None
    assert take(table, zone, **DO).new == 2
    assert Decision.objects.filter(struck_on=None).count() == 2


@pytest.mark.parametrize(
    ("text", "kept"), [("=1+1", "'=1+1"), ("+8613", "'+8613"), ("@x", "'@x"), ("-1.5", "-1.5"), ("甲", "甲")]
)
def test_no_cell_of_a_csv_is_taken_for_a_formula(text: str, kept: str) -> None:
    assert harmless(text) == kept


def test_an_export_of_a_name_that_looks_like_a_formula_is_harmless(zone: Organisation) -> None:
    [row] = decided(zone, recorded_penalty(content='=HYPERLINK("x")'))
    table = registers()["decisions-penalties"]
    lines = list(csv.reader(io.StringIO(b"".join(csv_of(table.columns, [row], texts_of)).decode("utf-8-sig"))))
    assert '\'=HYPERLINK("x")' in lines[1]
    assert as_csv(lines)
