"""What a file is, told by its content; what is no report's format is refused with what it is and what to do."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

from gongkai.errors import Unreadable
from gongkai.report.reading import mht, office

LARGEST = 50 * 1024 * 1024
"""Bytes of one file; the largest report seen is a comparison of 4 MB, printed by a browser."""
_MIB = 1024 * 1024

_TO_DOCX = "请用Word、WPS或LibreOffice打开，另存为.docx（或导出为带文字的PDF）后再试。"
_SCAN = "是图片，没有文字可读。请改用由Word、WPS或网页导出的文件，或先用文字识别（OCR）软件处理并核对。"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REFUSED_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "这是RTF文件，本程序不读。" + _TO_DOCX),
    (b"\x89PNG", "这" + _SCAN),
    (b"\xff\xd8\xff", "这" + _SCAN),
    (b"GIF8", "这" + _SCAN),
    (b"BM", "这" + _SCAN),
    (b"II*\0", "这" + _SCAN),
    (b"MM\0*", "这" + _SCAN),
    (b"Rar!", "这是RAR压缩包。请先解压，再选其中的年度报告。"),
    (b"7z\xbc\xaf\x27\x1c", "这是7z压缩包。请先解压，再选其中的年度报告。"),
    (b"\x1f\x8b", "这是gzip压缩文件。请先解压，再选其中的年度报告。"),
    (b"BZh", "这是bzip2压缩文件。请先解压，再选其中的年度报告。"),
    (b"\xfd7zXZ", "这是xz压缩文件。请先解压，再选其中的年度报告。"),
    (b"MZ", "这是程序文件，不是年度报告。请选年度报告的文件（HTML、DOCX、PDF、XLSX、TXT或MD）。"),
    (b"\x7fELF", "这是程序文件，不是年度报告。请选年度报告的文件（HTML、DOCX、PDF、XLSX、TXT或MD）。"),
    (b"ID3", "这是音频文件，不是年度报告。请选年度报告的文件（HTML、DOCX、PDF、XLSX、TXT或MD）。"),
    (b"OggS", "这是音频文件，不是年度报告。请选年度报告的文件（HTML、DOCX、PDF、XLSX、TXT或MD）。"),
    (b"\x1aE\xdf\xa3", "这是视频文件，不是年度报告。请选年度报告的文件（HTML、DOCX、PDF、XLSX、TXT或MD）。"),
    (b"%!PS", "这是PostScript文件，本程序不读。请转换为PDF后再试。"),
    (b"SQLite format 3\0", "这是数据库文件，不是年度报告。请选年度报告的文件（HTML、DOCX、PDF、XLSX、TXT或MD）。"),
)
_UNKNOWN = "认不出这是什么文件，也不是文字。请选年度报告的文件（HTML、DOCX、PDF、XLSX、TXT或MD）。"
_TAGS = re.compile(
    rb"<\s*/?\s*(?:html|head|body|meta|title|div|table|tbody|tr|td|th|p|span|br|font|center|section|article|script|style"
    rb"|ul|ol|li|h[1-6]|a|img|ucapcontent|o:p)\b[^<>]{0,2000}>|&lt;(?:p|div|table|td|tr)\b",
    re.IGNORECASE,
)
_JSON = re.compile(rb"\s*(?:\{\s*(?:\"|\})|\[\s*(?:[\[{\"\]\d-]|true|false|null))")
_OUR_JSON = re.compile(rb'"format"\s*:\s*"gongkai-report/')
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27})
_MOST_CONTROLS = 0.02
"""A text has no control characters; so large a share of them still passes for a damaged one."""


def load(path: Path) -> bytes:
    """Return a file's bytes; one that is too large is refused before it is read."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise Unreadable(_too_large(size), file=path.name)
        return path.read_bytes()
    except FileNotFoundError:
        raise Unreadable("没有这个文件。请检查文件名和所在的文件夹。", file=str(path)) from None
    except IsADirectoryError:
        raise Unreadable("这是文件夹，不是文件。请给出其中的年度报告文件。", file=str(path)) from None
    except OSError as wrong:
        raise Unreadable(f"文件打不开（{wrong.strerror}）。请检查是否有读取的权限。", file=str(path)) from None


def opened(data: bytes, name: str | None) -> tuple[str, bytes]:
    """
    Return what a file is and the bytes to read, taken out of what wraps them.

    A web archive (MHT, as Word and browsers save it) becomes its HTML. A legacy Word or Excel file is converted where
    LibreOffice is present, and refused with advice elsewhere.

    Raises:
        Unreadable: anything that `kind` refuses.
    """
    if data.startswith(_OLE) and not _is_encrypted_package(data) and office.is_present():
        what, data = office.convert(data, name or "")
        return what, data
    what = kind(data, name)
    return ("html", mht.html(data)) if what == "mht" else (what, data)


def kind(data: bytes, name: str | None) -> str:
    """
    Return "html", "pdf", "docx", "xlsx", "odt", "mht", "json" or "text" (Markdown too), by content.

    Args:
        data: The whole file.
        name: Its name, for the message alone.

    Raises:
        Unreadable: empty, too large, or in a format that holds no readable report; says which and what to do.
    """
    try:
        return _kind(data)
    except Unreadable as wrong:
        wrong.file = wrong.file or name
        raise


def _kind(data: bytes) -> str:
    if len(data) > LARGEST:
        raise Unreadable(_too_large(len(data)))
    if not data.strip(b"\0\t\n\x0b\x0c\r \xef\xbb\xbf"):
        raise Unreadable("文件是空的。请检查是否选错了文件，或重新下载。")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _zip(data)
    if data.startswith(_OLE):
        raise Unreadable(_legacy(data))
    for start, sentence in _REFUSED_STARTS:
        if (
            data.startswith(start)
            and not (start == b"BM" and _is_text(data))
            and not (start == b"MZ" and _is_text(data))
        ):
            raise Unreadable(sentence)
    if data[:4] == b"RIFF":
        raise Unreadable(
            "这" + _SCAN if data[8:12] == b"WEBP" else "这是音频或视频文件，不是年度报告。请选年度报告的文件。"
        )
    if data[4:8] == b"ftyp":
        raise Unreadable("这是视频或手机图片文件，没有文字可读。请选年度报告的文件（HTML、DOCX、PDF、XLSX、TXT或MD）。")
    return _text(data)


def _too_large(size: int) -> str:
    return (
        f"文件有{size // _MIB}MB，超过{LARGEST // _MIB}MB的上限，不像年度报告。"
        "请只保留年度报告本身，或去掉其中的大图片再试。"
    )


def _is_encrypted_package(data: bytes) -> bool:
    return "EncryptedPackage".encode("utf-16-le") in data


def _legacy(data: bytes) -> str:
    if _is_encrypted_package(data):
        return "文件已加密，要密码才能打开。请先打开并去掉密码，另存后再试。"
    if "Workbook".encode("utf-16-le") in data or "Book\0".encode("utf-16-le") in data:
        return "这是旧版Excel或WPS表格（.xls、.et），不能直接读。请用Excel、WPS或LibreOffice打开，另存为.xlsx后再试。"
    return "这是旧版Word或WPS文档（.doc、.wps），不能直接读。" + _TO_DOCX


def _zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            mimetype = archive.read("mimetype")[:100] if "mimetype" in names and _small(archive) else b""
    except Exception:  # zipfile raises half a dozen kinds on damaged files, and all mean the same
        raise Unreadable("文件已损坏或不完整（压缩结构打不开）。请重新下载，或用Word、WPS重新另存。") from None
    if mimetype == b"application/vnd.oasis.opendocument.text":
        return "odt"
    if mimetype.startswith(b"application/vnd.oasis.opendocument"):
        raise Unreadable("这是OpenDocument的表格或演示文件，本程序不读。请另存为.xlsx或.docx后再试。")
    if "OFD.xml" in names:
        raise Unreadable("这是OFD版式文件，本程序不读。请用OFD阅读器导出为PDF，或改用原来的Word文件。")
    if any(name.startswith("word/") for name in names):
        return "docx"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if any(name.startswith("ppt/") for name in names):
        raise Unreadable("这是演示文稿，不是年度报告。请选年度报告的文件（HTML、DOCX、PDF、XLSX、TXT或MD）。")
    raise Unreadable("这是压缩包，不是年度报告。请先解压，再选其中的年度报告。")


def _small(archive: zipfile.ZipFile) -> bool:
    return archive.getinfo("mimetype").file_size < 200


def _text(data: bytes) -> str:
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        if _is_utf_16(data):
            raise Unreadable("这是没有标记的UTF-16文字，可能认错字。请用记事本打开，另存为UTF-8后再试。")
        if not _is_text(data):
            raise Unreadable(_UNKNOWN)
    else:
        data = data[:400_000].decode("utf-16", "replace").encode()
    head = data[:200_000].lstrip(b"\xef\xbb\xbf \t\r\n\0")
    if mht.is_mht(head):
        return "mht"
    if head[:200].startswith(b"<?xml"):
        _no_office_xml(head)
    if _JSON.match(head):
        # Our own report may quote markup; other JSON with markup in it is a page in an envelope.
        return "json" if _OUR_JSON.search(head) or not _TAGS.search(head) else "html"
    return "html" if _is_html(head) else "text"


def _no_office_xml(head: bytes) -> None:
    if b"<?mso-application" in head[:2000] or b"pkg:package" in head[:4000]:
        raise Unreadable("这是Word或Excel的XML文件，本程序不读。" + _TO_DOCX)
    if not _TAGS.search(head):
        raise Unreadable("这是XML数据文件，不是年度报告。请选年度报告的文件（HTML、DOCX、PDF、XLSX、TXT或MD）。")


def _is_html(head: bytes) -> bool:
    """Say whether markup makes up the file: it begins with a tag, or holds several."""
    if head.startswith(b"<") and (_TAGS.match(head) or head[:9].lower() == b"<!doctype" or head[:4] == b"<!--"):
        return True
    found = sum(1 for _, _ in zip(_TAGS.finditer(head), range(8), strict=False))
    return found >= (2 if head.startswith(b"<") else 8)


def _is_text(data: bytes) -> bool:
    sample = data if len(data) <= 4 * _MIB else data[: 2 * _MIB] + data[-2 * _MIB :]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > _MOST_CONTROLS * len(sample):
        return False
    try:
        sample.decode("utf-8")
        return True
    except UnicodeDecodeError:
        pass
    holes = min(sample.decode(code, "replace").count("�") for code in ("utf-8", "gb18030"))
    return holes <= 0.05 * len(sample)


def _is_utf_16(data: bytes) -> bool:
    """Say whether every other byte is zero or the high byte of a Chinese character, and no text of bytes is."""
    sample = data[: 4000 - len(data) % 2]
    if sample.count(0) < 0.05 * len(sample):
        return False
    for half in (sample[0::2], sample[1::2]):
        if half and sum(byte in (0, 0x30, 0xFF) or 0x4E <= byte <= 0x9F for byte in half) > 0.95 * len(half):
            return True
    return False
