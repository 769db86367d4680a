"""The forms of inspections and assessments in the back office."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from gongkai.organisations.forms import DayField
from gongkai.organisations.models import Organisation
from gongkai.oversight.acts.inspections import MOST_SAMPLED
from gongkai.oversight.checklists import Checklist, choices
from gongkai.oversight.models import Inspection, Scheme, Verdict
from gongkai.oversight.models.inspections import RESULTS


class InspectForm(forms.Form):
    """An inspection that begins."""

    inspector = forms.ModelChoiceField(Organisation.objects.none(), label="检查机关", to_field_name="code",
                                       empty_label=None)  # fmt: skip
    checklist = forms.ChoiceField(label="检查表", choices=choices)
    title = forms.CharField(label="名称", max_length=120, help_text="如“2026年第四季度网站检查”。")
    from_on = DayField(label="抽查信息的公开日期起")
    until_on = DayField(label="抽查信息的公开日期止")
    size = forms.IntegerField(label="抽样数量", min_value=0, max_value=MOST_SAMPLED, initial=20,
                              help_text="不足这个数的全部抽到。")  # fmt: skip
    seed = forms.CharField(
        label="抽样种子", max_length=40, required=False,
        help_text="不填由系统随机产生并记录。用同一个种子，任何人都能重新抽出同样的样本。",
    )  # fmt: skip

    def __init__(self, *args: Any, inspectors: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["inspector"].queryset = inspectors  # type: ignore[attr-defined]


class JudgeForm(forms.Form):
    """A result and words for each item of the check-list."""

    def __init__(self, *args: Any, checklist: Checklist, verdicts: Sequence[Verdict], **rest: Any) -> None:
        super().__init__(*args, **rest)
        known = {row.item: row for row in verdicts}
        for item in checklist.items.values():
            row = known.get(item.id)
            label = f"{item.label}（单项否决）" if item.veto else item.label
            self.fields[f"result_{item.id}"] = forms.ChoiceField(
                label=label, choices=[("", "没有检查"), *RESULTS], required=False, initial=row and row.result,
                help_text=item.look,
            )  # fmt: skip
            self.fields[f"words_{item.id}"] = forms.CharField(
                label=f"说明：{item.label}", max_length=300, required=False, initial=row and row.words
            )

    @property
    def verdicts(self) -> dict[str, tuple[str, str]]:
        """The result and the words of each item that was looked at."""
        data = self.cleaned_data
        items = [name.removeprefix("result_") for name in self.fields if name.startswith("result_")]
        return {item: (data[f"result_{item}"], data[f"words_{item}"]) for item in items if data[f"result_{item}"]}


class PicturesField(forms.FileField):
    """Some pictures, or none."""

    class _Many(forms.ClearableFileInput):
        allow_multiple_selected = True

    widget = _Many

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each of them as a file."""
        return [super(PicturesField, self).clean(one, initial) for one in data or []]


class FaultForm(forms.Form):
    """Something that is wrong."""

    item = forms.ChoiceField(label="检查项")
    position = forms.TypedChoiceField(label="抽到的信息", required=False, coerce=int, empty_value=None)
    words = forms.CharField(label="问题", max_length=500, widget=forms.Textarea({"rows": 3}))
    pictures = PicturesField(label="图片", required=False, help_text="PNG或JPG，可以选几张，每张不超过20 MB。")

    def __init__(self, *args: Any, inspection: Inspection, checklist: Checklist, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["item"].choices = [(item.id, item.label) for item in checklist.items.values()]  # type: ignore[attr-defined]
        sample = [(str(row.position), f"{row.position}. {row}") for row in inspection.sample.all()]
        self.fields["position"].choices = [("", "（与抽到的信息无关）"), *sample]  # type: ignore[attr-defined]


class NotifyForm(forms.Form):
    """The day is all."""

    due_on = DayField(label="整改期限", help_text="所有还没有通知的问题，都按这个期限整改。")


class MendForm(forms.Form):
    """A fault is mended."""

    mended = forms.CharField(label="整改情况", max_length=500, widget=forms.Textarea({"rows": 3}))
    mended_on = DayField(label="整改日期")
    evidence = forms.FileField(label="佐证", required=False, help_text="PNG、JPG、PDF、DOCX或XLSX，不超过20 MB。")


class RecheckForm(forms.Form):
    """A fault was looked at again."""

    verdict = forms.ChoiceField(label="复查结果", choices=[("passed", "通过"), ("returned", "退回再改")])
    reason = forms.CharField(label="退回的理由", max_length=300, required=False)
    due_on = DayField(label="新的整改期限", required=False)

    def clean(self) -> dict[str, Any]:
        """One that goes back needs its reason and its day."""
        data = super().clean() or {}
        if data.get("verdict") == "returned":
            for name in ("reason", "due_on"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, "退回再改的要填写。")
        return data


class ConcludeForm(forms.Form):
    """A conclusion is all."""

    conclusion = forms.CharField(label="结论", max_length=500, widget=forms.Textarea({"rows": 3}))


class SchemeForm(forms.Form):
    """The year is all."""

    year = forms.IntegerField(label="考核年度", min_value=2008, max_value=2100)


class WeightsForm(forms.Form):
    """A weight for each item."""

    def __init__(self, *args: Any, scheme: Scheme, **rest: Any) -> None:
        super().__init__(*args, **rest)
        for item in scheme.items.all():
            self.fields[item.key] = forms.DecimalField(
                label=item.label, min_value=0, max_value=100, max_digits=5, decimal_places=2, initial=item.weight,
                help_text=item.source,
            )  # fmt: skip


class ScoreForm(forms.Form):
    """Points with their reason."""

    points = forms.DecimalField(label="得分", min_value=0, max_digits=5, decimal_places=2)
    reason = forms.CharField(label="评分理由", max_length=300)


class NothingForm(forms.Form):
    """Nothing is asked but the press of the button."""
