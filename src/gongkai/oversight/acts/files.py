"""Files that oversight keeps: told by their content, stored under a name that nobody can guess."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction

from gongkai.errors import Refused, Unreadable
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor, key
from gongkai.oversight.models import KeptFile
from gongkai.privacy.files.sniff import kind_of

MOST_BYTES = 20 * 1024 * 1024
#: What is taken, by what the content is; the file gets the ending of it, whatever its name was.
ENDINGS = {"png": ".png", "jpeg": ".jpg", "pdf": ".pdf", "docx": ".docx", "xlsx": ".xlsx"}
PICTURES = ("png", "jpeg")

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it came: its name and its bytes."""

    name: str
    data: bytes


@contextmanager
def storing(
    unit: Organisation, sent: Sequence[SentFile], *, by: Actor, on: date, kinds: Sequence[str] = tuple(ENDINGS)
) -> Iterator[list[KeptFile]]:
    """
    Keep files of *unit* in one transaction with the act that they belong to; if it fails, nothing is left behind.

    Args:
        unit: Whose they are.
        sent: The files; none is fine.
        by: Who stores them.
        on: The day.
        kinds: What is taken.

    Raises:
        Refused: a file is empty, too large or of no kind that is taken; what the act itself raises.
    """
    checked = [(one, _kind(one, kinds)) for one in sent]
    storage = KeptFile._meta.get_field("place").storage
    places: list[str] = []
    try:
        with transaction.atomic():
            rows = []
            for one, kind in checked:
                place = f"oversight/{on.year}/{secrets.token_hex(16)}{ENDINGS[kind]}"
                places.append(str(storage.save(place, ContentFile(one.data))))
                rows.append(
                    KeptFile.objects.create(
                        organisation=unit, place=places[-1], name=_readable(one.name, kind), kind=kind,
                        size=len(one.data), sha256=hashlib.sha256(one.data).hexdigest(), stored_on=on,
                        stored_by=key(by),
                    )
                )  # fmt: skip
            yield rows
    except BaseException:
        for place in places:
            storage.delete(place)
        raise


def _readable(name: str, kind: str) -> str:
    """The name as people read it: no folders, no control characters, with the ending of what the file is."""
    last = "".join(mark for mark in name.replace("\\", "/").rpartition("/")[2] if mark.isprintable()).strip()
    stem = last.rpartition(".")[0] or last or "文件"
    return stem[: _LONGEST_NAME - len(ENDINGS[kind])] + ENDINGS[kind]


def _kind(sent: SentFile, kinds: Sequence[str]) -> str:
    wanted = "、".join(dict.fromkeys(ENDINGS[kind].removeprefix(".").upper() for kind in kinds))
    if not sent.data:
        raise Refused(f"文件“{sent.name}”是空的（0字节），请重新选择。")
    if len(sent.data) > MOST_BYTES:
        raise Refused(f"文件“{sent.name}”超过{MOST_BYTES // 1024 // 1024} MB，请压缩后再上传。")
    try:
        found = kind_of(sent.data)
    except Unreadable as wrong:
        raise Refused(f"文件“{sent.name}”：{wrong.message}这里只收{wanted}文件。") from None
    if found not in kinds:
        raise Refused(f"文件“{sent.name}”是{found.upper()}文件，这里只收{wanted}文件。")
    return found
