"""Every page of the office of publications, asked as every role: as the matrix says, and 404 for other units."""

from __future__ import annotations

import pytest
from django.test import Client
from lives import drafted
from office_client import signed_in
from published_zone import PROGRAM, appointed

from gongkai.organisations.models import Organisation, User
from gongkai.organisations.roles import matrix
from gongkai.publications.urls import urlpatterns
from gongkai.publications.viewsets import PublicationViewSet

pytestmark = pytest.mark.django_db

ROLES = list(matrix().roles)
#: Pages of one publication: what act each asks, by the name of its address.
PAGES = {
    "edit": ("publications.draft", "/office/publications/edit/{pk}/"),
    "history": ("publications.view", "/office/publications/history/{pk}/"),
    "history_results": ("publications.view", "/office/publications/history-results/{pk}/"),
    "preview_on_edit": ("publications.draft", "/office/publications/preview/{pk}/"),
    "revisions_view": ("publications.view", "/office/publications/history/{pk}/revisions/{revision}/view/"),
    "revisions_revert": ("publications.draft", "/office/publications/history/{pk}/revisions/{revision}/revert/"),
    "revisions_compare": (
        "publications.view", "/office/publications/history/{pk}/revisions/compare/earliest...latest/"
    ),
    "lock": ("publications.draft", "/office/publications/lock/{pk}/"),
    "unlock": ("publications.draft", "/office/publications/unlock/{pk}/"),
    "review": ("publications.view", "/office/review/{uid}/"),
    "publish": ("publications.publish", "/office/publication/{uid}/publish/"),
    "withdraw": ("publications.withdraw", "/office/publication/{uid}/withdraw/"),
    "archive": ("publications.archive", "/office/publication/{uid}/archive/"),
    "unschedule": ("publications.publish", "/office/publication/{uid}/unschedule/"),
}  # fmt: skip
#: Pages of no publication, or of a unit.
LISTS = {
    "list": ("publications.view", "/office/publications/"),
    "add": ("publications.draft", "/office/publications/add/"),
    "overdue": ("publications.view", "/office/overdue/"),
    "batch": ("publications.view", "/office/review/"),
    "chains": ("publications.view", "/office/chains/"),
    "set_chain": ("publications.set_chain", "/office/chains/zone/"),
}
#: For whoever may enter the back office at all; and only for what is sent.
OPEN, SENT = {"work"}, {"take_many"}
#: Pages that other tests of this folder walk through.
ELSEWHERE = ("checks", "wordings", "wording", "file", "placement", "offer", "import", "export", "evaluat", "validity",
             "number", "scheme", "column", "place", "article", "proof")  # fmt: skip


def test_every_address_of_this_office_is_in_the_table_of_this_test() -> None:
    own = {pattern.name for pattern in PublicationViewSet().get_urlpatterns()} - {"index"}
    own |= {entry.name for entry in urlpatterns if not any(word in entry.name for word in ELSEWHERE)}
    assert own == {*PAGES, *LISTS, *OPEN, *SENT}


@pytest.mark.parametrize("role", ROLES)
def test_every_page_answers_as_the_matrix_says_and_404_for_other_units(
    zone: Organisation, other_unit: Organisation, officers: dict[str, User], role: str
) -> None:
    own = drafted(zone, officers["editor"])
    foreign = drafted(other_unit, appointed("editor", other_unit))
    browser = signed_in(officers[role])
    for name, (act, path) in PAGES.items():
        allowed = role in matrix().acts[act].roles
        answer = browser.get(_filled(path, own)).status_code
        assert answer == (200 if allowed else 404) or (name in {"lock", "unlock"} and answer == 405), name
        assert browser.get(_filled(path, foreign)).status_code == 404, name
        assert browser.post(_filled(path, foreign), {"verdict": "passed"}).status_code == 404, name
    for name, (act, path) in LISTS.items():
        allowed = role in matrix().acts[act].roles
        assert browser.get(path).status_code == (200 if allowed else 404), name
    assert browser.get("/office/chains/other/").status_code == 404
    assert browser.get("/office/today/").status_code == 200
    seen = role in matrix().acts["publications.view"].roles
    assert browser.post("/office/review/take/", {"uid": foreign.uid}).status_code == (200 if seen else 404)
    assert foreign.reviews.count() == 0


def test_what_goes_past_the_acts_is_not_there(zone: Organisation, officers: dict[str, User]) -> None:
    own = drafted(zone, officers["editor"])
    chief = User.objects.create_superuser("chief", "c@example.org", "a-long-password", name="王主任")
    browser = signed_in(chief)
    for path in ("delete", "copy", "usage", "unpublish", "workflow_history"):
        assert browser.post(f"/office/publications/{path}/{own.pk}/").status_code == 404
    assert browser.get("/office/snippets/choose/gk_publications/publication/").status_code == 404
    bulk = f"/office/bulk/gk_publications/publication/delete/?id={own.pk}"
    assert browser.post(bulk).status_code == 404
    own.refresh_from_db()


def test_who_is_not_signed_in_is_sent_to_the_door(zone: Organisation, officers: dict[str, User]) -> None:
    own = drafted(zone, officers["editor"])
    for _act, path in (*PAGES.values(), *LISTS.values()):
        assert Client().get(_filled(path, own))["Location"].startswith("/office/login/")


def test_the_technician_is_an_administrator_and_no_editor(zone: Organisation) -> None:
    own = drafted(zone, PROGRAM)
    chief = User.objects.create_superuser("chief", "c@example.org", "a-long-password", name="王主任")
    browser = signed_in(chief)
    assert browser.get(f"/office/review/{own.uid}/").status_code == 200
    for path in ("edit", "lock", "unlock"):
        assert browser.post(f"/office/publications/{path}/{own.pk}/").status_code == 404


def _filled(path: str, publication: object) -> str:
    return path.format(pk=publication.pk, uid=publication.uid, revision=publication.latest_revision_id)  # type: ignore[attr-defined]
