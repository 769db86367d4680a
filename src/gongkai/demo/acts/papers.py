"""What the zone published in 2019: its site's content, taken over, and the papers that went through review here."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Any

from django.core.files.base import ContentFile

from gongkai.channels.models import Column
from gongkai.demo.acts.sources import DEMO, ZONE
from gongkai.organisations.models import Organisation, Post, User
from gongkai.publications import imports, kinds
from gongkai.publications.acts import chains, drafts, facts, files, placements, reviews
from gongkai.publications.models import Publication

Bodies = dict[str, Organisation]
#: The officers of a role, or of the district.
People = dict[str, list[User]]
#: Fields of a paper that are written into its draft as they stand in the plan.
_FIELDS = ("title", "summary", "made_on", "effective_on", "fiscal_year", "issuer", "document_number", "subject", "form")


def take_over_content(zone: dict[str, Any], bodies: Bodies) -> int:
    """The content that the zone's site held already; rows known from an earlier time are left alone."""
    path = ZONE / "content.csv"
    unit = bodies[zone["account"][0]["body"]]
    taken = imports.import_sheet(imports.look(path, path.name), unit, by=DEMO, on=zone["taken_over_on"])
    return taken.added if taken else 0


def publish_papers(zone: dict[str, Any], bodies: Bodies, columns: dict[str, Column]) -> int:
    """Each paper of the plan through drafting, review and approval by the demonstration's officers, on its days."""
    unit = bodies[zone["account"][0]["body"]]
    known = set(Publication.objects.filter(organisation=unit).values_list("title", flat=True))
    waiting = [entry for entry in zone["paper"] if entry["title"] not in known]
    people = _officers(zone)
    ordered = sorted(waiting, key=lambda entry: entry["published_on"])
    steps = sorted(zone["chain"], key=lambda entry: entry["from_on"]) if waiting else []
    for entry in ordered:
        while steps and steps[0]["from_on"] <= entry["published_on"]:
            _set_chain(steps.pop(0), bodies)
        _publish(entry, unit, columns, people)
    for step in steps:
        _set_chain(step, bodies)
    return len(waiting)


def _set_chain(entry: dict[str, Any], bodies: Bodies) -> None:
    stages = [(stage, days) for stage, days in entry["stages"]]
    on = entry["from_on"]
    chains.set_chain(bodies[entry["body"]], "", stages, one_person=False, by=DEMO, on=on, from_on=on)


def _publish(entry: dict[str, Any], unit: Organisation, columns: dict[str, Column], people: People) -> None:
    drafted_on, published_on = entry["drafted_on"], entry["published_on"]
    editor = people["editor"][0]
    content = {name: entry[name] for name in _FIELDS if name in entry}
    paper = drafts.draft(unit, entry["kind"], {**content, "body": _body(entry)}, by=editor, on=drafted_on)
    if "table" in entry:
        data = ContentFile((ZONE / entry["table"]).read_bytes(), name=f"{entry['table_title']}.csv")
        stored = files.store(data, unit=unit, by=editor, on=drafted_on)
        paper = files.attach(paper, stored, entry["table_title"], "table", by=editor, on=drafted_on)
    for code in entry["columns"]:
        placements.plan(paper, columns[code], by=editor, on=drafted_on)
    reviews.submit(paper, by=editor, on=drafted_on)
    _pass(paper, people, on=published_on, until="")
    paper = Publication.objects.get(pk=paper.pk)
    _accept(paper, entry, people)
    if "replaces" in entry:
        _replace(paper, entry, people["approver"][0])


def put_in_review(zone: dict[str, Any], bodies: Bodies, columns: dict[str, Column], *, on: date) -> int:
    """What waits in each stage on the day of loading, so that every officer has something to do; known ones stay."""
    unit = bodies[zone["account"][0]["body"]]
    known = set(Publication.objects.filter(organisation=unit).values_list("title", flat=True))
    waiting = [entry for entry in zone["waiting"] if entry["title"] not in known]
    people = _officers(zone)
    for entry in waiting:
        editor = people["editor"][0]
        content = {name: entry[name] for name in _FIELDS if name in entry}
        content |= {"body": _body(entry), "made_on": on}
        paper = drafts.draft(unit, entry["kind"], content, by=editor, on=on)
        for code in entry["columns"]:
            placements.plan(paper, columns[code], by=editor, on=on)
        reviews.submit(paper, by=editor, on=on)
        _pass(paper, people, on=on, until=entry.get("until", ""))
        if "returned" in entry:
            line = reviews.Marginal("title", entry["returned"])
            reviewer = people["reviewer"][0]
            reviews.review(paper, "returned", by=reviewer, on=on, words=entry["returned"], remarks=[line])
    return len(waiting)


def _pass(paper: Publication, people: People, *, on: date, until: str) -> None:
    """Let each stage be passed by an officer of its role who has passed none before, up to the stage *until*."""
    taken: set[User] = set()
    while (state := paper.current_workflow_task_state) is not None and state.task.specific.stage != until:
        role = kinds.stages()[state.task.specific.stage].role
        reviewer = next(user for user in people[role] if user not in taken)
        reviews.review(paper, "passed", by=reviewer, on=on)
        taken.add(reviewer)


def _accept(paper: Publication, entry: dict[str, Any], people: People) -> None:
    """What was offered to the district's portal is accepted by the district, with its address there."""
    for placement in paper.placements.filter(state="offered").select_related("column__website"):
        address = f"{placement.column.website.address}xxgk/{paper.uid}.html"
        placements.accept(placement, by=people["district"][0], on=entry["accepted_on"], address=address)


def _replace(paper: Publication, entry: dict[str, Any], by: User) -> None:
    old = Publication.objects.get(organisation=paper.organisation, title=entry["replaces"])
    on: date = entry["effective_on"]
    facts.set_validity(old, "repealed", from_on=on, by=by, on=on, successor=paper, reason=entry["replaces_for"])
    facts.set_validity(paper, "in_force", from_on=on, by=by, on=on)


def _body(entry: dict[str, Any]) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for kind, text in entry.get("body", []):
        value = {"level": "2", "text": text} if kind == "heading" else f"<p>{escape(text)}</p>"
        made.append({"type": kind, "value": value})
    for name, post, duties in entry.get("people", []):
        made.append({"type": "person", "value": {"name": name, "post": post, "duties": duties, "photo": ""}})
    return made


def _officers(zone: dict[str, Any]) -> People:
    """The demonstration's officers of the zone by their roles, and the district's, who accepts."""
    found: People = {}
    zone_code, district_code = zone["account"][0]["body"], zone["site"][1]["body"]
    for post in Post.objects.filter(user__username__startswith="demo-").select_related("user", "unit").order_by("pk"):
        if post.unit.code == zone_code:
            found.setdefault(post.role, []).append(post.user)
        elif post.unit.code == district_code and post.role == "registrar":
            found.setdefault("district", []).append(post.user)
    return found
