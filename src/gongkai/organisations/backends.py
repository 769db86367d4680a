"""Django's question "has this person that permission", answered from posts: Wagtail's door asks it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.utils import timezone

from gongkai.organisations import permissions

#: What Wagtail asks before it shows the back office to anybody.
_DOOR = "wagtailadmin.access_admin"


class PostBackend(BaseBackend):
    """Whoever holds a post today may enter the back office; what may be done there, `permissions.can` says."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """The door only; everything else is asked of `permissions`."""
        return perm == _DOOR and obj is None and permissions.holds_any_post(user_obj, on=timezone.localdate())
