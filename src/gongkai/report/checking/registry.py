"""The rules that are functions, and what such a function is given and gives back.

Equations of the form are no functions: they stand in the edition's data and `equations` works them out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from gongkai.report.checking.layout import Layout, layout_of
from gongkai.report.checking.messages import say
from gongkai.report.checking.prose.mentions import Mention, Reader
from gongkai.report.checking.prose.subjects import Speaker
from gongkai.report.checking.prose.text import Narrative, narrative_of
from gongkai.report.checking.words import cell_words
from gongkai.report.finding import Finding, Undecided
from gongkai.report.form import Severity
from gongkai.report.report import Place, Report, Value


@dataclass(slots=True)
class Outcome:
    """What has been found so far, in any order; `checking.examine` sorts it."""

    subject: Subject
    findings: list[Finding] = field(default_factory=list)
    undecided: list[Undecided] = field(default_factory=list)

    def found(
        self,
        rule: str,
        severity: Severity,
        cells: tuple[str, ...],
        sides: tuple[Value | str, Value | str],
        message: str,
        *,
        slip: str = "",
        place: Place | None = None,
    ) -> None:
        """Note a finding; its place is that of its first cell, if none is given and the report knows one."""
        if place is None and cells:
            place = self.subject.report.places.get(cells[0])
        self.findings.append(Finding(rule, severity, message, cells, *sides, place, slip))

    def open(self, rule: str, cells: tuple[str, ...], message: str) -> None:
        """Note a rule that could not be decided over the cells named."""
        self.undecided.append(Undecided(rule, cells, message))


@dataclass(slots=True)
class Subject:
    """
    A report under examination.

    `values` are all its cells in the order of the form, or None if one is absent; `whole` is true if all of them
    are numbers; `odd` are the cells whose number is a fraction or below zero. `previous` is last year's report if
    one was given.
    """

    report: Report
    previous: Report | None
    layout: Layout = field(init=False)
    values: tuple[Value, ...] | None = field(init=False)
    whole: bool = field(init=False)
    odd: tuple[tuple[str, int | Decimal], ...] = field(init=False)
    _narrative: Narrative | None = field(init=False, default=None)
    _mentions: list[Mention] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.layout = layout_of(self.report)
        try:
            self.values = self.layout.take(self.report.cells)
        except KeyError:
            self.values = None
        self.whole = self.values is not None and None not in self.values
        self.odd = () if self._plain() else self._odd()

    def _plain(self) -> bool:
        """True for the common report: every cell a whole number from zero up; worked out at the speed of C."""
        return self.whole and set(map(type, self.values or ())) == {int} and min(self.values or (0,)) >= 0  # type: ignore[type-var,operator]

    def _odd(self) -> tuple[tuple[str, int | Decimal], ...]:
        values = self.values if self.values is not None else map(self.report.cells.get, self.layout.order)
        pairs = zip(self.layout.order, values, strict=True)
        return tuple([(c, v) for c, v in pairs if v is not None and (type(v) is not int or v < 0)])

    @property
    def narrative(self) -> Narrative:
        """The sentences of the report, worked out when the first rule of the text asks."""
        if self._narrative is None:
            self._narrative = narrative_of(self.report)
        return self._narrative

    @property
    def mentions(self) -> list[Mention]:
        """The figures of the text that speak of cells, worked out when the first rule asks."""
        if self._mentions is None:
            reader = Reader(self.layout, Speaker(self.report.agency, self.report.year))
            self._mentions = list(reader.mentions(self.narrative))
        return self._mentions

    def missing(self, cell: str, *, last_year: bool = False) -> bool:
        """True if the cell holds no number: absent, in doubt, or printed blank."""
        report = self.previous if last_year else self.report
        return report is None or report.cells.get(cell) is None

    def words(self, cell: str) -> str:
        """The cell in an officer's words, by the form that its table has in this report."""
        return cell_words(cell, self.layout.forms.get(cell.partition("/")[0]))

    def why_missing(self, cells: tuple[str, ...]) -> str:
        """Why the cells hold no number: 空白, 存疑 or 没有读到, each with how many."""
        doubtful = {doubt.cell for doubt in self.report.doubts}
        blank = sum(cell in self.report.cells for cell in cells)
        doubts = sum(cell not in self.report.cells and cell in doubtful for cell in cells)
        absent = len(cells) - blank - doubts
        kinds = (("blank", blank), ("doubt", doubts), ("absent", absent))
        return "、".join(say("why", kind, count=count) for kind, count in kinds if count)


RuleFunction = Callable[[Subject, Outcome], None]


@dataclass(frozen=True, slots=True)
class RegisteredRule:
    """A rule that is a function, with the gravest severity that it gives."""

    id: str
    severity: Severity
    run: RuleFunction


#: Every rule that is a function, by id.
FUNCTIONS: dict[str, RegisteredRule] = {}


def rule(rule_id: str, severity: Severity) -> Callable[[RuleFunction], RuleFunction]:
    """
    Register the function that decides *rule_id*; *severity* is the gravest it gives.

    Raises:
        ValueError: the id is taken.
    """

    def register(run: RuleFunction) -> RuleFunction:
        if rule_id in FUNCTIONS:
            raise ValueError(f"two functions for the rule {rule_id}")
        FUNCTIONS[rule_id] = RegisteredRule(rule_id, severity, run)
        return run

    return register
