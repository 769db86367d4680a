"""The fields of the editor that are ours: a stored file, filled by an upload; a table, labelled in Chinese."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.admin.telepath import register
from wagtail.contrib.table_block.blocks import TableInput, TableInputAdapter

from gongkai.publications.files.kind import extensions_of, names_of

# What Wagtail's own translation lacks, by the English words that its script asks for.
_TABLE_WORDS = {
    "Row header": "首行作表头",
    "Table headers": "表头",
    "Display the first row as a header": "第一行是表头",
    "Display the first column as a header": "第一列是表头",
    "Column header": "首列作表头",
    "Display the first row AND first column as headers": "第一行和第一列都是表头",
    "No headers": "没有表头",
    "Which cells should be displayed as headers?": "选明表头，用读屏软件的人才知道每个数字属于哪一项。",
    "Table caption": "表名",
    "A heading that identifies the overall topic of the table, and is useful for screen reader users.": (
        "写明表格的内容和单位，如“2019年收支总表（单位：万元）”。"
    ),
    "Table": "表格",
    "Select a header option": "请选择",
}


class TypedTableInput(TableInput):
    """The grid in which a table is typed."""


class TypedTableInputAdapter(TableInputAdapter):
    """The grid's script, with its words in Chinese."""

    def js_args(self, widget: TypedTableInput) -> list[Any]:
        """The options of the grid, and the words around it."""
        return [widget.table_options, _TABLE_WORDS]


register(TypedTableInputAdapter(), TypedTableInput)


class FileInput(forms.HiddenInput):
    """A field for a uid: a button that uploads a file, and a line that names it. The editor's script makes it work."""

    template_name = "publications/blocks/file_input.html"

    def __init__(self, kinds: tuple[str, ...], attrs: dict[str, Any] | None = None) -> None:
        self.kinds = kinds
        super().__init__(attrs)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The context of the template: what may be chosen, in the words and in the endings of files."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["accept"] = ",".join(extensions_of(self.kinds))
        context["widget"]["kinds"] = names_of(self.kinds)
        return context

    class Media:
        js = ("publications/file_input.js",)
        css: dict[str, tuple[str, ...]] = {"all": ("publications/file_input.css",)}  # noqa: RUF012 (Django's form)


class FileField(forms.CharField):
    """The uid of a stored file of some kinds."""

    def __init__(self, *, kinds: tuple[str, ...], required: bool, help_text: str) -> None:
        super().__init__(max_length=13, required=required, help_text=help_text, widget=FileInput(kinds))
