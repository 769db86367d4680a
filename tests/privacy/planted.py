"""Files with a secret planted in every place that hides something. Numbers are made up: their check digits are computed
here, so that no number that could be somebody's stands in the repository."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from io import BytesIO

import pikepdf
import pypdfium2
from docx import Document
from docx.oxml import parse_xml
from openpyxl import Workbook
from openpyxl.comments import Comment
from PIL import Image
from PIL.PngImagePlugin import PngInfo

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class Secrets:
    """Makes secrets and remembers where each was planted."""

    def __init__(self) -> None:
        self.planted: dict[str, str] = {}

    def __call__(self, where: str) -> str:
        secret = f"密藏{len(self.planted):02d}号文字{where[:2]}"
        self.planted[where] = secret
        return secret

    def latin(self, where: str) -> str:
        """A secret that a font of PDF's own can write."""
        secret = f"SECRET-{len(self.planted):02d}-{where.upper()}"
        self.planted[where] = secret
        return secret


def edited(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A zip file with its parts changed."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def with_relationship(parts: dict[str, bytes], path: str, kind: str, target: str, *, outside: bool = False) -> str:
    """Add a relationship to the file of relationships at *path*; return its id."""
    name = f"rIdX{parts[path].count(b'<Relationship ')}"
    kind = kind if kind.startswith("http") else f"{R}/{kind}"
    mode = ' TargetMode="External"' if outside else ""
    new = f'<Relationship Id="{name}" Type="{kind}" Target="{target}"{mode}/>'
    parts[path] = parts[path].replace(b"</Relationships>", new.encode() + b"</Relationships>")
    return name


def with_type(parts: dict[str, bytes], path: str, kind: str) -> None:
    """Name the content type of a part."""
    new = f'<Override PartName="/{path}" ContentType="{kind}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", new.encode())


def photograph(secret: str, *, orientation: int = 1, size: tuple[int, int] = (40, 20)) -> bytes:
    """A JPEG with a secret in its EXIF, a place, a comment, and bytes after its end."""
    picture = Image.new("RGB", size, "white")
    picture.putpixel((0, 0), (255, 0, 0))
    exif = picture.getexif()
    exif[0x010E] = secret.encode().decode("latin-1")
    exif[0x0110] = "Camera"
    exif[0x0112] = orientation
    exif.get_ifd(0x8825).update({1: "N", 2: (39.0, 8.0, 2.0), 3: "E", 4: (117.0, 10.0, 5.0)})
    out = BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=secret.encode(), quality=95)
    return out.getvalue() + secret.encode()


def drawing(secret: str) -> bytes:
    """A PNG with a secret in a text chunk, and bytes after its end."""
    info = PngInfo()
    info.add_itxt("Author", secret)
    info.add_itxt("Comment", secret, zip=True)
    out = BytesIO()
    Image.new("RGB", (30, 30), "green").save(out, "PNG", pnginfo=info)
    return out.getvalue() + secret.encode("utf-16-le")


def paragraph(inner: str) -> str:
    return f"<w:p {W} xmlns:r='{R}'>{inner}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def word(secret: Secrets) -> bytes:
    """A Word file with a secret in every place that hides something; what is to stay reads 公开的正文."""
    document = Document()
    body = document.element.body
    add = lambda inner: body.insert(len(body) - 1, parse_xml(paragraph(inner)))  # noqa: E731
    document.add_paragraph("公开的正文第一段。")
    add(f'{run("公开的正文")}<w:del w:id="1" w:author="{secret("del author")}" w:date="2024-01-01T00:00:00Z"><w:r>'
        f'<w:delText>{secret("deleted")}</w:delText></w:r></w:del><w:ins w:id="2" w:author="{secret("ins author")}">'
        f'{run("插入后保留")}</w:ins>')  # fmt: skip
    add(f'<w:moveFrom w:id="3" w:author="甲">{run(secret("moved"))}</w:moveFrom>{run("公开")}')
    add(f'<w:pPr><w:pPrChange w:id="4" w:author="{secret("format")}"><w:pPr/></w:pPrChange></w:pPr>{run("公开")}')
    add(run(secret("vanish"), "<w:vanish/>") + run("公开"))
    add(run(secret("white"), '<w:color w:val="FFFFFF"/>') + run("公开"))
    add(run(secret("tiny"), '<w:sz w:val="2"/>') + run("公开"))
    add(run(secret("style"), '<w:rStyle w:val="Unseen"/>') + run("公开"))
    add('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> INCLUDEPICTURE "C:\\Users\\'
        f'{secret("field")}\\a.png" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>')  # fmt: skip
    styles = document.styles.element
    styles.append(parse_xml(f'<w:style {W} w:type="character" w:styleId="Unseen"><w:name w:val="Unseen"/><w:rPr>'
                            "<w:vanish/></w:rPr></w:style>"))  # fmt: skip
    document.settings.element.append(
        parse_xml(f'<w:docVars {W}><w:docVar w:name="a" w:val="{secret("variable")}"/></w:docVars>')
    )
    document.add_comment(document.paragraphs[0].runs, text=secret("comment"), author=secret("comment author"))
    header = document.sections[0].header
    header.is_linked_to_previous = False
    header.paragraphs[0]._p.append(parse_xml(f"<w:del {W} w:id='9' w:author='乙'><w:r><w:delText>{secret('header')}"
                                             "</w:delText></w:r></w:del>"))  # fmt: skip
    document.add_picture(BytesIO(photograph(secret("photo"))))
    properties = document.core_properties
    properties.author, properties.last_modified_by = secret("author"), secret("modifier")
    properties.title, properties.created = secret("title"), datetime(2020, 1, 1)
    out = BytesIO()
    document.save(out)
    return edited(out.getvalue(), lambda parts: _word_parts(parts, secret))


def _word_parts(parts: dict[str, bytes], secret: Secrets) -> None:
    rels = "word/_rels/document.xml.rels"
    parts["docProps/app.xml"] = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        f"<Company>{secret('company')}</Company><Template>C:\\{secret('template')}.dotx</Template></Properties>"
    ).encode()
    parts["customXml/item1.xml"] = f"<a>{secret('custom xml')}</a>".encode()
    with_relationship(parts, rels, "customXml", "../customXml/item1.xml")
    parts["docProps/thumbnail.jpeg"] = photograph(secret("thumbnail"))
    parts["docProps/custom.xml"] = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property fmtid="{0}" pid="2" '
        f'name="流程"><vt:lpwstr>{secret("custom property")}</vt:lpwstr></property></Properties>'
    ).encode()
    with_relationship(parts, "_rels/.rels", "custom-properties", "docProps/custom.xml")
    inner = BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f"<sst><t>{secret('embedded')}</t></sst>")
    parts["word/embeddings/book.xlsx"] = inner.getvalue()
    embedded = with_relationship(parts, rels, "package", "embeddings/book.xlsx")
    parts["word/vbaProject.bin"] = secret("macro").encode("utf-16-le")
    with_relationship(
        parts, rels, "http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject.bin"
    )
    with_type(parts, "word/vbaProject.bin", "application/vnd.ms-office.vbaProject")
    parts["word/_rels/settings.xml.rels"] = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    )
    template = with_relationship(parts, "word/_rels/settings.xml.rels", "attachedTemplate",
                                 f"file:///C:/{secret('attached template')}.dotm", outside=True)  # fmt: skip
    parts["word/settings.xml"] = parts["word/settings.xml"].replace(
        b"</w:settings>", f'<w:attachedTemplate xmlns:r="{R}" r:id="{template}"/></w:settings>'.encode()
    )
    link = with_relationship(parts, rels, "hyperlink", f"file://server/{secret('link')}.doc", outside=True)
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        b"<w:sectPr", (f'<w:p><w:hyperlink xmlns:r="{R}" r:id="{link}">{run("公开的链接文字")}</w:hyperlink></w:p>'
                       f'<w:p><w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" '
                       f'xmlns:r="{R}" Type="Embed" ProgID="Excel.Sheet.12" r:id="{embedded}"/></w:object></w:r></w:p>'
                       "<w:sectPr").encode(), 1,
    )  # fmt: skip
    parts["word/leftover.xml"] = f"<a>{secret('leftover')}</a>".encode()


def workbook(secret: Secrets) -> bytes:
    """An Excel file with a secret in every place that hides something; what is to stay reads 公开."""
    book = Workbook()
    sheet = book.active
    sheet.title = "公开表"
    sheet.append(["公开项目", "公开金额", secret("hidden column"), "说明"])
    sheet.append(["甲", 12, "隐藏", "公开"])
    sheet.append([secret("hidden row"), 3, "隐藏", "公开"])
    sheet.append(["合计", "=隐藏表!B1", None, "公开"])
    sheet["A6"] = secret("filtered")
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[3].hidden = True
    sheet["A1"].comment = Comment(secret("comment"), secret("comment author"))
    hidden = book.create_sheet("隐藏表")
    hidden["A1"], hidden["B1"], hidden.sheet_state = secret("hidden sheet"), 99, "hidden"
    deep = book.create_sheet("深藏表")
    deep["A1"], deep.sheet_state = secret("very hidden sheet"), "veryHidden"
    last = book.create_sheet("第二张公开表")
    last["A1"] = "公开第二张"
    book.properties.creator, book.properties.lastModifiedBy = secret("author"), secret("modifier")
    out = BytesIO()
    book.save(out)
    return edited(out.getvalue(), lambda parts: _workbook_parts(parts, secret))


def _workbook_parts(parts: dict[str, bytes], secret: Secrets) -> None:
    rels = "xl/_rels/workbook.xml.rels"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/externalLinks/externalLink1.xml"] = (
        f'<externalLink xmlns="{main}" xmlns:r="{R}"><externalBook r:id="rId1"><sheetNames><sheetName val="a"/>'
        '</sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1" t="str">'
        f"<v>{secret('external cache')}</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>"
    ).encode()
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{R}/externalLinkPath" Target="file:///D:/{secret("external path")}.xlsx" TargetMode="External"/>'
        "</Relationships>"
    ).encode()
    link = with_relationship(parts, rels, "externalLink", "externalLinks/externalLink1.xml")
    with_type(parts, "xl/externalLinks/externalLink1.xml",
              "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml")  # fmt: skip
    extra = (
        f'<externalReferences><externalReference xmlns:r="{R}" r:id="{link}"/></externalReferences><definedNames>'
        '<definedName name="旧">[1]a!$A$1</definedName>'
        f'<definedName name="藏" hidden="1">"{secret("hidden name")}"</definedName>'
        '<definedName name="_xlnm.Print_Area" localSheetId="3">第二张公开表!$A$1:$B$2</definedName></definedNames>'
    )
    text = parts["xl/workbook.xml"].decode()
    text = text.replace("<definedNames/>", "").replace("<definedNames />", "").replace("</sheets>", f"</sheets>{extra}")
    compatibility = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    path = (
        f'<mc:AlternateContent xmlns:mc="{compatibility}"><mc:Choice Requires="x15"><x15ac:absPath '
        'xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac" '
        f'url="C:\\{secret("path")}\\"/></mc:Choice></mc:AlternateContent>'
    )
    text = text.replace("<sheets>", f"{path}<sheets>")
    parts["xl/workbook.xml"] = text.encode()
    share_strings(parts, secret("orphan string"))
    with_relationship(parts, rels, "sharedStrings", "sharedStrings.xml")
    with_type(parts, "xl/sharedStrings.xml",
              "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml")  # fmt: skip
    parts["xl/connections.xml"] = (
        f'<connections xmlns="{main}"><connection id="1" name="c"><dbPr connection="Server={secret("connection")}"/>'
        "</connection></connections>"
    ).encode()
    with_relationship(parts, rels, "connections", "connections.xml")
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b'<row r="6"', b'<row r="6" ht="0"')
    parts["xl/printerSettings/printerSettings1.bin"] = secret("printer").encode("utf-16-le")
    sheet = "xl/worksheets/_rels/sheet1.xml.rels"
    printer = with_relationship(parts, sheet, "printerSettings", "../printerSettings/printerSettings1.bin")
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(
        b"<legacyDrawing", f'<pageSetup xmlns:r="{R}" orientation="portrait" r:id="{printer}"/><legacyDrawing'.encode()
    )


def share_strings(parts: dict[str, bytes], orphan: str) -> None:
    """Keep the strings of cells as Excel does, in a part of their own, two runs each; with one that no cell shows."""
    strings = [orphan]

    def shared(found: re.Match[str]) -> str:
        strings.append(html.unescape(found[2]))
        return f'<c{found[1]} t="s"><v>{len(strings) - 1}</v></c>'

    for path in sorted(name for name in parts if name.startswith("xl/worksheets/sheet")):
        text = re.sub(r'<c([^>]*) t="inlineStr"><is><t>([^<]*)</t></is></c>', shared, parts[path].decode())
        parts[path] = text.encode()
    items = "".join(f"<si><r><t>{text[:3]}</t></r><r><t>{text[3:]}</t></r></si>" for text in strings)
    parts["xl/sharedStrings.xml"] = (
        f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{items}</sst>'.encode()
    )


def pdf(secret: Secrets) -> bytes:
    """A PDF with a secret in every place that hides something; what is to stay reads PUBLIC."""
    file = pikepdf.new()
    layer = file.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=secret.latin("layername")))
    lines = [
        text_at(20, 270, "PUBLIC LINE ONE"), text_at(20, 240, secret.latin("blackbox")),
        b"0 g 15 232 350 22 re f", b"1 1 1 rg " + text_at(20, 210, secret.latin("white")), b"0 g",
        b"3 Tr " + text_at(20, 180, secret.latin("rendermode")) + b" 0 Tr", text_at(20, 400, secret.latin("offpage")),
        b"/OC /L1 BDC " + text_at(20, 150, secret.latin("layer")) + b" EMC",
        f"/Span <</ActualText ({secret.latin('actualtext')})>> BDC ".encode() + text_at(20, 120, "PUBLIC") + b" EMC",
        text_at(20, 90, secret.latin("whitebox")), b"1 g 15 82 350 22 re f 0 g",
    ]  # fmt: skip
    page = file.add_blank_page(page_size=(400, 300))
    page.obj["/Contents"] = file.make_stream(b"\n".join(lines))
    page.obj["/Resources"] = pikepdf.Dictionary(
        Font=pikepdf.Dictionary(F1=helvetica()), Properties=pikepdf.Dictionary(L1=layer)
    )
    page.obj["/PieceInfo"] = pikepdf.Dictionary(App=pikepdf.Dictionary(Private=pikepdf.String(secret.latin("piece"))))
    page.obj["/Thumb"] = file.make_stream(secret.latin("thumb").encode())
    file.Root["/OCProperties"] = pikepdf.Dictionary(OCGs=[layer], D=pikepdf.Dictionary(OFF=[layer]))
    second = file.add_blank_page(page_size=(400, 300))
    second.obj["/Contents"] = file.make_stream(text_at(20, 200, "PUBLIC PAGE TWO"))
    second.obj["/Resources"] = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=helvetica()))
    _annotations(file, second, secret)
    _beside(file, secret)
    third = file.add_blank_page(page_size=(400, 300))
    third.obj["/Contents"] = file.make_indirect(file.make_stream(text_at(20, 200, secret.latin("revision"))))
    third.obj["/Resources"] = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=helvetica()))
    out = BytesIO()
    file.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return saved_again(out.getvalue(), text_at(20, 200, "PUBLIC PAGE THREE")) + secret.latin("trailing").encode()


def saved_again(data: bytes, content: bytes) -> bytes:
    """The file with the content of its last page replaced by appending, as editors do: the old one is still there."""
    with pikepdf.open(BytesIO(data)) as file:
        number = file.pages[-1].obj["/Contents"].objgen[0]
        root, info, size = file.Root.objgen[0], file.trailer["/Info"].objgen[0], len(file.objects) + 1
    previous = re.findall(rb"startxref\s+(\d+)", data)[-1].decode()
    new = f"\n{number} 0 obj\n<</Length {len(content)}>>\nstream\n".encode() + content + b"\nendstream\nendobj\n"
    table = (
        f"xref\n{number} 1\n{len(data) + 1:010} 00000 n \ntrailer\n"
        f"<</Size {size} /Root {root} 0 R /Info {info} 0 R /Prev {previous}>>\n"
        f"startxref\n{len(data) + len(new)}\n%%EOF\n"
    )
    return data + new + table.encode()


def helvetica() -> pikepdf.Dictionary:
    return pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)


def text_at(x: float, y: float, text: str, size: int = 12) -> bytes:
    return f"BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET".encode()


def _annotations(file: pikepdf.Pdf, page: pikepdf.Page, secret: Secrets) -> None:
    def note(kind: str, where: str, **more: object) -> pikepdf.Object:
        return file.make_indirect(pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name(f"/{kind}"), Rect=[20, 20, 60, 40],
            Contents=pikepdf.String(secret.latin(where)), T=pikepdf.String(secret.latin(f"{where}author")), **more,
        ))  # fmt: skip

    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String(secret.latin("linkscript")))
    local = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String(f"file:///C:/{secret.latin('locallink')}"))
    public = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://www.example.gov.cn/public"))
    page.obj["/Annots"] = file.make_indirect([
        note("Text", "note"), note("Highlight", "highlight"), note("Link", "scriptlink", A=script),
        note("Link", "link", A=local), note("Link", "publiclink", A=public),
    ])  # fmt: skip


def _beside(file: pikepdf.Pdf, secret: Secrets) -> None:
    file.docinfo["/Author"] = secret.latin("author")
    file.docinfo["/Company"] = secret.latin("company")
    file.Root["/Metadata"] = file.make_stream(
        ("<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
         f"<rdf:Description xmlns:a='urn:a' a:b='{secret.latin('xmp')}'/></rdf:RDF></x:xmpmeta>").encode(),
        Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML,
    )  # fmt: skip
    file.attachments[f"{secret.latin('attachmentname')}.txt"] = secret.latin("attachment").encode()
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String(f"app.alert('{secret.latin('script')}')"))
    file.Root["/OpenAction"] = file.make_indirect(script)
    picture = file.make_stream(photograph(secret.latin("photo"), size=(40, 20)))
    picture["/Type"], picture["/Subtype"], picture["/Filter"] = (
        pikepdf.Name.XObject,
        pikepdf.Name.Image,
        pikepdf.Name.DCTDecode,
    )
    picture["/Width"], picture["/Height"], picture["/BitsPerComponent"] = 40, 20, 8
    picture["/ColorSpace"] = pikepdf.Name.DeviceRGB
    page = file.pages[1].obj
    page["/Resources"]["/XObject"] = pikepdf.Dictionary(Im0=file.make_indirect(picture))
    page["/Contents"] = file.make_stream(page["/Contents"].read_bytes() + b"\nq 40 0 0 20 300 250 cm /Im0 Do Q")


def simple_pdf(content: bytes, **more: object) -> bytes:
    file = pikepdf.new()
    page = file.add_blank_page(page_size=(400, 300))
    page.obj["/Resources"] = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=helvetica()))
    page.obj["/Contents"] = file.make_stream(content)
    for key, value in more.items():
        page.obj[f"/{key}"] = value
    out = BytesIO()
    file.save(out, static_id=True)
    return out.getvalue()


def ink(data: bytes, page: int, box: tuple[int, int, int, int]) -> int:
    """The darkest grey in a box of a page, in points from the top left."""
    drawn = pypdfium2.PdfDocument(data)[page].render(scale=2).to_pil().convert("L")
    return int(drawn.crop(tuple(2 * edge for edge in box)).getextrema()[0])  # type: ignore[arg-type]
