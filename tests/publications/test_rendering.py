"""A body as a page shows it: legible to people and programs, harmless whatever a revision holds, few queries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import made_attachments as made
import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lives import drafted
from lxml import html
from published_zone import PROGRAM, TODAY

from gongkai.organisations.models import Organisation, User
from gongkai.publications import intake, rendering
from gongkai.publications.acts import drafts, files
from gongkai.publications.acts.intake import content_of
from gongkai.publications.models import Attachment, StoredFile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def room(settings: Any, tmp_path: Path) -> Path:
    """An empty room of files for each test."""
    settings.GONGKAI_DATA = type(settings.GONGKAI_DATA)(tmp_path)
    (tmp_path / "files").mkdir()
    return tmp_path / "files"


def store(unit: Organisation, name: str, data: bytes) -> StoredFile:
    return files.store(ContentFile(data, name=name), unit=unit, by=PROGRAM, on=TODAY)


def page(zone: Organisation, *blocks: tuple[str, Any]) -> html.HtmlElement:
    body = [{"type": kind, "value": value} for kind, value in blocks]
    publication = drafted(zone, PROGRAM, body=body)
    return html.fromstring(f"<main>{rendering.body(publication)}</main>")


def picture(stored: StoredFile, **rest: Any) -> tuple[str, Any]:
    return "picture", {"file": stored.uid, "alternative": "现场", "decorative": False, "caption": "", **rest}


def test_headings_begin_below_the_page_s_title(zone: Organisation) -> None:
    found = page(zone, ("heading", {"level": "2", "text": "一、<总>则"}), ("heading", {"level": "3", "text": "（一）"}))
    assert [(each.tag, each.text) for each in found.xpath("//h2|//h3")] == [("h2", "一、<总>则"), ("h3", "（一）")]


def test_a_table_names_its_heads_its_caption_and_can_be_reached_by_keyboard(zone: Organisation) -> None:
    value = {
        "data": [["项目", "上年", "本年"], ["甲", "1", "<b>2</b>"]], "cell": [], "mergeCells": [],
        "table_header_choice": "both", "table_caption": "收支表",
    }  # fmt: skip
    found = page(zone, ("table", value))
    assert found.xpath("//caption")[0].text == "收支表"
    assert [head.get("scope") for head in found.xpath("//thead//th")] == ["col"] * 3
    assert [head.text for head in found.xpath("//tbody//th[@scope='row']")] == ["甲"]
    assert [cell.text for cell in found.xpath("//td")] == ["1", "<b>2</b>"]
    (region,) = found.xpath("//*[@role='region']")
    assert (region.get("aria-label"), region.get("tabindex")) == ("收支表", "0")


def test_a_picture_has_its_words_and_a_decorative_one_is_silent(zone: Organisation) -> None:
    stored = store(zone, "图 一.png", made.picture())
    found = page(zone, picture(stored, caption="图1"), picture(stored, decorative=True))
    shown, silent = found.xpath("//img")
    assert (shown.get("alt"), silent.get("alt")) == ("现场", "")
    assert shown.get("src") == f"/files/{stored.uid}/%E5%9B%BE%20%E4%B8%80.png"
    assert found.xpath("//figcaption")[0].text == "图1"


def test_a_leader_is_named_with_post_duties_and_photograph(zone: Organisation) -> None:
    """Regulation art. 20(2)."""
    stored = store(zone, "照片.png", made.picture())
    value = {"name": "李明", "post": "主任", "duties": "主持全面工作。\n分管财政。", "photo": stored.uid}
    found = page(zone, ("person", value), ("person", {**value, "name": "王红", "photo": ""}))
    assert [name.text for name in found.xpath("//h3")] == ["李明", "王红"]
    assert [image.get("alt") for image in found.xpath("//img")] == ["李明的照片"]
    assert "分管财政。" in found.text_content()


def test_a_spreadsheet_stands_in_the_text_with_its_file_below(zone: Organisation) -> None:
    stored = store(zone, "预算.xlsx", made.workbook())
    found = page(zone, ("attached_table", {"file": stored.uid, "caption": "2019年预算"}))
    assert found.xpath("//caption")[0].text == "2019年预算"
    assert [cell.text for cell in found.xpath("//td")] == ["公用经费", "160.5964"]
    assert found.xpath("//a")[0].get("href").startswith(f"/files/{stored.uid}/")


def test_an_attached_table_can_be_made_again_when_what_was_kept_of_it_is_lost(zone: Organisation, room: Path) -> None:
    stored = store(zone, "预算.xlsx", made.workbook())
    before = rendering.attached_table(Attachment(file=stored, title="预算"))
    (room / f"{stored.place}.tables").unlink()
    assert rendering.attached_table(Attachment(file=stored, title="预算")) == before
    assert "公用经费" in before


def test_a_file_of_another_unit_is_not_named_in_the_page(zone: Organisation, district: Organisation) -> None:
    foreign = store(district, "内部.png", made.picture())
    found = page(zone, picture(foreign), ("attached_table", {"file": foreign.uid, "caption": ""}))
    assert foreign.uid not in html.tostring(found).decode()


def test_rich_text_that_a_revision_holds_is_written_anew(zone: Organisation) -> None:
    hostile = "<p onclick='x()'>字<script>alert(1)</script><a href='javascript:x'>链</a><img src=x onerror=x></p>"
    found = page(zone, ("paragraph", hostile), ("heading", {"level": "2", "text": "<script>x</script>"}))
    assert not found.xpath("//script|//img|//*[@onclick]|//a")
    assert found.xpath("//p")[0].text_content() == "字链"


def test_a_text_of_many_pictures_costs_as_many_queries_as_one_of_few(zone: Organisation) -> None:
    stored = [store(zone, f"{number}.png", made.picture(size=(number, 2))) for number in range(1, 9)]
    counts = []
    for some in (stored[:1], stored):
        blocks = [{"type": kind, "value": value} for kind, value in map(picture, some)]
        publication = drafted(zone, PROGRAM, body=blocks)
        with CaptureQueriesContext(connection) as asked:
            assert rendering.body(publication).count("<img") == len(some)
        counts.append(len(asked))
    assert counts == [1, 1]


def test_a_document_taken_in_is_a_draft_with_its_pictures_stored(zone: Organisation, officers: dict[str, User]) -> None:
    import io

    def fill(document: Any) -> None:
        document.add_paragraph("关于做好防汛工作的通知", style="Title")
        document.add_paragraph("现将有关事项通知如下。")
        document.add_picture(io.BytesIO(made.picture()))
        document.add_picture(io.BytesIO(made.picture()))
        table = document.add_table(2, 2)
        for number, text in enumerate(["项目", "数量", "沙袋", "300"]):
            table.cell(number // 2, number % 2).text = text
        document.add_paragraph("某区开发区管理委员会")
        document.add_paragraph("2019年6月3日")

    editor = officers["editor"]
    taken = intake.from_docx(made.document(fill))
    content, warnings = content_of(taken, unit=zone, by=editor, on=TODAY)
    draft = drafts.draft(zone, "document", content, by=editor, on=TODAY)
    assert warnings == []
    assert (draft.title, str(draft.made_on), draft.issuer) == (
        "关于做好防汛工作的通知", "2019-06-03", "某区开发区管理委员会",
    )  # fmt: skip
    assert [child.block_type for child in draft.body] == ["paragraph", "picture", "picture", "table", "signature"]
    assert StoredFile.objects.count() == 1
    found = html.fromstring(f"<main>{rendering.body(draft)}</main>")
    assert [cell.text for cell in found.xpath("//td")] == ["沙袋", "300"]
    assert len(found.xpath("//img")) == 2


def test_a_picture_that_cannot_be_stored_is_left_out_and_told(zone: Organisation) -> None:
    import base64

    svg = base64.b64encode(made.SVG).decode()
    taken = intake.from_html(f"<p>一段文字。</p><img src='data:image/svg+xml;base64,{svg}'>")
    content, warnings = content_of(taken, unit=zone, by=PROGRAM, on=TODAY)
    assert [block["type"] for block in content["body"]] == ["paragraph"]
    assert "图片.svg" in warnings[0]
    assert "SVG" in warnings[0]


def test_a_title_that_was_typed_stands_and_the_one_in_the_text_stays_in_the_text(zone: Organisation) -> None:
    taken = intake.from_html("<h1>文中的标题</h1><p>一段文字。</p>")
    typed, _ = content_of(taken, "另拟的标题", unit=zone, by=PROGRAM, on=TODAY)
    assert (typed["title"], typed["body"][0]["value"]["text"]) == ("另拟的标题", "文中的标题")
    same, _ = content_of(taken, "文中的 标题", unit=zone, by=PROGRAM, on=TODAY)
    assert [block["type"] for block in same["body"]] == ["paragraph"]
