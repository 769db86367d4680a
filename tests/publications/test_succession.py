"""Which paper took the place of which."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from published_zone import PROGRAM, TODAY

from gongkai.organisations.models import Organisation
from gongkai.publications.acts import facts
from gongkai.publications.models import Publication
from gongkai.publications.queries.succession import replaced_by

pytestmark = pytest.mark.django_db


def paper(unit: Organisation, title: str) -> Publication:
    return Publication.objects.create(organisation=unit, kind="rule", title=title, made_on=date(2019, 1, 1))


def test_a_paper_that_repeals_another_is_known_with_the_reason_and_an_amendment_is_not(zone: Organisation) -> None:
    old, new, other, amending = (paper(zone, title) for title in ("旧", "新", "别的", "补充"))
    facts.set_validity(old, "repealed", from_on=TODAY, by=PROGRAM, on=TODAY, successor=new, reason="修订审核环节")
    facts.set_validity(other, "amended", from_on=TODAY, by=PROGRAM, on=TODAY, successor=amending, reason="补充")
    with CaptureQueriesContext(connection) as queries:
        found = replaced_by([old, new, other, amending])
    assert len(queries) == 1
    assert {key: (one.publication, one.reason) for key, one in found.items()} == {new.pk: (old, "修订审核环节")}
