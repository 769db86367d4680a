"""The units with registers, and a unit's registers with what is due in them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from gongkai.organisations import permissions
from gongkai.organisations.models import Organisation
from gongkai.organisations.views import hidden_from_others
from gongkai.registers.queries import decisions, procurement, records
from gongkai.registers.queries import tables as rows
from gongkai.registers.tables import registers
from gongkai.registers.views.answers import asked_unit, may_at, page, today

#: What each duty is called, and what there is to be done.
DUTIES = {
    "withdraw": ("待撤回", "变更、撤销后3个工作日内撤回公开的决定"),
    "publish": ("待公开", "作出决定后7个工作日内公开，其他决定20个工作日"),
    "judge": ("待判定", "判定有无一定社会影响、是否公开"),
    "report": ("待报送", "报送信用网站"),
}
#: What is announced of procurement.
ANNOUNCED = {"result": "待公告采购结果", "contract": "待公告采购合同"}


@require_safe
@hidden_from_others
def index(request: HttpRequest) -> HttpResponse:
    """The units with registers that the person may see; straight to the one if there is one alone."""
    if not permissions.can_anywhere(request.user, "registers.view", on=today()):
        raise Http404
    every = Organisation.objects.filter(closed_on__isnull=True)
    seen = permissions.visible(every, request.user, "registers.view", on=today(), unit="pk")
    if chosen := request.GET.get("unit"):
        return redirect("gk_registers:unit", code=asked_unit(request, chosen, "registers.view").code)
    held = list(records.units_with_rows(seen, tuple({rows.model_of(table) for table in registers().values()})))
    others = list(seen.exclude(pk__in=[unit.pk for unit in held]).order_by("code"))
    if len(held) + len(others) == 1:
        return redirect("gk_registers:unit", code=(held or others)[0].code)
    late = decisions.overdue(held, today=today())
    context = {"units": [(unit, late.get(unit.pk, 0)) for unit in held], "others": others}
    return page(request, "index", "登记簿", context, trail=[])


@require_safe
@hidden_from_others
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """The registers of a unit with how many rows they have, and what is due."""
    found = asked_unit(request, code, "registers.view")
    tables = {table.id: (rows.model_of(table), dict(table.fixed)) for table in registers().values()}
    counts = records.counts(found, tables)
    to_do = decisions.to_do(found, today=today())
    context = {
        "unit": found,
        "registers": [(table, counts[table.id]) for table in registers().values()],
        "duties": [(duty, *DUTIES[duty], *to_do[duty]) for duty in to_do],
        "announcements": [
            (what, ANNOUNCED[what], *count) for what, count in procurement.counts(found, today=today()).items()
        ],
        "may": may_at(request, found),
    }
    return page(request, "unit", found.name, context, trail=[])
