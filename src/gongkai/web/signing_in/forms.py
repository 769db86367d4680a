"""The forms of signing in and of one-time links, in Chinese alone as the back office is."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms

_RULES = "至少10个字符，不要全用数字，不要用常见的密码，也不要与姓名、登录名相近。"


class OfficeLoginForm(LoginForm):  # type: ignore[misc]  # allauth carries no types
    """Name and password, named as the rest of the back office names them."""

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["login"].label = "登录名"
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class PasswordForm(forms.Form):
    """A password, typed twice."""

    password1 = forms.CharField(
        label="密码",
        strip=False,
        help_text=_RULES,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label="再输入一次密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("password1") and values.get("password2") and values["password1"] != values["password2"]:
            self.add_error("password2", "两次输入的密码不一样，请重新输入。")
        return values


class FirstAdministratorForm(PasswordForm):
    """Who the first administrator is."""

    username = forms.CharField(
        label="登录名",
        max_length=150,
        help_text="登录时输入，例如姓名的拼音。",
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    name = forms.CharField(label="姓名", max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(label="电子邮箱", widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    field_order = ("username", "name", "email", "password1", "password2")
