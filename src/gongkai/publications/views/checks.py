"""The check before publishing: what was found, by place, and what is done about it; without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods

from gongkai.errors import Refused, Unreadable
from gongkai.organisations import permissions
from gongkai.publications import gate
from gongkai.publications.acts import gate as acts
from gongkai.publications.gate import marking
from gongkai.publications.gate.finding import Finding
from gongkai.publications.gate.isolation import Busy
from gongkai.publications.gate.messages import entries
from gongkai.publications.models import Justification, Publication, StoredFile
from gongkai.publications.views.pages import hidden_from_others, publication_for

_CLEANED = {"file.hidden", "file.properties"}
_MASKED = {"personal.file", "personal.many"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as the page shows it: the rule's label, the sentence with the quote marked, the reason given."""

    finding: Finding
    label: str
    mend: str
    around: SafeString
    reason: Justification | None
    is_ticked: bool

    @property
    def is_open(self) -> bool:
        """Somebody still has to mend or justify it."""
        return self.finding.severity == "stop" and self.reason is None

    @property
    def has_box(self) -> bool:
        """Something can be done about it right here."""
        return self.is_open and (self.finding.is_justifiable or self.finding.rule in _MASKED)


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one place: the text of the publication, or one file."""

    label: str
    file: str
    findings: tuple[Shown, ...]
    words: str

    @property
    def open(self) -> int:
        """How many still have to be mended or justified."""
        return sum(shown.is_open for shown in self.findings)

    @property
    def has_boxes(self) -> bool:
        """Whether any can be ticked."""
        return any(shown.has_box for shown in self.findings)

    @property
    def is_masked(self) -> bool:
        """Whether there is personal data that can be masked here."""
        wanted = _MASKED if self.file else {"personal.text"}
        return any(shown.is_open and shown.finding.rule in wanted for shown in self.findings)

    @property
    def hidden(self) -> list[tuple[str, tuple[str, ...]]]:
        """What cleaning the file would remove: label and lines."""
        return [
            (shown.finding.message, shown.finding.lines) for shown in self.findings if shown.finding.rule in _CLEANED
        ]


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def checks(request: HttpRequest, uid: str) -> HttpResponse:
    """The findings of a publication; sent, one of the things that are done about them."""
    today = timezone.localdate()
    publication = publication_for(request, uid, "publications.view", today)
    if request.method != "POST":
        return _page(request, publication, today)
    act = _ACTS.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    try:
        done = act(request, publication, today)
    except (Refused, Unreadable, Busy) as wrong:
        return _page(request, publication, today, refused=str(wrong))
    messages.success(request, done)
    return redirect("gk_publications:checks", uid)


def _justify(request: HttpRequest, publication: Publication, today: date) -> str:
    keys = request.POST.getlist("finding")
    if not keys:
        raise Refused("请先勾选要说明理由的地方。")
    for key in keys:
        acts.justify(publication, key, request.POST.get("words", ""), by=request.user, on=today)
    return f"已说明{len(keys)}处的理由，审核人和审批人会看到。"


def _mask(request: HttpRequest, publication: Publication, today: date) -> str:
    acts.mask(publication, request.POST.getlist("finding"), by=request.user, on=today)
    return "已遮盖，存为新的草稿；以前的草稿不公开。"


def _redact(request: HttpRequest, publication: Publication, today: date) -> str:
    file = _file(request, publication)
    acts.redact_file(publication, file, request.POST.getlist("finding"), by=request.user, on=today)
    return f"已遮盖“{file.name}”并换成新文件；原件不公开。"


def _clean(request: HttpRequest, publication: Publication, today: date) -> str:
    file = _file(request, publication)
    acts.clean_file(publication, file, by=request.user, on=today)
    return f"已清理“{file.name}”并换成新文件；原件不公开。"


def _links(request: HttpRequest, publication: Publication, today: date) -> str:
    found = acts.check_links(publication, by=request.user, on=today)
    dead = sum(row.state == "dead" for row in found)
    return f"检查了{len(found)}个外部链接，{dead}个打不开。"


_ACTS: dict[str, Callable[[HttpRequest, Publication, date], str]] = {
    "justify": _justify, "mask": _mask, "redact": _redact, "clean": _clean, "links": _links,
}  # fmt: skip


def _file(request: HttpRequest, publication: Publication) -> StoredFile:
    """The file that is named, of the publication's unit; whether the publication names it, the act looks."""
    found = StoredFile.objects.filter(
        uid=request.POST.get("file", ""), organisation=publication.organisation_id
    ).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, publication: Publication, today: date, *, refused: str = "") -> HttpResponse:
    checked = gate.check(publication)
    groups = list(_groups(checked, request))
    may = permissions.acts_at(request.user, publication.organisation, on=today)
    title = f"公开前检查：{publication.title}"
    trail = [
        {"url": reverse("wagtailadmin_home"), "label": "首页"},
        {"url": reverse("gk_publications:review", args=[publication.uid]), "label": publication.title},
        {"url": "", "label": "公开前检查"},
    ]
    context = {
        "header_title": title, "page_title": title, "header_icon": "circle-check", "breadcrumbs_items": trail,
        "publication": publication, "groups": groups, "refused": refused,
        "count": len(checked.open), "warnings": len(checked.warnings), "outside": len(acts.outside_of(publication)),
        "may": {act.partition(".")[2]: True for act in may if act.startswith("publications.")},
    }  # fmt: skip
    return render(request, "publications/gate/checks.html", context, status=409 if refused else 200)


def _groups(checked: gate.Check, request: HttpRequest) -> Iterator[Group]:
    """The text first, then each file; what was ticked and typed stays where it was."""
    names = {enclosure.uid: enclosure.label for enclosure in checked.subject.enclosures}
    files = ["", *names]
    sent = request.POST.get("file", "") if request.method == "POST" else None
    for uid in files:
        shown = tuple(
            _shown(finding, checked, request)
            for finding in checked.findings
            if uid == (finding.place.id if finding.place.kind == "file" and finding.place.id in names else "")
        )
        if shown:
            words = request.POST.get("words", "") if sent == uid else ""
            yield Group(names.get(uid, "文字和要素"), uid, shown, words)


def _shown(finding: Finding, checked: gate.Check, request: HttpRequest) -> Shown:
    entry = entries()[finding.rule]
    marked = marking.marked(finding.around, [finding], has_tags=False) if finding.around else ""
    return Shown(
        finding, entry["label"], entry["mend"],
        mark_safe(marked),  # noqa: S308 (`marked` escapes a text without tags)
        checked.justifications.get(finding.key), finding.key in request.POST.getlist("finding"),
    )  # fmt: skip
