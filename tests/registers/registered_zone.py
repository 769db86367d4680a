"""What the tests of this folder share: days, and rows in few words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client

import django_site  # noqa: F401  sets Django up before the models are imported
from gongkai.organisations import acts as units
from gongkai.organisations.models import Organisation, User
from gongkai.organisations.permissions import Program
from gongkai.registers.acts import decisions, fees, matters
from gongkai.registers.acts.rows import DecisionRow, FeeIncomeRow, FeeItemRow, MatterRow, ProcurementRow
from gongkai.registers.models import Decision, FeeIncome, FeeItem, Matter

#: The day on which everything in these tests is done, a Tuesday.
TODAY = date(2026, 11, 24)
PROGRAM = Program("test")
DO: dict[str, Any] = {"by": PROGRAM, "on": TODAY}
#: A code with the right check character.
CODE = "91120111MA05R8GT1R"
LONG_AGO = date(2015, 1, 1)


def appointed(role: str, unit: Organisation) -> User:
    """An officer of that role at *unit*."""
    person = units.Person(f"{role}-{unit.code}", f"{role}{unit.code}")
    units.appoint(person, role, unit, by=PROGRAM, on=TODAY, from_on=date(2020, 1, 1))
    return User.objects.get(username=person.username)


def signed_in(user: User) -> Client:
    """The browser of an officer."""
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def a_matter(code: str = "X1", **fields: Any) -> MatterRow:
    """A matter in few words."""
    return MatterRow(**{"kind": "licences", "name": f"事项{code}", "opened_on": LONG_AGO, "code": code, **fields})


def a_penalty(number: str = "津西罚〔2026〕1号", **fields: Any) -> DecisionRow:
    """A penalty of a company, complete by the double-publicity rule."""
    values: dict[str, Any] = {
        "kind": "penalties", "document_number": number, "document_name": "行政处罚决定书", "party_kind": "legal",
        "party_name": "天津某某商贸有限公司", "party_code": CODE, "representative": "李某",
        "decided_on": date(2026, 11, 2), "sub_kind": "罚款", "content": "罚款500元", "offence": "未按规定公示信息",
        "facts": "经营场所未悬挂营业执照", "grounds": "《市场主体登记管理条例》第四十八条", "fine": 50_000,
    }  # fmt: skip
    return DecisionRow(**{**values, **fields})


def a_licence(number: str = "津西许〔2026〕1号", **fields: Any) -> DecisionRow:
    """A licence of a company, complete by the double-publicity rule."""
    values: dict[str, Any] = {
        "kind": "licences", "document_number": number, "document_name": "准予行政许可决定书", "party_kind": "legal",
        "party_name": "天津某某餐饮有限公司", "party_code": CODE, "representative": "王某",
        "decided_on": date(2026, 11, 2), "sub_kind": "普通", "content": "准予食品经营",
        "valid_from": date(2026, 11, 2), "valid_until": date(2031, 11, 1),
    }  # fmt: skip
    return DecisionRow(**{**values, **fields})


def a_fee(code: str = "F1", **fields: Any) -> FeeItemRow:
    """An item of the catalogue of fees in few words."""
    values = {
        "name": f"收费{code}", "grounds": "财综〔2018〕1号", "rate": "每件10元", "opened_on": LONG_AGO, "code": code,
    }  # fmt: skip
    return FeeItemRow(**{**values, **fields})


def an_income(item: str, first: str, last: str, amount: int | None) -> FeeIncomeRow:
    """Money collected, in few words."""
    return FeeIncomeRow(item, date.fromisoformat(first), date.fromisoformat(last), amount, "非税收入系统")


def a_project(code: str = "C1", **fields: Any) -> ProcurementRow:
    """A project that was contracted, in few words."""
    values: dict[str, Any] = {
        "name": f"项目{code}", "method": "open", "code": code, "amount": 1_000_000, "supplier": "天津某某有限公司",
        "awarded_on": date(2026, 11, 16), "contracted_on": date(2026, 11, 20),
    }  # fmt: skip
    return ProcurementRow(**{**values, **fields})


def decided(unit: Organisation, *rows: DecisionRow) -> list[Decision]:
    """Decisions, entered."""
    entered = decisions.enter_many(unit, rows, **DO)
    found = {row.uid: row for row in Decision.objects.filter(uid__in=entered.uids).select_related("organisation")}
    return [found[uid] for uid in entered.uids]


def listed(unit: Organisation, row: MatterRow) -> Matter:
    """A matter, entered."""
    [uid] = matters.enter_many(unit, [row], **DO).uids
    return Matter.objects.select_related("organisation").get(uid=uid)


def catalogued(unit: Organisation, row: FeeItemRow) -> FeeItem:
    """An item, entered."""
    [uid] = fees.enter_items(unit, [row], **DO).uids
    return FeeItem.objects.select_related("organisation").get(uid=uid)


def collected(unit: Organisation, row: FeeIncomeRow) -> FeeIncome:
    """Money, entered."""
    [uid] = fees.enter_incomes(unit, [row], **DO).uids
    return FeeIncome.objects.select_related("organisation", "item").get(uid=uid)
