"""The editor, history, comparison, preview and lock of a publication: Wagtail's screens over our acts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Media
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component, MediaContainer
from wagtail.admin.ui.side_panels import PreviewSidePanel
from wagtail.admin.views import generic
from wagtail.snippets.views import snippets

from gongkai.errors import NotAllowed, Refused, Unreadable
from gongkai.organisations import permissions
from gongkai.publications import rendering
from gongkai.publications.acts import drafts, files, reviews
from gongkai.publications.models import Publication
from gongkai.publications.queries import reviewing
from gongkai.publications.viewsets.panels import handler_of
from gongkai.publications.viewsets.policy import ACTS


class OfOwnUnits:
    """A screen of one publication; to whom it may not be shown, it is not there."""

    #: What one must be allowed to do, in Wagtail's words.
    asked = "view"
    found: Publication

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the publication first, among those of the person's units."""
        rows = permissions.visible(
            Publication.objects.select_related("organisation", "latest_revision__user"),
            request.user, ACTS[self.asked], on=timezone.localdate(),
        )  # fmt: skip
        self.found = get_object_or_404(rows, pk=kwargs["pk"])
        super().setup(request, *args, **kwargs)  # type: ignore[misc]

    def user_has_permission(self, permission: str) -> bool:
        """Asked of the very publication, for the technician like for everybody."""
        return self.may(permission)

    def may(self, permission: str) -> bool:
        """Whether the person may do that with this publication, in Wagtail's words."""
        act = ACTS.get(permission)
        return act is not None and permissions.can(
            self.request.user,
            act,
            self.found.organisation,
            on=timezone.localdate(),  # type: ignore[attr-defined]
        )


class _Nothing(Component):
    """In the place of Wagtail's menu of actions; ours stands in the template."""

    media = Media()

    def render_html(self, parent_context: Any = None) -> str:
        """Nothing."""
        return ""


class EditView(OfOwnUnits, snippets.EditView):
    """The editor. It saves by `drafts.revise` and submits by `reviews.submit`, and writes nothing itself."""

    asked = "change"
    template_name = "publications/office/editor.html"
    status = 200

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Panels by kind; no saving behind the author's back, for each saved version stands in the record."""
        super().setup(request, *args, **kwargs)
        self.autosave_enabled = False
        self.produced_error_message = None

    def get_panel(self) -> Any:
        """The panels of its kind."""
        return handler_of(self.found.kind)

    def get_form_class(self) -> Any:
        """The form of those panels."""
        return self.panel.get_form_class()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save what was typed, and submit it if that was asked; what is refused stays in the form."""
        form = self.get_form()
        self.form = form
        # Wagtail's own half-validation of drafts: only what cannot be kept at all is asked for.
        form.defer_required_fields()
        valid = form.is_valid()
        form.restore_required_fields()
        if "restore" in request.POST:
            return self._again("已恢复这台电脑上未保存的内容，请核对后保存。", 200)
        if self.locked_for_user:
            return self._again("本件已被锁定或正在审核，这次修改没有保存。请复制您的修改，等解锁或退回以后再改。", 409)
        if not valid:
            return self._again("没有保存，请改正标明的各项后再保存。", 422)
        today = timezone.localdate()
        try:
            with transaction.atomic():
                self._save(form, today)
        except (Refused, Unreadable) as refused:
            return self._again(str(refused), 409)
        except NotAllowed:
            raise Http404 from None
        messages.success(request, "已保存。")
        return self._go_on(today)

    def _save(self, form: Any, today: date) -> None:
        for row in form.uploads:
            row.instance.file = files.store(
                row.cleaned_data["upload"], unit=self.found.organisation, by=self.request.user, on=today
            )
        seen = self.request.POST.get("seen", "")
        drafts.revise(
            self.found, form.content(), seen=int(seen) if seen.isdigit() else 0, by=self.request.user, on=today
        )
        returned = reviewing.last_return(self.found)
        settled = self.request.POST.getlist("settled")
        for remark in returned.remarks.filter(uid__in=settled) if returned else ():
            reviews.settle(remark, by=self.request.user, on=today)

    def _go_on(self, today: date) -> HttpResponse:
        """Where the author goes after it was saved: on editing, or to what was submitted."""
        address = reverse("gk_publications:review", args=[self.found.uid])
        if "submit" in self.request.POST:
            fresh = Publication.objects.select_related("organisation").get(pk=self.found.pk)
            try:
                reviews.submit(fresh, by=self.request.user, on=today, reason=self.request.POST.get("reason", ""))
            except (Refused, NotAllowed) as refused:
                messages.error(self.request, f"已保存，但没有提交：{refused.message}")
            else:
                messages.success(self.request, "已提交审核。")
                return redirect(f"{address}?saved={self.found.uid}")
        if "look" in self.request.POST:
            return redirect(f"{address}?saved={self.found.uid}")
        return redirect(f"{self.get_edit_url()}?saved={self.found.uid}")

    def _again(self, words: str, status: int) -> HttpResponse:
        """The page once more with what was typed, and why it was not saved."""
        self.words, self.status = words, status
        response = self.render_to_response(self.get_context_data(form=self.form))
        response.status_code = status
        return response

    @property
    def _conflict(self) -> bool:
        seen = self.request.POST.get("seen", "")
        return bool(seen) and seen != str(self.found.latest_revision_id)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, its state, and the other's version where two wrote at once."""
        context = super().get_context_data(**kwargs)
        self.found.refresh_from_db(fields=["latest_revision"])
        today = timezone.localdate()
        other = self.found.latest_revision.as_object() if self._conflict else None
        context |= {
            "workflow_enabled": False,  # its buttons would go past the acts
            "publication": self.found,
            "seen": self.found.latest_revision_id,
            "words": getattr(self, "words", ""),
            "refused": self.status != 200,
            "restored": "restore" in self.request.POST,
            "other": other,
            "other_text": rendering.body(other) if other else "",
            "reason": self.request.POST.get("reason", ""),
            "may_submit": permissions.can(self.request.user, "publications.submit", self.found.organisation, on=today),
            "returned": reviewing.last_return(self.found),
            "compare_url": self._compare_url(),
            "editing_sessions": context.get("editing_sessions") if self.request.method == "GET" else None,
        }
        return context

    def _compare_url(self) -> str:
        if not self.found.live or not self.found.has_unpublished_changes:
            return ""
        return reverse(self.revisions_compare_url_name, args=[self.found.pk, "live", "latest"])

    def get_side_panels(self) -> MediaContainer:
        """The preview; the state stands in the page."""
        return MediaContainer([PreviewSidePanel(self.object, self.request, preview_url=self.get_preview_url())])

    def _get_action_menu(self) -> Component:
        return _Nothing()

    def get_usage_url(self) -> None:
        """None: what refers to it is shown on its own pages."""

    def get_workflow_history_url(self) -> None:
        """None: the trail of reviews stands on the page of the review."""

    def get_confirm_workflow_cancellation_url(self) -> None:
        """None: what was submitted is recalled on the page of the review."""


class RevertView(generic.RevisionsRevertMixin, EditView):
    """An earlier version in the editor; saving it writes a new version like any other."""

    view_name = "revisions_revert"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Sent to the editor's own address, which keeps what came meanwhile."""
        return super().get_context_data(**kwargs) | {"action_url": self.get_edit_url()}


class HistoryView(OfOwnUnits, snippets.HistoryView):
    """Who did what with it in the office."""

    permission_required = "view"
    any_permission_required = None


class CompareView(OfOwnUnits, snippets.RevisionsCompareView):
    """Two versions side by side."""

    permission_required = "view"

    def get_edit_handler(self) -> Any:
        """The panels of its kind."""
        return handler_of(self.found.kind)


def _previewed(request: HttpRequest, publication: Publication) -> HttpResponse:
    """
    The page as it would be, in the back office's own frame.

    Wagtail's own way runs the middleware once more for a made-up public address, whose policy forbids every frame.
    """
    context = {
        "publication": publication,
        "body": rendering.body(publication),
        "attachments": list(publication.attachments.all()),
    }
    return render(request, "publications/office/preview.html", context)


class RevisionView(OfOwnUnits, snippets.PreviewRevisionView):
    """An earlier version as it would be shown."""

    permission_required = "view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page."""
        return _previewed(request, self.revision_object)


class PreviewView(OfOwnUnits, snippets.PreviewOnEditView):
    """What is being written as it would be shown."""

    asked = "change"

    def get_form_class(self) -> Any:
        """The form of the panels of its kind."""
        return handler_of(self.found.kind).get_form_class()

    def user_has_permission_for_instance(self, permission: str, instance: Any) -> bool:
        """Asked of the very publication."""
        return self.may(permission)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page as far as it can be made from what was typed."""
        form = self.get_form(self._get_form_data(self._get_form_state()))
        if not self.validate_form(form):
            return self.error_response()
        form.save(commit=False)
        return _previewed(request, self.object)


class LockView(OfOwnUnits, snippets.LockView):
    """Keep others from editing."""

    asked = "lock"


class UnlockView(OfOwnUnits, snippets.UnlockView):
    """Let others edit again."""

    asked = "unlock"
