"""Recording an act."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from django.utils import timezone
from ledger_entries import DAY, UNIT, WANG, record

from gongkai.ledger import acts
from gongkai.ledger.catalogue import UnknownAct
from gongkai.ledger.models import Entry
from gongkai.organisations.models import Organisation, User

pytestmark = pytest.mark.django_db


def test_an_entry_keeps_who_for_whom_what_on_what_and_when() -> None:
    record(2019)
    entry = Entry.objects.get()
    assert (entry.act, entry.subject, entry.unit, entry.actor, entry.on) == (
        "yearbook.publish",
        "report:aaaaaaaaaaaaa/2019",
        UNIT,
        WANG,
        DAY,
    )
    assert entry.details == '{"body":"某局","year":2019}'
    assert abs(timezone.now() - entry.recorded_at) < timedelta(minutes=1)
    assert (entry.position, entry.previous, entry.hash) == (None, None, None)


def test_one_act_on_many_subjects_writes_for_each_what_it_would_write_alone() -> None:
    given = [acts.Recorded(f"report:a/{year}", {"body": "某局", "year": year}, after=b"report") for year in (1, 2)]
    acts.record_all("yearbook.publish", given, by=WANG, unit=UNIT, on=DAY)
    for one in given:
        acts.record("yearbook.publish", one.subject, by=WANG, unit=UNIT, on=DAY, after=b"report", details=one.details)
    kept = [
        {name: value for name, value in vars(entry).items() if name not in {"_state", "id", "recorded_at"}}
        for entry in Entry.objects.order_by("pk")
    ]
    assert len(kept) == 4
    assert kept[:2] == kept[2:]
    with pytest.raises(ValueError, match="recorded with the details"):
        acts.record_all("yearbook.publish", [acts.Recorded("report:a/3", {})], by=WANG, unit=UNIT, on=DAY)


def test_bytes_are_digested_as_a_file_is_and_nothing_has_no_digest() -> None:
    record(after=b"report")
    entry = Entry.objects.get()
    assert (entry.before, entry.after) == ("", sha256(b"report").hexdigest())


def test_records_are_known_by_their_model_and_uid() -> None:
    body = Organisation(uid="ccccccccccccc")
    person = User(uid="ddddddddddddd")
    record(by=person, unit=body)
    entry = Entry.objects.get()
    assert (entry.actor, entry.unit) == ("user:ddddddddddddd", "organisation:ccccccccccccc")


def test_an_act_of_the_whole_installation_has_no_unit() -> None:
    record(unit=None)
    assert Entry.objects.get().unit == ""


def test_an_act_that_the_catalogue_does_not_name_is_refused() -> None:
    with pytest.raises(UnknownAct, match="no such act"):
        acts.record("yearbook.burn", "report:a/1", by=WANG, unit=UNIT, on=DAY)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"details": {"body": "某局"}}, "the details"),
        ({"details": {"body": "某局", "year": 2019, "name": "张三"}}, "the details"),
        ({"details": {"body": "某局", "year": 2019.5}}, "a text or a whole number"),
        ({"by": "王小明"}, "no key"),
        ({"unit": "organisation"}, "no key"),
        ({"by": "user:a b"}, "no key"),
        ({"on": datetime(2026, 11, 24, tzinfo=UTC)}, "not a moment"),
    ],
)
def test_what_cannot_stand_in_an_entry_is_refused(wrong: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        record(**wrong)  # type: ignore[arg-type]
    assert not Entry.objects.exists()


def test_a_salted_digest_cannot_be_made_again_without_the_salt() -> None:
    record(2019, after={"applicant": "张三"}, salt=b"of the case")
    record(2020, after={"applicant": "张三"}, salt=b"of another case")
    record(2021, after={"applicant": "张三"})
    one, other, plain = Entry.objects.order_by("pk")
    assert (one.is_salted, other.is_salted, plain.is_salted) == (True, True, False)
    assert len({one.after, other.after, plain.after}) == 3


def test_the_day_of_an_act_may_differ_from_the_day_of_its_recording() -> None:
    record(on=date(2019, 12, 31))
    assert Entry.objects.get().on == date(2019, 12, 31)
