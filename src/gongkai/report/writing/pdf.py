"""A report as PDF: typst sets what `report.typ` says; A4, tagged, PDF/A-2a and PDF/UA-1, fonts embedded as subsets.

The fonts are those of the package `pylopdf-fonts-zh-cn` (Noto Serif SC, Noto Sans SC) and, before them, the faces of
official documents where an installation has them in a folder of its own (`GONGKAI_FONTS`). Fonts of the system are
used only if their folder is named there, so that the same report is the same file everywhere.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from gongkai.errors import GongkaiError, MissingExtra
from gongkai.report.form import editions
from gongkai.report.report import Report
from gongkai.report.writing.glyphs import coverage, invisible
from gongkai.report.writing.layout import Layout, Sheet, lay_out

_TEMPLATE = Path(__file__).with_name("report.typ")
_SERIF, _SANS = "Noto Serif SC", "Noto Sans SC"
# By use: the faces of GB/T 9704 under the names of their usual files, then the ones that are always there.
_FACES: Mapping[str, Sequence[str]] = {
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", _SERIF, _SANS),
    "text": ("FangSong_GB2312", "FangSong", "仿宋_GB2312", "仿宋", "FandolFang R", _SERIF, _SANS),
    "heading": ("SimHei", "黑体", _SANS, _SERIF),
    "table": ("SimSun", "宋体", _SERIF, _SANS),
}
#: Archiving and access for people who cannot see: both are met by the same file.
_STANDARDS = ["a-2a", "ua-1"]


def font_folders() -> tuple[Path, ...]:
    """Folders of an installation's own fonts: `GONGKAI_FONTS`, several divided as in PATH."""
    return tuple(Path(part) for part in os.environ.get("GONGKAI_FONTS", "").split(os.pathsep) if part)


def pdf(report: Report, fonts: Sequence[Path] | None = None) -> bytes:
    """
    The bytes of the PDF; the same for the same report and fonts.

    Args:
        report: What to print.
        fonts: Folders of fonts to use before the packaged ones; `font_folders()` unless said.

    Raises:
        MissingExtra: typst or the font package is not installed.
        GongkaiError: a character that no font at hand has, or a folder that is not there.
    """
    typst = _library("typst")
    shelf = _shelf(tuple(font_folders() if fonts is None else fonts))
    layout = lay_out(report)
    _refuse_missing_glyphs(layout, shelf)
    try:
        made: bytes = typst.compile(
            _TEMPLATE.read_bytes(), format="pdf", font_paths=shelf.fonts, pdf_standards=_STANDARDS,
            sys_inputs={"data": json.dumps(_data(report, layout, shelf.faces), ensure_ascii=False)},
        )  # fmt: skip
    except typst.TypstError as wrong:
        raise GongkaiError(f"排版PDF时出错：{wrong.message}。请改用DOCX，并把这份报告的JSON发给维护者。") from wrong
    return made


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise MissingExtra("生成PDF", "pdf") from None


class _Shelf:
    """The fonts at hand: the set typst shares between calls, the faces by use, and where each face lies."""

    def __init__(self, fonts: Any, faces: dict[str, list[str]], files: dict[str, list[tuple[Path, int]]]) -> None:
        self.fonts, self.faces, self.files = fonts, faces, files

    def has(self, mark: str, use: str) -> bool:
        """True if one of the faces for that use has the character."""
        return any(mark in coverage(*file) for face in self.faces[use] for file in self.files[face])


@cache
def _shelf(folders: tuple[Path, ...]) -> _Shelf:
    """One set of fonts for the process: to load it takes longer than to set a report."""
    typst, packaged = _library("typst"), _library("pylopdf_fonts_zh_cn")
    for folder in folders:
        if not folder.is_dir():
            raise GongkaiError(f"字体文件夹“{folder}”不存在，请检查环境变量GONGKAI_FONTS。")
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False,
        font_paths=[*folders, packaged.serif_path().parent],
    )  # fmt: skip
    files: dict[str, list[tuple[Path, int]]] = {}
    for font in fonts.fonts():
        if font.path is not None:
            files.setdefault(font.family, []).append((Path(font.path), font.index))
    faces = {use: [face for face in wanted if face in files] for use, wanted in _FACES.items()}
    return _Shelf(fonts, faces, files)


def _refuse_missing_glyphs(layout: Layout, shelf: _Shelf) -> None:
    texts = [("title", layout.title), ("text", layout.byline)]
    for part in layout.parts:
        texts.append(("heading", part.heading))
        texts += [("text", paragraph) for paragraph in part.paragraphs]
        texts += [("table", box.text) for box in (part.sheet.boxes if part.sheet else ())]
    missing: dict[str, str] = {}
    for use, text in texts:
        for mark in dict.fromkeys(text):
            if not invisible(mark) and not shelf.has(mark, use):
                missing.setdefault(mark, text)
    if missing:
        named = "、".join(f"“{mark}”（U+{ord(mark):04X}）" for mark in list(missing)[:10])
        where = next(iter(missing.values()))
        raise GongkaiError(
            f"现有字体没有{named}{'等字' if len(missing) > 10 else ''}，见“{where[:40]}”。"
            "请把含有这些字的字体文件放进一个文件夹，并用环境变量GONGKAI_FONTS指明，或改正原文。"
        )


def _data(report: Report, layout: Layout, faces: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "title": layout.title, "byline": layout.byline, "author": report.agency,
        "year": report.year or editions()[report.edition].from_year, "faces": faces,
        "parts": [
            {"heading": part.heading, "paragraphs": part.paragraphs, "sheet": part.sheet and _sheet(part.sheet)}
            for part in layout.parts
        ],
    }  # fmt: skip


def _sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "widths": sheet.widths, "head_rows": sheet.head_rows,
        "boxes": [
            {
                "kind": box.kind, "text": box.text, "x": box.column, "y": box.row,
                "colspan": box.colspan, "rowspan": box.rowspan,
            }
            for box in sheet.boxes
        ],
    }  # fmt: skip
