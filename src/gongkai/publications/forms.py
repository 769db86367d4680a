"""What the office asks about publications: drafts, reviews, chains, publishing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminModelForm

from gongkai.organisations.models import Organisation
from gongkai.publications import kinds
from gongkai.publications.models import Publication, StoredFile
from gongkai.publications.queries import lists, reviewing


class DayField(forms.DateField):
    """A day, picked in the browser's own calendar, so that it works without scripts."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class UnitField(forms.ModelChoiceField):
    """One of the units where the person may do it, by its code."""

    def __init__(self, label: str, **rest: Any) -> None:
        super().__init__(Organisation.objects.none(), to_field_name="code", label=label, **rest)

    def label_from_instance(self, unit: Any) -> str:
        """Name and code: names repeat."""
        return f"{unit.name}（{unit.code}）"


# --- the editor ------------------------------------------------------------------------------------------
class AttachmentForm(WagtailAdminModelForm):
    """A file that is there, or one that is uploaded now."""

    file = forms.ModelChoiceField(StoredFile.objects.none(), required=False, widget=forms.HiddenInput)
    title = forms.CharField(label="附件名称", max_length=200, required=False, help_text="空白时用文件名。")
    position = forms.IntegerField(label="排序", min_value=0, max_value=999, required=False, initial=0)
    upload = forms.FileField(label="选择文件", required=False)

    field_order = ("file", "upload", "title", "use", "position")

    def has_changed(self) -> bool:
        """An empty row of which only the order or the use was touched is still empty."""
        untouched = set() if self.instance.file_id else {"use", "position"}
        return bool(set(self.changed_data) - untouched)

    @property
    def shown(self) -> str:
        """The file that is there."""
        return str(self.instance.file) if self.instance.file_id else ""

    def clean(self) -> dict[str, Any]:
        """There is a file, and a name that people can read."""
        values = super().clean()
        file, upload = values.get("file"), values.get("upload")
        if file is None and upload is None and self.has_changed() and "upload" not in self.errors:
            self.add_error("upload", "请选择文件；上次选择的文件没有保存，要重新选择。")
        if not values.get("title"):
            values["title"] = (upload.name if upload else str(file or "")).rpartition(".")[0][:200]
        values["position"] = values.get("position") or 0
        return values


class ExplainsForm(WagtailAdminModelForm):
    """A paper that is explained, named as people name papers."""

    policy = forms.ModelChoiceField(Publication.objects.none(), required=False, widget=forms.HiddenInput)
    named = forms.CharField(
        label="文件", required=False, help_text="填写它的网址、索引号、发文字号或者完整标题。", max_length=300
    )

    field_order = ("policy", "named")

    @property
    def shown(self) -> str:
        """The paper that is there."""
        return str(self.instance.policy) if self.instance.policy_id else ""

    def clean(self) -> dict[str, Any]:
        """The paper that is meant, if there is exactly one."""
        values = super().clean()
        if named := values.get("named"):
            found = reviewing.live_named(named)
            if len(found) == 1:
                values["policy"] = found[0]
            elif found:
                self.add_error("named", f"有{len(found)}个文件叫“{named}”，请填写其中一个的网址或者索引号。")
            else:
                self.add_error("named", f"没有找到已公开的“{named}”，请核对网址、索引号、发文字号或者标题。")
        elif values.get("policy") is None and self.has_changed():
            self.add_error("named", "请填写被解读的文件。")
        return values


class PublicationForm(WagtailAdminModelForm):
    """The editor's form; a draft may lack whatever publishing asks for, but for its title."""

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        unit = self.instance.organisation_id
        files = StoredFile.objects.filter(organisation=unit)
        papers = Publication.objects.exclude(pk=self.instance.pk)
        for form in self._rows("attachments"):
            form.fields["file"].queryset = files
        for form in self._rows("explains"):
            form.fields["policy"].queryset = papers

    def _rows(self, name: str) -> list[Any]:
        return list(self.formsets[name].forms) if name in self.formsets else []

    def content(self) -> dict[str, Any]:
        """What was typed, as the act that keeps it takes it."""
        edited = self.save(commit=False)
        found = {name: getattr(edited, name) for name in self._meta.fields}
        found["attachments"] = sorted(edited.attachments.all(), key=lambda row: row.position)
        return found | {"explains": [row.policy for row in edited.explains.all()]}

    @property
    def uploads(self) -> list[Any]:
        """The rows in which a file was uploaded."""
        deleted = self.formsets["attachments"].deleted_forms
        return [form for form in self._rows("attachments") if form.cleaned_data.get("upload") and form not in deleted]


class DraftForm(forms.Form):
    """A new draft: what it is and whose, and a document or pasted text to begin with."""

    unit = UnitField("发布机构")
    kind = forms.ChoiceField(label="种类", choices=kinds.kind_choices, widget=forms.RadioSelect)
    title = forms.CharField(label="标题", max_length=300, required=False, help_text="空白时取自文档。")
    document = forms.FileField(
        label="上传DOCX文档", required=False, widget=forms.FileInput(attrs={"accept": ".docx"}),
        help_text="正文、表格和图片会转成网页内容；老格式的DOC请先另存为DOCX。",
    )  # fmt: skip
    pasted = forms.CharField(
        label="或者粘贴正文", required=False, widget=forms.Textarea(attrs={"rows": 8, "data-gk-paste": "pasted_html"}),
        help_text="可以从Word、WPS粘贴，表格会保留；浏览器禁用脚本时只保留文字。",
    )  # fmt: skip
    pasted_html = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, units: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["unit"].queryset = units

    def clean(self) -> dict[str, Any]:
        """A title, unless a document brings one."""
        values = super().clean()
        if values.get("document") and (values.get("pasted") or "").strip():
            raise ValidationError("上传文档和粘贴正文只能选一样，请清空其中一项。")
        if not values.get("title") and not values.get("document") and "document" not in self.errors:
            self.add_error("title", "请填写标题。")
        return values


# --- reviews ---------------------------------------------------------------------------------------------
class WordsForm(forms.Form):
    """What a reviewer says of the whole."""

    words = forms.CharField(
        label="意见", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="退回、报请确定时必须写明理由。",
    )  # fmt: skip
    at = forms.DateTimeField(
        label="公开时刻", required=False, help_text="最后一个环节通过即公开；要定时公开，填写时刻（北京时间）。",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip


class ReasonForm(forms.Form):
    """Why it is done."""

    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class PublishForm(forms.Form):
    """Now, or at a moment."""

    at = forms.DateTimeField(
        label="公开时刻", required=False, help_text="空白即立即公开。北京时间。",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip


# --- chains ----------------------------------------------------------------------------------------------
class ChainForm(forms.Form):
    """The stages of a chain, each with its limit; and whether one person may take the rest."""

    kind = forms.ChoiceField(label="适用种类", required=False)
    one_person = forms.BooleanField(
        label="允许作者以外的一人办完其余各环节", required=False,
        help_text="人手少的单位可以采用；每个环节仍然分别记录，保密审查也不省略。",
    )  # fmt: skip
    from_on = DayField(label="自哪一天起")

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["kind"].choices = [("", "全部种类"), *kinds.kind_choices()]
        for stage in kinds.stages().values():
            self.fields[f"stage_{stage.id}"] = forms.BooleanField(label=stage.label, required=False)
            self.fields[f"days_{stage.id}"] = forms.IntegerField(
                label=f"{stage.label}时限（工作日）", required=False, min_value=1, max_value=60
            )

    def rows(self) -> list[tuple[Any, Any, str]]:
        """Each stage: whether it is taken, its limit, where it is written."""
        return [
            (self[f"stage_{stage.id}"], self[f"days_{stage.id}"], stage.source) for stage in kinds.stages().values()
        ]

    def stages(self) -> list[tuple[str, int | None]]:
        """The stages that were chosen, in the order in which a chain has them, each with its limit."""
        return [
            (stage, self.cleaned_data[f"days_{stage}"])
            for stage in kinds.stages()
            if self.cleaned_data.get(f"stage_{stage}")
        ]


class FilterForm(forms.Form):
    """Which publications of the list are wanted."""

    words = forms.CharField(label="标题、文号或索引号", required=False, max_length=100)
    state = forms.ChoiceField(label="状态", required=False)
    kind = forms.ChoiceField(label="种类", required=False)
    unit = UnitField("发布机构", required=False, empty_label="全部")
    column = forms.ModelChoiceField(None, label="栏目", required=False, empty_label="全部")
    due_by = DayField(label="应在此日前公开", required=False)

    def __init__(self, *args: Any, units: Any, columns: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["state"].choices = [("", "全部"), *lists.STATES]
        self.fields["kind"].choices = [("", "全部"), *kinds.kind_choices()]
        self.fields["unit"].queryset = units
        self.fields["column"].queryset = columns
