"""The check of publications: what was found, what was justified, and the answer to whether one may be published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from gongkai.errors import Refused
from gongkai.publications.gate.finding import Finding
from gongkai.publications.gate.registry import look
from gongkai.publications.gate.subject import Subject
from gongkai.publications.gate.subjects import subjects_of
from gongkai.publications.models import Justification, Publication

#: Findings that a refusal names; the page of the check lists all.
NAMED = 5


@dataclass(frozen=True, slots=True)
class Check:
    """
    What the check of a publication found.

    Args:
        subject: The publication as it was looked at.
        findings: All, what stops first.
        justifications: Reasons given, by the key of the finding; those of findings that are no more are left out.
    """

    subject: Subject
    findings: tuple[Finding, ...]
    justifications: Mapping[str, Justification]

    @property
    def open(self) -> list[Finding]:
        """What keeps it from being published: neither mended nor justified."""
        return [one for one in self.findings if one.severity == "stop" and one.key not in self.justifications]

    @property
    def warnings(self) -> list[Finding]:
        """What somebody should look at, and may leave as it is."""
        return [one for one in self.findings if one.severity == "warn"]


def check_all(publications: Collection[Publication]) -> dict[int, Check]:
    """
    The check of each publication, by its primary key, over its latest revision: a constant number of queries.

    A file that nobody has examined yet is examined now, which takes its time; publishing calls this before its
    transaction, so that no writer waits for it.
    """
    reasons: dict[int, dict[str, Justification]] = defaultdict(dict)
    for row in Justification.objects.filter(publication__in=publications):
        reasons[row.publication_id][row.finding] = row
    found = {}
    for pk, subject in subjects_of(publications).items():
        findings = tuple(look(subject))
        keys = {finding.key for finding in findings if finding.is_justifiable}
        found[pk] = Check(subject, findings, {key: row for key, row in reasons[pk].items() if key in keys})
    return found


def check(publication: Publication) -> Check:
    """The check of one publication."""
    return check_all([publication])[publication.pk]


def findings(publication: Publication) -> list[Finding]:
    """Everything that is found in the latest revision of *publication* and its files, what stops first."""
    return list(check(publication).findings)


def open_findings(publication: Publication) -> list[Finding]:
    """What keeps *publication* from being published: neither mended nor justified."""
    return check(publication).open


def require(publication: Publication) -> None:
    """
    Pass if nothing keeps *publication* from being published.

    Raises:
        Refused: something does; the sentence says what and where.
    """
    left = open_findings(publication)
    if left:
        named = "".join(f"{number}. {one.place}：{one.message}" for number, one in enumerate(left[:NAMED], 1))
        more = f"另有{len(left) - NAMED}处。" if len(left) > NAMED else ""
        raise Refused(
            f"公开前检查还有{len(left)}处没有处理，不能发布。{named}{more}",
            instead="请到“公开前检查”逐处修改、遮盖，或写明理由。",
        )
