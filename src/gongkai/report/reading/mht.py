"""Web archives (MHT), as Word and browsers save a page in one file: an e-mail whose first HTML part is the page."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.errors import MessageError

from gongkai.errors import Unreadable

_HEADER = re.compile(
    rb"^(?:From|Snapshot-Content-Location|Subject|Date|MIME-Version|Content-Type|X-MimeOLE)\s*:", re.IGNORECASE
)
MOST_PARTS = 500
"""Parts of an archive: pictures and styles of a page; more is no saved page."""


def is_mht(head: bytes) -> bool:
    """Say whether a file begins like an e-mail that holds parts of HTML."""
    if not _HEADER.match(head):
        return False
    start = head[:4000].lower()
    return b"content-type:" in start and (b"multipart/" in start or b"text/html" in start)


_PART = re.compile(rb"^content-type\s*:", re.IGNORECASE | re.MULTILINE)
MOST_DIVIDERS = 20 * MOST_PARTS
"""Lines that may part one part from the next; the text of a page may have some of its own."""


def html(data: bytes) -> bytes:
    """Return the page in a web archive, decoded, its declared character set put in front. Raises Unreadable."""
    if len(_PART.findall(data)) > MOST_PARTS or data.count(b"\n--") > MOST_DIVIDERS:
        raise Unreadable("这是网页归档文件（MHT），但部件过多，不是正常的网页。请用浏览器打开，另存为HTML或PDF后再试。")
    try:
        message = message_from_bytes(data.lstrip(b"\r\n \t"))
        parts = [part for part, _ in zip(message.walk(), range(MOST_PARTS), strict=False)]
        pages = [part for part in parts if part.get_content_type() == "text/html"]
        page = pages[0].get_payload(decode=True) if pages else None
    except (MessageError, ValueError, LookupError, RecursionError, AssertionError):
        page = None
    if not isinstance(page, bytes) or not page.strip():
        raise Unreadable(
            "这是网页归档文件（MHT），但里面没有网页正文，或已损坏。请用浏览器打开，另存为HTML或PDF后再试。"
        )
    charset = pages[0].get_content_charset()
    return f'<meta charset="{charset}">'.encode() + page if charset and charset.isascii() else page
