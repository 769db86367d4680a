"""A district whose units submit their reports to its government office, for the tests of submissions and the desk."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

import django_site  # noqa: F401  sets Django up before the models are imported
from gongkai.organisations import acts
from gongkai.organisations.models import Organisation, User
from gongkai.organisations.permissions import Program
from gongkai.report import Report, editions
from gongkai.yearbook.models import Frozen, FrozenCell, YearReport

#: The day on which everything in these tests is done, within the time for the reports on 2025.
TODAY = date(2026, 1, 20)
THEN = date(2020, 1, 1)
YEAR = 2025
PROGRAM = Program("test")


def report(name: str, year: int = YEAR, **cells: int) -> Report:
    """A report that keeps every rule of the form: zeros, with *cells* given as table__row__column."""
    form = editions()["2021" if year >= 2021 else "2019"]
    values: dict[str, object] = dict.fromkeys(form.cells, 0)
    values |= {cell.replace("__", "/"): value for cell, value in cells.items()}
    made = Report(
        edition=form.id, agency=name, year=year, title=f"{name}{year}年政府信息公开工作年度报告",
        cells=values,  # type: ignore[arg-type]
    )  # fmt: skip
    from gongkai.report import Section

    made.sections = [
        Section(section.number, section.key, section.heading, "本年度依法公开政府信息。") for section in form.sections
    ]
    return made


def freeze(unit: Organisation, made: Report, *, scope: str = "body", reason: str = "更正") -> Frozen:
    """*made* as frozen, with the next number of the unit's report on its year, as the table keeps it."""
    making, _new = YearReport.objects.get_or_create(
        organisation=unit, year=made.year, scope=scope,
        defaults={"state": "frozen", "begun_on": THEN, "begun_by": str(PROGRAM)},
    )  # fmt: skip
    number = making.frozen.count() + 1
    text = made.to_json()
    frozen = Frozen.objects.create(
        report=making, number=number, text=text, sha256=sha256(text.encode()).hexdigest(),
        entries_file=f"{making.uid}-{number}.jsonl.gz", entries_sha256=sha256(b"entries").hexdigest(), entries=3,
        reason="" if number == 1 else reason, frozen_on=TODAY, frozen_by=str(PROGRAM),
    )  # fmt: skip
    FrozenCell.objects.bulk_create(
        FrozenCell(frozen=frozen, cell=cell, value=value) for cell, value in made.cells.items()
    )
    return frozen


@dataclass
class District:
    """qu above ju, jie and qu-ban; qu-ban supervises ju and jie; other stands apart with its own bureau."""

    units: dict[str, Organisation] = field(default_factory=dict)

    def enter(self, code: str, kind: str, parent: str | None = None, name: str = "") -> Organisation:
        """Enter a unit below another."""
        above = self.units[parent] if parent else None
        body = acts.Description(code, name or f"{code}机关", kind, above)
        self.units[code] = acts.enter(body, by=PROGRAM, on=TODAY)
        return self.units[code]

    def __getitem__(self, code: str) -> Organisation:
        return self.units[code]

    def officer(self, role: str, code: str) -> User:
        """Somebody who holds a role at a unit, with an address for mail."""
        name = f"{role}-{code}"
        if found := User.objects.filter(username=name).first():
            return found
        person = acts.Person(name, f"{role}{code}", f"{name}@example.gov.cn")
        acts.appoint(person, role, self.units[code], by=PROGRAM, on=TODAY, from_on=THEN)
        return User.objects.get(username=name)


def made_district() -> District:
    """The district, its government office named as supervisor of the bureau and the street."""
    made = District()
    made.enter("qu", "district", name="某区人民政府")
    made.enter("qu-ban", "department", "qu", "某区人民政府办公室")
    made.enter("ju", "department", "qu", "某区教育局")
    made.enter("jie", "street", "qu", "某街道办事处")
    made.enter("other", "district", name="他区人民政府")
    made.enter("other-ju", "department", "other", "他区教育局")
    for code in ("ju", "jie"):
        acts.supervise(made[code], made["qu-ban"], by=PROGRAM, on=TODAY, from_on=THEN)
    return made
