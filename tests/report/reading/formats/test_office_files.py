"""Files as LibreOffice makes them: ODT, DOCX, PDF and legacy DOC and XLS out of one page, all read alike."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from made_files import packed, shown

from gongkai.errors import Unreadable
from gongkai.report.reading import office, sniff
from gongkai.report.reading.blocks import Block
from gongkai.report.reading.docx import blocks as docx_blocks
from gongkai.report.reading.odt import blocks as odt_blocks
from gongkai.report.reading.pdf import blocks as pdf_blocks
from gongkai.report.reading.xlsx import blocks as xlsx_blocks

PAGE = """<!DOCTYPE html><meta charset="utf-8"><title>年度报告</title>
<h1>三、收到和处理政府信息公开申请情况</h1>
<table border="1" cellspacing="0">
<tr><td colspan="2" rowspan="2">（本列数据的勾稽关系）</td><td colspan="2">申请人情况</td></tr>
<tr><td>自然人</td><td>总计</td></tr>
<tr><td colspan="2">一、本年新收政府信息公开申请数量</td><td>3001</td><td>3119</td></tr>
<tr><td rowspan="2">三、本年度办理结果</td><td>（一）予以公开</td><td>1288</td><td>-1362</td></tr>
<tr><td>（二）部分公开</td><td></td><td>45.5</td></tr>
</table>
<p>全年收到申请3119件。</p>
"""
EXPECTED = [
    "三、收到和处理政府信息公开申请情况",
    [
        ["（本列数据的勾稽关系）<2x2>", "申请人情况<2x1>"],
        ["自然人", "总计"],
        ["一、本年新收政府信息公开申请数量<2x1>", "3001", "3119"],
        ["三、本年度办理结果<1x2>", "（一）予以公开", "1288", "-1362"],
        ["（二）部分公开", "", "45.5"],
    ],
    "全年收到申请3119件。",
]


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Path]:
    """A function that has LibreOffice save the page in a format, by way of ODT."""
    folder = tmp_path_factory.mktemp("office")
    page = folder / "page.html"
    page.write_text(PAGE, encoding="utf-8")

    def convert(source: str, target: str, filter_name: str = "") -> Path:
        asked = f"{target}:{filter_name}" if filter_name else target
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", asked, "--outdir", str(folder)]
        if source == "html":
            command.append("--infilter=HTML (StarWriter)")
        subprocess.run([*command, str(folder / f"page.{source}")], check=True, capture_output=True, timeout=120)
        return folder / f"page.{target}"

    convert("html", "odt", "writer8")
    return convert


def flat(blocks: list[Block]) -> list[str | list[list[str]]]:
    """Blocks as written down, without line breaks within cells and without empty lines."""
    return [
        item if isinstance(item, str) else [[cell.replace("\n", "") for cell in row] for row in item]
        for item in shown(blocks)
    ]


@pytest.mark.office
def test_an_odt_is_read(converted: Callable[[str, str], Path]) -> None:
    data = converted("odt", "odt").read_bytes()
    assert sniff.kind(data, None) == "odt"
    assert flat(odt_blocks(data, name="a.odt")) == EXPECTED


@pytest.mark.office
def test_a_docx_of_libreoffice_is_read(converted: Callable[[str, str], Path]) -> None:
    assert flat(docx_blocks(converted("odt", "docx").read_bytes(), name="a.docx")) == EXPECTED


@pytest.mark.office
def test_a_pdf_of_libreoffice_is_read(converted: Callable[[str, str], Path]) -> None:
    assert flat(pdf_blocks(converted("odt", "pdf").read_bytes(), name="a.pdf")) == EXPECTED


@pytest.mark.office
def test_a_legacy_doc_is_converted_and_read(converted: Callable[[str, str], Path]) -> None:
    kind, data = sniff.opened(converted("odt", "doc").read_bytes(), "旧报告.doc")
    assert kind == "docx"
    assert flat(docx_blocks(data, name="a.doc")) == EXPECTED


@pytest.mark.office
def test_a_legacy_xls_is_converted_and_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("规章,1,0\n文件,8,66\n", encoding="utf-8")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--infilter=CSV:44,34,76", "--convert-to", "xls", "--outdir"]
    subprocess.run([*command, str(tmp_path), str(tmp_path / "a.csv")], check=True, capture_output=True, timeout=120)
    kind, data = sniff.opened((tmp_path / "a.xls").read_bytes(), "旧表.xls")
    assert kind == "xlsx"
    assert shown(xlsx_blocks(data, name="a")) == [[["规章", "1", "0"], ["文件", "8", "66"]]]


@pytest.mark.office
def test_a_legacy_file_that_libreoffice_cannot_open_is_refused() -> None:
    with pytest.raises(Unreadable, match="打不开"):
        office.convert(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), "坏.doc")


def test_a_conversion_that_takes_too_long_is_ended_with_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program in LibreOffice's place starts a child that would write a file later, and waits."""
    program = tmp_path / "soffice"
    late = tmp_path / "late"
    program.write_text(f"#!/bin/sh\n(sleep 2; touch {late}) &\nsleep 60\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(office, "SECONDS", 0.3)
    began = time.monotonic()
    with pytest.raises(Unreadable, match="已放弃"):
        office.convert(b"\xd0\xcf\x11\xe0" + bytes(100), "慢.doc")
    assert time.monotonic() - began < 10
    time.sleep(2.5)
    assert not late.exists()


OASIS = "urn:oasis:names:tc:opendocument:xmlns"
T = " ".join(f'xmlns:{name}="{OASIS}:{name}:1.0"' for name in ("office", "text", "table"))


def odt(body: str) -> bytes:
    content = f"<office:body><office:text>{body}</office:text></office:body>"
    content = f"<office:document-content {T}>{content}</office:document-content>"
    return packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


CELL = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>"
ODTS = {
    "spaces and breaks are elements": (
        '<text:p>甲<text:s text:c="2"/>乙<text:tab/>丙<text:line-break/>丁<text:span>戊</text:span></text:p>',
        ["甲  乙\t丙\n丁戊"],
    ),
    "a heading is a line": ("<text:h>一、总体情况</text:h>", ["一、总体情况"]),
    "sections and lists are looked through": (
        "<text:section><text:list><text:list-item><text:p>甲</text:p></text:list-item></text:list></text:section>",
        ["甲"],
    ),
    "deleted text and notes are left out": (
        "<text:tracked-changes><text:p>旧</text:p></text:tracked-changes><text:p>新<text:note>注</text:note></text:p>",
        ["新"],
    ),
    "repeated cells stand as often": (
        "<table:table><table:table-row>"
        + CELL.format(' table:number-columns-repeated="3"', "0")
        + "</table:table-row></table:table>",
        [[["0", "0", "0"]]],
    ),
    "covered cells are no cells": (
        "<table:table><table:table-header-rows><table:table-row>"
        + CELL.format(' table:number-columns-spanned="2"', "头")
        + "<table:covered-table-cell/></table:table-row></table:table-header-rows></table:table>",
        [[["头<2x1>"]]],
    ),
}


@pytest.mark.parametrize("name", ODTS)
def test_an_odt_is_read_as_it_is_printed(name: str) -> None:
    body, expected = ODTS[name]
    assert shown(odt_blocks(odt(body), name="a")) == expected


def test_an_odt_repeated_a_billion_times_is_bounded() -> None:
    cell = CELL.format(' table:number-columns-repeated="999999999"', "0")
    row = f'<table:table-row table:number-rows-repeated="999999999">{cell * 6}</table:table-row>'
    body = f"<table:table>{row}</table:table>"
    with pytest.raises(Unreadable, match="不像年度报告"):
        odt_blocks(odt(body), name="a")
