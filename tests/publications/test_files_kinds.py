"""What a file is, is told by its content; what may not be public does not come in."""

from __future__ import annotations

import io

import made_attachments as made
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.errors import Unreadable
from gongkai.publications.files import names, sniff
from gongkai.publications.files.kind import kinds

REAL = {
    "docx": ("通知.docx", made.document()),
    "xlsx": ("预算.xlsx", made.workbook()),
    "pptx": ("汇报.pptx", made.presentation()),
    "odt": ("通知.odt", made.open_document()),
    "ofd": ("公文.ofd", made.ofd()),
    "pdf": ("决算.pdf", made.PDF),
    "jpeg": ("现场.JPG", made.picture("JPEG")),
    "png": ("现场.png", made.picture("PNG")),
    "gif": ("图标.gif", made.picture("GIF")),
    "webp": ("图标.webp", made.picture("WEBP")),
    "csv": ("数据.csv", "项目,金额\n甲,1\n".encode("gb18030")),
    "txt": ("说明.txt", "说明文字".encode()),
    "zip": ("附件.zip", made.packed({"一.docx": made.document(), "二/三.txt": b"x"})),
}


def told(name: str, data: bytes) -> str:
    return sniff.kind_of(io.BytesIO(data), name)


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(Unreadable) as wrong:
        told(name, data)
    return str(wrong.value)


def test_every_kind_is_tried_here_and_says_its_source() -> None:
    assert set(REAL) == set(kinds())
    assert all(kind.source and kind.label and kind.extensions for kind in kinds().values())


@pytest.mark.parametrize("kind", REAL)
def test_a_file_of_each_kind_is_known_by_its_content(kind: str) -> None:
    name, data = REAL[kind]
    assert told(name, data) == kind
    # A name without an extension is given one; for text it is that of plain text.
    bare = names.parted(name)[0]
    known = told(bare, data)
    assert known == ("txt" if kind == "csv" else kind)
    assert names.parted(sniff.named(known, bare))[1].removeprefix(".") in kinds()[known].extensions


@pytest.mark.parametrize("kind", [kind for kind in REAL if kind not in {"txt", "csv"}])
def test_a_name_that_says_another_kind_is_refused_with_both_named(kind: str) -> None:
    other = "pdf" if kind != "pdf" else "png"
    said = refusal(f"文件.{other}", REAL[kind][1])
    assert f"以.{other}结尾" in said
    assert kinds()[kind].label in said


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("图.png", made.SVG, "SVG"),
        ("图.svg", made.SVG, "SVG"),
        ("图.png", b"\xef\xbb\xbf  \n<?xml version='1.0'?><svg onload='x()'/>", "SVG"),
        ("说明.txt", b"<!DOCTYPE html><script>alert(1)</script>", "网页"),
        ("说明.txt", "<html><body>x".encode("utf-16"), "网页"),
        ("数据.csv", b"<script>alert(1)</script>", "网页"),
        ("图.pdf", b"<html>\n%PDF-1.4", "还有别的内容"),
        ("图.jpg", b"MZ\x90\x00\x03\x00\x00\x00", "程序"),
        ("清单.txt", b"#!/bin/sh\nrm -rf /", "程序"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "另存为docx"),
        ("包.rar", b"Rar!\x1a\x07\x00", "RAR"),
        ("空.pdf", b"", "空"),
        ("空.txt", b" \r\n\t ", "空"),
        ("乱.txt", bytes(range(1, 256)) * 40, "认不出"),
        ("尾.txt", b"a" * 70_000 + b"\0\0\0", "后面却不是"),
        ("宏.docx", made.changed(made.document(), "word/vbaProject.bin", b"x"), "宏"),
        ("包.zip", made.packed({"../../etc/passwd": b"x"}), "以外的位置"),
        ("包.zip", made.packed({"C:\\a.txt": b"x"}), "以外的位置"),
        ("包.zip", made.packed({"安装.EXE": b"x"}), "程序或网页"),
        ("包.zip", made.packed({"页.html": b"x"}), "程序或网页"),
        ("包.zip", made.packed({"内.zip": b"x"}), "压缩包里还有压缩包"),
        ("包.zip", made.packed({}), "空"),
        ("包.zip", b"PK\x03\x04" + b"broken" * 20, "已损坏"),
        ("断.docx", made.document()[:900], "已损坏"),
        ("表.ods", made.packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "xlsx"),
    ],
)
def test_what_could_run_mislead_or_not_be_opened_is_refused_in_words(name: str, data: bytes, why: str) -> None:
    said = refusal(name, data)
    assert why in said
    assert said.startswith(name)
    assert said.endswith("。")


def test_a_zip_bomb_is_refused_without_being_unpacked() -> None:
    bomb = made.packed({f"{number}.txt": bytes(30_000_000) for number in range(3)})
    assert len(bomb) < 200_000
    assert "压缩炸弹" in refusal("包.zip", bomb)


def test_a_document_that_asks_for_a_password_is_refused() -> None:
    sealed = bytearray(made.packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"x"}))
    for at in range(len(sealed) - 4):
        if sealed[at : at + 4] == b"PK\x01\x02":
            sealed[at + 8] |= 1
    assert "密码" in refusal("密.docx", bytes(sealed))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\王某\\桌面\\通知.docx", "通知.docx"),
        ("通知\u202excod.exe", "通知xcod.exe"),
        ("附\u200b件\x00.pdf", "附件.pdf"),
        ("CON.txt", "_CON.txt"),
        ("nul", "_nul"),
        ("  a\n b .pdf. ", "a b.pdf"),
        ('报告"2019"<终稿>?.docx', "报告_2019__终稿__.docx"),
        (".htaccess", "htaccess"),
        ("..", names.UNNAMED),
        ("", names.UNNAMED),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
        ("e\u0301.txt", "é.txt"),
    ],
)
def test_a_name_is_kept_as_people_read_it_and_is_never_a_path(given: str, kept: str) -> None:
    assert names.readable(given) == kept


@given(st.text(max_size=400))
def test_no_name_whatever_holds_a_path_a_control_or_a_turn_of_direction(given: str) -> None:
    kept = names.readable(given)
    assert 0 < len(kept) <= names.LONGEST
    assert not set(kept) & set('/\\<>:"|?*\x00\n\r\u202e\u2066\u200b')
    assert kept not in {".", ".."}
    assert names.readable(kept) == kept
