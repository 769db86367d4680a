"""Evidence of a reading: what kind of file it is by its content, and where it is kept."""

from __future__ import annotations

import re
import secrets
from datetime import date

from django.core.files.base import ContentFile

from gongkai.channels.models import Reading
from gongkai.errors import Refused, Unreadable
from gongkai.privacy.files.sniff import kind_of

MOST_BYTES = 20 * 1024 * 1024
#: What is taken, by what the content is; the file gets the ending of it, whatever its name was.
ENDINGS = {"png": ".png", "jpeg": ".jpg", "pdf": ".pdf", "xlsx": ".xlsx", "csv": ".csv"}

_WANTED = "只收PNG、JPG图片和PDF、XLSX、CSV文件"
_MARKUP = re.compile(rb"^\s*<", re.ASCII)


def store(data: bytes, on: date) -> str:
    """
    Keep *data* under a name that nobody can guess, and return that name.

    Raises:
        Refused: it is empty, too large, or not of a kind that is taken, whatever its name says.
    """
    ending = ENDINGS[_kind(data)]
    storage = Reading._meta.get_field("evidence").storage
    return str(storage.save(f"readings/{on.year}/{secrets.token_hex(16)}{ending}", ContentFile(data)))


def remove(name: str) -> None:
    """Take back what was stored for a reading that came to nothing."""
    Reading._meta.get_field("evidence").storage.delete(name)


def _kind(data: bytes) -> str:
    if not data:
        raise Refused("佐证文件是空的（0字节），请重新选择。")
    if len(data) > MOST_BYTES:
        raise Refused(f"佐证文件超过{MOST_BYTES // 1024 // 1024} MB，请压缩图片或只截取有关部分。")
    if _is_csv(data):
        return "csv"
    try:
        found = kind_of(data)
    except Unreadable as wrong:
        raise Refused(f"佐证文件：{wrong.message}{_WANTED}。") from None
    if found not in ENDINGS:
        raise Refused(f"佐证文件{_WANTED}，这是{found.upper()}文件。")
    return found


def _is_csv(data: bytes) -> bool:
    """Text with commas that is no markup; files of other kinds have bytes that are no text."""
    if _MARKUP.match(data.removeprefix(b"\xef\xbb\xbf")) or b"," not in data:
        return False
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(ord(mark) < 32 and mark not in "\t\r\n" for mark in text)
    return False
