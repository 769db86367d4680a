"""What a file is, told by its content; what may not be stored is refused with what it is and what to do."""

from __future__ import annotations

import re
import zipfile
from typing import BinaryIO

from gongkai.errors import Unreadable
from gongkai.publications.files import packages
from gongkai.publications.files.kind import kinds
from gongkai.publications.files.names import parted

_HEAD = 64 * 1024
_ALLOWED = "可以上传：docx、xlsx、pptx、odt、ofd、pdf、jpg、png、gif、webp、csv、txt、zip。"
_OLD = "这是旧格式（doc、xls、ppt、wps、et）或加了密码的文件。请去掉密码，另存为docx、xlsx、pptx或PDF后再上传。"
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF87a", "gif"), (b"GIF89a", "gif"), (b"%PDF-", "pdf"),
)  # fmt: skip
_REFUSED: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLD),
    (b"{\\rtf", "这是RTF文件。请另存为docx或PDF后再上传。"),
    (b"Rar!", "这是RAR压缩包。请改用ZIP，或解压后逐个上传。"),
    (b"7z\xbc\xaf\x27\x1c", "这是7z压缩包。请改用ZIP，或解压后逐个上传。"),
    (b"\x1f\x8b", "这是gzip压缩文件。请改用ZIP，或解压后逐个上传。"),
    (b"BZh", "这是bzip2压缩文件。请改用ZIP，或解压后逐个上传。"),
    (b"MZ", "这是程序文件，不能公开。" + _ALLOWED),
    (b"\x7fELF", "这是程序文件，不能公开。" + _ALLOWED),
    (b"#!", "这是程序文件，不能公开。" + _ALLOWED),
    (b"BM", "这是BMP图片。请另存为PNG或JPEG后再上传。"),
    (b"II*\0", "这是TIFF图片。请另存为PNG、JPEG或PDF后再上传。"),
    (b"MM\0*", "这是TIFF图片。请另存为PNG、JPEG或PDF后再上传。"),
    (b"SQLite format 3\0", "这是数据库文件，不能公开。" + _ALLOWED),
)  # fmt: skip
_MARKUP = re.compile(rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|meta|\?xml|[a-z]+:)", re.IGNORECASE)
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27})


def kind_of(file: BinaryIO, name: str) -> str:
    """
    The id of a file's kind, from its content and then its name.

    Args:
        file: The file, which can be sought in.
        name: Its name as it will be shown; its extension must be one of the kind's, or missing.

    Raises:
        Unreadable: empty, of a kind that may not be stored, damaged, unsafe, or named as something else; says which.
    """
    try:
        kind = _by_content(file, parted(name)[1])
        _check_name(kind, name)
    except Unreadable as wrong:
        wrong.file = wrong.file or name
        raise
    return kind


def named(kind: str, name: str) -> str:
    """A name with the extension of its kind, where it has none."""
    return name if parted(name)[1] else f"{name}.{kinds()[kind].extensions[0]}"


def _by_content(file: BinaryIO, ending: str) -> str:
    file.seek(0)
    head = file.read(_HEAD)
    if not head.strip(b"\0\t\n\x0b\x0c\r \xef\xbb\xbf"):
        raise Unreadable("文件是空的。请检查是否选错了文件，或重新下载。")
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package(file)
    if b"%PDF-" in head[:1024]:
        raise Unreadable("PDF的前面还有别的内容，不是正常的PDF文件。请重新导出PDF后再上传。")
    for start, sentence in _REFUSED:
        if head.startswith(start) and not (start in (b"BM", b"MZ") and _is_text(head)):
            raise Unreadable(sentence)
    return _text(file, head, ending)


def _package(file: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            return packages.kind_of(archive, size=file.seek(0, 2))
    except Unreadable:
        raise
    except Exception:  # zipfile raises half a dozen kinds on damaged files, and all mean the same
        raise Unreadable("文件已损坏或不完整（压缩结构打不开）。请重新下载，或重新另存后再上传。") from None


def _text(file: BinaryIO, head: bytes, ending: str) -> str:
    bare = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        bare = head.decode("utf-16", "replace").encode().lstrip(b"\xef\xbb\xbf \t\r\n")
    elif not _is_text(head):
        raise Unreadable("认不出这是什么文件。" + _ALLOWED)
    if _MARKUP.match(bare):
        what = "SVG图片" if b"<svg" in bare[:4000].lower() else "网页或XML文件"
        instead = "请另存为PNG后再上传。" if what == "SVG图片" else "请把内容粘贴到正文里，或另存为PDF后再上传。"
        raise Unreadable(f"这是{what}，里面可能带有程序，不能公开。{instead}")
    file.seek(0)
    for chunk in iter(lambda: file.read(1 << 20), b""):
        if b"\0" in chunk and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise Unreadable("文件开头是文字，后面却不是，可能已损坏。" + _ALLOWED)
    return "csv" if ending == ".csv" else "txt"


def _is_text(sample: bytes) -> bool:
    if sample.translate(None, _CONTROLS) != sample:
        return False
    for code in ("utf-8", "gb18030"):
        try:
            sample.decode(code)
            return True
        except UnicodeDecodeError as wrong:
            if len(sample) == _HEAD and wrong.start > _HEAD - 5:  # a character is cut where the sample ends
                return True
    return False


def _check_name(kind: str, name: str) -> None:
    ending = parted(name)[1]
    entry = kinds()[kind]
    if ending and ending.removeprefix(".") not in entry.extensions:
        raise Unreadable(
            f"文件名以{ending}结尾，内容却是{entry.label}。请确认没有选错文件，"
            f"再把名称改为以.{entry.extensions[0]}结尾。"
        )
