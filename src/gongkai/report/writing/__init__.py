"""Write a report: HTML, DOCX, PDF, XLSX, Markdown and JSON, all from the one layout of `layout.py`.

What reads back: edition, agency, year, title, sections, cells and marks. A value that is not known is printed as
`？`, which reads back as not known; what it could have been, and rows that the form lacks, only JSON keeps.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

from gongkai.errors import GongkaiError, Refused
from gongkai.report.report import Report
from gongkai.report.writing.html import anchor, fragment
from gongkai.report.writing.layout import odd_cells

__all__ = ["FORMATS", "anchor", "fragment", "render", "write"]

#: The formats by the suffix that names them, with their media types.
FORMATS: Mapping[str, str] = {
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
}
_SAME = {"htm": "html", "markdown": "md"}


def render(report: Report, to: str) -> bytes:
    """
    The bytes of *report* in the format *to*, a key of `FORMATS`; the same bytes for the same report.

    Raises:
        Refused: the report has cells that its forms do not have, which only JSON can hold.
        MissingExtra: PDF without the extra `pdf`.
        GongkaiError: an unknown format, or a character that no font at hand has.
    """
    if to not in FORMATS:
        raise GongkaiError(f"不认识的格式“{to}”，可用{'、'.join(FORMATS)}。")
    if to == "json":
        return (report.to_json() + "\n").encode()
    odd = odd_cells(report)
    if odd:
        raise Refused(
            f"报告里有{len(odd)}个单元格是{report.edition}版表格所没有的（如{odd[0]}），印出来就会丢掉。"
            "请核对报告版本（edition、tables），或另存为JSON。"
        )
    if to == "html":
        from gongkai.report.writing.html import page

        return page(report).encode()
    if to == "md":
        from gongkai.report.writing.markdown import markdown

        return markdown(report).encode()
    if to == "docx":
        from gongkai.report.writing.docx import document

        return document(report)
    if to == "xlsx":
        from gongkai.report.writing.xlsx import workbook

        return workbook(report)
    from gongkai.report.writing.pdf import pdf

    return pdf(report)


def write(report: Report, path: str | Path, *, to: str | None = None) -> None:
    """
    Write *report* to *path*, in the format of its suffix or in *to*. The file appears whole or not at all.

    Raises:
        GongkaiError: as `render`, or the suffix names no format.
        OSError: the file cannot be written.
    """
    path = Path(path)
    suffix = (to or path.suffix.removeprefix(".")).lower()
    data = render(report, _SAME.get(suffix, suffix))
    # Beside its place and under a name of its own, so that the last step is one rename.
    draft = path.with_name(f".{path.name}.{os.getpid()}-{uuid4().hex[:8]}")
    try:
        draft.write_bytes(data)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
