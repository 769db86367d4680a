"""Files that are broken or meant to break the reader: Unreadable with a sentence, and nothing else."""

from __future__ import annotations

import logging
import re
import zipfile
from functools import cache
from io import BytesIO

import planted
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from planted import Secrets, edited, simple_pdf

from gongkai.errors import Unreadable
from gongkai.privacy.files import clean, examine, redact

WHOLE = {
    "docx": lambda: planted.word(Secrets()), "xlsx": lambda: planted.workbook(Secrets()),
    "pdf": lambda: planted.pdf(Secrets()), "jpeg": lambda: planted.photograph("a"), "png": lambda: planted.drawing("a"),
}  # fmt: skip


@cache
def whole(kind: str) -> bytes:
    return WHOLE[kind]()


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """pikepdf tells of damage that it mends."""
    caplog.set_level(logging.CRITICAL)


def survives(data: bytes) -> None:
    for act in (examine, clean, lambda data, name: redact(data, name, ["SECRET-00"])):
        wrong = None
        try:
            act(data, "文件")
        except Unreadable as raised:
            wrong = raised
        assert wrong is None or (str(wrong).startswith("文件：") and wrong.message.endswith("。"))


FEW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FEW
@given(
    st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.7\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"])
)
def test_random_bytes_are_unreadable(data: bytes, start: bytes) -> None:
    with pytest.raises(Unreadable):
        examine(start + data)


@pytest.mark.parametrize("kind", WHOLE)
@FEW
@given(share=st.floats(0, 1))
def test_a_file_cut_off_is_unreadable_or_read(kind: str, share: float) -> None:
    data = whole(kind)
    survives(data[: int(len(data) * share)])


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data:UserWarning")  # which Pillow says of pictures damaged just so
@pytest.mark.parametrize("kind", WHOLE)
@FEW
@given(changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=20))
def test_a_file_with_bytes_changed_is_unreadable_or_read(kind: str, changes: list[tuple[float, int]]) -> None:
    data = bytearray(whole(kind))
    for share, value in changes:
        data[int(share * len(data))] = value
    survives(bytes(data))


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@FEW
@given(
    which=st.integers(0, 60),
    share=st.floats(0, 1),
    put=st.sampled_from([b"", b"<a/>", b"\x00" * 9, b"<a", b'r:id="rId1"']),
)
def test_a_package_with_a_broken_part_is_unreadable_or_read(kind: str, which: int, share: float, put: bytes) -> None:
    def broken(parts: dict[str, bytes]) -> None:
        name = sorted(parts)[which % len(parts)]
        at = int(len(parts[name]) * share)
        parts[name] = parts[name][:at] + put + parts[name][at + len(put) :]

    survives(edited(whole(kind), broken))


def package(**parts: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize(("data", "says"), [
    (b"", "空的"), (b"hello", "只能检查"), (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "旧格式"), (b"{\\rtf1", "RTF"),
    (b"GIF89a", "GIF"), (b"Rar!\x1a", "压缩包"), (b"PK\x03\x04", "已损坏"), (b"%PDF-1.7\n", "已损坏"),
    (package(mimetype=b"application/vnd.oasis.opendocument.text"), "ODF"), (package(a=b"b"), "压缩包"),
])  # fmt: skip
def test_each_kind_that_cannot_be_checked_is_named_with_what_to_do(data: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        examine(data, "文件")


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(Unreadable, match="炸弹"):
        examine(package(**{"word/document.xml": b"\0" * 60_000_000}))


def test_a_size_that_a_part_does_not_have_is_not_believed() -> None:
    data = package(**{"[Content_Types].xml": b"<a/>", "word/document.xml": b"a" * 50_000})
    lied = data.replace((50_000).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    with pytest.raises(Unreadable):
        examine(lied)


def test_entities_are_refused() -> None:
    def declared(parts: dict[str, bytes]) -> None:
        parts["word/document.xml"] = b'<!DOCTYPE a [<!ENTITY b "c">]>' + re.sub(
            rb"^<\?.*?\?>", b"", parts["word/document.xml"]
        )

    with pytest.raises(Unreadable, match="实体声明"):
        examine(edited(whole("docx"), declared))


def test_a_workbook_whose_sheets_are_all_hidden_is_refused() -> None:
    def hidden(parts: dict[str, bytes]) -> None:
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'state="visible"', b'state="hidden"')

    with pytest.raises(Unreadable, match="都是隐藏的"):
        clean(edited(whole("xlsx"), hidden))


def test_a_locked_pdf_is_refused() -> None:
    import pikepdf

    out = BytesIO()
    with pikepdf.open(BytesIO(simple_pdf(b""))) as file:
        file.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(Unreadable, match="密码"):
        examine(out.getvalue())


def test_a_pdf_that_only_its_owner_may_change_is_read_and_unlocked() -> None:
    import pikepdf

    out = BytesIO()
    with pikepdf.open(BytesIO(simple_pdf(b""))) as file:
        file.save(out, encryption=pikepdf.Encryption(owner="a", user=""))
    cleaned, _ = clean(out.getvalue())
    assert not pikepdf.open(BytesIO(cleaned)).is_encrypted


@pytest.mark.parametrize("box", ["0 0 1e9 1e9", "0 0 0 0", "0 0 -5 5", "0 0 1e-30 1", "0 0 14400 14400"])
def test_a_page_of_any_size_takes_no_more_memory_than_the_limit(box: str) -> None:
    survives(simple_pdf(b"BT /F1 12 Tf 20 20 Td (PUBLIC) Tj ET").replace(b"[ 0 0 400 300 ]", f"[ {box} ]".encode()))
