"""How far a report is from being frozen: its digest, who has read it, what still stands in the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from gongkai.report import Finding
from gongkai.report.exact_json import dumps
from gongkai.yearbook.arithmetic import leaves
from gongkai.yearbook.models import Adjustment, Narrative, ReportReview, YearReport
from gongkai.yearbook.narrative.rendering import gaps
from gongkai.yearbook.queries.compiling import Compiled


@dataclass(frozen=True, slots=True)
class Standing:
    """
    Where a report stands.

    Args:
        sha256: The digest of its cells and its text as they are now.
        approved: The approval of this very content; None if there is none.
        hindrances: What stands in the way of freezing it but for the review, a sentence each.
        settled: Errors that an approved adjustment explains, each with it.
    """

    sha256: str
    approved: ReportReview | None
    hindrances: tuple[str, ...]
    settled: tuple[tuple[Finding, Adjustment], ...]


def digest_of(compiled: Compiled) -> str:
    """The digest of what is reviewed: every cell and every section; a change of either is another content."""
    cells = {cell: compiled.report.cells[cell] for cell in compiled.cells if cell in compiled.report.cells}
    sections = [[section.key, section.heading, section.text] for section in compiled.report.sections]
    return sha256(dumps({"cells": cells, "sections": sections}).encode()).hexdigest()


def standing(making: YearReport, compiled: Compiled) -> Standing:
    """Where *making* stands with what was compiled of it; one query."""
    digest = digest_of(compiled)
    decided = ReportReview.objects.filter(report=making, sha256=digest).exclude(decision="asked")
    approved = decided.order_by("-pk").first()
    if approved is not None and approved.decision != "approved":
        approved = None
    settled = tuple(
        (finding, adjustment)
        for finding in compiled.findings
        if finding.severity == "error" and (adjustment := explaining(finding, compiled)) is not None
    )
    return Standing(digest, approved, tuple(_hindrances(compiled, [finding for finding, _ in settled])), settled)


def explaining(finding: Finding, compiled: Compiled) -> Adjustment | None:
    """The adjustment that explains a finding: of one of its cells or their parts, its reason names the rule."""
    concerned = {leaf for cell in finding.cells if cell in compiled.cells for leaf in leaves(compiled.edition.id, cell)}
    return next((each for each in compiled.adjustments if each.cell in concerned and finding.rule in each.reason), None)


def reviews_of(making: YearReport) -> list[ReportReview]:
    """Every step of the review, the newest first; one query."""
    return list(ReportReview.objects.filter(report=making).order_by("-pk"))


def compilers(making: YearReport) -> set[str]:
    """Who has a part in what stands in a report, and may not approve it: who began it, asked, or wrote its text."""
    asked = ReportReview.objects.filter(report=making, decision="asked").values_list("by", flat=True)
    wrote = Narrative.objects.filter(report=making).values_list("changed_by", flat=True)
    return {making.begun_by, *asked, *wrote}


def _hindrances(compiled: Compiled, settled: Iterable[Finding]) -> list[str]:
    found = [
        f"“{register.label}”还有数字没有来源：请补登记录、登记期初数，或者作零申报。" for register in compiled.asked
    ]
    found += [
        f"“{conflict.register.label}”的零申报作于{conflict.declared_on:%Y年%-m月%-d日}，此后又有{conflict.entries}条记录："
        "请核对后收回零申报重新申报。"
        for conflict in compiled.conflicts
    ]
    found += [
        f"“{section.heading}”里引用的{label}没有数据：请补登记录，或者改写这句话。"
        for section in compiled.report.sections
        for label in gaps(section.text)
    ]
    done = list(settled)
    found += [
        f"{finding.message}如情况属实，请提出调整并在理由中写明规则{finding.rule}。"
        for finding in compiled.findings
        if finding.severity == "error" and finding not in done
    ]
    return found
