"""The text of files, for the search, and whether they can be opened at all; runs in the child process alone."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import etree

from gongkai.errors import Unreadable
from gongkai.privacy.files.container import Container
from gongkai.report.reading.encoding import decode

#: Points of a picture: that of a scanner for large sheets has 70 million.
MOST_POINTS = 100_000_000
MOST_FRAMES = 1_000
MOST_PAGES = 5_000

_DAMAGED = "{what}已损坏或不完整，打不开。请重新{again}后再上传。"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFD = "{http://www.ofdspec.org/2016}"


def docx(path: Path) -> str:
    """The text of a DOCX."""
    from gongkai.publications.intake.pieces import Heading, Item, Paragraph, Table
    from gongkai.publications.intake.word import Document

    document = Document(path.read_bytes())
    document.read()
    lines: list[str] = []
    for piece in document.pieces:
        match piece:
            case Heading(text=text):
                lines.append(text)
            case Paragraph(words=words) | Item(words=words):
                lines.append(words)
            case Table(rows=rows):
                lines += [" ".join(filter(None, row)) for row in rows]
    return "\n".join(lines)


def pptx(path: Path) -> str:
    """The text of a presentation, slide by slide."""
    container = Container(path.read_bytes())
    slides = sorted(
        (part for part in container.parts if re.fullmatch(r"ppt/slides/slide\d+\.xml", part)),
        key=lambda part: int(re.sub(r"\D", "", part)),
    )
    if not slides:
        raise Unreadable(_DAMAGED.format(what="演示文稿", again="另存"))
    return "\n".join(_lines(container.xml(part), _A + "p", _A + "t") for part in slides)


def odt(path: Path) -> str:
    """The text of an OpenDocument text."""
    container = Container(path.read_bytes())
    root = container.xml("content.xml")
    return "\n".join("".join(map(str, paragraph.itertext())) for paragraph in root.iter(_TEXT + "p", _TEXT + "h"))


def ofd(path: Path) -> str:
    """The text of an OFD file, page by page."""
    container = Container(path.read_bytes())
    container.xml("OFD.xml")
    pages = sorted(part for part in container.parts if re.search(r"/Pages?/[^/]*/?Content\.xml$", part, re.I))
    return "\n".join(_lines(container.xml(part), _OFD + "TextObject", _OFD + "TextCode") for part in pages)


def pdf(path: Path) -> str:
    """The text of a PDF; a scan has none."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as wrong:
        if "password" in str(wrong).lower():
            raise Unreadable("PDF加了密码，别人打不开。请去掉密码，重新导出后再上传。") from None
        raise Unreadable(_DAMAGED.format(what="PDF", again="导出")) from None
    if len(document) > MOST_PAGES:
        raise Unreadable(f"PDF有{len(document)}页，超过{MOST_PAGES}页的上限。请分成几个文件。")
    if not len(document):
        raise Unreadable(_DAMAGED.format(what="PDF", again="导出"))
    return "\n".join(_pages(document))


def _pages(document: object) -> Iterator[str]:
    import pypdfium2

    for number in range(len(document)):  # type: ignore[arg-type]
        try:
            page = document[number]  # type: ignore[index]
            yield page.get_textpage().get_text_range().replace("\r\n", "\n")
            page.close()
        except pypdfium2.PdfiumError:
            raise Unreadable(f"PDF的第{number + 1}页已损坏。请重新导出后再上传。") from None


def txt(path: Path) -> str:
    """The text of a text file, whatever its encoding."""
    return decode(path.read_bytes())


def names(path: Path) -> str:
    """The names of the files in a ZIP."""
    with zipfile.ZipFile(path) as archive:
        if (damaged := archive.testzip()) is not None:
            raise Unreadable(f"压缩包里的“{damaged[-60:]}”已损坏。请重新打包后再上传。")
        return "\n".join(entry.filename for entry in archive.infolist())


def picture(path: Path) -> str:
    """Nothing, for a picture has no text that a program sees; but it must be one, to its last byte."""
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = MOST_POINTS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(path, formats=("PNG", "JPEG", "GIF", "WEBP")) as opened:
            if opened.width * opened.height > MOST_POINTS or getattr(opened, "n_frames", 1) > MOST_FRAMES:
                raise Unreadable(f"图片有{opened.width}×{opened.height}个点，超过上限。请缩小后再上传。")
            opened.load()
    except Unreadable:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unreadable(f"图片超过{MOST_POINTS // 1_000_000}百万个点的上限。请缩小后再上传。") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise Unreadable(_DAMAGED.format(what="图片", again="导出")) from None
    return ""


def _lines(root: etree._Element, paragraph: str, text: str) -> str:
    found: Iterable[etree._Element] = root.iter(paragraph)
    return "\n".join("".join(part.text or "" for part in line.iter(text)) for line in found)
