"""Paper as text: what browsers, extractors and PDF converters leave of the ruled tables."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from paper import Box, Paper, Paragraph, Sheet, flat

Rows = Callable[[Sheet, Random], list[str]]


def _write(paper: Paper, rng: Random, rows: Rows, gap: str = "\n") -> str:
    lines = [paper.title, *rng.choice([[], [f"发布时间：{(paper.report.year or 2020) + 1}-01-20 来源：办公室"]])]
    for item in paper.items:
        if isinstance(item, Paragraph):
            lines.append(item.text)
        else:
            lines.extend(rows(item, rng))
    return gap.join(lines) + "\n"


def cell_a_line(paper: Paper, rng: Random) -> str:
    """A cell a line, rows parted by an empty line, as text is copied out of a word processor."""
    indent = rng.choice(["", "\t", "  ", "\u3000"])

    def rows(sheet: Sheet, rng: Random) -> list[str]:
        lines: list[str] = []
        for row in flat(sheet, covered="empty"):
            lines.extend((indent + box.text.replace("\n", "\n" + indent)).rstrip("\n") for box in row)
            lines.append("")
        return lines

    return _write(paper, rng, rows)


def cell_a_paragraph(paper: Paper, rng: Random) -> str:
    """A cell a paragraph: every line is followed by an empty one, and so rows have no ends."""

    def rows(sheet: Sheet, rng: Random) -> list[str]:
        return [box.text.replace("\n", "\n\n") for row in sheet.rows for box in row]

    return _write(paper, rng, rows, gap="\n\n")


def pipe_rows(paper: Paper, rng: Random) -> str:
    """A row a line, boxes parted by pipes; outer pipes or not; empty boxes for what spans, or none."""
    covered = rng.choice(["omit", "empty"])
    spans = rng.choice(["omit", "after", "end"])
    left, right = rng.choice([("", ""), ("", " |"), ("| ", " |"), ("| ", " | ")])

    def rows(sheet: Sheet, rng: Random) -> list[str]:
        return [
            left + " | ".join(box.text.replace("\n", " ") for box in row) + right
            for row in flat(sheet, covered, spans)
        ]  # fmt: skip

    return _write(paper, rng, rows)


def lone_pipes(paper: Paper, rng: Random) -> str:
    """A box a line, each ended by a pipe; rows may begin with a pipe of their own; spans end as `||||`."""
    opens = rng.random() < 0.5
    trailing = rng.random() < 0.7

    def rows(sheet: Sheet, rng: Random) -> list[str]:
        lines: list[str] = []
        for row in flat(sheet, covered="omit"):
            if opens:
                lines.append("|")
            lines.extend(f"{box.text.replace(chr(10), ' ')} |".lstrip() for box in row)
            extra = sum(box.colspan - 1 for box in row)
            if extra and trailing:
                lines.append("|" * (extra + 1 if rng.random() < 0.5 else extra))
        return lines

    return _write(paper, rng, rows)


def pipes_between_lines(paper: Paper, rng: Random) -> str:
    """A box a line and a pipe a line between them."""

    def rows(sheet: Sheet, rng: Random) -> list[str]:
        lines: list[str] = []
        for row in flat(sheet, covered="omit"):
            for box in row:
                lines.extend([box.text.replace("\n", " "), "|"])
        return lines

    return _write(paper, rng, rows)


def tabs(paper: Paper, rng: Random) -> str:
    """A row a line, boxes parted by tabs."""
    covered = rng.choice(["omit", "empty"])
    spans = rng.choice(["omit", "end"])

    def rows(sheet: Sheet, rng: Random) -> list[str]:
        return ["\t".join(box.text.replace("\n", "") for box in row) for row in flat(sheet, covered, spans)]

    return _write(paper, rng, rows)


def spaces(paper: Paper, rng: Random) -> str:
    """A row a line, boxes parted by one space; an empty box leaves nothing behind."""

    def rows(sheet: Sheet, rng: Random) -> list[str]:
        return [" ".join(box.text.replace("\n", "") for box in row if box.text) for row in sheet.rows]

    return _write(paper, rng, rows)


def run_together(paper: Paper, rng: Random) -> str:
    """All boxes run together without any divider, with stray spaces here and there."""
    stray = rng.choice([0.0, 0.0, 0.05, 0.3])
    between = rng.choice(["", "", "\n"])

    def rows(sheet: Sheet, rng: Random) -> list[str]:
        words = []
        for row in sheet.rows:
            line = "".join(box.text.replace("\n", "") + (" " if rng.random() < stray else "") for box in row)
            words.append(line)
        return [between.join(words)]

    return _write(paper, rng, rows, gap=rng.choice(["", " ", "\n"]))


def blanks_dropped(paper: Paper, rng: Random) -> str:
    """An extractor drops empty boxes, and figures slide to the left: 3 | 3."""
    way = rng.choice(["rows", "lines", "lone"])

    def rows(sheet: Sheet, rng: Random) -> list[str]:
        lines: list[str] = []
        for row in flat(sheet):
            texts = [box.text.replace("\n", " ") for box in row if box.text]
            if way == "rows":
                lines.append(" | ".join(texts))
            elif way == "lines":
                lines.extend(texts)
            else:
                lines.extend(f"{text} |" for text in texts)
                lines.append("|" * max(1, sum(box.colspan for box in row) - len(texts)))
        return lines

    return _write(paper, rng, rows)


def zeros_once(paper: Paper, rng: Random) -> str:
    """An extractor drops every line that it has seen before: only the first 0 survives. Must be refused or doubted."""
    text = cell_a_line(paper, rng)
    seen: set[str] = set()
    kept = []
    for line in text.split("\n"):
        if line.strip() not in seen:
            kept.append(line)
        seen.add(line.strip())
    return "\n".join(kept)


def aligned(paper: Paper, rng: Random) -> str:
    """Columns aligned by spaces, as PDF converters print them; long labels cut over lines around their figures."""
    width = rng.choice([12, 16, 20])
    ways = rng.choice([["above"], ["below"], ["between"], ["between"], ["above", "below", "between"]])

    def rows(sheet: Sheet, rng: Random) -> list[str]:
        lines: list[str] = []
        for row in flat(sheet, covered="empty"):
            words = [box for box in row if box.kind != "number"]
            figures = "".join(box.text.replace("\n", "").rjust(8) for box in row if box.kind == "number")
            label = "  ".join(box.text.replace("\n", "").ljust(2) for box in words).rstrip()
            if figures and len(label) > width:
                cut = rng.randint(6, len(label) - 2)
                way = rng.choice(ways)
                if way == "above":
                    lines.extend([" " * 30 + figures, label[:cut], label[cut:]])
                elif way == "below":
                    lines.extend([label[:cut], label[cut:], " " * 30 + figures])
                else:
                    lines.extend([label[:cut], " " * 30 + figures, label[cut:]])
            else:
                lines.append(label.ljust(30) + figures)
            if rng.random() < 0.04:
                lines.append(" " * 40 + f"— {rng.randint(2, 9)} —")
        return lines

    return _write(paper, rng, rows)


def markdown(paper: Paper, rng: Random) -> str:
    """Pipe tables with a rule under their first row."""
    covered = rng.choice(["omit", "empty"])
    spans = rng.choice(["end", "after", "omit"])

    def rows(sheet: Sheet, rng: Random) -> list[str]:
        lines = [""]
        for at, row in enumerate(flat(sheet, covered, spans)):
            lines.append("| " + " | ".join(box.text.replace("\n", "<br>") for box in row) + " |")
            if at == 0:
                lines.append("|" + "---|" * len(row))
        return [*lines, ""]

    return "# " + _write(paper, rng, rows, gap="\n")


def markdown_shredded(paper: Paper, rng: Random) -> str:
    """A PDF made into Markdown badly: many small tables, labels floating outside, page marks between."""

    def rows(sheet: Sheet, rng: Random) -> list[str]:
        lines: list[str] = []
        for row in flat(sheet):
            words: list[Box] = [box for box in row if box.kind != "number"]
            figures: list[Box] = [box for box in row if box.kind == "number"]
            texts = [box.text.replace("\n", "") for box in row]
            if figures and words and rng.random() < 0.2:
                label = words[-1].text.replace("\n", "")
                cut = rng.randint(1, max(1, len(label) - 1))
                lines.extend(["", label[:cut], label[cut:]])
                texts = [box.text for box in figures]
            if rng.random() < 0.3:
                lines.extend(
                    ["", rng.choice(["", f"— {rng.randint(2, 9)} —", "## 表三：收到和处理政府信息公开申请情况"])]
                )
            lines.append("| " + " | ".join(texts) + rng.choice([" |", " |", " |  |"]))
            if rng.random() < 0.6:
                lines.append("|---" * len(texts) + "|")
        return lines

    return _write(paper, rng, rows)
