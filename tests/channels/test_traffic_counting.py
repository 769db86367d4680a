"""Counting in memory: who is a person, what a mark says, and what a full buffer does. No database."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.channels.traffic import Buffer, Visit, is_person, mark

DAY = date(2026, 11, 25)
SALT = b"s" * 32
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.mark.parametrize(
    "agent",
    [
        FIREFOX,
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148 MicroMessenger/8.0.50",
        "Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; Trident/5.0; SLCC2) 360SE",
    ],
)
def test_browsers_of_people_are_counted(agent: str) -> None:
    assert is_person(agent)


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
        "Sogou web spider/4.0",
        "Mozilla/5.0 (Linux; Android 5.0) Mobile Safari/537.36 (compatible; Bytespider)",
        "curl/8.5.0",
        "python-requests/2.32",
        "Mozilla/5.0 " + "x" * 600,
    ],
)
def test_programs_and_the_nameless_are_left_out(agent: str) -> None:
    assert not is_person(agent)


def test_a_visitor_is_the_same_on_one_day_at_one_site_alone() -> None:
    one = mark(SALT, 1, "192.0.2.1", FIREFOX)
    assert one == mark(SALT, 1, "192.0.2.1", FIREFOX)
    assert len({one, mark(SALT, 2, "192.0.2.1", FIREFOX), mark(b"t" * 32, 1, "192.0.2.1", FIREFOX)}) == 3
    assert one != mark(SALT, 1, "192.0.2.2", FIREFOX)


def test_a_mark_holds_nothing_of_the_address() -> None:
    assert b"192.0.2.1" not in mark(SALT, 1, "192.0.2.1", FIREFOX)
    assert len(mark(SALT, 1, "2001:db8::1", FIREFOX)) == 16


def test_a_header_that_is_no_text_makes_a_mark_too() -> None:
    assert len(mark(SALT, 1, "192.0.2.1", "\udcff")) == 16


def visit(path: str, who: int = 0) -> Visit:
    return Visit(1, DAY, path, who.to_bytes(16, "big"))


def test_views_of_a_page_add_up_and_its_visitors_do_not() -> None:
    buffer = Buffer()
    for who in (1, 2, 1):
        buffer.add(visit("/p/a/", who))
    batch = buffer.take()
    assert batch.views == {(1, DAY, "/p/a/"): 3}
    assert len(batch.visitors) == 2
    assert not buffer.take()


def test_a_flood_of_pages_cannot_fill_the_memory_and_is_told() -> None:
    buffer = Buffer(most=3)
    for number in range(10):
        buffer.add(visit(f"/{number}/", number))
    buffer.add(visit("/0/", 99))
    batch = buffer.take()
    assert len(batch.views) == len(batch.visitors) == 3
    assert batch.views[(1, DAY, "/0/")] == 2
    assert batch.dropped == 7


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 5))), st.integers(1, 6))
def test_every_view_is_counted_or_told_as_dropped(looks: list[tuple[str, int]], most: int) -> None:
    buffer = Buffer(most)
    for index, (path, who) in enumerate(looks):
        buffer.add(visit(path, who))
        if index % 3 == 2:
            buffer.put_back(buffer.take())
    batch = buffer.take()
    assert sum(batch.views.values()) + batch.dropped == len(looks)
    assert len(batch.views) <= most
    assert len(batch.visitors) <= most
