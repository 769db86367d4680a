"""What can be asked about public bodies."""

from __future__ import annotations

from gongkai.organisations.models import Organisation


def by_code(code: str) -> Organisation | None:
    """The body of that code, its superior with it, or None."""
    return Organisation.objects.select_related("parent").filter(code=code).first()
