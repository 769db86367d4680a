"""
The few blocks of which a text is made. What each looks like stands in templates/publications/blocks.

Names of blocks and of their parts are kept in every revision; a name is never changed, and never used for another
meaning.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.table_block.blocks import TableBlock

from gongkai.publications.files.grids import Grid
from gongkai.publications.files.kind import names_of, pictures, tables
from gongkai.publications.widgets import FileField, TypedTableInput

#: What a paragraph may hold beside its words.
FEATURES = ["bold", "italic", "superscript", "subscript", "ol", "ul", "link"]
#: Rows and columns of a table that is typed; a longer one is attached as a spreadsheet and shown from there.
MOST_ROWS, MOST_COLUMNS = 500, 40

# The library that draws the grid has no Chinese of its own, so each entry of its menu is named here.
_TABLE_OPTIONS = {
    "mergeCells": True,
    "contextMenu": {
        "items": {
            "row_above": {"name": "在上方插入行"},
            "row_below": {"name": "在下方插入行"},
            "col_left": {"name": "在左侧插入列"},
            "col_right": {"name": "在右侧插入列"},
            "first": "---------",
            "remove_row": {"name": "删除行"},
            "remove_col": {"name": "删除列"},
            "second": "---------",
            "mergeCells": {"name": "合并或取消合并单元格"},
            "third": "---------",
            "undo": {"name": "撤销"},
            "redo": {"name": "重做"},
        }
    },
    "language": "en-US",
    "startRows": 3,
    "startCols": 3,
}


class StoredFileBlock(blocks.FieldBlock):
    """
    A file of the unit's, as the uid of a `StoredFile`; uploaded right in the editor.

    Args:
        kinds: Kinds of files that may be chosen.
        required: Whether one must be chosen.
        help_text: What is said below the field.
    """

    def __init__(self, kinds: tuple[str, ...], required: bool = True, help_text: str = "", **rest: Any) -> None:
        self.kinds = kinds
        self.field = FileField(kinds=kinds, required=required, help_text=help_text)
        super().__init__(**rest)

    def clean(self, value: str | None) -> str:
        """The uid, if there is such a file of one of the kinds."""
        uid: str = super().clean(value)
        if uid and not _files().filter(uid=uid, kind__in=self.kinds).exists():
            raise ValidationError(f"没有这个文件，或不是{names_of(self.kinds)}。请重新上传。")
        return uid

    class Meta:
        icon = "doc-full"
        default = ""


class _WithFile(blocks.StructBlock):
    """A block that shows a stored file: `stored` in its template, None while none is chosen."""

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """The context of the template, with the file out of those that the page has looked up at once."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        uid = value.get(self.meta.file_part)
        known = context.get("stored_files")
        if known is None:  # a preview or a comparison renders the block alone
            known = {file.uid: file for file in _files().filter(uid=uid)} if uid else {}
        context["stored"] = known.get(uid)
        return context

    class Meta:
        file_part = "file"


class Heading(blocks.StructBlock):
    """A heading within the text; the title of the page is level 1."""

    level = blocks.ChoiceBlock(label="级别", choices=[("2", "一级小标题"), ("3", "二级小标题")], default="2")
    text = blocks.CharBlock(label="小标题", max_length=200)

    class Meta:
        label = "小标题"
        icon = "title"
        template = "publications/blocks/heading.html"


class Paragraph(blocks.RichTextBlock):
    """Paragraphs and lists."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(**{"features": FEATURES, **rest})

    class Meta:
        label = "正文"
        icon = "pilcrow"
        template = "publications/blocks/paragraph.html"


class Table(TableBlock):
    """A table as it is typed: texts, merged cells, and which row and column are its heads."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(**{"table_options": _TABLE_OPTIONS, **rest})

    @cached_property
    def field(self) -> forms.CharField:
        """The field of the editor."""
        return forms.CharField(widget=TypedTableInput(table_options=self.table_options), **self.field_options)

    def clean(self, value: dict[str, Any] | None) -> dict[str, Any] | None:
        """The table, if it is not too large to be typed."""
        cleaned: dict[str, Any] | None = super().clean(value)
        data = (cleaned or {}).get("data") or []
        if len(data) > MOST_ROWS or max(map(len, data), default=0) > MOST_COLUMNS:
            raise ValidationError(
                f"表格超过{MOST_ROWS}行或{MOST_COLUMNS}列。请把表格作为附件上传，并选用“表格（在页面内展示）”。"
            )
        return cleaned

    def render(self, value: dict[str, Any] | None, context: dict[str, Any] | None = None) -> SafeString:
        """The table as HTML, with heads that programs can tell."""
        return render_to_string("publications/blocks/table.html", {"grid": Grid.typed(value or {})})

    class Meta:
        label = "表格"
        icon = "table"


class Picture(_WithFile):
    """A picture, with the words that stand for it where it is not seen."""

    file = StoredFileBlock(kinds=pictures(), label="图片", icon="image")
    alternative = blocks.CharBlock(
        label="替代文字", required=False, max_length=300,
        help_text="图片上有什么，用一句话写明；看不到图片的人听到的就是这句话。",
    )  # fmt: skip
    decorative = blocks.BooleanBlock(label="只作装饰，没有内容", required=False)
    caption = blocks.CharBlock(label="图注", required=False, max_length=300)

    def clean(self, value: Any) -> Any:
        """The picture, if it has its words or says that it needs none; a draft may still lack them."""
        cleaned = super().clean(value)
        if not self.is_deferred_validation and not cleaned["decorative"] and not cleaned["alternative"].strip():
            wrong = ValidationError("请写替代文字；图片没有内容的，请选“只作装饰”。")
            raise StructBlockValidationError(block_errors={"alternative": wrong})
        return cleaned

    class Meta:
        label = "图片"
        icon = "image"
        template = "publications/blocks/picture.html"


class Person(_WithFile):
    """One of the leaders (art. 20(2)): name, post, duties, and a photograph if there is one."""

    name = blocks.CharBlock(label="姓名", max_length=60)
    post = blocks.CharBlock(label="职务", max_length=200)
    duties = blocks.TextBlock(label="分工", required=False)
    photo = StoredFileBlock(kinds=pictures(), required=False, label="照片")

    class Meta:
        label = "领导信息"
        icon = "user"
        template = "publications/blocks/person.html"
        file_part = "photo"


class AttachedTable(_WithFile):
    """The tables of a spreadsheet, at this place of the text; the spreadsheet can be downloaded below them."""

    file = StoredFileBlock(kinds=tables(), label="表格文件")
    caption = blocks.CharBlock(label="表名", required=False, max_length=300)

    class Meta:
        label = "表格文件"
        icon = "table"
        template = "publications/blocks/attached_table.html"


class Signature(blocks.StructBlock):
    """Who signs below the text, and when (落款)."""

    name = blocks.CharBlock(label="署名", required=False, max_length=200)
    day = blocks.CharBlock(label="日期", required=False, max_length=40)

    class Meta:
        label = "落款"
        icon = "edit"
        template = "publications/blocks/signature.html"


class Body(blocks.StreamBlock):
    """The text of a publication."""

    heading = Heading()
    paragraph = Paragraph()
    table = Table()
    picture = Picture()
    person = Person()
    attached_table = AttachedTable()
    signature = Signature()


def _files() -> Any:
    """The stored files; looked up when asked, for the model of publications is made of these blocks."""
    return apps.get_model("gk_publications", "StoredFile").objects
