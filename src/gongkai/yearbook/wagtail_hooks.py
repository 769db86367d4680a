"""The yearbook in the back office's menu."""

from typing import Any

from django.urls import include, path, reverse_lazy
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from gongkai.organisations import permissions


class YearbookItem(MenuItem):
    """The way to the yearbook, for whoever may see any report in the making."""

    def is_shown(self, request: Any) -> bool:
        """Ask the permissions."""
        return permissions.can_anywhere(request.user, "yearbook.view", on=timezone.localdate())


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def addresses() -> list[Any]:
    """The addresses of the yearbook, behind the back office's door."""
    return [path("", include("gongkai.yearbook.urls"))]


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def menu() -> YearbookItem:
    """The yearbook in the menu."""
    return YearbookItem("年度报告", reverse_lazy("gk_yearbook:index"), name="yearbook", icon_name="doc-full", order=280)


class DeskItem(MenuItem):
    """The way to the desk, for whoever receives reports of units below."""

    def is_shown(self, request: Any) -> bool:
        """Ask the permissions."""
        return permissions.can_anywhere(request.user, "yearbook.receive", on=timezone.localdate())


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def desk_menu() -> DeskItem:
    """The superior's desk in the menu."""
    return DeskItem("下级年报", reverse_lazy("gk_yearbook:desks"), name="yearbook-desk", icon_name="tasks", order=281)
