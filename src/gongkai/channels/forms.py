"""The forms of channels in the back office, which speaks Chinese only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from gongkai.channels import kinds
from gongkai.channels.acts import ArticleRow, Channel
from gongkai.channels.models import Account, Column, Website
from gongkai.organisations.forms import DayField


class SiteForm(forms.Form):
    """A website."""

    code = forms.CharField(label="代码", max_length=40, help_text="小写字母、数字和短横；登记后不再改，也不重复使用。")
    name = forms.CharField(label="网站名称", max_length=120)
    is_own = forms.BooleanField(
        label="由本系统提供", required=False, initial=True, help_text="上级门户等其他系统的网站不勾选。"
    )
    address = forms.CharField(
        label="网址", max_length=300, required=False, help_text="如https://www.example.gov.cn/；其他系统的网站必填。"
    )
    site_mark = forms.CharField(label="政府网站标识码", max_length=10, required=False)
    icp = forms.CharField(label="ICP备案号", max_length=60, required=False)
    police = forms.CharField(label="公安备案号", max_length=60, required=False)
    opened_on = DayField(label="开通日期")


class ColumnForm(forms.Form):
    """A column of a site."""

    code = forms.CharField(label="代码", max_length=60, help_text="用在网址里；登记后不再改，也不重复使用。")
    name = forms.CharField(label="栏目名称", max_length=80)
    kind = forms.ChoiceField(label="栏目类别", choices=kinds.column_choices, help_text="年度报表按类别统计更新量。")
    parent = forms.ModelChoiceField(Column.objects.none(), label="上级栏目", required=False, to_field_name="uid",
                                    empty_label="（无，一级栏目）")  # fmt: skip
    summary = forms.CharField(label="栏目说明", max_length=300, required=False)
    position = forms.IntegerField(label="排序", min_value=0, max_value=9999, initial=0, help_text="小的在前。")
    opened_on = DayField(label="开设日期")

    def __init__(self, *args: Any, columns: QuerySet[Column], **rest: Any) -> None:
        super().__init__(*args, **rest)
        if "parent" in self.fields:
            self.fields["parent"].queryset = columns


class MoveForm(forms.Form):
    """Another place of a column."""

    parent = forms.ModelChoiceField(Column.objects.none(), label="上级栏目", required=False, to_field_name="uid",
                                    empty_label="（无，一级栏目）")  # fmt: skip
    position = forms.IntegerField(label="排序", min_value=0, max_value=9999, help_text="小的在前。")

    def __init__(self, *args: Any, columns: QuerySet[Column], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["parent"].queryset = columns


class FromForm(forms.Form):
    """The day is all."""

    from_on = DayField(label="自哪一天起", help_text="可以早于今天，不能晚于今天。")


class CloseSiteForm(FromForm):
    """A day, and who approved it."""

    closing = forms.CharField(label="批准文号、公告", max_length=300)
    field_order = ("closing", "from_on")


class CloseAccountForm(FromForm):
    """A day, and the filing."""

    closing = forms.CharField(label="注销备案", max_length=300, help_text="批准机关、日期、公告。")
    field_order = ("closing", "from_on")


class MergeForm(FromForm):
    """Into which account, and the filing."""

    into = forms.ModelChoiceField(Account.objects.none(), label="归并到", to_field_name="uid")
    closing = forms.CharField(label="归并备案", max_length=300, help_text="批准机关、日期、公告。")
    field_order = ("into", "closing", "from_on")

    def __init__(self, *args: Any, accounts: QuerySet[Account], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["into"].queryset = accounts


class AccountForm(forms.Form):
    """A new-media account."""

    platform = forms.ChoiceField(label="平台", choices=kinds.platform_choices)
    number = forms.CharField(label="账号", max_length=80, help_text="平台上的账号，登记后不再改。")
    name = forms.CharField(label="账号名称", max_length=120)
    address = forms.CharField(label="主页地址", max_length=300, required=False)
    owner = forms.CharField(label="负责人", max_length=60, required=False)
    filing = forms.CharField(label="开设备案", max_length=200, required=False)
    opened_on = DayField(label="开通日期")


class IssueForm(forms.Form):
    """What was sent out at once."""

    published_on = DayField(label="发布日期")
    number = forms.CharField(
        label="期号", max_length=80, required=False, help_text="平台的编号；空白时用发布日期，同一天有几期的请写明。"
    )
    titles = forms.CharField(
        label="推文标题", widget=forms.Textarea(attrs={"rows": 6}),
        help_text="一行一篇，按推送的次序；标题后空一格可以写网址。",
    )  # fmt: skip

    def clean_titles(self) -> tuple[ArticleRow, ...]:
        """The articles: an address may stand behind a title."""
        articles = []
        for line in self.cleaned_data["titles"].splitlines():
            title, _, address = line.strip().rpartition(" ")
            if title and address.startswith(("http://", "https://")):
                articles.append(ArticleRow(title.strip(), address))
            elif line.strip():
                articles.append(ArticleRow(line.strip()))
        return tuple(articles)


class ReadingForm(forms.Form):
    """A figure that was read."""

    measure = forms.ChoiceField(label="指标")
    value = forms.IntegerField(label="数值", min_value=0, help_text="整数，如31.3万写313000。")
    from_on = DayField(label="起", required=False, help_text="一段时间的数（如浏览量、推送条数）写起始日期。")
    until_on = DayField(label="止（当日）", help_text="某一天的数（如粉丝数、累计阅读量）只写这一天。")
    origin = forms.CharField(label="来源", max_length=200, help_text="如平台后台截图、统计工具。")
    evidence = forms.FileField(label="佐证文件", required=False, help_text="PNG、JPG、PDF、XLSX或CSV，不超过20 MB。")

    def __init__(self, *args: Any, channel: Channel, **rest: Any) -> None:
        super().__init__(*args, **rest)
        of = "site" if isinstance(channel, Website) else "account"
        choices = [(found.id, found.label) for found in kinds.measures().values() if of in found.of]
        self.fields["measure"].choices = choices


class StrikeForm(forms.Form):
    """Why a reading does not hold."""

    reason = forms.CharField(label="作废原因", max_length=200)


class YearForm(forms.Form):
    """The year that is shown beside the one before it."""

    year = forms.IntegerField(label="年份", min_value=2000, max_value=2100, required=False)


class ImportForm(forms.Form):
    """A file, and of which account or site it is."""

    channel = forms.ChoiceField(label="账号或网站", required=False)
    file = forms.FileField(
        label="文件", widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text="平台导出的XLSX或CSV，按表头辨认，列的次序不限。",
    )  # fmt: skip

    def __init__(self, *args: Any, channels: list[Channel], **rest: Any) -> None:
        super().__init__(*args, **rest)
        named = [(channel.uid, _label(channel)) for channel in channels]
        self.fields["channel"].choices = [("", "（通用登记表，表里写明账号或网站）"), *named]


def _label(channel: Channel) -> str:
    what = channel.get_platform_display() if isinstance(channel, Account) else "网站"
    return f"{channel.name}（{what}）"
