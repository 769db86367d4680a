"""Files that are zips within: DOCX, XLSX, PPTX, ODT, OFD, plain ZIP; opened with limits, nothing unpacked to disk."""

from __future__ import annotations

import re
import zipfile

from gongkai.errors import Unreadable

MOST_ENTRIES = 5_000
#: Bytes of all parts unpacked.
LARGEST_TOTAL = 1024 * 1024 * 1024
#: Unpacked to packed size; XML of a long table reaches 100, a bomb 1,000.
HIGHEST_RATIO = 250
#: Below so many unpacked bytes the ratio does not matter.
RATIO_FROM = 10 * 1024 * 1024

_ODF = "application/vnd.oasis.opendocument."
_PROGRAMS = re.compile(
    r"\.(?:exe|com|bat|cmd|msi|dll|scr|pif|cpl|jar|js|jse|vbs|vbe|wsf|wsh|hta|ps1|sh|lnk|url|apk|app|deb|rpm|iso|reg"
    r"|html?|xhtml|mht|svg|php|asp|aspx|jsp|docm|xlsm|pptm|dotm|xltm)$",
    re.IGNORECASE,
)
_ARCHIVES = re.compile(r"\.(?:zip|rar|7z|gz|tgz|tar|bz2|xz|cab)$", re.IGNORECASE)
_AWAY = re.compile(r"^(?:[/\\]|[A-Za-z]:)|(?:^|[/\\])\.\.(?:[/\\]|$)")


def kind_of(archive: zipfile.ZipFile, *, size: int) -> str:
    """
    The kind of a file that is a zip.

    Args:
        archive: The opened zip.
        size: Bytes of the file.

    Raises:
        Unreadable: encrypted, a bomb, with macros or programs in it, or of a kind that may not be stored.
    """
    entries = archive.infolist()
    _check_size(entries, size)
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("文件加了密码，别人打不开。请去掉密码，另存后再上传。")
    if "[Content_Types].xml" in names:
        return _office(archive, names)
    if "OFD.xml" in names:
        return "ofd"
    if "mimetype" in names:
        return _open_document(archive)
    _check_plain(entries)
    return "zip"


def _check_size(entries: list[zipfile.ZipInfo], size: int) -> None:
    total = sum(entry.file_size for entry in entries)
    if not entries:
        raise Unreadable("压缩包是空的。请检查是否选错了文件。")
    if len(entries) > MOST_ENTRIES:
        raise Unreadable(f"压缩包里有{len(entries)}个文件，超过{MOST_ENTRIES}个的上限。请分成几个上传。")
    if total > LARGEST_TOTAL or (total > RATIO_FROM and total > HIGHEST_RATIO * size):
        raise Unreadable("文件解压后会异常膨胀（疑似压缩炸弹），已拒绝。请重新另存，或解压后逐个上传。")


def _office(archive: zipfile.ZipFile, names: set[str]) -> str:
    entry = archive.getinfo("[Content_Types].xml")
    if entry.file_size > 5_000_000:
        raise Unreadable("文件的目录部分过大，不是正常的文档。请用Word、Excel或WPS重新另存。")
    types = archive.read(entry).lower()
    has_macros = b"macroenabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names)
    if has_macros:
        raise Unreadable("文件带有宏（里面有程序），不能公开。请另存为不带宏的docx、xlsx或pptx后再上传。")
    if b"sheet.binary" in types:
        raise Unreadable("这是二进制的Excel文件（xlsb）。请另存为xlsx后再上传。")
    for folder, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
        if any(name.startswith(folder) for name in names):
            return kind
    raise Unreadable("这是Office文件，但不是文档、工作簿或演示文稿。请另存为PDF后再上传。")


def _open_document(archive: zipfile.ZipFile) -> str:
    entry = archive.getinfo("mimetype")
    said = archive.read(entry).decode("ascii", "replace").strip() if entry.file_size < 200 else ""
    if said == _ODF + "text":
        return "odt"
    if said.startswith(_ODF):
        raise Unreadable("这是OpenDocument的表格、演示或图形文件。请另存为xlsx、pptx或PDF后再上传。")
    raise Unreadable("认不出这个文件里是什么内容。请另存为docx、xlsx或PDF后再上传。")


def _check_plain(entries: list[zipfile.ZipInfo]) -> None:
    for entry in entries:
        name = entry.filename
        if _AWAY.search(name):
            raise Unreadable(f"压缩包里的“{name[:60]}”指向压缩包以外的位置，已拒绝。请重新打包。")
        if _PROGRAMS.search(name):
            raise Unreadable(f"压缩包里的“{name[-60:]}”是程序或网页，不能公开。请去掉后重新打包。")
        if _ARCHIVES.search(name):
            raise Unreadable(f"压缩包里还有压缩包“{name[-60:]}”，无法检查。请先解开，再重新打包。")
