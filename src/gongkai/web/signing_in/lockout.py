"""The page for whoever has guessed too often."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from gongkai.web.limits import address_of


def answer(request: HttpRequest, refused: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """429, and when to try again; says nothing of whether there is such a person."""
    now = timezone.now()
    until = _until(str((credentials or {}).get("username", "")), address_of(request), now)
    context = {"until": until, "limit": settings.AXES_FAILURE_LIMIT}
    response = render(request, "signing_in/locked_out.html", context, status=429)
    response.headers["Retry-After"] = str(max(1, math.ceil((until - now).total_seconds())))
    return response


def _until(username: str, address: str, now: datetime) -> datetime:
    """When the last of the guesses counted against that name from that address is forgotten."""
    last = AccessAttempt.objects.filter(username=username, ip_address=address or None).order_by("-attempt_time").first()
    return (last.attempt_time if last else now) + settings.AXES_COOLOFF_TIME
