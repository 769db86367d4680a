"""A template tried on a year before it is saved, through real requests."""

from __future__ import annotations

import pytest
from counted_year import officer, unit
from django.test import Client
from django.utils import timezone

from gongkai.organisations.models import Organisation
from gongkai.yearbook.models import Template

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau(db: None) -> Organisation:
    return unit("ju")


@pytest.fixture
def reporter(bureau: Organisation) -> Client:
    return signed_in("reporter", bureau)


def signed_in(role: str, at: Organisation) -> Client:
    browser = Client()
    browser.force_login(officer(role, at), backend="django.contrib.auth.backends.ModelBackend")
    return browser


def address(of: Organisation, path: str) -> str:
    return f"/office/yearbook/unit/{of.code}/{path}"


def test_a_template_is_tried_without_being_saved(reporter: Client, bureau: Organisation) -> None:
    text = "{{机关}}无其他事项。共{{text/website.items|单位}}。"
    page = reporter.post(address(bureau, "wordings/other/"), {"text": text, "look": "1"}).content.decode()
    assert f"{bureau.name}无其他事项。</p>" in page
    assert "“网站发布信息”没有数据。" in page
    assert not Template.objects.exists()


def test_a_template_is_tried_on_the_year_that_is_chosen(reporter: Client, bureau: Organisation) -> None:
    words = {"text": "{{年度}}年无其他事项。", "look": "1"}
    last = timezone.localdate().year - 1
    for sent, tried in (("2020", 2020), ("", last), ("1999", last), ("x", last)):
        page = reporter.post(address(bureau, "wordings/other/"), words | {"year": sent}).content.decode()
        assert f"<p>{tried}年无其他事项。</p>" in page


def test_a_template_that_cannot_be_is_refused_with_its_place_and_what_was_typed_stays(
    reporter: Client, bureau: Organisation
) -> None:
    text = "甲。\n共{{text/website.item}}条。"
    answer = reporter.post(address(bureau, "wordings/other/"), {"text": text})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "第2行第2字：没有叫“text/website.item”的数。相近的有“text/website.items”" in page
    assert text in page
    assert not Template.objects.exists()


def test_the_page_tells_the_names_forms_and_marks_that_may_be_written(reporter: Client, bureau: Organisation) -> None:
    page = reporter.get(address(bureau, "wordings/other/")).content.decode()
    for words in ("text/website.items", "records/rules.revised", "主管部门", "|书名号", "{{逐项 名称}}"):
        assert f"<code>{words}</code>" in page


def test_what_is_typed_is_text_and_not_markup(reporter: Client, bureau: Organisation) -> None:
    text = "<script>alert(1)</script>{% debug %}。"
    page = reporter.post(address(bureau, "wordings/other/"), {"text": text, "look": "1"}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{% debug %}" in page
