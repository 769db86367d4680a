"""The texts and pictures of a revision's content, each with its place and with the way back to it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from wagtail import blocks

from gongkai.publications.blocks import Body, StoredFileBlock
from gongkai.publications.gate.finding import Place
from gongkai.publications.gate.markup import Markup
from gongkai.publications.gate.subject import Path, Picture, Piece
from gongkai.publications.models import Publication

#: Fields whose text people read on the page.
FIELDS = ("title", "summary", "keywords", "issuer", "document_number", "source", "way_reason")
_BODY = Body()
_TEXTS = (blocks.CharBlock, blocks.TextBlock, blocks.RawHTMLBlock, blocks.BlockQuoteBlock)
#: Blocks whose value is none of the writer's words.
_OTHERS = (blocks.ChoiceBlock, blocks.BooleanBlock, blocks.StaticBlock, StoredFileBlock)


def labels() -> dict[str, str]:
    """What the fields of a publication are called."""
    return {field.name: str(field.verbose_name) for field in Publication._meta.concrete_fields}


def body_of(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The blocks of a revision's body; kept as JSON within JSON."""
    body = content.get("body") or []
    return json.loads(body) if isinstance(body, str) else list(body)


def pieces_of(content: Mapping[str, Any]) -> Iterator[Piece]:
    """Every text of the content that people read: fields, blocks, titles of attachments."""
    named = labels()
    for name in FIELDS:
        if content.get(name):
            yield Piece(Place("field", name, named[name]), (name,), Markup(str(content[name]), has_tags=False))
    for place, path, block, value in _blocks(content):
        for below, text, has_tags in _texts(block, value, path):
            yield Piece(place, below, Markup(text, has_tags))
    for number, attachment in enumerate(content.get("attachments") or []):
        place = Place("field", "attachments", f"附件{number + 1}的名称")
        yield Piece(place, ("attachments", number, "title"), Markup(attachment.get("title") or "", has_tags=False))


def pictures_of(content: Mapping[str, Any]) -> Iterator[Picture]:
    """The pictures in the body."""
    for place, _path, _block, value in _blocks(content):
        if isinstance(value, Mapping) and "alternative" in value:
            yield Picture(place, str(value.get("alternative") or ""), bool(value.get("decorative")))


def files_in_body(content: Mapping[str, Any]) -> dict[str, tuple[str, tuple[Path, ...]]]:
    """The uids of the files that the body shows: each with what it is called, and where it is named."""
    found: dict[str, tuple[str, tuple[Path, ...]]] = {}
    for place, path, block, value in _blocks(content):
        if not isinstance(block, blocks.StructBlock) or not isinstance(value, Mapping):
            continue
        for name, child in block.child_blocks.items():
            uid = value.get(name)
            if isinstance(child, StoredFileBlock) and uid:
                label, paths = found.get(uid, (f"{place.label}的文件", ()))
                found[uid] = (label, (*paths, (*path, name)))
    return found


def _blocks(content: Mapping[str, Any]) -> Iterator[tuple[Place, Path, blocks.Block, Any]]:
    """Each block of the body with its place, its path, and what it is; one of a kind that is no more is left out."""
    for number, raw in enumerate(body_of(content)):
        block = _BODY.child_blocks.get(raw["type"])
        if block is not None:
            kind = "" if raw["type"] == "paragraph" else f"（{block.label}）"
            place = Place("block", str(raw.get("id") or number), f"正文第{number + 1}段{kind}")
            yield place, ("body", number, "value"), block, raw["value"]


def _texts(block: blocks.Block, value: Any, path: Path) -> Iterator[tuple[Path, str, bool]]:
    """The texts in a block's value: path, text, whether it has tags."""
    if value is None or isinstance(block, _OTHERS):
        return
    if isinstance(block, blocks.RichTextBlock):
        yield path, str(value), True
    elif isinstance(block, _TEXTS):
        yield path, str(value), isinstance(block, blocks.RawHTMLBlock)
    elif isinstance(block, blocks.StructBlock) and isinstance(value, Mapping):
        for name, child in block.child_blocks.items():
            yield from _texts(child, value.get(name), (*path, name))
    elif isinstance(block, blocks.ListBlock) and isinstance(value, list):
        for number, item in enumerate(value):
            is_wrapped = isinstance(item, Mapping) and item.get("type") == "item"
            below = (*path, number, "value") if is_wrapped else (*path, number)
            yield from _texts(block.child_block, item["value"] if is_wrapped else item, below)
    else:
        yield from _words(value, path)


def _words(value: Any, path: Path) -> Iterator[tuple[Path, str, bool]]:
    """Every text within plain data, such as the cells of a table: rather one too many than one unseen."""
    if isinstance(value, str):
        if value.strip():
            yield path, value, False
    elif isinstance(value, Mapping):
        for key, below in value.items():
            yield from _words(below, (*path, str(key)))
    elif isinstance(value, list):
        for number, below in enumerate(value):
            yield from _words(below, (*path, number))


def replaced(content: Mapping[str, Any], changes: Mapping[Path, str | int]) -> dict[str, Any]:
    """
    The fields of the content that change when these are put in their places.

    Args:
        content: Of a revision; stays as it is.
        changes: New texts, and keys of files, by their paths.

    Returns:
        The changed fields whole, the body as a list of blocks.
    """
    changed: dict[str, Any] = {}
    for path, text in changes.items():
        name = str(path[0])
        if name not in changed:
            whole = body_of(content) if name == "body" else content[name]
            changed[name] = json.loads(json.dumps(whole))
        if len(path) == 1:
            changed[name] = text
            continue
        holder = changed[name]
        for step in path[1:-1]:
            holder = holder[step]
        holder[path[-1]] = text
    return changed
