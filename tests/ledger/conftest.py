"""Django, set up for the tests of this folder."""

from django_site import client, demo, no_pace  # noqa: F401
