"""A file is kept whole or not at all, private at first, and what no record names is swept."""

from __future__ import annotations

import io
import os
import resource
import stat
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import made_attachments as made
import pytest
from django.core.files.base import ContentFile, File
from django.db import transaction
from lives import drafted, published
from published_zone import PROGRAM, TODAY

from gongkai.errors import NotAllowed, Refused, Unreadable
from gongkai.ledger.models import Entry
from gongkai.organisations.models import Organisation, User
from gongkai.publications.acts import files
from gongkai.publications.files import examining
from gongkai.publications.files.keeping import TooLarge
from gongkai.publications.models import ShownFile, StoredFile
from gongkai.publications.queries import files as queries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def room(settings: Any, tmp_path: Path) -> Path:
    """An empty room of files for each test."""
    settings.GONGKAI_DATA = type(settings.GONGKAI_DATA)(tmp_path)
    (tmp_path / "files").mkdir()
    return tmp_path / "files"


def upload(name: str, data: bytes) -> File[bytes]:
    return ContentFile(data, name=name)


def store(unit: Organisation, name: str, data: bytes, by: Any = PROGRAM) -> StoredFile:
    return files.store(upload(name, data), unit=unit, by=by, on=TODAY)


def lying(room: Path) -> list[str]:
    return sorted(path.relative_to(room).as_posix() for path in room.rglob("*") if path.is_file())


class Sparse(File[bytes]):
    """An upload that is as large as it says and holds nothing but zeros, made as it is read."""

    def __init__(self, name: str, size: int, said: int) -> None:
        super().__init__(io.BytesIO(), name=name)
        self.real, self.size, self.read_so_far = size, said, 0

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        block = bytes(1 << 20)
        for _ in range(self.real >> 20):
            self.read_so_far += len(block)
            yield block


def test_a_stored_file_lies_under_its_uid_whole_and_the_ledger_knows_it(
    zone: Organisation, officers: dict[str, User], room: Path
) -> None:
    data = made.document()
    kept = store(zone, "桌面/防汛通知.docx", data, officers["editor"])
    assert (kept.name, kept.kind, kept.size, kept.organisation) == ("防汛通知.docx", "docx", len(data), zone)
    assert kept.text == "各单位要做好防汛准备。"
    assert lying(room) == [kept.place] == [f"{kept.uid[:2]}/{kept.uid}"]
    assert queries.path_of(kept).read_bytes() == data
    entry = Entry.objects.latest("pk")
    assert (entry.act, entry.subject) == ("publications.store_file", f"storedfile:{kept.uid}")


def test_the_same_file_stored_twice_is_one_file(zone: Organisation, district: Organisation, room: Path) -> None:
    first = store(zone, "a.png", made.picture())
    assert store(zone, "a.png", made.picture()) == first
    assert store(zone, "b.png", made.picture()) != first
    assert store(district, "a.png", made.picture()) != first
    assert len(lying(room)) == 3


@pytest.mark.parametrize("role", ["reviewer", "secrecy_reviewer", "case_officer", "overseer", "administrator"])
def test_who_drafts_nothing_stores_nothing(
    zone: Organisation, officers: dict[str, User], room: Path, role: str
) -> None:
    with pytest.raises(NotAllowed):
        store(zone, "a.png", made.picture(), officers[role])
    assert lying(room) == []


def test_an_editor_stores_nothing_at_another_unit(
    other_unit: Organisation, officers: dict[str, User], room: Path
) -> None:
    with pytest.raises(NotAllowed):
        store(other_unit, "a.png", made.picture(), officers["editor"])
    assert lying(room) == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("图.png", made.SVG),
        ("断.png", made.picture("PNG", (400, 300))[:-200]),
        ("断.jpg", made.picture("JPEG", (800, 600))[:-2000]),
        ("断.pdf", made.PDF[:120]),
        ("密.pdf", b"%PDF-1.4\n" + b"not a pdf at all" * 50),
        ("坏.docx", made.changed(made.document(), "word/document.xml", b"<w:document")),
        (
            "实体.docx",
            made.changed(made.document(), "word/document.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'),
        ),
        ("坏.xlsx", made.changed(made.workbook(), "xl/workbook.xml", b"<workbook")),
        ("坏.zip", bytes(bytearray(made.packed({"a.txt": b"x" * 900}, stored=True)).replace(b"xxxx", b"yyyy", 1))),
    ],
)
def test_what_cannot_be_opened_leaves_nothing_behind(zone: Organisation, room: Path, name: str, data: bytes) -> None:
    with pytest.raises(Unreadable) as wrong:
        store(zone, name, data)
    assert wrong.value.file == name
    assert lying(room) == []
    assert not StoredFile.objects.exists()


def test_a_picture_of_too_many_points_is_refused_by_the_child(zone: Organisation, room: Path) -> None:
    import struct
    import zlib

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    chunk = b"IHDR" + head
    rows = zlib.compress(bytes(1000))
    png = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    png += struct.pack(">I", len(rows)) + b"IDAT" + rows + struct.pack(">I", zlib.crc32(b"IDAT" + rows))
    with pytest.raises(Unreadable, match="上限"):
        store(zone, "大.png", png)
    assert lying(room) == []


def test_a_file_of_a_gigabyte_is_refused_by_what_it_says_before_a_byte_is_read(zone: Organisation, room: Path) -> None:
    large = Sparse("录像.zip", 1 << 30, said=1 << 30)
    with pytest.raises(TooLarge, match="100MB"):
        files.store(large, unit=zone, by=PROGRAM, on=TODAY)
    assert large.read_so_far == 0
    assert lying(room) == []


def test_a_file_of_a_gigabyte_that_says_it_is_small_is_cut_off_at_the_limit(zone: Organisation, room: Path) -> None:
    large = Sparse("录像.zip", 1 << 30, said=10)
    with pytest.raises(TooLarge, match="100MB"):
        files.store(large, unit=zone, by=PROGRAM, on=TODAY)
    assert large.read_so_far <= 102 << 20
    assert lying(room) == []


def test_pictures_have_a_limit_of_their_own(zone: Organisation, room: Path, settings: Any) -> None:
    settings.GONGKAI_LARGEST_PICTURE = 50
    with pytest.raises(TooLarge):
        store(zone, "a.png", made.picture())
    assert store(zone, "a.docx", made.document()).size > 50
    assert len(lying(room)) == 1


def test_a_connection_lost_while_reading_leaves_nothing(zone: Organisation, room: Path) -> None:
    class Cut(Sparse):
        def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
            yield b"PK\x03\x04" + bytes(1000)
            raise ConnectionResetError(104, "Connection reset by peer")

    with pytest.raises(Refused):
        files.store(Cut("a.zip", 0, 10), unit=zone, by=PROGRAM, on=TODAY)
    assert lying(room) == []


def test_a_disk_that_takes_no_more_is_said_in_words_and_leaves_nothing(zone: Organisation, room: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    data = os.urandom(400_000)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        with pytest.raises(Refused, match="磁盘写不进去"):
            store(zone, "a.zip", made.packed({"a.txt": data}, stored=True))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert lying(room) == []
    assert not StoredFile.objects.exists()


def scanner(folder: Path, body: str) -> str:
    script = folder / "a scanner"
    script.write_text(f"#!/bin/sh\n{body}\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return f"'{script}' --quiet"


def test_a_scanner_sees_every_file_and_what_it_finds_is_not_kept(
    zone: Organisation, room: Path, settings: Any, tmp_path: Path
) -> None:
    settings.GONGKAI_MALWARE_COMMAND = scanner(tmp_path, 'grep -q EICAR "$2" && exit 1; exit 0')
    with pytest.raises(Refused, match="恶意程序"):
        store(zone, "a.txt", "EICAR 测试".encode())
    assert lying(room) == []
    assert store(zone, "b.txt", "无害".encode()).text == "无害"


@pytest.mark.parametrize(
    ("body", "why"), [("exit 2", "没有给出结果"), ("kill -9 $$", "没有给出结果"), (None, "不能运行")]
)
def test_a_file_that_the_scanner_could_not_judge_is_not_kept(
    zone: Organisation, room: Path, settings: Any, tmp_path: Path, body: str | None, why: str
) -> None:
    settings.GONGKAI_MALWARE_COMMAND = scanner(tmp_path, body) if body else str(tmp_path / "absent")
    with pytest.raises(Refused, match=why):
        store(zone, "a.txt", b"x")
    assert lying(room) == []


def test_a_file_whose_record_is_not_kept_is_not_kept_either(zone: Organisation, room: Path) -> None:
    room_before = lying(room)
    with transaction.atomic():
        store(zone, "a.png", made.picture())
        transaction.set_rollback(True)
    assert not StoredFile.objects.exists()
    # The file was written before the commit that never came: the sweep removes it, once it is old enough.
    assert len(lying(room)) == len(room_before) + 1
    assert files.sweep_orphans(datetime.now(UTC) - timedelta(hours=1)) == []
    assert len(files.sweep_orphans(datetime.now(UTC) + timedelta(seconds=5))) == 1
    assert lying(room) == []


def test_the_sweep_takes_what_no_record_names_and_nothing_else(zone: Organisation, room: Path) -> None:
    kept = [store(zone, "a.png", made.picture()), store(zone, "b.xlsx", made.workbook())]
    (room / "incoming").mkdir(exist_ok=True)
    for stray in ("incoming/half", "zz/zzzzzzzzzzzzz", "zz/zzzzzzzzzzzzz.tables"):
        (room / stray).parent.mkdir(exist_ok=True)
        (room / stray).write_bytes(b"x")
        os.utime(room / stray, (time.time() - 90_000,) * 2)
    (room / "readme").write_text("not ours")
    swept = files.sweep_orphans(datetime.now(UTC) - timedelta(days=1))
    assert sorted(swept) == ["incoming/half", "zz/zzzzzzzzzzzzz", "zz/zzzzzzzzzzzzz.tables"]
    assert lying(room) == sorted([kept[0].place, kept[1].place, kept[1].place + ".tables", "readme"])


def test_the_text_of_each_kind_is_kept_for_the_search(zone: Organisation) -> None:
    texts = {
        kind: store(zone, name, data).text
        for kind, name, data in [
            ("pptx", "a.pptx", made.presentation()),
            ("odt", "a.odt", made.open_document()),
            ("ofd", "a.ofd", made.ofd()),
            ("pdf", "a.pdf", made.PDF),
            ("xlsx", "a.xlsx", made.workbook()),
            ("csv", "a.csv", "项目,金额\n甲,1\n".encode("gb18030")),
            ("txt", "a.txt", "说明".encode("utf-16")),
            ("zip", "a.zip", made.packed({"一.txt": b"x"})),
            ("png", "a.png", made.picture()),
        ]
    }
    assert {kind: text.strip() for kind, text in texts.items()} == {
        "pptx": "年度安排", "odt": "开放文档", "ofd": "版式文件", "pdf": "Budget of 2019",
        "xlsx": "项目 金额 公用经费 160.5964", "csv": "项目 金额\n甲 1", "txt": "说明", "zip": "一.txt", "png": "",
    }  # fmt: skip


def test_a_file_that_takes_all_time_or_memory_ends_its_child_and_not_the_site(tmp_path: Path) -> None:
    deep = b"<x>" * 3_000_000
    path = tmp_path / "deep"
    path.write_bytes(made.changed(made.open_document(), "content.xml", deep))
    with pytest.raises(Unreadable):
        examining.examine(path, "odt", "深.odt")


def test_attached_replaced_and_detached_each_in_a_new_revision(zone: Organisation, officers: dict[str, User]) -> None:
    editor = officers["editor"]
    scan, table = store(zone, "扫描件.pdf", made.PDF), store(zone, "预算表.xlsx", made.workbook())
    draft = drafted(zone, editor)
    draft = files.attach(draft, scan, "", "served", by=editor, on=TODAY)
    draft = files.attach(draft, table, "2019年预算表", "table", by=editor, on=TODAY)
    assert [(row.title, row.use) for row in draft.attachments.all()] == [
        ("扫描件", "served"), ("2019年预算表", "table"),
    ]  # fmt: skip
    other = store(zone, "新扫描件.pdf", made.PDF + b"\n")
    draft = files.replace(draft, scan, other, by=editor, on=TODAY)
    assert [row.file for row in draft.attachments.all()] == [other, table]
    draft = files.detach(draft, table, by=editor, on=TODAY)
    assert [row.file for row in draft.latest_revision.as_object().attachments.all()] == [other]
    with pytest.raises(Refused, match="不是本件的附件"):
        files.detach(draft, table, by=editor, on=TODAY)


@pytest.mark.parametrize(
    ("name", "data", "use", "why"),
    [("a.pdf", made.PDF, "table", "xlsx或csv"), ("a.docx", made.document(), "served", "盖章扫描件")],
)
def test_a_file_is_used_as_what_it_is(
    zone: Organisation, officers: dict[str, User], name: str, data: bytes, use: str, why: str
) -> None:
    draft = drafted(zone, officers["editor"])
    with pytest.raises(Refused, match=why):
        files.attach(draft, store(zone, name, data), "附件", use, by=officers["editor"], on=TODAY)


def test_another_unit_s_file_is_never_attached_and_never_shown(
    zone: Organisation, district: Organisation, officers: dict[str, User]
) -> None:
    foreign = store(district, "内部.png", made.picture())
    draft = drafted(zone, officers["editor"])
    with pytest.raises(Refused, match="不是本单位的文件"):
        files.attach(draft, foreign, "附件", "file", by=officers["editor"], on=TODAY)
    body = [
        {"type": "picture", "value": {"file": foreign.uid, "alternative": "图", "decorative": False, "caption": ""}}
    ]
    draft.body = body
    assert list(queries.named_by(draft)) == []
    files.show(draft)
    assert not ShownFile.objects.exists()


def test_what_is_published_shows_its_files_and_the_next_text_only_its_own(
    zone: Organisation, officers: dict[str, User]
) -> None:
    picture, table = store(zone, "图.png", made.picture()), store(zone, "表.csv", "甲,乙\n1,2\n".encode())
    body = [
        {"type": "picture", "value": {"file": picture.uid, "alternative": "现场", "decorative": False, "caption": ""}},
        {"type": "attached_table", "value": {"file": table.uid, "caption": "明细"}},
    ]
    found = published(zone, officers, body=body)
    assert {row.file for row in ShownFile.objects.filter(publication=found)} == {picture, table}
