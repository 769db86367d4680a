"""Counts who looks at the public pages: after the answer is made, in memory, and written some seconds later."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import date

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from gongkai.channels.acts import traffic as acts
from gongkai.channels.queries import traffic as queries
from gongkai.channels.traffic import Buffer, Visit, is_person, mark
from gongkai.channels.traffic.visits import LONGEST_PATH
from gongkai.web.limits import address_of

log = logging.getLogger(__name__)

Answer = Callable[[HttpRequest], HttpResponse]

#: Seconds between two writings: what a process killed at once may lose.
EVERY = 10.0
#: The views of this process that wait to be written.
BUFFER = Buffer()
# Seconds for which the names of sites are believed before they are read again.
_SITES_HOLD = 60.0
# What browsers say when they fetch a page that nobody may ever look at.
_PREFETCH = ("Sec-Purpose", "Purpose", "X-Moz")
_NOT_PAGES = ("/office/", "/api/", "/static/", "/files/", "/accounts/", "/dev/")


class Counting:
    """What one process knows in order to count: today's salt, and the sites by their hosts."""

    def __init__(self, buffer: Buffer) -> None:
        self._buffer = buffer
        self._salt: tuple[date, bytes] | None = None
        self._sites: tuple[float, dict[str, int], int | None] = (0.0, {}, None)

    def count(self, request: HttpRequest) -> None:
        """Count one view of a page by a person; the address is used for the mark and forgotten."""
        website = self._website(request)
        if website is None:
            return
        today = timezone.localdate()
        if self._salt is None or self._salt[0] != today:
            self._salt = (today, acts.salt_of(today))
        who = mark(self._salt[1], website, address_of(request), request.headers.get("User-Agent", ""))
        self._buffer.add(Visit(website, today, request.path[:LONGEST_PATH], who))

    def _website(self, request: HttpRequest) -> int | None:
        """The site that the page said it belongs to, or that of the host."""
        said: int | None = getattr(request, "website_id", None)
        if said is not None:
            return said
        until, hosts, only = self._sites
        if time.monotonic() >= until:
            hosts, only = queries.own_sites_by_host()
            self._sites = (time.monotonic() + _SITES_HOLD, hosts, only)
        return hosts.get(request.get_host().partition(":")[0].lower(), only)


def traffic(get_response: Answer) -> Answer:
    """Count public pages that were shown to a person; a failure to count never fails the page."""
    counting = Counting(BUFFER)

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if _is_view(request, response):
            try:
                counting.count(request)
            except Error:
                log.exception("a view could not be counted")
        return response

    return middleware


def write_waiting() -> None:
    """Write what this process has counted, and end the days that are over."""
    batch = BUFFER.take()
    if batch.dropped:
        log.warning("%s views were not counted: too many different pages at once", batch.dropped)
    try:
        if batch.views:
            acts.write(batch)
    except Error:
        BUFFER.put_back(batch)
        raise
    acts.close_days(timezone.localdate())


def _is_view(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        request.method == "GET"
        and response.status_code == 200
        and response.headers.get("Content-Type", "").startswith("text/html")
        and not request.path.startswith(_NOT_PAGES)
        and not any("prefetch" in request.headers.get(name, "") for name in _PREFETCH)
        and is_person(request.headers.get("User-Agent", ""))
    )
