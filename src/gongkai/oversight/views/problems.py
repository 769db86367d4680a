"""Forms of problems and measures; each calls one act."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from gongkai.organisations.views import hidden_from_others
from gongkai.oversight import acts, queries
from gongkai.oversight.acts import MeasureDescription, ProblemDescription
from gongkai.oversight.forms import FinishForm, MeasureForm, ProblemForm, ReasonForm, SolveForm
from gongkai.oversight.views.answers import answered, asked_of, asked_unit, problem_crumbs, taken, today, unit_crumbs

_methods = require_http_methods(["GET", "HEAD", "POST"])
Values = dict[str, Any]


@_methods
@hidden_from_others
def enter_problem(request: HttpRequest, code: str) -> HttpResponse:
    """A problem of a unit."""
    unit = asked_unit(request, code, "oversight.enter_problem")

    def act(values: Values) -> None:
        acts.enter_problem(unit, ProblemDescription(**values), by=request.user, on=today())

    form = ProblemForm(request.POST or None, initial={"found_on": today()})
    return answered(request, form, act, title="登记问题", trail=unit_crumbs(unit), done="问题已登记。")


@_methods
@hidden_from_others
def correct_problem(request: HttpRequest, uid: str) -> HttpResponse:
    """What is entered of a problem, corrected."""
    problem = asked_of(request, queries.problem(uid), "oversight.enter_problem")

    def act(values: Values) -> None:
        acts.correct_problem(problem, ProblemDescription(**values), by=request.user, on=today())

    form = ProblemForm(request.POST or None, initial=_initial(problem, ProblemForm))
    return answered(request, form, act, title="更正问题", trail=problem_crumbs(problem), done="已更正。")


@_methods
@hidden_from_others
def solve_problem(request: HttpRequest, uid: str) -> HttpResponse:
    """A problem is solved."""
    problem = asked_of(request, queries.problem(uid), "oversight.solve_problem")

    def act(values: Values) -> None:
        acts.solve_problem(problem, values["outcome"], by=request.user, on=today(), solved_on=values["solved_on"],
                           evidence=taken(values["evidence"]))  # fmt: skip

    form = SolveForm(request.POST or None, request.FILES or None, initial={"solved_on": today()})
    return answered(request, form, act, title="登记已解决", trail=problem_crumbs(problem), done="已登记为解决。")


@_methods
@hidden_from_others
def reopen_problem(request: HttpRequest, uid: str) -> HttpResponse:
    """A problem is open again."""
    problem = asked_of(request, queries.problem(uid), "oversight.reopen_problem")

    def act(values: Values) -> None:
        acts.reopen_problem(problem, values["reason"], by=request.user, on=today())

    return answered(request, ReasonForm(request.POST or None), act, title="重新打开问题", trail=problem_crumbs(problem),
                    done="问题已重新打开。", warning="原来的解决情况留在台账里。")  # fmt: skip


@_methods
@hidden_from_others
def strike_problem(request: HttpRequest, uid: str) -> HttpResponse:
    """A problem entered by mistake."""
    problem = asked_of(request, queries.problem(uid), "oversight.strike_problem")

    def act(values: Values) -> None:
        acts.strike_problem(problem, values["reason"], by=request.user, on=today())

    return answered(request, ReasonForm(request.POST or None), act, title="作废问题", trail=problem_crumbs(problem),
                    done="问题已作废。", warning="作废的问题和措施留在记录里，不再计算，也不能恢复。")  # fmt: skip


@_methods
@hidden_from_others
def enter_measure(request: HttpRequest, uid: str) -> HttpResponse:
    """A measure against a problem."""
    problem = asked_of(request, queries.problem(uid), "oversight.enter_measure")

    def act(values: Values) -> None:
        acts.enter_measure(problem, MeasureDescription(**values), by=request.user, on=today())

    form = MeasureForm(request.POST or None, initial={"owner": problem.owner})
    return answered(request, form, act, title="登记整改措施", trail=problem_crumbs(problem), done="措施已登记。")


@_methods
@hidden_from_others
def correct_measure(request: HttpRequest, uid: str) -> HttpResponse:
    """What is entered of a measure, corrected."""
    measure = asked_of(request, queries.measure(uid), "oversight.enter_measure")

    def act(values: Values) -> None:
        acts.correct_measure(measure, MeasureDescription(**values), by=request.user, on=today())

    form = MeasureForm(request.POST or None, initial=_initial(measure, MeasureForm))
    return answered(request, form, act, title="更正整改措施", trail=problem_crumbs(measure.problem), done="已更正。")


@_methods
@hidden_from_others
def finish_measure(request: HttpRequest, uid: str) -> HttpResponse:
    """A measure is done."""
    measure = asked_of(request, queries.measure(uid), "oversight.finish_measure")

    def act(values: Values) -> None:
        acts.finish_measure(measure, values["done"], by=request.user, on=today(), done_on=values["done_on"],
                            evidence=taken(values["evidence"]))  # fmt: skip

    form = FinishForm(request.POST or None, request.FILES or None, initial={"done_on": today()})
    return answered(request, form, act, title="登记措施完成", trail=problem_crumbs(measure.problem),
                    done="措施已登记为完成。")  # fmt: skip


@_methods
@hidden_from_others
def strike_measure(request: HttpRequest, uid: str) -> HttpResponse:
    """A measure entered by mistake, or given up."""
    measure = asked_of(request, queries.measure(uid), "oversight.strike_measure")

    def act(values: Values) -> None:
        acts.strike_measure(measure, values["reason"], by=request.user, on=today())

    return answered(request, ReasonForm(request.POST or None), act, title="作废整改措施",
                    trail=problem_crumbs(measure.problem), done="措施已作废。")  # fmt: skip


def _initial(thing: Any, form: type[ProblemForm | MeasureForm]) -> Values:
    return {name: getattr(thing, name) for name in form.base_fields}
