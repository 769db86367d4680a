"""Other installations whose packages are taken, and this one's own key."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.ledger import signing
from gongkai.organisations.models import Organisation
from gongkai.organisations.views import hidden_from_others, sent
from gongkai.yearbook.acts import packages as acts
from gongkai.yearbook.forms_desk import SenderForm
from gongkai.yearbook.models import Sender
from gongkai.yearbook.queries.desk import units_below
from gongkai.yearbook.views.answers import asked_unit, may_at, page, today
from gongkai.yearbook.views.desk import trail

_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@hidden_from_others
def senders(request: HttpRequest, code: str) -> HttpResponse:
    """The installations known for the units of a superior."""
    found = asked_unit(request, code, "yearbook.view_desk")
    rows = Sender.objects.filter(organisation__in=_units(found)).select_related("organisation")
    context = {"superior": found, "senders": rows, "own_key": signing.own_key(), "may": may_at(request, found)}
    return page(request, "senders", f"{found.name}：报送系统", context, trail=trail(found, today().year - 1))


@_methods
@hidden_from_others
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """Take packages of an installation from now on."""
    found = asked_unit(request, code, "yearbook.know_sender")
    form = SenderForm(request.POST or None, units=_units(found))

    def act(values: dict[str, Any]) -> None:
        acts.know_sender(values["unit"], values["name"], values["public_key"], by=request.user, on=today())

    return _form(request, found, form, act, title="登记报送系统", button="登记", done="报送系统已登记。",
                 says="登记以后，由这个公钥签名的报送包才会收取。公钥请向对方电话核对，不要只凭邮件。")  # fmt: skip


@_methods
@hidden_from_others
def end(request: HttpRequest, code: str, uid: str) -> HttpResponse:
    """Take no more packages of an installation."""
    found = asked_unit(request, code, "yearbook.end_sender")
    sender = Sender.objects.filter(uid=uid, organisation__in=_units(found)).select_related("organisation").first()
    if sender is None:
        raise Http404

    def act(_values: dict[str, Any]) -> None:
        acts.end_sender(sender, by=request.user, on=today())

    return _form(request, found, Form(request.POST or None), act, title=f"停用“{sender.name}”", button="停用",
                 done="已停用。",
                 says="停用以后，这个系统的报送包不再收取；已收取的不受影响。换了公钥的，停用后重新登记。")  # fmt: skip


def _form(
    request: HttpRequest, found: Organisation, form: Any, act: Any, *, title: str, button: str, done: str, says: str
) -> HttpResponse:
    back = reverse("gk_yearbook:senders", args=[found.code])
    way = [*trail(found, today().year - 1), ("报送系统", back)]
    context = {"form": form, "back": back, "button": button, "says": says}
    return sent(
        request, form, act, back=back, done=done,
        show=lambda status: page(request, "desk_act", title, context, trail=way, status=status),
    )  # fmt: skip


def _units(superior: Organisation) -> Any:
    return units_below(superior, today())
