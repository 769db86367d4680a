"""Publications in Wagtail's admin: the addresses of its screens, each over our permissions and acts."""

from __future__ import annotations

from typing import Any

from django.urls import path, re_path
from wagtail.snippets.views.snippets import SnippetViewSet

from gongkai.publications.models import Publication
from gongkai.publications.views import drafting, lists
from gongkai.publications.viewsets import editor
from gongkai.publications.viewsets.panels import handler_of
from gongkai.publications.viewsets.policy import PublicationPolicy


class PublicationViewSet(SnippetViewSet):
    """
    The screens of publications.

    Only those that are named here exist: what Wagtail offers besides (deleting, copying, its own actions of the
    workflow, unpublishing, its chooser) would go past the acts.
    """

    model = Publication
    icon = "doc-full"
    url_prefix = "publications"
    url_namespace = "gk_editor"
    add_to_admin_menu = False
    edit_view_class = editor.EditView
    history_view_class = editor.HistoryView
    revisions_view_class = editor.RevisionView
    revisions_compare_view_class = editor.CompareView
    preview_on_edit_view_class = editor.PreviewView
    lock_view_class = editor.LockView
    unlock_view_class = editor.UnlockView
    edit_template_name = "publications/office/editor.html"
    menu_item_is_registered = True
    copy_view_enabled = False

    @property
    def permission_policy(self) -> PublicationPolicy:
        """Ours."""
        return PublicationPolicy(self.model)

    @property
    def revisions_revert_view_class(self) -> Any:
        """An earlier version in the editor."""
        return editor.RevertView

    def get_edit_handler(self) -> Any:
        """The panels of the plainest kind; each screen takes those of the kind it shows."""
        return handler_of("article")

    def register_chooser_viewset(self) -> None:
        """None: Wagtail's chooser would list drafts of every unit."""

    def get_urlpatterns(self) -> list[Any]:
        """The screens that there are."""
        return [
            path("", lists.index, name="list"),
            path("", lists.index, name="index"),
            path("add/", drafting.add, name="add"),
            path("edit/<int:pk>/", self.edit_view, name="edit"),
            path("history/<int:pk>/", self.history_view, name="history"),
            path("history-results/<int:pk>/", self.history_results_view, name="history_results"),
            path("preview/<int:pk>/", self.preview_on_edit_view, name="preview_on_edit"),
            path("history/<int:pk>/revisions/<int:revision_id>/view/", self.revisions_view, name="revisions_view"),
            path("history/<int:pk>/revisions/<int:revision_id>/revert/", self.revisions_revert_view,
                 name="revisions_revert"),
            re_path(
                r"^history/(?P<pk>\d+)/revisions/compare/"
                r"(?P<revision_id_a>live|earliest|\d+)\.\.\.(?P<revision_id_b>live|latest|\d+)/$",
                self.revisions_compare_view, name="revisions_compare",
            ),
            path("lock/<int:pk>/", self.lock_view, name="lock"),
            path("unlock/<int:pk>/", self.unlock_view, name="unlock"),
        ]  # fmt: skip
