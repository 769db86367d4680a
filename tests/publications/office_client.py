"""Officers before the office's pages, as the tests of these pages need them."""

from __future__ import annotations

import json
import re
from typing import Any

from django.test import Client

from gongkai.organisations.models import User
from gongkai.publications.models import Publication


def signed_in(user: User) -> Client:
    """A browser in which *user* is signed in."""
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def typed(browser: Client, publication: Publication, **changes: Any) -> dict[str, Any]:
    """What the editor's page would send, with *changes*: every field as the page shows it now."""
    page = browser.get(f"/office/publications/edit/{publication.pk}/")
    form = page.context["form"]
    values: dict[str, Any] = {"seen": str(page.context["seen"] or "")}
    for bound in [*form, *(field for rows in form.formsets.values() for row in rows.forms for field in row)]:
        if bound.name.endswith("body") or bound.field.__class__.__name__ == "FileField":
            continue
        value = bound.value()
        if value is not None and value is not False and value != "":
            values[bound.html_name] = value
    for rows in form.formsets.values():
        values |= {bound.html_name: bound.value() for bound in rows.management_form}
    values |= body("<p>各有关单位要做好防汛准备。</p>", block=str(publication_block(publication)))
    return values | changes


def publication_block(publication: Publication) -> str:
    """The id of the first block of the newest text."""
    latest = publication.get_latest_revision_as_object()
    return latest.body[0].id if len(latest.body) else ""


def body(text: str, *, block: str = "") -> dict[str, str]:
    """A text of one paragraph, as the editor sends it: the text editor's own form of it."""
    plain = re.sub(r"<[^>]+>", "", text)
    block_of_text = {"key": "aaaaa", "text": plain, "type": "unstyled", "depth": 0, "inlineStyleRanges": [],
                     "entityRanges": []}  # fmt: skip
    content = json.dumps({"blocks": [block_of_text], "entityMap": {}}, ensure_ascii=False)
    return {
        "body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "paragraph",
        "body-0-id": block, "body-0-value": content,
    }  # fmt: skip
