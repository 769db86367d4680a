"""What an administrator does for somebody who cannot sign in: a link to set a password, a second factor forgotten."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongkai.errors import NotAllowed, Refused
from gongkai.organisations import acts, queries
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
    person = post.user
    context = {"unit": found, "person": person, "back": address(found), "link": "", "refused": "", "forgotten": False}
    status = 200
    if request.method == "POST":
        try:
            if request.POST.get("forget"):
                acts.forget_second_factor(person, by=request.user, at=now)
                context["forgotten"] = True
            else:
                token = acts.invite(person, by=request.user, at=now)
                context["link"] = request.build_absolute_uri(reverse("set_password", args=[token]))
                context["until"] = now + PASSWORD_LASTS
        except NotAllowed:
            context["refused"] = f"{person}还在您不管理的机关任职，或是技术管理员，请由上级机关的管理员办理。"
            status = 409
        except Refused as refused:
            context["refused"] = refused.message
            status = 409
    context["has_second_factor"] = queries.has_second_factor(person)
    return page(request, "invite", f"{person}：设置密码链接", context, status=status)
