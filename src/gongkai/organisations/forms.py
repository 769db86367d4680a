"""The forms of a person's account in the back office: one name, as Chinese names are written."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.account import NameEmailForm
from wagtail.users.forms import UserCreationForm, UserEditForm

from gongkai.organisations.models import User

_FIELDS = ("username", "name", "email", "is_superuser", "groups")


class NewUserForm(UserCreationForm):
    """A new account."""

    first_name = None
    last_name = None

    class Meta(UserCreationForm.Meta):
        fields = _FIELDS


class ChangeUserForm(UserEditForm):
    """An account that exists."""

    first_name = None
    last_name = None

    class Meta(UserEditForm.Meta):
        fields = (*_FIELDS, "is_active")


class OwnNameForm(NameEmailForm):
    """What people change of their own account."""

    first_name = None
    last_name = None
    name = forms.CharField(label=_("姓名"), max_length=60)

    class Meta:
        model = User
        fields = ("name", "email")
