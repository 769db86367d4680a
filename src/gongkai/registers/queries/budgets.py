"""What can be asked of budgets and final accounts: their tables, their sums, a year beside the year before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from gongkai.organisations.models import Organisation
from gongkai.publications.models import Attachment, Publication
from gongkai.publications.queries import files
from gongkai.registers import budget_checks, kinds
from gongkai.registers.budget_checks import Compared, Finding
from gongkai.registers.budget_tables import Line
from gongkai.registers.models import Budget

#: The kinds of files whose tables can be read.
_SHEETS = {"xlsx", "csv"}


@dataclass(frozen=True, slots=True)
class Table:
    """
    A table of a budget as a page shows it.

    Args:
        id: As in kinds.toml.
        label: What people call it.
        by: What its lines are told apart by.
        lines: Its lines.
        has_parts: Whether any line tells basic and project expenditure apart.
        compared: Each line beside that of the year before; empty if there is none to compare with.
    """

    id: str
    label: str
    by: str
    lines: list[Line]
    has_parts: bool
    compared: list[Compared]

    @property
    def rows(self) -> list[tuple[Line, Compared | None]]:
        """Each line with what it is compared with."""
        beside = self.compared or [None] * len(self.lines)
        return list(zip(self.lines, beside[: len(self.lines)], strict=True))


def budget(uid: str) -> Budget | None:
    """The budget of that uid, or None."""
    return Budget.objects.select_related("organisation", "publication").filter(uid=uid).first()


def locked(found: Budget) -> Budget:
    """*found* as it is now, its row held until the transaction ends."""
    rows = Budget.objects.select_for_update(of=("self",))
    return rows.select_related("organisation", "publication").get(pk=found.pk)


def of_year(unit: Organisation, year: int, kind: str) -> Budget | None:
    """The budget, or the accounts, of *unit* for a fiscal year, or None."""
    rows = Budget.objects.select_related("organisation", "publication")
    return rows.filter(organisation=unit, fiscal_year=year, kind=kind, struck_on__isnull=True).first()


def budgets_of(unit: Organisation) -> list[Budget]:
    """Every budget of *unit* that stands, the newest year first, with its number of lines; one query."""
    rows = Budget.objects.filter(organisation=unit, struck_on__isnull=True).select_related("publication")
    return list(rows.annotate(line_count=Count("lines")).order_by("-fiscal_year", "kind"))


def lines_of(found: Budget) -> list[Line]:
    """Every line of a budget, table by table in their order; one query."""
    order = list(kinds.budget_tables())
    rows = sorted(found.lines.all(), key=lambda row: (order.index(row.table), row.position))
    return [Line(row.table, row.code, row.name, row.total, row.basic, row.project) for row in rows]


def tables_of(found: Budget) -> list[Table]:
    """The tables of a budget beside those of the year before; three queries."""
    before = of_year(found.organisation, found.fiscal_year - 1, found.kind)
    now, old = grouped(lines_of(found)), grouped(lines_of(before)) if before is not None else {}
    return [_table(name, lines, old.get(name)) for name, lines in now.items()]


def findings(found: Budget) -> list[Finding]:
    """The sums of a budget that do not fit; one query."""
    return budget_checks.check(grouped(lines_of(found)))


def grouped(lines: list[Line]) -> dict[str, list[Line]]:
    """Lines by their table, in the order of the tables."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.table, []).append(line)
    return found


def late(units: Any, today: date) -> QuerySet[Budget]:
    """Budgets whose 20 days have passed without their being public, or that became public later (预算法 art. 14)."""
    rows = Budget.objects.filter(organisation__in=units, struck_on__isnull=True, due_on__isnull=False)
    hidden = Q(publication__isnull=True) | Q(publication__published_on__isnull=True)
    overdue = Q(due_on__lt=today) & hidden
    published_late = Q(publication__published_on__gt=F("due_on"))
    return rows.filter(overdue | published_late).select_related("organisation", "publication").order_by("due_on", "pk")


def candidates_to_link(found: Budget) -> list[Publication]:
    """Publications of the unit that may be the public face of a budget: of its kind, and of its year if they say."""
    taken = Budget.objects.filter(publication=OuterRef("pk"), struck_on__isnull=True)
    rows = Publication.objects.filter(
        ~Exists(taken), organisation=found.organisation, kind=found.kind, managed_by="", is_withdrawn=False
    )
    of_the_year = Q(fiscal_year=found.fiscal_year) | Q(fiscal_year__isnull=True)
    return list(rows.filter(of_the_year).order_by("-live", "-pk")[:20])


def sheets_of(found: Budget) -> list[Attachment]:
    """The spreadsheets that are attached to the public face of a budget, or to its draft before it is public."""
    paper = found.publication
    if paper is None:
        return []
    draft = paper.latest_revision if not paper.live else None
    rows = (draft.as_object() if draft is not None else paper).attachments.all()
    return [row for row in sorted(rows, key=lambda row: row.position) if row.file.kind in _SHEETS]


def cells_of(attached: Attachment, number: int) -> list[list[str]]:
    """
    The cells of one table of a spreadsheet, what a merged cell covers blank; none if there is no such table.

    What its reader took for the caption stands before them, for the unit of the money is written there.
    """
    grids = files.grids_of(attached.file)
    if not 0 <= number < len(grids):
        return []
    rows: list[list[str]] = []
    covered: dict[tuple[int, int], bool] = {}
    for at, row in enumerate(grids[number].rows):
        texts: list[str] = []
        for cell in row:
            while covered.get((at, len(texts))):
                texts.append("")
            for down in range(1, cell.rowspan):
                covered |= {(at + down, len(texts) + across): True for across in range(cell.colspan)}
            texts += [cell.text, *[""] * (cell.colspan - 1)]
        rows.append(texts)
    return [[grids[number].caption], *rows] if grids[number].caption else rows


def captions_of(attached: Attachment) -> list[str]:
    """What each table of a spreadsheet is called, by its caption or its number."""
    return [grid.caption or f"第{number}张表" for number, grid in enumerate(files.grids_of(attached.file), 1)]


def of_publication(publication: Publication) -> Budget | None:
    """The budget whose public face *publication* is, or None."""
    kind, _, uid = publication.managed_by.partition(":")
    return budget(uid) if kind == "budget" else None


def _table(name: str, lines: list[Line], before: list[Line] | None) -> Table:
    kind = kinds.budget_tables()[name]
    return Table(
        name, kind.label, kind.by, lines, any(line.basic is not None or line.project is not None for line in lines),
        budget_checks.compare(lines, before) if before else [],
    )  # fmt: skip
