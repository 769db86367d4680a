"""What a file is, told by content alone; what cannot be read is refused with what it is and what to do."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from pathlib import Path

import pytest
from made_files import packed, pdf, say, word

from gongkai.errors import Unreadable
from gongkai.report.reading import office, sniff

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
TABLE = "<table><tr><td>规章</td><td>0</td></tr></table>"
SENTENCE = "本报告根据《中华人民共和国政府信息公开条例》编制。\n二、主动公开政府信息情况\n"

READABLE = [
    ("html", TABLE.encode()),
    ("html", f"<!DOCTYPE html><html><body>{TABLE}</body></html>".encode("gb18030")),
    ("html", b"\xef\xbb\xbf\r\n<html><body><p>x</p></body></html>"),
    ("html", ("\ufeff<html><body>" + TABLE).encode("utf-16-le")),
    ("html", ("标题：年度报告\n" + "<p>一、总体情况</p>" * 20).encode()),
    ("html", b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>x</p></body></html>'),
    ("html", b"<ucapcontent><p>text</p></ucapcontent>"),
    ("html", "<!-- saved from url --><div>政府信息公开</div>".encode()),
    ("pdf", pdf(say(50, 50, "x"))),
    ("pdf", b"junk before\r\n" + pdf(say(50, 50, "x"))),
    ("docx", word("<w:p/>")),
    ("xlsx", packed({"xl/workbook.xml": "<workbook/>"})),
    ("odt", packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"})),
    ("json", b'{"format": "gongkai-report/1"}'),
    ("json", b'\xef\xbb\xbf  [\n {"format": "gongkai-report/1"}]'),
    ("json", b"[]"),
    ("text", SENTENCE.encode()),
    ("text", SENTENCE.encode("gb18030")),
    ("text", b"\xff\xfe" + SENTENCE.encode("utf-16-le")),
    ("text", b"\xfe\xff" + SENTENCE.encode("utf-16-be")),
    ("text", SENTENCE.encode()[:-4]),                       # cut in the middle of a character
    ("text", "# 年度报告\n\n| 规章 | 0 |\n|---|---|\n".encode()),
    ("text", "[collector: prose dropped]\n二、主动公开政府信息情况".encode()),
    ("text", "规章 <5 件，其中 a<b 且 b>c\n".encode()),
    ("text", "BMW牌公务车1辆\n".encode()),                    # begins like a bitmap
    ("text", "MZ区年度报告\n".encode()),                      # begins like a program
    ("text", SENTENCE.encode() * 5 + b"\0\0\x01"),             # a few damaged bytes do not make a binary
]  # fmt: skip


@pytest.mark.parametrize(("expected", "data"), READABLE, ids=range(len(READABLE)))
def test_kind_is_told_by_content_whatever_the_name_says(expected: str, data: bytes) -> None:
    assert sniff.kind(data, "报告.doc") == expected
    assert sniff.kind(data, None) == expected


REFUSED = [
    (b"", "空的"),
    (b"\xef\xbb\xbf \r\n\t", "空的"),
    (OLE + "WordDocument".encode("utf-16-le"), "另存为.docx"),
    (OLE + "Workbook".encode("utf-16-le"), "另存为.xlsx"),
    (OLE + "EncryptedPackage".encode("utf-16-le"), "去掉密码"),
    (packed({"OFD.xml": "<x/>", "Doc_0/Document.xml": "<x/>"}), "OFD"),
    (packed({"a.txt": "x"}), "先解压"),
    (packed({"ppt/presentation.xml": "<x/>"}), "演示文稿"),
    (packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "另存为.xlsx"),
    (packed({"a.txt": "x" * 500})[:-30], "损坏"),
    (rb"{\rtf1\ansi text}", "RTF"),
    (b"\x89PNG\r\n\x1a\n" + bytes(100), "图片"),
    (b"\xff\xd8\xff\xe0" + bytes(100), "图片"),
    (b"GIF89a" + bytes(100), "图片"),
    (b"RIFF\x10\0\0\0WEBPVP8 " + bytes(100), "图片"),
    (b"II*\0" + bytes(100), "图片"),
    (b"BM" + struct.pack("<IHHI", 2000, 0, 0, 54) + bytes(2000), "图片"),
    (b"Rar!\x1a\x07\x01\0" + bytes(100), "先解压"),
    (b"7z\xbc\xaf\x27\x1c" + bytes(100), "先解压"),
    (gzip.compress(b"x" * 100), "先解压"),
    (b"MZ\x90\0\x03\0\0\0" + bytes(300), "程序"),
    (b"\x7fELF" + bytes(100), "程序"),
    (b"ID3\x03" + bytes(100), "音频"),
    (b"\0\0\0\x20ftypisom" + bytes(100), "视频"),
    (b"SQLite format 3\0" + bytes(100), "数据库"),
    (SENTENCE.encode("utf-16-le"), "UTF-16"),
    (SENTENCE.encode("utf-16-be"), "UTF-16"),
    (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', "另存为.docx"),
    (b'<?xml version="1.0"?><pkg:package xmlns:pkg="x"/>', "另存为.docx"),
    (b'<?xml version="1.0"?><rss><channel/></rss>', "XML数据"),
    (bytes(range(256)) * 20, "认不出"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "word"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_no_report_is_refused_with_what_it_is_and_what_to_do(data: bytes, word: str) -> None:
    with pytest.raises(Unreadable) as caught:
        sniff.kind(data, "报告.docx")
    assert word in caught.value.message
    assert caught.value.message.endswith("。")
    assert any(advice in caught.value.message for advice in ("请", "试"))
    assert caught.value.file == "报告.docx"


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "很大.pdf"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(Unreadable, match="200MB，超过50MB"):
        sniff.load(path)


@pytest.mark.parametrize(("name", "word"), [("没有.html", "没有这个文件"), (".", "文件夹")])
def test_a_path_that_is_no_file_is_refused(tmp_path: Path, name: str, word: str) -> None:
    with pytest.raises(Unreadable, match=word):
        sniff.load(tmp_path / name)


def test_a_file_within_the_limit_is_loaded_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"abc")
    assert sniff.load(path) == b"abc"


MHT = """From: <Saved by WebKit>
Subject: =?utf-8?B?5oql5ZGK?=
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="----b"

------b
Content-Type: text/html; charset="{charset}"
Content-Transfer-Encoding: {encoding}

{body}
------b
Content-Type: image/png
Content-Transfer-Encoding: base64

iVBORw0KGgo=
------b--
"""


@pytest.mark.parametrize(
    ("charset", "encoding", "body"),
    [
        ("utf-8", "quoted-printable", "<p>=E8=A7=84=E7=AB=A0</p>"),
        ("gb2312", "base64", "PHA+uebVwjwvcD4="),
    ],
)
def test_a_web_archive_becomes_its_page_in_its_own_encoding(charset: str, encoding: str, body: str) -> None:
    data = MHT.format(charset=charset, encoding=encoding, body=body).encode()
    kind, page = sniff.opened(data, "报告.doc")
    assert kind == "html"
    assert "规章" in page.decode(charset)
    assert f'charset="{charset}"'.encode() in page


def test_a_web_archive_without_a_page_is_refused() -> None:
    data = MHT.format(charset="utf-8", encoding="base64", body="").replace("text/html; ", "text/plain; ").encode()
    with pytest.raises(Unreadable, match="没有网页正文"):
        sniff.opened(data, None)


def test_what_is_not_wrapped_is_opened_as_it_is() -> None:
    assert sniff.opened(b"<p>x</p>", None) == ("html", b"<p>x</p>")


def test_a_legacy_file_is_refused_with_advice_where_there_is_no_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert not office.is_present()
    with pytest.raises(Unreadable, match=r"另存为\.docx"):
        sniff.opened(OLE + "WordDocument".encode("utf-16-le"), "旧.doc")
    with pytest.raises(Unreadable, match="没有LibreOffice"):
        office.convert(OLE, "旧.doc")


def test_an_empty_zip_is_refused() -> None:
    file = io.BytesIO()
    zipfile.ZipFile(file, "w").close()
    with pytest.raises(Unreadable, match="压缩包"):
        sniff.kind(file.getvalue(), None)
