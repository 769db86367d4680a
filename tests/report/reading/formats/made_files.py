"""Builders of small files for these tests: PDFs written by hand or by typst, DOCX parts, zip archives."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import typst

from gongkai.report.reading.blocks import Block, Grid, Line

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def shown(blocks: Sequence[Block]) -> list[str | list[list[str]]]:
    """Blocks as a test writes them down: a line's text, or a table's rows of texts; spans are "text<2x1>"."""
    return [block.text if isinstance(block, Line) else rows_of(block) for block in blocks]


def rows_of(grid: Grid) -> list[list[str]]:
    """A table's rows; a cell that spans says how many columns and rows."""
    return [
        [f"{c.text}<{c.colspan}x{c.rowspan}>" if (c.colspan, c.rowspan) != (1, 1) else c.text for c in row]
        for row in grid.rows
    ]


def packed(parts: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of the given parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for path, content in parts.items():
            archive.writestr(path, content)
    return file.getvalue()


def word(body: str, **parts: str) -> bytes:
    """A DOCX of the given body; other parts by name (numbering, styles)."""
    return packed(
        {
            "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W}" '
            'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            f"<w:body>{body}</w:body></w:document>",
            **{f"word/{name}.xml": f'<w:{name} xmlns:w="{W}">{part}</w:{name}>' for name, part in parts.items()},
        }
    )


def p(text: str, properties: str = "") -> str:
    """A paragraph of WordprocessingML."""
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}<w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(text: str, properties: str = "") -> str:
    """A table cell of WordprocessingML."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def pdf(
    *contents: str | bytes,
    rotate: int = 0,
    resources: str = "",
    objects: Sequence[bytes] = (),
    trailer: str = "",
    size: tuple[int, int] = (595, 842),
) -> bytes:
    """
    A PDF written by hand: one page for each stream of contents, Helvetica as /F1.

    Args:
        resources: Further entries of every page's resources; *objects* are numbered from 10 on.
        trailer: Further entries of the trailer.
    """
    bodies: dict[int, bytes] = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        3: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    }
    bodies.update(dict(enumerate(objects, 10)))
    first = 10 + len(objects)
    for k, content in enumerate(contents):
        data = zlib.compress(content.encode("latin-1") if isinstance(content, str) else content)
        page, stream = first + 2 * k, first + 2 * k + 1
        bodies[page] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {size[0]} {size[1]}]/Rotate {rotate}/Contents {stream} 0 R"
            f"/Resources<</Font<</F1 3 0 R>>{resources}>>>>"
        ).encode()
        bodies[stream] = stream_of(data, "/Filter/FlateDecode")
    kids = " ".join(f"{first + 2 * k} 0 R" for k in range(len(contents)))
    bodies[2] = f"<</Type/Pages/Count {len(contents)}/Kids[{kids}]>>".encode()
    return assembled(bodies, trailer)


def stream_of(data: bytes, entries: str = "") -> bytes:
    """A stream object."""
    return f"<</Length {len(data)}{entries}>>stream\n".encode() + data + b"\nendstream"


def assembled(bodies: Mapping[int, bytes], trailer: str = "") -> bytes:
    """A PDF file of numbered objects, with its table of places."""
    file = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, body in bodies.items():
        places[number] = len(file)
        file += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    at, most = len(file), max(bodies) + 1
    file += f"xref\n0 {most}\n0000000000 65535 f \n".encode()
    for number in range(1, most):
        file += f"{places.get(number, 0):010} 00000 {'n' if number in places else 'f'} \n".encode()
    file += f"trailer\n<</Size {most}/Root 1 0 R{trailer}>>\nstartxref\n{at}\n%%EOF\n".encode()
    return bytes(file)


def say(x: float, y: float, text: str, size: float = 10) -> str:
    """The operators that print a text at a place, counted from the bottom left."""
    return f"BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET\n"


def line(x0: float, y0: float, x1: float, y1: float, width: float = 0.5) -> str:
    """The operators that draw a line."""
    return f"{width} w {x0} {y0} m {x1} {y1} l S\n"


def raster(xs: Sequence[float], ys: Sequence[float]) -> str:
    """All lines of a table with the given edges."""
    return "".join(line(x, ys[0], x, ys[-1]) for x in xs) + "".join(line(xs[0], y, xs[-1], y) for y in ys)


def typeset(source: str) -> bytes:
    """A PDF that typst makes of the source, in a Chinese face of the system or of the font package."""
    import pylopdf_fonts_zh_cn

    folder = Path(pylopdf_fonts_zh_cn.__file__).parent
    head = '#set text(font: ("Noto Serif CJK SC", "Noto Serif SC", "Noto Sans CJK SC", "Noto Sans SC"), lang: "zh")\n'
    return typst.compile((head + source).encode(), font_paths=[str(folder)])
