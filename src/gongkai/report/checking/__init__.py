"""Check a report: the sums of the form, the years against each other, the text against the tables.

A rule is either an equation in the edition's data or one small function. Findings say both figures in an officer's
words; what hangs on a cell that holds no number is neither passed nor failed but `Undecided`.
"""

from __future__ import annotations

from gongkai.report.checking import cells as _cells
from gongkai.report.checking import plausible as _plausible
from gongkai.report.checking import whole as _whole
from gongkai.report.checking.catalogue import RuleInfo, rules
from gongkai.report.checking.equations import between_the_years, within_the_year
from gongkai.report.checking.prose import figure as _figure
from gongkai.report.checking.prose import growth as _growth
from gongkai.report.checking.prose import stale as _stale
from gongkai.report.checking.prose import sums as _sums
from gongkai.report.checking.registry import FUNCTIONS, Outcome, Subject
from gongkai.report.checking.years import pair_years
from gongkai.report.finding import Examination, Finding
from gongkai.report.report import Report

__all__ = ["RuleInfo", "check", "examine", "pair_years", "rules"]

# The modules register their rules when they are imported; the order of findings does not hang on it.
_MODULES = (_cells, _figure, _growth, _plausible, _stale, _sums, _whole)
_RANK = {"error": 0, "warning": 1, "hint": 2}


def examine(report: Report, previous: Report | None = None) -> Examination:
    """
    Check *report* by every rule.

    Args:
        report: The report to check.
        previous: The same body's report on the year before, for the rules between years; without it they are
            not asked.

    Returns:
        Findings, errors first and then in the order of the form, and the rules that could not be decided.
    """
    subject = Subject(report, previous)
    outcome = Outcome(subject)
    within_the_year(subject, outcome)
    between_the_years(subject, outcome)
    for function in FUNCTIONS.values():
        function.run(subject, outcome)
    if not outcome.findings:
        return Examination((), tuple(outcome.undecided))
    return Examination(tuple(sorted(_once(outcome.findings), key=_Place(subject))), tuple(outcome.undecided))


def check(report: Report, previous: Report | None = None) -> list[Finding]:
    """The findings of `examine`, as a list."""
    return list(examine(report, previous).findings)


def _once(findings: list[Finding]) -> list[Finding]:
    """The findings without those that a text printed twice repeats, whole or cut short."""
    kept: list[Finding] = []
    for finding in findings:
        words = _words(finding)
        twins = [k for k in kept if (k.rule, k.cells, k.left) == (finding.rule, finding.cells, finding.left)]
        if not words or not any(words in _words(twin) or _words(twin) in words for twin in twins):
            kept.append(finding)
    return kept


def _words(finding: Finding) -> str:
    return finding.place.text.strip(". …") if finding.place and finding.place.text else ""


class _Place:
    """Sorts findings: gravest first, then by section, then by cell, then by where in the text."""

    def __init__(self, subject: Subject) -> None:
        self.order = subject.layout.order
        self.sections = {section.key: place for place, section in enumerate(subject.layout.edition.sections)}
        self.section_of = {table.id: self.sections[table.section] for table in subject.layout.tables}
        self.text = {sentence.text: sentence for sentence in subject.narrative.sentences}

    def __call__(self, finding: Finding) -> tuple[int, int, int, int, str]:
        sentence = self.text.get(finding.place.text or "") if finding.place else None
        if sentence is not None:
            section = self.sections.get(sentence.section, -1)
            return _RANK[finding.severity], section, -1, sentence.number, finding.rule
        if finding.cells:
            table = finding.cells[0].partition("/")[0]
            return _RANK[finding.severity], self.section_of[table], self.order[finding.cells[0]], 0, finding.rule
        return _RANK[finding.severity], -1, -1, 0, finding.rule
