"""Hidden data: found, told, and gone after cleaning, while what a reader sees stays."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

import pikepdf
import planted
import pypdfium2
import pytest
from docx import Document
from docx.shared import RGBColor
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.table import Table
from PIL import Image
from planted import Secrets, ink, simple_pdf, text_at

from gongkai.privacy.files import clean, examine, hidden_kinds, traces

MAKERS = {"docx": planted.word, "xlsx": planted.workbook, "pdf": planted.pdf}
TOLD = {
    "docx": {"comment", "tracked_change", "hidden_text", "property", "custom_xml", "external_link", "embedded",
             "script", "thumbnail", "leftover", "exif", "gps"},
    "xlsx": {"comment", "property", "hidden_sheet", "hidden_row", "hidden_column", "external_link", "defined_name",
             "cached_data"},
    "pdf": {"metadata", "annotation", "layer", "covered_text", "invisible_text", "attachment", "script",
            "earlier_revision", "external_link", "leftover", "thumbnail", "exif"},
}  # fmt: skip


@pytest.fixture(scope="module", params=MAKERS)
def made(request: pytest.FixtureRequest) -> tuple[str, bytes, Secrets]:
    secrets = Secrets()
    return request.param, MAKERS[request.param](secrets), secrets


def test_every_planted_secret_is_in_the_file_to_begin_with(made: tuple[str, bytes, Secrets]) -> None:
    _, data, secrets = made
    assert len(secrets.planted) >= 16
    assert {trace.secret for trace in traces(data, secrets.planted.values())} == set(secrets.planted.values())


def test_each_kind_of_hidden_data_is_told_with_its_place(made: tuple[str, bytes, Secrets]) -> None:
    kind, data, _ = made
    report = examine(data, f"a.{kind}")
    assert report.type == kind
    assert {hidden.kind for hidden in report.hidden} == TOLD[kind]
    assert all(hidden.spot.words and hidden.label for hidden in report.hidden)


def test_after_cleaning_no_planted_secret_is_found_in_any_encoding(made: tuple[str, bytes, Secrets]) -> None:
    kind, data, secrets = made
    cleaned, removed = clean(data, f"a.{kind}")
    assert traces(cleaned, secrets.planted.values()) == ()
    assert {hidden.kind for hidden in removed} == TOLD[kind]


def test_a_cleaned_file_hides_nothing_and_cleaning_again_removes_nothing(made: tuple[str, bytes, Secrets]) -> None:
    kind, data, _ = made
    cleaned, _ = clean(data, f"a.{kind}")
    assert examine(cleaned, f"a.{kind}").hidden == ()
    assert clean(cleaned)[1] == ()


def test_examining_says_what_cleaning_removes(made: tuple[str, bytes, Secrets]) -> None:
    _, data, _ = made
    told = sorted((hidden.kind, hidden.text) for hidden in examine(data).hidden)
    assert told == sorted((hidden.kind, hidden.text) for hidden in clean(data)[1])


def test_word_keeps_what_a_reader_sees() -> None:
    cleaned, _ = clean(planted.word(Secrets()))
    texts = [paragraph.text for paragraph in Document(BytesIO(cleaned)).paragraphs]
    assert texts[0] == "公开的正文第一段。"
    assert "公开的正文插入后保留" in texts
    assert texts.count("公开") == 6
    assert any("公开的链接文字" in text for text in texts)
    assert len(Document(BytesIO(cleaned)).inline_shapes) == 1


def test_excel_keeps_the_visible_sheets_and_cells_with_values_for_formulas_that_needed_hidden_ones() -> None:
    cleaned, _ = clean(planted.workbook(Secrets()))
    book = load_workbook(BytesIO(cleaned))
    assert book.sheetnames == ["公开表", "第二张公开表"]
    sheet = book["公开表"]
    assert [sheet["A1"].value, sheet["B1"].value, sheet["D1"].value] == ["公开项目", "公开金额", "说明"]
    assert [sheet["A2"].value, sheet["B2"].value, sheet["C2"].value] == ["甲", 12, None]
    assert [cell.value for cell in sheet[3]] == [None, None, None, None]
    assert book["第二张公开表"].print_area == "'第二张公开表'!$A$1:$B$2"


def test_a_table_does_not_keep_the_heading_of_its_hidden_column() -> None:
    book = Workbook()
    sheet = book.active
    for row in (["公开", "密藏的栏名", "说明"], ["甲", "乙", "丙"]):
        sheet.append(row)
    sheet.add_table(Table(displayName="t", ref="A1:C2"))
    sheet.column_dimensions["B"].hidden = True
    out = BytesIO()
    book.save(out)
    assert {trace.where for trace in traces(out.getvalue(), ["密藏的栏名"])} >= {"xl/tables/table1.xml"}
    cleaned, _ = clean(out.getvalue())
    assert traces(cleaned, ["密藏的栏名"]) == ()
    assert [cell.value for cell in load_workbook(BytesIO(cleaned)).active[1]] == ["公开", None, "说明"]


def test_pdf_keeps_pages_and_public_links_and_text_of_pages_that_hid_nothing() -> None:
    cleaned, _ = clean(planted.pdf(Secrets()))
    document = pypdfium2.PdfDocument(cleaned)
    texts = [page.get_textpage().get_text_range() for page in document]
    assert texts == ["", "PUBLIC PAGE TWO", "PUBLIC PAGE THREE"]  # the first is a picture now
    with pikepdf.open(BytesIO(cleaned)) as file:
        links = [one.A.URI for one in file.pages[1].obj["/Annots"]]
        assert [str(link) for link in links] == ["https://www.example.gov.cn/public"]


def test_a_page_that_becomes_a_picture_looks_as_before_and_layers_that_were_off_stay_off() -> None:
    data = planted.pdf(Secrets())
    cleaned, _ = clean(data)
    for box in [(20, 15, 200, 32), (15, 40, 360, 65), (20, 170, 100, 185)]:  # line one, the black box, the line PUBLIC
        assert ink(cleaned, 0, box) < 80
    for box in [(20, 80, 350, 95), (20, 110, 350, 125), (20, 140, 350, 155), (20, 200, 350, 215)]:
        assert ink(data, 0, box) > 240
        assert ink(cleaned, 0, box) > 240


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_turned_and_cropped_page_stays_as_shown(rotation: int) -> None:
    file = pikepdf.new()
    page = file.add_blank_page(page_size=(400, 300))
    page.obj["/CropBox"], page.obj["/Rotate"] = pikepdf.Array([10, 10, 390, 250]), rotation
    page.obj["/Resources"] = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=planted.helvetica()))
    page.obj["/Contents"] = file.make_stream(text_at(20, 200, "PUBLIC", 40) + b" 1 g " + text_at(20, 100, "SECRET", 40))
    out = BytesIO()
    file.save(out)
    before = pypdfium2.PdfDocument(out.getvalue())[0].render(scale=1).to_pil().convert("L")
    cleaned, removed = clean(out.getvalue())
    after = pypdfium2.PdfDocument(cleaned)[0].render(scale=1).to_pil().convert("L")
    assert [hidden.text for hidden in removed if hidden.kind == "invisible_text"] == ["SECRET"]
    assert before.size == after.size
    far = sum(abs(a - b) > 100 for a, b in zip(before.tobytes(), after.tobytes(), strict=True))
    assert far < 200  # edges of letters, drawn twice


@pytest.mark.parametrize("text", ["PUBLIC 12345", "l1I|!.-", "iiiii lllll", "-- 1 --", "O0o 8", "WWWMMM"])
@pytest.mark.parametrize("size", [6, 10, 30])
def test_visible_text_is_not_called_hidden(text: str, size: int) -> None:
    data = simple_pdf(text_at(20, 150, text, size))
    assert [hidden for hidden in examine(data).hidden if hidden.kind != "metadata"] == []


def test_light_text_on_a_dark_ground_is_visible() -> None:
    data = simple_pdf(b"0.1 0.2 0.5 rg 0 130 400 60 re f 1 g " + text_at(20, 150, "PUBLIC 12345", 20))
    assert [hidden for hidden in examine(data).hidden if hidden.kind != "metadata"] == []


def test_a_mark_for_blackening_that_was_never_carried_out_is_told_and_carried_out() -> None:
    file = pikepdf.open(BytesIO(simple_pdf(text_at(20, 150, "SECRET", 20) + b" " + text_at(20, 50, "PUBLIC", 20))))
    file.pages[0].obj["/Annots"] = pikepdf.Array([file.make_indirect(pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Redact, Rect=[15, 140, 150, 175]))])  # fmt: skip
    out = BytesIO()
    file.save(out)
    assert ["没有执行" in hidden.text for hidden in examine(out.getvalue()).hidden if hidden.kind == "annotation"] == [
        True
    ]
    cleaned, _ = clean(out.getvalue())
    assert traces(cleaned, ["SECRET"]) == ()
    assert ink(cleaned, 0, (40, 128, 50, 150)) < 10
    assert ink(cleaned, 0, (20, 230, 150, 252)) < 80


def test_a_drawing_laid_over_text_by_a_reader_does_not_come_off() -> None:
    """A rectangle drawn as an annotation hides text as well as one in the page; taking it out would show the text."""
    file = pikepdf.open(BytesIO(simple_pdf(text_at(20, 150, "SECRET", 20))))
    look = file.make_stream(
        b"0 g 0 0 200 40 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 200, 40]
    )
    square = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Square, Rect=[10, 140, 210, 180], F=4,
                                AP=pikepdf.Dictionary(N=look))  # fmt: skip
    file.pages[0].obj["/Annots"] = pikepdf.Array([file.make_indirect(square)])
    out = BytesIO()
    file.save(out)
    cleaned, _ = clean(out.getvalue())
    assert traces(cleaned, ["SECRET"]) == ()
    assert ink(cleaned, 0, (20, 130, 200, 150)) < 10


def test_a_black_box_over_a_scan_is_told_and_the_scan_under_it_is_gone() -> None:
    scan = Image.new("L", (400, 300), 255)
    scan.paste(180, (60, 60, 120, 90))  # a grey patch that the box hides
    file = pikepdf.open(BytesIO(simple_pdf(b"q 400 0 0 300 0 0 cm /Im0 Do Q 0 g 50 200 100 50 re f")))
    picture = file.make_stream(scan.tobytes())
    picture["/Type"], picture["/Subtype"] = pikepdf.Name.XObject, pikepdf.Name.Image
    picture["/Width"], picture["/Height"], picture["/BitsPerComponent"] = 400, 300, 8
    picture["/ColorSpace"] = pikepdf.Name.DeviceGray
    file.pages[0].obj["/Resources"]["/XObject"] = pikepdf.Dictionary(Im0=picture)
    out = BytesIO()
    file.save(out)
    assert "covered_picture" in {hidden.kind for hidden in examine(out.getvalue()).hidden}
    assert any("第1页是图像" in sentence for sentence in examine(out.getvalue()).unseen)
    cleaned, _ = clean(out.getvalue())
    with pikepdf.open(BytesIO(cleaned)) as made:
        (picture,) = made.pages[0].obj["/Resources"]["/XObject"].values()
        left = pikepdf.PdfImage(picture).as_pil_image().convert("L")
    wide = left.width / 400
    assert left.crop(tuple(round(edge * wide) for edge in (60, 60, 120, 90))).getextrema()[1] < 40  # type: ignore[arg-type]


def test_a_stamp_is_kept_and_its_signature_said_to_break() -> None:
    file = pikepdf.open(BytesIO(simple_pdf(text_at(20, 150, "PUBLIC", 20))))
    look = file.make_stream(
        b"1 0 0 rg 0 0 50 50 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 50, 50]
    )
    seal = file.make_indirect(pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Sig, T=pikepdf.String("seal"), F=4,
        Rect=[300, 100, 350, 150], AP=pikepdf.Dictionary(N=look)))  # fmt: skip
    file.pages[0].obj["/Annots"] = pikepdf.Array([seal])
    file.Root["/AcroForm"] = pikepdf.Dictionary(Fields=[seal])
    out = BytesIO()
    file.save(out)
    assert any("签章失效" in sentence for sentence in examine(out.getvalue()).unseen)
    cleaned, _ = clean(out.getvalue())
    drawn = pypdfium2.PdfDocument(cleaned)[0].render(scale=1).to_pil().convert("RGB")
    red, green, _ = drawn.getpixel((325, 175))  # type: ignore[misc]
    assert red > 200 > 60 > green
    assert pypdfium2.PdfDocument(cleaned)[0].get_textpage().get_text_range() == "PUBLIC"


@pytest.mark.parametrize("make", [planted.photograph, planted.drawing])
def test_a_picture_keeps_its_points_and_nothing_else(make: Callable[[str], bytes]) -> None:
    data = make("密藏的拍摄人")
    assert traces(data, ["密藏的拍摄人"])
    cleaned, removed = clean(data)
    assert removed
    assert traces(cleaned, ["密藏的拍摄人"]) == ()
    assert Image.open(BytesIO(cleaned)).tobytes() == Image.open(BytesIO(data)).tobytes()
    assert not Image.open(BytesIO(cleaned)).getexif()
    assert clean(cleaned) == (cleaned, ())


def test_where_a_photograph_was_taken_is_told() -> None:
    places = [hidden.text for hidden in examine(planted.photograph("x")).hidden if hidden.kind == "gps"]
    assert places == ["纬度39°8′2″，经度117°10′5″"]


def test_a_photograph_turned_by_its_exif_is_turned_for_good() -> None:
    cleaned, _ = clean(planted.photograph("x", orientation=6))
    assert Image.open(BytesIO(cleaned)).size == (20, 40)
    assert not Image.open(BytesIO(cleaned)).getexif()


def test_white_text_in_a_shaded_row_is_not_hidden() -> None:
    document = Document()
    table = document.add_table(1, 1)
    run = table.cell(0, 0).paragraphs[0].add_run("公开的表头")
    run.font.color.rgb = RGBColor(255, 255, 255)
    out = BytesIO()
    document.save(out)
    assert "hidden_text" not in {hidden.kind for hidden in examine(out.getvalue()).hidden}


def test_a_cleaned_package_has_no_dates_and_no_parts_that_nothing_leads_to() -> None:
    cleaned, _ = clean(planted.word(Secrets()))
    with zipfile.ZipFile(BytesIO(cleaned)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [
            name for name in archive.namelist() if name.startswith(("docProps", "customXml", "word/embeddings"))
        ]


def test_every_kind_says_what_it_can_give_away() -> None:
    assert all(kind.label and kind.why.endswith("。") for kind in hidden_kinds().values())
