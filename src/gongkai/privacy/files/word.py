"""DOCX: tracked changes, hidden text, comments and their anchors; then what all Office files share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from gongkai.errors import Unreadable
from gongkai.privacy.files import changes, package, rewriting, texts
from gongkai.privacy.files.container import Container
from gongkai.privacy.files.report import Area, FileHit, FileReport, Hidden, Spot, shortened
from gongkai.privacy.files.wording import NAMESPACE, W, is_hidden, paragraph_text, style_traits

_PARTS = {"document": "正文", "header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注",
          "comments": "批注"}  # fmt: skip
_ANCHORS = tuple(f"{W}{name}" for name in ("commentRangeStart", "commentRangeEnd", "permStart", "permEnd", "proofErr"))
_DROPPED = tuple(f"{W}{name}" for name in ("dataBinding", "rsids", "trackRevisions", "mailMerge", "placeholder"))
_IMPORTED = "文中嵌有另一个文档的内容（altChunk），程序看不进去，请用Word打开后重新另存再检查。"


def examine(data: bytes, name: str) -> FileReport:
    """Return what the document hides, and the personal data in its text, hidden text included."""
    container = Container(data)
    hits = tuple(_hits(container))
    unseen = package.unseen_pictures(container)
    if any(relationship.get("Type", "").endswith("/aFChunk")
           for path in container.parts for relationship in container.relationships(path)):  # fmt: skip
        unseen = (*unseen, _IMPORTED)
    return FileReport(name, "docx", tuple(_strip(container)), hits, unseen)


def clean(data: bytes, name: str) -> tuple[bytes, tuple[Hidden, ...]]:
    """Return the document without what it hides, and what was removed."""
    container = Container(data)
    removed = tuple(_strip(container))
    return container.save(), removed


def redact(data: bytes, name: str, secrets: Mapping[str, str], areas: Sequence[Area]) -> bytes:
    """Return the document cleaned, each secret replaced wherever it stands."""
    if areas:
        raise Unreadable("Word文件没有固定的页面，不能按区域遮盖。请按文字遮盖，或导出为PDF后再按区域遮盖。")
    container = Container(data)
    for _ in _strip(container):
        pass  # each thing is removed as it is told
    rewriting.replace(container, secrets)
    return container.save()


def _story_parts(container: Container) -> Iterator[tuple[str, str]]:
    """Yield the parts with running text, and their names in Chinese."""
    for path in sorted(container.reachable()):
        stem = path.rpartition("/")[2].removesuffix(".xml").rstrip("0123456789")
        if path.startswith("word/") and path.count("/") == 1 and path.endswith(".xml") and stem in _PARTS:
            yield path, _PARTS[stem]


def _strip(container: Container) -> Iterator[Hidden]:
    yield from package.leftovers(container)
    styles = style_traits(container)
    for path, part in _story_parts(container):
        if part == "批注":
            continue  # goes with its relationship
        root = container.xml(path)
        for number, paragraph in enumerate(root.iter(f"{W}p"), 1):
            paragraph.set("gongkai-number", str(number))
        yield from changes.accept(root, part)
        yield from _hidden_runs(root, part, styles)
        yield from _field_paths(root, part)
        _anchors(root)
        for paragraph in root.iter(f"{W}p"):
            del paragraph.attrib["gongkai-number"]
    yield from _variables(container)
    for path in sorted(container.reachable()):
        if path.startswith("word/") and path.endswith(".xml"):
            _traces_of_editing(container.xml(path))
    yield from package.strip(container)


def _hidden_runs(root: etree._Element, part: str, styles: Mapping[str, frozenset[str]]) -> Iterator[Hidden]:
    for run in list(root.iter(f"{W}r")):
        if is_hidden(run, root, styles):
            text = "".join(str(one.text or "") for one in run.iter(f"{W}t"))
            parent = run.getparent()
            if text.strip():
                yield Hidden("hidden_text", shortened(text), changes.spot_of(run, part))
            if parent is not None:
                parent.remove(run)


def _field_paths(root: etree._Element, part: str) -> Iterator[Hidden]:
    for element in [*root.iter(f"{W}instrText"), *root.iter(f"{W}fldSimple")]:
        text = element.get(f"{W}instr") or element.text or ""
        if (blanked := package.without_local_paths(text)) is not None:
            yield Hidden("external_link", shortened(text), changes.spot_of(element, part))
            if element.get(f"{W}instr") is not None:
                element.set(f"{W}instr", blanked)
            else:
                element.text = blanked


def _anchors(root: etree._Element) -> None:
    """Remove the marks to which comments were tied; the runs that hold nothing else too."""
    for element in list(root.iter(*_ANCHORS, f"{W}commentReference", f"{W}annotationRef")):
        parent = element.getparent()
        if parent is None:
            continue
        parent.remove(element)
        is_empty = parent.tag == f"{W}r" and all(child.tag == f"{W}rPr" for child in parent)
        if is_empty and (above := parent.getparent()) is not None:
            above.remove(parent)


def _variables(container: Container) -> Iterator[Hidden]:
    settings = "word/settings.xml"
    if settings not in container.parts:
        return
    for variables in list(container.xml(settings).iter(f"{W}docVars")):
        for one in variables:
            said = f"{one.get(f'{W}name', '')}：{one.get(f'{W}val', '')}"
            yield Hidden("custom_xml", shortened(said), Spot("文档变量"))
        if (parent := variables.getparent()) is not None:
            parent.remove(variables)


def _traces_of_editing(root: etree._Element) -> None:
    """Remove bindings to custom data and the numbers of editing sessions, which tell who edited what together."""
    for element in list(root.iter(*_DROPPED)):
        if (parent := element.getparent()) is not None:
            parent.remove(element)
    for element in root.iter():
        for name in [key for key in element.attrib if str(key).startswith(f"{W}rsid")]:
            del element.attrib[name]


def _hits(container: Container) -> Iterator[FileHit]:
    for path, part in _story_parts(container):
        root = container.xml(path)
        for number, paragraph in enumerate(root.iter(f"{W}p"), 1):
            if not _is_in_row(paragraph):
                yield from texts.of_text(paragraph_text(paragraph), Spot(f"{part}第{number}段"))
        for number, table in enumerate(root.iter(f"{W}tbl"), 1):
            yield from _hits_of_table(table, f"{part}第{number}张表")
    yield from _other_hits(container)


def _hits_of_table(table: etree._Element, words: str) -> Iterator[FileHit]:
    rows = [
        [_cell_text(cell) for cell in row.iterchildren(f"{W}tc", f"{W}sdt")]
        for row in table.iter(f"{W}tr")
        if next(row.iterancestors(f"{W}tbl")) is table
    ]

    def spot(row: int, column: int) -> Spot:
        return Spot(f"{words}第{row + 1}行第{column + 1}格")

    yield from texts.of_rows(rows, spot)


def _other_hits(container: Container) -> Iterator[FileHit]:
    """Personal data in drawings, charts and diagrams, whose texts are paragraphs of their own."""
    drawing = f"{{{NAMESPACE['a']}}}"
    for path in sorted(container.reachable()):
        if container.is_xml(path) and not path.endswith(".rels"):
            for paragraph in container.xml(path).iter(f"{drawing}p"):
                text = "".join(str(one.text or "") for one in paragraph.iter(f"{drawing}t"))
                yield from texts.of_text(text, Spot(f"图形{path.rpartition('/')[2]}"))


def _is_in_row(paragraph: etree._Element) -> bool:
    """Whether a paragraph is read with its table's row; one in a text box within a cell is read by itself."""
    for above in paragraph.iterancestors():
        if above.tag == f"{W}txbxContent":
            return False
        if above.tag == f"{W}tc":
            return True
    return False


def _cell_text(cell: etree._Element) -> str:
    return "\n".join(paragraph_text(one) for one in cell.iter(f"{W}p") if _is_in_row(one))
