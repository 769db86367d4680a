"""The list of wordings: shipped, a unit's own, those above it; switched off, taken over from a file."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from lives import drafted, fresh
from published_zone import PROGRAM, TODAY, appointed

from gongkai.errors import NotAllowed, Refused, Unreadable
from gongkai.ledger.models import Entry
from gongkai.organisations.models import Organisation, User
from gongkai.publications import gate
from gongkai.publications.acts import wordings as acts
from gongkai.publications.gate import wording_files
from gongkai.publications.gate.rules.wording import occurrences
from gongkai.publications.gate.subject import Wording
from gongkai.publications.gate.subjects import wordings_of
from gongkai.publications.models import WordRule
from gongkai.publications.queries.wordings import LABELS, listed

pytestmark = pytest.mark.django_db

Officers = dict[str, User]
KINDS = {label: kind for kind, label in LABELS.items()}
ADDRESS = "/office/wordings/"


def used(unit: Organisation) -> dict[str, Wording]:
    return {one.wrong: one for one in wordings_of([unit.pk])[unit.pk]}


def signed_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def test_the_nearest_entry_holds_and_what_is_taken_away_gives_way_to_the_one_above(
    district: Organisation, zone: Organisation, officers: Officers
) -> None:
    by = officers["administrator"]
    assert used(zone)["帐户"].right == "账户"
    acts.set_wording(district, Wording("帐户", "甲写法", "sensitive"), by=PROGRAM, on=TODAY)
    assert used(zone)["帐户"].right == "甲写法"
    row = acts.set_wording(zone, Wording("帐户", "乙写法", "sensitive"), by=by, on=TODAY)
    assert used(zone)["帐户"].right == "乙写法"
    assert used(district)["帐户"].right == "甲写法"
    acts.forget_wording(row, by=by, on=TODAY)
    assert used(zone)["帐户"].right == "甲写法"


def test_an_entry_switched_off_is_not_looked_for_there_and_still_elsewhere(
    district: Organisation, zone: Organisation, officers: Officers
) -> None:
    acts.switch_off(zone, Wording("其它", "其他", "mistaken"), by=officers["administrator"], on=TODAY)
    assert "其它" not in used(zone)
    assert "其它" in used(district)
    assert [one.is_active for one in listed(zone) if one.wording.wrong == "其它"] == [False]


def test_a_unit_s_own_sensitive_wording_stops_its_publications(zone: Organisation, officers: Officers) -> None:
    acts.set_wording(zone, Wording("低端人口", "外来务工人员", "sensitive"), by=officers["administrator"], on=TODAY)
    body = [{"type": "paragraph", "value": "<p>清理低端人口。</p>", "id": "one"}]
    draft = fresh(drafted(zone, officers["editor"], body=body))
    assert [one.rule for one in gate.open_findings(draft)] == ["wording.sensitive"]


@pytest.mark.parametrize(
    ("wording", "said"),
    [
        (Wording("帐", "账", "mistaken"), "至少两个字"), (Wording("帐户", "帐户", "mistaken"), "相同"),
        (Wording("帐户", "账户", "other"), "没有“other”"),
        (Wording("帐户", "账户", "mistaken", ("蚊帐",)), "不会起作用"),
        (Wording("长" * 61, "", "mistaken"), "超过60字"),
    ],
)  # fmt: skip
def test_an_entry_that_would_find_nothing_or_everything_is_refused(
    zone: Organisation, officers: Officers, wording: Wording, said: str
) -> None:
    with pytest.raises(Refused, match=said):
        acts.set_wording(zone, wording, by=officers["administrator"], on=TODAY)


@pytest.mark.parametrize("role", ["editor", "reviewer", "approver", "registrar"])
def test_only_the_administrator_changes_the_list_and_not_that_of_all_units(
    zone: Organisation, officers: Officers, role: str
) -> None:
    for unit, by in ((zone, officers[role]), (None, officers["administrator"])):
        with pytest.raises(NotAllowed):
            acts.set_wording(unit, Wording("帐户", "账户", "mistaken"), by=by, on=TODAY)


def test_each_change_is_in_the_ledger_and_no_change_is_not(zone: Organisation, officers: Officers) -> None:
    for _ in range(2):
        acts.set_wording(zone, Wording("甲乙", "丙丁", "mistaken"), by=officers["administrator"], on=TODAY)
    assert Entry.objects.filter(act="publications.set_wordings").count() == 1


def test_a_list_is_taken_over_whole_and_the_same_again_changes_nothing(zone: Organisation, officers: Officers) -> None:
    head = "不当写法,建议写法,类别,例外,自何日起,依据"
    data = f"{head}\n甲乙,丙丁,误写,,,某通知\n戊己,,敏感用语,戊己庚,2021-01-01,\n".encode("gb18030")
    lines = wording_files.read_wordings(data, "a.csv", KINDS, acts.checked)
    wanted = [line.wording for line in lines if line.wording]
    counts = [acts.import_wordings(zone, wanted, by=officers["administrator"], on=TODAY) for _ in range(2)]
    assert counts == [2, 0]
    assert used(zone)["戊己"] == Wording("戊己", "", "sensitive", ("戊己庚",), date(2021, 1, 1), "")
    assert Entry.objects.filter(act="publications.import_wordings").count() == 1


def test_what_is_downloaded_can_be_sent_back(zone: Organisation) -> None:
    rows = [(entry.wording, entry.kind, "") for entry in listed(zone)]
    lines = wording_files.read_wordings(wording_files.written(rows), "a.csv", KINDS, acts.checked)
    assert [line.wording for line in lines] == [wording for wording, _kind, _remark in rows]
    assert not [line for line in lines if line.problem]


def test_every_bad_line_is_told_and_the_file_comes_back_with_what_is_wrong() -> None:
    data = "不当写法,类别\n帐,误写\n甲乙,别的\n丙丁,误写\n丙丁,误写\n=1+1,误写\n".encode()
    lines = wording_files.read_wordings(data, "a.csv", KINDS, acts.checked)
    assert [line.number for line in lines if line.problem] == [2, 3, 5]
    text = wording_files.marked(lines).decode("utf-8-sig")
    assert "问题" in text
    assert "至少两个字" in text
    assert "'=1+1" in text


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "空的"), ("甲,乙\n1,2\n".encode(), "缺少表头"),
     ("不当写法,类别,丙\n".encode(), "不认识表头"), ("不当写法,类别\n".encode(), "没有规则"),
     (b"\xff\xfe\x00" * 9, "不是UTF-8"), (b"a" * 2_097_153, "2 MB")],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_with_the_reason(data: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        wording_files.read_wordings(data, "a.csv", KINDS, acts.checked)


@pytest.mark.parametrize(
    ("text", "found"),
    [("公布署名", []), ("布署", [0]), ("公布署名和布署", [5]), ("布署布署", [0, 2]), ("发布署名布署公布署", [4])],
)
def test_a_wording_within_a_longer_right_word_is_let_pass(text: str, found: list[int]) -> None:
    wording = Wording("布署", "部署", "mistaken", ("公布署", "发布署"))
    assert list(occurrences(text, wording)) == found


# --- pages -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["", "set/", "import/", "file/"])
def test_the_pages_are_there_for_the_administrator_alone_and_for_his_units_alone(
    zone: Organisation, other_unit: Organisation, officers: Officers, path: str
) -> None:
    for role, user in officers.items():
        expected = 200 if role == "administrator" else 404
        assert signed_in(user).get(f"{ADDRESS}{path}").status_code == expected, role
    assert signed_in(officers["administrator"]).get(f"{ADDRESS}{path}?unit=other").status_code == 404
    assert signed_in(appointed("administrator", other_unit)).get(f"{ADDRESS}{path}?unit=zone").status_code == 404


def test_an_entry_is_entered_switched_off_and_taken_away_by_the_pages(zone: Organisation, officers: Officers) -> None:
    browser = signed_in(officers["administrator"])
    sent = {
        "unit": "zone",
        "wrong": "甲乙",
        "right": "丙丁",
        "kind": "mistaken",
        "unless": "甲乙丙",
        "source": "某通知",
    }
    assert browser.post(f"{ADDRESS}set/", sent).status_code == 302
    assert "甲乙" in browser.get(ADDRESS).content.decode()
    again = browser.post(f"{ADDRESS}set/", {**sent, "wrong": "帐"})
    assert again.status_code == 409
    assert "至少两个字" in again.content.decode()
    assert 'value="丙丁"' in again.content.decode()
    for do, is_there in (("off", False), ("forget", None)):
        assert browser.post(f"{ADDRESS}change/", {"unit": "zone", "wrong": "甲乙", "do": do}).status_code == 302
        row = WordRule.objects.filter(wrong="甲乙").first()
        assert (row.is_active if row else None) is is_there
    assert browser.post(f"{ADDRESS}change/", {"unit": "zone", "wrong": "没有的", "do": "off"}).status_code == 404


def test_a_list_is_sent_by_the_page_or_comes_back_marked(zone: Organisation, officers: Officers) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    browser = signed_in(officers["administrator"])

    def send(text: str, **more: str) -> object:
        file = SimpleUploadedFile("a.csv", text.encode())
        return browser.post(f"{ADDRESS}import/", {"unit": "zone", "file": file, **more})

    bad = send("不当写法,类别\n帐,误写\n甲乙,误写\n")
    assert bad.status_code == 422  # type: ignore[attr-defined]
    assert not WordRule.objects.exists()
    marked = send("不当写法,类别\n帐,误写\n", marked="1")
    assert "至少两个字" in marked.content.decode("utf-8-sig")  # type: ignore[attr-defined]
    assert send("不当写法,类别\n甲乙,误写\n").status_code == 302  # type: ignore[attr-defined]
    assert WordRule.objects.get().wrong == "甲乙"
