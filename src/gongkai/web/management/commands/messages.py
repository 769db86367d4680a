"""Collect every text of the pages into the English catalogue and compile it; for developers, needs Babel."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

import gongkai

SOURCE = Path(gongkai.__file__).parent
CATALOGUE = SOURCE / "web" / "locale" / "en" / "LC_MESSAGES" / "django.po"
_APPS = ("api", "demo", "ledger", "organisations", "portal", "web", "yearbook")
_HEADER = "# The pages in English; kept up to date by `gongkai manage messages`."
# A fixed day, so that collecting twice gives the same bytes.
_DAY = datetime(2026, 11, 24, tzinfo=UTC)
_KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}


def collected() -> Catalog:
    """A catalogue of the texts as the source has them now, each with the files that it stands in."""
    catalogue = Catalog(
        locale="en", project="gongkai", version="", header_comment=_HEADER, creation_date=_DAY, revision_date=_DAY,
        last_translator="The Gongkai developers", language_team="English", charset="utf-8", fuzzy=False,
    )  # fmt: skip
    for file, text in _sources():
        for _, messages, _, context in extract(
            "python", io.BytesIO(text.encode()), _KEYWORDS, (), {"encoding": "utf-8"}
        ):
            catalogue.add(messages, locations=[(file, None)], context=context)
    return catalogue


def current() -> Catalog:
    """The catalogue as it is kept."""
    with CATALOGUE.open("rb") as kept:
        return read_po(kept, locale="en")


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as gettext reads it."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def _sources() -> Iterator[tuple[str, str]]:
    for app in _APPS:
        for file in sorted((SOURCE / app).rglob("*.py")):
            yield file.relative_to(SOURCE).as_posix(), file.read_text("utf-8")
        for file in sorted((SOURCE / app).rglob("*.html")):
            calls = templatize(file.read_text("utf-8"), origin=str(file)).splitlines()
            # The calls stand where the template had its tags; to a tokenizer their indentation is a fault.
            yield file.relative_to(SOURCE).as_posix(), "\n".join(line.lstrip() for line in calls)


class Command(BaseCommand):
    """`gongkai manage messages`."""

    help = "收集页面文字，更新并编译英文译文（开发者用）。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the catalogue and its compiled form; texts without a translation end in an error."""
        fresh = collected()
        if CATALOGUE.exists():
            kept = current()
            for message in fresh:
                if message.id and message.id in kept:
                    message.string = kept[message.id].string
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        with CATALOGUE.open("wb") as out:
            write_po(out, fresh, omit_header=False, sort_output=True, width=120)
        CATALOGUE.with_suffix(".mo").write_bytes(compiled(fresh))
        missing = [message.id for message in fresh if message.id and not all(_strings(message.string))]
        if missing:
            raise CommandError(f"还有{len(missing)}条没有译文。")


def _strings(string: Any) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, tuple | list) else (string or "",)
