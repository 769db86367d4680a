"""A document's life folded from its steps: its days, what cannot be, and what is doubtful."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.registers import document_life, document_rules, kinds
from gongkai.registers.document_doubts import warnings
from gongkai.registers.document_life import Life, Paper, Step, fold, state_on

NORMATIVE = Paper("normative", published_on=date(2020, 3, 1), is_explained=True)


def day(text: str) -> date:
    return date.fromisoformat(text)


def lived(*lines: str, paper: Paper = NORMATIVE) -> Life:
    """A life in lines: `issued 2020-03-01 until=2025-02-28 effective=2020-04-01`."""
    return fold(paper, [step(str(number), line) for number, line in enumerate(lines)])


def step(uid: str, line: str) -> Step:
    kind, on, *more = line.split()
    named = dict(part.split("=") for part in more)
    return Step(
        uid, kind, day(on), day(named["effective"]) if "effective" in named else None,
        day(named["until"]) if "until" in named else None,
    )  # fmt: skip


def doubts(life: Life, paper: Paper, today: str) -> list[str]:
    return [warned.id for warned in warnings(paper, life, day(today))]


def test_each_step_period_and_warning_has_its_source() -> None:
    assert set(document_rules.steps()) == set(kinds.steps())
    for rule in document_rules.steps().values():
        assert rule.source
        assert set(rule.needs) <= set(rule.takes)
    assert all(doubt.source for doubt in document_rules.doubts().values())
    for name in (
        "regulation_effective",
        "filing_regulations",
        "filing_normative",
        "consultation",
        "review",
        "clean_up",
    ):
        period = document_rules.period(name)
        assert period.source
        assert bool(period.days) != bool(period.months)


@pytest.mark.parametrize(
    ("kind", "line", "published", "effective"),
    [
        ("normative", "issued 2020-03-01", None, "2020-03-01"),
        ("normative", "issued 2020-03-01 effective=2020-04-01", None, "2020-04-01"),
        ("regulations", "issued 2020-03-01", None, "2020-03-31"),
        ("regulations", "issued 2020-03-01", "2020-03-05", "2020-04-04"),
        ("regulations", "issued 2020-03-01 effective=2020-05-01", "2020-03-05", "2020-05-01"),
    ],
)
def test_rules_art_32_a_regulation_is_in_force_30_days_after_publication_unless_it_says_otherwise(
    kind: str, line: str, published: str | None, effective: str
) -> None:
    paper = Paper(kind, published_on=day(published) if published else None)
    assert lived(line, paper=paper).effective_on == day(effective)


def test_validity_ends_with_its_last_day_and_is_prolonged_by_confirming_and_amending() -> None:
    assert lived("issued 2020-03-01 until=2025-02-28").lapsed_on == day("2025-03-01")
    confirmed = lived("issued 2020-03-01 until=2025-02-28", "confirmed 2025-02-28 until=2030-02-28")
    assert (confirmed.lapsed_on, confirmed.ended_on) == (day("2030-03-01"), day("2030-03-01"))
    amended = lived("issued 2020-03-01 until=2025-02-28", "amended 2023-01-01 until=2027-12-31")
    assert amended.lapsed_on == day("2028-01-01")
    listed = lived("issued 2020-03-01 until=2025-02-28", "confirmed 2024-01-01")
    assert listed.lapsed_on == day("2025-03-01")


def test_a_document_repealed_before_its_validity_ends_does_not_lapse() -> None:
    life = lived("issued 2020-03-01 until=2025-02-28", "repealed 2022-06-01 effective=2022-07-01")
    assert (life.repealed_on, life.lapsed_on, life.ended_on) == (day("2022-07-01"), None, day("2022-07-01"))
    assert life.review_on is None


@pytest.mark.parametrize(
    ("lines", "wrong", "words"),
    [
        (["repealed 2020-01-01"], "repealed", "请先登记“印发”"),
        (["repealed 2020-01-01", "issued 2020-03-01"], "repealed", "请先登记“印发”"),
        (["filed 2020-01-01"], "filed", "请先登记“印发”"),
        (["answered 2020-01-01"], "answered", "请先登记“公开征求意见”"),
        (["issued 2020-03-01", "issued 2020-04-01"], "issued", "已有“印发”"),
        (["issued 2020-03-01", "repealed 2021-01-01", "repealed 2022-01-01"], "repealed", "已有“废止”"),
        (["issued 2020-03-01", "repealed 2021-01-01", "amended 2021-02-01"], "amended", "2021年1月1日起废止"),
        (["issued 2020-03-01 until=2021-02-28", "confirmed 2021-03-01 until=2023-01-01"], "confirmed", "起失效"),
        (["issued 2020-03-01 until=2021-02-28", "repealed 2021-01-01 effective=2021-03-01"], "repealed", "不必再废止"),
        (["issued 2020-03-01", "amended 2020-05-01 effective=2020-02-01"], "amended", "早于印发日期"),
        (["issued 2020-03-01 effective=2020-06-01 until=2020-05-01"], "issued", "截止日期"),
    ],
)
def test_a_step_that_cannot_be_has_no_effect_and_is_named_with_its_article(
    lines: list[str], wrong: str, words: str
) -> None:
    life = lived(*lines)
    assert [fault.step.kind for fault in life.faults] == [wrong]
    assert words in life.faults[0].words
    assert life.faults[0].article
    assert life.faults[0].step not in life.steps


def test_what_is_filed_late_may_be_entered_even_after_the_end() -> None:
    life = lived("issued 2020-03-01 until=2021-02-28", "filed 2021-05-01")
    assert life.faults == []


def test_issue_before_adoption_is_a_warning_and_not_refused() -> None:
    life = lived("issued 2020-03-01", "adopted 2020-03-05", "legality_reviewed 2020-02-01", "filed 2020-03-10")
    assert life.faults == []
    assert doubts(life, NORMATIVE, "2020-04-01") == ["adoption_missing"]


def test_regulation_on_business_environment_arts_62_and_63_documents_for_the_market() -> None:
    market = Paper("normative", is_for_market=True, published_on=day("2020-06-01"), is_explained=True)
    bare = lived(
        "legality_reviewed 2020-05-01", "adopted 2020-05-02", "issued 2020-06-01", "filed 2020-06-02", paper=market
    )
    assert doubts(bare, market, "2020-07-01") == ["consultation_missing", "competition_missing"]
    asked = ("consulted 2020-03-01 until={}", "competition_reviewed 2020-04-20", "legality_reviewed 2020-05-01",
             "adopted 2020-05-02", "issued 2020-06-01", "filed 2020-06-02")  # fmt: skip
    short = lived(asked[0].format("2020-03-30"), *asked[1:], paper=market)
    assert doubts(short, market, "2020-07-01") == ["consultation_short", "answers_missing"]
    assert "只有29日，一般不少于30日" in warnings(market, short, day("2020-07-01"))[0].words
    right = lived(asked[0].format("2020-03-31"), "answered 2020-04-15", *asked[1:], paper=market)
    assert doubts(right, market, "2020-07-01") == []


def test_a_review_after_the_adoption_does_not_count_as_one_before_it() -> None:
    life = lived("adopted 2020-02-01", "legality_reviewed 2020-02-02", "issued 2020-03-01", "filed 2020-03-02")
    assert doubts(life, NORMATIVE, "2020-04-01") == ["legality_missing"]


@pytest.mark.parametrize(
    ("filed", "today", "expected"),
    [
        (None, "2020-03-16", []),
        (None, "2020-03-17", ["filing_missing"]),
        ("filed 2020-03-16", "2020-05-01", []),
        ("filed 2020-03-17", "2020-05-01", ["filing_late"]),
    ],
)
def test_a_normative_document_is_filed_within_the_period_set(
    filed: str | None, today: str, expected: list[str]
) -> None:
    lines = ["legality_reviewed 2020-02-01", "adopted 2020-02-02", "issued 2020-03-01", *([filed] if filed else [])]
    assert doubts(lived(*lines), NORMATIVE, today) == expected


def test_what_was_not_published_or_not_explained_is_told() -> None:
    lines = ("legality_reviewed 2020-02-01", "adopted 2020-02-02", "issued 2020-03-01", "filed 2020-03-02")
    hidden, plain = Paper("normative"), Paper("normative", published_on=day("2020-03-01"))
    assert doubts(lived(*lines, paper=hidden), hidden, "2020-04-01") == ["unpublished"]
    assert doubts(lived(*lines, paper=plain), plain, "2020-04-01") == ["explanation_missing"]


def test_documents_older_than_a_rule_are_not_held_to_it() -> None:
    old = Paper("normative", is_for_market=True, published_on=day("2010-01-01"))
    assert doubts(lived("issued 2010-01-01", paper=old), old, "2026-01-01") == []


@pytest.mark.parametrize(
    ("lines", "review"),
    [
        (["issued 2020-03-01"], "2022-03-01"),
        (["issued 2020-03-01 until=2021-12-31"], "2021-06-30"),
        (["issued 2020-03-01 until=2025-02-28"], "2022-03-01"),
        (["issued 2020-03-01 until=2025-02-28", "assessed 2022-02-01"], "2024-02-01"),
        (["issued 2020-03-01 until=2025-02-28", "assessed 2023-12-01"], "2024-08-28"),
        (["issued 2020-03-01 until=2025-02-28", "assessed 2024-09-01"], "2025-02-28"),
        (["issued 2020-03-01", "confirmed 2022-02-10"], "2024-02-10"),
    ],
)
def test_review_is_due_every_two_years_and_six_months_before_the_validity_ends(lines: list[str], review: str) -> None:
    assert lived(*lines).review_on == day(review)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2020-02-29", "preparing"), ("2020-03-01", "awaiting"), ("2020-04-01", "in_force"),
        ("2025-02-28", "in_force"), ("2025-03-01", "lapsed"),
    ],
)  # fmt: skip
def test_the_state_of_a_day(today: str, state: str) -> None:
    life = lived("issued 2020-03-01 effective=2020-04-01 until=2025-02-28")
    days = {name: getattr(life, name) for name in ("issued_on", "effective_on", "repealed_on", "lapsed_on")}
    assert state_on(day(today), **days) == state


def test_states_of_the_public_paper_follow_the_life() -> None:
    life = lived("issued 2020-03-01 effective=2020-04-01", "amended 2021-01-01", "repealed 2022-01-01")
    assert life.states() == [
        (day("2020-04-01"), "in_force"), (day("2021-01-01"), "amended"), (day("2022-01-01"), "repealed"),
    ]  # fmt: skip
    assert lived("issued 2020-03-01 effective=2021-01-01", "repealed 2020-06-01").states() == [
        (day("2020-06-01"), "repealed")
    ]


DAYS = st.dates(date(2019, 1, 1), date(2022, 12, 31))
STEPS = st.builds(
    lambda uid, kind, on, later, until: Step(
        uid, kind, on, on + timedelta(days=later) if later is not None else None,
        on + timedelta(days=until) if until is not None else None,
    ),
    st.uuids().map(str), st.sampled_from(list(kinds.steps())), DAYS, st.none() | st.integers(-30, 60),
    st.none() | st.integers(0, 900),
)  # fmt: skip


@given(st.lists(STEPS, max_size=9, unique_by=lambda step: step.uid), st.randoms(use_true_random=False))
def test_the_order_in_which_steps_are_entered_does_not_matter(steps: list[Step], dice: random.Random) -> None:
    mixed = [*steps]
    dice.shuffle(mixed)
    assert fold(NORMATIVE, mixed) == fold(NORMATIVE, steps)


@given(st.lists(STEPS, max_size=9, unique_by=lambda step: step.uid))
def test_a_step_without_effect_equals_its_never_having_been(steps: list[Step]) -> None:
    life = fold(NORMATIVE, steps)
    alone = fold(NORMATIVE, life.steps)
    assert alone.faults == []
    assert (alone.issued_on, alone.effective_on, alone.ended_on, alone.review_on, alone.states()) == (
        life.issued_on, life.effective_on, life.ended_on, life.review_on, life.states()
    )  # fmt: skip


@given(st.lists(STEPS, max_size=9, unique_by=lambda step: step.uid), DAYS)
def test_a_document_has_one_end_and_only_possible_steps_are_offered(steps: list[Step], today: date) -> None:
    life = fold(NORMATIVE, steps)
    assert life.repealed_on is None or life.lapsed_on is None
    if life.ended_on is not None:
        assert life.issued_on is not None
        assert life.issued_on <= life.ended_on
    offered = document_life.possible(life, today)
    assert ("repealed" in offered) <= (life.issued_on is not None)
    assert not life.repealed_on or set(offered) <= {"filed"}
