"""The registers in the back office: who sees and does what, batches, and the page of a record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from registered_zone import (
    DO,
    a_fee,
    a_licence,
    a_matter,
    a_penalty,
    a_project,
    an_income,
    appointed,
    catalogued,
    collected,
    decided,
    listed,
    signed_in,
)

from gongkai.organisations.models import Organisation, User
from gongkai.organisations.roles import matrix
from gongkai.registers.acts import changes, judging, procurement, withdrawing
from gongkai.registers.models import Decision, Procurement

pytestmark = pytest.mark.django_db
ROLES = list(matrix().roles)
UNIT = "/office/registers/unit/zone/"


def routes(decision: Decision) -> dict[str, str]:
    """Each address of this part of the back office, and the act that it asks."""
    record = f"/office/registers/record/decision/{decision.uid}/"
    worklists = [f"decisions/{duty}" for duty in ("judge", "publish", "withdraw", "report")]
    worklists += ["announcements/result", "announcements/contract"]
    return {
        UNIT: "view", **{f"{UNIT}{worklist}/": "view" for worklist in worklists}, record: "view",
        f"{record}strike/": "record", f"{record}change/": "record",
    }  # fmt: skip


@pytest.fixture
def browser_of(zone: Organisation) -> Callable[[str], Client]:
    """The browser of an officer of a role at the zone."""
    return lambda role: signed_in(appointed(role, zone))


def one_of_each(zone: Organisation) -> list[Any]:
    """A record of each register that has its page here."""
    procurement.enter_many(zone, [a_project()], **DO)
    return [
        listed(zone, a_matter()), *decided(zone, a_penalty()), catalogued(zone, a_fee()),
        collected(zone, an_income("F1", "2025-01-01", "2025-01-31", 12_345)), Procurement.objects.get(),
    ]  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_every_route_answers_as_the_matrix_says_and_404_for_other_units(
    zone: Organisation, other_unit: Organisation, browser_of: Callable[[str], Client], role: str
) -> None:
    [own], [foreign] = decided(zone, a_penalty()), decided(other_unit, a_penalty())
    browser = browser_of(role)
    assert browser.get("/office/registers/")["Location"] == UNIT
    for (path, act), other in zip(routes(own).items(), routes(foreign), strict=True):
        may = role in matrix().acts[f"registers.{act}"].roles
        assert browser.get(path).status_code == (200 if may else 404), path
        assert browser.get(other.replace("/zone/", "/other/")).status_code == 404, other
    assert browser.get(f"{UNIT}decisions/unheard/").status_code == 404
    assert browser.get("/office/registers/record/unheard/x/").status_code == 404
    assert browser.get("/office/registers/unit/nobody/").status_code == 404


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("duty", "act", "asks"),
    [("judge", "judge_public", "judge"), ("publish", "publish", "publish"), ("withdraw", "withdraw", "publish"),
     ("report", "report", "record")],
)  # fmt: skip
def test_a_batch_is_done_by_whom_the_matrix_says(
    zone: Organisation, browser_of: Callable[[str], Client], role: str, duty: str, act: str, asks: str
) -> None:
    [made] = decided(zone, a_penalty() if duty == "judge" else a_licence())
    if duty == "withdraw":
        judging.publish([made], **DO)
        withdrawing.change_or_annul(made, date(2026, 11, 20), "撤销", **DO)
    sent = {"shown": [made.uid], "chosen": [made.uid], "act": act, "reason": "社会关注"}
    browser = browser_of(role)
    page = browser.get(f"{UNIT}decisions/{duty}/").content.decode()
    answer = browser.post(f"{UNIT}decisions/{duty}/", sent)
    may = role in matrix().acts[f"registers.{asks}"].roles
    assert answer.status_code == (302 if may else 404)
    assert (f'value="{act}"' in page) == may
    waits = made.uid in browser.get(f"{UNIT}decisions/{duty}/").content.decode()
    assert waits != may


def test_a_batch_refused_keeps_the_ticks_and_the_reason_and_says_why(
    zone: Organisation, browser_of: Callable[[str], Client]
) -> None:
    good, bad = decided(zone, a_penalty("一"), a_penalty("二", **{
        "party_kind": "person", "party_name": "张三", "party_code": "", "representative": "", "is_summary": True,
    }))  # fmt: skip
    browser = browser_of("registrar")
    sent = {"shown": [good.uid, bad.uid], "chosen": [good.uid], "act": "judge_public", "reason": "社会关注"}
    answer = browser.post(f"{UNIT}decisions/judge/", {**sent, "reason": ""})
    assert answer.status_code == 422
    assert "请写明理由" in answer.content.decode()
    answer = browser.post(f"{UNIT}decisions/judge/", {**sent, "every": "on"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "不予公示，不能判定为公开" in page
    assert 'value="社会关注"' in page
    assert page.count(" checked") == 1
    answer = browser.post(f"{UNIT}decisions/judge/", {**sent, "chosen": []})
    assert "请先勾选" in answer.content.decode()


def test_decisions_of_another_unit_slipped_into_a_batch_are_not_touched(
    zone: Organisation, other_unit: Organisation, browser_of: Callable[[str], Client]
) -> None:
    [foreign] = decided(other_unit, a_penalty())
    sent = {"shown": [foreign.uid], "chosen": [foreign.uid], "act": "judge_public", "reason": "社会关注"}
    answer = browser_of("registrar").post(f"{UNIT}decisions/judge/", sent)
    assert answer.status_code == 409
    assert "没有选择决定" in answer.content.decode()
    assert Decision.objects.get().is_public is None


def test_each_kind_of_record_has_a_page_with_its_history(
    zone: Organisation, browser_of: Callable[[str], Client]
) -> None:
    browser = browser_of("registrar")
    for record in one_of_each(zone):
        address = f"/office/registers/record/{record._meta.model_name}/{record.uid}/"
        assert "登记以后没有变更" in browser.get(address).content.decode()
        changes.strike(record, "误登了", **DO) if record._meta.model_name == "feeincome" else None
        page = browser.get(address).content.decode()
        assert str(record) in page
        assert ("误登了" in page) == (record._meta.model_name == "feeincome")


def test_a_record_is_struck_and_a_change_noted_on_forms_that_keep_what_was_typed(
    zone: Organisation, browser_of: Callable[[str], Client]
) -> None:
    [made] = decided(zone, a_licence())
    judging.publish([made], **DO)
    browser = browser_of("registrar")
    address = f"/office/registers/record/decision/{made.uid}/"
    answer = browser.post(f"{address}strike/", {"reason": "误登的理由"})
    assert answer.status_code == 409
    assert "正在公开，请先撤回" in answer.content.decode()
    assert "误登的理由" in answer.content.decode()
    today = timezone.localdate().isoformat()
    assert browser.post(f"{address}change/", {"changed_on": today, "how": "经复议撤销"})["Location"] == address
    assert "还在公开，请撤回" in browser.get(address).content.decode()
    withdrawing.withdraw([made], "决定已被撤销", **DO)
    assert browser.post(f"{address}strike/", {"reason": "误登"}).status_code == 302
    page = browser.get(address).content.decode()
    assert "作废：误登" in page
    assert "登记变更、撤销" not in page


def test_a_natural_person_s_name_is_masked_in_worklists(
    zone: Organisation, browser_of: Callable[[str], Client]
) -> None:
    decided(zone, a_penalty(party_kind="person", party_name="张小明", party_code="", representative=""))
    page = browser_of("editor").get(f"{UNIT}decisions/judge/").content.decode()
    assert "张某某" in page
    assert "张小明" not in page


def test_who_sees_several_units_chooses_one_and_sees_who_is_late(zone: Organisation, other_unit: Organisation) -> None:
    decided(other_unit, a_licence(decided_on=date(2020, 1, 2), valid_from=None, valid_until=None))
    chief = User.objects.create_superuser("chief", "c@example.org", "a-long-password", name="王主任")
    page = signed_in(chief).get("/office/registers/").content.decode()
    assert "1件" in page
    assert "某区开发区管理委员会" in page
    assert signed_in(chief).get("/office/registers/?unit=other")["Location"].endswith("/unit/other/")


def test_the_pages_take_the_same_queries_for_one_decision_and_for_fifty(
    zone: Organisation, browser_of: Callable[[str], Client]
) -> None:
    browser = browser_of("approver")
    counts: dict[str, set[int]] = {}
    for many in (1, 49):
        rows = [a_licence(f"{many}-{number}") for number in range(many)]
        decided(zone, *rows)
        for path in (UNIT, f"{UNIT}decisions/publish/"):
            browser.get(path)
            with CaptureQueriesContext(connection) as asked:
                assert browser.get(path).status_code == 200
            counts.setdefault(path, set()).add(len(asked))
    assert all(len(found) == 1 for found in counts.values()), counts
