"""What the wild does to a report on paper: to its figures, its words and its ruling.

A twist changes the paper in place and keeps `Paper.printed` true. `TWISTS` names them all; `lossy` says that even
a careful person may be unable to tell every cell afterwards.

Long, for it is a list: each entry stands alone, and their order here is the order in which they are done.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from paper import Box, Paper, Paragraph, Sheet, edition_of

from gongkai.report.report import plain

Change = Callable[[Paper, Random], None]


@dataclass(frozen=True, slots=True)
class Twist:
    """A named change of the paper. `lossy`: what it destroys cannot always be told from what is left."""

    name: str
    change: Change
    lossy: bool = False


TWISTS: dict[str, Twist] = {}


def twist(name: str, *, lossy: bool = False) -> Callable[[Change], Change]:
    """Enter a change under its name."""

    def enter(change: Change) -> Change:
        TWISTS[name] = Twist(name, change, lossy)
        return change

    return enter


# --- figures -----------------------------------------------------------------------------------------


def _instead_of_zero(paper: Paper, rng: Random, mark: str) -> None:
    """Print zeros as *mark*: everywhere, in all columns but the totals, or in one table."""
    reach = rng.choice(["all", "not totals", "one table"])
    table = rng.choice([name for sheet in paper.sheets for name in sheet.tables])
    for box in paper.numbers():
        if box.text != "0":
            continue
        if reach == "not totals" and box.cell.endswith(("/total", "/closed")):
            continue
        if reach == "one table" and not box.cell.startswith(table + "/"):
            continue
        box.text = mark
        paper.printed[box.cell] = None


@twist("zeros blank")
def zeros_blank(paper: Paper, rng: Random) -> None:
    """A zero is left blank."""
    _instead_of_zero(paper, rng, "")


@twist("zeros slash")
def zeros_slash(paper: Paper, rng: Random) -> None:
    """A zero is printed as a slash, half or full width."""
    _instead_of_zero(paper, rng, rng.choice(["/", "／"]))


@twist("zeros dash")
def zeros_dash(paper: Paper, rng: Random) -> None:
    """A zero is printed as a dash of one kind or another."""
    _instead_of_zero(paper, rng, rng.choice(["-", "—", "－", "--", "——"]))


@twist("plus signs")
def plus_signs(paper: Paper, rng: Random) -> None:
    """A rise is printed with its sign."""
    sign = rng.choice(["+", "＋", "+ "])
    for box in paper.numbers():
        if box.cell.endswith("/change") and box.text not in ("", "0") and box.text[0].isdigit():
            box.text = sign + box.text


@twist("odd minus")
def odd_minus(paper: Paper, rng: Random) -> None:
    """A fall is printed with a full-width or a mathematical minus."""
    sign = rng.choice(["－", "−", "﹣", "- "])
    for box in paper.numbers():
        if box.text.startswith("-") and len(box.text) > 1 and box.text[1].isdigit():
            box.text = sign + box.text[1:]


@twist("units in cells")
def units_in_cells(paper: Paper, rng: Random) -> None:
    """Figures carry the unit of their column: 12件, 3 项, 70487元."""
    gap = rng.choice(["", "", " "])
    tables = rng.choice([("documents", "licensing", "enforcement", "fees", "procurement"), ("fees", "procurement"), ()])
    for box in paper.numbers(*tables):
        if box.text and box.text[-1].isdigit():
            table, _, column = box.cell.split("/")
            box.text += gap + edition_of(paper, table).table(table).column(column).unit


@twist("amounts in ten thousands")
def amounts_in_ten_thousands(paper: Paper, rng: Random) -> None:
    """Amounts are in the other unit, named in the cell or in the head: 160.5964万元, 采购总金额(万元)."""
    in_head = rng.random() < 0.5
    for box in paper.numbers():
        table, _, name = box.cell.split("/")
        column = edition_of(paper, table).table(table).column(name)
        if not column.money or not box.text or not box.text[-1].isdigit():
            continue
        value = Decimal(box.text)
        if column.unit == "元":
            box.text = plain(value.scaleb(-4)) + ("" if in_head else "万元")
            if in_head:
                _mark_head(paper, f"{table}/*/{name}", rng.choice(["(万元)", "（万元）", "（单位：万元）"]))
        elif not in_head:
            box.text = plain(value.scaleb(4).normalize() + 0) + "元"


def _mark_head(paper: Paper, column: str, words: str) -> None:
    for sheet in paper.sheets:
        for box in sheet.boxes("head"):
            if box.cell == column:
                box.text += words


@twist("thousands marks")
def thousands_marks(paper: Paper, rng: Random) -> None:
    """Large figures carry thousands marks, half or full width."""
    comma = rng.choice([",", ",", "，"])
    for box in paper.numbers():
        try:
            value = Decimal(box.text)
        except ArithmeticError:
            continue
        if abs(value) >= 1000:
            box.text = f"{value:,f}".replace(",", comma)


@twist("full-width digits")
def full_width_digits(paper: Paper, rng: Random) -> None:
    """Figures are typed with a Chinese keyboard; all, or those of one column."""
    only = rng.choice(["", "/person", "/total"])
    for box in paper.numbers():
        if box.cell.endswith(only):
            box.text = box.text.translate(_WIDE)


_WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")


@twist("amounts with cents")
def amounts_with_cents(paper: Paper, rng: Random) -> None:
    """Whole amounts end in .00 or .0."""
    tail = rng.choice([".00", ".0"])
    for box in paper.numbers("fees", "procurement"):
        if box.cell.endswith("/amount") and box.text.isdigit():
            box.text += tail


@twist("notes in cells")
def notes_in_cells(paper: Paper, rng: Random) -> None:
    """A figure is followed by a remark in brackets: 22（其中修订16件）."""
    for box in paper.numbers("documents", "licensing", "enforcement"):
        if box.text and box.text[-1].isdigit() and rng.random() < 0.2:
            few = rng.randint(1, 30)
            note = rng.choice(
                [f"（其中修订{few}件）", f"（含自然失效 {few} 件）", f"(其中{few}件为联合发文)", "（注1）"]
            )
            box.text += rng.choice(["", "\n"]) + note


@twist("broken sums")
def broken_sums(paper: Paper, rng: Random) -> None:
    """The report contradicts itself: a total, a part or an outcome is another number than the sums demand."""
    boxes = [box for box in paper.numbers("applications", "remedies") if box.text.isdigit()]
    for box in rng.sample(boxes, min(len(boxes), rng.randint(1, 4))):
        value = int(box.text) + rng.choice([1, 2, 7, 10])
        box.text = str(value)
        paper.printed[box.cell] = value


# --- words -------------------------------------------------------------------------------------------


def _words(paper: Paper) -> list[Box]:
    return [
        box for sheet in paper.sheets for box in sheet.boxes("caption", "corner", "head", "label", "group", "extra")
    ]


@twist("other numbering")
def other_numbering(paper: Paper, rng: Random) -> None:
    """Rows are numbered another way: 1、 (1) １． or not at all."""
    style = rng.choice(["{n}、", "（{n}）", "({n})", "{n}．", "{n} ．", "{n} ", "{n}. ", ""])
    for box in _words(paper):
        number, point, rest = box.text.partition(".")
        if point and number.isdigit():
            box.text = style.format(n=number) + rest
        elif style == "" and box.text[:1] == "（" and box.text[2:3] == "）":
            box.text = box.text[3:]


@twist("label variants")
def label_variants(paper: Paper, rng: Random) -> None:
    """Labels and heads as other offices write them; long labels without their explanation."""
    for box in _words(paper):
        table, row, column = box.cell.split("/") if box.cell.count("/") == 2 else ("", "", "")
        if box.kind == "label":
            entry = edition_of(paper, table).table(table).row(row)
            if entry.variants and rng.random() < 0.7:
                box.text = entry.number + rng.choice(entry.variants)
        elif box.kind == "head" and row == "*":
            variants = edition_of(paper, table).table(table).column(column).variants
            if variants and rng.random() < 0.7:
                box.text = rng.choice(variants)


@twist("words broken over lines")
def words_broken(paper: Paper, rng: Random) -> None:
    """Heads and labels are broken into lines inside their box: 本年新 / 制作数量, 商业 / 企业."""
    for box in _words(paper):
        if len(box.text) > 3 and box.kind != "caption" and rng.random() < 0.4:
            at = rng.randint(2, len(box.text) - 1)
            box.text = box.text[:at] + "\n" + box.text[at:]


@twist("spaces in words")
def spaces_in_words(paper: Paper, rng: Random) -> None:
    """Stray spaces of all kinds inside words: 总 计, 第二十条　第（一）项."""
    gap = rng.choice([" ", "　", " ", "  ", "\u200b"])
    for box in _words(paper):
        if len(box.text) > 1 and rng.random() < 0.4:
            at = rng.randint(1, len(box.text) - 1)
            box.text = box.text[:at] + gap + box.text[at:]


@twist("explained heads")
def explained_heads(paper: Paper, rng: Random) -> None:
    """Provinces add explanations to heads and labels, with figures in them."""
    year = paper.report.year or 2020
    notes = {
        "previous": f"(指{year - 1}年事项数)",
        "change": f"（指{year}年增加或减少的事项数，减用负值表示，如-8）",
        "decisions": f"(指{year}年办件量)",
        "regulations": "(设区的市、自治州人民政府应提供相关数据)",
        "normative": "（指各行政机关印发的有正式文号的文件）",
        "other_services": "（含行政确认、行政奖励、行政裁决等8类）",
    }
    for box in _words(paper):
        if box.kind in ("head", "label") and box.cell.count("/") == 2:
            _, row, column = box.cell.split("/")
            box.text += notes.get(column if box.kind == "head" else row, "")


@twist("extra rows")
def extra_rows(paper: Paper, rng: Random) -> None:
    """A province adds a row of its own under the normative documents."""
    sheet = paper.sheet_of("documents")
    if sheet is None:
        return
    for at, row in enumerate(sheet.rows):
        if row[0].cell == "documents/normative/*":
            label = rng.choice(["其他主动公开文件", "其他主动公开文件（含以本单位名义签发的文件）", "政策解读材料"])
            extra = [Box(str(rng.randint(0, 400)), "extra", colspan=box.colspan) for box in row[1:]]
            sheet.rows.insert(at + 1, [Box(label, "extra"), *extra])
            return


@twist("heads cut")
def heads_cut(paper: Paper, rng: Random) -> None:
    """An extractor keeps only the first line of each head: 本年新 | 本年新."""
    for box in _words(paper):
        if box.kind == "head" and box.text.startswith("本年新"):
            box.text = "本年新"


@twist("labels lose characters", lossy=True)
def labels_lose_characters(paper: Paper, rng: Random) -> None:
    """A converter loses characters in the middle of a long label: 2.其他法律行政止公开."""
    for box in _words(paper):
        if box.kind == "label" and len(box.text) > 8 and rng.random() < 0.3:
            at = rng.randint(3, len(box.text) - 3)
            box.text = box.text[:at] + box.text[at + 2 :]


# --- ruling ------------------------------------------------------------------------------------------


@twist("empty boxes under heads")
def empty_heads(paper: Paper, rng: Random) -> None:
    """A head that reaches down is a box with empty boxes below it."""
    for sheet in paper.sheets:
        if not sheet.heads or sheet.rows[0][0].kind not in ("corner", "head"):
            continue
        head = Sheet(sheet.tables, sheet.rows[: sheet.heads])
        keep_corner = rng.random() < 0.7
        sheet.rows[: sheet.heads] = _filled(head, keep_corner=keep_corner)


def _filled(head: Sheet, *, keep_corner: bool) -> list[list[Box]]:
    """The head's rows with an empty box under each box that reached down."""
    grid: dict[tuple[int, int], Box] = {}
    for y, row in enumerate(head.rows):
        x = 0
        for box in row:
            while (y, x) in grid:
                x += 1
            for dy in range(box.rowspan):
                for dx in range(box.colspan):
                    grid[y + dy, x + dx] = box if dy == 0 or (keep_corner and box.kind == "corner") else _EMPTY
            x += box.colspan
    rows: list[list[Box]] = []
    seen: set[int] = set()
    for y in range(len(head.rows)):
        line: list[Box] = []
        for x in range(max(at[1] for at in grid) + 1):
            box = grid[y, x]
            if box is _EMPTY:
                line.append(Box("", "empty"))
            elif id(box) not in seen:
                seen.add(id(box))
                if not (keep_corner and box.kind == "corner"):
                    box.rowspan = 1
                line.append(box)
        rows.append(line)
    return rows


_EMPTY = Box("", "empty")


@twist("ragged spans")
def ragged_spans(paper: Paper, rng: Random) -> None:
    """One more grid line than columns in table two: some box of each row spans two."""
    sheet = paper.sheet_of("documents")
    if sheet is None:
        return
    for row in sheet.rows:
        box = row[min(rng.choice([2, len(row) - 1]), len(row) - 1)]
        box.colspan += 1


@twist("groups in every row")
def groups_in_every_row(paper: Paper, rng: Random) -> None:
    """The group's words stand again in each of its rows, for the page cannot span rows."""
    sheet = paper.sheet_of("applications")
    if sheet is None:
        return
    held: list[list[Box | int]] = []
    for row in sheet.rows[sheet.heads :]:
        groups = [box for box in row if box.kind == "group"]
        before = [Box(entry[0].text, "group") for entry in held if isinstance(entry[0], Box)]
        row[:0] = before
        held = [[entry[0], entry[1] - 1] for entry in held if isinstance(entry[1], int) and entry[1] > 1]
        held += [[box, box.rowspan - 1] for box in groups if box.rowspan > 1]
        for box in groups:
            box.rowspan = 1


@twist("groups missing")
def groups_missing(paper: Paper, rng: Random) -> None:
    """The words of the groups are lost and the labels reach over their place."""
    sheet = paper.sheet_of("applications")
    if sheet is None:
        return
    depth = sheet.rows[0][0].colspan
    for row in sheet.rows[sheet.heads :]:
        row[:] = [box for box in row if box.kind != "group"]
        for box in row:
            if box.kind == "label":
                box.colspan = depth


@twist("groups split")
def groups_split(paper: Paper, rng: Random) -> None:
    """A group is cut in two by a page: its words stand twice, or the second box is empty."""
    sheet = paper.sheet_of("applications")
    if sheet is None:
        return
    again = rng.random() < 0.6
    for at, row in enumerate(list(sheet.rows)):
        for box in row:
            if box.kind == "group" and box.rowspan > 4 and rng.random() < 0.7:
                # Only the outermost group ends at the same rows in which inner ones begin, so cut at such a row.
                starts = [
                    y for y in range(at + 1, at + box.rowspan) if sheet.rows[y][0].kind in ("group", "label")
                    and (box is row[0]) and _free(sheet, at, y)
                ]  # fmt: skip
                if starts:
                    cut = rng.choice(starts)
                    rest = box.rowspan - (cut - at)
                    box.rowspan = cut - at
                    sheet.rows[cut].insert(0, Box(box.text if again else "", "group", rowspan=rest))
                return


def _free(sheet: Sheet, top: int, cut: int) -> bool:
    """True if no inner group reaches over row *cut*."""
    return not any(
        box.kind == "group" and y != top and y < cut < y + box.rowspan
        for y in range(top, cut)
        for box in sheet.rows[y]
    )  # fmt: skip


@twist("empty column left")
def empty_column_left(paper: Paper, rng: Random) -> None:
    """An empty column stands before the table."""
    for sheet in paper.sheets:
        for row in sheet.rows:
            row.insert(0, Box("", "empty"))


@twist("empty column right")
def empty_column_right(paper: Paper, rng: Random) -> None:
    """An empty column stands after the table."""
    for sheet in paper.sheets:
        for row in sheet.rows:
            row.append(Box("", "empty"))


@twist("stray empty boxes")
def stray_empty_boxes(paper: Paper, rng: Random) -> None:
    """Some rows end with an empty box that the others lack."""
    for sheet in paper.sheets:
        for row in sheet.rows:
            if row[-1].kind == "number" and rng.random() < 0.3:
                row.append(Box("", "empty"))


@twist("head repeated")
def head_repeated(paper: Paper, rng: Random) -> None:
    """The head of table three stands again where the next page begins."""
    sheet = paper.sheet_of("applications")
    if sheet is None:
        return
    starts = [y for y in range(sheet.heads + 1, len(sheet.rows)) if _whole_row(sheet, y)]
    at = rng.choice(starts)
    _copy_head(sheet, sheet, at)


def _whole_row(sheet: Sheet, y: int) -> bool:
    """True if no box from above reaches into row *y*."""
    return not any(top + box.rowspan > y for top in range(y) for box in sheet.rows[top])


def _copy_head(source: Sheet, target: Sheet, at: int) -> None:
    head = [[Box(b.text, b.kind, b.colspan, b.rowspan, b.cell) for b in row] for row in source.rows[: source.heads]]
    target.rows[at:at] = head


@twist("table three in two")
def table_three_in_two(paper: Paper, rng: Random) -> None:
    """A page break cuts table three into two tables, with or without its head on the second."""
    sheet = paper.sheet_of("applications")
    if sheet is None:
        return
    cut = rng.randint(sheet.heads + 2, len(sheet.rows) - 1)
    again = rng.random() < 0.5
    second = Sheet(sheet.tables, [])
    carried: list[Box] = []
    for top in range(cut):
        for box in sheet.rows[top]:
            reach = top + box.rowspan - cut
            if reach > 0:
                carried.append(Box(box.text if again else "", box.kind, box.colspan, reach))
                box.rowspan = cut - top
    second.rows = sheet.rows[cut:]
    second.rows[0][:0] = carried
    del sheet.rows[cut:]
    if rng.random() < 0.5:
        _copy_head(sheet, second, 0)
        second.heads = sheet.heads
    at = paper.items.index(sheet)
    between: list[Paragraph | Sheet] = [Paragraph(f"— {rng.randint(3, 9)} —")] if rng.random() < 0.5 else []
    paper.items[at + 1 : at + 1] = [*between, second]


@twist("blocks apart")
def blocks_apart(paper: Paper, rng: Random) -> None:
    """Each block of table two is a table of its own, its caption inside or a paragraph above."""
    sheet = paper.sheet_of("documents")
    if sheet is None:
        return
    outside = rng.random() < 0.5
    parts: list[Paragraph | Sheet] = []
    for row in sheet.rows:
        if any(box.kind == "caption" for box in row):
            caption = next(box for box in row if box.kind == "caption")
            if outside:
                parts.append(Paragraph(caption.text))
            parts.append(Sheet([], [] if outside else [row]))
        else:
            part = parts[-1]
            assert isinstance(part, Sheet)
            part.rows.append(row)
            table = next((box.cell.partition("/")[0] for box in row if box.cell), "")
            if table and table not in part.tables:
                part.tables.append(table)
    at = paper.items.index(sheet)
    paper.items[at : at + 1] = parts


@twist("remedies as rows")
def remedies_as_rows(paper: Paper, rng: Random) -> None:
    """Table four stands upright: a row for each way, a column for each result."""
    sheet = paper.sheet_of("remedies")
    if sheet is None or len(sheet.rows) != sheet.heads + 1:
        return
    numbers = {box.cell: box for box in sheet.boxes("number")}
    table = edition_of(paper, "remedies").table("remedies")
    depth = 1 + max(len(row.path) for row in table.rows)
    rows = [[Box("", "corner", colspan=depth), *(Box(column.label, "head") for column in table.columns)]]
    opened: set[int] = set()
    for row in table.rows:
        line: list[Box] = []
        for group in row.path:
            if id(group) not in opened:
                opened.add(id(group))
                below = [other for other in table.rows if any(head is group for head in other.path)]
                line.append(Box(group.printed, "group", rowspan=len(below)))
        line.append(Box(row.printed, "label", colspan=depth - len(row.path), cell=f"remedies/{row.id}/*"))
        line.extend(numbers[f"remedies/{row.id}/{column.id}"] for column in table.columns)
        rows.append(line)
    sheet.rows, sheet.heads = rows, 1


@twist("notes around tables")
def notes_around_tables(paper: Paper, rng: Random) -> None:
    """Units above and remarks below the tables, with figures in them."""
    for sheet in paper.sheets:
        at = paper.items.index(sheet)
        paper.items.insert(
            at + 1, Paragraph(rng.choice(["注：行政复议、行政诉讼数量含上年度结转数量。", "注：1.含2件合并答复。"]))
        )
        paper.items.insert(
            at, Paragraph(rng.choice(["单位：件", "表3  收到和处理申请情况统计表（2页）", "（截至12月31日）"]))
        )


@twist("capitals of the old book")
def traditional(paper: Paper, rng: Random) -> None:
    """The whole page in traditional characters, as a machine makes them (強製, 隻計)."""
    _translate(paper, TRADITIONAL)


@twist("radicals for characters")
def radicals(paper: Paper, rng: Random) -> None:
    """A converter writes code points of radicals in place of characters: ⼀ ⾏ ⽆."""
    _translate(paper, RADICALS)


@twist("half-width marks")
def half_width_marks(paper: Paper, rng: Random) -> None:
    """Full-width brackets, colons and commas are typed half-width."""
    _translate(paper, str.maketrans("（），：；", "(),:;"))


def _translate(paper: Paper, table: dict[int, str | int | None]) -> None:
    paper.title = paper.title.translate(table)
    for box in _words(paper):
        box.text = box.text.translate(table)
    for item in paper.items:
        if isinstance(item, Paragraph):
            item.text = item.text.translate(table)


# Pairs, simplified then traditional, of the characters that occur in the form.
_PAIRS = (
    "条條项項规規内內发發废廢现現许許处處罚罰强強业業费費单單万萬关關系係为為约約结結转轉续續办辦区區别別证證据據总總"
    "计計数數额額购購协協调調请請机機构構会會务務组組织織补補确確认認维維纠糾审審诉訴讼訟复復议議体體开開动動进進报報问問题題"
    "类類护護权權国國属屬举舉读讀产產归歸质質张張长長门門户戶网網实實际際应應对對则則届屆过過没沒询詢该該选選给給缴繳"
    "纳納无無当當只隻与與制製执執稳穩况況获獲于於诺諾众眾门門团團"
)
TRADITIONAL = {ord(_PAIRS[at]): _PAIRS[at + 1] for at in range(0, len(_PAIRS), 2)}

RADICALS = {
    ord(unicodedata.normalize("NFKC", chr(code))): chr(code) for code in range(0x2F00, 0x2FD6)
}  # fmt: skip
