"""
Count what the reader makes of the layouts of the wild; run by hand for more than the tests do:

    python tests/report/layouts/tally.py 20000            counts per layout
    python tests/report/layouts/tally.py 20000 --wrong    and every wrong cell with the shortest way to make it again
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parent.parent), str(Path(__file__).parent)]

from busy import busy_report
from wild import LAYOUTS, TWISTS, Wild, wild

from gongkai.errors import Unreadable
from gongkai.report import Report, read
from gongkai.report.form import editions
from gongkai.report.report import Value


@dataclass(slots=True)
class Tally:
    """Cells by what became of them. `refused` counts files; their cells are absent."""

    right: int = 0
    doubtful: int = 0
    absent: int = 0
    wrong: list[tuple[str, Value, Value]] = field(default_factory=list)
    refused: int = 0

    def add(self, other: Tally) -> None:
        """Add the counts of *other* to these."""
        self.right += other.right
        self.doubtful += other.doubtful
        self.absent += other.absent
        self.wrong += other.wrong
        self.refused += other.refused

    @property
    def cells(self) -> int:
        """All cells counted."""
        return self.right + self.doubtful + self.absent + len(self.wrong)

    @property
    def share(self) -> float:
        """The share of cells read right."""
        return self.right / self.cells if self.cells else 0.0


def judge(page: Wild) -> Tally:
    """Read the page back and hold every cell against what is printed; a cell that is not on the page is wrong."""
    tally = Tally()
    try:
        report = read(page.data, page.name)
    except Unreadable:
        tally.refused = 1
        tally.absent = len(page.printed)
        return tally
    doubts = {doubt.cell for doubt in report.doubts}
    for cell, printed in page.printed.items():
        if cell in report.cells:
            found = report.cells[cell]
            if found == printed and (found is None) == (printed is None):
                tally.right += 1
            else:
                tally.wrong.append((cell, printed, found))
        elif cell in doubts:
            tally.doubtful += 1
        else:
            tally.absent += 1
    tally.wrong += [(cell, None, value) for cell, value in report.cells.items() if cell not in page.printed]
    return tally


def any_report(seed: int) -> Report:
    """A valid report: busy, quiet, all zero, in one edition or with the older table three as many offices send it."""
    rng = Random(seed)
    edition = rng.choice(sorted(editions()))
    report = busy_report(seed, edition)
    kind = rng.choice(["busy", "busy", "quiet", "zero", "mixed"])
    if kind == "mixed" and edition == "2021":
        older = busy_report(seed, "2019")
        report.tables = {"applications": "2019"}
        for cell in [cell for cell in report.cells if cell.startswith("applications/")]:
            del report.cells[cell]
        report.cells.update({k: v for k, v in older.cells.items() if k.startswith("applications/")})
    elif kind == "quiet":
        _quieten(report, rng)
    elif kind == "zero":
        report.cells = dict.fromkeys(report.cells, 0)
    return report


def _quieten(report: Report, rng: Random) -> None:
    """Only citizens applied, and few; the sums still hold."""
    for cell in report.cells:
        table, _, column = cell.split("/")
        few = column not in ("person", "total") if table == "applications" else rng.random() < 0.3
        if few and table != "remedies":
            report.cells[cell] = 0
    for cell in report.cells:
        if cell.startswith("applications/") and cell.endswith("/total"):
            report.cells[cell] = report.cells[cell.removesuffix("total") + "person"]


def count(pages: Iterable[Wild], each: Callable[[Wild, Tally], None] | None = None) -> dict[str, Tally]:
    """The tally of each layout over many pages; *each* is told of every page."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for page in pages:
        tally = judge(page)
        if each:
            each(page, tally)
        tallies[page.layout].add(tally)
    return tallies


def table(tallies: dict[str, Tally]) -> str:
    """The tallies as lines of text."""
    lines = [f"{'layout':34}{'cells':>9}{'right':>10}{'doubt':>9}{'absent':>9}{'wrong':>7}{'refused':>9}"]
    for name in LAYOUTS:
        if name in tallies:
            tally = tallies[name]
            lines.append(
                f"{name:34}{tally.cells:9}{tally.share:10.3%}{tally.doubtful / tally.cells:9.3%}"
                f"{tally.absent / tally.cells:9.3%}{len(tally.wrong):7}{tally.refused:9}"
            )
    return "\n".join(lines)


def fewest_twists(seed: int, page: Wild) -> tuple[str, ...]:
    """The fewest of the page's twists under which the same report in the same layout is still read wrong."""
    twists = page.twists
    for name in page.twists:
        fewer = tuple(twist for twist in twists if twist != name)
        if judge(wild(any_report(seed), Random(seed), page.layout, fewer)).wrong:
            twists = fewer
    return twists


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the counts; status 1 if any cell is wrong."""
    parser = argparse.ArgumentParser(description="How the layouts of the wild are read.")
    parser.add_argument("number", type=int, nargs="?", default=2000)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--layout", choices=list(LAYOUTS))
    parser.add_argument("--twist", choices=list(TWISTS), action="append")
    parser.add_argument("--wrong", action="store_true", help="show wrong cells")
    options = parser.parse_args(arguments)
    seed = options.first
    total = 0

    def pages() -> Iterable[Wild]:
        nonlocal seed
        for seed in range(options.first, options.first + options.number):
            yield wild(any_report(seed), Random(seed), options.layout, options.twist)

    def each(page: Wild, tally: Tally) -> None:
        nonlocal total
        total += len(tally.wrong)
        if tally.wrong and options.wrong:
            twists = fewest_twists(seed, page) if options.twist is None else page.twists
            print(f"seed {seed} | {page.layout} | {', '.join(twists)} | {len(tally.wrong)} wrong: {tally.wrong[:3]}")

    print(table(count(pages(), each)))
    print(f"{total} cells wrong")
    return 1 if total else 0


if __name__ == "__main__":
    raise SystemExit(main())
