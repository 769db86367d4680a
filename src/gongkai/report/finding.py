"""What a check finds, and what it could not decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gongkai.report.form import Severity
from gongkai.report.report import Place, Value


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One thing wrong in a report, in the words of an officer.

    Args:
        rule: Id of the rule (`applications.balance`).
        severity: `error`, `warning` or `hint`.
        cells: Ids of the cells concerned, in the order of the sentence.
        left, right: Both sides of the comparison, as numbers or as the text found.
        place: Where in the source, when known.
        message: A whole Chinese sentence with both figures.
        slip: What probably happened and how to mend it, or empty.
    """

    rule: str
    severity: Severity
    message: str
    cells: tuple[str, ...] = ()
    left: Value | str = None
    right: Value | str = None
    place: Place | None = None
    slip: str = ""

    def to_data(self) -> dict[str, Any]:
        """The finding as `gongkai report check --json` prints it."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "cells": list(self.cells),
            "left": self.left,
            "right": self.right,
            "place": self.place.to_json() if self.place else None,
            "message": self.message + self.slip,
        }


@dataclass(frozen=True, slots=True)
class Undecided:
    """A rule that could not be decided because a cell it needs was not read: neither passed nor failed."""

    rule: str
    cells: tuple[str, ...]
    message: str

    def to_data(self) -> dict[str, Any]:
        """The undecided rule as `gongkai report check --json` prints it."""
        return {"rule": self.rule, "cells": list(self.cells), "message": self.message}


@dataclass(frozen=True, slots=True)
class Examination:
    """The outcome of checking one report: findings, worst first in the order of the form, and what stays open."""

    findings: tuple[Finding, ...] = ()
    undecided: tuple[Undecided, ...] = ()

    def errors(self) -> int:
        """How many findings are errors."""
        return sum(finding.severity == "error" for finding in self.findings)

    def warnings(self) -> int:
        """How many findings are warnings."""
        return sum(finding.severity == "warning" for finding in self.findings)
