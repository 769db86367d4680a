"""DOCX: the shape of an official document, merged tables, and that LibreOffice opens it as it is."""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path

import pytest
from busy import busy_report, rough_report
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from lxml import etree

from gongkai.report.report import Report, plain
from gongkai.report.writing import render
from gongkai.report.writing.docx import HEADING_FACE, TABLE_FACE, TEXT_FACE, TITLE_FACE
from gongkai.report.writing.layout import lay_out


def opened(report: Report) -> Document:
    return Document(io.BytesIO(render(report, "docx")))


def test_the_page_is_that_of_gb_t_9704() -> None:
    section = opened(busy_report(1)).sections[0]
    millimetres = [
        round(length.mm)
        for length in (
            section.page_width, section.page_height, section.top_margin, section.bottom_margin, section.left_margin,
            section.right_margin,
        )
    ]  # fmt: skip
    assert millimetres == [210, 297, 37, 35, 28, 26]
    assert section.orientation == WD_ORIENT.PORTRAIT


def test_title_and_headings_are_styles_and_paragraphs_are_the_report() -> None:
    report = busy_report(1)
    paragraphs = [(p.style.name, p.text) for p in opened(report).paragraphs if p.text]
    assert paragraphs[0] == ("Title", report.title)
    assert [text for style, text in paragraphs if style == "Heading 1"] == [
        f"{section.number}、{section.heading}" for section in report.sections
    ]
    texts = [line for section in report.sections for line in section.text.split("\n") if line]
    assert [text for style, text in paragraphs if style == "Body Text"] == texts


@pytest.mark.parametrize(
    ("style", "face"),
    [("Title", TITLE_FACE), ("Heading 1", HEADING_FACE), ("Body Text", TEXT_FACE), ("No Spacing", TABLE_FACE)],
)
def test_chinese_faces_are_named_and_have_a_stand_in(style: str, face: str) -> None:
    data = render(busy_report(1), "docx")
    fonts = Document(io.BytesIO(data)).styles[style].element.rPr.find(qn("w:rFonts"))
    assert fonts.get(qn("w:eastAsia")) == face
    assert not [name for name in fonts.attrib if "Theme" in name]
    table = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/fontTable.xml"))
    stand_ins = {
        font.get(qn("w:name")): [name.get(qn("w:val")) for name in font.iter(qn("w:altName"))]
        for font in table.iter(qn("w:font"))
    }
    assert stand_ins[face]


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_cells_are_merged_for_real_and_every_value_is_in_its_place(edition: str) -> None:
    report = rough_report(4, edition)
    tables = opened(report).tables
    for sheet, table in zip(lay_out(report).sheets(), tables, strict=True):
        assert (len(table.rows), len(table.columns)) == (sheet.height, sheet.width)
        for box in sheet.boxes:
            first = table.cell(box.row, box.column)
            last = table.cell(box.row + box.rowspan - 1, box.column + box.colspan - 1)
            assert first._tc is last._tc, box
            assert first.text == box.text


def test_head_rows_repeat_on_every_page_and_rows_are_not_cut() -> None:
    table = opened(busy_report(1)).tables[1]
    repeated = [row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert repeated == [True] * 3 + [False] * (len(table.rows) - 3)
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_the_file_says_whose_it_is_and_in_which_language() -> None:
    report = busy_report(1)
    document = opened(report)
    core = document.core_properties
    assert (core.title, core.author, core.language) == (report.title, report.agency, "zh-CN")
    language = document.styles.element.find(f".//{qn('w:lang')}")
    assert language.get(qn("w:eastAsia")) == "zh-CN"


def test_pages_are_numbered() -> None:
    footer = opened(busy_report(1)).sections[0].footer._element
    assert [text.text for text in footer.iter(qn("w:instrText"))] == ["PAGE"]


@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_prints_every_sentence_and_every_total(tmp_path: Path) -> None:
    report = busy_report(7, "2021")
    (tmp_path / "r.docx").write_bytes(render(report, "docx"))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "r.docx"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "r.pdf", "-"], check=True, capture_output=True, timeout=60
    ).stdout.decode()
    packed = "".join(text.split())
    for section in report.sections:
        assert section.heading in packed
    received = " ".join(
        plain(report.cells[f"applications/received/{kind}"] or 0)
        for kind in ("person", "business", "research", "welfare", "legal", "other", "total")
    )
    assert received in " ".join(text.split())
