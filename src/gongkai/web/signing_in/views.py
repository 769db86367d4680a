"""The pages of signing in that are ours; the rest are allauth's views with our templates."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.account.views import LoginView
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai.errors import Refused
from gongkai.organisations import acts, queries
from gongkai.organisations.models import OneTimeLink, User
from gongkai.web.signing_in import demo
from gongkai.web.signing_in.forms import FirstAdministratorForm, PasswordForm


class OfficeLoginView(LoginView):  # type: ignore[misc]  # allauth carries no types
    """Name and password; in the demonstration also one button an officer."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """What the page shows."""
        roles = demo.roles(timezone.localdate()) if demo.is_open(self.request) else []
        return super().get_context_data(**context) | {"demo_roles": roles}


login = OfficeLoginView.as_view()


@require_POST
def enter_demo(request: HttpRequest) -> HttpResponse:
    """One of the demonstration's officers comes in; anywhere but on this machine the address does not exist."""
    person = demo.officer(request.POST.get("officer", "")) if demo.is_open(request) else None
    if person is None:
        raise Http404
    return _signed_in(request, person, request.POST.get("next", ""))


@sensitive_post_parameters("password1", "password2")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_administrator(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the link that the server printed: who administers this installation."""
    if queries.invited(token, OneTimeLink.Kind.FIRST_ADMINISTRATOR, at=timezone.now()) is None:
        return _dead(request, "请重新启动gongkai serve，用新显示的链接。")
    form = FirstAdministratorForm(request.POST or None)
    status = 200
    if form.is_valid():
        who = acts.Person(form.cleaned_data["username"], form.cleaned_data["name"], form.cleaned_data["email"])
        try:
            user = acts.make_first_administrator(token, who, form.cleaned_data["password1"], at=timezone.now())
        except Refused as refused:
            form.add_error(None, refused.message)
            status = 409
        else:
            return _signed_in(request, user)
    elif form.is_bound:
        status = 422
    return render(request, "signing_in/first_administrator.html", {"form": form}, status=status)


@sensitive_post_parameters("password1", "password2")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def set_password(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the link that an administrator handed over: a password of one's own; signing in comes after."""
    link = queries.invited(token, OneTimeLink.Kind.PASSWORD, at=timezone.now())
    if link is None:
        return _dead(request, "请向本单位管理员要一个新的。")
    form = PasswordForm(request.POST or None)
    status = 200
    if form.is_valid():
        try:
            acts.set_password(token, form.cleaned_data["password1"], at=timezone.now())
        except Refused as refused:
            form.add_error(None, refused.message)
            status = 409
        else:
            messages.success(request, "密码已设置，请登录。")
            return redirect("account_login")
    elif form.is_bound:
        status = 422
    return render(request, "signing_in/set_password.html", {"form": form, "person": link.person}, status=status)


@require_safe
def forgotten(request: HttpRequest) -> HttpResponse:
    """What to do without a password: the administrator makes a link. No mail is sent, so none can be caught."""
    return render(request, "signing_in/forgotten.html")


def _signed_in(request: HttpRequest, user: User, to: str = "") -> HttpResponse:
    """Through allauth's door: the session is listed and a second factor asked for; then on to a page of ours."""
    is_here = url_has_allowed_host_and_scheme(to, allowed_hosts=None) and to.startswith("/")
    return perform_login(request, Login(user=user, redirect_url=to if is_here else reverse("wagtailadmin_home")))


def _dead(request: HttpRequest, instead: str) -> HttpResponse:
    return render(request, "signing_in/dead_link.html", {"instead": instead}, status=410)
