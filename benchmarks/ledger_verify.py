"""How many entries of the ledger are recorded, sealed and verified a second, and what memory verifying takes."""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Callable, Sequence

#: What is aimed at: a million entries, more than a district writes in ten years, verified in a minute.
ENTRIES, SECONDS = 1_000_000, 60
#: What memory may grow by between the first block and the last, in MiB.
GROWTH = 16
_CHUNK = 10_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Fill a ledger in a folder of its own, and time it; DATABASE_URL is heeded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="few entries, to see that it runs")
    options = parser.parse_args(arguments)
    count = 20_000 if options.smoke else ENTRIES
    with tempfile.TemporaryDirectory() as folder:
        os.environ["GONGKAI_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "gongkai.web.settings"
        import django

        django.setup()
        missed = measure(count)
    return 0 if options.smoke else missed


def measure(count: int) -> int:
    """Print the figures of *count* entries; 1 if one misses its aim."""
    from django.core.management import call_command
    from django.db import connection

    from gongkai.ledger import acts, queries, signing

    call_command("migrate", "gk_ledger", verbosity=0)
    few = min(count, 5_000)
    print(f"{connection.vendor}, {count:,} entries")
    print(f"recorded: {few / taken(lambda: record(few)):,.0f} a second (of {few:,}, each as an act does it)")
    fill(count - few)
    print(f"sealed:   {count / taken(acts.seal):,.0f} a second")
    memory: list[int] = []
    keys = {signing.own_key()}
    seconds = taken(lambda: queries.verify(keys, go_on=lambda done: memory.append(peak()) is None))
    print(f"verified: {count / seconds:,.0f} a second, {seconds:.1f} s")
    growth = memory[-1] - memory[0]
    print(f"memory:   {memory[-1]} MiB at most, {growth} MiB more than after the first block")
    reached = seconds * ENTRIES / count <= SECONDS and growth <= GROWTH
    print(f"aim: {ENTRIES:,} in {SECONDS} s and {GROWTH} MiB: {'reached' if reached else 'NOT reached'}")
    return int(not reached)


def record(count: int) -> None:
    """Acts, recorded one by one in one transaction."""
    from datetime import date

    from django.db import transaction

    from gongkai.ledger import acts

    with transaction.atomic():
        for number in range(count):
            acts.record(
                "yearbook.publish", f"report:aaaaaaaaaaaaa/{number}", by="program:benchmark", unit="organisation:a",
                on=date(2026, 11, 24), after=b"report", details={"body": "示例区人民政府", "year": number},
            )  # fmt: skip


def fill(count: int) -> None:
    """More entries like these, inserted in bulk, for recording is not what takes a million of them."""
    from gongkai.ledger.models import Entry

    kept = Entry.objects.order_by("pk").first()
    assert kept is not None
    values = {field.name: getattr(kept, field.name) for field in Entry._meta.fields if field.name != "id"}
    for start in range(0, count, _CHUNK):
        Entry.objects.bulk_create(
            Entry(**{**values, "subject": f"report:bbbbbbbbbbbbb/{number}"})
            for number in range(start, min(start + _CHUNK, count))
        )


def taken(work: Callable[[], object]) -> float:
    """Seconds that it took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def peak() -> int:
    """The most memory that this process has had, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    raise SystemExit(main())
