"""What can be asked about trainings and the files that oversight keeps."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from gongkai.organisations.models import Organisation, Post, User
from gongkai.oversight.models import KeptFile, Material, Training


def training(uid: str) -> Training | None:
    """The training of that uid with who came and its materials, or None."""
    rows = Training.objects.select_related("organisation", "sheet").prefetch_related(
        "attendees", Prefetch("materials", Material.objects.select_related("file"))
    )
    return rows.filter(uid=uid).first()


def trainings_of(unit: Organisation, year: int) -> QuerySet[Training]:
    """The trainings of a unit that were planned for a year, newest first."""
    planned = unit.trainings.filter(planned_on__range=(date(year, 1, 1), date(year, 12, 31)))
    return planned.order_by("-planned_on", "-pk")


def years_of_trainings(unit: Organisation) -> list[int]:
    """The years for which *unit* planned trainings, newest first."""
    return sorted(set(unit.trainings.values_list("planned_on__year", flat=True)), reverse=True)


def officers_of(unit: Organisation, on: date, training: Training) -> QuerySet[User]:
    """Who holds a post at *unit* itself on that day, and whoever came to *training* already, by name."""
    here = Q(pk__in=Post.objects.on(on).filter(unit=unit).values("user"))
    came = Q(pk__in=training.attendees.filter(person__isnull=False).values("person"))
    return User.objects.filter(here | came).order_by("name", "pk")


def kept_file(uid: str) -> KeptFile | None:
    """The file of that uid, or None."""
    return KeptFile.objects.select_related("organisation").filter(uid=uid).first()
