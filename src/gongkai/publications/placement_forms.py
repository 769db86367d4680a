"""What the office asks about placements, counts, validity, numbers, imports and exports."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms

from gongkai.channels.models import Column, Website
from gongkai.publications import kinds
from gongkai.publications.forms import DayField, UnitField
from gongkai.publications.models import Publication
from gongkai.publications.models.records import OUTCOMES
from gongkai.publications.queries import reviewing


def by_site(columns: Iterable[Column]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Columns as the choices of a field, below the names of their sites; *columns* are in that order."""
    sites = groupby(columns, lambda column: column.website)
    return [(site.name, [(column.code, column.name) for column in found]) for site, found in sites]


class PlanForm(forms.Form):
    """A column to put it on."""

    column = forms.ChoiceField(label="栏目")

    def __init__(self, *args: Any, columns: Iterable[Column], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["column"].choices = [("", "请选择"), *by_site(columns)]


class ArticleForm(forms.Form):
    """The article that carried it, named as people find it."""

    named = forms.CharField(
        label="推文", max_length=600, help_text="填写推文的网址，或完整标题。先在“渠道”里登记这一期推送。"
    )


class AcceptForm(forms.Form):
    """Where it stands on the site of those who accept, since when, and what shows it."""

    address = forms.CharField(
        label="对外网址", max_length=600, required=False, help_text="外部网站上的，填写该信息页面的网址。"
    )
    from_on = DayField(label="对方网站上的发布日期", required=False, help_text="空白即今天。")
    proof = forms.FileField(label="发布凭证", required=False, help_text="网页截图（PNG、JPG）或PDF。")


class CompleteForm(AcceptForm):
    """What was missing of an outside placement."""

    from_on = None


class ReasonOnlyForm(forms.Form):
    """Why."""

    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ValidityForm(forms.Form):
    """In force, amended, repealed or lapsed, from a day on."""

    state = forms.ChoiceField(label="有效性", choices=kinds.validity_choices)
    from_on = DayField(label="自哪一天起", help_text="可以是将来的日期，到时页面自动更新。")
    reason = forms.CharField(
        label="依据", max_length=200, required=False, help_text="作出决定的文件名称和文号；有效以外的都要填写。"
    )
    successor = forms.CharField(
        label="替代或修改它的文件", max_length=300, required=False, help_text="填写它的网址、索引号、文号或者完整标题。"
    )

    def clean_successor(self) -> Publication | None:
        """The one paper that is meant."""
        named = self.cleaned_data["successor"]
        if not named:
            return None
        found = reviewing.live_named(named)
        if len(found) != 1:
            how = f"有{len(found)}个文件叫“{named}”，请填写其中一个的索引号" if found else f"没有找到已公开的“{named}”"
            raise forms.ValidationError(f"{how}。")
        return found[0]


class EvaluationForm(forms.Form):
    """The outcome of an assessment."""

    outcome = forms.ChoiceField(label="结论", choices=OUTCOMES, widget=forms.RadioSelect)
    words = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    next_on = DayField(label="下次评估日期", required=False, help_text="维持原公开方式的填写。")


class SchemeForm(forms.Form):
    """A template of index numbers."""

    template = forms.CharField(label="编号规则", max_length=80)


class CountForm(forms.Form):
    """What is counted, and when."""

    since = DayField(label="自")
    until = DayField(label="至（含当日）")
    unit = UnitField("发布机构（含下级）", required=False, empty_label="不限")
    website = forms.ModelChoiceField(
        Website.objects.none(), to_field_name="code", required=False, label="网站", empty_label="不限"
    )

    def __init__(self, *args: Any, units: Any, websites: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["unit"].queryset = units
        self.fields["website"].queryset = websites

    def clean(self) -> dict[str, Any]:
        """Days in order."""
        values = super().clean()
        since, until = values.get("since"), values.get("until")
        if since and until and since > until:
            self.add_error("until", "应不早于开始的日期。")
        return values


class SheetForm(forms.Form):
    """A spreadsheet of content."""

    unit = UnitField("发布机构")
    file = forms.FileField(label="文件", widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}))

    def __init__(self, *args: Any, units: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["unit"].queryset = units


class FeedForm(forms.Form):
    """A feed, as a file or by its address."""

    unit = UnitField("发布机构")
    kind = forms.ChoiceField(label="种类", choices=kinds.kind_choices)
    column = forms.ChoiceField(label="公开后放到", required=False)
    address = forms.CharField(label="订阅源的网址", max_length=600, required=False)
    file = forms.FileField(
        label="或者上传文件", required=False, widget=forms.FileInput(attrs={"accept": ".xml,.rss,.atom"})
    )

    def __init__(self, *args: Any, units: Any, columns: Iterable[Column], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["unit"].queryset = units
        self.fields["column"].choices = [("", "暂不安排"), *by_site(columns)]

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        values = super().clean()
        if bool(values.get("address")) == bool(values.get("file")) and not self.errors:
            raise forms.ValidationError("请填写网址或上传文件，只选一样。")
        return values
