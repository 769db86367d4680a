"""What may be done with public bodies."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai.errors import Refused
from gongkai.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Description:
    """What a body is: the fields that its entry consists of."""

    code: str
    name: str
    kind: str
    parent: Organisation | None = None
    is_sample: bool = False


def enter(body: Description) -> Organisation:
    """
    Enter a public body, or bring its entry up to date; the same description twice changes nothing.

    Raises:
        Refused: a code, kind or name that cannot be.
    """
    with transaction.atomic():
        entry = Organisation.objects.select_for_update().filter(code=body.code).first() or Organisation(code=body.code)
        entry.name, entry.kind, entry.parent, entry.is_sample = body.name, body.kind, body.parent, body.is_sample
        try:
            entry.full_clean()
        except ValidationError as wrong:
            raise Refused(f"机关“{body.code}”不能登记：{'；'.join(wrong.messages)}") from None
        entry.save()
    return entry
