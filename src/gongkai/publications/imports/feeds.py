"""An RSS 2.0 or Atom feed, read into entries; its XML is taken for hostile, and its text is cleaned later."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from lxml import etree

from gongkai.errors import Unreadable
from gongkai.publications.imports.items import Item
from gongkai.publications.models import Publication

#: Larger feeds are refused.
MOST_BYTES = 10 * 1024 * 1024
#: Entries of a feed that are looked at, from the top; a feed has the newest first.
MOST_ENTRIES = 1_000
_ATOM = "{http://www.w3.org/2005/Atom}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_ZONE = ZoneInfo("Asia/Shanghai")
_TITLE = 300
_KEY = 300


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An entry: what it is known by, title, address, day of publication (None if it says none), text as HTML."""

    id: str
    title: str
    address: str
    published_on: date | None
    html: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its file's name or address, the digest of its bytes, its own title, its entries as it has them."""

    name: str
    sha256: str
    title: str
    entries: tuple[FeedEntry, ...]

    def as_items(self, kind: str, on: date) -> list[Item]:
        """Its entries as drafts of that kind; what says no day of its own was made on *on*. The same one once."""
        source = Publication._meta.get_field("source").max_length
        found: dict[str, Item] = {}
        for row, entry in enumerate(self.entries, 1):
            fields = {
                "title": entry.title if len(entry.title) <= _TITLE else f"{entry.title[: _TITLE - 1]}…",
                "kind": kind,
                "made_on": min(entry.published_on or on, on),
                "source": self.title[:source],
            }
            found.setdefault(_key(entry.id), Item(row, _key(entry.id), fields, entry.html, ()))
        return list(found.values())


def read_feed(data: bytes, name: str) -> Feed:
    """
    Read a feed.

    Args:
        data: Its bytes.
        name: Name of the file, or the address that it was fetched from.

    Raises:
        Unreadable: too large, no XML, XML with a document type (which could make it grow without end or read files),
            neither RSS 2.0 nor Atom, or without an entry that has a title.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable(f"订阅源超过{MOST_BYTES // 1024 // 1024} MB，已拒绝读取。", file=name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Unreadable("不是格式正确的XML，请确认这是RSS或Atom订阅源。", file=name) from None
    if root.getroottree().docinfo.doctype or root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("XML里带有文档类型声明（DOCTYPE），为安全起见不读取。请对方提供不带声明的订阅源。", file=name)
    base = name if name.startswith(("http://", "https://")) else ""
    if root.tag == f"{_ATOM}feed":
        title, entries = _said(root, f"{_ATOM}title"), [_atom(entry, base) for entry in root.iter(f"{_ATOM}entry")]
    elif root.tag == "rss" and (channel := root.find("channel")) is not None:
        title, entries = _said(channel, "title"), [_rss(entry, base) for entry in channel.iter("item")]
    else:
        raise Unreadable("不是RSS 2.0或Atom订阅源。", file=name)
    kept = tuple(entry for entry in entries[:MOST_ENTRIES] if entry.title)
    if not kept:
        raise Unreadable("订阅源里没有带标题的条目。", file=name)
    return Feed(name, hashlib.sha256(data).hexdigest(), title, kept)


def _rss(entry: etree._Element, base: str) -> FeedEntry:
    address = _web(_said(entry, "link"), base)
    title = _said(entry, "title")
    html = _said(entry, _CONTENT) or _said(entry, "description")
    return FeedEntry(_said(entry, "guid") or address or title, title, address, _mail_day(_said(entry, "pubDate")), html)


def _atom(entry: etree._Element, base: str) -> FeedEntry:
    links = {link.get("rel", "alternate"): link.get("href", "") for link in entry.findall(f"{_ATOM}link")}
    address = _web(links.get("alternate", ""), base)
    title = _said(entry, f"{_ATOM}title")
    when = _said(entry, f"{_ATOM}published") or _said(entry, f"{_ATOM}updated")
    content = entry.find(f"{_ATOM}content")
    content = entry.find(f"{_ATOM}summary") if content is None else content
    return FeedEntry(_said(entry, f"{_ATOM}id") or address or title, title, address, _iso_day(when), _inside(content))


def _inside(content: etree._Element | None) -> str:
    if content is None:
        return ""
    if content.get("type") == "xhtml":
        return "".join(etree.tostring(part, encoding="unicode", with_tail=False) for part in content)
    text = "".join(content.itertext())
    return text if content.get("type") == "html" else text.replace("<", "&lt;").replace(">", "&gt;")


def _said(parent: etree._Element, tag: str) -> str:
    found = parent.find(tag)
    if found is None:
        return ""
    text = "".join(part for part in found.itertext() if isinstance(part, str))
    return text.strip() if tag in (_CONTENT, "description") else " ".join(text.split())


def _web(address: str, base: str) -> str:
    whole = urljoin(base, address)
    try:
        return whole if urlsplit(whole).scheme in {"http", "https"} else ""
    except ValueError:
        return ""


def _mail_day(text: str) -> date | None:
    try:
        return _here(parsedate_to_datetime(text))
    except (TypeError, ValueError, OverflowError):
        return None


def _iso_day(text: str) -> date | None:
    try:
        return _here(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return None


def _here(moment: datetime) -> date:
    """The day in the agency's zone; a moment that names no zone is meant there."""
    return moment.date() if moment.tzinfo is None else moment.astimezone(_ZONE).date()


def _key(entry_id: str) -> str:
    key = f"feed:{entry_id}"
    return key if len(key) <= _KEY else "feed:" + hashlib.sha256(entry_id.encode()).hexdigest()
