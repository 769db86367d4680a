"""The whole demonstration, for files whose tests are about the zone's year: loaded once a file, taken back after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import pytest_django
from django.db import transaction

import django_site  # noqa: F401  sets Django up before the models are imported
from gongkai.demo import acts


@pytest.fixture(scope="module")
def year(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[None]:
    """What `gongkai demo` loads, in a transaction that is rolled back after the file's last test."""
    with django_db_blocker.unblock(), transaction.atomic():
        acts.load()
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def in_the_year(request: pytest.FixtureRequest, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[None]:
    """
    Each test on the loaded demonstration, and its own changes taken back.

    But for one that asks for a database of its own: a file's first test does, for that mark is what has the database
    made when the file is run alone.
    """
    if request.node.get_closest_marker("django_db"):
        yield
        return
    request.getfixturevalue("year")
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
