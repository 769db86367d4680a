"""The ledger in the back office's menu and addresses."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem


class LedgerItem(MenuItem):  # type: ignore[misc]  # Wagtail carries no types
    """Shown to those who may open it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """The technician alone."""
        return request.user.is_superuser


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def addresses() -> list[URLPattern | URLResolver]:
    """/office/ledger/."""
    return [path("ledger/", include("gongkai.ledger.urls"))]


@hooks.register("register_reports_menu_item")  # type: ignore[untyped-decorator]
def item() -> LedgerItem:
    """Among the reports."""
    return LedgerItem(_("台账"), reverse("ledger:index"), icon_name="history", order=50)
