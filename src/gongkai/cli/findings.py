"""What a check found, as data and as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from gongkai.report.finding import Examination, Finding
from gongkai.report.form import Cell
from gongkai.report.report import Doubt, Report, plain

_SEVERITIES = (("error", "错误"), ("warning", "警告"), ("hint", "提示"))
# Run-together digits can be cut in dozens of ways; the first few show what the doubt is about.
_CANDIDATES_SHOWN = 4


def as_data(file: Path, report: Report, outcome: Examination) -> dict[str, Any]:
    """One report's outcome as `gongkai report check --json` prints it."""
    return {
        "file": str(file),
        "agency": report.agency,
        "year": report.year,
        "findings": [finding.to_data() for finding in outcome.findings],
        "undecided": [open_rule.to_data() for open_rule in outcome.undecided],
    }


def as_text(checked: Sequence[tuple[Path, Report, Examination]]) -> str:
    """All outcomes as text: each file with its findings, worst first, and a line of counts at the end."""
    blocks = ["\n".join(_block(*entry)) for entry in checked]
    return "\n\n".join([*blocks, _counts([outcome for _, _, outcome in checked])])


def _block(file: Path, report: Report, outcome: Examination) -> Iterator[str]:
    year = f"{report.year}年" if report.year is not None else "年度不明"
    yield f"{file}　{report.agency or '机关名称不明'}　{year}"
    for severity, word in _SEVERITIES:
        for finding in outcome.findings:
            if finding.severity == severity:
                yield from _finding(word, finding)
    yield from _doubts(report)
    for open_rule in outcome.undecided:
        yield f"  未判定　{open_rule.message}　[{open_rule.rule}]"
    if not outcome.findings:
        yield "  没有发现问题。" if not outcome.undecided else "  能判定的规则都没有发现问题。"


def _finding(word: str, finding: Finding) -> Iterator[str]:
    # The sentence names the cells in an officer's words; the id in brackets is what the reference lists.
    yield f"  {word}　{finding.message}　[{finding.rule}]"
    if finding.slip:
        yield f"        {finding.slip}"
    if finding.place is not None and str(finding.place):
        yield f"        原文：{finding.place}"


def _doubts(report: Report) -> Iterator[str]:
    """The cells that could not be read for certain, a line for those of one row in doubt for one reason."""
    lines: dict[tuple[str, str], list[str]] = {}
    for doubt in report.doubts:
        cell = _cell(doubt.cell, report)
        row = f"“{cell.row.printed}”" if cell else doubt.cell
        name = cell.column.label if cell else ""
        lines.setdefault((row, doubt.why), []).append(name + _candidates(doubt))
    for (row, why), cells in lines.items():
        yield f"  读不准　{row}：{why}（{'；'.join(cells)}）。"


def _candidates(doubt: Doubt) -> str:
    values = ["空白" if value is None else plain(value) for value in doubt.candidates]
    if not values:
        return ""
    more = f"等{len(values)}种" if len(values) > _CANDIDATES_SHOWN else ""
    return f"可能是{'、'.join(values[:_CANDIDATES_SHOWN])}{more}"


def _cell(cell_id: str, report: Report) -> Cell | None:
    """The cell in the form that its table really has; None for an id that the form lacks."""
    return report.form_of(cell_id.partition("/")[0]).cells.get(cell_id)


def _counts(outcomes: Sequence[Examination]) -> str:
    counted = [
        f"{word}{sum(finding.severity == severity for outcome in outcomes for finding in outcome.findings)}处"
        for severity, word in _SEVERITIES
    ]
    undecided = sum(len(outcome.undecided) for outcome in outcomes)
    rest = f"；因有格子没读出而未判定的规则{undecided}条" if undecided else ""
    return f"共检查{len(outcomes)}份报告：{'，'.join(counted)}{rest}。"
