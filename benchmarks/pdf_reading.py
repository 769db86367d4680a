"""PDF: tables and text by `gongkai.report.reading.pdf.blocks` against the tables alone by pdfplumber, same files.

    python benchmarks/pdf_reading.py [--smoke] [FILE...]

Without files: the PDFs of the shared corpus where it is at hand (GONGKAI_CORPUS), else reports of our own writing.
Times are the best of several runs by the clock, one after the other, in one process (ours with its child running).
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pdfplumber

from gongkai.report.reading.blocks import Grid
from gongkai.report.reading.pdf import blocks

AIM = 10.0
"""So many times faster than pdfplumber's table extraction."""


def files() -> dict[str, bytes]:
    """The files to read, by name."""
    named = [Path(name) for name in sys.argv[1:] if not name.startswith("--")]
    corpus = Path(os.environ.get("GONGKAI_CORPUS") or Path(__file__).resolve().parents[2] / "shared" / "corpus")
    found = named or sorted((corpus / "reports").glob("*.pdf"))
    return {path.name: path.read_bytes() for path in found} or written()


def written() -> dict[str, bytes]:
    """Reports as this project prints them, for a machine without real ones."""
    from gongkai.report.form import editions
    from gongkai.report.report import Report, Section
    from gongkai.report.writing import render

    print("no PDFs of the shared corpus at hand: reports of our own writing instead")
    made = {}
    for edition in editions().values():
        cells = {cell: number % 1000 for number, cell in enumerate(edition.cells)}
        sections = [Section(s.number, s.key, s.heading, "全年公开信息1029条。") for s in edition.sections]
        report = Report(
            edition=edition.id, agency="某区", year=2022, title="某区2022年年度报告", cells=cells, sections=sections
        )
        made[f"{edition.id}.pdf"] = render(report, "pdf")
    return made


def best(act: Callable[[], object], runs: int) -> float:
    """The shortest time of several runs, in seconds."""
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    return min(times)


def plumbed(data: bytes) -> int:
    """The number of tables that pdfplumber finds."""
    with pdfplumber.open(BytesIO(data)) as document:
        return sum(len(page.extract_tables()) for page in document.pages)


def main() -> int:
    """Print the figures; status 1 if the ratio over all files misses the aim."""
    logging.disable(logging.CRITICAL)
    ours_runs, theirs_runs = (3, 1) if "--smoke" in sys.argv else (15, 3)
    ours_all = theirs_all = 0.0
    print(f"{'file':44} {'kB':>6} {'tables':>6} {'ours ms':>8} {'pdfplumber ms':>14} {'ratio':>6}")
    for name, data in files().items():
        tables = sum(isinstance(block, Grid) for block in blocks(data, name=name))
        ours = best(lambda data=data, name=name: blocks(data, name=name), ours_runs)
        theirs = best(lambda data=data: plumbed(data), theirs_runs)
        ours_all, theirs_all = ours_all + ours, theirs_all + theirs
        print(
            f"{name[:44]:44} {len(data) // 1024:6} {tables:6} {ours * 1000:8.1f} {theirs * 1000:14.1f} "
            f"{theirs / ours:6.1f}"
        )
    ratio = theirs_all / ours_all
    print(f"all files: {ratio:.1f} times faster (aim: {AIM:g})")
    return 0 if ratio >= AIM or "--smoke" in sys.argv else 1


if __name__ == "__main__":
    raise SystemExit(main())
