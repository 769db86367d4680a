"""What every answer carries, and how often and how much may be sent."""

from __future__ import annotations

import json

import pytest
from django.test import Client, RequestFactory

from gongkai.web.limits import Pace, address_of
from gongkai.web.middleware import OFFICE_POLICY, PUBLIC_POLICY

SMALL = {"file": "x"}


@pytest.mark.parametrize("path", ["/check/", "/en/check/", "/api/v1/openapi.json", "/nothing"])
def test_a_public_answer_lets_a_browser_load_only_from_here(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"] == PUBLIC_POLICY
    assert "unsafe" not in PUBLIC_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_the_back_office_is_strict_too(client: Client) -> None:
    assert client.get("/office/login/").headers["Content-Security-Policy"] == OFFICE_POLICY
    assert "unsafe" not in OFFICE_POLICY


def test_a_host_that_is_not_ours_is_refused(client: Client) -> None:
    assert client.get("/check/", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.django_db
def test_health_and_readiness(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok"}


@pytest.fixture
def slow(settings: object) -> Client:
    """A visitor of a site that reads two reports a minute."""
    settings.GONGKAI_READS_A_MINUTE = 2  # type: ignore[attr-defined]
    return Client()


@pytest.mark.parametrize("path", ["/check/", "/en/check/", "/api/v1/reports/check", "/api/v1/reports/read"])
def test_too_many_readings_are_429_and_say_when_to_come_back(slow: Client, path: str) -> None:
    assert [slow.post(path).status_code for _ in range(2)] == [400, 400]
    response = slow.post(path)
    assert response.status_code == 429
    wait = int(response.headers["Retry-After"])
    assert 0 < wait <= 60
    text = json.loads(response.content)["error"] if path.startswith("/api") else response.content.decode()
    assert str(wait) in text
    assert slow.get("/check/").status_code == 200


def test_addresses_do_not_wait_for_one_another(slow: Client) -> None:
    for _ in range(3):
        last = slow.post("/check/", REMOTE_ADDR="192.0.2.1")
    assert last.status_code == 429
    assert slow.post("/check/", REMOTE_ADDR="192.0.2.2").status_code == 400


def test_the_pace_forgets_after_a_minute_and_does_not_count_refusals() -> None:
    pace = Pace()
    assert [pace.wait("a", now, 2) for now in (0.0, 10.0)] == [0.0, 0.0]
    assert pace.wait("a", 20.0, 2) == 40.0
    assert pace.wait("a", 61.0, 2) == 0.0
    assert pace.wait("a", 62.0, 2) == pytest.approx(8.0)


def test_the_pace_remembers_a_bounded_number_of_addresses() -> None:
    pace = Pace()
    for number in range(12_000):
        pace.wait(str(number), 0.0, 1)
    assert pace.wait("0", 1.0, 1) == 0.0
    assert pace.wait("11999", 1.0, 1) > 0


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "198.51.100.7", "127.0.0.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.9, 198.51.100.7", "203.0.113.9"),
        (2, "198.51.100.7", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_an_address_is_believed_from_our_own_proxies_alone(
    settings: object, proxies: int, forwarded: str, address: str
) -> None:
    settings.GONGKAI_PROXIES = proxies  # type: ignore[attr-defined]
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded})
    assert address_of(request) == address


@pytest.mark.parametrize("path", ["/check/", "/api/v1/reports/check"])
def test_what_is_announced_too_large_is_413_before_it_is_read(client: Client, path: str) -> None:
    response = client.post(path, b"", content_type="text/plain", CONTENT_LENGTH=str(22 * 1024 * 1024))
    assert response.status_code == 413
    assert "不能超过10 MB" in response.content.decode()


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_fault_of_ours_is_a_page_in_words(settings: object, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    from gongkai.portal import queries

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(queries, "examination_view", fail)
    client = Client(raise_request_exception=False)
    response = client.post(f"{language}/check/", {"text": report_text()})
    assert response.status_code == 500
    page = response.content.decode()
    assert ("not your fault" if language else "这不是您的问题") in page
    assert "ZeroDivisionError" not in page


def report_text() -> str:
    from django_site import DEMO

    return (DEMO / "shili-2024.json").read_text("utf-8")
