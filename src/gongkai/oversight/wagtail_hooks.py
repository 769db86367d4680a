"""Oversight in the back office's menu."""

from typing import Any

from django.urls import include, path, reverse_lazy
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from gongkai.organisations import permissions


class OversightItem(MenuItem):
    """The way to oversight, for whoever may see any."""

    def is_shown(self, request: Any) -> bool:
        """Ask the permissions."""
        return permissions.can_anywhere(request.user, "oversight.view", on=timezone.localdate())


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def addresses() -> list[Any]:
    """The addresses of oversight, behind the back office's door."""
    return [path("", include("gongkai.oversight.urls"))]


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def menu() -> OversightItem:
    """Oversight in the menu."""
    return OversightItem("监督保障", reverse_lazy("gk_oversight:index"), name="oversight", icon_name="view", order=260)
