"""The forms of the back office: a person's account, with one name as Chinese names are written; units and posts.

The back office speaks Chinese only, so the labels of units and posts are not marked for translation.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.account import NameEmailForm
from wagtail.users.forms import UserCreationForm, UserEditForm

from gongkai.organisations import acts, kinds, roles
from gongkai.organisations.models import Facts, HolidayNotice, Organisation, User

_FIELDS = ("username", "name", "email", "is_superuser", "groups")


class NewUserForm(UserCreationForm):
    """A new account."""

    first_name = None
    last_name = None

    class Meta(UserCreationForm.Meta):
        fields = _FIELDS


class ChangeUserForm(UserEditForm):
    """An account that exists."""

    first_name = None
    last_name = None

    class Meta(UserEditForm.Meta):
        fields = (*_FIELDS, "is_active")


class OwnNameForm(NameEmailForm):
    """What people change of their own account."""

    first_name = None
    last_name = None
    name = forms.CharField(label=_("姓名"), max_length=60)

    class Meta:
        model = User
        fields = ("name", "email")


class DayField(forms.DateField):
    """A day, picked in the browser's own calendar, so that it works without scripts."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class UnitField(forms.ModelChoiceField):
    """One of the units that the person may see, by its code."""

    def __init__(self, label: str, **rest: Any) -> None:
        super().__init__(Organisation.objects.none(), to_field_name="code", label=label, **rest)

    def label_from_instance(self, unit: Any) -> str:
        """Name and code: names repeat."""
        return f"{unit.name}（{unit.code}）"


class ChangeForm(forms.Form):
    """What all changes to a unit ask: from which day on."""

    from_on = DayField(label="自哪一天起", help_text="填写文件规定的日期，可以早于今天，不能晚于今天。")

    def __init__(self, *args: Any, units: QuerySet[Organisation], **rest: Any) -> None:
        super().__init__(*args, **rest)
        for field in self.fields.values():
            if isinstance(field, UnitField):
                field.queryset = units


class RenameForm(ChangeForm):
    """A new name."""

    name = forms.CharField(label="新名称", max_length=120)
    field_order = ("name", "from_on")


class MoveForm(ChangeForm):
    """A new superior."""

    parent = UnitField("新的上级机关", required=False, empty_label="（无，顶级机关）")
    field_order = ("parent", "from_on")


class MergeForm(ChangeForm):
    """The unit that takes over."""

    into = UnitField("并入哪个机关")
    field_order = ("into", "from_on")


class CloseForm(ChangeForm):
    """The day is all."""


class SuperviseForm(ChangeForm):
    """The supervising body."""

    supervisor = UnitField("主管部门", required=False, empty_label="（即上级机关）")
    field_order = ("supervisor", "from_on")


class DescribeForm(ChangeForm):
    """The facts of the guide, labelled as the records are."""

    field_order = (*acts.FACTS, "from_on")

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields |= forms.fields_for_model(Facts, fields=list(acts.FACTS))
        self.order_fields(self.field_order)


class EnterForm(forms.Form):
    """A unit that is entered anew."""

    code = forms.CharField(
        label="代码", max_length=40, help_text="小写字母、数字和短横，如xiqing-kfq；用在网址里，登记后不再改。"
    )
    name = forms.CharField(label="名称", max_length=120)
    kind = forms.ChoiceField(label="类别", choices=kinds.choices)
    credit_code = forms.CharField(label="统一社会信用代码", max_length=18, required=False)
    opened_on = DayField(label="成立日期", required=False, help_text="不清楚时可空白。")


class AppointForm(forms.Form):
    """A person and a role, from a day on."""

    username = forms.CharField(label="登录名", max_length=150, help_text="已登记的人员只填登录名。")
    name = forms.CharField(label="姓名", max_length=60, required=False, help_text="第一次登记时填写。")
    email = forms.EmailField(label="电子邮箱", required=False)
    role = forms.ChoiceField(label="角色", choices=roles.choices)
    from_on = DayField(label="任职日期")
    until_on = DayField(label="免职日期", required=False, help_text="不再任职的第一天；不定期的空白。")


class DismissForm(forms.Form):
    """The day is all."""

    until_on = DayField(label="免职日期", help_text="不再任职的第一天。")


class DayForm(forms.Form):
    """The day of the tree that is shown."""

    on = DayField(label="哪一天", required=False)


class ImportForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label="文件", widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}), help_text="XLSX或CSV，表头顺序不限。"
    )


class NoticeForm(forms.Form):
    """The head of a notice on holidays; its rows are read by the law package."""

    kind = forms.ChoiceField(label="种类", choices=HolidayNotice.Kind.choices)
    number = forms.CharField(label="文号", max_length=60, required=False, help_text="如“国办发明电〔2025〕7号”。")
    issued_on = DayField(label="发文日期", required=False)
    source = forms.URLField(
        label="原文网址", max_length=500, assume_scheme="https", help_text="中国政府网上通知原文的网址，供人核对。"
    )
    title = forms.CharField(
        label="标题", max_length=200, required=False, help_text="空白时为“国务院办公厅关于某年部分节假日安排的通知”。"
    )
    text = forms.CharField(
        label="通知原文", required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="从“一、元旦”起粘贴，点“读入”，下面的表格就会填好；也可以不粘贴，直接填表。",
    )  # fmt: skip
