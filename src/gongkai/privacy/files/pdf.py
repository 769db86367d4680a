"""PDF: examined as shown and as stored; pages that hide something become pictures of what they show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

from gongkai.errors import MissingExtra, Unreadable
from gongkai.privacy.files import objects, rebuilding
from gongkai.privacy.files.pages import LOCK, Document, Shown
from gongkai.privacy.files.report import Area, FileHit, FileReport, Hidden, Spot, shortened
from gongkai.privacy.finding import find

_SIGNED = "文件带有电子签章，清理或遮盖会使签章失效，只留下印章的图样。请在清理以后再签章。"
_SCAN = "第{pages}页是图像，程序看不到图像里的文字，请人工查看。"
_UNMAPPED = "第{pages}页的文字没有对应的字符编码，程序读不出，请人工查看。"
_NO_FONT = (
    "第{pages}页用的字体没有嵌入文件，这台机器上也没有，画不出来。请在生成PDF时嵌入字体，或在机器上安装中文字体。"
)
_PICTURED = "第{pages}页有图片，程序看不到图片里的文字，请人工查看。"


def examine(data: bytes, name: str) -> FileReport:
    """Return what the file hides, as stored and as shown, and the personal data in its text."""
    with LOCK, Document(data) as document:
        pages = list(document.pages())
    pdf = opened(data)
    hidden = [*_unshown(pages), *objects.strip(pdf, data)]
    hits = [FileHit(hit, Spot(f"第{page.number}页", page.areas(hit.start, hit.end)))
            for page in pages for hit in find(page.text)]  # fmt: skip
    unseen = tuple(_unseen(pages)) + ((_SIGNED,) if objects.is_signed(opened(data)) else ())
    return FileReport(name, "pdf", tuple(hidden), tuple(hits), unseen)


def clean(data: bytes, name: str) -> tuple[bytes, tuple[Hidden, ...]]:
    """Return the file without what it hides, and what was removed."""
    return _made(data, {}, ())


def redact(data: bytes, name: str, secrets: Mapping[str, str], areas: Sequence[Area]) -> bytes:
    """Return the file cleaned; pages with a secret or an area are pictures with black boxes."""
    return _made(data, secrets, areas)[0]


def opened(data: bytes) -> Any:
    """Return the file opened as objects. Raises MissingExtra, Unreadable."""
    try:
        import pikepdf
    except ImportError:
        raise MissingExtra("检查和处理PDF", "privacy") from None
    try:
        return pikepdf.open(BytesIO(data))
    except pikepdf.PasswordError:
        raise Unreadable("PDF加了密码，打不开。请先去掉密码再试。") from None
    except (pikepdf.PdfError, ValueError, RuntimeError):
        raise Unreadable("PDF已损坏或不完整，打不开。请重新导出或重新下载。") from None


def _made(data: bytes, secrets: Mapping[str, str], areas: Sequence[Area]) -> tuple[bytes, tuple[Hidden, ...]]:
    pdf = opened(data)
    burnt = objects.pages_to_burn(pdf)
    removed: list[Hidden] = []
    pictures = {}
    with LOCK, Document(data) as document:
        _check(areas, document.count, len(pdf.pages))
        for page in document.pages():
            hidden = list(_unshown([page]))
            removed += hidden
            black = [*page.areas_of(list(secrets)), *(area for area in areas if area.page == page.number)]
            black += burnt.get(page.number, ())
            if hidden or page.covered or black or page.number in burnt:
                if not page.is_drawable:
                    raise Unreadable(_NO_FONT.format(pages=page.number))
                pictures[page.number] = document.picture(page.number, black)
    removed += objects.strip(pdf, data)
    for number, picture in pictures.items():
        rebuilding.burn(pdf, number, picture)
    if pictures:
        rebuilding.forget_structure(pdf)
    rebuilding.rewrite(pdf, secrets)
    return rebuilding.saved(pdf), tuple(removed)


def _check(areas: Sequence[Area], count: int, stored: int) -> None:
    if count != stored:
        raise Unreadable("PDF已损坏，页数前后不一致。请重新导出或重新下载。")
    for area in areas:
        if not 1 <= area.page <= count:
            raise Unreadable(f"要遮盖的区域在第{area.page}页，而文件只有{count}页。")


def _unshown(pages: Iterable[Shown]) -> Iterator[Hidden]:
    for page in pages:
        for kind, text, areas in page.hidden():
            yield Hidden(kind, shortened(text), Spot(f"第{page.number}页", areas))
        if page.covered:
            yield Hidden("covered_picture", "", Spot(f"第{page.number}页", page.covered))


def _unseen(pages: Sequence[Shown]) -> Iterator[str]:
    scans = [page.number for page in pages if page.has_picture and not page.text.strip()]
    pictured = [page.number for page in pages if page.has_picture and page.text.strip()]
    unmapped = [page.number for page in pages if page.text.count("\ufffd") * 5 > len(page.text) > 0]
    undrawn = [page.number for page in pages if not page.is_drawable]
    told = ((_SCAN, scans), (_PICTURED, pictured), (_UNMAPPED, unmapped), (_NO_FONT, undrawn))
    for sentence, numbers in told:
        if numbers:
            yield sentence.format(pages="、".join(map(str, numbers)))


def pieces(data: bytes) -> Iterator[tuple[str, bytes | str]]:
    """Yield all that a PDF is made of, for the proof: streams unpacked, strings, and the text of its pages."""
    with LOCK, Document(data) as document:
        yield "页面文字", document.text()
    yield from rebuilding.pieces(opened(data), data)
