"""What every answer carries: the language of its address, and what a browser may load with it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from gongkai.organisations import permissions

Answer = Callable[[HttpRequest], HttpResponse]

#: A public page loads only what this site serves; nothing inline, nothing from elsewhere.
PUBLIC_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
#: The back office too, but for its icons and pictures (data:, blob:) and its previews in a frame of its own.
OFFICE_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
_OFFICE = "/office/"
_ENGLISH = "/en/"
_TAGS = {"zh-hans": "zh-Hans", "en": "en"}


def security_headers(get_response: Answer) -> Answer:
    """Add the content security policy and refuse what browsers offer and we never use."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        policy = OFFICE_POLICY if request.path.startswith(_OFFICE) else PUBLIC_POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        return response

    return middleware


def language_of_path(get_response: Answer) -> Answer:
    """
    Take the language from the address and from nothing else.

    A stored page is one file for everybody, so neither a cookie nor a header may decide what stands in it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        code = "en" if request.path.startswith(_ENGLISH) else settings.LANGUAGE_CODE
        with translation.override(code):
            request.LANGUAGE_CODE = translation.get_language()
            response = get_response(request)
            response.headers.setdefault("Content-Language", _TAGS[code])
        return response

    return middleware


def posts_remembered(get_response: Answer) -> Answer:
    """Ask once which posts somebody holds while a page is answered that changes nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return get_response(request)
        with permissions.remembering():
            return get_response(request)

    return middleware
