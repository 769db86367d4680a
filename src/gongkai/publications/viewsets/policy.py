"""Wagtail's question "may this person do that here", handed on to `permissions`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.permission_policies.base import BasePermissionPolicy

from gongkai.organisations import permissions
from gongkai.publications.models import Publication

#: Wagtail's words for what is done, and the acts that they are; a word that is not here is allowed to nobody.
ACTS = {
    "view": "publications.view",
    "add": "publications.draft",
    "change": "publications.draft",
    "lock": "publications.draft",
    "unlock": "publications.draft",
    "publish": "publications.publish",
}


class PublicationPolicy(BasePermissionPolicy):
    """What `permissions` says, in Wagtail's terms; nobody deletes a publication, not even the technician."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Whether there is any unit where the person may do it."""
        return action in ACTS and permissions.can_anywhere(user, ACTS[action], on=timezone.localdate())

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Publication) -> bool:
        """Whether the person may do it at the unit of that publication."""
        if action not in ACTS:
            return False
        return permissions.can(user, ACTS[action], instance.organisation, on=timezone.localdate())

    def instances_user_has_any_permission_for(self, user: Any, actions: Collection[str]) -> QuerySet[Publication]:
        """The publications at whose units the person may do any of these."""
        today = timezone.localdate()
        found = Q(pk__in=[])
        for act in {ACTS[action] for action in actions if action in ACTS}:
            found |= Q(pk__in=permissions.visible(Publication.objects.all(), user, act, on=today).values("pk"))
        return Publication.objects.filter(found)

    def users_with_any_permission(self, actions: Collection[str]) -> Any:
        """Nobody is listed: whom a stage waits for, our own queries say."""
        from gongkai.organisations.models import User

        return User.objects.none()
