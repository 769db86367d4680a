"""The package in which a report travels to another installation, format `gongkai-package/1`; knows no database.

A package is a ZIP that any program opens, with a signature as its last bytes: the ZIP's own comment, of a fixed length,
signed over every byte before it. So a package is verified by looking at its tail alone, and nothing of it is opened
before it is known who made it and that no byte was changed or is missing.
"""

from __future__ import annotations

import io
import json
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from gongkai.errors import Refused, Unreadable
from gongkai.ledger import signing

FORMAT = "gongkai-package/1"
REPORT, ENTRIES, MANIFEST = "report.json", "entries.json", "manifest.json"
_MEMBERS = (MANIFEST, REPORT, ENTRIES)
#: A package above this is refused before it is looked at, and so is a file in it when it is unpacked.
MOST_BYTES = 4 * 1024 * 1024
MOST_UNPACKED = 8 * 1024 * 1024
_TAIL = re.compile(rb"gongkai-package/1 ([0-9a-f]{64}) ([0-9a-f]{128})\n")
_TAIL_LENGTH = len(FORMAT) + 1 + 64 + 1 + 128 + 1
_ANY_FORMAT = re.compile(rb"gongkai-package/(\d+)")
# The end record of a ZIP with an empty directory is 22 bytes; its last two are the length of the comment.
_END = 22
# ZIP knows no day before 1980, and a package of the same report is to be the same bytes whenever it is made.
_NO_DAY = (1980, 1, 1, 0, 0, 0)


class Forged(Refused):
    """A package whose signature is not that of a known sender over its bytes."""


@dataclass(frozen=True, slots=True)
class Contents:
    """
    What a package says, its digests compared.

    Args:
        body: The code of the body.
        name: What the sender calls it.
        year: The year reported.
        scope: `body` or `level`.
        number: The sender's number of the report: 1, and 2 and up for amendments.
        frozen_on: The day on which it was frozen.
        report: The bytes of the report, in the format `gongkai-report/1`.
        entries_sha256: The digest of the sender's file of entries, or "".
        entries: How many entries that file has.
    """

    body: str
    name: str
    year: int
    scope: str
    number: int
    frozen_on: date
    report: bytes
    entries_sha256: str
    entries: int


def sealed(contents: Contents) -> bytes:
    """
    The package with the installation's signature; the same contents are the same bytes.

    Raises:
        BadKey: the installation's key cannot be read or made.
    """
    entries = _json({"sha256": contents.entries_sha256, "count": contents.entries})
    files = {REPORT: contents.report, ENTRIES: entries}
    manifest = {
        "format": FORMAT, "key": signing.own_key(), "body": contents.body, "name": contents.name,
        "year": contents.year, "scope": contents.scope, "number": contents.number,
        "frozen_on": contents.frozen_on.isoformat(),
        "files": [{"name": name, "size": len(data), "sha256": _digest(data)} for name, data in files.items()],
    }  # fmt: skip
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {MANIFEST: _json(manifest), **files}.items():
            archive.writestr(zipfile.ZipInfo(name, _NO_DAY), data, zipfile.ZIP_DEFLATED)
        # The comment is put in place when its length is known to the end record, and filled with the signature below.
        archive.comment = b"0" * _TAIL_LENGTH
    content = buffer.getvalue()[:-_TAIL_LENGTH]
    key, signature = signing.seal_of(content)
    return content + f"{FORMAT} {key} {signature}\n".encode()


def key_of(package: bytes) -> str:
    """
    The public key that a package claims, found in its tail; nothing of it is believed yet.

    Raises:
        Unreadable: too large, cut, of a newer format, or no package at all.
    """
    if len(package) > MOST_BYTES:
        raise Unreadable(
            f"报送包超过{MOST_BYTES // (1024 * 1024)} MB，没有读取。年度报告不会这么大，请向报送单位核实。"
        )
    tail = _TAIL.fullmatch(package[-_TAIL_LENGTH:])
    if tail is not None:
        return tail[1].decode()
    if (newer := _ANY_FORMAT.search(package[-1024:])) and int(newer[1]) > 1:
        raise Unreadable(f"报送包的格式是gongkai-package/{int(newer[1])}，本系统只认识{FORMAT}：请升级本系统后再收取。")
    if package.startswith(b"PK\x03\x04"):
        raise Unreadable("报送包不完整：末尾的签名缺失，可能传输中断，或者被改动过。请重新下载、重新发送。")
    raise Unreadable("这不是报送包。请上传“下载报送包”得到的文件；Word、PDF等格式的报告请从“上传文件”收取。")


def verify(package: bytes, key: str) -> None:
    """
    Pass if *package* is signed by *key*, byte for byte.

    Raises:
        Forged: it is not.
    """
    tail = _TAIL.fullmatch(package[-_TAIL_LENGTH:])
    if (
        tail is None
        or tail[1].decode() != key
        or not signing.is_sealed_by(key, package[:-_TAIL_LENGTH], tail[2].decode())
    ):
        raise Forged("签名与内容不符：报送包被改动过，或者不是它所称的系统发出的。没有收取，请与报送单位联系核实。")


def opened(package: bytes) -> Contents:
    """
    What a package says. To be asked after `verify`, and distrusting all the same: a known sender may be broken too.

    Raises:
        Unreadable: not the files that a package has, too large when unpacked, digests that differ, or fields that
            are missing or impossible.
    """
    length = struct.unpack("<H", package[-_TAIL_LENGTH - 2 : -_TAIL_LENGTH])[0]
    if length != _TAIL_LENGTH or len(package) < _END + _TAIL_LENGTH:
        raise _damaged("签名的位置不对")
    files = _unpacked(package)
    manifest = _object(files[MANIFEST], MANIFEST)
    if manifest.get("format") != FORMAT:
        raise Unreadable(
            f"报送包清单的格式是“{str(manifest.get('format'))[:40]}”，本系统只认识{FORMAT}，请升级本系统。"
        )
    listed = manifest.get("files")
    described = {entry.get("name"): entry.get("sha256") for entry in listed or [] if isinstance(entry, dict)}
    for name in (REPORT, ENTRIES):
        if described.get(name) != _digest(files[name]):
            raise _damaged(f"{name}与清单上的摘要不符")
    entries = _object(files[ENTRIES], ENTRIES)
    try:
        return Contents(
            body=_text(manifest, "body", 40), name=_text(manifest, "name", 120), year=_number(manifest, "year"),
            scope=_text(manifest, "scope", 10), number=_number(manifest, "number"),
            frozen_on=date.fromisoformat(_text(manifest, "frozen_on", 10)), report=files[REPORT],
            entries_sha256=_hex(entries), entries=_number(entries, "count"),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as wrong:
        raise _damaged(f"清单缺少或写错了{wrong}") from None


def _unpacked(package: bytes) -> dict[str, bytes]:
    files = {}
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            if sorted(archive.namelist()) != sorted(_MEMBERS):
                raise _damaged("里面的文件不是报送包应有的三个")
            left = MOST_UNPACKED
            for name in _MEMBERS:
                with archive.open(name) as member:
                    # What the archive says of its sizes is not believed: reading stops at the limit.
                    files[name] = member.read(left + 1)
                left -= len(files[name])
                if left < 0:
                    raise Unreadable(
                        f"报送包解开后超过{MOST_UNPACKED // (1024 * 1024)} MB，已停止读取。请向报送单位核实。"
                    )
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, struct.error):
        raise _damaged("压缩包的结构损坏") from None
    return files


def _damaged(why: str) -> Unreadable:
    return Unreadable(f"报送包损坏：{why}。没有收取，请报送单位重新制作。")


def _json(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def _object(data: bytes, name: str) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _damaged(f"{name}不是合法的JSON")
    return found


def _text(data: dict[str, Any], name: str, most: int) -> str:
    value = data[name]
    if not isinstance(value, str) or not 0 < len(value) <= most:
        raise ValueError(name)
    return value


def _number(data: dict[str, Any], name: str) -> int:
    value = data[name]
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 2_000_000_000:
        raise ValueError(name)
    return value


def _hex(entries: dict[str, Any]) -> str:
    value = entries["sha256"]
    if not isinstance(value, str) or not re.fullmatch(r"(?:[0-9a-f]{64})?", value):
        raise ValueError("sha256")
    return value


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()
