"""Index numbers: given once, by the unit's scheme, and never used again."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from django.db import transaction

from gongkai.ledger import acts as ledger
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor, key, require
from gongkai.publications import numbering
from gongkai.publications.models import IndexScheme, IndexSerial, Publication
from gongkai.publications.queries.facts import numbered, template_of


def set_scheme(unit: Organisation, template: str, *, by: Actor, on: date) -> IndexScheme:
    """
    Say how *unit* numbers from now on; numbers that were given stay as they are (目录系统实施指引).

    Raises:
        NotAllowed: *by* is no administrator at or above *unit*.
        Refused: by the template numbers would repeat, or it names a part that there is not.
    """
    require(by, "publications.number", unit, on=on)
    template = template.strip()
    numbering.check(template, numbered(unit), on)
    with transaction.atomic():
        scheme = IndexScheme.objects.select_for_update().filter(organisation=unit).first()
        before = scheme.template if scheme else None
        if before == template:
            return scheme  # type: ignore[return-value]
        scheme, _made = IndexScheme.objects.update_or_create(organisation=unit, defaults={"template": template})
        ledger.record("publications.number", unit, by=key(by), unit=unit, on=on, before=before, after=template,
                      details={"body": unit.name, "template": template})  # fmt: skip
    return scheme


def number(publication: Publication, *, on: date) -> str:
    """
    Give *publication* its index number, by the scheme of its unit and the year of *on*; one that it has stays.

    Part of publishing: the act that publishes records it. Called in a transaction, for the serial stays locked until
    it ends.
    """
    with transaction.atomic():
        locked = (
            Publication.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=publication.pk)
        )
        if locked.index_number is None:
            locked.index_number = next(reserve(locked.organisation, on=on, count=1))
            Publication.objects.filter(pk=locked.pk).update(index_number=locked.index_number)
    publication.index_number = locked.index_number
    return locked.index_number


def reserve(unit: Organisation, *, on: date, count: int, avoid: Collection[str] = ()) -> Iterator[str]:
    """
    Take the next *count* free numbers of *unit* in the year of *on*; called in a transaction, which locks the serial.

    A number that an import kept from elsewhere is passed over, and so are those of *avoid*.
    """
    template = template_of(unit)
    own = numbered(unit)
    # Made first where it is missing: of two that make it at once, one waits here and finds it.
    IndexSerial.objects.get_or_create(organisation=unit, year=on.year, defaults={"last": 0})
    serial = IndexSerial.objects.select_for_update().get(organisation=unit, year=on.year)
    found: list[str] = []
    while (wanted := count - len(found)) > 0:
        batch = [numbering.render(template, own, on, serial.last + step) for step in range(1, min(wanted, 500) + 1)]
        serial.last += len(batch)
        taken = set(Publication.objects.filter(index_number__in=batch).values_list("index_number", flat=True))
        found += [text for text in batch if text not in taken and text not in avoid]
    serial.save(update_fields=["last"])
    return iter(found)
