"""Who gets a file over the web, and as what: all what a live publication names, officers what their units hold."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import made_attachments as made
import pytest
from django.core.files.base import ContentFile
from django.core.signals import request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lives import drafted, fresh, passed, published
from published_zone import PROGRAM, TODAY, appointed

from gongkai.organisations.models import Organisation, User
from gongkai.publications.acts import drafts, files, publishing
from gongkai.publications.models import Publication, StoredFile

pytestmark = pytest.mark.django_db
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture(autouse=True)
def room(settings: Any, tmp_path: Path) -> Path:
    """An empty room of files for each test."""
    settings.GONGKAI_DATA = type(settings.GONGKAI_DATA)(tmp_path)
    (tmp_path / "files").mkdir()
    return tmp_path / "files"


def store(unit: Organisation, name: str, data: bytes) -> StoredFile:
    return files.store(ContentFile(data, name=name), unit=unit, by=PROGRAM, on=TODAY)


def address(stored: StoredFile) -> str:
    return reverse("gk_files:file", args=[stored.uid, stored.name])


def signed_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def got(browser: Client, path: str, **headers: str) -> Any:
    """The answer, read to its end; `sent` is what came."""
    answer: Any = browser.get(path, **headers)
    answer.sent = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer


def picture_block(stored: StoredFile) -> dict[str, Any]:
    return {"type": "picture", "value": {"file": stored.uid, "alternative": "图", "decorative": False, "caption": ""}}


def test_a_file_is_private_until_a_live_publication_names_it_and_again_when_that_is_withdrawn(
    zone: Organisation, officers: dict[str, User]
) -> None:
    attached, shown = store(zone, "附件一.pdf", made.PDF), store(zone, "现场.png", made.picture())
    draft = drafted(zone, officers["editor"], body=[picture_block(shown)])
    draft = files.attach(draft, attached, "", "file", by=officers["editor"], on=TODAY)
    visitor = Client()
    assert [got(visitor, address(one)).status_code for one in (attached, shown)] == [404, 404]
    found = passed(draft, officers)
    assert found.live
    answers = [got(visitor, address(one)) for one in (attached, shown)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].sent == made.PDF
    publishing.withdraw(found, "有误", by=officers["approver"], on=TODAY)
    assert [got(visitor, address(one)).status_code for one in (attached, shown)] == [404, 404]


def test_a_draft_of_what_is_public_shows_nothing_of_its_new_files(
    zone: Organisation, officers: dict[str, User]
) -> None:
    old, new = store(zone, "旧.png", made.picture()), store(zone, "新.png", made.picture(size=(5, 5)))
    found = published(zone, officers, body=[picture_block(old)])
    drafts.revise(found, {"body": [picture_block(new)]}, seen=None, by=officers["editor"], on=TODAY)
    visitor = Client()
    assert got(visitor, address(old)).status_code == 200
    assert got(visitor, address(new)).status_code == 404
    passed(fresh(found), officers)
    assert got(visitor, address(old)).status_code == 404
    assert got(visitor, address(new)).status_code == 200


@pytest.mark.parametrize(
    ("role", "status"),
    [("editor", 200), ("reviewer", 200), ("secrecy_reviewer", 200), ("approver", 200), ("case_officer", 404)],
)
def test_before_that_only_those_see_it_who_may_see_the_unit_s_drafts(
    zone: Organisation, other_unit: Organisation, officers: dict[str, User], role: str, status: int
) -> None:
    own, foreign = store(zone, "草稿.pdf", made.PDF), store(other_unit, "草稿.pdf", made.PDF)
    browser = signed_in(officers[role])
    assert got(browser, address(own)).status_code == status
    assert got(browser, address(foreign)).status_code == 404
    assert browser.get("/files/aaaaaaaaaaaaa/x.pdf").status_code == 404
    nobody = User.objects.create_user("nobody", "n@example.org", "a-long-password", name="无名")
    assert got(signed_in(nobody), address(own)).status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "how", "kind"),
    [
        ("决算（公开）.pdf", made.PDF, "inline", "application/pdf"),
        ("图.png", made.picture(), "inline", "image/png"),
        ("通知.docx", made.document(), "attachment", DOCX),
        ("说明.txt", "<b>不是网页</b>".encode(), "attachment", "text/plain; charset=utf-8"),
    ],
)  # fmt: skip
def test_a_file_comes_under_its_chinese_name_as_what_it_is_and_nothing_in_it_can_run(
    zone: Organisation, officers: dict[str, User], name: str, data: bytes, how: str, kind: str
) -> None:
    from urllib.parse import quote

    stored = store(zone, name, data)
    answer = got(signed_in(officers["editor"]), address(stored))
    assert answer["Content-Disposition"] == f"{how}; filename*=UTF-8''{quote(name, safe='')}"
    assert answer["Content-Type"] == kind
    assert answer["X-Content-Type-Options"] == "nosniff"
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
    assert ("sandbox" in policy) is (stored.kind != "pdf")
    assert "private" in answer["Cache-Control"]
    assert int(answer["Content-Length"]) == len(data) == len(answer.sent)


def test_another_name_leads_to_the_right_one_and_tells_a_stranger_nothing(
    zone: Organisation, officers: dict[str, User]
) -> None:
    stored = store(zone, "年报.pdf", made.PDF)
    wrong = f"/files/{stored.uid}/x.html"
    assert Client().get(wrong).status_code == 404
    answer = signed_in(officers["editor"]).get(wrong)
    assert (answer.status_code, answer["Location"]) == (301, address(stored))


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-3", 206, slice(0, 4)),
        ("bytes=5-", 206, slice(5, None)),
        ("bytes=-7", 206, slice(-7, None)),
        ("bytes=0-99999999", 200, slice(None)),
        ("bytes=99999999-", 416, None),
        ("bytes=7-3", 416, None),
        ("bytes=0-1,4-5", 200, slice(None)),
        ("lines=1-2", 200, slice(None)),
    ],
)
def test_a_part_of_a_large_file_can_be_had_alone(
    zone: Organisation, officers: dict[str, User], asked: str, status: int, part: slice | None
) -> None:
    stored = store(zone, "年报.pdf", made.PDF)
    answer = got(signed_in(officers["editor"]), address(stored), HTTP_RANGE=asked)
    assert answer.status_code == status
    if part is not None:
        assert answer.sent == made.PDF[part]
        assert int(answer["Content-Length"]) == len(answer.sent)


def test_a_browser_that_has_the_file_is_told_so(zone: Organisation, officers: dict[str, User]) -> None:
    stored = store(zone, "年报.pdf", made.PDF)
    browser = signed_in(officers["editor"])
    tag = got(browser, address(stored))["ETag"]
    assert tag == f'"{stored.sha256}"'
    assert got(browser, address(stored), HTTP_IF_NONE_MATCH=tag).status_code == 304
    assert browser.post(address(stored)).status_code == 405


def test_a_public_file_costs_one_query(zone: Organisation, officers: dict[str, User]) -> None:
    stored = store(zone, "图.png", made.picture())
    published(zone, officers, body=[picture_block(stored)])
    visitor = Client()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert got(visitor, address(stored)).status_code == 200
    assert len(asked) == 1


def given(draft: Publication, name: str, data: bytes, *, complete: bool = True) -> dict[str, Any]:
    end = {"complete": "1"} if complete else {}
    return {"publication": draft.uid, "file": ContentFile(data, name=name), **end}


UPLOAD = "/office/files/upload/"


def test_a_picture_uploaded_in_the_editor_is_stored_at_the_publication_s_unit(
    zone: Organisation, officers: dict[str, User]
) -> None:
    draft = drafted(zone, officers["editor"])
    answer = signed_in(officers["editor"]).post(UPLOAD, given(draft, "现场.png", made.picture()))
    assert answer.status_code == 201
    stored = StoredFile.objects.get()
    assert answer.json() == {"uid": stored.uid, "name": "现场.png", "kind": "png", "size": stored.size}
    assert (stored.organisation, stored.stored_by) == (zone, f"user:{officers['editor'].uid}")


def test_every_refusal_of_an_upload_is_a_sentence_and_keeps_nothing(
    zone: Organisation, other_unit: Organisation, officers: dict[str, User], settings: Any, room: Path
) -> None:
    draft, foreign = drafted(zone, officers["editor"]), drafted(other_unit, PROGRAM)
    browser = signed_in(officers["editor"])
    settings.GONGKAI_LARGEST_PICTURE = 60
    answers = {
        "svg": browser.post(UPLOAD, given(draft, "a.png", made.SVG)),
        "large": browser.post(UPLOAD, given(draft, "a.png", made.picture())),
        "cut": browser.post(UPLOAD, given(draft, "a.txt", b"half of", complete=False)),
        "foreign": browser.post(UPLOAD, given(foreign, "a.txt", b"x")),
        "reviewer": signed_in(officers["reviewer"]).post(UPLOAD, given(draft, "a.txt", b"x")),
    }
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "svg": 400, "large": 413, "cut": 400, "foreign": 404, "reviewer": 404,
    }  # fmt: skip
    for name in ("svg", "large", "cut"):
        assert answers[name].json()["error"].endswith("。")
    assert not StoredFile.objects.exists()
    assert not [path for path in room.rglob("*") if path.is_file()]


def test_an_upload_without_the_form_s_token_is_refused(zone: Organisation, officers: dict[str, User]) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(officers["editor"], backend="django.contrib.auth.backends.ModelBackend")
    draft = drafted(zone, officers["editor"])
    assert browser.post(UPLOAD, given(draft, "a.txt", b"x")).status_code == 403


def answered(user: User, body: bytes, *, length: int, path: str = UPLOAD) -> tuple[int, bytes, io.BytesIO]:
    """The whole program's answer to a request of which *body* arrived and *length* was announced."""
    browser = signed_in(user)
    cookies = [*(f"{name}={one.value}" for name, one in browser.cookies.items()), f"gongkai-csrf={'a' * 32}"]
    stream, said, token = io.BytesIO(body), [], "a" * 32
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": path, "SCRIPT_NAME": "", "QUERY_STRING": "", "SERVER_NAME": "localhost",
        "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http", "wsgi.input": stream,
        "wsgi.errors": io.StringIO(), "wsgi.multithread": False, "wsgi.multiprocess": False, "wsgi.run_once": False,
        "wsgi.version": (1, 0), "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost", "CONTENT_LENGTH": str(length),
        "CONTENT_TYPE": "multipart/form-data; boundary=line", "HTTP_ACCEPT": "application/json",
        "HTTP_COOKIE": "; ".join(cookies),
        "HTTP_X_CSRFTOKEN": token,
    }  # fmt: skip
    # A request closes the connection that the test's transaction is in; the test client keeps that from happening too.
    request_started.disconnect(close_old_connections)
    try:
        result = get_wsgi_application()(environ, lambda status, headers: said.append(status))
    finally:
        request_started.connect(close_old_connections)
    return int(said[0][:3]), b"".join(result), stream


def multipart(draft: Publication, data: bytes) -> bytes:
    head = f'--line\r\nContent-Disposition: form-data; name="publication"\r\n\r\n{draft.uid}\r\n--line\r\n'
    head += 'Content-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    end = b'\r\n--line\r\nContent-Disposition: form-data; name="complete"\r\n\r\n1\r\n--line--\r\n'
    return head.encode() + data + end


def test_an_upload_cut_off_on_the_way_is_told_and_leaves_nothing(
    zone: Organisation, officers: dict[str, User], room: Path
) -> None:
    whole = multipart(drafted(zone, officers["editor"]), "一行文字\n".encode() * 1000)
    assert answered(officers["editor"], whole, length=len(whole))[0] == 201
    StoredFile.objects.all().delete()
    for path in [path for path in room.rglob("*") if path.is_file()]:
        path.unlink()
    for cut in (len(whole) - 60, len(whole) // 2):
        status, said, _stream = answered(officers["editor"], whole[:cut], length=len(whole))
        assert status == 400, said
    assert not StoredFile.objects.exists()
    assert not list(room.parent.rglob("*.upload*"))
    assert not [path for path in room.rglob("*") if path.is_file()]


def test_a_gigabyte_is_refused_by_its_announced_length_before_a_byte_is_read(
    zone: Organisation, officers: dict[str, User]
) -> None:
    whole = multipart(drafted(zone, officers["editor"]), b"x")
    status, said, stream = answered(officers["editor"], whole, length=1 << 30)
    assert status == 413
    assert "100 MB" in said.decode()
    assert stream.tell() == 0


def test_who_is_not_signed_in_uploads_nothing(zone: Organisation, officers: dict[str, User]) -> None:
    draft = drafted(zone, officers["editor"])
    answer = Client().post(UPLOAD, given(draft, "a.txt", b"x"))
    assert answer.status_code == 302
    assert "/office/login/" in answer["Location"]
    other = appointed("editor", Organisation.objects.get(code="qu"))
    assert signed_in(other).post(UPLOAD, given(draft, "b.txt", b"x")).status_code == 201
