"""Channels in the back office's menu."""

from typing import Any

from django.urls import include, path, reverse_lazy
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from gongkai.organisations import permissions


class ChannelsItem(MenuItem):
    """The way to the channels, for whoever may see any."""

    def is_shown(self, request: Any) -> bool:
        """Ask the permissions."""
        return permissions.can_anywhere(request.user, "channels.view", on=timezone.localdate())


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def addresses() -> list[Any]:
    """The addresses of channels, behind the back office's door."""
    return [path("", include("gongkai.channels.urls"))]


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def menu() -> ChannelsItem:
    """Channels in the menu."""
    return ChannelsItem("渠道", reverse_lazy("gk_channels:index"), name="channels", icon_name="globe", order=250)
