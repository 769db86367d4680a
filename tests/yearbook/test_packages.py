"""Signed packages between installations: verified before they are opened, received once however often they come."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from submitted_district import PROGRAM, TODAY, YEAR, District, freeze, report

from gongkai.errors import GongkaiError, NotAllowed, Refused, Unreadable
from gongkai.ledger import signing
from gongkai.ledger.models import Entry
from gongkai.yearbook import exchange
from gongkai.yearbook.acts import packages as acts
from gongkai.yearbook.models import Sender, Submission

pytestmark = pytest.mark.django_db

THEIRS = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
THEIR_KEY = THEIRS.public_key().public_bytes_raw().hex()


def signed(content: bytes, key: Ed25519PrivateKey = THEIRS, form: str = exchange.FORMAT) -> bytes:
    """*content* with the tail of a package, as another installation makes it."""
    public = key.public_key().public_bytes_raw().hex()
    return content + f"{form} {public} {key.sign(content).hex()}\n".encode()


def resigned(package: bytes, key: Ed25519PrivateKey = THEIRS) -> bytes:
    """A package of this installation as if the other one had made it."""
    return signed(package[: -len(signed(b""))], key)


@pytest.fixture
def contents() -> exchange.Contents:
    made = report("某区教育局", documents__normative__issued=2).to_json().encode()
    return exchange.Contents("ju", "某区教育局", YEAR, "body", 1, TODAY, made, "ab" * 32, 7)


@pytest.fixture
def sender(submitting: District) -> Sender:
    by = submitting.officer("overseer", "qu-ban")
    return acts.know_sender(submitting["ju"], "教育局年报系统", THEIR_KEY.upper(), by=by, on=TODAY)


def received(package: bytes, on: date = TODAY) -> acts.Submitted:
    return acts.receive(package, by=acts.EXCHANGE, on=on)


def test_a_package_made_here_opens_as_a_zip_and_says_what_was_frozen(submitting: District) -> None:
    frozen = freeze(submitting["ju"], report("某区教育局"))
    made = acts.package(frozen, by=submitting.officer("reporter", "ju"), on=TODAY)
    assert made == acts.package(frozen, by=submitting.officer("approver", "ju"), on=TODAY + timedelta(days=3))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == ["entries.json", "manifest.json", "report.json"]
        assert archive.read("report.json") == frozen.text.encode()
    exchange.verify(made, signing.own_key())
    found = exchange.opened(made)
    assert (found.body, found.year, found.number, found.entries_sha256, found.entries) == (
        "ju", YEAR, 1, frozen.entries_sha256, 3,
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        acts.package(frozen, by=submitting.officer("editor", "ju"), on=TODAY)


def test_a_package_is_received_once_however_often_it_is_sent(sender: Sender, contents: exchange.Contents) -> None:
    package = resigned(exchange.sealed(contents))
    first, again = received(package), received(package, TODAY + timedelta(days=20))
    assert (first.is_new, again.is_new) == (True, False)
    kept = first.submission
    assert again.submission.pk == kept.pk
    assert (kept.superior.code, kept.organisation.code, kept.origin, kept.sender) == ("qu-ban", "ju", "package", sender)
    assert (kept.text, kept.entries_sha256, kept.version) == (contents.report.decode(), "ab" * 32, 1)
    assert kept.cells.get(cell="documents/normative/issued").value == 2
    assert (kept.errors, kept.submitted_by) == (0, "program:exchange")
    assert (Submission.objects.count(), Entry.objects.filter(act="yearbook.receive").count()) == (1, 1)


def test_an_amendment_is_received_and_what_it_replaced_is_refused_when_it_is_played_again(
    sender: Sender, contents: exchange.Contents
) -> None:
    old = resigned(exchange.sealed(contents))
    other = replace(contents, report=report("某区教育局").to_json().encode())
    received(resigned(exchange.sealed(replace(other, number=2))))
    with pytest.raises(Refused, match="收到过某区教育局2025年度报告的第2版（2026年1月20日），这是第1版"):
        received(old)
    with pytest.raises(Refused, match="这是第2版，内容不同而不更新"):
        received(resigned(exchange.sealed(replace(contents, number=2))))
    assert Submission.objects.count() == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_package_of_which_any_byte_was_changed_is_refused(
    sender: Sender, contents: exchange.Contents, data: st.DataObject
) -> None:
    package = bytearray(resigned(exchange.sealed(contents)))
    at = data.draw(st.integers(0, len(package) - 1))
    package[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(GongkaiError) as refused:
        received(bytes(package))
    assert refused.value.message.endswith("。")
    assert not Submission.objects.exists()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_package_that_was_cut_is_refused(sender: Sender, contents: exchange.Contents, data: st.DataObject) -> None:
    package = resigned(exchange.sealed(contents))
    with pytest.raises(GongkaiError):
        received(package[: data.draw(st.integers(0, len(package) - 1))])
    assert not Submission.objects.exists()


def test_nothing_of_a_forged_package_is_opened(
    sender: Sender, contents: exchange.Contents, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Signed by somebody else under the name of a known key: it must not come as far as the ZIP."""

    def opened(package: bytes) -> exchange.Contents:
        raise AssertionError("opened before it was verified")

    monkeypatch.setattr(exchange, "opened", opened)
    package = exchange.sealed(contents)
    content = package[: -len(signed(b""))]
    forged = content + f"{exchange.FORMAT} {THEIR_KEY} {Ed25519PrivateKey.generate().sign(content).hex()}\n".encode()
    with pytest.raises(exchange.Forged, match="签名与内容不符"):
        received(forged)
    with pytest.raises(exchange.Forged, match="不认识发出这个报送包的系统"):
        received(resigned(package, Ed25519PrivateKey.generate()))


def test_a_package_of_a_newer_format_says_upgrade(sender: Sender, contents: exchange.Contents) -> None:
    content = exchange.sealed(contents)[: -len(signed(b""))]
    with pytest.raises(Unreadable, match="gongkai-package/2，本系统只认识gongkai-package/1：请升级"):
        received(signed(content, form="gongkai-package/2"))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "这不是报送包"),
        ("今天天气很好。".encode() * 100, "这不是报送包"),
        (b"PK\x03\x04" + b"\0" * 400, "不完整"),
        (b"x" * (exchange.MOST_BYTES + 1), "超过4 MB"),
    ],
)
def test_what_is_no_package_is_refused_in_words(submitting: District, data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        received(data)


def zipped(files: dict[str, bytes]) -> bytes:
    """A ZIP of these files with room for the tail, signed by the known sender who went wrong."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        archive.comment = b"0" * len(signed(b""))
    return signed(buffer.getvalue()[: -len(signed(b""))])


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"a.txt": b"a"}, "不是报送包应有的三个"),
        ({"manifest.json": b"{}", "report.json": b"{}", "entries.json": b"{}", "../x": b"x"}, "应有的三个"),
        ({"manifest.json": b"[" * 9000, "report.json": b"{}", "entries.json": b"{}"}, "manifest.json不是合法的JSON"),
        ({"manifest.json": b"{}", "report.json": b"{}", "entries.json": b"{}"}, "格式是“None”"),
        (
            {"manifest.json": b'{"format": "gongkai-package/1"}', "report.json": b"{}", "entries.json": b"{}"},
            "与清单上的摘要不符",
        ),
        (
            {"manifest.json": b"{}", "report.json": b" " * (exchange.MOST_UNPACKED + 1), "entries.json": b"{}"},
            "解开后超过8 MB",
        ),
    ],
)
def test_a_known_sender_that_sends_nonsense_is_refused_in_words(
    sender: Sender, files: dict[str, bytes], words: str
) -> None:
    with pytest.raises(Unreadable, match=words):
        received(zipped(files))
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"body": "other-ju"}, "不能报送“某区教育局”（代码other-ju）"),
        ({"body": "nobody"}, "代码nobody"),
        ({"body": "qu-ban"}, "代码qu-ban"),
        ({"year": YEAR - 1}, "清单写的是2024年度，报告写的是2025年度"),
        ({"scope": "all"}, "范围“all”不认识"),
    ],
)
def test_a_sender_answers_for_its_own_units_and_says_the_same_as_the_report(
    sender: Sender, contents: exchange.Contents, change: dict[str, object], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        received(resigned(exchange.sealed(replace(contents, **change))))  # type: ignore[arg-type]
    assert not Submission.objects.exists()


def test_a_package_without_a_report_in_it_is_refused(sender: Sender, contents: exchange.Contents) -> None:
    for nonsense in (b"[]", "今天天气很好。".encode(), b'{"format": "gongkai-report/9"}'):
        with pytest.raises(Unreadable):
            received(resigned(exchange.sealed(replace(contents, report=nonsense))))
    assert not Submission.objects.exists()


def test_a_sender_that_was_ended_is_no_longer_known(
    submitting: District, sender: Sender, contents: exchange.Contents
) -> None:
    acts.end_sender(sender, by=submitting.officer("administrator", "qu-ban"), on=TODAY)
    with pytest.raises(exchange.Forged, match="不认识"):
        received(resigned(exchange.sealed(contents)))
    with pytest.raises(Refused, match="已于2026年1月20日停用"):
        acts.end_sender(sender, by=PROGRAM, on=TODAY)


@pytest.mark.parametrize(
    ("name", "key", "words"),
    [
        ("", THEIR_KEY, "名称"),
        ("系统", "abc", "64位十六进制"),
        ("系统", "z" * 64, "64位十六进制"),
        ("系统", "own", "本系统自己的公钥"),
    ],
)
def test_a_sender_is_known_by_a_name_and_a_key_of_another(
    submitting: District, name: str, key: str, words: str
) -> None:
    public = signing.own_key() if key == "own" else key
    with pytest.raises(Refused, match=words):
        acts.know_sender(submitting["ju"], name, public, by=PROGRAM, on=TODAY)


def test_only_the_superior_says_whose_packages_are_taken(submitting: District) -> None:
    for role, code in [("overseer", "ju"), ("administrator", "ju"), ("reporter", "qu-ban"), ("overseer", "other")]:
        with pytest.raises(NotAllowed):
            acts.know_sender(submitting["ju"], "系统", THEIR_KEY, by=submitting.officer(role, code), on=TODAY)
    acts.know_sender(submitting["ju"], "系统", THEIR_KEY, by=PROGRAM, on=TODAY)
    with pytest.raises(Refused, match="已于2026年1月20日登记为“系统”"):
        acts.know_sender(submitting["jie"], "系统", THEIR_KEY, by=PROGRAM, on=TODAY)
    assert Sender.objects.count() == 1


def test_a_file_is_brought_only_by_an_overseer_of_the_superior(
    submitting: District, sender: Sender, contents: exchange.Contents
) -> None:
    package = resigned(exchange.sealed(contents))
    for role, code in [("reporter", "qu-ban"), ("overseer", "ju"), ("overseer", "other")]:
        with pytest.raises(NotAllowed):
            acts.receive(package, by=submitting.officer(role, code), on=TODAY)
    assert acts.receive(package, by=submitting.officer("overseer", "qu-ban"), on=TODAY).is_new
