"""What people send to be checked, and what they look for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from gongkai.portal.queries.documents import STATES
from gongkai.registers.queries.document_lists import Filter
from gongkai.registers.queries.tables import Narrowed
from gongkai.yearbook.queries import Draft


class CheckForm(forms.Form):
    """This year's report as a file or pasted, and last year's as a file if it is at hand."""

    report = forms.FileField(label=_("本年度报告"), required=False, allow_empty_file=True)
    text = forms.CharField(label=_("或者粘贴报告全文"), required=False, strip=False)
    previous = forms.FileField(label=_("上一年度报告（可不填）"), required=False, allow_empty_file=True)

    def clean(self) -> dict[str, object]:
        """One report must be there, and none may be too large."""
        cleaned = super().clean() or {}
        for name in ("report", "previous"):
            file = cleaned.get(name)
            if file and file.size > settings.GONGKAI_LARGEST_REPORT:
                most = settings.GONGKAI_LARGEST_REPORT // (1024 * 1024)
                self.add_error(name, _("文件太大：每份报告不能超过%(most)s MB。") % {"most": most})
        if not self.errors and not cleaned.get("report") and not str(cleaned.get("text", "")).strip():
            self.add_error("report", _("请选择一份报告，或在下面粘贴报告全文。"))
        return cleaned

    def draft(self) -> Draft:
        """What is to be checked: the file, or else the pasted text."""
        file = self.cleaned_data["report"]
        if file:
            return Draft(file.name, file.read())
        return Draft(str(_("粘贴的内容")), self.cleaned_data["text"].encode("utf-8", "replace"))

    def draft_before(self) -> Draft | None:
        """Last year's report, if one was sent."""
        file = self.cleaned_data["previous"]
        return Draft(file.name, file.read()) if file else None


class DocumentsForm(forms.Form):
    """Which documents are looked for; what makes no sense is passed over."""

    text = forms.CharField(label=_("标题、文号"), max_length=80, required=False)
    state = forms.ChoiceField(label=_("状态"), required=False)
    year = forms.TypedChoiceField(label=_("印发年份"), coerce=int, empty_value=None, required=False)

    def __init__(self, data: Any, *, years: list[int]) -> None:
        super().__init__(data)
        self.fields["state"].choices = [("", _("全部")), *STATES.items()]
        self.fields["year"].choices = [("", _("全部")), *((year, str(year)) for year in years)]

    def asked(self) -> Filter:
        """What the fields say that are in order."""
        self.is_valid()
        return Filter(**{name: value for name, value in self.cleaned_data.items() if value})


class RegisterForm(forms.Form):
    """What a register is searched for; what makes no sense is passed over."""

    text = forms.CharField(label=_("查找"), max_length=100, required=False)
    year = forms.IntegerField(label=_("年度"), min_value=1900, max_value=2999, required=False)

    def narrowed(self) -> Narrowed:
        """What the fields say that are in order."""
        self.is_valid()
        return Narrowed(**{name: value for name, value in self.cleaned_data.items() if value})
