"""Users in the back office."""

from __future__ import annotations

from typing import Any

from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from gongkai.organisations.forms import ChangeUserForm, NewUserForm


class UserViewSet(WagtailUserViewSet):
    """Wagtail's screens with our forms."""

    create_template_name = "organisations/users/create.html"
    edit_template_name = "organisations/users/edit.html"

    def get_form_class(self, for_update: bool = False) -> Any:
        """The form for a new account, or for one that exists."""
        return ChangeUserForm if for_update else NewUserForm
