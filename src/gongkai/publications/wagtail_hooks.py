"""What the back office shows of publications: their addresses, and the way to them in the menu."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import include, path, reverse_lazy
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.ui.components import Component
from wagtail.snippets.models import register_snippet

from gongkai.organisations import permissions
from gongkai.publications.models import Publication
from gongkai.publications.queries import placements, work
from gongkai.publications.viewsets import PublicationViewSet

register_snippet(PublicationViewSet)


class ItemFor(MenuItem):
    """A way that only those see who may do an act somewhere."""

    def __init__(self, act: str, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.act = act

    def is_shown(self, request: HttpRequest) -> bool:
        """Ask the permissions."""
        return permissions.can_anywhere(request.user, self.act, on=timezone.localdate())  # type: ignore[arg-type]


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def addresses() -> list[Any]:
    """The addresses of the office, behind the back office's door."""
    return [path("", include("gongkai.publications.urls"))]


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def today() -> MenuItem:
    """Today's work, first of all."""
    return MenuItem("今日", reverse_lazy("gk_publications:work"), name="today", icon_name="tasks", order=10)


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def publications() -> MenuItem:
    """The list."""
    return ItemFor(
        "publications.view", "公开信息", reverse_lazy("gk_editor:list"),
        name="publications", icon_name="doc-full", order=20,
    )  # fmt: skip


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def reviews() -> MenuItem:
    """Reviews that wait."""
    return ItemFor(
        "publications.view", "审核", reverse_lazy("gk_publications:batch"), name="reviews", icon_name="check", order=30
    )


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def overdue() -> MenuItem:
    """What is late."""
    return ItemFor(
        "publications.view", "催办", reverse_lazy("gk_publications:overdue"), name="overdue", icon_name="warning",
        order=40,
    )  # fmt: skip


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def chains() -> MenuItem:
    """The chains of review."""
    return ItemFor(
        "publications.view", "审核流程", reverse_lazy("gk_publications:chains"), name="chains",
        icon_name="list-ol", order=290,
    )  # fmt: skip


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def wordings() -> MenuItem:
    """The list of wordings that the check before publishing looks for."""
    return ItemFor(
        "publications.set_wordings", "用语规则", reverse_lazy("gk_publications:wordings"), name="wordings",
        icon_name="edit", order=295,
    )  # fmt: skip


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def placing() -> SubmenuMenuItem:
    """Where things stand, how much of it, and what comes in and goes out as files."""
    ways = [
        ("publications.accept_placement", "待采用的信息", "offers"),
        ("publications.view", "发布统计", "placement_counts"),
        ("publications.evaluate", "公开方式评估", "evaluations"),
        ("publications.import", "导入内容", "import_content"),
        ("publications.draft", "从订阅源导入", "import_feed"),
        ("publications.export", "导出内容", "export"),
        ("publications.view", "索引号规则", "schemes"),
    ]
    items = [
        ItemFor(act, label, reverse_lazy(f"gk_publications:{name}"), name=name, order=order)
        for order, (act, label, name) in enumerate(ways)
    ]
    return SubmenuMenuItem("发布管理", Menu(items=items), name="placing", icon_name="list-ul", order=50)


class TodayPanel(Component):
    """Today's work on the start page: how much waits, and the way to it."""

    name = "today"
    order = 10
    template_name = "publications/office/home.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """How much of each list of that page there is."""
        user, day = parent_context["request"].user, timezone.localdate()
        late = [publication for publication in work.due(user, day) if publication.due_on and publication.due_on < day]
        counts = [
            ("件审核等我办理", len(work.waiting(user, day))),
            ("件退回给我修改", len(work.returned(user, day))),
            ("件超过公开期限", len(late)),
            ("件等待采用", placements.offers(user, on=day).count()),
        ]
        return {"counts": counts, "may_draft": permissions.can_anywhere(user, "publications.draft", on=day)}


@hooks.register("construct_homepage_panels")  # type: ignore[untyped-decorator]
def today_first(request: HttpRequest, panels: list[Any]) -> None:
    """Today's work before all else, for those who publish."""
    if permissions.can_anywhere(request.user, "publications.view", on=timezone.localdate()):  # type: ignore[arg-type]
        panels.insert(0, TodayPanel())


@hooks.register("before_bulk_action")  # type: ignore[untyped-decorator]
def no_bulk_action(request: HttpRequest, action_type: str, objects: Any, action: Any) -> None:
    """Wagtail's actions on many records at once would go past the acts."""
    if any(isinstance(found, Publication) for found in objects):
        raise Http404
