"""Findings marked in a text that is shown."""

from __future__ import annotations

from collections.abc import Iterable

from gongkai.publications.gate.finding import Finding
from gongkai.publications.gate.markup import Markup


def marked(written: str, findings: Iterable[Finding], *, has_tags: bool = True) -> str:
    """
    Return HTML in which every quote of *findings* stands in a `<mark>`.

    Args:
        written: HTML that is safe to show; or a plain text, which is escaped.
        findings: Of this very field or block: a quote is marked wherever it stands in *written*.
        has_tags: *written* is HTML.

    Returns:
        HTML as safe as *written*: nothing is added but `<mark>` elements with classes of ours.
    """
    markup = Markup(written, has_tags)
    marks: list[tuple[int, int, str]] = []
    # What stops is marked before what warns, where both quote the same words.
    for finding in sorted(findings, key=lambda one: (one.severity != "stop", -len(one.quote))):
        at = markup.plain.find(finding.quote) if finding.quote else -1
        while at >= 0:
            end = at + len(finding.quote)
            if all(end <= start or at >= stop for start, stop, _opening in marks):
                marks.append((at, end, f'<mark class="gk-gate__mark gk-gate__mark--{finding.severity}">'))
            at = markup.plain.find(finding.quote, end)
    return markup.wrapped(marks)
