"""Django, set up for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import pytest_django

from django_site import client, demo, no_pace  # noqa: F401


@pytest.fixture
def committing(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[None]:
    """
    Real transactions on the database of the tests, which is not emptied afterwards: the ledger's triggers refuse that,
    and what migrations wrote would be gone for the tests that follow. A test that uses it leaves nothing behind.
    """
    with django_db_blocker.unblock():
        yield
