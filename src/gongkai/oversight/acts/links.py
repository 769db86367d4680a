"""Links in what is public: collected when a text changes, and asked in rounds, politely, within a budget.

Nothing of a publication changes, so the ledger has no entry. The network is asked outside of any transaction.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from gongkai.oversight.models import ReadText, WatchedLink
from gongkai.oversight.watch.polite import Asker, in_turns
from gongkai.publications.gate import asking, pieces
from gongkai.publications.gate.asking import Answer
from gongkai.publications.gate.rules import links
from gongkai.publications.models import Publication

#: A link that answered is asked again after so many days; one that could not be opened, every day.
AGAIN_AFTER = timedelta(days=14)
#: Addresses and seconds of one round, unless more or less is asked for.
MOST_ADDRESSES = 200
MOST_SECONDS = 600
#: Texts that are read at once; a round goes on until none is left.
_BATCH = 200
_LONGEST = 600


@dataclass(frozen=True, slots=True)
class LinkRound:
    """What a round did: texts read anew, addresses asked, those of them that could not be opened, those left over."""

    texts: int
    asked: int
    dead: int
    left: int


def check_links(
    *,
    on: date,
    most: int = MOST_ADDRESSES,
    seconds: float = MOST_SECONDS,
    ask: Callable[[str], Answer] | None = None,
) -> LinkRound:
    """
    Collect the links of public texts that have changed, and ask those addresses whose turn it is.

    Any number of processes may do so at once: two that meet ask an address twice, and the second answer stays.

    Args:
        on: The day.
        most: Addresses that are asked at most.
        seconds: After how long no further one is asked.
        ask: How one address is asked; politely, and never within our own network, if None.
    """
    texts = 0
    while read := _collect(_BATCH):
        texts += read
    asker = ask or Asker(lambda address: asking.ask(address, settings.GONGKAI_LINK_NETWORKS))
    waiting = list(_waiting(on).values_list("address", flat=True).distinct())
    end = time.monotonic() + seconds
    asked = dead = 0
    for address in in_turns(sorted(waiting)):
        if asked >= most or time.monotonic() > end:
            break
        answer = asker(address)
        _keep(address, answer, on)
        asked += 1
        dead += answer.state == "dead"
    return LinkRound(texts, asked, dead, len(waiting) - asked)


def _waiting(on: date) -> QuerySet[WatchedLink]:
    """The links of live texts whose turn it is."""
    live = WatchedLink.objects.filter(publication__live=True).order_by()
    never = live.filter(asked_on__isnull=True)
    dead = live.filter(state="dead", asked_on__lt=on)
    old = live.filter(asked_on__lte=on - AGAIN_AFTER)
    return never | dead | old


def _keep(address: str, answer: Answer, on: date) -> None:
    """Write how an address answered for every text that links to it."""
    rows = WatchedLink.objects.filter(address=address)
    kept = {"state": answer.state, "status": answer.status, "words": answer.words[:200], "asked_on": on}
    with transaction.atomic():
        if answer.state != "dead":
            rows.update(**kept, dead_since=None, misses=0)
            return
        # Days count, not rounds: one that is not opened twice on a day was not opened once.
        rows.exclude(state="dead").update(**kept, dead_since=on, misses=1)
        rows.filter(state="dead", asked_on__lt=on).update(**kept, misses=F("misses") + 1)


def _collect(most: int) -> int:
    """Read the links of live texts that were not read since they changed; how many were read."""
    current = ReadText.objects.filter(
        publication=OuterRef("pk"), revision=Coalesce(OuterRef("live_revision_id"), 0)
    )  # fmt: skip
    found = list(Publication.objects.filter(~Exists(current), live=True).order_by("pk")[:most])
    if not found:
        return 0
    with transaction.atomic():
        known: dict[int, set[str]] = {publication.pk: set() for publication in found}
        for row in WatchedLink.objects.filter(publication__in=found):
            known[row.publication_id].add(row.address)
        for publication in found:
            wanted = set(outside_of(publication))
            gone = known[publication.pk] - wanted
            if gone:
                WatchedLink.objects.filter(publication=publication, address__in=gone).delete()
            WatchedLink.objects.bulk_create(
                [WatchedLink(publication=publication, address=one) for one in sorted(wanted - known[publication.pk])],
                ignore_conflicts=True,
            )
        ReadText.objects.bulk_create(
            [ReadText(publication=one, revision=one.live_revision_id or 0) for one in found],
            update_conflicts=True, unique_fields=["publication"], update_fields=["revision"],
        )  # fmt: skip
    return len(found)


def outside_of(publication: Publication) -> list[str]:
    """The addresses of others that the public text links to, each once, in order."""
    content = {"body": list(publication.body.raw_data)}
    found = (link.address.strip() for piece in pieces.pieces_of(content) for link in piece.markup.links)
    return list(dict.fromkeys(one for one in found if links.is_outside(one) and len(one) <= _LONGEST))
