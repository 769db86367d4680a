"""An edition's file read into its form: unknown keys, missing keys and dangling references are refused by line."""

from __future__ import annotations

import tomllib
from pathlib import Path
from types import MappingProxyType
from typing import Any

from gongkai.errors import GongkaiError
from gongkai.report.form import Cell, Column, Edition, Group, Row, Rule, SectionForm, Table, Term


class BadForm(GongkaiError):
    """An edition file that cannot be used: names the file, the line and the reason."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}第{line}行：{reason}")
        self.file, self.line, self.reason = file, line, reason


class _Source:
    """The text of an edition file, to say at which line something wrong stands."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.text = name, text

    def bad(self, reason: str, *needles: str) -> BadForm:
        """An error at the last needle found at or after the ones before it; line 1 if none is found."""
        at = 0
        for needle in needles:
            found = self.text.find(needle, at)
            at = found if found >= 0 else at
        return BadForm(self.name, self.text.count("\n", 0, at) + 1, reason)


_KEYS: dict[str, dict[str, type | tuple[type, ...]]] = {
    "edition": {
        "id": str, "name": str, "base": str, "notice": str, "title": str, "from_year": int, "until_year": int,
        "checked_on": object, "drop_tables": list, "drop_rules": list, "section": list, "table": list,
        "replace": list, "rule": list,
    },
    "section": {"key": str, "number": str, "heading": str, "variants": list},
    "table": {
        "id": str, "section": str, "caption": str, "corner": str, "article": str, "across": bool, "columns_of": str,
        "columns_only": list, "drop_rows": list, "column": list, "row": list, "nil_by": str,
    },
    "column": {
        "id": str, "label": str, "short": str, "variants": list, "heads": list, "unit": str, "signed": bool,
        "money": bool,
    },
    "row": {"id": str, "number": str, "label": str, "variants": list, "codes": list, "row": list},
    "replace": {"table": str, "of": str, "row": list},
    "rule": {
        "id": str, "severity": str, "table": str, "each": str, "op": str, "left": list, "right": list, "source": str,
    },
}  # fmt: skip
_NEEDED = {
    "edition": ("id", "name", "notice", "from_year"),
    "section": ("key", "number", "heading"),
    "table": ("id",),
    "column": ("id", "label", "unit"),
    "row": ("label",),
    "replace": ("table", "of", "row"),
    "rule": ("id", "severity", "table", "each", "left", "right", "source"),
}


def _check_keys(source: _Source, kind: str, entry: Any, *where: str) -> None:
    if not isinstance(entry, dict):
        raise source.bad(f"{kind}应是一张表", *where)
    name = str(entry.get("id") or entry.get("key") or entry.get("label") or "")
    spots = (*where, f'"{name}"') if name else where
    for key, value in entry.items():
        kinds = _KEYS[kind].get(key)
        if kinds is None:
            raise source.bad(f"{kind} {name}不认识的键“{key}”", *spots, f"{key} =")
        if not isinstance(value, kinds):
            raise source.bad(f"{kind} {name}的“{key}”类型不对", *spots, f"{key} =")
    for key in _NEEDED[kind]:
        if key not in entry:
            raise source.bad(f"{kind} {name}缺少“{key}”", *spots)


def _row(source: _Source, entry: Any, path: tuple[Group, ...], table: str) -> Row | Group:
    _check_keys(source, "row", entry, f'id = "{table}"')
    if "row" in entry:
        if "id" in entry:
            raise source.bad(f"“{entry['label']}”下有行，自己就不能再有编号id", f'"{entry["label"]}"')
        head = Group(entry.get("number", ""), entry["label"])
        below = (*path, head)
        return Group(head.number, head.label, tuple(_row(source, child, below, table) for child in entry["row"]))
    if "id" not in entry:
        raise source.bad(f"行“{entry['label']}”缺少id", f'"{entry["label"]}"')
    return Row(
        entry["id"], entry.get("number", ""), entry["label"],
        tuple(entry.get("variants", ())), tuple(entry.get("codes", ())), path,
    )  # fmt: skip


def _tree(source: _Source, entries: list[Any], table: str) -> tuple[Row | Group, ...]:
    return tuple(_row(source, entry, (), table) for entry in entries)


def _flat(tree: tuple[Row | Group, ...]) -> tuple[Row, ...]:
    rows: list[Row] = []
    for node in tree:
        rows.extend(node.rows() if isinstance(node, Group) else (node,))
    return tuple(rows)


def _columns(source: _Source, table: str, entries: list[Any]) -> tuple[Column, ...]:
    columns = []
    for entry in entries:
        _check_keys(source, "column", entry, f'id = "{table}"')
        columns.append(
            Column(
                entry["id"],
                entry["label"],
                entry.get("short", entry["label"]),
                entry["unit"],
                tuple(entry.get("variants", ())),
                tuple(entry.get("heads", ())),
                entry.get("signed", False),
                entry.get("money", False),
            )
        )
    return tuple(columns)


def _replaced(source: _Source, entries: list[Any], swap: dict[str, list[Any]]) -> list[Any]:
    result = []
    for entry in entries:
        if entry.get("id") in swap:
            result.extend(swap.pop(entry["id"]))
        elif "row" in entry:
            result.append({**entry, "row": _replaced(source, entry["row"], swap)})
        else:
            result.append(entry)
    return result


def _merged(source: _Source, raw: dict[str, Any], base: dict[str, Any] | None) -> dict[str, Any]:
    """The whole edition as one dictionary: *raw* laid over the edition it is based on."""
    if base is None:
        return raw
    tables = {entry["id"]: dict(entry) for entry in base["table"]}
    for name in raw.get("drop_tables", ()):
        if tables.pop(name, None) is None:
            raise source.bad(f"drop_tables里的“{name}”在所依据的版本中没有", "drop_tables", name)
    for entry in raw.get("table", ()):
        _check_keys(source, "table", entry, f'id = "{entry.get("id", "")}"')
        whole = {**tables.get(entry["id"], {}), **entry}
        dropped = whole.pop("drop_rows", ())
        whole["row"] = [row for row in whole.get("row", ()) if row.get("id") not in dropped]
        tables[entry["id"]] = whole
    swaps: dict[str, dict[str, list[Any]]] = {}
    for entry in raw.get("replace", ()):
        _check_keys(source, "replace", entry, "[[replace]]")
        if entry["table"] not in tables:
            raise source.bad(f"replace所指的表“{entry['table']}”没有", "[[replace]]", f'"{entry["table"]}"')
        swaps.setdefault(entry["table"], {})[entry["of"]] = entry["row"]
    for name, swap in swaps.items():
        tables[name] = {**tables[name], "row": _replaced(source, tables[name]["row"], swap)}
        if swap:
            raise source.bad(f"要换的行{'、'.join(swap)}在表{name}中没有", f'table = "{name}"', "of =")
    dropped_rules = set(raw.get("drop_rules", ()))
    known = {entry["id"] for entry in base["rule"]}
    if dropped_rules - known:
        raise source.bad(f"drop_rules里的{'、'.join(sorted(dropped_rules - known))}没有", "drop_rules")
    rules = [entry for entry in base["rule"] if entry["id"] not in dropped_rules]
    return {
        **base, **{key: value for key, value in raw.items() if key not in {"table", "replace", "rule", "base"}},
        "section": raw.get("section", base["section"]),
        "table": list(tables.values()),
        "rule": rules + list(raw.get("rule", ())),
        "until_year": raw.get("until_year"),
    }  # fmt: skip


def _tables(source: _Source, raw: dict[str, Any], sections: set[str]) -> tuple[Table, ...]:
    own: dict[str, tuple[Column, ...]] = {}
    for entry in raw["table"]:
        _check_keys(source, "table", entry)
        if entry["id"] in own:
            raise source.bad(f"表“{entry['id']}”写了两次", f'id = "{entry["id"]}"', f'id = "{entry["id"]}"')
        own[entry["id"]] = _columns(source, entry["id"], entry.get("column", []))
    tables = []
    for entry in raw["table"]:
        columns = own[entry["id"]]
        if entry.get("columns_of"):
            if entry["columns_of"] not in own:
                raise source.bad(f"columns_of指的表“{entry['columns_of']}”没有", "columns_of", entry["columns_of"])
            columns = own[entry["columns_of"]]
        if entry.get("columns_only"):
            columns = tuple(column for column in columns if column.id in entry["columns_only"])
        if entry.get("section") not in sections:
            raise source.bad(f"表“{entry['id']}”所在的部分“{entry.get('section')}”没有", f'id = "{entry["id"]}"')
        if entry.get("nil_by", "table") not in ("row", "table"):
            raise source.bad(f"表“{entry['id']}”的nil_by只能是row或table", f'id = "{entry["id"]}"', "nil_by")
        tree = _tree(source, entry.get("row", []), entry["id"])
        if not columns or not tree:
            raise source.bad(f"表“{entry['id']}”没有栏或没有行", f'id = "{entry["id"]}"')
        tables.append(
            Table(
                entry["id"],
                entry["section"],
                entry.get("caption", ""),
                entry.get("corner", ""),
                entry.get("article", ""),
                columns,
                tree,
                _flat(tree),
                entry.get("across", False),
                entry.get("nil_by", "table"),
            )
        )
    return tuple(tables)


def _term(text: str) -> Term:
    sign, previous = 1, False
    if text.startswith("-"):
        sign, text = -1, text[1:]
    if text.startswith("previous:"):
        previous, text = True, text.removeprefix("previous:")
    return Term(text, sign, previous)


def _rules(source: _Source, raw: dict[str, Any], tables: dict[str, Table]) -> tuple[Rule, ...]:
    rules = []
    for entry in raw.get("rule", ()):
        _check_keys(source, "rule", entry)
        spot = f'id = "{entry["id"]}"'
        if entry["table"] not in tables:
            raise source.bad(f"规则{entry['id']}所指的表“{entry['table']}”没有", spot)
        if entry["severity"] not in ("error", "warning", "hint") or entry["each"] not in ("row", "column"):
            raise source.bad(f"规则{entry['id']}的severity或each写错了", spot)
        if entry.get("op", "=") not in ("=", "<="):
            raise source.bad(f"规则{entry['id']}的op只能是=或<=", spot)
        table = tables[entry["table"]]
        known = {column.id for column in table.columns} if entry["each"] == "row" else {r.id for r in table.rows}
        sides = []
        for side in ("left", "right"):
            terms: list[Term] = []
            for text in entry[side]:
                if text == "outcomes":
                    terms.extend(Term(row.id) for row in table.rows if row.codes)
                    continue
                term = _term(text)
                if term.id not in known:
                    raise source.bad(f"规则{entry['id']}所指的“{text}”在表{table.id}中没有", spot, text)
                terms.append(term)
            sides.append(tuple(terms))
        rules.append(
            Rule(
                entry["id"],
                entry["severity"],
                entry["table"],
                entry["each"],
                entry.get("op", "="),
                sides[0],
                sides[1],
                entry["source"],
            )
        )
    return tuple(rules)


def _raw(path: Path) -> tuple[_Source, dict[str, Any]]:
    text = path.read_text(encoding="utf-8")
    source = _Source(path.name, text)
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        line = getattr(wrong, "lineno", None) or _line_in(str(wrong))
        raise BadForm(path.name, line, f"不是合法的TOML：{wrong}") from None
    _check_keys(source, "edition", raw)
    if "base" in raw:
        base_path = path.with_name(f"{raw['base']}.toml")
        if not base_path.exists():
            raise source.bad(f"所依据的版本“{raw['base']}”没有", "base =")
        return source, _merged(source, raw, _raw(base_path)[1])
    return source, raw


def _line_in(message: str) -> int:
    words = message.replace(",", " ").split()
    return int(words[words.index("line") + 1]) if "line" in words else 1


def load(path: Path) -> Edition:
    """
    Load one edition file, with the edition it is based on.

    Raises:
        BadForm: the file is not TOML, has unknown or missing keys, or refers to what is not there.
    """
    source, raw = _raw(path)
    for entry in raw.get("section", ()):
        _check_keys(source, "section", entry)
    sections = tuple(
        SectionForm(entry["key"], entry["number"], entry["heading"], tuple(entry.get("variants", ())))
        for entry in raw.get("section", ())
    )
    tables = _tables(source, raw, {section.key for section in sections})
    cells: dict[str, Cell] = {}
    for table in tables:
        for row in table.rows:
            for column in table.columns:
                cell = Cell(f"{table.id}/{row.id}/{column.id}", table.id, row, column)
                if cell.id in cells:
                    raise source.bad(f"单元格{cell.id}出现两次", f'id = "{row.id}"')
                cells[cell.id] = cell
    rules = _rules(source, raw, {table.id: table for table in tables})
    return Edition(
        raw["id"], raw["name"], raw["notice"], raw["title"], raw["from_year"], raw.get("until_year"),
        sections, tables, rules, MappingProxyType(cells),
    )  # fmt: skip
