"""Pages of a PDF as PDFium shows them: characters with their boxes, which of them nobody sees, and pictures of pages.

Whether a text can be seen is told by looking: a page is drawn, and where a character should stand there must be
something that differs from its surroundings. That finds text under boxes, white text, text in layers that are off and
text beyond the page alike, however it was hidden.
"""

from __future__ import annotations

import ctypes
import math
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from gongkai.errors import Unreadable
from gongkai.privacy.files.image import pillow
from gongkai.privacy.files.report import Area
from gongkai.privacy.files.searching import spans

if TYPE_CHECKING:
    from PIL import Image

LOCK = threading.RLock()
"""PDFium is not made for several threads."""
MOST_PAGES = 3_000
LOOKED_AT = 2.0
"""Pixels a point at which it is looked whether text can be seen."""
PICTURED = 200 / 72
"""Pixels a point of a page that becomes a picture: 200 dpi, as offices scan."""
MOST_PIXELS = 40_000_000
MOST_CHARACTERS = 400_000
"""Characters of one page."""
_FLAT = 24
"""Greatest difference of grey within a place that shows nothing; more than the noise of a JPEG."""
_WHITE = 245
_INVISIBLE = 3
"""Text rendering mode 3: neither filled nor stroked (ISO 32000-1, table 106)."""
_BLACK = 60
_FIRST_CJK = 0x2E80
_SMALLEST_BOX = (8.0, 4.0)
_PAD = 1.5
"""Points by which a black box reaches beyond what it hides."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Set:
    """A character as it is set: its box, whether it is painted at all, whether the file carries its font."""

    character: str
    box: Box | None = None
    is_painted: bool = True
    is_carried: bool = True


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as JPEG: its points wide and high, and its size on paper in points."""

    jpeg: bytes
    wide: int
    high: int
    is_grey: bool
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character: its box in points from the top left of the page as shown (None for blanks), why it is hidden."""

    character: str
    box: Box | None
    hidden: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """
    A page.

    Args:
        number: From 1.
        glyphs: Its characters in reading order.
        covered: Areas in which a picture is painted over.
        has_picture: Whether there is a picture.
        is_drawable: Whether all its text could be drawn; false if a font is neither in the file nor on this machine.
    """

    number: int
    glyphs: tuple[Glyph, ...]
    covered: tuple[Area, ...]
    has_picture: bool
    is_drawable: bool

    @property
    def text(self) -> str:
        """The page's text; offsets are those of `glyphs`."""
        return "".join(glyph.character for glyph in self.glyphs)

    def areas(self, start: int, end: int) -> tuple[Area, ...]:
        """Return the rectangles, one a line, of the characters from *start* to *end*."""
        lines: list[Box] = []
        for glyph in self.glyphs[start:end]:
            if glyph.box is None:
                continue
            if lines and _follows(lines[-1], glyph.box):
                last, box = lines[-1], glyph.box
                lines[-1] = (min(last[0], box[0]), min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3]))
            else:
                lines.append(glyph.box)
        return tuple(Area(self.number, *line) for line in lines)

    def hidden(self) -> Iterator[tuple[str, str, tuple[Area, ...]]]:
        """Yield kind, text and areas of each run of characters that nobody sees."""
        at = 0
        while at < len(self.glyphs):
            kind = self.glyphs[at].hidden
            end = at + 1
            if kind:
                while end < len(self.glyphs) and (
                    self.glyphs[end].hidden == kind or not self.glyphs[end].character.isalnum()
                ):
                    end += 1
                text = self.text[at:end].strip()
                if len(text) > 1:
                    yield kind, text, self.areas(at, end)
            at = end

    def areas_of(self, secrets: Sequence[str]) -> list[Area]:
        """Return the areas of every place at which a secret stands."""
        return [area for start, end, _ in spans(self.text, secrets) for area in self.areas(start, end)]


def _follows(line: Box, box: Box) -> bool:
    """Whether a character goes on with a line, to any side, for pages are turned: no further off than three heights."""
    size = max(box[2] - box[0], box[3] - box[1]) + 4
    across = max(box[0] - line[2], line[0] - box[2])
    down = max(box[1] - line[3], line[1] - box[3])
    return (down < 0 and across < 3 * size) or (across < 0 and down < size)


class Document:
    """An opened PDF. Use it as a context, within `LOCK`."""

    def __init__(self, data: bytes) -> None:
        try:
            self._pdf = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as wrong:
            raise Unreadable(_why_not(wrong)) from None
        self.count = len(self._pdf)
        if not 0 < self.count <= MOST_PAGES:
            self._pdf.close()
            raise Unreadable(f"PDF有{self.count}页，不在1至{MOST_PAGES}页之间，无法检查。请重新导出或拆分后再试。")
        self._pdf.init_forms()

    def __enter__(self) -> Document:
        return self

    def __exit__(self, *_: object) -> None:
        self._pdf.close()

    def pages(self) -> Iterator[Shown]:
        """Yield every page."""
        for index in range(self.count):
            with _Page(self._pdf, index) as page:
                yield page.shown()

    def text(self) -> str:
        """Return the text of all pages, for searching."""
        parts = []
        for index in range(self.count):
            with _Page(self._pdf, index) as page:
                parts.append("".join(one.character for one in page.characters()))
        return "\n".join(parts)

    def picture(self, number: int, black: Sequence[Area]) -> Picture:
        """Return a page as it is shown, with areas painted black."""
        from PIL import ImageDraw

        with _Page(self._pdf, number - 1) as page:
            drawn = page.drawn(PICTURED).convert("RGB")
            width, height = page.size
            scale = (drawn.width / width, drawn.height / height)
        draw = ImageDraw.Draw(drawn)
        for area in black:
            draw.rectangle(
                (
                    (area.left - _PAD) * scale[0], (area.top - _PAD) * scale[1],
                    (area.right + _PAD) * scale[0], (area.bottom + _PAD) * scale[1],
                ), fill=(0, 0, 0),
            )  # fmt: skip
        red, green, blue = drawn.split()
        is_grey = red.tobytes() == green.tobytes() == blue.tobytes()
        out = BytesIO()
        (red if is_grey else drawn).save(out, "JPEG", quality=85)
        return Picture(out.getvalue(), drawn.width, drawn.height, is_grey, width, height)


def _why_not(wrong: pdfium.PdfiumError) -> str:
    if "assword" in str(wrong):
        return "PDF加了密码，打不开。请先去掉密码再试。"
    return "PDF已损坏或不完整，打不开。请重新导出或重新下载。"


class _Page:
    """One page of an opened PDF."""

    def __init__(self, pdf: pdfium.PdfDocument, index: int) -> None:
        try:
            self._page = pdf[index]
            self._text = self._page.get_textpage()
        except pdfium.PdfiumError:
            raise Unreadable(f"PDF第{index + 1}页已损坏，读不出来。请重新导出。") from None
        self.number = index + 1
        self.size = self._page.get_size()
        if not all(math.isfinite(side) and side > 0 for side in self.size):
            raise Unreadable(f"PDF第{index + 1}页的大小不对，读不出来。请重新导出。")

    def __enter__(self) -> _Page:
        return self

    def __exit__(self, *_: object) -> None:
        self._text.close()
        self._page.close()

    def drawn(self, scale: float) -> Image.Image:
        """Return the page drawn as a reader sees it, annotations and filled forms too."""
        scale = min(scale, math.sqrt(MOST_PIXELS / (self.size[0] * self.size[1])))
        pillow()
        try:
            bitmap = self._page.render(scale=scale, draw_annots=True, may_draw_forms=True)
            picture: Image.Image = bitmap.to_pil().copy()
        except (pdfium.PdfiumError, MemoryError, ValueError):
            raise Unreadable(
                f"PDF第{self.number}页画不出来，已损坏。请重新导出。", place=f"第{self.number}页"
            ) from None
        return picture

    def characters(self) -> Iterator[Set]:
        """Yield each character as it is set."""
        count = raw.FPDFText_CountChars(self._text)
        if count > MOST_CHARACTERS:
            raise Unreadable(f"PDF第{self.number}页有{count}个字，不是正常的页面。请重新导出。")
        edges = [ctypes.c_double() for _ in range(4)]
        for index in range(count):
            code = raw.FPDFText_GetUnicode(self._text, index)
            character = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
            if character in "\r\n \u00a0\u3000":
                yield Set(" " if character == "\r" else character)
                continue
            if not raw.FPDFText_GetCharBox(self._text, index, *edges):
                yield Set(character)
                continue
            left, right, bottom, top = (edge.value for edge in edges)
            item = raw.FPDFText_GetTextObject(self._text, index)
            yield Set(character, self._as_shown(left, bottom, right, top), *_drawn(item))

    def _as_shown(self, left: float, bottom: float, right: float, top: float) -> Box:
        corners = [self._device(left, bottom), self._device(right, top)]
        xs, ys = sorted(x for x, _ in corners), sorted(y for _, y in corners)
        return xs[0], ys[0], xs[1], ys[1]

    def _device(self, x: float, y: float) -> tuple[float, float]:
        """Return a place of the page's own space in points from the top left as shown: turned, cropped."""
        fine = 100
        across, down = ctypes.c_int(), ctypes.c_int()
        width, height = (max(1, round(side * fine)) for side in self.size)
        raw.FPDF_PageToDevice(self._page, 0, 0, width, height, 0, x, y, across, down)
        return across.value / fine, down.value / fine

    def shown(self) -> Shown:
        """Return the page with what of it can be seen."""
        characters = list(self.characters())
        grey = self.drawn(LOOKED_AT).convert("L") if any(one.box for one in characters) else None
        glyphs, is_drawable = [], True
        for one in characters:
            hidden = None
            if one.box is not None and grey is not None and one.character.isalnum():
                hidden = _hidden(grey, one.box, grey.width / self.size[0]) if one.is_painted else "invisible_text"
            if hidden == "invisible_text" and one.is_painted and not one.is_carried and _needs_a_font(one.character):
                hidden, is_drawable = None, False
            glyphs.append(Glyph(one.character, one.box, hidden))
        pictures, boxes = self._pictures()
        return Shown(self.number, tuple(glyphs), boxes, bool(pictures), is_drawable)

    def _pictures(self) -> tuple[list[Box], tuple[Area, ...]]:
        """Return the boxes of pictures, and the black rectangles painted on one."""
        pictures: list[Box] = []
        covering: list[Area] = []
        for item in self._page.get_objects(max_depth=4):
            try:
                box = item.get_bounds()
            except pdfium.PdfiumError:
                continue  # of no extent, so it neither shows nor hides anything
            if item.type == raw.FPDF_PAGEOBJ_IMAGE:
                pictures.append(box)
            elif item.type == raw.FPDF_PAGEOBJ_PATH and _is_black(item) and any(_within(box, one) for one in pictures):
                covering.append(Area(self.number, *self._as_shown(*box)))
        return pictures, tuple(covering)


@cache
def draws_chinese() -> bool:
    """Tell whether this machine can draw Chinese that a PDF names a font for and does not carry."""
    pdf = pdfium.PdfDocument(_SAMPLE)
    try:
        extrema = pdf[0].render(scale=1).to_pil().convert("L").getextrema()
    finally:
        pdf.close()
    return bool(extrema[0] < _BLACK)


_SAMPLE = b"""%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 60 60]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>> endobj
4 0 obj <</Length 39>> stream
BT /F 50 Tf 5 10 Td <56FD> Tj ET
endstream endobj
5 0 obj <</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>> endobj
6 0 obj <</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)
/Supplement 2>>/DW 1000/FontDescriptor 7 0 R>> endobj
7 0 obj <</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880
/Descent -120/CapHeight 880/StemV 93>> endobj
trailer <</Root 1 0 R>>
%%EOF
"""
"""One large 国 in a font that is not in the file."""


def _hidden(grey: Image.Image, box: Box, scale: float) -> str | None:
    """Return the kind of hiding if the place of a character shows nothing, with a little to its left and right."""
    left, top, right, bottom = (edge * scale for edge in box)
    wider = max(2.0, (right - left) * 0.15)
    trim = (bottom - top) * 0.08
    area = (
        max(0, math.floor(left - wider)), max(0, math.floor(top + trim)),
        min(grey.width, math.ceil(right + wider)), min(grey.height, math.ceil(bottom - trim)),
    )  # fmt: skip
    if area[0] >= area[2] or area[1] >= area[3]:
        return "invisible_text"  # beyond the page
    extrema: Any = grey.crop(area).getextrema()
    if extrema[1] - extrema[0] > _FLAT:
        return None
    return "invisible_text" if extrema[0] >= _WHITE else "covered_text"


def _drawn(item: Any) -> tuple[bool, bool]:
    """Return whether a text is painted, and whether the file carries its font."""
    if not item:
        return True, True
    font = raw.FPDFTextObj_GetFont(item)
    is_carried = not font or raw.FPDFFont_GetIsEmbedded(font) != 0
    return raw.FPDFTextObj_GetTextRenderMode(item) != _INVISIBLE, is_carried


def _needs_a_font(character: str) -> bool:
    """Whether a character without a font in the file cannot be drawn here: Latin ones always can."""
    return ord(character) >= _FIRST_CJK and not draws_chinese()


def _is_black(item: Any) -> bool:
    channels = [ctypes.c_uint() for _ in range(4)]
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    if not raw.FPDFPath_GetDrawMode(item, mode, stroke) or mode.value == 0:
        return False
    if not raw.FPDFPageObj_GetFillColor(item, *channels):
        return False
    red, green, blue, alpha = (channel.value for channel in channels)
    return alpha == 255 and max(red, green, blue) < _BLACK


def _within(box: Box, picture: Box) -> bool:
    width, height = box[2] - box[0], box[3] - box[1]
    if width < _SMALLEST_BOX[0] or height < _SMALLEST_BOX[1]:
        return False
    across = min(box[2], picture[2]) - max(box[0], picture[0])
    up = min(box[3], picture[3]) - max(box[1], picture[1])
    return across > 0.5 * width and up > 0.5 * height
