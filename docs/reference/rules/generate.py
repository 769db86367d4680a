"""Writes one page a rule, and the page that lists them, from what the checker itself says of its rules.

`python docs/reference/rules/generate.py` writes them; a test fails when a page is not what this would write.
The pages are in Chinese, for the officers who read findings.
"""

from __future__ import annotations

from pathlib import Path

from gongkai.report.checking import RuleInfo, rules

HERE = Path(__file__).parent
SEVERITIES = {"error": "错误", "warning": "警告", "hint": "提示"}


def page(info: RuleInfo) -> str:
    """The page of one rule."""
    editions = "、".join(f"{edition}年版" for edition in info.editions)
    parts = [
        f"# {info.id}",
        f"**{SEVERITIES[info.severity]}**（`{info.severity}`）　适用：{editions}",
        f"## 要求\n\n{info.demands}",
        f"## 依据\n\n{info.source}",
        f"## 例子\n\n> {info.example}",
        f"## 怎样改\n\n{info.mend}",
        "## 空白怎么办\n\n所需的格空白、填“/”“-”、读数存疑或没有读到的，本规则既不算通过也不算违反，列为“未能核对”。"
        if not info.id.startswith(("cell.", "section.", "edition."))
        else "",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def index() -> str:
    """The page that lists all rules, gravest first, each with what it demands."""
    lines = [
        "# 规则 Rules",
        "每条规则一页：要求什么、依据、例子、怎样改。发现分为错误（`error`）、警告（`warning`）、提示（`hint`）三级；"
        "单元格没有数字时，涉及它的规则列为“未能核对”，不算通过也不算违反。",
        "Each rule has a page in Chinese; the ids are those of findings and of `gongkai report check --json`.",
        "```{toctree}\n:hidden:\n\n" + "\n".join(rules()) + "\n```",
    ]
    for severity, name in SEVERITIES.items():
        rows = [f"| [`{i.id}`]({i.id}.md) | {i.demands} |" for i in rules().values() if i.severity == severity]
        lines.append(f"## {name}\n\n| 规则 | 要求 |\n|---|---|\n" + "\n".join(rows))
    return "\n\n".join(lines) + "\n"


def pages() -> dict[str, str]:
    """The text of every page by its file name."""
    return {"index.md": index(), **{f"{info.id}.md": page(info) for info in rules().values()}}


if __name__ == "__main__":
    for name, text in pages().items():
        (HERE / name).write_text(text, encoding="utf-8")
