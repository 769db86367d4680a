"""The forms of the superior's desk and of submissions in the back office, which speaks Chinese only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from gongkai.organisations.forms import DayField, UnitField
from gongkai.organisations.models import Organisation
from gongkai.yearbook.models.reports import SCOPES


class WordsForm(forms.Form):
    """A few sentences, or none."""

    words = forms.CharField(
        label="说明", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="不超过500字。",
    )  # fmt: skip


class RemarkForm(forms.Form):
    """What is said of a cell, a section or the whole."""

    about = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    quote = forms.CharField(
        label="原文", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="针对正文中某句话时，照原文摘录；可以不填。",
    )  # fmt: skip
    words = forms.CharField(label="意见", max_length=500, widget=forms.Textarea(attrs={"rows": 4}))


class AnswerForm(forms.Form):
    """The unit's answer to a remark."""

    words = forms.CharField(
        label="答复", max_length=500, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明如何更正，或者为什么不用更正。答复后不能改写。",
    )  # fmt: skip


class DeadlineForm(forms.Form):
    """A day earlier than that of the Regulation."""

    scope = forms.ChoiceField(label="报告", choices=SCOPES)
    due_on = DayField(label="报送期限", help_text="这一天当天报送的不算逾期。")
    notice = forms.CharField(label="通知文号", max_length=120, required=False)


class SenderForm(forms.Form):
    """Another installation."""

    unit = UnitField("机关", help_text="这个系统报送本机关及其下级机关的报告。")
    name = forms.CharField(label="报送系统名称", max_length=120)
    public_key = forms.CharField(
        label="公钥", max_length=80, help_text="64位十六进制数字，由对方从其“报送系统”页面复制；请另行电话核对。"
    )

    def __init__(self, *args: Any, units: QuerySet[Organisation], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["unit"].queryset = units


class IntakeForm(forms.Form):
    """A package, or a unit's report in any format that the reader knows."""

    file = forms.FileField(
        label="文件", help_text="报送包（ZIP），或者DOCX、PDF、XLSX、HTML、ODT等格式的年度报告，不超过10 MB。"
    )
    unit = UnitField("报送机关", required=False, empty_label="（报送包不用选）")
    scope = forms.ChoiceField(label="报告", choices=SCOPES, required=False)
    year = forms.IntegerField(
        label="年度", required=False, min_value=2019, max_value=2999, help_text="文件里有几个年度的报告时填写。"
    )

    def __init__(self, *args: Any, units: QuerySet[Organisation], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["unit"].queryset = units
