"""Reviews: one text with its differences, findings and remarks; or many at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.views.decorators.http import require_http_methods, require_POST

from gongkai.errors import NotAllowed, Refused
from gongkai.organisations import permissions
from gongkai.publications import gate, kinds, rendering
from gongkai.publications.acts import reviews
from gongkai.publications.digests import digest_of
from gongkai.publications.forms import WordsForm
from gongkai.publications.models import Publication
from gongkai.publications.models.reviews import VERDICTS
from gongkai.publications.queries import facts, lists, reviewing, work
from gongkai.publications.queries import reviews as stages
from gongkai.publications.views.pages import hidden_from_others, publication_for, require_anywhere, show
from gongkai.publications.viewsets.panels import handler_of

#: Fields of a publication at which a remark may stand, besides the blocks of its body.
_FIELDS = ("title", "summary")
_PREFIX = "remark-"
_DONE = {"passed": "已通过。", "returned": "已退回。", "referred": "已报请确定。"}


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the text at which a remark may stand: what stands there, what is said of it, what was typed."""

    key: str
    label: str
    content: Any
    is_block: bool
    typed: str
    remarks: list[Any]
    findings: list[Any]


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def review(request: HttpRequest, uid: str) -> HttpResponse:
    """The text as it will be published, all that a reviewer needs beside it, and the verdict."""
    today = timezone.localdate()
    publication = publication_for(request, uid, "publications.view", today)
    form = WordsForm(request.POST or None)
    status = 200
    if request.method == "POST":
        refused = _take(request, publication, form, today)
        if not refused:
            return redirect("gk_publications:work")
        form.add_error(None, refused)
        status = 409
        publication = publication_for(request, uid, "publications.view", today)
    return show(request, "review", publication.title, _context(request, publication, form, today), status=status,
                trail=((reverse("gk_publications:work"), "今日"),))  # fmt: skip


def _take(request: HttpRequest, publication: Publication, form: WordsForm, today: date) -> str:
    """Take the verdict; what is refused is returned as a sentence, and nothing is kept."""
    if not form.is_valid():
        return "没有办成，请改正后再提交。"
    verdict = request.POST.get("verdict", "")
    try:
        if verdict == "rest":
            words, at = form.cleaned_data["words"], form.cleaned_data["at"]
            (outcome,) = reviews.take_rest([publication], words=words, at=at, by=request.user, on=today)
            if outcome.refused:
                return outcome.refused
            messages.success(request, "已办完其余各环节，每个环节都有记录。")
        elif verdict in dict(VERDICTS):
            seen = request.POST.get("stage", "")
            reviews.review(
                publication, verdict, words=form.cleaned_data["words"], at=form.cleaned_data["at"],
                remarks=_remarks(request, publication), seen=int(seen) if seen.isdigit() else None,
                by=request.user, on=today,
            )  # fmt: skip
            messages.success(request, _DONE[verdict])
        elif verdict == "recall":
            reviews.recall(publication, by=request.user, on=today)
            messages.success(request, "已撤回，可以继续修改。")
        else:
            return "没有这种意见，请点页面上的按钮。"
    except (Refused, NotAllowed) as refused:
        return refused.message
    return ""


@require_http_methods(["GET", "HEAD"])
@hidden_from_others
def batch(request: HttpRequest) -> HttpResponse:
    """Everything that waits for the person, to be taken one by one or many at once."""
    today = timezone.localdate()
    require_anywhere(request, "publications.view", today)
    return show(request, "batch", "审核", {"rows": work.waiting(request.user, today, limit=200), "today": today})


@require_POST
@hidden_from_others
def take_many(request: HttpRequest) -> HttpResponse:
    """Pass the chosen ones; each with its own result, and one refusal holds nobody else up."""
    today = timezone.localdate()
    require_anywhere(request, "publications.view", today)
    rows = permissions.visible(Publication.objects.all(), request.user, "publications.view", on=today)
    chosen = rows.select_related("organisation", "latest_revision").filter(uid__in=request.POST.getlist("uid")[:200])
    results = [_taken(request, publication, today) for publication in chosen.order_by("pk")]
    left = work.waiting(request.user, today, limit=200)
    return show(request, "batch", "审核", {"rows": left, "results": results, "today": today})


def _taken(request: HttpRequest, publication: Publication, today: date) -> tuple[Publication, str]:
    """One of many, and why it was not done, or ""."""
    if "rest" in request.POST:
        (outcome,) = reviews.take_rest([publication], by=request.user, on=today)
        return publication, outcome.refused
    try:
        reviews.review(publication, "passed", by=request.user, on=today)
    except (Refused, NotAllowed) as refused:
        return publication, refused.message
    return publication, ""


def _remarks(request: HttpRequest, publication: Publication) -> list[reviews.Marginal]:
    """Place, words and quote of each remark that was typed."""
    lines = {key: content for key, _label, content, _block in _lines(publication.get_latest_revision_as_object())}
    typed = [(key.removeprefix(_PREFIX), words.strip()) for key, words in request.POST.items()
             if key.startswith(_PREFIX) and words.strip()]  # fmt: skip
    return [reviews.Marginal(key, words[:500], _quoted(lines[key])) for key, words in typed if key in lines]


def _lines(latest: Publication) -> list[tuple[str, str, Any, bool]]:
    """Key, label and content of every line of the text, and whether it is a block of the body."""
    rows = [(name, str(latest._meta.get_field(name).verbose_name), getattr(latest, name), False) for name in _FIELDS]
    rows += [
        (part.id, f"正文第{number}段", part.html, True)
        for number, part in enumerate(rendering.parts(latest), start=1) if part.id
    ]  # fmt: skip
    return [row for row in rows if row[2]]


def _places(latest: Publication, request: HttpRequest, trail: list[Any], findings: list[Any]) -> list[Place]:
    """Every line of the text, with what was said and found there."""
    remarks = [remark for review in trail for remark in review.remarks.all()]
    return [
        Place(
            key, label, content, is_block, request.POST.get(f"{_PREFIX}{key}", ""),
            [remark for remark in remarks if remark.place == key],
            [finding for finding in findings if finding.place.id == key],
        )
        for key, label, content, is_block in _lines(latest)
    ]  # fmt: skip


def _quoted(content: Any) -> str:
    return " ".join(strip_tags(str(content)).split())[:300]


def _context(request: HttpRequest, publication: Publication, form: WordsForm, today: date) -> dict[str, Any]:
    latest = publication.get_latest_revision_as_object()
    user: Any = request.user
    state = work.state_of([publication]).get(publication.pk)
    may = permissions.acts_at(user, publication.organisation, on=today)
    trail = reviewing.trail(publication)
    author = reviewing.wrote_of(publication, user)
    findings = gate.findings(publication)
    may_take = state is not None and work.act_of_stage(state.stage) in may
    return {
        "publication": publication,
        "latest": latest,
        "state": state,
        "stage": state and kinds.stages()[state.stage].label,
        "stands": lists.state(publication),
        "places": _places(latest, request, trail, findings),
        "facts": reviewing.facts_of(latest),
        "attachments": list(latest.attachments.all()),
        "findings": findings,
        "differences": _differences(request, publication, latest),
        "trail": trail,
        "form": form,
        "may_take": may_take and not author,
        "is_author": may_take and author,
        "is_last": state is not None and state.stage == list(kinds.stages())[-1],
        "may_rest": may_take and not author and reviewing.one_person(publication),
        "may_edit": "publications.draft" in may,
        "may_recall": state is not None and "publications.submit" in may,
        "may_publish": state is None and "publications.publish" in may and _is_through(publication, today),
        "may_unschedule": "publications.publish" in may and publication.scheduled_revision is not None,
        "may_withdraw": publication.live and "publications.withdraw" in may,
        "may_set_validity": "publications.set_validity" in may and facts.has_validity(publication.kind),
        "may_archive": publication.live and "publications.archive" in may,
    }  # fmt: skip


def _is_through(publication: Publication, today: date) -> bool:
    """Whether all reviews are there and it only waits to be published."""
    revision = publication.latest_revision
    if revision is None or publication.scheduled_revision is not None:
        return False
    is_new = not publication.live or publication.has_unpublished_changes
    return is_new and not stages.unmet(publication, digest_of(revision), on=today)


def _differences(request: HttpRequest, publication: Publication, latest: Publication) -> list[Any]:
    """What the new version changes of the one that is public."""
    if not publication.live or not publication.has_unpublished_changes:
        return []
    panel = handler_of(publication.kind).get_bound_panel(instance=latest, request=request, form=None)
    compared = [make(publication, latest) for make in panel.get_comparison()]
    return [comparison for comparison in compared if comparison.has_changed()]
