"""How pages write days, numbers and addresses: one set of filters for all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.urls import reverse
from django.utils import formats, translation
from django.utils.safestring import SafeString

from gongkai.publications import rendering
from gongkai.publications.models import Attachment
from gongkai.report.report import plain
from gongkai.report.writing import FORMATS
from gongkai.yearbook.models import PublishedReport

register = template.Library()

_ENGLISH = "/en"
_FORMAT_NAMES = {"html": "HTML", "docx": "DOCX", "pdf": "PDF", "xlsx": "XLSX", "md": "Markdown", "json": "JSON"}


@register.filter
def day(value: date) -> str:
    """A day as an officer writes it: 2019年12月31日; in English 31 December 2019."""
    if translation.get_language() == "en":
        return formats.date_format(value, "j F Y")
    return f"{value.year}年{value.month}月{value.day}日"


@register.filter
def figure(value: int | Decimal | None) -> str:
    """A number with thousands marks, none for blank; what is not a number is shown as it is."""
    if value is None:
        return "—"
    if isinstance(value, int | Decimal):
        whole, point, rest = plain(value).partition(".")
        return f"{int(whole):,}{point}{rest}"
    return str(value)


@register.filter
def change(value: int | Decimal) -> str:
    """A difference with its sign and thousands marks; 0 has none."""
    return f"+{figure(value)}" if value > 0 else figure(value)


@register.filter
def shown(value: str | int | date) -> str:
    """A fact as it is printed: days in words, everything else as it stands."""
    return day(value) if isinstance(value, date) else str(value)


@register.filter
def file_address(attached: Attachment) -> str:
    """The address of an attachment's file."""
    return reverse("gk_files:file", args=[attached.file.uid, attached.file.name])


@register.simple_tag
def attached_table(attached: Attachment) -> SafeString:
    """The tables of an attached spreadsheet."""
    return rendering.attached_table(attached)


@register.filter
def downloads(published: PublishedReport) -> list[dict[str, str]]:
    """The addresses of a report's files, one a format."""
    stem = f"/r/{published.organisation.code}/{published.year}"
    return [{"name": _FORMAT_NAMES[suffix], "href": f"{stem}.{suffix}"} for suffix in FORMATS]


@register.filter
def version_downloads(published: PublishedReport) -> list[dict[str, str]]:
    """The addresses of the files of one version of a report, one a format."""
    stem = f"/r/{published.organisation.code}/{published.year}/v/{published.number}"
    return [{"name": _FORMAT_NAMES[suffix], "href": f"{stem}.{suffix}"} for suffix in FORMATS]


@register.simple_tag(takes_context=True)
def other_language(context: dict[str, Any]) -> dict[str, str]:
    """The address of the same page in the other language, for the switch."""
    path = context["request"].path if "request" in context else "/"
    if path.startswith(f"{_ENGLISH}/"):
        return {"href": path.removeprefix(_ENGLISH), "lang": "zh-Hans", "name": "简体中文"}
    return {"href": _ENGLISH + path, "lang": "en", "name": "English"}
