"""A link with which somebody sets a password, made by an administrator and shown once."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongkai.errors import NotAllowed, Refused
from gongkai.organisations import acts
from gongkai.organisations.acts.links import PASSWORD_LASTS
from gongkai.organisations.views.pages import address, hidden_from_others, page, unit_for


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def invite(request: HttpRequest, code: str, uid: str) -> HttpResponse:
    """Ask whether to make the link; then show it, for it is kept nowhere and cannot be shown again."""
    now = timezone.now()
    found = unit_for(request, code, "organisations.invite", timezone.localdate(now))
    post = found.posts.select_related("user").filter(uid=uid).first()
    if post is None:
        raise Http404
    context = {"unit": found, "person": post.user, "back": address(found), "link": "", "refused": ""}
    status = 200
    if request.method == "POST":
        try:
            token = acts.invite(post.user, by=request.user, at=now)
        except NotAllowed:
            context["refused"] = f"{post.user}还在您不管理的机关任职，或是技术管理员，请由上级机关的管理员签发。"
            status = 409
        except Refused as refused:
            context["refused"] = refused.message
            status = 409
        else:
            context["link"] = request.build_absolute_uri(reverse("set_password", args=[token]))
            context["until"] = now + PASSWORD_LASTS
    return page(request, "invite", f"{post.user}：设置密码链接", context, status=status)
