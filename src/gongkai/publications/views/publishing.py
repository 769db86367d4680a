"""Publishing, withdrawing and archiving: each one form."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from gongkai.publications import gate
from gongkai.publications.acts import publishing
from gongkai.publications.forms import PublishForm, ReasonForm
from gongkai.publications.models import Publication
from gongkai.publications.views.pages import form_page, hidden_from_others, publication_for

#: What is said when it was done.
_DONE = {
    "公开": "已公开，或者已排定公开时刻。",
    "撤下": "已撤下。",
    "归档": "已归档。",
    "取消定时公开": "已取消定时公开。",
}


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def publish(request: HttpRequest, uid: str) -> HttpResponse:
    """Now, or at a moment."""
    publication, today = _found(request, uid, "publications.publish")

    def act(values: dict[str, Any]) -> None:
        publishing.publish(publication, by=request.user, on=today, at=values["at"])

    form = PublishForm(request.POST or None)
    stops = [finding for finding in gate.open_findings(publication) if finding.severity == "stop"]
    return _page(request, publication, form, act, "公开", stops=stops)


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def withdraw(request: HttpRequest, uid: str) -> HttpResponse:
    """Take it off every page, with the reason."""
    publication, today = _found(request, uid, "publications.withdraw")

    def act(values: dict[str, Any]) -> None:
        publishing.withdraw(publication, values["reason"], by=request.user, on=today)

    warning = "撤下以后公众不能再看到它，网址显示已撤下；索引号不再使用。"
    return _page(request, publication, ReasonForm(request.POST or None), act, "撤下", warning=warning)


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def archive(request: HttpRequest, uid: str) -> HttpResponse:
    """Keep it readable, marked as history."""
    publication, today = _found(request, uid, "publications.archive")

    def act(values: dict[str, Any]) -> None:
        publishing.archive(publication, values["reason"], by=request.user, on=today)

    warning = "归档以后公众仍然可以看到它，页面注明是历史信息。"
    return _page(request, publication, ReasonForm(request.POST or None), act, "归档", warning=warning)


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def unschedule(request: HttpRequest, uid: str) -> HttpResponse:
    """Take back the time at which it was to become public."""
    publication, today = _found(request, uid, "publications.publish")

    def act(values: dict[str, Any]) -> None:
        publishing.unschedule(publication, by=request.user, on=today)

    warning = "审核记录保留；内容不改动的，可以直接公开或者另定时刻。"
    form = Form(request.POST if request.method == "POST" else None)
    return _page(request, publication, form, act, "取消定时公开", warning=warning)


def _found(request: HttpRequest, uid: str, act: str) -> tuple[Publication, date]:
    today = timezone.localdate()
    return publication_for(request, uid, act, today), today


def _page(
    request: HttpRequest, publication: Publication, form: Any, act: Any, verb: str, **context: Any
) -> HttpResponse:
    done = _DONE[verb]
    back = reverse("gk_publications:review", args=[publication.uid])
    shown = {"publication": publication, "button": verb} | context
    return form_page(request, form, act, title=f"{verb}：{publication.title}", back=back, done=done, context=shown)
