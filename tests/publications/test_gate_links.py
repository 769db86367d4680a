"""Links of others are asked for politely, and nothing within a network is: on a real server of this machine's own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from lives import drafted, fresh
from published_zone import TODAY

from gongkai.errors import NotAllowed, Refused
from gongkai.organisations.models import Organisation, User
from gongkai.publications import gate
from gongkai.publications.acts import gate as acts
from gongkai.publications.gate import asking
from gongkai.publications.models import LinkCheck
from gongkai.web.environment import BadSetting, networks

LOOPBACK = ["127.0.0.0/8"]


class Pages(BaseHTTPRequestHandler):
    """Answers as its path says."""

    def do_HEAD(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        self.server.asked.append((self.command, self.path))  # type: ignore[attr-defined]
        word = self.path.strip("/").partition("?")[0]
        if word == "get-only" and self.command == "HEAD":
            word = "405"
        status = int(word) if word.isdigit() else 302 if word in {"round", "inside"} else 200
        self.send_response(status)
        if word == "round":
            self.send_header("Location", "/round")
        if word == "inside":
            self.send_header("Location", "http://10.1.2.3/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def site() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.asked = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", server.asked  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "state", "said"),
    [
        ("/", "alive", ""), ("/页面", "alive", ""), ("/get-only", "alive", ""), ("/404", "dead", "404"),
        ("/410", "dead", "410"), ("/500", "dead", "500"), ("/403", "refused", "403"), ("/round", "dead", "转到"),
        ("/inside", "refused", "内部网络"),
    ],
)  # fmt: skip
def test_each_answer_is_told_in_words(
    site: tuple[str, list[tuple[str, str]]], path: str, state: str, said: str
) -> None:
    answer = asking.ask(site[0] + path, LOOPBACK)
    assert answer.state == state
    assert said in answer.words


def test_a_page_is_asked_for_without_its_content_where_that_is_answered(
    site: tuple[str, list[tuple[str, str]]],
) -> None:
    asking.ask(f"{site[0]}/a?b=1", LOOPBACK)
    assert site[1] == [("HEAD", "/a?b=1")]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "10.0.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
             "[::ffff:127.0.0.1]", "2130706433", "0x7f000001", "[fe80::1]", "100.64.0.1"],
)  # fmt: skip
def test_nothing_within_a_network_is_asked(site: tuple[str, list[tuple[str, str]]], host: str) -> None:
    port = site[0].rpartition(":")[2]
    assert asking.ask(f"http://{host}:{port}/").state != "alive"
    assert site[1] == []


def test_nobody_listens_there_and_no_address_at_all() -> None:
    assert asking.ask("http://127.0.0.1:1/", LOOPBACK).words == "连接不上"
    assert asking.ask("ftp://127.0.0.1/", LOOPBACK).state == "dead"


@pytest.mark.django_db
def test_what_was_dead_is_found_with_its_day_and_forgotten_when_it_answers_again(
    zone: Organisation, officers: dict[str, User], site: tuple[str, list[tuple[str, str]]], settings: Any
) -> None:
    settings.GONGKAI_LINK_NETWORKS = LOOPBACK
    value = f'<p><a href="{site[0]}/404">一</a><a href="{site[0]}/">二</a><a href="{site[0]}/">三</a></p>'
    draft = drafted(zone, officers["editor"], body=[{"type": "paragraph", "value": value, "id": "one"}])
    assert {row.state for row in acts.check_links(draft, by=officers["reviewer"], on=TODAY)} == {"dead", "alive"}
    assert LinkCheck.objects.count() == 2
    dead = [one for one in gate.findings(fresh(draft)) if one.rule == "link.dead"]
    assert ["2026年11月24日" in one.message for one in dead] == [True]
    LinkCheck.objects.update(state="alive")
    assert "link.dead" not in {one.rule for one in gate.findings(fresh(draft))}
    with pytest.raises(NotAllowed):
        acts.check_links(draft, by=officers["approver"], on=TODAY)


@pytest.mark.django_db
def test_more_addresses_than_are_asked_at_once_are_refused(zone: Organisation, officers: dict[str, User]) -> None:
    value = "".join(f'<a href="https://www.example.gov.cn/{number}">看</a>' for number in range(51))
    draft = drafted(zone, officers["editor"], body=[{"type": "paragraph", "value": value, "id": "one"}])
    with pytest.raises(Refused, match="51个外部链接"):
        acts.check_links(draft, by=officers["editor"], on=TODAY)


def test_networks_of_the_setting_are_networks() -> None:
    assert networks({"X": "10.0.0.0/8, 192.168.0.0/16"}, "X") == ["10.0.0.0/8", "192.168.0.0/16"]
    assert networks({}, "X") == []
    with pytest.raises(BadSetting, match="“oa”不是网段"):
        networks({"X": "oa"}, "X")
