"""Links in what is public: collected from the live text, asked politely, dead only after days in a row."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.management import call_command
from overseen_zone import TODAY

from gongkai.organisations.models import Organisation
from gongkai.oversight import watch
from gongkai.oversight.acts import links as acts
from gongkai.oversight.models import ReadText, WatchedLink
from gongkai.oversight.watch.polite import Asker, in_turns
from gongkai.publications.gate import asking
from gongkai.publications.gate.asking import Answer
from gongkai.publications.models import Publication

pytestmark = pytest.mark.django_db
DEAD, ALIVE = Answer("dead", 404, "没有这个页面（404）"), Answer("alive", 200, "")


def linking(unit: Organisation, *addresses: str, **fields: Any) -> Publication:
    words = "".join(f'<a href="{address}">链接</a>' for address in addresses)
    body = [{"type": "paragraph", "value": f"<p>{words}</p>", "id": "1"}]
    values = {"live": True, "published_on": TODAY, **fields}
    return Publication.objects.create(organisation=unit, kind="article", title="有链接", body=body, **values)


def asked_by(answers: dict[str, Answer], seen: list[str] | None = None) -> Any:
    def ask(address: str) -> Answer:
        if seen is not None:
            seen.append(address)
        return answers[address]

    return ask


def findings(today: date) -> list[tuple[str, date]]:
    found = watch.watch(Organisation.objects.all(), today)
    return [(one.words, one.since) for one in found if one.indicator.id == "link.dead"]


def test_a_link_is_dead_after_two_days_in_a_row_and_alive_as_soon_as_it_opens(zone: Organisation) -> None:
    linking(zone, "https://a.example.com/x")
    day = [TODAY + timedelta(days=number) for number in range(4)]
    dead, alive = ({"https://a.example.com/x": answer} for answer in (DEAD, ALIVE))
    acts.check_links(on=day[0], ask=asked_by(dead))
    again = acts.check_links(on=day[0], ask=asked_by(dead))
    assert again.asked == 0
    assert findings(day[0]) == []
    acts.check_links(on=day[1], ask=asked_by(dead))
    assert findings(day[1]) == [("https://a.example.com/x：没有这个页面（404）", day[0])]
    acts.check_links(on=day[2], ask=asked_by(alive))
    assert findings(day[2]) == []
    assert WatchedLink.objects.get().misses == 0
    assert acts.check_links(on=day[3], ask=asked_by(dead)).asked == 0
    assert acts.check_links(on=day[2] + timedelta(days=14), ask=asked_by(dead)).asked == 1


def test_what_was_withdrawn_is_not_asked_nor_found(zone: Organisation) -> None:
    publication = linking(zone, "https://a.example.com/x")
    dead = {"https://a.example.com/x": DEAD}
    for number in range(2):
        acts.check_links(on=TODAY + timedelta(days=number), ask=asked_by(dead))
    Publication.objects.filter(pk=publication.pk).update(live=False, is_withdrawn=True)
    later = TODAY + timedelta(days=2)
    assert findings(later) == []
    assert acts.check_links(on=later, ask=asked_by(dead)).asked == 0


def test_a_text_is_read_again_only_when_it_has_changed_and_lost_links_are_forgotten(zone: Organisation) -> None:
    publication = linking(zone, "https://a.example.com/x", "https://a.example.com/y", "/p/own/", "mailto:a@b.cn")
    linking(zone, "https://a.example.com/z", live=False, published_on=None)
    none: dict[str, Answer] = {"https://a.example.com/x": ALIVE, "https://a.example.com/y": ALIVE}
    assert acts.check_links(on=TODAY, ask=asked_by(none)).texts == 1
    assert acts.check_links(on=TODAY, ask=asked_by(none)).texts == 0
    changed = [{"type": "paragraph", "value": '<p><a href="https://a.example.com/y">y</a></p>', "id": "1"}]
    Publication.objects.filter(pk=publication.pk).update(body=changed)
    ReadText.objects.update(revision=7)  # as if another revision had gone live
    assert acts.check_links(on=TODAY, ask=asked_by(none)).texts == 1
    assert list(WatchedLink.objects.values_list("address", flat=True)) == ["https://a.example.com/y"]


def test_an_address_in_many_texts_is_asked_once_and_a_round_keeps_its_budget(zone: Organisation) -> None:
    for _text in range(3):
        linking(zone, "https://a.example.com/x", "https://b.example.com/x")
    seen: list[str] = []
    answers = {"https://a.example.com/x": ALIVE, "https://b.example.com/x": DEAD}
    first = acts.check_links(on=TODAY, most=1, ask=asked_by(answers, seen))
    assert (first.asked, first.left) == (1, 1)
    acts.check_links(on=TODAY, ask=asked_by(answers, seen))
    assert sorted(seen) == ["https://a.example.com/x", "https://b.example.com/x"]
    assert WatchedLink.objects.filter(state="dead").count() == 3
    assert acts.check_links(on=TODAY + timedelta(days=1), seconds=-1, ask=asked_by(answers)).asked == 0


def test_hosts_take_turns() -> None:
    asked = list(in_turns(["http://a/1", "http://a/2", "http://a/3", "http://b/1", "http://a/1", "https://a/1"]))
    assert asked == ["http://a/1", "http://b/1", "https://a/1", "http://a/2", "http://a/3"]


def test_one_host_is_asked_at_most_once_a_pause_and_what_it_forbids_is_not_asked() -> None:
    seen: list[tuple[str, float]] = []

    def ask(address: str) -> Answer:
        seen.append((address, time.monotonic()))
        return ALIVE

    robots: list[str] = []

    def read(address: str) -> str:
        robots.append(address)
        return "User-agent: *\nDisallow: /private/\n" if "//a/" in address else ""

    asker = Asker(ask, read, pause=0.05)
    for address in ("http://a/1", "http://a/private/2", "http://a/3", "http://b/private/1"):
        answer = asker(address)
        assert answer.state == ("refused" if "a/private" in address else "alive")
    assert [address for address, _at in seen] == ["http://a/1", "http://a/3", "http://b/private/1"]
    assert robots == ["http://a/robots.txt", "http://b/robots.txt"]
    assert seen[1][1] - seen[0][1] >= 0.05


class _Pages(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self.send_response(404 if self.path == "/gone" else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    served = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{served.server_port}"
    served.shutdown()
    served.server_close()


def test_a_real_server_is_asked_and_one_within_our_network_only_if_the_installation_says_so(
    zone: Organisation, server: str, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    linking(zone, f"{server}/gone", f"{server}/there")
    asker = Asker(lambda address: asking.ask(address, ["127.0.0.0/8"]), lambda _address: "", pause=0)
    assert acts.check_links(on=TODAY, ask=asker).dead == 1
    assert {row.address.rpartition("/")[2]: row.state for row in WatchedLink.objects.all()} == {
        "gone": "dead", "there": "alive",
    }  # fmt: skip
    WatchedLink.objects.update(state="unasked", asked_on=None, dead_since=None, misses=0)
    settings.GONGKAI_LINK_NETWORKS = []
    call_command("check_links", "--most", "1")
    assert "收集内容0件，检查网址1个，打不开0个，还有1个留到下一次。" in capsys.readouterr().err
    assert WatchedLink.objects.get(asked_on__isnull=False).words == "指向内部网络，没有访问"
