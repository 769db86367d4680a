"""The list of wordings of a unit: seen, entered, switched off, taken away, sent and fetched as a file."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai.errors import Refused, Unreadable
from gongkai.organisations import permissions
from gongkai.organisations.models import Organisation
from gongkai.publications.acts import wordings as acts
from gongkai.publications.gate import wording_files
from gongkai.publications.gate.subject import Wording
from gongkai.publications.queries.wordings import FOR_ALL, LABELS, listed
from gongkai.publications.views.pages import hidden_from_others

_ACT = "publications.set_wordings"


class WordingForm(forms.Form):
    """One entry."""

    wrong = forms.CharField(label="不当写法", max_length=60)
    right = forms.CharField(label="建议写法", max_length=60, required=False, help_text="只要提示、不建议写法的，空白。")
    kind = forms.ChoiceField(
        label="类别", choices=list(LABELS.items()), initial="mistaken",
        help_text="严重表述错误和敏感用语要改正或说明理由才能公开；误写和过时表述只提示。",
    )  # fmt: skip
    unless = forms.CharField(
        label="例外",
        max_length=300,
        required=False,
        help_text="包含它而不算错的词，用顿号隔开，如“公布署名、颁布署理”。",
    )
    from_on = forms.DateField(
        label="自何日起算不当", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="成文日期早于这一天的文件不提示。",
    )  # fmt: skip
    source = forms.CharField(label="依据", max_length=200, required=False)


class WordingFileForm(forms.Form):
    """A list as a file."""

    file = forms.FileField(label="CSV文件", widget=forms.FileInput(attrs={"accept": ".csv"}))


@require_safe
@hidden_from_others
def index(request: HttpRequest) -> HttpResponse:
    """The list of one of the units whose list the person may change."""
    unit, units = _chosen(request)
    return _page(request, "wordings", {"unit": unit, "units": units, "entries": listed(unit)})


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def set_wording(request: HttpRequest) -> HttpResponse:
    """A new entry, or one with the same wording replaced."""
    unit, _units = _chosen(request)
    today = timezone.localdate()
    form = WordingForm(request.POST or None, initial=_initial(unit, request.GET.get("wrong", "")))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                acts.set_wording(unit, _wording(form.cleaned_data), by=request.user, on=today)
            except Refused as refused:
                form.add_error(None, refused.message)
                status = 409
            else:
                messages.success(request, f"“{form.cleaned_data['wrong']}”已保存。")
                return redirect(_address(unit))
    return _page(request, "wording", {"unit": unit, "form": form, "back": _address(unit)}, status=status)


@require_POST
@hidden_from_others
def change(request: HttpRequest) -> HttpResponse:
    """An entry switched off, or an own one taken away."""
    unit, _units = _chosen(request)
    today = timezone.localdate()
    wrong = request.POST.get("wrong", "")
    entry = next((one for one in listed(unit) if one.wording.wrong == wrong), None)
    if entry is None:
        raise Http404
    if request.POST.get("do") == "forget" and entry.row is not None:
        acts.forget_wording(entry.row, by=request.user, on=today)
        messages.success(request, f"“{wrong}”的本级规则已删除。")
    elif request.POST.get("do") == "off":
        acts.switch_off(unit, entry.wording, by=request.user, on=today)
        messages.success(request, f"“{wrong}”已停用。")
    else:
        raise Http404
    return redirect(_address(unit))


@require_safe
@hidden_from_others
def download(request: HttpRequest) -> HttpResponse:
    """The list in use as a file, which can be changed and sent back."""
    unit, _units = _chosen(request)
    rows = [(entry.wording, entry.kind, "") for entry in listed(unit) if entry.is_active]
    return _file(wording_files.written(rows), "wordings.csv")


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_from_others
def import_file(request: HttpRequest) -> HttpResponse:
    """A list taken over whole; with a single bad line nothing is, and the lines come back with what is wrong."""
    unit, _units = _chosen(request)
    form = WordingFileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"unit": unit, "form": form, "back": _address(unit), "headings": wording_files.HEADINGS}
    if request.method != "POST" or not form.is_valid():
        return _page(request, "wordings_import", context, status=422 if request.method == "POST" else 200)
    upload = form.cleaned_data["file"]
    kinds = {label: kind for kind, label in LABELS.items()}
    try:
        lines = wording_files.read_wordings(upload.read(wording_files.MOST_BYTES + 1), upload.name, kinds, acts.checked)
        if bad := [line for line in lines if line.problem]:
            if "marked" in request.POST:
                return _file(wording_files.marked(lines), "wordings-marked.csv")
            return _page(request, "wordings_import", context | {"bad": bad, "count": len(lines)}, status=422)
        wanted = [line.wording for line in lines if line.wording is not None]
        changed = acts.import_wordings(unit, wanted, by=request.user, on=timezone.localdate())
    except (Unreadable, Refused) as wrong:
        form.add_error("file", str(wrong))
        return _page(request, "wordings_import", context, status=400 if isinstance(wrong, Unreadable) else 409)
    messages.success(request, f"已导入{len(lines)}条，其中新增或变更{changed}条。")
    return redirect(_address(unit))


def _chosen(request: HttpRequest) -> tuple[Organisation | None, list[Organisation]]:
    """The unit that is named, else the first whose list the person may change; the technician's is that of all."""
    today = timezone.localdate()
    may_all = permissions.can(request.user, _ACT, None, on=today)
    units = list(_units(request, today))
    code = request.POST.get("unit") or request.GET.get("unit")
    if may_all and not code:
        return None, units
    found = [unit for unit in units if not code or unit.code == code]
    if not found:
        raise Http404
    return found[0], units


def _units(request: HttpRequest, today: date) -> Any:
    rows = Organisation.objects.filter(closed_on=None).order_by("code")
    return permissions.visible(rows, request.user, _ACT, on=today, unit="pk")


def _initial(unit: Organisation | None, wrong: str) -> dict[str, Any]:
    entry = next((one for one in listed(unit) if one.wording.wrong == wrong), None) if wrong else None
    if entry is None:
        return {}
    one = entry.wording
    return {
        "wrong": one.wrong, "right": one.right, "kind": one.kind, "unless": "、".join(one.unless),
        "from_on": one.from_on, "source": one.source,
    }  # fmt: skip


def _wording(values: dict[str, Any]) -> Wording:
    unless = tuple(values["unless"].split("、")) if values["unless"] else ()
    return Wording(values["wrong"], values["right"], values["kind"], unless, values["from_on"], values["source"])


def _address(unit: Organisation | None) -> str:
    address = reverse("gk_publications:wordings")
    return f"{address}?unit={unit.code}" if unit else address


def _page(request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    unit = context["unit"]
    title = f"用语规则：{unit.name if unit else FOR_ALL}"
    trail = [{"url": reverse("wagtailadmin_home"), "label": "首页"}, {"url": _address(unit), "label": "用语规则"}]
    shown = {"header_title": title, "page_title": title, "header_icon": "edit", "breadcrumbs_items": trail}
    return render(request, f"publications/gate/{name}.html", shown | context, status=status)


def _file(data: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type="text/csv; charset=utf-8", headers=headers)
