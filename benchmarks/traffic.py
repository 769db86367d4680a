"""What counting a view costs a page, beside writing each view to the database at once, as a counter in a view does."""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date

#: What is aimed at: counting takes no longer than this, in microseconds, and is so many times faster.
MICROSECONDS, TIMES = 100, 5
_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def main(arguments: Sequence[str] | None = None) -> int:
    """Count in a folder of its own; DATABASE_URL is heeded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="few views, to see that it runs")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["GONGKAI_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "gongkai.web.settings"
        import django

        django.setup()
        missed = measure(500 if options.smoke else 20_000)
    return 0 if options.smoke else missed


def measure(count: int) -> int:
    """Print the figures of *count* views; 1 if one misses its aim."""
    from django.core.management import call_command
    from django.db import connection
    from django.test import RequestFactory

    from gongkai.channels.acts import traffic as acts
    from gongkai.channels.models import Website
    from gongkai.channels.traffic import Buffer
    from gongkai.organisations import acts as organisations
    from gongkai.organisations.permissions import Program
    from gongkai.web.traffic import Counting

    call_command("migrate", verbosity=0)
    today = date(2026, 11, 25)
    body = organisations.Description("qu", "示例区人民政府", "district", None)
    unit = organisations.enter(body, by=Program("benchmark"), on=today)
    site = Website.objects.create(organisation=unit, code="qu", name="示例网站", opened_on=today)
    factory = RequestFactory()
    requests = [
        factory.get(
            f"/p/{number % 300}/",
            HTTP_HOST="localhost",
            HTTP_USER_AGENT=_AGENT,
            REMOTE_ADDR=f"198.51.100.{number % 250}",
        )
        for number in range(count)
    ]
    buffer = Buffer()
    counting = Counting(buffer)
    counting.count(requests[0])
    one = spent(lambda number: counting.count(requests[number]), count)
    batch = buffer.take()
    began = time.perf_counter()
    acts.write(batch)
    writing = time.perf_counter() - began
    few = min(count, 1_000)
    at_once = spent(lambda number: write_at_once(site.pk, today, requests[number].path), few)
    print(f"{connection.vendor}, {count:,} views of 300 pages by 250 visitors")
    print(f"counting in memory:    {one:8.1f} µs a view (the median)")
    print(f"writing the batch:     {writing / count * 1e6:8.1f} µs a view, beside the site ({writing * 1000:.0f} ms)")
    print(f"one UPDATE each view:  {at_once:8.1f} µs a view, {at_once / one:.0f} times as long")
    reached = one <= MICROSECONDS and at_once / one >= TIMES
    print(f"aim: at most {MICROSECONDS} µs, {TIMES} times faster: {'reached' if reached else 'NOT reached'}")
    return int(not reached)


def write_at_once(website: int, on: date, path: str) -> None:
    """What a counter in a view does: one row is raised in the request, here without even knowing visitors apart."""
    from django.db.models import F

    from gongkai.channels.models import PageTraffic

    if not PageTraffic.objects.filter(website=website, on=on, path=path).update(views=F("views") + 1):
        PageTraffic.objects.create(website_id=website, on=on, path=path, views=1)


def spent(work: Callable[[int], object], count: int) -> float:
    """The median time of one piece of work, in microseconds."""
    times = []
    for number in range(count):
        began = time.perf_counter()
        work(number)
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1e6


if __name__ == "__main__":
    raise SystemExit(main())
