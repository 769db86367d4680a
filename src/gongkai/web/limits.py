"""How much and how often reports may be sent for reading: answered before a byte of them is kept."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from ipaddress import ip_address
from threading import Lock

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

Answer = Callable[[HttpRequest], HttpResponse]

_API = "/api/"
_READING = ("/check/", "/en/check/", "/api/v1/reports/check", "/api/v1/reports/read", "/api/v1/submissions/")
_WINDOW = 60.0
# What a form holds beside its files, the text of a long publication too.
_FORM_AROUND = 16 * 1024 * 1024
# Addresses remembered at most; beyond that the longest silent are forgotten, so that a flood cannot fill the memory.
_MOST_ADDRESSES = 10_000


class Pace:
    """Counts what each address asked in the last minute, in this process; kept in memory and nowhere else."""

    def __init__(self) -> None:
        self._seen: dict[str, deque[float]] = {}
        self._lock = Lock()

    def wait(self, address: str, now: float, most: int) -> float:
        """Seconds until *address* may ask again; 0 if it may now, and then this one is counted."""
        with self._lock:
            times = self._seen.pop(address, None) or deque()
            self._seen[address] = times  # to the end: the dict is in the order of the last request
            while times and times[0] <= now - _WINDOW:
                times.popleft()
            if len(times) >= most:
                return times[0] + _WINDOW - now
            times.append(now)
            if len(self._seen) > _MOST_ADDRESSES:
                del self._seen[next(iter(self._seen))]
            return 0.0


def address_of(request: HttpRequest) -> str:
    """
    The visitor's address: the peer, or what the outermost of our own proxies saw.

    What stands further left in X-Forwarded-For the visitor may have written himself; what is no address is not taken.
    """
    if settings.GONGKAI_PROXIES:
        seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
        if len(seen) >= settings.GONGKAI_PROXIES and _is_address(seen[-settings.GONGKAI_PROXIES]):
            return seen[-settings.GONGKAI_PROXIES]
    return str(request.META.get("REMOTE_ADDR", ""))


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def report_limits(get_response: Answer) -> Answer:
    """Refuse reports that are too large (413) or come too often (429)."""
    pace = Pace()

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or request.path not in _READING:
            return get_response(request)
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            most = settings.GONGKAI_LARGEST_REPORT // (1024 * 1024)
            return _refusal(request, 413, _("文件太大：每份报告不能超过%(most)s MB。") % {"most": most})
        seconds = pace.wait(address_of(request), time.monotonic(), settings.GONGKAI_READS_A_MINUTE)
        if seconds:
            wait = math.ceil(seconds)
            response = _refusal(request, 429, _("提交过于频繁，请在%(wait)s秒后再试。") % {"wait": wait})
            response.headers["Retry-After"] = str(wait)
            return response
        return get_response(request)

    return middleware


def upload_limits(get_response: Answer) -> Answer:
    """Refuse forms with files that are larger than one may be (413), before a byte of them is read."""

    def middleware(request: HttpRequest) -> HttpResponse:
        limit = settings.GONGKAI_LARGEST_ATTACHMENT
        if int(request.META.get("CONTENT_LENGTH") or 0) > limit + _FORM_AROUND:
            # In Chinese alone: only the back office takes such forms.
            most = limit // (1024 * 1024)
            message = f"文件太大：一次上传的全部文件不能超过{most} MB。请压缩其中的图片，或分几次上传。"
            return _refusal(request, 413, message)
        return get_response(request)

    return middleware


def _refusal(request: HttpRequest, status: int, message: str) -> HttpResponse:
    if request.path.startswith(_API) or request.headers.get("Accept") == "application/json":
        return JsonResponse({"error": message}, status=status, json_dumps_params={"ensure_ascii": False})
    return render(request, "portal/refused.html", {"message": message}, status=status)
