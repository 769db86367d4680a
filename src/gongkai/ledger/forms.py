"""The form over the ledger's list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongkai.ledger import queries


class FilterForm(forms.Form):
    """Which entries are wanted; every field may stay empty."""

    unit = forms.ChoiceField(label=_("单位"), required=False)
    since = forms.DateField(
        label=_("办理日期自"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(label=_("至"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    # Keys, which nobody types: a line of the list links to them.
    subject = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    actor = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def __init__(self, data: Any) -> None:
        super().__init__(data, label_suffix="：")
        self.fields["unit"].choices = [("", _("全部")), *queries.units().items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The last day does not come before the first."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("since") and found.get("until") and found["until"] < found["since"]:
            raise forms.ValidationError(_("“至”早于“自”：请调换两个日期。"))
        return found

    def filter(self) -> queries.Filter:
        """What was asked for; the form is valid."""
        return queries.Filter(**{name: value or None for name, value in self.cleaned_data.items()})
