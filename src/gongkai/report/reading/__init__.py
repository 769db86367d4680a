"""Reading published reports: any format in, `Report` out, doubts told apart from facts."""

from __future__ import annotations

import hashlib
from importlib import import_module
from pathlib import Path
from typing import Any

from gongkai.errors import Unreadable
from gongkai.report.reading import sniff
from gongkai.report.reading.understanding import Source, understand
from gongkai.report.report import Report, loads

__all__ = ["read", "read_all"]

#: Raised when the same file would be read differently, so that stored readings can be told apart.
READER = "gongkai-reader/1"


def read(
    source: str | Path | bytes, name: str | None = None, *, year: int | None = None, places: bool = False
) -> Report:
    """
    Read one report.

    Args:
        source: A path, or the bytes of a file.
        name: The file's name, for messages and as a last hint at the title; the format is told by content.
        year: Which year to take from a file that holds several.
        places: Also say where each cell was found.

    Raises:
        Unreadable: no report, one that cannot be trusted, or several years and none was asked for.
    """
    reports = read_all(source, name, places=places)
    label = name or (str(source) if not isinstance(source, bytes) else None)
    if year is not None:
        for report in reports:
            if report.year == year:
                return report
        found = "、".join(str(report.year or "年度不明") for report in reports)
        raise Unreadable(f"文件里没有{year}年度的报告，只有：{found}。", file=label)
    if len(reports) > 1:
        found = "、".join(str(report.year or "年度不明") for report in reports)
        raise Unreadable(f"文件里有多个年度的报告（{found}），请用 --year 指明年度，或用 --all 全部读取。", file=label)
    return reports[0]


def read_all(source: str | Path | bytes, name: str | None = None, *, places: bool = False) -> list[Report]:
    """
    Read every report in a file, in the order in which they stand there.

    Raises:
        Unreadable: no report, or one that cannot be trusted.
    """
    label = name or (Path(source).name if not isinstance(source, bytes) else "")
    try:
        data = source if isinstance(source, bytes) else sniff.load(Path(source))
        digest = hashlib.sha256(data).hexdigest()
        kind, data = sniff.opened(data, label or None)
        if kind == "json":
            parsed = loads(data)
            reports = [Report.from_data(item) for item in (parsed if isinstance(parsed, list) else [parsed])]
            if not reports:
                raise Unreadable("JSON里没有报告。")
            return reports
        reports = understand(_source(kind, data, label), places=places)
    except Unreadable as wrong:
        if wrong.file is None:
            wrong.file = label or None
        raise
    except RecursionError:
        raise Unreadable("文件嵌套过深，不是正常的年度报告。", file=label or None) from None
    for report in reports:
        report.source = {"sha256": digest, "type": kind, "reader": READER}
    return reports


def _source(kind: str, data: bytes, name: str) -> Source:
    extractor: Any = import_module(f"gongkai.report.reading.{kind}")
    titles = [Path(name).stem] if name else []
    if kind == "html":
        page = extractor.page(data)
        return Source(page.blocks, [page.title, *titles], article=page.article)
    return Source(extractor.blocks(data, name=name), titles, wrapped=kind in ("text", "pdf"))
