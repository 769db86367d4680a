"""What to try in the demonstration, as which officer: a page that exists in demo mode alone."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongkai.channels.models import Website
from gongkai.demo import acts
from gongkai.organisations.models import User
from gongkai.web.signing_in import demo

#: The zone whose year is shown.
ZONE, SITE = "xiqing-kfq", "kfq-guanwang"


@dataclass(frozen=True, slots=True)
class Step:
    """Something to try: where it begins, and as whom; a public page needs nobody."""

    title: str
    words: str
    go: str
    officer: User | None


@dataclass(frozen=True, slots=True)
class Part:
    """Steps that belong together."""

    title: str
    steps: list[Step]


@never_cache
@require_safe
def tour(request: HttpRequest) -> HttpResponse:
    """The page; anywhere but on this machine in demo mode the address does not exist."""
    if not demo.is_open(request):
        raise Http404
    return render(request, "web/tour.html", {"parts": parts()})


def parts() -> list[Part]:
    """The tour with the demonstration's own officers and addresses; a step whose officer is gone is left out."""
    officers = {user.username: user for user in demo.officers()}
    site = Website.objects.filter(code=SITE).values_list("uid", flat=True).first() or ""
    plan = tomllib.loads(Path(acts.DATA, "tour.toml").read_text("utf-8"))
    return [
        Part(part["title"], [
            Step(step["title"], step["words"], step["go"].format(unit=ZONE, site=site), officers.get(name))
            for step in part["step"] if not (name := step.get("officer", "")) or name in officers
        ]) for part in plan["part"]
    ]  # fmt: skip
