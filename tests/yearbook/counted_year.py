"""What the tests of compiling share: units, records in few words, and stand-ins for the cases of a later app."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

import django_site  # noqa: F401  sets Django up before the models are imported
from gongkai.errors import Refused
from gongkai.figures import By, Flow, Listed, Period, registry
from gongkai.organisations import acts as organisations
from gongkai.organisations.models import Organisation, User, new_uid
from gongkai.organisations.permissions import Program
from gongkai.registers.acts import nil_returns
from gongkai.registers.models import Decision, FeeIncome, FeeItem, Procurement
from gongkai.report import edition_for
from gongkai.yearbook.models import YearReport
from gongkai.yearbook.queries.compiling import Compiled, compile_report
from gongkai.yearbook.queries.tracing import Trace, trace

PROGRAM = Program("test")
THEN = date(2015, 1, 1)
#: The day on which an officer compiles the report on 2024.
ON = date(2025, 1, 2)
YEAR = 2024
APPLICANTS = {"person": "自然人", "business": "商业企业", "research": "科研机构", "welfare": "社会公益组织",
              "legal": "法律服务机构", "other": "其他"}  # fmt: skip
_numbers = count(1)


def unit(code: str, kind: str = "department", parent: Organisation | None = None) -> Organisation:
    """A body."""
    return organisations.enter(organisations.Description(code, f"{code}机关", kind, parent), by=PROGRAM, on=THEN)


def officer(role: str, at: Organisation, name: str = "") -> User:
    """A person who holds a role at a unit."""
    username = f"{name or role}-{at.code}"
    organisations.appoint(organisations.Person(username, username), role, at, by=PROGRAM, on=THEN, from_on=THEN)
    return User.objects.get(username=username)


def decided(of: Organisation, on: date, kind: str = "licences", **fields: Any) -> Decision:
    """A decision of a unit."""
    number = new_uid()  # never another's, whichever process enters it
    return Decision.objects.create(
        organisation=of, kind=kind, document_number=f"{number}号", party_kind="legal", party_name=f"某公司{number}",
        decided_on=on, **fields,
    )  # fmt: skip


def collected(of: Organisation, until: date, fen: int) -> FeeIncome:
    """Money collected on a day, in whole 分."""
    item = FeeItem.objects.filter(organisation=of).first() or FeeItem.objects.create(
        organisation=of, name="某项收费", opened_on=THEN
    )
    return FeeIncome.objects.create(
        organisation=of, item=item, from_on=until, until_on=until, amount=fen
    )  # fmt: skip


def bought(of: Organisation, on: date, fen: int) -> Procurement:
    """A central procurement whose contract was signed."""
    number = next(_numbers)
    return Procurement.objects.create(
        organisation=of, name=f"项目{number}", method="open", is_central=True, contracted_on=on, amount=fen
    )  # fmt: skip


def declare_all(of: Organisation, year: int = YEAR, *, on: date = ON, besides: tuple[str, ...] = ()) -> None:
    """Nil returns for every register of the form but for those."""
    registers = [register.id for register in edition_for(year).registers if register.id not in besides]
    nil_returns.declare(of, year, registers, by=PROGRAM, on=on)


def case(of: Organisation, row: str, applicant: str, on: date) -> Decision:
    """What stands for an application in the tests: a struck decision, which no register counts."""
    return decided(of, on, "coercion", document_name="case", sub_kind=row, certificate=applicant,
                   struck_on=on, struck_for="试验")  # fmt: skip


def _cases(period: Period) -> Any:
    return Decision.objects.filter(document_name="case")


@contextmanager
def cases_declared() -> Iterator[None]:
    """While it lasts, the stand-ins for applications are figures of table three, by row and applicant."""
    rows = [row for edition in (2019, 2021) for row in edition_for(edition).table("applications").rows]
    labels = {code: row.label for row in rows for code in (row.id, *row.codes)}
    listed = Listed(lambda row: f"case:{row.uid}", lambda row: row.party_name, lambda row: "")
    cell = ("applications", By("sub_kind", labels), By("certificate", APPLICANTS))
    registry.register(
        "test_cases", [Flow(cell=cell, records=_cases, unit="organisation", listed=listed, on="decided_on")]
    )
    try:
        yield
    finally:
        del registry._by_app["test_cases"]


def compiled(of: Organisation, year: int = YEAR, **rest: Any) -> Compiled:
    """A report as its records have it."""
    return compile_report(of, year, **{"on": ON, **rest})


def traced(of: Organisation, cell: str, year: int = YEAR, **rest: Any) -> Trace:
    """Where a number comes from, first page."""
    return trace(of, year, cell, **{"on": ON, **rest})


def all_traced(of: Organisation, cell: str, year: int = YEAR, *, size: int = 3, **rest: Any) -> list[Any]:
    """Every entry behind a cell, page by page; each page but the last is full, and none starts where another did."""
    page = traced(of, cell, year, size=size, **rest)
    found, starts = [*page.entries], [""]
    while page.following:
        assert len(page.entries) == size
        assert page.following not in starts
        starts.append(page.following)
        page = traced(of, cell, year, size=size, after=page.following, **rest)
        found += page.entries
    return found


def behind(of: Organisation, cell: str, year: int = YEAR, **rest: Any) -> int | Decimal:
    """What the entries behind a cell come to, those of the cells that a sum adds among them."""
    found = traced(of, cell, year, **rest)
    if found.parts:
        return sum((behind(of, part.cell, year, **rest) for part in found.parts), start=0)
    return sum((entry.amount for entry in all_traced(of, cell, year, **rest)), start=0)


def said(act: Any, *words: Any, **rest: Any) -> str:
    """What somebody is told whose act is refused."""
    try:
        act(*words, **rest)
    except Refused as refused:
        return str(refused)
    raise AssertionError("the act was not refused")


def begun(of: Organisation, by: User | Program = PROGRAM, year: int = YEAR, **rest: Any) -> YearReport:
    """A report begun."""
    from gongkai.yearbook.acts import making

    return making.begin(of, year, by=by, **{"on": ON, **rest})
