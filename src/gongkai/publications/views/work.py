"""The first page after signing in: what waits for the person, what came back, what is due."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from gongkai.organisations import permissions
from gongkai.publications.queries import placements, reviewing, work
from gongkai.publications.views.pages import hidden_from_others, require_anywhere, show


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Today's work, for whoever holds a post; parts in which nothing waits say so."""
    today = timezone.localdate()
    user: Any = request.user
    context = {
        "today": today,
        "may_view": permissions.can_anywhere(user, "publications.view", on=today),
        "may_draft": permissions.can_anywhere(user, "publications.draft", on=today),
        "may_review": any(
            permissions.can_anywhere(user, act, on=today) for act in work.ACT_OF_ROLE.values()
        ),
        "waiting": work.waiting(user, today),
        "returned": work.returned(user, today),
        "due": work.due(user, today),
        "offers": list(placements.offers(user, on=today)[: work.SHOWN]),
        "shown": work.SHOWN,
    }  # fmt: skip
    return show(request, "work", "今日", context)


@require_safe
@hidden_from_others
def overdue(request: HttpRequest) -> HttpResponse:
    """What waits beyond its day, with whom it waits, for whoever hurries it."""
    today = timezone.localdate()
    require_anywhere(request, "publications.view", today)
    rows = work.overdue(request.user, today)
    late = [row for row in work.due(request.user, today) if row.due_on < today]
    people = reviewing.holders(rows, today)
    context = {
        "rows": [replace(row, people=tuple(people[row.publication.pk])) for row in rows],
        "late": late,
        "today": today,
    }
    return show(request, "overdue", "催办", context)
