"""Files for the tests of storing and taking in: small real ones, made by the libraries that make them elsewhere too."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

import docx
import openpyxl
from PIL import Image

#: The smallest PDF that holds a line of text.
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 44>>stream\nBT /F 12 Tf 20 100 Td (Budget of 2019) Tj ET\nendstream endobj\n"
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(form: str = "PNG", size: tuple[int, int] = (4, 3)) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, (18, 73, 122)).save(out, form)
    return out.getvalue()


def document(fill: Callable[[docx.document.Document], object] | None = None) -> bytes:
    """A DOCX, filled by the function that is given."""
    made = docx.Document()
    if fill is None:
        made.add_paragraph("各单位要做好防汛准备。")
    else:
        fill(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def workbook(fill: Callable[[openpyxl.Workbook], object] | None = None) -> bytes:
    """An XLSX, filled by the function that is given."""
    made = openpyxl.Workbook()
    if fill is None:
        made.active.append(["项目", "金额"])
        made.active.append(["公用经费", 160.5964])
    else:
        fill(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def packed(parts: Mapping[str, bytes], *, stored: bool = False) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def changed(package: bytes, part: str, data: bytes) -> bytes:
    """A zip with one part put in or replaced."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return packed({**parts, part: data})


def presentation() -> bytes:
    """The smallest PPTX with a line of text."""
    slide = (
        '<p:sld xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:p><a:r><a:t>年度安排</a:t></a:r></a:p></p:sld>'
    )
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    return packed({"[Content_Types].xml": types.encode(), "ppt/slides/slide1.xml": slide.encode()})


def open_document() -> bytes:
    """The smallest ODT with a line of text."""
    content = (
        '<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><text:p>开放文档</text:p></o:document-content>'
    )
    return packed(
        {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content.encode()}, stored=True
    )


def ofd() -> bytes:
    """The smallest OFD with a line of text."""
    page = '<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:TextObject><ofd:TextCode>版式文件</ofd:TextCode></ofd:TextObject></ofd:Page>'
    root = b'<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"/>'
    return packed({"OFD.xml": root, "Doc_0/Pages/Page_0/Content.xml": page.encode()})
