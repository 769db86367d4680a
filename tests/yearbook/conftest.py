"""Django, set up for the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from submitted_district import TODAY, District, made_district

from django_site import client, demo, no_pace  # noqa: F401


@pytest.fixture
def submitting(db: None) -> District:
    """A district whose units submit their reports to its government office."""
    return made_district()


@pytest.fixture
def in_office(submitting: District, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Client]:
    """A browser in which the officer of a role at a unit is signed in, on a day in January."""
    for module in ("answers", "desk", "submissions", "senders", "intake"):
        monkeypatch.setattr(f"gongkai.yearbook.views.{module}.today", lambda: TODAY)

    def signed_in(role: str, code: str) -> Client:
        browser = Client()
        browser.force_login(submitting.officer(role, code), backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return signed_in
