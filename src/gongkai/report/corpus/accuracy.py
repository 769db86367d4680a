"""
Measure the reader on real reports that were read by hand: `python -m gongkai.report.corpus.accuracy DIR`.

DIR holds `index.tsv` (file, agency, year, edition, ... a line a file), `reports/` and `truth/NNN.json` (or
`NNN-YEAR.json` where a file holds several years): `cells` by the ids of the form, `violations` where the report
contradicts itself. A truth file may name `undecidable` cells, which nobody can tell from the file; such cells can
also come from a TOML file of lists by number, and are counted apart.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gongkai.errors import Unreadable
from gongkai.report.finding import Finding
from gongkai.report.report import Report, Value, loads

_OLD_FORM = "pre-2019"
#: How the index says that nothing in a file can be read with certainty.
_NOTHING = "none"


@dataclass(slots=True)
class Count:
    """Cells of the truth by what became of them."""

    files: int = 0
    right: int = 0
    doubtful: int = 0
    absent: int = 0
    wrong: int = 0

    @property
    def cells(self) -> int:
        """All cells counted."""
        return self.right + self.doubtful + self.absent + self.wrong

    def add(self, other: Count) -> None:
        """Add the counts of *other* to these."""
        for name in Count.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def share(self, name: str) -> float:
        """The share of all cells that became *name*; 0 where there are none."""
        return float(getattr(self, name)) / self.cells if self.cells else 0.0


@dataclass(slots=True)
class Entry:
    """One file measured: counts of decidable cells and of the others, and everything that was not perfect."""

    file: str
    kind: str
    decidable: Count = field(default_factory=lambda: Count(files=1))
    undecidable: Count = field(default_factory=Count)
    wrong: list[tuple[str, Value, Value]] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    identity: list[str] = field(default_factory=list)
    identity_right: int = 0
    refused: str | None = None
    refusal_expected: bool = False
    violations: int = 0
    found: int = 0
    violations_missed: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)

    @property
    def perfect(self) -> bool:
        """True if nothing about the file is left to explain."""
        if self.refusal_expected:
            return self.refused is not None
        return not (self.wrong or self.missed or self.identity or self.refused or self.violations_missed or self.alarms)


@dataclass(slots=True)
class Accuracy:
    """All files measured."""

    entries: list[Entry] = field(default_factory=list)

    def kinds(self) -> dict[str, Count]:
        """Decidable cells by format, and in all under the empty name."""
        counts: dict[str, Count] = {}
        for entry in self.entries:
            if entry.decidable.cells:
                counts.setdefault(entry.kind, Count()).add(entry.decidable)
        counts = dict(sorted(counts.items()))
        total = Count()
        for count in counts.values():
            total.add(count)
        counts[""] = total
        return counts

    def undecidable(self) -> Count:
        """Cells that nobody can tell."""
        total = Count()
        for entry in self.entries:
            total.add(entry.undecidable)
        return total


def measure(folder: str | Path, undecidable: Mapping[str, Sequence[str]] | None = None) -> Accuracy:
    """
    Read every file of a corpus and hold what was read against what a person read.

    Args:
        folder: The corpus, laid out as this module says.
        undecidable: Cells by the number of the truth file (`014`, `010-2023`) that cannot be told from the file.

    Raises:
        Unreadable: there is no corpus in *folder*.
    """
    root = Path(folder)
    try:
        with (root / "index.tsv").open(encoding="utf-8", newline="") as stream:
            index = list(csv.DictReader(stream, delimiter="\t"))
    except OSError:
        raise Unreadable("这里没有语料：缺少index.tsv。", file=str(folder)) from None
    return Accuracy([_entry(root, row, undecidable or {}) for row in index])


def _entry(root: Path, row: Mapping[str, str], undecidable: Mapping[str, Sequence[str]]) -> Entry:
    from gongkai.report.reading import read_all

    path = root / "reports" / row["file"]
    entry = Entry(row["file"], path.suffix.removeprefix("."))
    entry.refusal_expected = row["edition"] == _OLD_FORM or row["complete tables"].startswith(f"{_NOTHING} readable")
    number = row["file"].partition("-")[0]
    truths = {file.stem: loads(file.read_bytes()) for file in sorted((root / "truth").glob(f"{number}*.json"))}
    try:
        reports = read_all(path)
    except Unreadable as wrong:
        entry.refused = wrong.message
        reports = []
    if entry.refusal_expected:
        return entry
    if reports:
        _identity(entry, row, reports, path.read_bytes().decode("utf-8", "replace"))
    for name, truth in truths.items():
        report = next((report for report in reports if len(truths) == 1 or report.year == truth["year"]), None)
        _cells(entry, report, truth["cells"], {*truth.get("undecidable", ()), *undecidable.get(name, ())})
        if report:
            _violations(entry, report, truth.get("violations") or _violation_of_index(row))
    return entry


def _cells(entry: Entry, report: Report | None, truth: Mapping[str, Value], undecidable: set[str]) -> None:
    doubts = {doubt.cell for doubt in report.doubts} if report else set()
    for cell, printed in truth.items():
        # A mark such as / is printed for no figure, and is read as a blank with that mark.
        value = None if isinstance(printed, str) else printed
        count = entry.undecidable if cell in undecidable else entry.decidable
        if report and cell in report.cells:
            found = report.cells[cell]
            if found == value and (found is None) == (value is None):
                count.right += 1
                continue
            count.wrong += 1
            if cell not in undecidable:
                entry.wrong.append((cell, value, found))
        elif cell in doubts:
            count.doubtful += 1
        else:
            count.absent += 1
        if cell not in undecidable and not (report and cell in report.cells):
            entry.missed.append(cell)


# --- who, when, which form ---------------------------------------------------------------------------


def _identity(entry: Entry, row: Mapping[str, str], reports: Sequence[Report], text: str) -> None:
    """Count the facts that the file itself states; whoever made the index knew some from elsewhere."""
    found = {
        "agency": reports[0].agency,
        "year": ", ".join(str(report.year) for report in reports),
        "edition": reports[0].edition,
    }
    for what, name in found.items():
        expected = row[what]
        stated = what == "edition" or entry.kind == "pdf" or expected in text
        if not stated or (what == "agency" and ("(" in expected or "某" in expected)):
            continue
        # The index gives some names in full where the page's own title does not: 天津西青开发区, 西青开发区.
        if name == expected or (what == "agency" and name and expected.endswith(name)):
            entry.identity_right += 1
        else:
            entry.identity.append(f"{what}: {name or 'none'} for {expected}")


# --- violations --------------------------------------------------------------------------------------


def _violation_of_index(row: Mapping[str, str]) -> list[dict[str, str | None]]:
    """A contradiction that only the index tells of: VIOLATION text vs table: prose 受理2件, table 新收 3."""
    said = row["quirks"].partition("VIOLATION ")[2]
    figures = [*re.findall(r"\d+", said), None, None]
    return [{"rule": said, "left": figures[0], "right": figures[1]}] if said else []


_LOST = ("section.missing", "cell.missing")

#: How the labels of the truth name what is broken, by their beginning, and the rules that may find it.
_RULES_OF = {
    "table3 row total left blank": ("cell.blank",),
    "table3 row": ("applications.row_total",),
    "table3 column": ("applications.outcomes", "applications.balance"),
    "table4": ("remedies.total",),
    "text vs": ("prose.figure",),
    "text: categories": ("prose.sum",),
    "text: stale year": ("prose.year",),
}


def _violations(entry: Entry, report: Report, labels: Iterable[Mapping[str, Any]]) -> None:
    from gongkai.report.checking import examine

    # A blank warned of is no accusation, and a hint none either. What is missing was mostly lost when the files were
    # collected (openings of pages, prose cut out), so that it says nothing about the report.
    findings = [
        finding
        for finding in examine(report).findings
        if (finding.severity == "error" or finding.rule.startswith("prose.")) and finding.rule not in _LOST
    ]
    matched: set[int] = set()
    for label in labels:
        entry.violations += 1
        at = next((at for at, finding in enumerate(findings) if _answers(finding, label)), None)
        if at is None:
            entry.violations_missed.append(f"{label['rule']} ({label.get('where', '')})")
            continue
        entry.found += 1
        # One contradiction may rightly be told from both its ends.
        matched |= {at for at, finding in enumerate(findings) if _answers(finding, label)}
    entry.alarms += [f"{f.rule}: {f.message}" for at, f in enumerate(findings) if at not in matched]


def _answers(finding: Finding, label: Mapping[str, Any]) -> bool:
    """True if the finding says what the label says: a rule that may, about the row, column or figures of the label."""
    rules = next((rules for start, rules in _RULES_OF.items() if label["rule"].startswith(start)), ())
    if finding.rule not in rules:
        return False
    parts = {part for cell in finding.cells for part in cell.split("/")}
    if label.get("where") in parts or finding.rule == "prose.year":
        return True
    sides = {str(finding.left), str(finding.right)}
    return str(label.get("left")) in sides or str(label.get("right")) in sides


# --- telling -----------------------------------------------------------------------------------------


def page(accuracy: Accuracy) -> str:
    """The measurement as a page of the documentation."""
    return "\n".join(_page(accuracy)) + "\n"


def _page(accuracy: Accuracy) -> Iterator[str]:
    yield from _INTRODUCTION
    yield "## Cells\n"
    yield "| format | files | cells | right | doubtful | absent | wrong |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    counts = accuracy.kinds()
    for kind, count in counts.items():
        yield _row(kind or "**all**", count)
    rest = accuracy.undecidable()
    if rest.cells:
        yield _row("not decidable", rest)
    yield ""
    right = sum(entry.identity_right for entry in accuracy.entries)
    asked = right + sum(len(entry.identity) for entry in accuracy.entries)
    expected = [entry for entry in accuracy.entries if entry.refusal_expected]
    refused = sum(entry.refused is not None for entry in expected)
    violations = sum(entry.violations for entry in accuracy.entries)
    found = sum(entry.found for entry in accuracy.entries)
    alarms = sum(len(entry.alarms) for entry in accuracy.entries)
    yield "## Agency, year, edition, refusals\n"
    yield f"- Of {asked} facts about agency, year and edition that stand in the files, {right} are read right."
    yield f"- Of {len(expected)} files that must be refused, {refused} are.\n"
    yield "## Checking\n"
    yield f"- Of {violations} contradictions that a person marked, {found} are found."
    yield f"- {alarms} errors or statements about sentences were not marked by a person; each is listed below."
    yield "- Missing sections and tables are not counted: many files of the corpus are openings of pages.\n"
    yield "## Every file that is not perfect\n"
    imperfect = [entry for entry in accuracy.entries if not entry.perfect]
    for entry in imperfect:
        yield f"### {entry.file}\n"
        yield from _imperfections(entry)
        yield ""
    if not imperfect:
        yield "None."


_INTRODUCTION = (
    "# Accuracy on real reports\n",
    "This page is made by a command that anyone can run on a folder of reports that were read by hand:\n",
    "```sh",
    "python -m gongkai.report.corpus.accuracy DIR --to docs/reference/accuracy.md",
    "```\n",
    "A cell is *right* if the figure is the one that a person read, or blank where it is printed blank.",
    "It is *doubtful* if the reader says so and gives no figure, *absent* if it gives nothing, and *wrong* otherwise.",
    "Cells that a person cannot tell from the file either are counted apart, as not decidable.\n",
)


def _row(name: str, count: Count) -> str:
    def with_share(what: str) -> str:
        return f"{getattr(count, what)} ({count.share(what):.2%})"

    shares = " | ".join(with_share(what) for what in ("right", "doubtful", "absent", "wrong"))
    return f"| {name} | {count.files or ''} | {count.cells} | {shares} |"


def _imperfections(entry: Entry) -> Iterator[str]:
    if entry.refused:
        yield f"- refused: {entry.refused}"
    elif entry.refusal_expected:
        yield "- not refused"
    for cell, value, found in entry.wrong:
        yield f"- wrong: `{cell}` is {value}, read as {found}"
    if entry.missed:
        few = ", ".join(f"`{cell}`" for cell in entry.missed[:8])
        more = f" and {len(entry.missed) - 8} more" if len(entry.missed) > 8 else ""
        yield f"- doubtful or absent: {few}{more}"
    yield from (f"- {text}" for text in entry.identity)
    yield from (f"- not found: {text}" for text in entry.violations_missed)
    yield from (f"- not marked: {text}" for text in entry.alarms)


def undecidable_cells(path: Path) -> dict[str, list[str]]:
    """The lists of undecidable cells of a TOML file: `[cells]` with a list for each truth file's name."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: list(cells) for name, cells in data.get("cells", {}).items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the page, and write it where it is wanted."""
    parser = argparse.ArgumentParser(prog="python -m gongkai.report.corpus.accuracy", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--undecidable", type=Path, help="TOML file of cells that cannot be told")
    parser.add_argument("--to", type=Path, help="write the page there too")
    options = parser.parse_args(arguments)
    return report_on(options.folder, options.undecidable, options.to)


def report_on(folder: Path, undecidable: Path | None, to: Path | None) -> int:
    """Measure a corpus, print the page, and write it to *to* if given. Returns 1 if a decidable cell is wrong."""
    accuracy = measure(folder, undecidable_cells(undecidable) if undecidable else None)
    text = page(accuracy)
    print(text, end="")
    if to:
        to.write_text(text, encoding="utf-8")
    return 1 if accuracy.kinds()[""].wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Unreadable as wrong:
        print(wrong, file=sys.stderr)
        sys.exit(2)
