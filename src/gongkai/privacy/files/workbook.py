"""XLSX: hidden sheets, rows and columns, strings that no cell shows; then what all Office files share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from gongkai.errors import Unreadable
from gongkai.privacy.files import package, rewriting, texts
from gongkai.privacy.files.container import Container
from gongkai.privacy.files.report import Area, FileHit, FileReport, Hidden, Spot, shortened
from gongkai.privacy.files.sheets import NAMESPACE, Cells, S, column_name, shared_strings, whole

_R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_OUTSIDE = re.compile(r"\[\d+\]|#REF!|[A-Za-z]:\\|file:|\\\\")
_BUILT_IN = "_xlnm."
_FROZEN = "公式已换成数值，因为它们引用了隐藏的或外部的数据。"


def examine(data: bytes, name: str) -> FileReport:
    """Return what the workbook hides, and the personal data in its cells, hidden ones too."""
    container = Container(data)
    hits = tuple(_hits(container))
    return FileReport(name, "xlsx", tuple(_strip(container)), hits, package.unseen_pictures(container))


def clean(data: bytes, name: str) -> tuple[bytes, tuple[Hidden, ...]]:
    """Return the workbook without what it hides, and what was removed."""
    container = Container(data)
    removed = tuple(_strip(container))
    return container.save(), removed


def redact(data: bytes, name: str, secrets: Mapping[str, str], areas: Sequence[Area]) -> bytes:
    """Return the workbook cleaned, formulas as their values, each secret replaced wherever it stands."""
    if areas:
        raise Unreadable("Excel文件没有固定的页面，不能按区域遮盖。请按文字遮盖，或导出为PDF后再按区域遮盖。")
    container = Container(data)
    for _ in _strip(container):
        pass  # each thing is removed as it is told
    for sheet in _sheets(container):
        _freeze(sheet.root)
        sheet.write_numbers_plainly()
    rewriting.replace(container, secrets)
    return container.save()


def _workbook(container: Container) -> tuple[str, etree._Element]:
    path = container.main_part()
    if path is None or path not in container.parts:
        raise Unreadable("文件里没有工作簿，已损坏或不完整。请用Excel或WPS重新另存。")
    return path, container.xml(path)


def _sheets(container: Container) -> list[Cells]:
    """Return the sheets that are sheets of cells, in order."""
    path, root = _workbook(container)
    targets = {relationship.get("Id"): container.target(path, relationship)
               for relationship in container.relationships(path)}  # fmt: skip
    found = []
    strings = shared_strings(container, path)
    for sheet in root.iter(f"{S}sheet"):
        target = targets.get(sheet.get(_R_ID))
        if target and target in container.parts and container.xml(target).tag == f"{S}worksheet":
            found.append(Cells(container.xml(target), target, sheet.get("name", ""), sheet, strings))
    return found


def _strip(container: Container) -> Iterator[Hidden]:
    yield from package.leftovers(container)
    removed = [*_hidden_sheets(container), *_hidden_cells(container), *_names(container)]
    yield from removed
    outside = list(package.strip(container))
    yield from outside
    if removed or any(hidden.kind in ("external_link", "cached_data") for hidden in outside):
        count = sum(_freeze(sheet.root) for sheet in _sheets(container))
        if count:
            yield Hidden("external_link", f"{count}个{_FROZEN}", Spot("公式"))
    _comment_shapes(container)
    _path_of_author(container)
    _scrub_strings(container)


def _hidden_sheets(container: Container) -> Iterator[Hidden]:
    path, root = _workbook(container)
    order = list(root.iter(f"{S}sheet"))
    gone = {at for at, sheet in enumerate(order) if sheet.get("state", "visible") != "visible"}
    if len(gone) == len(order):
        raise Unreadable("工作簿的所有工作表都是隐藏的，没有可以公开的内容。请取消隐藏要公开的工作表再试。")
    read = {cells.entry: cells for cells in _sheets(container)}
    for at in sorted(gone):
        sheet = order[at]
        words = read[sheet].said() if sheet in read else ""
        yield Hidden("hidden_sheet", shortened(words), Spot(f"工作表“{sheet.get('name', '')}”"))
        for relationship in container.relationships(path):
            if relationship.get("Id") == sheet.get(_R_ID):
                container.unlink(path, relationship)
        if (parent := sheet.getparent()) is not None:
            parent.remove(sheet)
    if gone:
        _renumber(root, gone, len(order))


def _renumber(root: etree._Element, gone: set[int], count: int) -> None:
    """Names belong to sheets by their place: those of sheets that went go too, the others follow."""
    places = {old: new for new, old in enumerate(at for at in range(count) if at not in gone)}
    for name in list(root.iter(f"{S}definedName")):
        local = name.get("localSheetId")
        if local is None:
            continue
        if whole(local, -1) in places:
            name.set("localSheetId", str(places[whole(local, -1)]))
        elif (parent := name.getparent()) is not None:
            parent.remove(name)
    for view in root.iter(f"{S}workbookView"):
        for key in ("activeTab", "firstSheet"):
            if key in view.attrib:
                view.set(key, str(places.get(whole(view.get(key), 0), 0)))


def _hidden_cells(container: Container) -> Iterator[Hidden]:
    for sheet in _sheets(container):
        rows, columns = sheet.clear(set(sheet.hidden_rows()), set(sheet.hidden_columns()))
        for row, said in rows.items():
            yield Hidden("hidden_row", shortened(said), Spot(f"工作表“{sheet.name}”第{row}行"))
        for column, said in columns.items():
            yield Hidden("hidden_column", shortened(said), Spot(f"工作表“{sheet.name}”{column_name(column)}列"))
        if rows or columns:
            _tables_as_cells(container, sheet)


def _tables_as_cells(container: Container, sheet: Cells) -> None:
    """Make a sheet's tables plain cells: a table repeats its headings, those of hidden columns too, and must match."""
    for relationship in container.relationships(sheet.path):
        if relationship.get("Type", "").endswith("/table"):
            container.unlink(sheet.path, relationship)
    for parts in list(sheet.root.iter(f"{S}tableParts")):
        if (parent := parts.getparent()) is not None:
            parent.remove(parts)


def _names(container: Container) -> Iterator[Hidden]:
    _, root = _workbook(container)
    alive = {sheet.get("name", "") for sheet in root.iter(f"{S}sheet")}
    for name in list(root.iter(f"{S}definedName")):
        formula, called = name.text or "", name.get("name", "")
        missing = any(used not in alive for used in re.findall(r"'?([^'!,()\s=+*/]+)'?!", formula))
        is_hidden = name.get("hidden", "0") in ("1", "true") and not called.startswith(_BUILT_IN)
        if _OUTSIDE.search(formula) or is_hidden or missing:
            yield Hidden("defined_name", shortened(f"{called}＝{formula}"), Spot("名称管理器"))
            if (parent := name.getparent()) is not None:
                parent.remove(name)
                if not len(parent) and (above := parent.getparent()) is not None:
                    above.remove(parent)


def _freeze(root: etree._Element) -> int:
    """Leave of every formula its value; return how many there were."""
    formulas = list(root.iter(f"{S}f"))
    for formula in formulas:
        if (cell := formula.getparent()) is not None:
            cell.remove(formula)
    return len(formulas)


def _comment_shapes(container: Container) -> None:
    """Remove the boxes in which comments were drawn; a drawing that holds nothing else goes whole."""
    for sheet in _sheets(container):
        for relationship in container.relationships(sheet.path):
            target = container.target(sheet.path, relationship)
            if not relationship.get("Type", "").endswith("/vmlDrawing") or target not in container.parts:
                continue
            root = container.xml(target)
            shapes = [shape for shape in root if etree.QName(shape).localname == "shape"]
            notes = [shape for shape in shapes
                     if any(data.get("ObjectType") == "Note" for data in shape.iter("{*}ClientData"))]  # fmt: skip
            for note in notes:
                root.remove(note)
            if len(notes) == len(shapes):
                container.unlink(sheet.path, relationship)
                for drawing in list(sheet.root.iter(f"{S}legacyDrawing")):
                    if drawing.get(_R_ID) == relationship.get("Id") and (parent := drawing.getparent()) is not None:
                        parent.remove(drawing)


def _path_of_author(container: Container) -> None:
    """Remove where the file lay on its author's disk, and who has it open; alternatives for newer programs too."""
    _, root = _workbook(container)
    for element in list(root.iter("{*}absPath", f"{S}fileSharing", f"{S}customWorkbookViews")):
        alternative = next(element.iterancestors("{*}AlternateContent"), element)
        if (parent := alternative.getparent()) is not None:
            parent.remove(alternative)
    for sheet in _sheets(container):
        for element in list(sheet.root.iter(f"{S}customSheetViews")):
            if (parent := element.getparent()) is not None:
                parent.remove(element)


def _scrub_strings(container: Container) -> None:
    """Empty the shared strings that no cell shows any more; their places are kept, for cells name them by number."""
    used: set[int] = set()
    strings: list[etree._Element] = []
    for sheet in _sheets(container):
        used |= sheet.strings_used()
        strings = sheet.strings
    for at, string in enumerate(strings):
        if at not in used:
            for child in list(string):
                string.remove(child)
            etree.SubElement(string, f"{S}t")
        else:
            for phonetic in list(string.iter(f"{S}rPh", f"{S}phoneticPr")):
                if (parent := phonetic.getparent()) is not None:
                    parent.remove(phonetic)


def _hits(container: Container) -> Iterator[FileHit]:
    for sheet in _sheets(container):
        rows, places = sheet.grid()

        def spot(row: int, column: int, sheet: Cells = sheet, places: list[list[str]] = places) -> Spot:
            return Spot(f"工作表“{sheet.name}”的{places[row][column]}")

        yield from texts.of_rows(rows, spot)
    for path in sorted(container.reachable()):
        if container.is_xml(path) and not path.endswith(".rels"):
            yield from _hits_beside(container.xml(path), path)


def _hits_beside(root: etree._Element, path: str) -> Iterator[FileHit]:
    """Personal data in comments, drawings, headers and footers."""
    where = Spot(path.rpartition("/")[2])
    for comment in root.iter(f"{S}comment", f"{S}oddHeader", f"{S}oddFooter", f"{S}evenHeader", f"{S}evenFooter"):
        yield from texts.of_text("".join(map(str, comment.itertext())), where)
    for paragraph in root.iter(f"{{{NAMESPACE['a']}}}p"):
        yield from texts.of_text("".join(map(str, paragraph.itertext())), where)
