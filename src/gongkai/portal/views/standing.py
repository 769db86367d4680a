"""Pages that always stand: the home page, statements, what programs ask for, and what is said when nothing is found."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongkai.publications.queries import public
from gongkai.yearbook import queries as yearbook


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, the sites and reports published here, the way to the check."""
    return render(request, "portal/home.html", {"reports": yearbook.all_published(), "sites": public.own_sites()})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "portal/accessibility.html")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines need not visit."""
    return HttpResponse("User-agent: *\nDisallow: /office/\nAllow: /\n", content_type="text/plain; charset=utf-8")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116); no such file where the installation names nobody."""
    if not settings.GONGKAI_SECURITY_CONTACT:
        raise Http404
    expires = (timezone.now() + timedelta(days=365)).strftime("%Y-%m-%dT00:00:00Z")
    lines = [f"Contact: {settings.GONGKAI_SECURITY_CONTACT}", f"Expires: {expires}", "Preferred-Languages: zh, en", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such page."""
    return render(request, "portal/refused.html", {"message": _("没有这个页面，或者它已经撤下。")}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """The program failed; says so without asking the database for anything."""
    return render(request, "portal/broken.html", status=500)
