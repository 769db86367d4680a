"""Where a case stands, by worked cases and by what must hold of all of them."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.law import national
from gongkai.law.case import Case, fold
from gongkai.law.casefile import parse
from gongkai.law.effects import CannotFollow
from gongkai.law.outcomes import outcomes
from gongkai.law.steps import OPEN, POSITIONS, STRUCK, Step, kinds
from gongkai.report import editions

DAY = timedelta(1)
LINES = [
    [part.strip() for part in line.split("|")]
    for line in Path(__file__).with_name("worked_cases.txt").read_text("utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]


def steps_of(text: str) -> list[Step]:
    return parse("\n".join(text.split(";")))


def case(text: str, today: str) -> Case:
    return fold(steps_of(text), date.fromisoformat(today))


@pytest.mark.parametrize(("article", "steps", "today", "position", "due"), LINES, ids=[
    f"art{line[0]}-{number}" for number, line in enumerate(LINES)
])  # fmt: skip
def test_a_worked_case(article: str, steps: str, today: str, position: str, due: str) -> None:
    found = case(steps, today)
    assert (found.position, found.reply_due_on and found.reply_due_on.isoformat()) == (
        position, None if due == "-" else due,
    )  # fmt: skip


@pytest.mark.parametrize(("steps", "words", "article"), [
    ("2026-05-08 decided outcome=granted", "收到申请之前", "三十三"),
    ("2026-04-24 received; 2026-04-25 received", "不能有这一步", "三十一"),
    ("2026-04-24 received; 2026-04-28 correction_asked until=2026-05-20; 2026-05-12 corrected; "
     "2026-05-13 correction_asked until=2026-05-30", "一次性告知", "三十条"),
    ("2026-04-24 received; 2026-04-28 correction_asked", "没有写明期限", "三十条"),
    ("2026-04-24 received; 2026-04-28 correction_asked until=2026-05-20; 2026-05-20 correction_lapsed",
     "还不能登记为逾期", "三十条"),
    ("2026-04-24 received; 2026-05-27 extended days=20", "届满", "三十三条第二款"),
    ("2026-04-24 received; 2026-04-27 extended days=21", "1到20", "三十三条第二款"),
    ("2026-04-24 received; 2026-04-27 extended days=10; 2026-04-28 extended days=10", "延长过一次", "三十三条第二款"),
    ("2026-04-24 received; 2026-05-08 third_party_asked party=甲; 2026-05-12 decided outcome=granted",
     "征求的意见还没有收到", "三十三"),
    ("2026-04-24 received; 2026-05-08 third_party_asked party=甲; 2026-05-28 third_party_lapsed party=甲",
     "还不能登记为逾期未答复", "三十二"),
    ("2026-04-24 received; 2026-05-08 third_party_asked party=甲; 2026-05-12 third_party_answered party=乙 "
     "answer=consents", "没有在等“乙”", "三十二"),
    ("2026-04-24 received; 2026-05-08 third_party_asked party=甲; 2026-05-12 third_party_answered party=甲 answer=是",
     "同意公开", "三十二"),
    ("2026-04-24 received; 2026-05-08 agency_asked party=乙 role=friend", "共同制作机关", "三十四"),
    ("2026-04-24 received; 2026-04-27 registered; 2026-04-28 deferred until=2026-06-30", "要求申请人说明理由",
     "三十五"),
    ("2026-04-24 received; 2026-04-28 decided outcome=perhaps", "没有“perhaps”这种答复", "三十六"),
    ("2026-04-24 received; 2026-05-08 fee_noticed; 2026-06-04 fee_lapsed", "还不能登记为逾期", "109号"),
    ("2026-04-24 received; 2026-12-01 registered", "还没有到", None),
    ("2026-04-24 received; 2026-04-27 struck of=9", "不在这件申请里", None),
])  # fmt: skip
def test_a_step_that_cannot_follow_is_refused_with_the_reason_and_the_article(
    steps: str, words: str, article: str | None
) -> None:
    with pytest.raises(CannotFollow, match=words) as refused:
        case(steps, "2026-07-01")
    assert (article or "") in (refused.value.article or "")


def test_a_strike_that_leaves_a_later_step_without_ground_is_refused_naming_that_one() -> None:
    with pytest.raises(CannotFollow, match="收到补正"):
        case("2026-04-24 received; 2026-04-28 correction_asked until=2026-05-20 id=a; 2026-05-12 corrected; "
             "2026-05-13 struck of=a", "2026-05-13")  # fmt: skip


def test_a_late_notice_of_correction_stands_and_is_remarked() -> None:
    """Art. 30: within 7 working days."""
    found = case("2026-04-24 received; 2026-05-12 correction_asked until=2026-05-29", "2026-05-12")
    assert [remark.words for remark in found.remarks] == ["收到申请后第10个工作日才告知补正，超过7个工作日"]


def test_the_first_reply_counts_and_a_second_one_after_a_ruling_does_not() -> None:
    found = case("2026-04-24 received; 2026-05-20 decided outcome=withheld.internal; 2026-09-24 redecision_ordered; "
                 "2026-10-12 decided outcome=granted", "2026-10-12")  # fmt: skip
    assert (found.outcome, found.answer, found.closed_on) == ("withheld.internal", "granted", date(2026, 10, 12))


def test_days_left_go_below_zero_and_the_reply_is_late() -> None:
    found = case("2026-04-24 received", "2026-05-28")
    assert (found.days_used, found.days_left, found.overdue) == (22, -2, True)


def test_a_year_whose_holidays_are_not_announced_makes_the_date_provisional() -> None:
    assert case("2026-12-20 received", "2026-12-21").provisional
    assert not case("2026-04-24 received", "2026-04-25").provisional


def test_while_an_opinion_is_waited_for_the_party_has_the_turn_and_after_its_period_the_agency() -> None:
    steps = "2026-04-24 received; 2026-05-08 third_party_asked party=甲 reached=2026-05-11"
    waiting, over = case(steps, "2026-05-12"), case(steps, "2026-06-02")
    assert waiting.next
    assert (waiting.next.kind, waiting.next.who, waiting.next.on) == ("answer", "third_party", date(2026, 6, 1))
    assert waiting.stale_on == date(2026, 6, 2)
    assert [(duty.kind, duty.who) for duty in over.duties] == [("note_silence", "agency"), ("reply", "agency")]


def test_each_code_that_an_edition_folds_is_an_outcome_and_each_outcome_has_its_row() -> None:
    rows = {code for row in editions()["2021"].table("applications").rows for code in row.codes}
    assert rows == set(outcomes())


@pytest.mark.parametrize("position", sorted(OPEN))
def test_every_open_position_has_a_way_out(position: str) -> None:
    seen, wave = {position}, {position}
    while wave:
        reached = set()
        for kind in kinds().values():
            if kind.froms & wave:
                reached |= {"consulting", "in_progress"} if kind.to == "consulting?" else {kind.to} - {"="}
        wave = reached - seen
        seen |= wave
    assert "delivered" in seen
    assert "closed" in seen
    assert seen <= set(POSITIONS)


# --- what must hold of every case ------------------------------------------------------------------------

START = date(2025, 1, 2)


@st.composite
def walks(draw: st.DrawFn) -> tuple[list[Step], date]:
    """A case that walks at random along the table, each step some days after the one before."""
    steps = [Step(START + DAY * draw(st.integers(0, 500)), "received", "000")]
    for number in range(draw(st.integers(0, 9))):
        found = fold(steps, steps[-1].on)
        choices = [kind.id for kind in found.may_follow() if kind.id != "received"]
        if not choices:
            break
        kind = draw(st.sampled_from(choices))
        on = steps[-1].on + DAY * draw(st.integers(1, 40))
        waiting = [pause.party for pause in found.runs[-1].pauses if pause.is_waiting] or ["甲"]
        step = Step(
            on, kind, f"{number + 1:03}",
            until=on + DAY * draw(st.integers(1, 40)),
            party=draw(st.sampled_from(["甲", "乙"])) if kind.endswith("asked") else draw(st.sampled_from(waiting)),
            answer="consents", role="other", days=draw(st.integers(1, 20)), outcome="granted",
        )  # fmt: skip
        try:
            fold([*steps, step], on)
        except CannotFollow:
            continue
        steps.append(step)
    return steps, steps[-1].on + DAY * draw(st.integers(0, 90))


@given(walks(), st.randoms(use_true_random=False))
def test_the_order_of_entry_makes_no_difference(walk: tuple[list[Step], date], chance: random.Random) -> None:
    steps, today = walk
    shuffled = list(steps)
    chance.shuffle(shuffled)
    assert fold(shuffled, today) == fold(steps, today)


@given(walks())
def test_within_one_run_of_the_clock_days_used_never_fall_as_time_goes_by(walk: tuple[list[Step], date]) -> None:
    steps, today = walk
    used = [fold(steps, steps[-1].on + DAY * passed).days_used for passed in range((today - steps[-1].on).days + 1)]
    assert used == sorted(used)


@given(walks())
def test_days_used_and_the_due_date_are_those_that_counting_day_by_day_gives(walk: tuple[list[Step], date]) -> None:
    steps, today = walk
    found = fold(steps, today)
    run = found.runs[-1]
    calendar = national()
    skipped = {
        pause.asked_on + DAY * number
        for pause in run.pauses
        for number in range(1, (pause.until - pause.asked_on).days + 1)
    }
    end = min(day for day in (today, run.ended_on, run.stopped_on) if day)
    day, used = run.start, 0
    while day < end:
        day += DAY
        used += calendar.is_working_day(day) and day not in skipped
    assert found.days_used == used
    if found.reply_due_on and run.set_for is None:
        day, counted = run.start, 0
        while counted < run.length:
            day += DAY
            counted += calendar.is_working_day(day) and day not in skipped
        assert found.reply_due_on == day
        assert found.days_left == run.length - used


@given(walks(), st.data())
def test_a_step_that_was_struck_is_as_if_it_had_never_been(walk: tuple[list[Step], date], data: st.DataObject) -> None:
    steps, today = walk
    gone = data.draw(st.sampled_from(steps))
    left = [step for step in steps if step is not gone]
    struck = [*steps, Step(today, STRUCK, "999", of=gone.uid)]
    try:
        expected = fold(left, today)
    except CannotFollow as refused:
        with pytest.raises(CannotFollow, match=refused.step.label):
            fold(struck, today)
    else:
        assert fold(struck, today) == expected


@given(walks())
def test_an_open_case_always_has_a_nearest_duty_and_a_closed_one_none(walk: tuple[list[Step], date]) -> None:
    found = fold(*walk)
    assert found.is_open == (found.next is not None)


@given(walks())
def test_every_day_up_to_the_due_date_is_explained_and_as_many_count_as_the_period_has(
    walk: tuple[list[Step], date],
) -> None:
    found = fold(*walk)
    run = found.runs[-1]
    if found.reply_due_on and run.set_for is None:
        days = found.days()
        assert [day for day, _, _ in days] == [run.start + DAY * (number + 1) for number in range(len(days))]
        assert sum(counted for _, counted, _ in days) == run.length
        assert all(why for _, _, why in days)
