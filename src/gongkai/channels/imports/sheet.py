"""The empty form of readings that are copied from anywhere."""

from __future__ import annotations

from gongkai.channels.imports.formats import formats
from gongkai.organisations import imports as units
from gongkai.organisations.imports import Column


def template_workbook() -> bytes:
    """The empty form, with hints at its headings."""
    sheet = formats()["sheet"]
    columns = [Column(field.headings[0], field.key, required=field.required, hint=field.hint) for field in sheet.fields]
    return units.template_workbook({sheet.label: columns})
