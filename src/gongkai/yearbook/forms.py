"""The forms of the yearbook in the back office, which speaks Chinese only."""

from __future__ import annotations

from typing import Any

from django import forms

from gongkai.yearbook.models import Adjustment
from gongkai.yearbook.models.reports import SCOPES


class BeginForm(forms.Form):
    """A report to be begun."""

    year = forms.TypedChoiceField(label="报告年度", coerce=int)
    scope = forms.ChoiceField(
        label="范围", choices=SCOPES, initial="body",
        help_text="本级汇总由县级以上政府信息公开工作主管部门编制，次年3月31日前公布；其余选“本机关”。",
    )  # fmt: skip
    with_subordinates = forms.BooleanField(
        label="含下属单位", required=False, help_text="下属单位不单独编制报告、由本机关一并报告的，勾选。"
    )

    def __init__(self, *args: Any, years: list[int], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["year"].choices = [(year, f"{year}年") for year in years]


class AdjustForm(forms.Form):
    """An amount that is added to a cell, with its reason."""

    kind = forms.ChoiceField(
        label="种类", choices=Adjustment.KINDS,
        help_text="使用本系统以前的数，选“期初数”；记录以外应当计入或扣除的数，选“调整”。",
    )  # fmt: skip
    amount = forms.DecimalField(
        label="数额", max_digits=20, decimal_places=6, help_text="要加上的数；要减去的，前面加“-”。"
    )
    reason = forms.CharField(
        label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明依据，如文件、台账页码；使表内算式不成立的，要写明是哪一条规则、为什么。",
    )  # fmt: skip


class ReasonForm(forms.Form):
    """A reason, and nothing else."""

    reason = forms.CharField(label="原因", max_length=200)
