"""The public paper of a normative document follows the register; who may keep it."""

from __future__ import annotations

from datetime import date

import pytest
from documented import day, entered, face
from registered_zone import DO, TODAY

from gongkai.errors import NotAllowed, Refused
from gongkai.figures import Period, totals
from gongkai.organisations.models import Organisation, User
from gongkai.publications.acts import facts
from gongkai.publications.models import Publication
from gongkai.publications.queries import facts as shown
from gongkai.registers import document_figures
from gongkai.registers.acts import document_publication, document_steps, document_turns, documents
from gongkai.registers.acts.document_steps import StepRow
from gongkai.registers.acts.documents import DocumentRow
from gongkai.registers.models import Document
from gongkai.registers.queries import documents as queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(zone: Organisation) -> Document:
    return entered(zone)


def cells(unit: Organisation, year: int) -> dict[str, int]:
    found = totals([unit], Period.of_year(year), among=document_figures.declared()).get(unit.pk, {})
    return {name: total.value for name, total in found.items()}  # type: ignore[misc]


def states(paper: Publication) -> list[tuple[str, date]]:
    return [(one.state, one.since) for one in shown.history_of(paper)]


def test_the_public_paper_shows_the_states_of_the_register(document: Document, zone: Organisation) -> None:
    paper = face(zone, "2019-03-04")
    document_publication.link_publication(document, paper, **DO)
    document.refresh_from_db()
    paper.refresh_from_db()
    assert (document.disclosed_on, paper.managed_by, paper.validity) == (
        day("2019-03-04"), f"document:{document.uid}", "in_force",
    )  # fmt: skip
    document_turns.amend(document, amended_on=day("2020-01-01"), words="第三条", **DO)
    step = document_turns.repeal(document, decided_on=day("2022-01-01"), reason="清理决定", **DO)
    paper.refresh_from_db()
    assert paper.validity == "repealed"
    assert states(paper) == [
        ("in_force", day("2019-03-01")), ("amended", day("2020-01-01")), ("repealed", day("2022-01-01")),
    ]  # fmt: skip
    document_steps.strike_step(step, "登记错误", **DO)
    paper.refresh_from_db()
    assert paper.validity == "amended"


def test_a_prolonged_paper_does_not_lapse_on_the_day_that_its_text_names(zone: Organisation) -> None:
    document = entered(zone, until_on=day("2021-02-28"))
    paper = face(zone, "2019-03-04", lapses_on=day("2021-02-28"))
    document_publication.link_publication(document, paper, **DO)
    document_turns.confirm(document, confirmed_on=day("2021-02-01"), until_on=day("2027-02-28"), **DO)
    facts.renew_validity(TODAY)
    paper.refresh_from_db()
    assert paper.validity == "in_force"
    facts.renew_validity(day("2027-03-01"))
    paper.refresh_from_db()
    assert paper.validity == "expired"


def test_the_old_paper_leads_to_the_one_that_took_its_place_once_that_is_linked(
    document: Document, zone: Organisation
) -> None:
    old, new = face(zone, "2019-03-04"), face(zone, "2022-05-02", title="新办法", made_on=day("2022-05-01"))
    document_publication.link_publication(document, old, **DO)
    following = entered(zone, "新办法", "2022-05-01")
    document_turns.take_place_of(following, document, **DO)
    document_publication.link_publication(following, new, **DO)
    found = shown.validity_on(old, TODAY)
    assert found is not None
    assert (found.state, found.successor) == ("repealed", new)


def test_a_paper_is_the_face_of_one_record_of_its_own_unit(
    document: Document, zone: Organisation, other_unit: Organisation
) -> None:
    with pytest.raises(Refused, match="属于其他机关"):
        document_publication.link_publication(document, face(other_unit, "2019-03-04"), **DO)
    paper = face(zone, "2019-03-04")
    document_publication.link_publication(document, paper, **DO)
    with pytest.raises(Refused, match="已经关联另一条登记"):
        document_publication.link_publication(entered(zone, "另一办法"), paper, **DO)
    with pytest.raises(Refused, match="请先解除关联"):
        document_publication.link_publication(document, face(zone, None), **DO)
    document_publication.unlink_publication(document, **DO)
    paper.refresh_from_db()
    document.refresh_from_db()
    assert (paper.managed_by, document.publication, document.disclosed_on) == ("", None, None)


def test_a_draft_is_made_of_what_the_register_knows_and_its_publication_is_noticed(
    document: Document, zone: Organisation, officers: dict[str, User]
) -> None:
    paper = document_publication.draft_publication(document, **DO)
    assert (paper.kind, paper.title, paper.made_on, paper.live) == (
        "normative",
        document.title,
        document.issued_on,
        False,
    )
    assert document_steps.renew(TODAY) == 0
    Publication.objects.filter(pk=paper.pk).update(live=True, published_on=TODAY)
    assert cells(zone, 2026)["documents/normative/disclosed"] == 1
    assert document_steps.renew(TODAY) == 1
    assert document_steps.renew(TODAY) == 0
    document.refresh_from_db()
    assert document.disclosed_on == TODAY


def test_days_that_were_stored_otherwise_are_found_and_mended(document: Document, zone: Organisation) -> None:
    assert list(queries.all_differences()) == []
    Document.objects.filter(pk=document.pk).update(ended_on=day("2020-01-01"), review_on=None)
    assert {(one.name, one.folded) for one in queries.all_differences([zone])} == {
        ("ended_on", None), ("review_on", day("2021-03-01")),
    }  # fmt: skip
    assert len(document_steps.refold(document, **DO)) == 2
    assert list(queries.all_differences()) == []
    assert document_steps.refold(document, **DO) == []


def test_only_the_registrar_keeps_the_register_of_documents(
    document: Document, officers: dict[str, User], other_unit: Organisation
) -> None:
    for role, officer in officers.items():
        if role == "registrar":
            continue
        with pytest.raises(NotAllowed):
            document_steps.add_step(document, StepRow("filed", day("2019-03-02"), body="区政府"), by=officer, on=TODAY)
        with pytest.raises(NotAllowed):
            documents.enter(document.organisation, DocumentRow("normative", "办法"), by=officer, on=TODAY)
    registrar = officers["registrar"]
    document_steps.add_step(document, StepRow("filed", day("2019-03-02"), body="区政府"), by=registrar, on=TODAY)
    document_publication.link_publication(document, face(document.organisation, "2019-03-04"), by=registrar, on=TODAY)
    with pytest.raises(NotAllowed):
        documents.enter(other_unit, DocumentRow("normative", "办法"), by=registrar, on=TODAY)
