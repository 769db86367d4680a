"""What the back office shows of accounts and units."""

from typing import Any

from django.urls import include, path, reverse_lazy
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.account import NameEmailSettingsPanel

from gongkai.organisations import permissions
from gongkai.organisations.forms import OwnNameForm

# Wagtail lets panels be added but not replaced, and its own asks for a first and a last name.
NameEmailSettingsPanel.form_class = OwnNameForm


class UnitsItem(MenuItem):
    """The way to the units, for whoever may see any."""

    def is_shown(self, request: Any) -> bool:
        """Ask the permissions."""
        return permissions.can_anywhere(request.user, "organisations.view", on=timezone.localdate())


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def addresses() -> list[Any]:
    """The addresses of units, behind the back office's door."""
    return [path("", include("gongkai.organisations.urls"))]


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def menu() -> UnitsItem:
    """Units in the menu."""
    return UnitsItem("机关", reverse_lazy("gk_units:tree"), name="units", icon_name="site", order=300)


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def holidays() -> UnitsItem:
    """Holidays in the menu."""
    return UnitsItem("节假日", reverse_lazy("gk_units:holidays"), name="holidays", icon_name="calendar-alt", order=310)


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def own_security() -> MenuItem:
    """One's own password, second factor and sessions, for everybody."""
    return MenuItem("登录安全", reverse_lazy("mfa_index"), name="own-security", icon_name="lock", order=9900)
