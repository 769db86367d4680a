"""Unified social credit codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.organisations import credit

# The standard's own example, and codes that well-known bodies print on their pages.
REAL = ["91350100M000100Y43", "11100000000013127D", "91110000802100433B"]


@pytest.mark.parametrize("code", REAL)
def test_a_real_code_has_no_fault(code: str) -> None:
    assert credit.fault(code) is None


@pytest.mark.parametrize("place", range(18))
def test_one_wrong_character_is_always_found(place: int) -> None:
    code = REAL[0]
    for other in set(credit.ALPHABET) - {code[place]}:
        assert credit.fault(code[:place] + other + code[place + 1 :])


@given(st.text(alphabet=credit.ALPHABET, min_size=17, max_size=17))
def test_the_check_character_makes_any_17_characters_a_code(first: str) -> None:
    assert credit.fault(first + credit.check_character(first)) is None


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("", "应为18位，现为0位"),
        ("9135010", "现为7位"),
        ("91350100M000100Y4I", "第18位“I”不对"),
        ("91350100m000100Y43", "第9位“m”不对"),
        ("91350100M000100Y44", "校验位不符"),
    ],
)
def test_a_fault_says_what_is_wrong_and_what_to_do(code: str, words: str) -> None:
    sentence = credit.fault(code)
    assert sentence is not None
    assert words in sentence
    assert sentence.endswith("。")
