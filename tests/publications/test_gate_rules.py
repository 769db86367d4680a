"""Each rule of the check before publishing, both ways: what it finds, and what it lets pass."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

import django_site  # noqa: F401  sets Django up before the models are imported
from gongkai.publications import kinds
from gongkai.publications.gate import pieces
from gongkai.publications.gate.finding import Finding, Place
from gongkai.publications.gate.messages import entries
from gongkai.publications.gate.registry import look, rules
from gongkai.publications.gate.rules.enclosures import is_nameless
from gongkai.publications.gate.subject import Enclosure, FoundInFile, LinkState, Subject
from gongkai.publications.gate.wordings import shipped

SAVED = date(2026, 11, 24)
PHONE = "13800001234"
UID = "abcdefghijk23"


def content(text: str = "<p>一段正文。</p>", **fields: Any) -> dict[str, Any]:
    body = fields.pop("body", [{"type": "paragraph", "value": text, "id": "one"}])
    return {"title": "关于开展检查的通知", "way": "proactive", "body": body, **fields}


def subject(made: Mapping[str, Any], kind: str = "article", **more: Any) -> Subject:
    return Subject(
        kind=kind, content=made, labels=pieces.labels(), needs=kinds.kinds()[kind].needs, saved_on=SAVED,
        pieces=tuple(pieces.pieces_of(made)), pictures=tuple(pieces.pictures_of(made)),
        **{"wordings": shipped(), **more},
    )  # fmt: skip


def found(made: Mapping[str, Any], kind: str = "article", **more: Any) -> list[Finding]:
    return look(subject(made, kind, **more))


def ids(made: Mapping[str, Any], kind: str = "article", **more: Any) -> set[str]:
    return {finding.rule for finding in found(made, kind, **more)}


def picture(**value: Any) -> list[dict[str, Any]]:
    return [{"type": "picture", "value": {"file": UID, "alternative": "", "decorative": False, **value}, "id": "pic"}]


def table(*rows: list[str]) -> list[dict[str, Any]]:
    return [{"type": "table", "value": {"data": list(rows), "first_row_is_table_header": True}, "id": "tab"}]


def enclosure(*told: FoundInFile, title: str = "2019年部门预算表", **more: Any) -> Enclosure:
    counts = {"hits": sum(one.what == "hit" for one in told), "hidden": sum(one.what == "hidden" for one in told)}
    return Enclosure(
        **{"uid": UID, "sha256": "0" * 64, "label": f"附件“{title}”", "title": title, "name": "a.docx",
           "refusal": "", "found": told, **counts, **more}
    )  # fmt: skip


HIT = FoundInFile("hit", "mobile", "第1段", PHONE, "手机号码的形式", "certain")
COMMENT = FoundInFile("hidden", "comment", "第1段", "改一下", "", "")
AUTHOR = FoundInFile("hidden", "property", "属性", "张三", "", "")
SCAN = FoundInFile("unseen", "", "", "第1页是图片，程序看不到里面的文字。", "", "")
GOOD = content()

#: Rule, what it finds something in, what it lets pass.
TEXTS = [
    ("personal.text", content(f"<p>联系电话{PHONE}</p>"), content("<p>联系电话022-27392345</p>")),
    ("personal.text", content("<p>手机138<b>0000</b>1234</p>"), content("<p>手机138****1234</p>")),
    ("personal.text", content(summary=f"请拨打手机{PHONE}"), content(summary="请拨打12345")),
    ("personal.text", content(body=table(["姓名", "手机"], ["张某", PHONE])), content(body=table(["项目", "金额"]))),
    (
        "personal.text",
        content(body=picture(alternative="海报", caption=f"手机{PHONE}")),
        content(body=picture(alternative="海报")),
    ),
    (
        "personal.text",
        content(f'<p><a href="tel:{PHONE}">电话</a></p>'),
        content('<p><a href="tel:12345">电话</a></p>'),
    ),
    ("personal.text", content(f"<p>正文<!-- 手机{PHONE} --></p>"), content("<p>正文<!-- 无 --></p>")),
    (
        "personal.text",
        content(attachments=[{"file": 1, "title": f"申请人{PHONE}"}]),
        content(attachments=[{"file": 1, "title": "表"}]),
    ),
    ("wording.serious", content("<p>某某县攻府</p>"), content("<p>某某县政府</p>")),
    ("wording.serious", content(title="扫黑险恶专项斗争"), content(title="扫黑除恶专项斗争")),
    ("wording.sensitive", content("<p>照顾残废人</p>"), content("<p>照顾残疾人</p>")),
    ("wording.mistaken", content("<p>开立帐户</p>"), content("<p>开立账户</p>")),
    ("wording.mistaken", content("<p>进一步布署</p>"), content("<p>已公布署名文章</p>")),
    ("wording.mistaken", content("<p>一部份群众</p>"), content("<p>全部份额</p>")),
    (
        "wording.outdated",
        content("<p>依照国务院令第492号</p>", made_on="2020-01-01"),
        content("<p>依照国务院令第492号</p>", made_on="2019-05-14"),
    ),
    ("wording.width", content("<p>共２０１９件</p>"), content("<p>共2019件</p>")),
    ("wording.width", content("<p>一是检查,二是整改</p>"), content("<p>一是检查，二是整改</p>")),
    (
        "link.form",
        content('<p><a href="javascript:alert(1)">看</a></p>'),
        content('<p><a href="https://www.gov.cn/">看</a></p>'),
    ),
    ("link.form", content('<p><a href="www.gov.cn">看</a></p>'), content('<p><a href="#第一章">看</a></p>')),
    (
        "link.form",
        content('<p><a href="https://a:b@gov.cn/">看</a></p>'),
        content('<p><a href="mailto:xxgk@example.gov.cn">写信</a></p>'),
    ),
    (
        "link.inside",
        content('<p><a href="http://192.168.1.5/x">看</a></p>'),
        content('<p><a href="http://8.8.8.8/x">看</a></p>'),
    ),
    (
        "link.inside",
        content('<p><a href="http://oa.local/x">看</a></p>'),
        content('<p><a href="https://www.gov.cn/">看</a></p>'),
    ),
    ("picture.alternative", content(body=picture()), content(body=picture(alternative="开发区鸟瞰"))),
    ("picture.alternative", content(body=picture(alternative=" ")), content(body=picture(decorative=True))),
    ("picture.words", content(body=picture(alternative="图片1.jpg")), content(body=picture(alternative="开发区鸟瞰"))),
    ("fact.empty", content(body=[]), content()),
    ("fact.way", content(way="withheld"), content()),
    ("fact.document_number", content(document_number="津政发[2019]6号"), content(document_number="津政发〔2019〕6号")),
    ("fact.document_number", content(document_number="津政发〔2019〕06号"), content(document_number="国务院令第711号")),
    ("fact.document_number", content(document_number="6号"), content(document_number="2019年第3号")),
    ("fact.brackets", content("<p>依据津政发[2019]6号文</p>"), content("<p>依据津政发〔2019〕6号文</p>")),
    ("day.future", content(made_on="2026-11-25"), content(made_on="2026-11-24")),
    (
        "day.order",
        content(lapses_on="2019-01-01", effective_on="2019-02-01"),
        content(lapses_on="2020-01-01", effective_on="2019-02-01"),
    ),
    (
        "day.backwards",
        content(made_on="2019-02-01", effective_on="2019-01-01"),
        content(made_on="2019-02-01", effective_on="2019-02-01"),
    ),
    (
        "day.year",
        content(title="2018年工作要点", made_on="2020-03-01"),
        content(title="2019年工作总结", made_on="2020-01-10"),
    ),
    ("day.year", content(title="2018年部门预算", fiscal_year=2019), content(title="2019年部门预算", fiscal_year=2019)),
]


@pytest.mark.parametrize(("rule", "bad", "good"), TEXTS, ids=[f"{rule}-{n}" for n, (rule, *_) in enumerate(TEXTS)])
def test_a_rule_finds_what_it_is_for_and_lets_the_right_form_pass(
    rule: str, bad: Mapping[str, Any], good: Mapping[str, Any]
) -> None:
    assert rule in ids(bad)
    assert rule not in ids(good)


FILES = [
    ("personal.file", enclosure(HIT), enclosure(AUTHOR)),
    ("personal.many", enclosure(HIT, hits=300), enclosure(HIT)),
    ("file.hidden", enclosure(COMMENT), enclosure(AUTHOR)),
    ("file.properties", enclosure(AUTHOR), enclosure(COMMENT)),
    ("file.unreadable", enclosure(refusal="加了密码。"), enclosure()),
    ("file.unseen", enclosure(SCAN), enclosure()),
    ("file.title", enclosure(title="附件1.doc"), enclosure(title="2019年部门预算表.xlsx")),
]


@pytest.mark.parametrize(("rule", "bad", "good"), FILES, ids=[rule for rule, *_ in FILES])
def test_a_rule_of_files_finds_what_it_is_for_and_lets_the_right_form_pass(
    rule: str, bad: Enclosure, good: Enclosure
) -> None:
    assert rule in ids(GOOD, enclosures=(bad,))
    assert rule not in ids(GOOD, enclosures=(good,))


LINK = content(f'<p><a href="/p/{UID}/">看</a>和<a href="https://www.example.gov.cn/a">外站</a></p>')


def test_a_link_to_what_is_not_public_or_not_there_is_found_and_one_to_what_is_public_is_not() -> None:
    messages = {
        state: [one.message for one in found(LINK, live=live) if one.rule == "link.unpublished"]
        for state, live in {"live": {UID: True}, "withdrawn": {UID: False}, "never": {}}.items()
    }
    assert messages["live"] == []
    assert "尚未公开或已撤下" in messages["withdrawn"][0]
    assert "不存在" in messages["never"][0]


@pytest.mark.parametrize(("state", "is_found"), [("dead", True), ("alive", False), ("refused", False)])
def test_an_address_that_did_not_answer_is_found_with_its_day(state: str, is_found: bool) -> None:
    links = {"https://www.example.gov.cn/a": LinkState(state, "没有这个页面（404）", date(2026, 11, 2))}
    messages = [one.message for one in found(LINK, live={UID: True}, links=links) if one.rule == "link.dead"]
    assert bool(messages) is is_found
    assert all("2026年11月2日" in message and "404" in message for message in messages)


@pytest.mark.parametrize("kind", list(kinds.kinds()))
def test_art_20_a_kind_wants_its_facts_by_name(kind: str) -> None:
    missing = {one.place.id for one in found(content(), kind) if one.rule == "fact.missing"}
    assert missing == set(kinds.kinds()[kind].needs)
    full = content(**dict.fromkeys(kinds.kinds()[kind].needs, "2019-01-01"))
    assert not [one for one in found(full, kind) if one.rule == "fact.missing"]


def test_an_explanation_wants_its_policy() -> None:
    assert "fact.policy" in ids(content(), "explanation")
    assert "fact.policy" not in ids(content(explains=[{"policy": 1}]), "explanation")
    assert "fact.policy" not in ids(content(), "article")


def test_a_file_that_is_not_there_or_of_another_unit_must_be_replaced() -> None:
    lost = Place("field", "attachments", "附件1“表”")
    (finding,) = [one for one in found(GOOD, absent=(lost,)) if one.rule == "file.absent"]
    assert finding.severity == "stop"
    assert not finding.is_justifiable


def test_a_good_text_has_no_finding() -> None:
    assert found(GOOD) == []


def test_what_stops_is_listed_before_what_warns() -> None:
    severities = [one.severity for one in found(content(f"<p>开立帐户，手机{PHONE}，攻府</p>"))]
    assert severities == sorted(severities)
    assert set(severities) == {"stop", "warn"}


def test_a_finding_has_another_key_when_its_sentence_its_place_or_its_file_changes() -> None:
    def key(text: str, block: str = "one") -> str:
        body = [{"type": "paragraph", "value": f"<p>{text}</p>", "id": block}]
        (finding,) = [one for one in found(content(body=body)) if one.rule == "personal.text"]
        return finding.key

    same = key(f"第一句。联系人电话{PHONE}。第二句。")
    assert key(f"改了第一句。联系人电话{PHONE}。第二句。") == same
    assert key(f"第一句。违法人员电话{PHONE}。第二句。") != same
    assert key(f"第一句。联系人电话{PHONE}。第二句。", "two") != same
    keys = {
        one.key
        for sha in ("0" * 64, "1" * 64)
        for one in found(GOOD, enclosures=(enclosure(HIT, sha256=sha),))
        if one.rule == "personal.file"
    }
    assert len(keys) == 2


@pytest.mark.parametrize(
    ("title", "is_empty"),
    [("附件1.doc", True), ("附件", True), ("新建文档", True), ("IMG_0123.jpg", True), ("表2", True), ("扫描件", True),
     ("附件1：2019年部门预算表", False), ("部门预算表.xlsx", False), ("职能配置规定", False)],
)  # fmt: skip
def test_a_title_that_says_nothing_is_told_from_one_that_does(title: str, is_empty: bool) -> None:
    assert is_nameless(title) is is_empty


def test_every_rule_has_its_words_and_every_words_their_rule() -> None:
    assert set(rules()) == set(entries())


def test_each_message_is_a_whole_sentence() -> None:
    everything = [found(bad) for _rule, bad, _good in TEXTS] + [
        found(GOOD, enclosures=(bad,)) for _rule, bad, _good in FILES
    ]
    messages = [finding.message for one in everything for finding in one]
    assert len(messages) > 40
    assert all(message.endswith("。") and "{" not in message for message in messages)


def test_each_shipped_wording_says_where_that_is_written() -> None:
    assert len(shipped()) > 40
    assert all(wording.source and wording.wrong != wording.right for wording in shipped())
