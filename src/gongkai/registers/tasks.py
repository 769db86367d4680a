"""What registers want done beside the site."""

from __future__ import annotations

from django.utils import timezone

from gongkai.registers.acts import document_steps, judging

#: Seconds between two rounds: so long a document may wait for the day on which its paper became public.
EVERY = 60.0
#: Likewise: so long a provisional day may stand after the arrangement that settles it was entered.
EVERY_HOUR = 3600.0


def renew_documents() -> None:
    """Bring the days of documents in step with papers that were made public since."""
    document_steps.renew(timezone.localdate())


def renew_decisions() -> None:
    """Count the provisional days of decisions anew: few are, and once none is, it costs a glance."""
    judging.renew_clocks(by=document_steps.DAILY, on=timezone.localdate())
