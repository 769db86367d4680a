"""The registers in the back office's menu."""

from typing import Any

from django.urls import include, path, reverse_lazy
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from gongkai.organisations import permissions


class RegistersItem(MenuItem):
    """The way to the registers, for whoever may see any."""

    def is_shown(self, request: Any) -> bool:
        """Ask the permissions."""
        return permissions.can_anywhere(request.user, "registers.view", on=timezone.localdate())


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def addresses() -> list[Any]:
    """The addresses of the registers, behind the back office's door."""
    return [path("", include("gongkai.registers.urls"))]


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def menu() -> RegistersItem:
    """The registers in the menu."""
    return RegistersItem("登记簿", reverse_lazy("gk_registers:index"), name="registers", icon_name="list-ul", order=260)
