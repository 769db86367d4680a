"""What the tests of the site share: Django set up on a data folder of its own, and demonstration data.

Imported by the conftest of each folder that needs Django, so that the tests of the pure packages run without it.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

DATA = Path(tempfile.mkdtemp(prefix="gongkai-test-"))
atexit.register(shutil.rmtree, DATA, ignore_errors=True)
os.environ["GONGKAI_DATA"] = str(DATA)
os.environ["DJANGO_SETTINGS_MODULE"] = "gongkai.web.settings"

import django  # noqa: E402

django.setup()

from django.test import Client  # noqa: E402

DEMO = Path(__file__).parent.parent / "src" / "gongkai" / "demo" / "data"


@pytest.fixture
def demo(db: None) -> None:
    """The demonstration's bodies, people and reports; what the zone published in 2019 is not needed for most tests."""
    from gongkai.demo import acts

    acts.load_reports()


@pytest.fixture
def client() -> Client:
    """A visitor who follows the rules a browser would, with CSRF checks as in production."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture(autouse=True)
def no_pace(settings: object) -> None:
    """Tests ask more often than people do; the tests of the limits set their own."""
    settings.GONGKAI_READS_A_MINUTE = 10_000  # type: ignore[attr-defined]


def broken_report() -> bytes:
    """The busy sample's report of 2024 with one total too large by 5, as JSON."""
    text = (DEMO / "shili-2024.json").read_text("utf-8")
    wrong = text.replace('"remedies/reconsideration/total": 22', '"remedies/reconsideration/total": 27')
    assert wrong != text
    return wrong.encode()
