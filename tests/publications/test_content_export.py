"""Everything of a unit as one file, which comes in again as it was."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from published_zone import PROGRAM, TODAY, appointed, written

from gongkai.channels.models import Column
from gongkai.errors import NotAllowed
from gongkai.organisations.models import Organisation, User
from gongkai.publications import exports, imports
from gongkai.publications.acts import drafts, placements
from gongkai.publications.models import Attachment, Placement, Publication, StoredFile, Validity
from gongkai.publications.queries import files

BODY = [
    {"type": "heading", "value": {"level": "2", "text": "一、总则"}},
    {"type": "paragraph", "value": "<p>第一段 &lt; 第二段</p><ul><li>项</li></ul>"},
]
#: What a spreadsheet brings back; keys, times of writing and validity's words are made anew.
FACTS = (
    "title", "kind", "published_on", "made_on", "index_number", "document_number", "ground", "validity", "summary",
    "issuer", "effective_on", "lapses_on", "fiscal_year", "keywords", "source", "live", "imported_from",
)  # fmt: skip


def archive(unit: Organisation, folder: Path, by: object = PROGRAM) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(exports.export(unit, folder, by=by, on=TODAY))))  # type: ignore[arg-type]


@pytest.fixture
def content(zone: Organisation, columns: dict[str, Column]) -> list[Publication]:
    """Three public papers, of which one begins like a formula and one has a long text, and a draft."""
    made = [
        written(zone, "=HYPERLINK(1)", live=True, published_on=date(2019, 3, 1), body=BODY, index_number="甲/2019-1",
                summary="-1\n第二行", keywords="@公开"),
        written(zone, "办法", kind="normative", live=True, published_on=date(2019, 4, 1), made_on=date(2019, 3, 20),
                effective_on=date(2019, 4, 1), lapses_on=date(2029, 3, 31), document_number="示发〔2019〕1号",
                ground="20.1", validity="in_force", index_number="甲/2019-2", imported_from="url:https://old.example/1"),
        written(zone, "预算", kind="budget", live=True, published_on=date(2019, 5, 1), fiscal_year=2019,
                index_number="甲/2019-3", body=[{"type": "paragraph", "value": f"<p>{'长' * 70_000}</p>"}]),
        written(zone, "草稿"),
    ]  # fmt: skip
    Validity.objects.create(publication=made[1], state="in_force", from_on=date(2019, 4, 1))
    for publication in made[:3]:
        placements.plan(publication, columns["news"], by=PROGRAM, on=publication.published_on)
    placements.plan(made[0], columns["other"], by=PROGRAM, on=date(2019, 6, 1))
    return made


def test_what_is_exported_comes_in_again_as_it_was(
    zone: Organisation, content: list[Publication], tmp_path: Path
) -> None:
    def state() -> list[object]:
        rows = Publication.objects.filter(live=True).order_by("published_on")
        texts = [[(child.block_type, str(child.value)) for child in row.body] for row in rows]
        places = list(
            Placement.objects.order_by("from_on").values_list("publication__title", "column__code", "from_on")
        )
        return [list(rows.values(*FACTS)), texts, places]

    before = state()
    (tmp_path / "content.xlsx").write_bytes(archive(zone, tmp_path).read("content.xlsx"))
    for kind in (Placement, Validity, Publication):
        kind.objects.all().delete()
    found = imports.look(tmp_path / "content.xlsx", "content.xlsx")
    taken = imports.import_sheet(found, zone, by=PROGRAM, on=TODAY)
    assert taken is not None
    assert taken.added == 3
    after = state()
    for rows in (before[0], after[0]):
        for row in rows:  # type: ignore[attr-defined]
            if not row["imported_from"].startswith("url:"):
                row["imported_from"] = ""
    assert after == before


def test_what_is_there_already_is_known_by_its_number_and_stays(
    zone: Organisation, content: list[Publication], tmp_path: Path
) -> None:
    (tmp_path / "content.xlsx").write_bytes(archive(zone, tmp_path).read("content.xlsx"))
    found = imports.look(tmp_path / "content.xlsx", "content.xlsx")
    outcome = imports.examine(found, zone, on=TODAY)
    assert (outcome.new, outcome.known, outcome.problems) == (0, 3, ())


def test_no_cell_of_the_spreadsheet_is_a_formula(
    zone: Organisation, content: list[Publication], tmp_path: Path
) -> None:
    page = load_workbook(io.BytesIO(archive(zone, tmp_path).read("content.xlsx"))).active
    cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    risky = [cell for cell in cells if str(cell.value).startswith(("=", "-", "@"))]
    assert len(risky) == 3
    assert all(cell.quotePrefix for cell in risky)


def test_the_lines_have_everything_drafts_too_and_the_files_lie_beside(
    zone: Organisation, content: list[Publication], tmp_path: Path
) -> None:
    stored = StoredFile.objects.create(
        organisation=zone, place="ab/abc", name="附件 一.txt", kind="txt", size=4, sha256="0" * 64, stored_on=TODAY,
        stored_by="program:test",
    )  # fmt: skip
    path = files.path_of(stored)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"text")
    Attachment.objects.create(publication=content[3], file=stored, title="附件一")
    editor = appointed("editor", zone)
    drafted = drafts.draft(zone, "article", {"title": "在改的"}, by=editor, on=TODAY)
    drafts.revise(drafted, {"summary": "新写的概述"}, seen=None, by=editor, on=TODAY)
    found = archive(zone, tmp_path)
    lines = [json.loads(line) for line in found.read("publications.jsonl").decode().splitlines()]
    assert [line["title"] for line in lines] == [*(publication.title for publication in content), "在改的"]
    assert lines[4]["draft"]["summary"] == "新写的概述"
    assert lines[0]["body"][0]["value"] == {"level": "2", "text": "一、总则"}
    assert [place["column"] for place in lines[0]["placements"]] == ["zone-news", "zone-other"]
    assert lines[3]["attachments"][0]["file"] == stored.uid
    assert found.read(f"files/{stored.uid}/附件 一.txt") == b"text"
    assert found.testzip() is None
    assert list(tmp_path.iterdir()) == []
    path.unlink()


def test_an_export_takes_the_same_queries_for_few_and_many(
    zone: Organisation, columns: dict[str, Column], tmp_path: Path
) -> None:
    counts = []
    for _ in range(2):
        for number in range(20):
            row = written(zone, f"第{number}条", live=True, body=BODY)
            placements.plan(row, columns["news"], by=PROGRAM, on=TODAY)
        with CaptureQueriesContext(connection) as queries:
            archive(zone, tmp_path)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_only_an_approver_or_administrator_of_the_unit_exports(
    zone: Organisation, officers: dict[str, User], other_unit: Organisation, tmp_path: Path
) -> None:
    for role, user in officers.items():
        if role in {"approver", "administrator"}:
            assert archive(zone, tmp_path, user).namelist() == ["content.xlsx", "publications.jsonl"]
        else:
            with pytest.raises(NotAllowed):
                exports.export(zone, tmp_path, by=user, on=TODAY)
    with pytest.raises(NotAllowed):
        exports.export(zone, tmp_path, by=appointed("approver", other_unit), on=TODAY)
