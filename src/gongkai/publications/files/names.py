"""The names of files as people gave them: kept as data and shown, never a path on our disks."""

from __future__ import annotations

import re
import unicodedata

#: Characters of a name; what is longer is cut before its extension.
LONGEST = 120

_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u115f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffd\ud800-\udfff]"
)
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.I)
UNNAMED = "未命名"


def readable(name: str) -> str:
    """
    A name that is safe to show and to save under, on every system.

    Folders before it, characters that cannot be seen or that turn the direction of writing, signs that Windows forbids,
    and names that Windows keeps for devices do not come through.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    clean = _NOT_IN_NAMES.sub("_", _UNPRINTABLE.sub("", last))
    clean = re.sub(r"\s+", " ", clean).strip(" .\u3000")
    if _RESERVED.match(clean):
        clean = f"_{clean}"
    stem, ending = parted(clean)
    return f"{stem[: LONGEST - len(ending)].rstrip(' .') or UNNAMED}{ending}"


def parted(name: str) -> tuple[str, str]:
    """A name without its extension, and the extension in small letters with its dot; "" where there is none."""
    stem, dot, ending = name.rpartition(".")
    if dot and stem and re.fullmatch(r"[A-Za-z0-9]{1,8}", ending):
        return stem, f".{ending.lower()}"
    return name, ""
