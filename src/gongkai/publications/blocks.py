"""The few blocks of which a text is made."""

from wagtail import blocks


class Body(blocks.StreamBlock):
    """The text of a publication."""

    heading = blocks.CharBlock(label="小标题", max_length=200)
    paragraph = blocks.RichTextBlock(label="正文", features=["bold", "italic", "ol", "ul", "link"])
