"""Identity numbers (GB 11643) and unified social credit codes (GB 32100), told apart by their own check characters."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator

from gongkai.privacy.finding.context import Found, clause_before, field_before, is_serial, matches, says

PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
"""First two digits of a region (GB/T 2260); 81 to 83 are residence permits of people from Hong Kong, Macao, Taiwan."""
FIRST_BIRTH, LAST_BIRTH = 1890, 2049
"""Years of birth taken for possible. No clock is read; a later year is a serial number far more often."""
CUE_REACH = 24

_GAP = r"(?:[ -]{0,2}|\r?\n)"  # a number is often set in groups, and may be broken at the end of a line
_NEW = re.compile(
    rf"(?:(?<![0-9A-Za-z.])|(?<=[Ii][Dd])|(?<=[Nn][Oo]))(?=(\d(?:{_GAP}\d){{16}}{_GAP}[\dXx])(?![0-9A-Za-z]))"
)
_OLD = re.compile(r"(?<![0-9A-Za-z.])(?=(\d{15})(?![0-9A-Za-z.]))")
_CREDIT_CHARACTER = "[0-9A-HJ-NP-RTUWXYa-hj-np-rtuwxy]"
_CREDIT = re.compile(rf"(?<![0-9A-Za-z])(?=({_CREDIT_CHARACTER}(?:[ -]?{_CREDIT_CHARACTER}){{17}})(?![0-9A-Za-z]))")

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_CREDIT_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


def identity_check(first: str) -> str:
    """Return the check character for the *first* 17 digits of an identity number (GB 11643-1999, ISO 7064 MOD 11-2)."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True)) % 11]


def credit_check(first: str) -> str:
    """Return the check character for the *first* 17 characters of a unified social credit code (GB 32100-2015)."""
    total = sum(_CREDIT_DIGITS.index(one) * weight for one, weight in zip(first, _CREDIT_WEIGHTS, strict=True))
    return _CREDIT_DIGITS[-total % 31]


def _digits(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", text).upper()


def _is_day(year: int, month: int, day: int) -> bool:
    return FIRST_BIRTH <= year <= LAST_BIRTH and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _is_plausible(number: str) -> bool:
    """Whether region and date of birth can be such: 18 or 15 characters."""
    birth = number[6:14] if len(number) == 18 else "19" + number[6:12]
    return number[:2] in PROVINCES and number[2:4] != "00" and _is_day(int(birth[:4]), int(birth[4:6]), int(birth[6:]))


def credit_codes(text: str) -> Iterator[Found]:
    """Yield unified social credit codes: right check character, and not an identity number that happens to pass."""
    for start, end in matches(_CREDIT, text):
        code = _digits(text[start:end])
        if credit_check(code[:17]) != code[17] or not code[2:8].isdigit():
            continue
        passes_as_identity = code[:17].isdigit() and _is_plausible(code) and identity_check(code[:17]) == code[17]
        labelled = says("credit", "before", field_before(text, start, CUE_REACH))
        if labelled or not passes_as_identity:
            yield Found("credit_code", start, end, "valid", "certain")


def identities(text: str) -> Iterator[Found]:
    """Yield identity numbers of 18 and 15 digits; a wrong check character is forgiven only after a label."""
    for start, end in matches(_NEW, text):
        number = _digits(text[start:end])
        if not _is_plausible(number):
            continue
        if identity_check(number[:17]) == number[17]:
            if not says("credit", "before", field_before(text, start, CUE_REACH)):
                yield Found("identity", start, end, "valid", "certain")
        elif says("identity", "before", clause_before(text, start, CUE_REACH)):
            yield Found("identity", start, end, "mistyped", "likely")
    for start, end in matches(_OLD, text):
        if not _is_plausible(text[start:end]) or is_serial(text, start):
            continue
        if says("identity", "before", clause_before(text, start, CUE_REACH)):
            yield Found("identity", start, end, "legacy", "certain")
        else:
            yield Found("identity", start, end, "legacy_bare", "possible")
