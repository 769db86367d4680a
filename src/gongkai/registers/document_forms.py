"""The forms of normative documents and budgets in the back office, which speaks Chinese only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from gongkai.organisations.forms import DayField
from gongkai.publications.models import Publication
from gongkai.registers import budget_tables, document_rules, kinds
from gongkai.registers.models import Document
from gongkai.registers.queries.document_lists import Filter

_LONG = forms.Textarea(attrs={"rows": 3})


class DocumentForm(forms.Form):
    """A document, and what is known of its life."""

    kind = forms.ChoiceField(label="种类", choices=kinds.document_choices, initial="normative")
    title = forms.CharField(label="标题", max_length=300)
    document_number = forms.CharField(
        label="发文字号", max_length=80, required=False, help_text="如西开政〔2019〕6号；还没有印发的留空。"
    )
    register_number = forms.CharField(label="统一编号", max_length=80, required=False)
    is_for_market = forms.BooleanField(
        label="涉及市场主体",
        required=False,
        help_text="涉及市场主体的，应公开征求意见、作公平竞争审查（《优化营商环境条例》）。",
    )
    issued_on = DayField(label="印发日期", required=False, help_text="还在制定中的留空，以后逐步登记。")
    effective_on = DayField(
        label="施行日期", required=False, help_text="留空的，自印发之日起施行；规章自公布之日起三十日后施行。"
    )
    until_on = DayField(label="有效期至（当日）", required=False)
    repealed_on = DayField(label="废止日期", required=False, help_text="停止执行的第一天。")
    repealed_for = forms.CharField(label="废止依据", max_length=300, required=False)
    note = forms.CharField(label="备注", max_length=300, required=False)


class CorrectDocumentForm(forms.Form):
    """What is entered of a document beside its steps, corrected."""

    title = forms.CharField(label="标题", max_length=300)
    document_number = forms.CharField(label="发文字号", max_length=80, required=False)
    register_number = forms.CharField(label="统一编号", max_length=80, required=False)
    is_for_market = forms.BooleanField(label="涉及市场主体", required=False)
    note = forms.CharField(label="备注", max_length=300, required=False)
    reason = forms.CharField(label="更正的原因", max_length=200)


class StepForm(forms.Form):
    """A step: its day, and the fields that a step of its kind records."""

    on = DayField(label="日期")

    def __init__(self, *args: Any, rule: document_rules.StepRule, **rest: Any) -> None:
        super().__init__(*args, **rest)
        for name, label in rule.takes.items():
            self.fields[name] = _field_of_step(name, label, is_needed=name in rule.needs)


class ReasonForm(forms.Form):
    """Why something is struck."""

    reason = forms.CharField(label="作废的原因", max_length=200)


class ReplaceForm(forms.Form):
    """Which document a document takes the place of."""

    old = forms.ModelChoiceField(Document.objects.none(), label="被替代的文件", to_field_name="uid")

    def __init__(self, *args: Any, documents: QuerySet[Document], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["old"].queryset = documents
        self.fields["old"].label_from_instance = lambda row: f"{row.title} {row.document_number}".strip()


class LinkForm(forms.Form):
    """Which publication is the public face."""

    publication = forms.ModelChoiceField(
        Publication.objects.none(), label="公开信息", to_field_name="uid",
        help_text="列出本机关标题、文号相同或者相近，还没有关联登记簿的公开信息。",
    )  # fmt: skip

    def __init__(self, *args: Any, candidates: list[Publication], **rest: Any) -> None:
        super().__init__(*args, **rest)
        keys = [row.pk for row in candidates]
        self.fields["publication"].queryset = Publication.objects.filter(pk__in=keys).order_by("-live", "-pk")
        self.fields["publication"].label_from_instance = _called


class FilterForm(forms.Form):
    """What of a list is asked for; what cannot be read does not narrow it."""

    text = forms.CharField(label="标题、文号", max_length=80, required=False)
    state = forms.ChoiceField(label="状态", required=False)
    kind = forms.ChoiceField(label="种类", required=False)
    year = forms.TypedChoiceField(label="印发年份", coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, years: list[int], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["state"].choices = [("", "全部状态"), *document_rules.states().items()]
        self.fields["kind"].choices = [("", "全部种类"), *kinds.document_choices()]
        self.fields["year"].choices = [("", "全部年份"), *((year, f"{year}年") for year in years)]

    def asked(self) -> Filter:
        """The filter."""
        self.is_valid()
        return Filter(**{name: value for name, value in self.cleaned_data.items() if value})


class BudgetForm(forms.Form):
    """A budget with its tables as pasted cells."""

    kind = forms.ChoiceField(label="种类", choices=[("budget", "预算"), ("accounts", "决算")])
    fiscal_year = forms.IntegerField(label="财政年度", min_value=1990, max_value=2999)
    approved_on = DayField(label="批复日期", required=False, help_text="批复后二十日内公开（《预算法》第十四条）。")
    approved_by = forms.CharField(label="批复机关", max_length=120, required=False)
    unit = forms.ChoiceField(
        label="金额单位", choices=[(unit, unit) for unit in budget_tables.UNITS], initial="万元",
        help_text="表内写明“单位：元”“单位：万元”的，以表内为准。",
    )  # fmt: skip

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        for table in kinds.budget_tables().values():
            self.fields[table.id] = _pasted(table.label, required=False)


class BudgetTableForm(forms.Form):
    """A further table of a budget as pasted cells."""

    table = forms.ChoiceField(label="表", choices=kinds.budget_table_choices)
    unit = forms.ChoiceField(label="金额单位", choices=[(unit, unit) for unit in budget_tables.UNITS], initial="万元")
    cells = forms.CharField(label="表格内容", strip=False, widget=forms.Textarea(attrs={"rows": 12, "wrap": "off"}))


def _pasted(label: str, *, required: bool) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, strip=False, widget=forms.Textarea(attrs={"rows": 6, "wrap": "off"}),
        help_text="从电子表格复制粘贴，各列为科目编码、科目名称、合计、基本支出、项目支出；有表头的，次序不限。",
    )  # fmt: skip


def _field_of_step(name: str, label: str, *, is_needed: bool) -> forms.Field:
    if name.endswith("_on"):
        return DayField(label=label, required=is_needed)
    if name in {"comments", "accepted"}:
        return forms.IntegerField(label=label, required=is_needed, min_value=0, max_value=10_000_000)
    if name == "address":
        return forms.URLField(label=label, required=is_needed, max_length=500, assume_scheme="https")
    if name == "note":
        return forms.CharField(label=label, required=is_needed, max_length=500, widget=_LONG)
    return forms.CharField(label=label, required=is_needed, max_length=80 if name == "number" else 120)


def _called(row: Publication) -> str:
    state = f"{row.published_on:%Y-%m-%d}公开" if row.live and row.published_on else "未公开"
    return f"{row.title}（{row.document_number or row.get_kind_display()}，{state}）"
