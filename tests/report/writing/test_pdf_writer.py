"""PDF: A4, tagged, archival, small, every glyph there or an error that names it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from busy import busy_report, rough_report
from PIL import ImageFont

from gongkai.errors import GongkaiError, MissingExtra
from gongkai.report.report import Report, Section
from gongkai.report.writing import render
from gongkai.report.writing.glyphs import coverage
from gongkai.report.writing.pdf import pdf


def with_text(text: str) -> Report:
    report = busy_report(1)
    report.sections = [Section("一", "overview", "总体情况", text)]
    return report


def text_of(data: bytes) -> list[str]:
    document = pdfium.PdfDocument(data)
    return [page.get_textpage().get_text_bounded() for page in document]


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_it_is_tagged_archival_a4_and_small(edition: str) -> None:
    data = pdf(busy_report(1, edition))
    assert len(data) < 300_000
    document = pdfium.PdfDocument(data)
    assert pdfium.raw.FPDFCatalog_IsTagged(document.raw)
    assert {tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in document} == {(210, 297)}
    metadata = data[data.index(b"<x:xmpmeta") : data.index(b"</x:xmpmeta>")].decode()
    assert re.search(r"pdfaid:part\D+2\D", metadata)
    assert re.search(r"pdfaid:conformance[^A-Z]+A\b", metadata)
    assert re.search(r"pdfuaid:part\D+1\D", metadata)
    assert "<rdf:li>zh-CN</rdf:li>" in metadata or b"/Lang" in data


def test_the_file_says_its_title_and_body() -> None:
    report = busy_report(1)
    facts = pdfium.PdfDocument(pdf(report)).get_metadata_dict()
    assert facts["Title"] == report.title
    assert facts["Author"] == report.agency


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_no_table_is_cut_by_a_page_break(edition: str) -> None:
    pages = ["".join(text.split()) for text in text_of(pdf(busy_report(1, edition)))]
    for first, last in (("第二十条第（一）项", "第二十条第（八）项"), ("申请人情况", "四、结转下年度继续办理"),
                        ("未经复议直接起诉", "复议后起诉")):  # fmt: skip
        starts = [number for number, text in enumerate(pages) if first in text]
        ends = [number for number, text in enumerate(pages) if last in text]
        assert starts == ends
        assert len(starts) == 1


def test_text_of_the_report_is_data_and_never_source() -> None:
    sentence = '#panic("x") *a* $x$ <b> @c `d` \\u{41} //e [f](g) #let h = 1 =i'
    packed = "".join("".join(text_of(pdf(with_text(sentence)))).split())
    assert "".join(sentence.split()) in packed


def test_rare_characters_of_names_are_printed() -> None:
    names = "镕堃喆翀赟甯禤燊〇㛃䶮𬭸"
    assert names in "".join("".join(text_of(pdf(with_text(names)))).split())


@pytest.mark.parametrize(("mark", "code"), [("😀", "U+1F600"), ("\ue5e5", "U+E5E5"), ("ꡀ", "U+A840")])
def test_a_character_that_no_font_has_is_an_error_that_names_it(mark: str, code: str) -> None:
    with pytest.raises(GongkaiError) as caught:
        pdf(with_text(f"负责人{mark}签字。"))
    assert code in str(caught.value)
    assert "负责人" in str(caught.value)


def test_a_font_folder_that_is_not_there_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(GongkaiError, match="没有的字体"):
        pdf(busy_report(1), [tmp_path / "没有的字体"])


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(MissingExtra, match=r"pip install 'gongkai\[pdf\]'"):
        render(busy_report(1), "pdf")


def test_a_report_without_a_year_or_body_is_still_printed() -> None:
    report = rough_report(2)
    report.year, report.agency, report.title = None, "", ""
    assert pdf(report).startswith(b"%PDF-")


@pytest.mark.office
def test_every_font_is_embedded_as_a_subset(tmp_path: Path) -> None:
    (tmp_path / "r.pdf").write_bytes(pdf(busy_report(1)))
    lines = subprocess.run(
        ["pdffonts", tmp_path / "r.pdf"], check=True, capture_output=True, timeout=60
    ).stdout.decode().splitlines()[2:]  # fmt: skip
    assert lines
    for line in lines:
        embedded, subset, to_unicode = line.split()[-5:-2]
        assert (embedded, subset, to_unicode) == ("yes", "yes", "yes"), line


def test_coverage_agrees_with_the_font_itself() -> None:
    import pylopdf_fonts_zh_cn as packaged

    path = packaged.serif_path()
    face = ImageFont.truetype(str(path), 20)
    nothing = bytes(face.getmask("\uffff"))
    covered = coverage(path)
    for mark in "公开政府〇镕㛃Aa1，。《》①㎡😀\ue5e5ꡀ":
        assert (mark in covered) == (bytes(face.getmask(mark)) != nothing), mark


@pytest.mark.parametrize("data", [b"", b"OTTO", b"ttcf\0\0\0\0", b"no font at all, only words" * 20])
def test_what_is_no_font_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.otf").write_bytes(data)
    with pytest.raises(ValueError, match=r"x\.otf"):
        coverage(tmp_path / "x.otf")
