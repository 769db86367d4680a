"""An Office file as parts and relationships, opened with limits and written anew.

Only parts that can be reached from the root are written again, so whatever loses its relationship is gone, as is what
a zip can hide: comments, extra fields, dates, and bytes before, between and after the entries.
"""

from __future__ import annotations

import posixpath
import zipfile
from io import BytesIO

from lxml import etree

from gongkai.errors import Unreadable

MOST_ENTRIES = 5_000
LARGEST_TOTAL = 400 * 1024 * 1024
"""Bytes of all parts unpacked."""
HIGHEST_RATIO = 250
"""Unpacked to packed size; XML of a long table reaches 100, a bomb 1,000."""
RATIO_FROM = 10 * 1024 * 1024
LARGEST_XML = 48 * 1024 * 1024
"""Bytes of one XML part: parsed it takes some ten times as much memory."""

_DAMAGED = "文件已损坏或不完整（{what}）。请重新下载，或用Word、Excel、WPS打开后重新另存。"
_BOMB = "文件解压后会异常膨胀（疑似压缩炸弹），已拒绝打开。请用Word、Excel或WPS重新另存。"
_DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))
_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPES = "[Content_Types].xml"
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_MAIN = ("/officeDocument",)


class Container:
    """The parts of one file by path; XML parts are parsed once, changed in place, and written by `save`."""

    def __init__(self, data: bytes) -> None:
        try:
            archive = zipfile.ZipFile(BytesIO(data))
            entries = archive.infolist()
        except Exception:  # zipfile raises half a dozen kinds on damaged files, and all mean the same
            raise Unreadable(_DAMAGED.format(what="压缩结构打不开")) from None
        total = sum(entry.file_size for entry in entries)
        if len(entries) > MOST_ENTRIES:
            raise Unreadable(f"文件里有{len(entries)}个部件，不是正常的文档，已拒绝打开。请用Word或WPS重新另存。")
        if total > LARGEST_TOTAL or (total > RATIO_FROM and total > HIGHEST_RATIO * len(data)):
            raise Unreadable(_BOMB)
        self.parts: dict[str, bytes] = {}
        self.repeated: list[str] = []
        self._trees: dict[str, etree._Element] = {}
        for entry in entries:
            name = entry.filename
            if name.endswith("/"):
                continue
            if name in self.parts:
                self.repeated.append(name)
            self.parts[name] = _unpacked(archive, entry)
        self.comment = archive.comment

    def xml(self, path: str) -> etree._Element:
        """Return the root of one part, the same object each time. Raises Unreadable for what is not safe XML."""
        if path not in self._trees:
            content = self.parts.get(path)
            if content is None:
                raise Unreadable(_DAMAGED.format(what=f"缺少部件{path}"))
            if len(content) > LARGEST_XML:
                raise Unreadable(f"文件的一个部件有{len(content) // 1024 // 1024}MB，超过上限。请拆分后再试。")
            if any(mark in content for mark in _DOCTYPES):
                raise Unreadable("文件的XML里有实体声明，正常的文档没有，已拒绝打开。请用Word或WPS重新另存。")
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
                                     remove_comments=True, remove_pis=True)  # fmt: skip
            try:
                self._trees[path] = etree.fromstring(content, parser)
            except (etree.XMLSyntaxError, ValueError):
                raise Unreadable(_DAMAGED.format(what=f"部件{path}不是完整的XML")) from None
        return self._trees[path]

    def is_xml(self, path: str) -> bool:
        """Tell whether a part is XML, by its name: an Office file's parts are named so."""
        return path.endswith((".xml", ".rels", ".vml"))

    def xml_paths(self) -> list[str]:
        """Return the paths of all XML parts but the list of content types."""
        return [path for path in self.parts if self.is_xml(path) and path != _TYPES]

    def relationships(self, path: str) -> list[etree._Element]:
        """Return the relationships of a part; those of the whole file for an empty *path*."""
        rels = rels_path(path)
        return list(self.xml(rels).iter(_RELS)) if rels in self.parts else []

    def target(self, path: str, relationship: etree._Element) -> str | None:
        """Return the part that a relationship of *path* points to; None if it is outside the file."""
        if relationship.get("TargetMode") == "External":
            return None
        target = relationship.get("Target", "")
        joined = target if target.startswith("/") else posixpath.join(posixpath.dirname(path), target)
        return posixpath.normpath(joined).lstrip("/")

    def unlink(self, path: str, relationship: etree._Element) -> None:
        """Remove a relationship of *path*; what it alone led to is not written again."""
        parent = relationship.getparent()
        if parent is not None:
            parent.remove(relationship)

    def main_part(self) -> str | None:
        """Return the path of the document or workbook; None if there is none."""
        for relationship in self.relationships(""):
            if relationship.get("Type", "").endswith(_MAIN):
                return self.target("", relationship)
        return None

    def reachable(self) -> set[str]:
        """Return the paths of all parts that can be reached from the root, their relationships' files too."""
        reached, waiting = {_TYPES}, [""]
        while waiting:
            path = waiting.pop()
            if rels_path(path) in self.parts:
                reached.add(rels_path(path))
            for relationship in self.relationships(path):
                target = self.target(path, relationship)
                if target and target in self.parts and target not in reached:
                    reached.add(target)
                    waiting.append(target)
        return reached

    def save(self) -> bytes:
        """Return the file anew: reachable parts alone, in their order, with no dates."""
        for path, tree in self._trees.items():
            self.parts[path] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
        reached = self.reachable()
        self.parts[_TYPES] = self._types(reached)
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(reached, key=lambda path: (path != _TYPES, path)):
                entry = zipfile.ZipInfo(path, _FIRST_DAY)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, self.parts[path])
        return out.getvalue()

    def _types(self, reached: set[str]) -> bytes:
        root = self.xml(_TYPES)
        for override in root.findall("{*}Override"):
            if override.get("PartName", "").lstrip("/") not in reached:
                root.remove(override)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def rels_path(path: str) -> str:
    """Return the path of the relationships of a part."""
    folder, name = posixpath.split(path)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    if entry.flag_bits & 1:
        raise Unreadable("文件已加密，要密码才能打开。请先打开并去掉密码，另存后再试。")
    try:
        with archive.open(entry) as part:
            content = part.read(entry.file_size + 1)
    except Exception:  # zipfile and zlib raise half a dozen kinds on damaged parts, and all mean the same
        raise Unreadable(_DAMAGED.format(what=f"部件{entry.filename}解压出错")) from None
    if len(content) > entry.file_size:
        raise Unreadable(_BOMB)
    return content
