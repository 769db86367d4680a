"""RSS and Atom feeds: entries become drafts, once; hostile XML and addresses within the network are refused."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st
from published_zone import TODAY

from gongkai.channels.models import Column
from gongkai.errors import NotAllowed, Unreadable
from gongkai.organisations.models import Organisation, User
from gongkai.publications import imports
from gongkai.publications.imports import fetching
from gongkai.publications.models import ContentImport, Placement, Publication

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>某局网站</title>
<item><title>甲 &amp; 乙</title><link>/1.html</link><guid>g-1</guid><pubDate>Fri, 01 Mar 2019 23:30:00 GMT</pubDate>
<content:encoded><![CDATA[<p onclick="x()">正文</p><script>alert(1)</script>]]></content:encoded></item>
<item><title>乙</title><link>https://ju.example/2.html</link><description>概要</description></item>
<item><link>https://ju.example/3.html</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>某街道</title>
<entry><id>urn:1</id><title>丙</title><link href="https://jie.example/1"/><published>2019-03-01T08:00:00+08:00</published>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>正<b>文</b></p></div></content></entry>
<entry><id>urn:2</id><title>丁</title><updated>2019-03-02T08:00:00+08:00</updated>
<summary>1 &lt; 2</summary></entry></feed>"""


def read(text: str, name: str = "https://ju.example/rss.xml") -> imports.Feed:
    return imports.read_feed(text.encode(), name)


def test_rss_entries_have_their_title_address_day_here_and_text() -> None:
    feed = read(RSS)
    assert feed.title == "某局网站"
    first, second = feed.entries
    assert (first.id, first.title, first.address) == ("g-1", "甲 & 乙", "https://ju.example/1.html")
    assert first.published_on == date(2019, 3, 2), "half past seven in the morning of the next day in China"
    assert (second.id, second.published_on) == ("https://ju.example/2.html", None)


def test_atom_entries_likewise() -> None:
    first, second = read(ATOM).entries
    assert (first.id, first.published_on) == ("urn:1", date(2019, 3, 1))
    assert "<b" in first.html
    assert second.html == "1 &lt; 2"


def test_a_feed_brings_drafts_on_their_column_and_the_same_feed_only_what_is_new(
    zone: Organisation, officers: dict[str, User], columns: dict[str, Column]
) -> None:
    editor = officers["editor"]
    taken = imports.import_feed(read(RSS), zone, "article", columns["news"], by=editor, on=TODAY)
    assert taken is not None
    assert (taken.entries, taken.added) == (2, 2)
    first, second = Publication.objects.order_by("pk")
    assert (first.title, first.live, first.made_on, first.source) == ("甲 & 乙", False, date(2019, 3, 2), "某局网站")
    assert str(first.body[0].value) == "<p>正文</p>"
    assert second.made_on == TODAY
    assert set(Placement.objects.values_list("state", "column")) == {("planned", columns["news"].pk)}
    assert imports.import_feed(read(RSS), zone, "article", None, by=editor, on=TODAY) is None
    longer = RSS.replace("<item>", "<item><title>新的</title><guid>g-9</guid></item><item>", 1)
    again = imports.import_feed(read(longer), zone, "article", None, by=editor, on=TODAY)
    assert again is not None
    assert (again.entries, again.added) == (3, 1)
    assert (Publication.objects.count(), ContentImport.objects.count()) == (3, 2)


def test_only_an_editor_takes_a_feed(zone: Organisation, officers: dict[str, User]) -> None:
    for role, user in officers.items():
        if role != "editor":
            with pytest.raises(NotAllowed):
                imports.import_feed(read(RSS), zone, "article", None, by=user, on=TODAY)


RSS_OF = "<rss><channel><item><title>{}</title></item></channel></rss>"
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no xml at all", "不是格式正确的XML"),
        ("<rss><channel></rss>", "不是格式正确的XML"),
        ("<html><body/></html>", "不是RSS 2.0或Atom"),
        ("<rss version='2.0'><channel><title>空</title></channel></rss>", "没有带标题的条目"),
        (BOMB + RSS_OF.format("&b;"), "DOCTYPE"),
        ('<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/hostname">]>' + RSS_OF.format("&f;"), "DOCTYPE"),
        ('<!DOCTYPE rss SYSTEM "http://127.0.0.1/x.dtd">' + RSS_OF.format("a"), "DOCTYPE"),
    ],
)  # fmt: skip
def test_what_is_no_feed_or_hostile_is_refused(text: str, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read(text)


# --- fetching -----------------------------------------------------------------------------------------


class Site(BaseHTTPRequestHandler):
    """Answers by path: a feed, a redirect, something endless."""

    def do_GET(self) -> None:
        """Answer."""
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://inner.example/feed")
            self.end_headers()
        elif self.path == "/round":
            self.send_response(302)
            self.send_header("Location", "/round")
            self.end_headers()
        elif self.path == "/gone":
            self.send_error(410)
        elif self.path == "/endless":
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"x" * 65536)
            except OSError:
                return
        else:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(RSS.encode())

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@pytest.fixture
def reach(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, int], list[str]]]:
    """A site on this machine under a public name: what its name resolves to, for the fetcher that would refuse it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setitem(fetching._PORTS, "http", server.server_port)

    def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1"] if host == "ju.example" else fetching.public_addresses("127.0.0.1", port)

    yield resolve
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_feed_is_fetched_from_its_address(reach: Callable[[str, int], list[str]]) -> None:
    data, address = imports.fetch("http://ju.example/feed?页=1", resolve=reach)
    assert imports.read_feed(data, address).entries[0].title == "甲 & 乙"


@pytest.mark.parametrize(
    ("path", "words"),
    [("away", "内部网络或本机"), ("round", "转了3次以上"), ("gone", "回答是410"), ("endless", "超过10 MB")],
)
def test_redirects_inward_or_without_end_and_answers_too_large_are_refused(
    reach: Callable[[str, int], list[str]], path: str, words: str
) -> None:
    with pytest.raises(Unreadable, match=words):
        imports.fetch(f"http://ju.example/{path}", resolve=reach)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("file:///etc/passwd", "http://或https://"),
        ("ftp://ju.example/", "http://或https://"),
        ("http:///x", "http://或https://"),
        ("http://a:b@ju.example/", "用户名或密码"),
        ("http://ju.example:22/", "80端口"),
        ("http://ju.example:99999/", "写法不对"),
        ("http://ju.example/\r\nX: y", "http://或https://|写法不对|80端口|连接不上|找不到"),
        ("http://127.0.0.1/", "内部网络或本机"),
        ("http://[::1]/", "内部网络或本机"),
        ("http://2130706433/", "内部网络或本机|找不到"),
        ("http://localhost/", "内部网络或本机"),
    ],
)
def test_addresses_that_are_not_of_the_public_web_are_refused(address: str, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        imports.fetch(address)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "224.0.0.1", "100.64.0.1",
     "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"],
)  # fmt: skip
def test_addresses_within_networks_are_not_public(address: str) -> None:
    assert not fetching.is_public(address)


@given(st.ip_addresses(v=4))
def test_an_address_written_in_the_new_way_is_as_public_as_in_the_old(address: object) -> None:
    assert fetching.is_public(f"::ffff:{address}") == fetching.is_public(str(address))
    assert fetching.is_public("93.184.216.34")
