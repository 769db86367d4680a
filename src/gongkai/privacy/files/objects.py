"""The objects of a PDF: what is stored and not shown is found and taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from gongkai.errors import Unreadable
from gongkai.privacy.files import image
from gongkai.privacy.files.report import Area, Hidden, Spot, shortened

DEEPEST = 40
"""Dictionaries within dictionaries; deeper ones are objects of their own."""
_EVERYTHING = 20_000.0
"""Points: more than the side of any page."""
_FILE = Spot("文件")
_INFO = {"/Author": "作者", "/Title": "标题", "/Subject": "主题", "/Keywords": "关键词", "/Creator": "制作软件",
         "/Producer": "生成软件", "/CreationDate": "创建时间", "/ModDate": "修改时间", "/Company": "单位"}  # fmt: skip
_EVERYWHERE = ("/Metadata", "/PieceInfo", "/Thumb", "/AA", "/AF", "/LastModified", "/SpiderInfo")
_OF_CATALOG = ("/AcroForm", "/OCProperties", "/Perms", "/Legal", "/DSS", "/Collection", "/Threads", "/Requirements",
               "/Extensions", "/URI", "/OutputIntents")  # fmt: skip
_ACTIONS = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/ResetForm", "/Rendition", "/Movie",
                      "/Sound", "/GoToR", "/GoToE", "/RichMediaExecute", "/SetOCGState", "/Hide"})  # fmt: skip
_NOTES = frozenset({"/Text", "/Popup", "/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Caret",
                    "/FileAttachment", "/Sound", "/Movie", "/Screen", "/RichMedia", "/3D"})  # fmt: skip
_FLATTENED = frozenset({"/Widget", "/Stamp", "/Watermark", "/PrinterMark", "/TrapNet"})
_PUBLIC = ("http://", "https://", "mailto:")


def walk(pdf: Any) -> Iterator[Any]:
    """Yield every dictionary and stream of the file, those within others too."""
    import pikepdf

    for top in list(pdf.objects):
        waiting = [(top, 0)]
        while waiting:
            item, depth = waiting.pop()
            if depth > DEEPEST:
                raise Unreadable("PDF的对象嵌套过深，不是正常的文件，已拒绝处理。请重新导出。")
            if isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
                yield item
                children = [item[key] for key in item.keys()]  # noqa: SIM118  (a stream iterates over nothing)
            elif isinstance(item, pikepdf.Array):
                children = list(item)
            else:
                continue
            waiting += [(child, depth + 1) for child in children
                        if isinstance(child, pikepdf.Object) and not child.is_indirect]  # fmt: skip


def drop(holder: Any, *keys: str) -> None:
    """Remove keys from a dictionary, those that are there."""
    for key in keys:
        if key in holder:
            del holder[key]


def _dictionary(value: Any) -> Any:
    """Return *value* if it is a dictionary, else an empty one: a hostile file has anything anywhere."""
    import pikepdf

    return value if isinstance(value, pikepdf.Dictionary) else {}


def _list(value: Any) -> list[Any]:
    """Return the dictionaries in *value* if it is an array, else none."""
    import pikepdf

    return [one for one in value if isinstance(one, pikepdf.Dictionary)] if isinstance(value, pikepdf.Array) else []


def text_of(value: Any) -> str:
    """Return a string or name of the file as text; empty where it is none."""
    try:
        return str(value)
    except (UnicodeDecodeError, ValueError):
        return ""


def is_signed(pdf: Any) -> bool:
    """Tell whether the file carries a digital signature."""
    return any(item.get("/FT") == "/Sig" or item.get("/Type") == "/Sig" for item in walk(pdf))


def pages_to_burn(pdf: Any) -> dict[int, list[Area]]:
    """
    Return the pages whose look depends on what is taken out, with the areas marked for blackening and not blackened.

    Such are drawings laid over a page by a reader's program, layers that are switched off, and form fields whose look
    the program works out. Taking those out of the file would show what they hide.
    """
    off = _layers_off(pdf)
    burnt: dict[int, list[Area]] = {}
    for number, page in enumerate(pdf.pages, 1):
        marked: list[Area] = []
        is_burnt = bool(off) and _uses(page.obj, off)
        for annotation in _annotations(page):
            kind = annotation.get("/Subtype")
            if kind == "/Redact":
                marked += _marked(page, annotation, number)
            drawn_over = kind not in _NOTES and kind not in _FLATTENED and kind != "/Link"
            is_burnt |= drawn_over or (kind == "/Widget" and "/AP" not in annotation)
        if is_burnt or marked:
            burnt[number] = marked
    return burnt


def _annotations(page: Any) -> list[Any]:
    return _list(page.obj.get("/Annots"))


def _marked(page: Any, annotation: Any, number: int) -> list[Area]:
    """Return the area of a mark for blackening; all of the page if it is turned or the mark says nonsense."""
    try:
        left, _, _, top = (float(edge) for edge in page.cropbox)
        a, b, c, d = (float(edge) for edge in annotation.get("/Rect", []))
        is_turned = int(page.obj.get("/Rotate", 0)) % 360 != 0
    except (TypeError, ValueError):
        return [Area(number, 0, 0, _EVERYTHING, _EVERYTHING)]
    if is_turned:
        return [Area(number, 0, 0, _EVERYTHING, _EVERYTHING)]
    return [Area(number, min(a, c) - left, top - max(b, d), max(a, c) - left, top - min(b, d))]


def _layers(pdf: Any) -> Any:
    return _dictionary(pdf.Root.get("/OCProperties"))


def _layers_off(pdf: Any) -> set[tuple[int, int]]:
    """Return the object numbers of layers that are switched off when the file is opened."""
    layers = _layers(pdf)
    default = _dictionary(layers.get("/D"))
    off = _list(default.get("/OFF"))
    if default.get("/BaseState") == "/OFF":
        shown = {one.objgen for one in _list(default.get("/ON"))}
        off += [one for one in _list(layers.get("/OCGs")) if one.objgen not in shown]
    return {one.objgen for one in off}


def _uses(item: Any, off: set[tuple[int, int]]) -> bool:
    """Tell whether a page's resources or annotations lead to one of the layers; membership in groups counts too."""
    import pikepdf

    seen: set[tuple[int, int]] = set()
    waiting = [item.get(key) for key in ("/Resources", "/Annots")]
    waiting.append(_inherited(item, "/Resources"))
    while waiting:
        one = waiting.pop()
        if not isinstance(one, (pikepdf.Dictionary, pikepdf.Stream, pikepdf.Array)):
            continue
        if one.is_indirect:
            if one.objgen in off:
                return True
            if one.objgen in seen:
                continue
            seen.add(one.objgen)
        if isinstance(one, pikepdf.Array):
            waiting += list(one)
        else:
            waiting += [one[key] for key in one.keys() if key not in ("/Parent", "/P", "/Dest", "/A", "/StructParent")]  # noqa: SIM118
    return False


def _inherited(item: Any, key: str) -> Any:
    for _ in range(DEEPEST):
        item = _dictionary(item)
        if key in item:
            return item[key]
        item = item.get("/Parent")
    return None


def strip(pdf: Any, data: bytes) -> list[Hidden]:
    """Remove what the file stores and does not show; return each thing removed."""
    removed = [*_revisions(data), *_metadata(pdf), *_scripts(pdf), *_attachments(pdf), *_layer_names(pdf),
               *_fields(pdf), *_taken_annotations(pdf)]  # fmt: skip
    for key in _OF_CATALOG:
        drop(pdf.Root, key)
    for item in walk(pdf):
        for key in _EVERYWHERE:
            if key in item:
                del item[key]
    removed += _photographs(pdf)
    return removed


def _revisions(data: bytes) -> Iterator[Hidden]:
    expected = 2 if b"/Linearized" in data[:2048] else 1
    ends = [found.end() for found in re.finditer(rb"%%EOF", data)]
    if len(ends) > expected:
        yield Hidden("earlier_revision", f"保存过{len(ends) - expected + 1}次，以前的内容都在", _FILE)
    if ends and data[ends[-1] :].strip(b"\r\n\x00 "):
        yield Hidden("leftover", f"文件结束以后还有{len(data) - ends[-1]}字节", _FILE)


def _metadata(pdf: Any) -> Iterator[Hidden]:
    for key, value in dict(_dictionary(pdf.trailer.get("/Info"))).items():
        if text_of(value).strip():
            yield Hidden("metadata", f"{_INFO.get(key, key[1:])}：{shortened(text_of(value))}", Spot("文档属性"))
    drop(pdf.trailer, "/Info")
    drop(pdf.trailer, "/ID")
    for item in walk(pdf):
        for key, label in (("/Metadata", "metadata"), ("/PieceInfo", "metadata"), ("/Thumb", "thumbnail")):
            if key in item:
                where = "XMP元数据" if key == "/Metadata" else "制作软件的私有数据" if key == "/PieceInfo" else ""
                yield Hidden(label, where, _FILE)


def _scripts(pdf: Any) -> Iterator[Hidden]:
    import pikepdf

    names = _dictionary(pdf.Root.get("/Names"))
    if "/JavaScript" in names:
        yield Hidden("script", "文件打开时执行的脚本", _FILE)
        del names["/JavaScript"]
    for item in walk(pdf):
        for key in ("/A", "/OpenAction", "/Next", "/PA"):
            action = item.get(key)
            if isinstance(action, pikepdf.Dictionary) and action.get("/S") in _ACTIONS:
                kind = "external_link" if action.get("/S") in ("/GoToR", "/GoToE", "/Launch") else "script"
                yield Hidden(kind, shortened(text_of(action.get("/JS", action.get("/F", "")))), _FILE)
                del item[key]
        if "/AA" in item:
            yield Hidden("script", "随操作触发的动作", _FILE)
            del item["/AA"]


def _attachments(pdf: Any) -> Iterator[Hidden]:
    names = _dictionary(pdf.Root.get("/Names"))
    for name in list(pdf.attachments):
        yield Hidden("attachment", shortened(name), _FILE)
    for key in ("/EmbeddedFiles", "/Renditions", "/AlternatePresentations", "/IDS", "/URLS", "/Templates"):
        drop(names, key)


def _layer_names(pdf: Any) -> Iterator[Hidden]:
    off = _layers_off(pdf)
    for layer in _list(_layers(pdf).get("/OCGs")):
        state = "（关着）" if layer.objgen in off else ""
        yield Hidden("layer", f"{shortened(text_of(layer.get('/Name', '')))}{state}", _FILE)


def _fields(pdf: Any) -> Iterator[Hidden]:
    form = _dictionary(pdf.Root.get("/AcroForm"))
    for item in walk(pdf):
        if "/FT" in item and item.get("/FT") != "/Sig" and text_of(item.get("/V", "")).strip():
            yield Hidden("form_data", shortened(f"{text_of(item.get('/T', ''))}：{text_of(item.get('/V'))}"), _FILE)
    drop(form, "/NeedAppearances")
    drop(form, "/XFA")


def _taken_annotations(pdf: Any) -> Iterator[Hidden]:
    """Take annotations out: notes go, stamps and fields are drawn into the page, links to public addresses stay."""
    links: dict[int, list[Any]] = {}
    for number, page in enumerate(pdf.pages, 1):
        kept, links[number] = [], []
        for one in _annotations(page):
            kind = one.get("/Subtype")
            if kind == "/Link":
                links[number] += [one] if _is_public(one) else []
                if not _is_public(one):
                    said = text_of(_dictionary(one.get("/A")).get("/URI", ""))
                    yield Hidden("external_link", shortened(said), Spot(f"第{number}页"))
                continue
            if kind in _FLATTENED:
                kept.append(one)
            if kind == "/FileAttachment":
                yield Hidden("attachment", shortened(text_of(one.get("/Contents", ""))), Spot(f"第{number}页"))
            elif kind not in ("/Widget", "/Popup"):
                yield Hidden("annotation", shortened(_said(one)), Spot(f"第{number}页"))
        page.obj["/Annots"] = pdf.make_indirect(kept)
    pdf.flatten_annotations("all")
    for number, page in enumerate(pdf.pages, 1):
        drop(page.obj, "/Annots")
        if links[number]:
            page.obj["/Annots"] = pdf.make_indirect(links[number])
        for link in links[number]:
            for key in ("/Contents", "/T", "/M", "/NM", "/Popup", "/P"):
                drop(link, key)


def _is_public(link: Any) -> bool:
    """Whether a link leads to a public address or to a place in the file."""
    action = _dictionary(link.get("/A"))
    if not action:
        return "/Dest" in link
    return action.get("/S") in ("/GoTo", "/Named") or text_of(action.get("/URI", "")).lower().startswith(_PUBLIC)


def _said(annotation: Any) -> str:
    who, words = text_of(annotation.get("/T", "")), text_of(annotation.get("/Contents", ""))
    if annotation.get("/Subtype") == "/Redact":
        words = f"标了要涂黑但没有执行 {words}"
    return f"{words}（{who}）" if who else words


def _photographs(pdf: Any) -> Iterator[Hidden]:
    """Take out what is stored beside the pictures in the file; the pictures themselves stay bit for bit."""
    import pikepdf

    for item in pdf.objects:
        if not isinstance(item, pikepdf.Stream) or item.get("/Subtype") != "/Image":
            continue
        if item.get("/Filter") not in ("/DCTDecode",) and item.get("/Filter") != [pikepdf.Name.DCTDecode]:
            continue
        stored = item.read_raw_bytes()
        try:
            bare, beside = image.jpeg_alone(stored)
        except Unreadable:
            continue  # a picture that readers show and that is not quite right: the proof looks into it
        if bare != stored:
            if beside:
                yield Hidden("exif", shortened(beside), Spot("PDF里的图片"))
            item.write(bare, filter=pikepdf.Name.DCTDecode)
