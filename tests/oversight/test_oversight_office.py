"""The back office's pages of oversight, through real requests: who may what, and what is said when it cannot be."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from overseen_zone import DO, PDF, TODAY, a_measure, a_problem, a_training, appointed, signed_in

from gongkai.organisations import acts as units
from gongkai.organisations.models import Organisation, User
from gongkai.organisations.roles import matrix
from gongkai.oversight import acts
from gongkai.oversight.acts import FaultRow, InspectionPlan, SentFile
from gongkai.oversight.checklists import checklists
from gongkai.oversight.models import Attendee, Fault, Inspection, KeptFile, Measure, Problem, Scheme, Score, Training
from gongkai.oversight.urls import urlpatterns
from gongkai.publications.models import Publication

pytestmark = pytest.mark.django_db
BASE = "/office/oversight/"
PNG = SentFile("截图.png", b"\x89PNG\r\n\x1a\n0")

#: Each address of oversight: what act it asks, and how it is reached at things of a unit.
ROUTES = {
    "unit": ("view", "unit/{unit}/"),
    "problems": ("view", "unit/{unit}/problems/"),
    "report": ("view", "unit/{unit}/report/2019/"),
    "enter_problem": ("enter_problem", "unit/{unit}/enter-problem/"),
    "trainings": ("view", "unit/{unit}/trainings/"),
    "plan_training": ("plan_training", "unit/{unit}/plan-training/"),
    "unit_watch": ("view", "unit/{unit}/watch/"),
    "problem": ("view", "problem/{problem}/"),
    "correct_problem": ("enter_problem", "problem/{problem}/correct/"),
    "enter_measure": ("enter_measure", "problem/{problem}/enter-measure/"),
    "solve_problem": ("solve_problem", "problem/{problem}/solve/"),
    "reopen_problem": ("reopen_problem", "problem/{problem}/reopen/"),
    "strike_problem": ("strike_problem", "problem/{problem}/strike/"),
    "correct_measure": ("enter_measure", "measure/{measure}/correct/"),
    "finish_measure": ("finish_measure", "measure/{measure}/finish/"),
    "strike_measure": ("strike_measure", "measure/{measure}/strike/"),
    "training": ("view", "training/{training}/"),
    "correct_training": ("plan_training", "training/{training}/correct/"),
    "hold_training": ("hold_training", "training/{training}/hold/"),
    "record_results": ("record_results", "training/{training}/results/"),
    "add_material": ("add_material", "training/{training}/add-material/"),
    "cancel_training": ("cancel_training", "training/{training}/cancel/"),
    "file": ("view", "file/{file}/"),
    "inspections": ("view", "unit/{unit}/inspections/"),
    "inspect": ("inspect_self", "unit/{unit}/inspect/"),
    "inspection": ("view", "inspection/{inspection}/"),
    "notice": ("view", "inspection/{inspection}/notice/"),
    "judge_items": ("inspect_self", "inspection/{inspection}/judge/"),
    "add_fault": ("inspect_self", "inspection/{inspection}/add-fault/"),
    "notify_faults": ("inspect_self", "inspection/{inspection}/notify/"),
    "close_inspection": ("inspect_self", "inspection/{inspection}/close/"),
    "mend_fault": ("mend_fault", "fault/{fault}/mend/"),
    "recheck_fault": ("inspect_self", "fault/{fault}/recheck/"),
    "assessments": ("assess", "unit/{unit}/assessments/"),
    "make_scheme": ("set_scheme", "unit/{unit}/make-scheme/"),
    "scheme": ("assess", "scheme/{scheme}/"),
    "weigh_items": ("set_scheme", "scheme/{scheme}/weigh/"),
    "compute_scores": ("assess", "scheme/{scheme}/compute/"),
    "close_assessment": ("assess", "scheme/{scheme}/close/"),
    "judge_score": ("assess", "scheme/{scheme}/score/quality/{below}/"),
}
READ = {"assessments", "scheme", *(name for name, (act, _path) in ROUTES.items() if act == "view")}


def things(unit: Organisation) -> dict[str, str]:
    """A problem with a measure, and a training that was held with a sheet, of *unit*."""
    problem = a_problem(unit)
    measure = a_measure(problem)
    training = a_training(unit)
    acts.hold_training(training, [], **DO, held_on=date(2019, 5, 16), headcount=9, sheet=PDF)
    file = KeptFile.objects.get(organisation=unit)
    plan = InspectionPlan("site", "自查", date(2026, 1, 1), TODAY, 0)
    inspection = acts.open_inspection(unit, plan, inspector=unit, **DO)
    fault = acts.add_fault(inspection, FaultRow("wording", "错字"), **DO)
    acts.notify_faults(inspection, TODAY, **DO)
    below = units.enter(units.Description(f"{unit.code}-ban", "办公室", "branch", unit), **DO)
    scheme = acts.make_scheme(unit, 2026, **DO)
    return {
        "unit": unit.code, "problem": problem.uid, "measure": measure.uid, "training": training.uid, "file": file.uid,
        "inspection": inspection.uid, "fault": fault.uid, "scheme": scheme.uid, "below": below.code,
    }  # fmt: skip


@pytest.fixture
def registrar(officers: dict[str, User]) -> Client:
    return signed_in(officers["registrar"])


def test_every_route_is_in_the_table_of_this_test() -> None:
    assert {pattern.name for pattern in urlpatterns} == {*ROUTES, "index", "watch"}


@pytest.mark.parametrize("role", list(matrix().roles))
def test_every_route_answers_as_the_matrix_says_and_404_for_other_units(
    zone: Organisation, other_unit: Organisation, officers: dict[str, User], role: str
) -> None:
    own, foreign = things(zone), things(other_unit)
    browser = signed_in(officers[role])
    for name, (act, path) in ROUTES.items():
        allowed = role in matrix().acts[f"oversight.{act}"].roles
        answer = browser.get(BASE + path.format(**own))
        if answer.streaming:  # read to the end, which closes the file
            assert b"".join(answer.streaming_content) == PDF.data
        assert answer.status_code == (200 if allowed else 404), name
        assert browser.get(BASE + path.format(**foreign)).status_code == 404, name
        if name not in READ:
            assert browser.post(BASE + path.format(**foreign), {"reason": "x"}).status_code == 404, name
            posted = browser.post(BASE + path.format(**own), {}).status_code
            assert posted == (422 if allowed else 404), name
    for kind in ("problem", "training", "file", "inspection", "scheme"):
        assert browser.get(f"{BASE}{kind}/nobody/").status_code == 404
    assert browser.get(f"{BASE}unit/nobody/").status_code == 404


def test_who_is_not_signed_in_is_sent_to_the_door(zone: Organisation) -> None:
    assert Client().get(BASE)["Location"].startswith("/office/login/")


def test_the_menu_leads_to_oversight_and_one_unit_is_opened_at_once(registrar: Client, zone: Organisation) -> None:
    assert BASE in registrar.get("/office/").content.decode()
    assert registrar.get(BASE)["Location"] == f"{BASE}unit/zone/"


def test_a_superior_sees_its_units_side_by_side(district: Organisation, zone: Organisation) -> None:
    a_problem(zone)
    browser = signed_in(appointed("overseer", district))
    page = browser.get(BASE).content.decode()
    assert f'href="{BASE}unit/zone/"' in page
    assert browser.get(f"{BASE}watch/").status_code == 200
    entered = browser.post(
        f"{BASE}unit/zone/enter-problem/", {"title": "栏目不更新", "found": "superior", "found_on": "2020-01-01"}
    )
    assert entered.status_code == 302


def test_a_problem_from_its_entry_to_its_solution_by_the_forms(registrar: Client, zone: Organisation) -> None:
    fields = {"title": "公开不够及时", "found": "report", "found_on": "2019-12-31", "report_year": "2019"}
    assert registrar.post(f"{BASE}unit/zone/enter-problem/", fields).status_code == 302
    problem = Problem.objects.get()
    base = f"{BASE}problem/{problem.uid}/"
    twice = registrar.post(f"{BASE}unit/zone/enter-problem/", {**fields, "detail": "说了很多"})
    assert twice.status_code == 409
    assert "说了很多" in twice.content.decode()
    assert registrar.post(f"{base}correct/", {**fields, "owner": "办公室"}).status_code == 302
    assert registrar.post(f"{base}enter-measure/", {"content": "加强学习", "due_on": "2020-06-30"}).status_code == 302
    measure = Measure.objects.get()
    early = registrar.post(f"{base}solve/", {"outcome": "好了", "solved_on": "2020-07-01"})
    assert early.status_code == 409
    assert "还有1项措施没有完成" in early.content.decode()
    unit = registrar.get(f"{BASE}unit/zone/").content.decode()
    assert "已超" in unit
    done = {"done": "学了三次", "done_on": "2020-06-01", "evidence": SimpleUploadedFile("../记录.pdf", PDF.data)}
    assert registrar.post(f"{BASE}measure/{measure.uid}/finish/", done).status_code == 302
    file = KeptFile.objects.get()
    assert file.name == "记录.pdf"
    assert registrar.post(f"{base}solve/", {"outcome": "好了", "solved_on": "2020-07-01"}).status_code == 302
    page = registrar.get(base).content.decode()
    assert "2020年7月1日解决：好了" in page
    assert "2020年6月1日完成：学了三次" in page
    report = registrar.get(f"{BASE}unit/zone/report/2020/").content.decode()
    assert "已完成：加强学习（2020年6月1日，学了三次）" in report
    assert registrar.get(f"{BASE}unit/zone/report/2007/").status_code == 404
    assert registrar.post(f"{base}reopen/", {"reason": "又有了"}).status_code == 302
    assert registrar.post(f"{base}strike/", {"reason": "重复"}).status_code == 302
    assert "重复" in registrar.get(base).content.decode()
    assert "公开不够及时" in registrar.get(f"{BASE}unit/zone/problems/?state=struck").content.decode()
    assert "公开不够及时" not in registrar.get(f"{BASE}unit/zone/problems/").content.decode()


def test_a_file_is_given_to_be_saved_and_never_run(registrar: Client, zone: Organisation) -> None:
    answer = registrar.get(f"{BASE}file/{things(zone)['file']}/")
    assert b"".join(answer.streaming_content) == PDF.data
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_training_with_its_list_marks_and_materials_by_the_forms(
    registrar: Client, zone: Organisation, officers: dict[str, User]
) -> None:
    plan = {"topic": "条例解读", "planned_on": "2019-05-15", "hours": "3.5"}
    assert registrar.post(f"{BASE}unit/zone/plan-training/", plan).status_code == 302
    training = Training.objects.get()
    base = f"{BASE}training/{training.uid}/"
    held = {"held_on": "2019-05-16", "officers": [officers["editor"].uid], "others": "张三 财政科\n\n李四\n"}
    wrong = registrar.post(f"{base}hold/", {**held, "headcount": "9"})
    assert wrong.status_code == 409
    assert "与名单上的3人不一致" in wrong.content.decode()
    assert "张三 财政科" in wrong.content.decode()
    assert registrar.post(f"{base}hold/", held).status_code == 302
    assert list(Attendee.objects.values_list("name", "office", "person")) == [
        ("editorzone", "", officers["editor"].pk), ("张三", "财政科", None), ("李四", "", None),
    ]  # fmt: skip
    marks = {f"mark_{row.uid}": "55" for row in Attendee.objects.filter(name="张三")}
    assert registrar.post(f"{base}results/", {**marks, "pass_mark": "60"}).status_code == 302
    assert Attendee.objects.get(name="张三").mark == Decimal(55)
    material = {"file": SimpleUploadedFile("课件.pdf", PDF.data)}
    assert registrar.post(f"{base}add-material/", material).status_code == 302
    page = registrar.get(base).content.decode()
    for words in ("参加3人", "不合格", "课件.pdf", "3.5"):
        assert words in page
    again = registrar.get(f"{base}hold/").content.decode()
    assert "张三 财政科" in again
    assert f'value="{officers["editor"].uid}"' in again
    assert registrar.post(f"{base}cancel/", {"reason": "x"}).status_code == 409
    year = registrar.get(f"{BASE}unit/zone/trainings/?year=2019").content.decode()
    assert "举办1次，参加3人次" in year


def test_an_officer_of_another_unit_cannot_be_ticked(
    registrar: Client, zone: Organisation, other_unit: Organisation
) -> None:
    foreign = appointed("editor", other_unit)
    training = a_training(zone)
    held = {"held_on": "2019-05-16", "officers": [foreign.uid]}
    assert registrar.post(f"{BASE}training/{training.uid}/hold/", held).status_code == 422


def test_script_in_a_title_is_shown_as_text(registrar: Client, zone: Organisation) -> None:
    problem = a_problem(zone, "<script>alert(1)</script>")
    page = registrar.get(f"{BASE}problem/{problem.uid}/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


@pytest.mark.parametrize(
    "path",
    ["unit/zone/", "unit/zone/problems/", "unit/zone/report/2020/", "unit/zone/trainings/?year=2019",
     "unit/zone/watch/", "watch/", "problem/{problem}/", "training/{training}/", "unit/zone/inspections/",
     "inspection/{inspection}/", "inspection/{inspection}/notice/"],
)  # fmt: skip
def test_each_page_takes_the_same_queries_however_long(registrar: Client, zone: Organisation, path: str) -> None:
    made = things(zone)
    problem, training, inspection = Problem.objects.get(), Training.objects.get(), Inspection.objects.get()
    address = BASE + path.format(**made)

    def queries_now() -> int:
        registrar.get(address)
        with CaptureQueriesContext(connection) as counted:
            assert registrar.get(address).status_code == 200
        return len(counted)

    def more(numbers: range) -> None:
        for number in numbers:
            a_measure(a_problem(zone, f"问题{number}"), due="2020-01-01")
            a_measure(problem, f"措施{number}")
            a_training(zone, f"培训{number}")
            plan = InspectionPlan("site", f"检查{number}", date(2026, 1, 1), TODAY, 0)
            acts.open_inspection(zone, plan, inspector=zone, **DO)
            acts.add_fault(inspection, FaultRow("wording", f"错{number}"), **DO, pictures=[PNG])
        acts.notify_faults(inspection, TODAY, **DO)
        names = [acts.AttendeeRow(f"人{number}") for number in range(numbers.stop)]
        acts.hold_training(training, names, **DO, held_on=TODAY)

    more(range(2))
    few = queries_now()
    more(range(2, 25))
    assert queries_now() == few


def test_the_overview_takes_the_same_queries_for_few_units_and_for_many(district: Organisation) -> None:
    browser = signed_in(appointed("overseer", district))

    def asked(numbers: range) -> int:
        for number in numbers:
            described = units.Description(f"ju{number}", f"第{number}局", "department", district)
            a_measure(a_problem(units.enter(described, **DO)), due="2020-01-01")
        browser.get(BASE)
        with CaptureQueriesContext(connection) as counted:
            browser.get(BASE)
        return len(counted)

    few = asked(range(2))
    assert asked(range(2, 20)) == few


def test_an_inspection_by_a_superior_from_the_draw_to_its_end_by_the_forms(
    district: Organisation, zone: Organisation
) -> None:
    overseer, registrar = signed_in(appointed("overseer", district)), signed_in(appointed("registrar", zone))
    Publication.objects.create(organisation=zone, kind="article", title="甲信息", live=True, published_on=TODAY)
    begin = {"inspector": "qu", "checklist": "site", "title": "网站检查", "from_on": "2026-01-01",
             "until_on": "2026-11-25", "size": "5", "seed": "2026"}  # fmt: skip
    assert registrar.post(f"{BASE}unit/zone/inspect/", begin).status_code == 422
    assert overseer.post(f"{BASE}unit/zone/inspect/", begin).status_code == 302
    inspection = Inspection.objects.get()
    base = f"{BASE}inspection/{inspection.uid}/"
    assert "甲信息" in registrar.get(base).content.decode()
    assert registrar.get(f"{base}judge/").status_code == 404
    picture = SimpleUploadedFile("截图.png", PNG.data)
    fault = {"item": "wording", "position": "1", "words": "“帐号”应为“账号”", "pictures": [picture]}
    assert overseer.post(f"{base}add-fault/", fault).status_code == 302
    assert overseer.get(f"{base}notice/").status_code == 404
    assert overseer.post(f"{base}notify/", {"due_on": "2099-01-01"}).status_code == 302
    notice = registrar.get(f"{base}notice/").content.decode()
    assert "“帐号”应为“账号”" in notice
    assert "2099年1月1日" in notice
    uid = Fault.objects.get().uid
    mended = {"mended": "已改", "mended_on": "2026-11-25"}
    assert registrar.post(f"{BASE}fault/{uid}/mend/", mended).status_code == 302
    again = overseer.post(f"{BASE}fault/{uid}/recheck/", {"verdict": "returned"})
    assert again.status_code == 422
    assert "退回再改的要填写" in again.content.decode()
    returned = {"verdict": "returned", "reason": "还有一处", "due_on": "2099-02-01"}
    assert overseer.post(f"{BASE}fault/{uid}/recheck/", returned).status_code == 302
    assert "复查退回：还有一处" in registrar.get(base).content.decode()
    registrar.post(f"{BASE}fault/{uid}/mend/", mended)
    assert overseer.post(f"{BASE}fault/{uid}/recheck/", {"verdict": "passed"}).status_code == 302
    results = {f"result_{item}": "met" for item in checklists()["site"].items}
    some = overseer.post(f"{base}judge/", {**results, "result_secrets": "unmet", "words_secrets": "见问题"})
    assert some.status_code == 302
    assert "单项否决，不符合：没有泄露国家秘密" in overseer.get(base).content.decode()
    assert overseer.post(f"{base}close/", {"conclusion": "不合格"}).status_code == 302
    closed = overseer.get(base).content.decode()
    assert "办结：不合格" in closed
    assert "add-fault" not in closed


def test_an_assessment_by_the_forms(district: Organisation, zone: Organisation) -> None:
    overseer = signed_in(appointed("overseer", district))
    assert overseer.post(f"{BASE}unit/qu/make-scheme/", {"year": "2025"}).status_code == 302
    scheme = Scheme.objects.get()
    base = f"{BASE}scheme/{scheme.uid}/"
    weights = {item.key: str(item.weight) for item in scheme.items.all()}
    wrong = overseer.post(f"{base}weigh/", {**weights, "quality": "11"})
    assert wrong.status_code == 409
    assert "合计101" in wrong.content.decode()
    assert overseer.post(f"{base}weigh/", {**weights, "quality": "11", "trainings": "9"}).status_code == 302
    assert overseer.post(f"{base}compute/", {"go": "1"}).status_code == 302
    assert "没有数据" in overseer.get(base).content.decode()
    for item in scheme.items.exclude(scores__unit=zone):
        given = {"points": "1.25", "reason": "看过材料"}
        assert overseer.post(f"{base}score/{item.key}/zone/", given).status_code == 302
    assert overseer.get(f"{base}score/moon/zone/").status_code == 404
    assert overseer.get(f"{base}score/quality/qu/").status_code == 404
    assert overseer.post(f"{base}close/", {"go": "1"}).status_code == 302
    total = sum(score.points for score in Score.objects.all())
    assert f"<strong>{total}</strong>" in overseer.get(base).content.decode()
    assert str(total) in overseer.get(f"{BASE}unit/qu/assessments/").content.decode()
    told = signed_in(appointed("registrar", zone)).get(f"{BASE}unit/zone/").content.decode()
    assert f"{total}分，在1个机关中列第1" in told
