"""The forms of oversight in the back office, which speaks Chinese only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from gongkai.organisations.forms import DayField
from gongkai.organisations.models import User
from gongkai.oversight import kinds
from gongkai.oversight.acts import AttendeeRow
from gongkai.oversight.models import Training

_EVIDENCE = "PNG、JPG、PDF、DOCX或XLSX，不超过20 MB；只有能查看监督保障的人员可以下载。"


class ProblemForm(forms.Form):
    """A problem."""

    title = forms.CharField(label="问题", max_length=200, help_text="写成年度报告里的样子，一句话。")
    detail = forms.CharField(label="具体表现", max_length=2000, required=False, widget=forms.Textarea({"rows": 4}))
    found = forms.ChoiceField(label="怎样发现", choices=kinds.found_choices)
    found_on = DayField(label="发现日期")
    report_year = forms.IntegerField(
        label="写入哪一年的年度报告", required=False, min_value=2008, max_value=2100,
        help_text="该年度报告第五部分列出这个问题，下一年度的报告要交代整改情况；不写入的留空。",
    )  # fmt: skip
    owner = forms.CharField(label="责任人", max_length=60, required=False, help_text="人员或科室。")


class MeasureForm(forms.Form):
    """A measure."""

    content = forms.CharField(label="措施", max_length=500, widget=forms.Textarea({"rows": 3}))
    owner = forms.CharField(label="责任人", max_length=60, required=False, help_text="人员或科室。")
    due_on = DayField(label="完成期限", required=False)


class FinishForm(forms.Form):
    """A measure is done."""

    done = forms.CharField(label="完成情况", max_length=500, widget=forms.Textarea({"rows": 3}))
    done_on = DayField(label="完成日期")
    evidence = forms.FileField(label="佐证", required=False, help_text=_EVIDENCE)


class SolveForm(forms.Form):
    """A problem is solved."""

    outcome = forms.CharField(label="解决情况", max_length=500, widget=forms.Textarea({"rows": 3}))
    solved_on = DayField(label="解决日期")
    evidence = forms.FileField(label="佐证", required=False, help_text=_EVIDENCE)


class ReasonForm(forms.Form):
    """A reason is all."""

    reason = forms.CharField(label="原因", max_length=200)


class TrainingForm(forms.Form):
    """A training that is planned."""

    topic = forms.CharField(label="培训内容", max_length=200)
    planned_on = DayField(label="计划日期")
    place = forms.CharField(label="地点", max_length=120, required=False)
    lecturer = forms.CharField(label="授课人", max_length=120, required=False)
    hours = forms.DecimalField(label="学时", max_digits=4, decimal_places=1, required=False)
    audience = forms.CharField(label="培训对象", max_length=200, required=False)


class PeopleField(forms.CharField):
    """Names, a line each: the name, and behind a blank the office."""

    widget = forms.Textarea

    def clean(self, value: Any) -> list[tuple[str, str]]:
        """The names with their offices."""
        lines = [line.split(None, 1) for line in super().clean(value).splitlines() if line.strip()]
        for line in lines:
            if len(line[0]) > 60 or len(line[-1]) > 120:
                raise ValidationError(f"“{''.join(line)[:40]}…”太长，每行写一个人：姓名，空一格写科室。")
        return [(line[0], line[1].strip() if len(line) > 1 else "") for line in lines]


class HoldForm(forms.Form):
    """A training was held, and who came."""

    held_on = DayField(label="举办日期")
    officers = forms.ModelMultipleChoiceField(
        User.objects.none(), label="本机关人员", required=False, to_field_name="uid",
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    others = PeopleField(
        label="其他人员", required=False, max_length=20_000, help_text="每行一个人：姓名，空一格写科室或单位。"
    )
    headcount = forms.IntegerField(
        label="签到人数", required=False, min_value=1, max_value=1_000_000,
        help_text="只有签到表、不逐个登记姓名的，写签到表上的人数。",
    )  # fmt: skip
    sheet = forms.FileField(label="签到表", required=False, help_text="扫描件或照片：PDF、PNG、JPG，不超过20 MB。")

    def __init__(self, *args: Any, officers: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["officers"].queryset = officers  # type: ignore[attr-defined]

    @property
    def attendees(self) -> Sequence[AttendeeRow]:
        """Who came, the unit's own officers first."""
        own = [AttendeeRow(str(user), "", user) for user in self.cleaned_data["officers"]]
        return [*own, *(AttendeeRow(name, office) for name, office in self.cleaned_data["others"])]


class ResultsForm(forms.Form):
    """The marks of a test: one field for each who came."""

    pass_mark = forms.DecimalField(label="合格分数", max_digits=5, decimal_places=1, min_value=0, max_value=100,
                                   required=False)  # fmt: skip

    def __init__(self, *args: Any, training: Training, **rest: Any) -> None:
        super().__init__(*args, **rest)
        for row in training.attendees.all():
            label = f"{row.name}（{row.office}）" if row.office else row.name
            self.fields[f"mark_{row.uid}"] = forms.DecimalField(
                label=label, max_digits=5, decimal_places=1, min_value=0, max_value=100, required=False,
                initial=row.mark,
            )  # fmt: skip


class MaterialForm(forms.Form):
    """A file that was taught from."""

    file = forms.FileField(label="文件", help_text="DOCX、XLSX、PDF、PNG或JPG，不超过20 MB；演示文稿请另存为PDF。")
