"""Whoever holds certain roles sets up a second factor before the back office opens."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from gongkai.organisations import permissions

Answer = Callable[[HttpRequest], HttpResponse]

_OFFICE = "/office/"
# Signing in, out and setting a factor up must stay within reach.
_OPEN = ("/office/login/", "/office/logout/")
#: What counts; codes for an emergency alone do not.
_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def required_of_roles(get_response: Answer) -> Answer:
    """Send holders of GONGKAI_MFA_ROLES without a second factor to set one up, whatever they ask of the office."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if (
            settings.GONGKAI_MFA_ROLES
            and request.path.startswith(_OFFICE)
            and not request.path.startswith(_OPEN)
            and _must_set_up(request)
        ):
            return redirect(f"{reverse('mfa_index')}?required=1")
        return get_response(request)

    return middleware


def _must_set_up(request: HttpRequest) -> bool:
    user = request.user
    if not user.is_authenticated or Authenticator.objects.filter(user=user, type__in=_FACTORS).exists():
        return False
    return permissions.holds_any_of(user, settings.GONGKAI_MFA_ROLES, on=timezone.localdate())
