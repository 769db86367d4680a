"""Forms of trainings; each calls one act."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from gongkai.organisations.models import User
from gongkai.organisations.views import hidden_from_others
from gongkai.oversight import acts, queries
from gongkai.oversight.acts import TrainingPlan
from gongkai.oversight.forms import HoldForm, MaterialForm, ReasonForm, ResultsForm, TrainingForm
from gongkai.oversight.models import Training
from gongkai.oversight.views.answers import answered, asked_of, asked_unit, taken, today, training_crumbs, unit_crumbs

_methods = require_http_methods(["GET", "HEAD", "POST"])
Values = dict[str, Any]


@_methods
@hidden_from_others
def plan_training(request: HttpRequest, code: str) -> HttpResponse:
    """A training of a unit."""
    unit = asked_unit(request, code, "oversight.plan_training")

    def act(values: Values) -> None:
        acts.plan_training(unit, TrainingPlan(**values), by=request.user, on=today())

    form = TrainingForm(request.POST or None)
    return answered(request, form, act, title="计划培训", trail=unit_crumbs(unit), done="培训已登记。",
                    warning="已经办过的培训也在这里登记，再登记举办情况。")  # fmt: skip


@_methods
@hidden_from_others
def correct_training(request: HttpRequest, uid: str) -> HttpResponse:
    """The plan of a training, changed."""
    training = asked_of(request, queries.training(uid), "oversight.plan_training")

    def act(values: Values) -> None:
        acts.correct_training(training, TrainingPlan(**values), by=request.user, on=today())

    initial = {name: getattr(training, name) for name in TrainingForm.base_fields}
    form = TrainingForm(request.POST or None, initial=initial)
    return answered(request, form, act, title="更正培训", trail=training_crumbs(training), done="已更正。")


@_methods
@hidden_from_others
def hold_training(request: HttpRequest, uid: str) -> HttpResponse:
    """A training was held, and who came."""
    training = asked_of(request, queries.training(uid), "oversight.hold_training")
    officers = queries.officers_of(training.organisation, today(), training)
    form = HoldForm(
        request.POST or None, request.FILES or None, initial=_came(training, set(officers)), officers=officers
    )

    def act(values: Values) -> None:
        acts.hold_training(
            training, form.attendees, by=request.user, on=today(), held_on=values["held_on"],
            headcount=values["headcount"], sheet=taken(values["sheet"]),
        )  # fmt: skip

    return answered(
        request, form, act, title="登记举办和签到", trail=training_crumbs(training), done="已登记举办情况。"
    )


@_methods
@hidden_from_others
def record_results(request: HttpRequest, uid: str) -> HttpResponse:
    """The marks of a training's test."""
    training = asked_of(request, queries.training(uid), "oversight.record_results")

    def act(values: Values) -> None:
        marks = {name.removeprefix("mark_"): mark for name, mark in values.items() if name.startswith("mark_")}
        acts.record_results(training, marks, values["pass_mark"], by=request.user, on=today())

    form = ResultsForm(request.POST or None, initial={"pass_mark": training.pass_mark}, training=training)
    return answered(request, form, act, title="登记测试成绩", trail=training_crumbs(training), done="成绩已登记。")


@_methods
@hidden_from_others
def add_material(request: HttpRequest, uid: str) -> HttpResponse:
    """A file that was taught from."""
    training = asked_of(request, queries.training(uid), "oversight.add_material")

    def act(values: Values) -> None:
        if file := taken(values["file"]):
            acts.add_material(training, file, by=request.user, on=today())

    form = MaterialForm(request.POST or None, request.FILES or None)
    return answered(request, form, act, title="存入培训材料", trail=training_crumbs(training), done="材料已存入。")


@_methods
@hidden_from_others
def cancel_training(request: HttpRequest, uid: str) -> HttpResponse:
    """A training is not held."""
    training = asked_of(request, queries.training(uid), "oversight.cancel_training")

    def act(values: Values) -> None:
        acts.cancel_training(training, values["reason"], by=request.user, on=today())

    return answered(request, ReasonForm(request.POST or None), act, title="取消培训", trail=training_crumbs(training),
                    done="培训已取消。", warning="取消以后不能恢复。")  # fmt: skip


def _came(training: Training, officers: set[User]) -> Values:
    """What is known of who came, as the form shows it."""
    rows = list(training.attendees.all())
    ticked = {row.person_id for row in rows} & {user.pk for user in officers}
    others = [f"{row.name} {row.office}".rstrip() for row in rows if row.person_id not in ticked]
    return {
        "held_on": training.held_on or min(training.planned_on, today()),
        "officers": [user.uid for user in officers if user.pk in ticked],
        "others": "\n".join(others),
        "headcount": None if rows else training.headcount,
    }
