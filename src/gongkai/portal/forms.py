"""What people send to be checked."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

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
