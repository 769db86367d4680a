"""What DOCX and XLSX hide alike, told by relationships: properties, comments, macros, objects, links, leftovers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from gongkai.errors import Unreadable
from gongkai.privacy.files import image
from gongkai.privacy.files.container import Container
from gongkai.privacy.files.report import Hidden, Spot, shortened

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

KIND_OF = {
    "core-properties": "property", "extended-properties": "property", "custom-properties": "property",
    "attachedTemplate": "property", "printerSettings": "property", "thumbnail": "thumbnail",
    "customXml": "custom_xml", "customXmlProps": "",
    "comments": "comment", "commentsExtended": "comment", "commentsIds": "comment", "commentsExtensible": "comment",
    "people": "comment", "person": "comment", "threadedComment": "comment",
    "oleObject": "embedded", "package": "embedded",
    "vbaProject": "script", "wordVbaData": "script", "control": "script", "activeXControlBinary": "script",
    "ctrlProp": "script", "keyMapCustomizations": "script", "attachedToolbars": "script", "macrosheet": "script",
    "xlMacrosheet": "script", "xlIntlMacrosheet": "script", "dialogsheet": "script", "ui/extensibility": "script",
    "externalLink": "external_link", "externalLinkPath": "external_link", "subDocument": "external_link",
    "frame": "external_link", "mailMergeSource": "external_link", "mailMergeHeaderSource": "external_link",
    "pivotCacheDefinition": "cached_data", "pivotTable": "cached_data", "queryTable": "cached_data",
    "connections": "cached_data", "slicerCache": "cached_data", "slicer": "cached_data", "timeline": "cached_data",
    "timelineCache": "cached_data", "xmlMaps": "custom_xml", "usernames": "comment",
    "revisionHeaders": "tracked_change", "glossaryDocument": "leftover", "webextensiontaskpanes": "script",
    "digital-signature/origin": "property", "calcChain": "", "volatileDependencies": "cached_data",
    "model": "cached_data", "powerPivotData": "cached_data",
}  # fmt: skip
"""Last words of a relationship's type → the kind of hidden data; an empty kind is dropped without a word."""

PROPERTIES = {
    "creator": "作者", "lastModifiedBy": "最后修改人", "title": "标题", "subject": "主题", "description": "备注",
    "keywords": "关键词", "category": "类别", "created": "创建时间", "modified": "修改时间", "lastPrinted": "打印时间",
    "Company": "单位", "Manager": "管理者", "Template": "模板", "HyperlinkBase": "链接基址", "contentStatus": "状态",
    "TotalTime": "编辑分钟数", "Application": "软件", "revision": "修订号",
}  # fmt: skip
_LOCAL_PATH = re.compile(r"(?:file:|\\\\|[A-Za-z]:[\\/])")
_PUBLIC = ("http://", "https://", "mailto:", "#")
# Elements that stay when their relationship goes, without the reference to it; all others go with it.
_STAY = frozenset({"hyperlink", "blip", "imagedata", "pageSetup"})
# A sheet's lists of objects go whole, with the alternatives for older programs; empty lists of references go too.
_WHOLE = frozenset({"oleObjects", "controls"})
_LISTS = frozenset({"externalReferences", "pivotCaches"})


def strip(container: Container) -> Iterator[Hidden]:
    """Remove what relationships lead to and a reader does not see; yield each thing removed."""
    told: set[str | None] = set()
    for path in ["", *sorted(container.reachable())]:
        for relationship in container.relationships(path):
            kind = _kind(path, relationship)
            if kind is None:
                continue
            target = container.target(path, relationship)
            if target is None or target not in told:
                yield from _told(container, path, relationship, kind)
            told.add(target)
            _cut(container, path, relationship)
    yield from _pictures(container)


def _kind(path: str, relationship: etree._Element) -> str | None:
    name = relationship.get("Type", "").rpartition("/relationships/")[2] or relationship.get("Type", "")
    name = name.removeprefix("metadata/")
    target = relationship.get("Target", "")
    known = KIND_OF.get(name, KIND_OF.get(name.rpartition("/")[2]))
    if known is not None:
        return known
    if relationship.get("TargetMode") == "External" and not target.lower().startswith(_PUBLIC):
        return "external_link"
    if relationship.get("TargetMode") == "External" and not name.endswith("hyperlink"):
        return "external_link"
    return None


def _told(container: Container, path: str, relationship: etree._Element, kind: str) -> Iterator[Hidden]:
    target = container.target(path, relationship)
    if not kind:
        return
    if target is None:
        yield Hidden(kind, shortened(relationship.get("Target", "")), Spot(f"{path or '文件'}的链接"))
    elif kind == "property" and target.startswith("docProps/") and target in container.parts:
        yield from _properties(container.xml(target), target)
    elif target in container.parts:
        texts = _texts(container, target)
        if texts or kind != "property":
            yield Hidden(kind, shortened(texts), Spot(target))


def _texts(container: Container, target: str) -> str:
    if not container.is_xml(target):
        return target.rpartition("/")[2]
    root = container.xml(target)
    said = " ".join(text for text in map(str, root.itertext()) if text.strip())
    names = {value for element in root.iter() for key, value in element.attrib.items()
             if etree.QName(key).localname in {"author", "displayName", "Target"}}  # fmt: skip
    return " ".join([said, *sorted(map(str, names))]).strip()


def _properties(root: etree._Element, target: str) -> Iterator[Hidden]:
    for element in root.iter():
        name, text = etree.QName(element).localname, (element.text or "").strip()
        if name in PROPERTIES and text:
            yield Hidden("property", f"{PROPERTIES[name]}：{shortened(text)}", Spot("文档属性"))
        elif name == "property" and (value := "".join(map(str, element.itertext())).strip()):
            yield Hidden("property", f"{element.get('name', '')}：{shortened(value)}", Spot("自定义文档属性"))


def _cut(container: Container, path: str, relationship: etree._Element) -> None:
    """Remove a relationship and what refers to it in its part."""
    wanted = relationship.get("Id")
    container.unlink(path, relationship)
    if not path or not container.is_xml(path):
        return
    root = container.xml(path)
    for element in list(root.iter()):
        for name in [key for key, value in element.attrib.items() if str(key).startswith(_R) and value == wanted]:
            _forget(element, str(name))


def _forget(element: etree._Element, name: str) -> None:
    """Remove an element that refers to what is gone, or the reference alone where the element shows something."""
    local = etree.QName(element).localname
    if local in _STAY and element.get("ref") is None:  # a sheet's hyperlink has `ref`, and is nothing without target
        del element.attrib[name]
        return
    gone = next((above for above in element.iterancestors() if etree.QName(above).localname in _WHOLE), element)
    parent = gone.getparent()
    if parent is None:
        return
    parent.remove(gone)
    if not len(parent) and etree.QName(parent).localname in _LISTS and (above := parent.getparent()) is not None:
        above.remove(parent)


def leftovers(container: Container) -> Iterator[Hidden]:
    """Yield the parts that nothing leads to and the comment of the zip file; `Container.save` writes neither."""
    for path in sorted(set(container.parts) - container.reachable()):
        yield Hidden("leftover", path, Spot("压缩包内"))
    for path in container.repeated:
        yield Hidden("leftover", f"{path}（重复的部件）", Spot("压缩包内"))
    if container.comment:
        yield Hidden("leftover", shortened(container.comment.decode("utf-8", errors="replace")), Spot("压缩包的注释"))


def _pictures(container: Container) -> Iterator[Hidden]:
    for path in sorted(container.reachable()):
        data = container.parts[path]
        if image.is_picture(data):
            try:
                container.parts[path], removed = image.without_hidden(data)
            except Unreadable:
                name = path.rpartition("/")[2]
                raise Unreadable(f"文中的图片{name}已损坏，无法清理。请在文中删去这张图片或重新插入。") from None
            for one in removed:
                yield Hidden(one.kind, one.text, Spot(f"图片{path.rpartition('/')[2]}"))


def unseen_pictures(container: Container) -> tuple[str, ...]:
    """Return the sentence about pictures whose words no program reads; none if there is no picture."""
    count = sum("/media/" in path for path in container.reachable())
    return (f"文中有{count}张图片，程序看不到图片里的文字，请人工查看。",) if count else ()


def without_local_paths(text: str) -> str | None:
    """Return *text* of a field with paths of the author's machine blanked; None if there are none."""
    if not _LOCAL_PATH.search(text):
        return None
    return re.sub(rf"\"[^\"]*{_LOCAL_PATH.pattern}[^\"]*\"|{_LOCAL_PATH.pattern}\S*", '""', text)
