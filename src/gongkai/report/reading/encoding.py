"""Which characters a file's bytes are, whatever it declares."""

from __future__ import annotations

import re

_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)", re.IGNORECASE)
_FAMILY = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "x-gbk": "gb18030", "big5": "big5",
    "big5-hkscs": "big5hkscs", "utf-16": "utf-16", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be",
}  # fmt: skip


def decode(data: bytes) -> str:
    """
    Text of *data*: byte order mark, then UTF-8 if every byte agrees, then what is declared, then GB18030.

    UTF-8 goes before the declaration because Chinese text in another encoding is practically never valid UTF-8,
    while pages that declare gb2312 and are UTF-8 (or the reverse) are common. Bytes that fit nowhere become
    replacement characters: a damaged character must not lose the report around it.
    """
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:].decode("utf-8", "replace")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if 0 in data[:4096]:  # no other encoding of text has zero bytes
        little = data[1:4096:2].count(0) >= data[0:4096:2].count(0)
        return data.decode("utf-16-le" if little else "utf-16-be", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as wrong:
        broken = wrong.start
    declared = _DECLARED.search(data[:4096])
    named = _FAMILY.get(declared[1].decode().lower()) if declared else None
    for encoding in dict.fromkeys((named or "gb18030", "gb18030", "big5hkscs")):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    lenient = data.decode("utf-8", "replace")
    other = data.decode("gb18030", "replace")
    # Cut in the middle of a character, or a few bytes damaged: the reading with fewer holes.
    return lenient if broken > len(data) // 2 or lenient.count("�") <= other.count("�") else other
