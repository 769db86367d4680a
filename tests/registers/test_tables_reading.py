"""Files of registers are read by their headings, whatever their order and whatever platforms call them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from table_files import HEADINGS, as_csv, penalty, table_of

from gongkai.errors import Unreadable
from gongkai.organisations.imports import Wrong
from gongkai.publications.imports import rows as sources
from gongkai.registers.queries.tables import model_of
from gongkai.registers.tables import Column, reading, registers
from gongkai.registers.tables.cells import value_of, written, yuan
from gongkai.registers.tables.reading import look, pasted
from gongkai.registers.tables.register import folded

MONEY = Column("fine", "罚款金额", "money")
DAY = Column("decided_on", "决定日期", "day")
WAN, YUAN = 1_000_000, 100


@pytest.mark.parametrize("register", registers().values(), ids=lambda register: register.id)
def test_every_column_is_a_field_of_its_model_and_no_heading_means_two_of_them(register: Any) -> None:
    meant: dict[str, str] = {}
    for column in register.columns:
        if not column.entered_only:
            model_of(register)._meta.get_field(column.field)
        for heading in (column.label, *column.headings, *column.in_wan):
            assert meant.setdefault(folded(heading), column.field) == column.field, heading
    assert not {folded(heading) for heading in register.ignored} & set(meant)
    assert register.article
    assert register.source


@pytest.mark.parametrize("register", registers().values(), ids=lambda register: register.id)
def test_a_file_that_we_write_has_headings_that_we_read(register: Any) -> None:
    meant = register.matched([column.heading for column in register.columns])
    assert [column for column, _per in meant.values()] == list(register.columns)
    assert {per for column, per in meant.values() if column.kind == "money"} <= {YUAN}


def test_the_codes_of_the_exchange_format_of_double_publicity_are_headings() -> None:
    """Its amounts are in 万元 without saying so."""
    meant = registers()["decisions-penalties"].matched(["CF_XDR_MC", "CF_WSH", "CF_NR_FK", "CF_JDRQ", "cf_xdr_zjhm"])
    fields = [(column.field, per) for column, per in meant.values()]
    assert fields == [("party_name", None), ("document_number", None), ("fine", WAN), ("decided_on", None)]
    meant = registers()["decisions-licences"].matched(["XK_XDR_MC", "XK_XKZS", "XK_XKBH", "XK_YXQZ", "XK_YXQZI"])
    assert [column.field for column, _per in meant.values()] == [
        "party_name", "certificate", "certificate", "valid_from", "valid_until",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "per"),
    [
        ("罚款金额（万元）", WAN),
        ("罚款金额(元)", YUAN),
        ("* 罚款金额（单位：万元）", WAN),
        ("罚款（元）", YUAN),
        ("罚款金额", None),
    ],
)
def test_the_heading_says_the_unit_of_money(heading: str, per: int | None) -> None:
    [(column, found)] = registers()["decisions-penalties"].matched([heading]).values()
    assert (column.field, found) == ("fine", per)


@pytest.mark.parametrize(
    ("text", "per", "fen"),
    [
        ("20000", YUAN, 2_000_000),
        ("2", WAN, 2_000_000),
        ("0.000001", WAN, 1),
        ("1,234.56", YUAN, 123_456),
        ("１２．５", YUAN, 1_250),
        ("2.5万元", None, 2_500_000),
        ("300元", WAN, 30_000),
        ("¥5.00", YUAN, 500),
        ("—", YUAN, None),
        ("", WAN, None),
    ],
)
def test_money_is_read_to_the_fen(text: str, per: int | None, fen: int | None) -> None:
    assert value_of(MONEY, text, per) == fen


@pytest.mark.parametrize(
    ("text", "per", "said"),
    [
        ("0.001", YUAN, "精确到分"),
        ("500", None, "看不出单位"),
        ("伍佰元", YUAN, "不是金额"),
        ("1e5", YUAN, "不是金额"),
        ("-5", YUAN, "不能是负数"),
        ("9" * 20, WAN, "太大"),
    ],
)
def test_money_that_is_none_is_never_guessed(text: str, per: int | None, said: str) -> None:
    with pytest.raises(Wrong, match=said):
        value_of(MONEY, text, per)


def test_a_refund_is_below_zero_only_where_it_may_be() -> None:
    income = registers()["fee-incomes"].column("amount")
    assert income is not None
    assert value_of(income, "-1.5", YUAN) == -150


@given(st.integers(-(2**62), 2**62))
def test_an_amount_written_reads_back_the_same(fen: int) -> None:
    column = Column("amount", "金额", "money", signed=True)
    assert value_of(column, yuan(fen), YUAN) == fen


@given(st.dates(date(1954, 10, 4), date(2119, 1, 12)))
def test_a_day_reads_the_same_in_every_way_of_writing(day: date) -> None:
    forms = [
        day.isoformat(), f"{day:%Y/%m/%d}", f"{day.year}/{day.month}/{day.day}", f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日", f"{day:%Y%m%d}", str((day - date(1899, 12, 30)).days),
        f"{day} 00:00:00",
    ]  # fmt: skip
    assert {value_of(DAY, form, None) for form in forms} == {day}


@pytest.mark.parametrize("text", ["2019-02-30", "去年", "2019", "100", "99999", "2019-12"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(Wrong, match="不是日期"):
        value_of(DAY, text, None)


@pytest.mark.parametrize("register", registers().values(), ids=lambda register: register.id)
def test_every_choice_is_read_by_its_label(register: Any) -> None:
    for column in register.columns:
        for id, label in column.options:
            value = value_of(column, label, None)
            assert value == (id == "yes" if column.kind == "yes_no" else id)
            assert written(column, value) == label
        if column.options:
            with pytest.raises(Wrong, match="看不出是与否" if column.kind == "yes_no" else "没有“别的”，可以写："):
                value_of(column, "别的", None)


def test_headings_are_found_in_any_order_below_a_title(tmp_path: Path) -> None:
    turned = [list(reversed(HEADINGS)), list(reversed(penalty()))]
    table = table_of(tmp_path, [["行政处罚信息公示表"], ["单位：某局"], *turned], name="处罚.xlsx")
    [(number, texts)] = table.rows()
    values, wrong = table.values(texts)
    assert (number, wrong) == (4, {})
    assert (values["fine"], values["decided_on"], values["party_kind"]) == (50_000, date(2026, 11, 2), "legal")


def test_days_and_numbers_of_a_workbook_are_read(tmp_path: Path) -> None:
    row = penalty(fine=2, decided_on=datetime(2026, 11, 2))
    table = table_of(tmp_path, [HEADINGS, row], name="处罚.xlsx")
    [(_number, texts)] = table.rows()
    values, _wrong = table.values(texts)
    assert (values["fine"], values["decided_on"]) == (2_000_000, date(2026, 11, 2))


def test_a_file_without_a_heading_that_is_needed_names_it(tmp_path: Path) -> None:
    with pytest.raises(
        Unreadable, match="缺少表头行政处罚决定文书号、处罚决定日期（看到的是：行政相对人名称、行政相对人类别）"
    ):
        table_of(tmp_path, [["行政相对人名称", "行政相对人类别"], ["甲", "自然人"]])


@pytest.mark.parametrize(
    ("more", "said"),
    [("处罚决定日期", "“处罚决定日期”出现了两次"), ("CF_JDRQ", "“处罚决定日期”和“CF_JDRQ”说的是同一栏")],
)
def test_two_columns_for_one_field_are_refused(tmp_path: Path, more: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        table_of(tmp_path, [[*HEADINGS, more], [*penalty(), "2026-11-03"]])


def test_a_matter_is_named_by_its_code_before_its_name_and_a_certificate_by_both(tmp_path: Path) -> None:
    headings = [
        "相对人名称",
        "相对人类别",
        "决定文书号",
        "决定日期",
        "事项编码",
        "事项名称",
        "许可证书名称",
        "许可编号",
    ]
    row = ["甲公司", "法人及非法人组织", "一号", "2026-11-02", "X1", "食品经营", "许可证", "JY1"]
    table = table_of(tmp_path, [headings, row, [*row[:4], "", *row[5:]]], "decisions-licences")
    read = [table.values(texts)[0] for _number, texts in table.rows()]
    assert [(values["matter"], values["certificate"]) for values in read] == [
        ("X1", "许可证 JY1"), ("食品经营", "许可证 JY1"),
    ]  # fmt: skip


def test_columns_that_are_not_known_are_named_and_numbers_of_certificates_are_not_kept(tmp_path: Path) -> None:
    table = table_of(tmp_path, [[*HEADINGS, "自然人证件号码", "随便"], [*penalty(), "110101199003078515", "x"]])
    assert table.unused == ("自然人证件号码", "随便")
    [(_number, texts)] = table.rows()
    assert "110101199003078515" not in str(table.values(texts)[0])


@pytest.mark.parametrize("name", ["处罚.xlsx", "处罚.csv"])
def test_a_formula_is_refused_in_words(tmp_path: Path, name: str) -> None:
    table = table_of(tmp_path, [HEADINGS, penalty(fine="=1+1")], name=name)
    [(_number, texts)] = table.rows()
    _values, wrong = table.values(texts)
    assert list(wrong) == [9]
    assert "公式" in wrong[9]


def test_pasted_cells_are_a_file_and_a_line_break_within_a_cell_stays_there(tmp_path: Path) -> None:
    path = tmp_path / "粘贴.csv"
    path.write_bytes(pasted('项目名称\t收费依据\t收费标准\t设立日期\n某费\t"第一行\n第二行"\t每件10元\t2019/1/1\n'))
    table = look(path, path.name, registers()["fee-items"])
    [(_number, texts)] = table.rows()
    assert table.values(texts)[0]["grounds"] == "第一行\n第二行"


def test_nothing_pasted_is_refused() -> None:
    with pytest.raises(Unreadable, match="没有粘贴任何内容"):
        pasted(" \n ")


def test_more_rows_than_allowed_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = table_of(tmp_path, [HEADINGS, penalty(1), penalty(2)])
    assert len(list(table.rows())) == 2
    monkeypatch.setattr(reading, "MOST_ROWS", 1)
    with pytest.raises(Unreadable, match="超过1行"):
        list(table.rows())


def test_a_file_too_large_or_of_another_kind_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(100))
    with pytest.raises(Unreadable, match="旧格式"):
        look(path, path.name, registers()["matters"])
    path.write_bytes(as_csv([HEADINGS, penalty()]))
    monkeypatch.setattr(sources, "MOST_BYTES", 10)
    with pytest.raises(Unreadable, match="请分成几个文件"):
        look(path, path.name, registers()["decisions-penalties"])
