"""Links: to what is not public, to nowhere, and to places that only the office can reach."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from gongkai.publications.gate.registry import Noticed, rule
from gongkai.publications.gate.subject import Subject

#: A publication's own address, wherever the site is served.
_OWN = re.compile(r"^(?:https?://[^/]+)?/p/([0-9a-z]{13})/?(?:[?#].*)?$")
_SCHEMES = {"http", "https", "mailto", "tel"}
_INSIDE = (".local", ".lan", ".internal", ".intranet", ".corp", ".home", "localhost")
_BLANK = re.compile(r"[\s<>\"{}|\\^`]")


def own_uid(address: str) -> str:
    """The uid of the publication that an address leads to; "" for all others."""
    found = _OWN.match(address.strip())
    return found[1] if found else ""


def is_outside(address: str) -> bool:
    """Whether an address leads to a page of others that can be asked for."""
    return (
        not own_uid(address) and not wrong_form(address) and address.strip().lower().startswith(("http://", "https://"))
    )


def wrong_form(address: str) -> str:
    """Why an address is none, in words; "" for a good one, one within the page or within the site."""
    address = address.strip()
    if not address or address == "#":
        return "没有网址"
    if address.startswith("#") or (address.startswith("/") and not address.startswith("//")):
        return "" if not _BLANK.search(address) else "网址里有空格或不允许的字符"
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return "网址的写法不对"
    if parts.scheme.lower() not in _SCHEMES:
        return f"“{parts.scheme}:”开头的网址读者打不开" if parts.scheme else "缺少http://或https://"
    if parts.scheme.lower() in {"mailto", "tel"}:
        return "" if parts.path else "没有网址"
    if parts.username or parts.password:
        return "网址里带有用户名或密码"
    if _BLANK.search(address):
        return "网址里有空格或不允许的字符"
    return "" if host else "没有网站名"


def is_inside(address: str) -> bool:
    """Whether only machines of the office can reach an address."""
    try:
        host = (urlsplit(address.strip()).hostname or "").rstrip(".").lower()
    except ValueError:
        return False
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host.endswith(_INSIDE) or ("." not in host and bool(host))


@rule("link.form", "stop", is_justifiable=False)
def malformed(subject: Subject) -> Iterator[Noticed]:
    """An address that is none, or that begins with something no reader can open."""
    for piece, link in subject.addresses():
        if why := wrong_form(link.address):
            yield Noticed(piece.place, link.words, link.address, (("why", why),), subject=link.address)


@rule("link.inside", "stop")
def inside(subject: Subject) -> Iterator[Noticed]:
    """An address within the office, which also tells how its network is laid out."""
    for piece, link in subject.addresses():
        if not wrong_form(link.address) and is_inside(link.address):
            yield Noticed(piece.place, link.words, link.address, (("address", link.address),), subject=link.address)


@rule("link.unpublished", "stop")
def unpublished(subject: Subject) -> Iterator[Noticed]:
    """A publication of this site that is not public, was withdrawn, or never was."""
    for piece, link in subject.addresses():
        uid = own_uid(link.address)
        if uid and not subject.live.get(uid, False):
            how = "found" if uid in subject.live else "unknown"
            yield Noticed(piece.place, link.words, link.address, (("address", link.address),), how, link.address)


@rule("link.dead", "stop")
def dead(subject: Subject) -> Iterator[Noticed]:
    """A page of others that could not be opened when it was last asked for."""
    for piece, link in subject.addresses():
        state = subject.links.get(link.address.strip())
        if state and state.state == "dead":
            day = f"{state.checked_on:%Y年}{state.checked_on.month}月{state.checked_on.day}日"
            words = (("address", link.address), ("why", state.words), ("day", day))
            yield Noticed(piece.place, link.words, f"{link.address} {state.checked_on}", words, subject=link.address)
