"""The page of the check: who sees it, what is done on it, and that nothing typed is lost."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import gated_files as made
import pytest
from django.core.files.base import ContentFile
from django.test import Client
from lives import drafted, fresh
from published_zone import PROGRAM, TODAY, appointed

from gongkai.organisations.models import Organisation, User
from gongkai.organisations.roles import matrix
from gongkai.publications import gate
from gongkai.publications.acts import files
from gongkai.publications.models import Publication, StoredFile

pytestmark = pytest.mark.django_db

Officers = dict[str, User]


@pytest.fixture(autouse=True)
def room(settings: Any, tmp_path: Path) -> None:
    """An empty room of files for each test."""
    settings.GONGKAI_DATA = type(settings.GONGKAI_DATA)(tmp_path)
    (tmp_path / "files").mkdir()


@pytest.fixture
def draft(zone: Organisation, officers: Officers) -> Publication:
    """One with a number in its text and a name list attached."""
    body = [{"type": "paragraph", "value": f"<p>联系人手机{made.PHONE}。</p>", "id": "one"}]
    stored = files.store(ContentFile(made.listing(), name="名单.csv"), unit=zone, by=PROGRAM, on=TODAY)
    found = drafted(zone, officers["editor"], body=body)
    return files.attach(found, stored, "办理结果名单", "file", by=officers["editor"], on=TODAY)


def address(publication: Publication) -> str:
    return f"/office/publication/{publication.uid}/checks/"


def signed_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def keys(publication: Publication, rule: str) -> list[str]:
    return [one.key for one in gate.findings(fresh(publication)) if one.rule == rule]


def test_each_role_that_may_see_the_publication_sees_its_check_and_nobody_of_another_unit(
    draft: Publication, other_unit: Organisation, officers: Officers
) -> None:
    for role, user in officers.items():
        expected = 200 if role in matrix().acts["publications.view"].roles else 404
        assert signed_in(user).get(address(draft)).status_code == expected, role
    assert signed_in(appointed("editor", other_unit)).get(address(draft)).status_code == 404


def test_findings_stand_by_place_with_the_words_marked(draft: Publication, officers: Officers) -> None:
    page = signed_in(officers["editor"]).get(address(draft)).content.decode()
    assert f'联系人手机<mark class="gk-gate__mark gk-gate__mark--stop">{made.PHONE}</mark>' in page
    assert re.findall(r'<section class="gk-gate" aria-label="([^"]+)"', page) == ["文字和要素", "附件“办理结果名单”"]
    assert "还有<strong>3处</strong>" in page


@pytest.mark.parametrize("do", ["mask", "justify", "redact", "clean", "links"])
def test_what_the_matrix_does_not_allow_answers_404(draft: Publication, officers: Officers, do: str) -> None:
    acts = {"mask": "mask", "redact": "mask", "justify": "justify", "clean": "clean_file", "links": "check_links"}
    sent = {"do": do, "finding": keys(draft, "personal.text"), "words": "有理由", "file": StoredFile.objects.get().uid}
    for role, user in officers.items():
        if role not in matrix().acts[f"publications.{acts[do]}"].roles:
            assert signed_in(user).post(address(draft), sent).status_code == 404, role


def test_no_button_is_offered_that_would_be_refused(draft: Publication, officers: Officers) -> None:
    offered = {
        role: set(
            re.findall(r'name="do" value="(\w+)"', signed_in(officers[role]).get(address(draft)).content.decode())
        )
        for role in ("editor", "reviewer", "approver")
    }
    assert offered == {"editor": {"mask", "redact", "justify"}, "reviewer": {"justify"}, "approver": set()}


def test_an_editor_masks_redacts_and_says_why(draft: Publication, officers: Officers) -> None:
    browser = signed_in(officers["editor"])
    sent = {"do": "mask", "finding": keys(draft, "personal.text")}
    assert browser.post(address(draft), sent).status_code == 302
    _kept, *others = keys(draft, "personal.file")
    uid = StoredFile.objects.get().uid
    assert browser.post(address(draft), {"do": "redact", "file": uid, "finding": others}).status_code == 302
    (left,) = keys(draft, "personal.file")
    assert browser.post(address(draft), {"do": "justify", "finding": left, "words": "本人书面同意"}).status_code == 302
    page = browser.get(address(draft), follow=True).content.decode()
    assert "没有妨碍公开的问题" in page
    assert "本人书面同意" in page
    assert "本人书面同意" in signed_in(officers["approver"]).get(address(draft)).content.decode()


def test_what_was_ticked_and_typed_stays_when_it_is_refused(draft: Publication, officers: Officers) -> None:
    (key,) = keys(draft, "personal.text")
    sent = {"do": "mask", "finding": [key, keys(draft, "personal.file")[0]], "words": "打了一半的理由", "file": ""}
    answer = signed_in(officers["editor"]).post(address(draft), sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "只能遮盖文字里的个人信息" in page
    assert "打了一半的理由" in page
    assert f'value="{key}" checked' in page


@pytest.mark.parametrize(
    "sent", [{"do": "justify"}, {"do": "mask"}, {"do": "justify", "finding": "0" * 64, "words": "有"}]
)
def test_nothing_chosen_or_nothing_there_any_more_is_said(
    draft: Publication, officers: Officers, sent: dict[str, str]
) -> None:
    answer = signed_in(officers["editor"]).post(address(draft), sent)
    assert answer.status_code == 409
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize("sent", [{}, {"do": "explode"}, {"do": "clean", "file": "nobody"}])
def test_what_there_is_not_answers_404(draft: Publication, officers: Officers, sent: dict[str, str]) -> None:
    assert signed_in(officers["editor"]).post(address(draft), sent).status_code == 404


def test_a_quote_with_marks_of_html_is_shown_and_not_run(zone: Organisation, officers: Officers) -> None:
    body = [{"type": "paragraph", "value": "<p>&lt;script&gt;alert(1)&lt;/script&gt;帐户</p>", "id": "one"}]
    page = signed_in(officers["editor"]).get(address(drafted(zone, officers["editor"], body=body))).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<mark" in page
