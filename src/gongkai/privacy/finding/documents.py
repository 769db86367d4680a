"""Passports, permits, plates and e-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.privacy.finding.context import Found, clause_before, field_before, is_serial, matches, says

CUE_REACH = 20
_PASSPORT = re.compile(
    r"(?<![0-9A-Za-z])(?=((?:[EeGgDdSsPpHh]\d{8}|[Ee][A-Za-z]\d{7}|1[45]\d{7}|[A-Z]{1,2}\d{7})(?![0-9A-Za-z])))"
)
_PERMIT = re.compile(
    r"(?<![0-9A-Za-z])(?=((?:[HMhm]\d{8}(?:\d{2})?|[CWcw][A-Za-z]?\d{7,8}|[TtLl]\d{8}|\d{8}(?:\(?[A-Z0-9]{1,2}\)?)?)(?![0-9A-Za-z])"
    r"|[军武警南北沈兰成济广海空政参后装士]+字第?\d{6,9}号?))"
)
_PLATE = re.compile(
    r"(?<![0-9A-Za-z])(?=([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使]"
    r"[A-HJ-NP-Z] ?[·•.\-]? ?(?:[A-HJ-NP-Z0-9]{5,6}|[A-HJ-NP-Z0-9]{4}[学挂港澳领])(?![0-9A-Za-z])))"
)
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-])(?=([A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,10})(?![A-Za-z0-9]))"
)
_BEFORE_STANDARD = re.compile(r"(?:标准|规程|DB|GB|文|字)[^，。]{0,6}$")


def passports(text: str) -> Iterator[Found]:
    """Yield passport numbers; their format is too common to be told without a label."""
    for start, end in matches(_PASSPORT, text):
        if says("passport", "before", clause_before(text, start, CUE_REACH)):
            yield Found("passport", start, end, "labelled", "certain")


def permits(text: str) -> Iterator[Found]:
    """Yield numbers of travel and residence permits and of officers' cards, after a label."""
    for start, end in matches(_PERMIT, text):
        if says("permit", "before", clause_before(text, start, CUE_REACH)):
            yield Found("permit", start, end, "labelled", "certain")


def plates(text: str) -> Iterator[Found]:
    """Yield plates of vehicles, with two letters in the number at most; those of the police are left out."""
    for start, end in matches(_PLATE, text):
        number = re.sub(r"[^A-Z0-9]", "", text[start + 2 : end])
        if sum(character.isalpha() for character in number) > 2 or not any(c.isdigit() for c in number):
            continue
        if is_serial(text, start) or _BEFORE_STANDARD.search(text[max(0, start - 8) : start]):
            continue
        if says("plate", "before", clause_before(text, start, CUE_REACH)):
            yield Found("plate", start, end, "labelled", "certain")
        else:
            yield Found("plate", start, end, "bare", "likely")


def emails(text: str) -> Iterator[Found]:
    """Yield e-mail addresses that are not an office's by their domain or by the label before them."""
    for start, end in matches(_EMAIL, text):
        domain = text[start:end].rpartition("@")[2].lower()
        if says("email", "public", domain) or says("email", "office", field_before(text, start, CUE_REACH)):
            continue
        free = says("email", "free", domain)
        yield Found("email", start, end, "free" if free else "other", "likely" if free else "possible")
