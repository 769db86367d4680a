"""Recording and the transaction that it belongs to: tests that begin and end real ones, and leave nothing behind."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError
from ledger_entries import DAY, UNIT, WANG, record

from gongkai.ledger import acts
from gongkai.ledger.models import Entry

pytestmark = pytest.mark.usefixtures("committing")


def test_outside_a_transaction_nothing_is_recorded() -> None:
    with pytest.raises(TransactionManagementError, match="there is none"):
        acts.record("yearbook.publish", "report:a/1", by=WANG, unit=UNIT, on=DAY, details={"body": "某局", "year": 1})
    assert not Entry.objects.exists()


def test_an_act_that_fails_leaves_no_entry() -> None:
    def acting() -> None:
        with transaction.atomic():
            record()
            raise OSError("the act failed after its entry")

    with pytest.raises(OSError, match="after its entry"):
        acting()
    assert not Entry.objects.exists()
