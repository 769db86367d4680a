"""What was masked cannot be recovered from the file, wherever and however it stood there."""

from __future__ import annotations

import base64
import subprocess
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pikepdf
import planted
import pypdfium2
import pytest
from docx import Document
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from PIL import Image
from planted import R, W, edited, ink, paragraph, run, simple_pdf, text_at

from gongkai.errors import Refused, Unreadable
from gongkai.privacy import Masking
from gongkai.privacy.files import Area, NotErased, clean, examine, redact, traces
from gongkai.privacy.files.searching import replaced
from gongkai.privacy.finding.identity import identity_check

NUMBER = "12011119850307003" + identity_check("12011119850307003")
PHONE = "13800001234"
NAME = "欧阳建国"
SECRETS = [NUMBER, PHONE, NAME]
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


def text_box() -> str:
    """A text box as Word writes it: once for new programs, once for old ones."""
    inner = f"<w:txbxContent>{paragraph(run(f'框里{PHONE[:5]}') + run(PHONE[5:]))}</w:txbxContent>"
    return (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" Requires="wps"><w:drawing>'
        '<wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        f'<wp:extent cx="900000" cy="900000"/><wp:docPr id="7" name="{NAME}" descr="身份证{NUMBER}"/>'
        f'<a:graphic xmlns:a="{DRAWING}"><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/'
        f'wordprocessingShape"><wps:wsp><wps:spPr/><wps:txbx>{inner}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        f'<v:shape xmlns:v="urn:schemas-microsoft-com:vml" alt="{NAME}"><v:textbox>{inner}</v:textbox></v:shape>'
        "</w:pict></mc:Fallback></mc:AlternateContent>"
    )


def word() -> bytes:
    document = Document()
    body = document.element.body
    add = lambda inner: body.insert(len(body) - 1, parse_xml(paragraph(inner)))  # noqa: E731
    add(run(f"申请人：{NAME}，身份证号码：{NUMBER}，手机{PHONE}。其余公开。"))
    add("".join(run(character) for character in f"号码{NUMBER}完"))
    add(
        run("手机138")
        + "<w:r><w:br/></w:r>"
        + run("0000", "<w:b/>")
        + "<w:proofErr w:type='spellStart'/>"
        + run("1234完")
    )
    add(run(f"写法：{PHONE[:3]} {PHONE[3:7]}-{PHONE[7:]}，{''.join(chr(ord(c) + 0xFEE0) for c in PHONE)}完"))
    add(f"<w:r>{text_box()}</w:r>")
    add(f'<w:bookmarkStart w:id="5" w:name="{NAME}"/>{run("书签")}<w:bookmarkEnd w:id="5"/>')
    add(f'<w:fldSimple w:instr=" AUTHOR {NAME} ">{run("域")}</w:fldSimple>')
    table = document.add_table(2, 2)
    for cell, text in zip([*table.row_cells(0), *table.row_cells(1)], ["姓名", "身份证号", NAME, NUMBER], strict=True):
        cell.text = text
    section = document.sections[0]
    section.header.paragraphs[0].text, section.footer.paragraphs[0].text = f"页眉{NAME}", f"页脚{PHONE}"
    document.add_comment(document.paragraphs[0].runs, text=f"批注{NUMBER}", author=NAME)
    document.core_properties.title, document.core_properties.author = f"关于{NAME}的答复", NAME
    out = BytesIO()
    document.save(out)

    def more(parts: dict[str, bytes]) -> None:
        rels = "word/_rels/document.xml.rels"
        link = planted.with_relationship(parts, rels, "hyperlink", f"mailto:{PHONE}@139.com", outside=True)
        parts["word/document.xml"] = parts["word/document.xml"].replace(
            b"<w:sectPr", f'<w:p><w:hyperlink {W} xmlns:r="{R}" r:id="{link}">{run("邮件")}</w:hyperlink></w:p>'
            "<w:sectPr".encode(), 1,
        )  # fmt: skip
        parts["word/charts/chart1.xml"] = (
            '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:strCache><c:pt idx="0">'
            f"<c:v>{NAME}</c:v></c:pt></c:strCache></c:chartSpace>"
        ).encode()
        planted.with_relationship(parts, rels, "chart", "charts/chart1.xml")
        planted.with_type(
            parts, "word/charts/chart1.xml", "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
        )

    return edited(out.getvalue(), more)


def workbook() -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = f"{NAME}的表"
    sheet.append(["姓名", "身份证号", "手机", "金额"])
    sheet.append([NAME, NUMBER, int(PHONE), "=1+2"])
    sheet.append(["公开", None, f"电话{PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}", 8])
    sheet["D2"].comment = Comment(f"批注{NUMBER}", NAME)
    sheet["E1"].hyperlink = f"mailto:{PHONE}@139.com"
    sheet["F1"] = f'="{NAME}"&"先生"'
    sheet.oddHeader.center.text = f"页眉{NAME}"
    choices = DataValidation(type="list", formula1=f'"{NAME},公开"')
    choices.add("A9")
    sheet.add_data_validation(choices)
    book.defined_names["n"] = DefinedName("n", attr_text=f'"{NUMBER}"')
    book.properties.creator = NAME
    out = BytesIO()
    book.save(out)

    def more(parts: dict[str, bytes]) -> None:
        planted.share_strings(parts, f"孤立{NUMBER}")
        planted.with_relationship(parts, "xl/_rels/workbook.xml.rels", "sharedStrings", "sharedStrings.xml")
        planted.with_type(parts, "xl/sharedStrings.xml",
                          "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml")  # fmt: skip
        text = parts["xl/worksheets/sheet1.xml"].decode()
        parts["xl/worksheets/sheet1.xml"] = text.replace(f"<v>{PHONE}</v>", "<v>1.3800001234E10</v>").encode()

    return edited(out.getvalue(), more)


def pdf() -> bytes:
    """Three pages: a number whole, one shown glyph by glyph, a page without any; and the number beside the pages."""
    file = pikepdf.new()
    glyphs = b"BT /F1 12 Tf 20 100 Td [" + b" -50 ".join(f"({digit})".encode() for digit in NUMBER) + b"] TJ ET"
    apart = b" ".join(text_at(20 + 8 * at, 60, digit) for at, digit in enumerate(PHONE))
    contents = [text_at(20, 200, f"ID {NUMBER} PUBLIC"), glyphs + b" " + apart, text_at(20, 200, "PUBLIC")]
    for content in contents:
        page = file.add_blank_page(page_size=(400, 300))
        page.obj["/Resources"] = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=planted.helvetica()))
        page.obj["/Contents"] = file.make_stream(content)
    tree = pikepdf.Dictionary(
        Type=pikepdf.Name.StructTreeRoot, K=pikepdf.Dictionary(S=pikepdf.Name.P, ActualText=pikepdf.String(NUMBER))
    )
    file.Root["/StructTreeRoot"] = file.make_indirect(tree)
    with file.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(f"书签{NUMBER}", 0))
    file.docinfo["/Title"] = NUMBER
    out = BytesIO()
    file.save(out)
    return out.getvalue()


def test_the_builders_plant_each_secret_many_times() -> None:
    for data in (word(), workbook()):
        assert {trace.secret for trace in traces(data, SECRETS)} == set(SECRETS)
    assert len(traces(pdf(), [NUMBER, PHONE])) >= 5


@pytest.mark.parametrize("make", [word, workbook], ids=["docx", "xlsx"])
def test_found_hits_are_redacted_everywhere(make) -> None:  # type: ignore[no-untyped-def]
    data = make()
    hits = examine(data).hits
    assert {NUMBER, PHONE, NAME} <= {hit.hit.text for hit in hits}
    redacted = redact(data, "a", hits)
    assert traces(redacted, SECRETS) == ()
    assert [hit for hit in examine(redacted).hits if hit.hit.confidence == "certain"] == []
    assert examine(redacted).hidden == ()


def test_word_shows_the_mask_where_the_secret_stood_and_the_rest_as_before() -> None:
    redacted = redact(word(), "a.docx", examine(word()).hits)
    texts = [paragraph.text for paragraph in Document(BytesIO(redacted)).paragraphs]
    assert texts[0] == f"申请人：欧阳某某，身份证号码：120111********{NUMBER[-4:]}，手机138****1234。其余公开。"
    assert texts[1] == f"号码120111********{NUMBER[-4:]}完"
    assert texts[2].replace("\n", "") == "手机138****1234完"
    assert texts[3] == "写法：138****1234，138****1234完"
    assert [cell.text for cell in Document(BytesIO(redacted)).tables[0].row_cells(1)] == [
        "欧阳某某",
        f"120111********{NUMBER[-4:]}",
    ]


def test_excel_shows_the_mask_in_cells_and_values_for_formulas() -> None:
    redacted = redact(workbook(), "a.xlsx", examine(workbook()).hits)
    sheet = load_workbook(BytesIO(redacted)).active
    assert [cell.value for cell in sheet[2]][:3] == ["欧阳某某", f"120111********{NUMBER[-4:]}", "138****1234"]
    assert sheet["C3"].value == "电话138****1234"
    assert sheet["D3"].value == 8
    assert sheet["D2"].value is None  # this file's formula had no value stored
    assert sheet.title == "欧阳某某的表"


def test_pdf_paints_the_secret_black_and_keeps_the_other_pages_as_text() -> None:
    data = pdf()
    redacted = redact(data, "a.pdf", [NUMBER, PHONE])
    assert traces(redacted, [NUMBER, PHONE]) == ()
    texts = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(redacted)]
    assert texts == ["", "", "PUBLIC"]
    assert ink(redacted, 0, (45, 92, 120, 99)) < 20
    assert ink(redacted, 0, (160, 85, 215, 105)) < 100  # PUBLIC can still be read
    drawn = pypdfium2.PdfDocument(redacted)[0].render(scale=2).to_pil().convert("L")
    assert drawn.crop((2 * 40, 2 * 92, 2 * 140, 2 * 99)).getextrema()[1] < 60, "black all over, no digit shines through"


def test_a_hit_in_a_pdf_tells_its_areas_and_they_cover_it() -> None:
    (hit,) = [hit for hit in examine(pdf()).hits if hit.spot.words == "第1页"]
    (area,) = hit.spot.areas
    assert (area.page, 30 < area.left < 45, 130 < area.right < 160) == (1, True, True)
    redacted = redact(pdf(), "a.pdf", [area])
    assert [trace.where for trace in traces(redacted, [NUMBER]) if trace.where.startswith("第1页")] == []
    assert ink(redacted, 0, (45, 92, 120, 99)) < 20


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_boxes_fall_on_the_text_of_a_turned_page(rotation: int) -> None:
    data = simple_pdf(text_at(30, 150, NUMBER, 20) + b" " + text_at(30, 50, "PUBLIC", 20), Rotate=rotation)
    redacted = redact(data, "a.pdf", [NUMBER])
    drawn = pypdfium2.PdfDocument(redacted)[0].render(scale=1).to_pil().convert("L").rotate(rotation, expand=True)
    assert drawn.size == (400, 300)
    assert drawn.crop((35, 138, 200, 149)).getextrema()[1] < 60
    assert drawn.crop((30, 235, 110, 252)).getextrema() == pytest.approx((0, 255), abs=60)


def test_a_number_in_a_picture_of_a_pdf_is_hidden_by_area() -> None:
    picture = Image.new("RGB", (100, 50), "red")
    out = BytesIO()
    picture.save(out, "PNG")
    redacted = redact(out.getvalue(), "a.png", [Area(1, 10, 10, 50, 30)])
    after = Image.open(BytesIO(redacted)).convert("RGB")
    assert after.getpixel((30, 20)) == (0, 0, 0)
    assert after.getpixel((80, 40)) == (255, 0, 0)


@pytest.mark.parametrize(("make", "marks", "says"), [
    (lambda: planted.photograph("x"), [NUMBER], "看不到图片里的文字"),
    (word, [Area(1, 0, 0, 9, 9)], "不能按区域"),
    (workbook, [Area(1, 0, 0, 9, 9)], "不能按区域"),
    (pdf, [Area(4, 0, 0, 9, 9)], "只有3页"),
])  # fmt: skip
def test_what_cannot_be_redacted_is_refused_with_what_to_do(make, marks, says: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Unreadable, match=says):
        redact(make(), "a", marks)


def test_a_single_character_is_refused() -> None:
    with pytest.raises(Refused, match="太短"):
        redact(word(), "a.docx", ["1"])


def test_a_file_in_which_a_secret_is_left_is_not_handed_out() -> None:
    """An old drawing holds texts that are not rewritten; the proof finds them."""

    def with_drawing(parts: dict[str, bytes]) -> None:
        parts["word/media/image1.emf"] = b"\x01\x00\x00\x00" + NUMBER.encode("utf-16-le")
        planted.with_relationship(parts, "word/_rels/document.xml.rels", "image", "media/image1.emf")
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
            b"<Override", b'<Default Extension="emf" ContentType="image/x-emf"/><Override', 1
        )

    with pytest.raises(NotErased, match=r"image1\.emf") as raised:
        redact(edited(word(), with_drawing), "a.docx", [NUMBER])
    assert NUMBER not in str(raised.value)


@pytest.mark.parametrize("store", [
    lambda text: text.encode(), lambda text: text.encode("utf-16-le"), lambda text: text.encode("utf-16-be"),
    lambda text: text.encode("gb18030"), lambda text: text.encode().hex().encode(),
    lambda text: text.encode("utf-16-be").hex().upper().encode(),
    lambda text: f"<a>{''.join(f'&#{ord(c)};' for c in text)}</a>".encode(),
    lambda text: f"<a><b>{text[:2]}</b><c>{text[2:]}</c></a>".encode(),
    lambda text: f'<a title="{" ".join(text)}"/>'.encode(),
    lambda text: f"<a>{text}</a>".encode("utf-16"),
])  # fmt: skip
@pytest.mark.parametrize("secret", [NUMBER, NAME])
def test_the_proof_finds_a_secret_in_each_way_of_storing_it(store, secret: str) -> None:  # type: ignore[no-untyped-def]
    inner, outer = BytesIO(), BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("part", store(secret))
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.zip", inner.getvalue())
    assert traces(outer.getvalue(), [secret])
    assert not traces(outer.getvalue(), ["另一个秘密" + secret])


def test_the_proof_finds_a_secret_in_a_packed_stream_that_nothing_leads_to() -> None:
    packed = zlib.compress(f"({NUMBER}) Tj".encode())
    data = simple_pdf(text_at(20, 20, "PUBLIC")) + b"\n9 0 obj <<>> stream\n" + packed + b"\nendstream"
    assert traces(data, [NUMBER])


def test_the_proof_of_nothing_finds_nothing() -> None:
    assert traces(word(), []) == ()
    assert traces(base64.b64encode(b"nothing"), [NUMBER]) == ()


PIECES = st.lists(st.text(alphabet="甲乙1 2-3", max_size=5), max_size=6)


@settings(max_examples=300)
@given(pieces=PIECES, secret=st.text(alphabet="甲乙123", min_size=2, max_size=4))
def test_a_secret_split_over_any_pieces_is_gone_and_the_pieces_stay_as_many(pieces: list[str], secret: str) -> None:
    new = replaced(pieces, {secret: "※"})
    bare = "".join(pieces).replace(" ", "").replace("-", "")
    assert (new is None) == (secret not in bare)
    if new is not None:
        assert len(new) == len(pieces)
        assert secret not in "".join(new).replace(" ", "").replace("-", "")


@settings(max_examples=25, deadline=None)
@given(cuts=st.sets(st.integers(1, 17), max_size=6), where=st.sampled_from(["body", "cell", "header"]))
def test_a_number_split_over_any_runs_cannot_be_found_in_the_bytes(cuts: set[int], where: str) -> None:
    document = Document()
    target = {"body": document.add_paragraph, "cell": lambda: document.add_table(1, 1).cell(0, 0).paragraphs[0],
              "header": lambda: document.sections[0].header.paragraphs[0]}[where]()  # fmt: skip
    at = 0
    for cut in [*sorted(cuts), len(NUMBER)]:
        target.add_run(NUMBER[at:cut])
        at = cut
    out = BytesIO()
    document.save(out)
    assert traces(out.getvalue(), [NUMBER])
    assert traces(redact(out.getvalue(), "a.docx", [NUMBER]), [NUMBER]) == ()


def test_own_rules_of_masking_are_used() -> None:
    whole = Masking.standard().changed("mobile", "^()$", "█")
    hits = [hit for hit in examine(word()).hits if hit.hit.kind == "mobile"]
    texts = [paragraph.text for paragraph in Document(BytesIO(redact(word(), "a", hits, whole))).paragraphs]
    assert "手机███████████。" in texts[0]


@pytest.mark.office
@pytest.mark.parametrize("make", [word, workbook, planted.word, planted.workbook], ids=["w", "x", "pw", "px"])
def test_libreoffice_opens_what_was_made_and_shows_no_secret(make, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    is_planted = make.__module__ == "planted"
    secrets = planted.Secrets()
    data = make(secrets) if is_planted else make()
    suffix = "docx" if "word" in make.__name__ else "xlsx"
    made = clean(data)[0] if is_planted else redact(data, "a", examine(data).hits)
    file = tmp_path / f"made.{suffix}"
    file.write_bytes(made)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf",
               "--outdir", str(tmp_path), str(file)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(tmp_path / "made.pdf"))
    assert "公开" in "".join(text.split())
    for secret in [*SECRETS, *secrets.planted.values()]:
        assert secret not in text
