"""The forms of the tables in the back office, which speaks Chinese only."""

from __future__ import annotations

from typing import Any

from django import forms

from gongkai.registers.queries.tables import Narrowed
from gongkai.registers.tables.reading import MOST_PASTED


class NarrowForm(forms.Form):
    """What a list is narrowed down to; what makes no sense is passed over."""

    text = forms.CharField(label="查找", max_length=100, required=False)
    year = forms.IntegerField(label="年度", min_value=1900, max_value=2999, required=False)
    state = forms.ChoiceField(label="状态", required=False)
    sort = forms.ChoiceField(label="排列", required=False)

    def __init__(self, data: Any, *, states: list[tuple[str, str]], can_sort: bool) -> None:
        super().__init__(data)
        self.fields["state"].choices = [("", "全部"), *states]
        days = [("new", "日期新的在前"), ("old", "日期旧的在前")]
        self.fields["sort"].choices = [*days, ("entered", "后登记的在前")] if can_sort else [
            ("new", "后登记的在前"), ("old", "先登记的在前")]  # fmt: skip

    def narrowed(self) -> Narrowed:
        """What the fields say that are in order."""
        self.is_valid()
        found = {name: value for name, value in self.cleaned_data.items() if value}
        return Narrowed(**found)


class ImportForm(forms.Form):
    """A file, or cells that were copied out of a spreadsheet."""

    file = forms.FileField(
        label="文件", required=False, widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text="XLSX或CSV，第一张有表头的工作表；表头的顺序不限。",
    )  # fmt: skip
    cells = forms.CharField(
        label="或者粘贴表格", required=False, strip=False, max_length=MOST_PASTED,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="在表格软件里连同表头选中、复制，再粘贴到这里。",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not cleaned.get("cells", "").strip():
            raise forms.ValidationError("请选择文件，或者粘贴表格。")
        return cleaned


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label="原因", max_length=200)
