"""Unified social credit codes (统一社会信用代码, GB 32100-2015)."""

from __future__ import annotations

# I, O, S, V and Z are left out: they would be taken for digits or for one another.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
#: Powers of 3 modulo 31, for the 17 places before the check character.
_WEIGHTS = [pow(3, place, len(ALPHABET)) for place in range(LENGTH - 1)]


def check_character(first: str) -> str:
    """The 18th character that belongs to the *first* 17, all of them of the alphabet."""
    total = sum(_VALUES[character] * weight for character, weight in zip(first, _WEIGHTS, strict=True))
    return ALPHABET[-total % len(ALPHABET)]


def fault(code: str) -> str | None:
    """What is wrong with *code*, as a sentence for the person who typed it; None if nothing is."""
    if len(code) != LENGTH:
        return f"统一社会信用代码应为{LENGTH}位，现为{len(code)}位，请对照证书核对。"
    for place, character in enumerate(code, 1):
        if character not in _VALUES:
            return f"统一社会信用代码第{place}位“{character}”不对：只用数字和I、O、S、V、Z以外的大写字母，请核对证书。"
    if check_character(code[:-1]) != code[-1]:
        return f"统一社会信用代码“{code}”的校验位不符，某一位写错了，请对照证书逐位核对。"
    return None
