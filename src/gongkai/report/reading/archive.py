"""Zip files of XML parts (DOCX, XLSX, ODT), opened with limits: no bomb unpacks, no entity expands."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import cast

from lxml import etree

from gongkai.errors import Unreadable

MOST_ENTRIES = 5_000
"""Parts of one file; a report with a hundred pictures has some 150."""
LARGEST_TOTAL = 300 * 1024 * 1024
"""Bytes of all parts unpacked, pictures included."""
HIGHEST_RATIO = 250
"""Unpacked to packed size; XML of a long table reaches 100, a bomb 1,000."""
RATIO_FROM = 10 * 1024 * 1024
"""Below so many unpacked bytes the ratio does not matter."""
LARGEST_PART = 24 * 1024 * 1024
"""Bytes of one XML part: parsed it takes some ten times as much memory; that of a long report has 2 MB."""

_DAMAGED = "文件已损坏或不完整（{what}）。请重新下载，或用Word、WPS打开后重新另存。"
_DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))


class Archive:
    """An opened file; parts are read by their path in it."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            entries = self._zip.infolist()
        except Exception:  # zipfile raises half a dozen kinds on damaged files, and all mean the same
            raise Unreadable(_DAMAGED.format(what="压缩结构打不开")) from None
        total = sum(entry.file_size for entry in entries)
        packed = sum(entry.compress_size for entry in entries)
        if len(entries) > MOST_ENTRIES:
            raise Unreadable(f"文件里有{len(entries)}个部件，不是正常的文档，已拒绝打开。请用Word或WPS重新另存。")
        if total > LARGEST_TOTAL or (total > RATIO_FROM and total > HIGHEST_RATIO * max(packed, len(data) // 2, 1)):
            raise Unreadable(
                "文件解压后会异常膨胀（疑似压缩炸弹），已拒绝打开。请用Word或WPS重新另存，只保留年度报告。"
            )
        self._entries = {entry.filename: entry for entry in entries}

    def __contains__(self, path: str) -> bool:
        return path in self._entries

    def paths(self) -> list[str]:
        """Return the paths of all parts."""
        return list(self._entries)

    def read(self, path: str) -> bytes:
        """Return one part unpacked. Raises Unreadable where it is missing, damaged, encrypted or too large."""
        entry = self._entries.get(path)
        if entry is None:
            raise Unreadable(_DAMAGED.format(what=f"缺少部件{path}"))
        if entry.flag_bits & 1:
            raise Unreadable("文件已加密，要密码才能打开。请先打开并去掉密码，另存后再试。")
        if entry.file_size > LARGEST_PART:
            raise Unreadable(
                f"文件的正文有{entry.file_size // 1024 // 1024}MB，不像年度报告。请只保留年度报告本身再试。"
            )
        try:
            with self._zip.open(entry) as part:
                content = part.read(LARGEST_PART + 1)
        except Exception:  # zipfile and zlib raise half a dozen kinds on damaged parts, and all mean the same
            raise Unreadable(_DAMAGED.format(what=f"部件{path}解压出错")) from None
        if len(content) > LARGEST_PART:
            raise Unreadable("文件解压后会异常膨胀（疑似压缩炸弹），已拒绝打开。请用Word或WPS重新另存。")
        return content

    def xml(self, path: str) -> etree._Element:
        """Return the root element of one part. Raises Unreadable as `read` does, and for broken or unsafe XML."""
        content = _without_doctype(self.read(path))
        try:
            root = etree.fromstring(content, _parser())
        except (etree.XMLSyntaxError, ValueError):
            raise Unreadable(_DAMAGED.format(what=f"部件{path}不是完整的XML")) from None
        return cast("etree._Element", root)

    def rows(self, path: str, tag: str | list[str]) -> Iterator[etree._Element]:
        """Yield the elements *tag* of one part as they come, each emptied afterwards: for sheets of many rows."""
        content = _without_doctype(self.read(path))
        try:
            events = etree.iterparse(
                BytesIO(content), tag=tag, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
            )
            for _, element in events:
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
        except (etree.XMLSyntaxError, ValueError):
            raise Unreadable(_DAMAGED.format(what=f"部件{path}不是完整的XML")) from None


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )


def _without_doctype(content: bytes) -> bytes:
    """Return the content if it declares no document type, for these formats never do: entities come in no other way."""
    if any(mark in content for mark in _DOCTYPES):
        raise Unreadable("文件的XML里有实体声明，正常的文档没有，已拒绝打开。请用Word或WPS重新另存。")
    return content
