"""Masking by rules that are data."""

from __future__ import annotations

import pytest

from gongkai.privacy import Hit, Masking, find, kinds, mask
from gongkai.privacy.kind import BadKinds, read_kinds


@pytest.mark.parametrize(
    ("kind", "text", "masked"),
    [
        ("identity", "12011119850307003X", "120111********003X"),
        ("identity", "120111 19850307 003X", "120111********003X"),
        ("identity", "120111850307003", "120111*****7003"),
        ("mobile", "13800001234", "138****1234"),
        ("mobile", "138-0000-1234", "138****1234"),
        ("mobile", "+86 13800001234", "+86138****1234"),
        ("mobile", "１３８００００１２３４", "138****1234"),
        ("bank_card", "6222020200112233446", "***************3446"),
        ("name", "张三", "张某"),
        ("name", "张建国", "张某某"),
        ("name", "欧阳娜娜", "欧阳某某"),
        ("minor", "李梓涵", "某某某"),
        ("address", "天津市西青区李七庄街秀川家园5号楼2门301号", "天津市西青区李七庄街***"),
        ("address", "和平区南京北街45号2-3-1", "和平区南京北街***"),
        ("address", "某家园3号楼2单元501室", "***"),
        ("email", "zhangsan85@163.com", "z***@163.com"),
        ("email", "z@163.com", "***@163.com"),
        ("plate", "津A·12345", "津A***45"),
        ("passport", "E12345678", "E******78"),
        ("landline", "022-27391234", "022-******34"),
    ],
)
def test_each_kind_is_masked_by_the_practice(kind: str, text: str, masked: str) -> None:
    assert Masking.standard().masked(kind, text) == masked


def test_a_text_that_no_rule_fits_is_hidden_whole() -> None:
    assert Masking.standard().masked("mobile", "12345") == "*****"


def test_only_hits_are_masked() -> None:
    text = "申请人：张建国，办公电话022-27392345，手机13800001234。"
    assert mask(text) == "申请人：张某某，办公电话022-27392345，手机138****1234。"


def test_a_text_without_hits_stays() -> None:
    assert mask("本机关已予公开。") == "本机关已予公开。"
    assert mask("手机13800001234", []) == "手机13800001234"


def test_of_hits_that_overlap_nothing_is_left() -> None:
    hits = [Hit("name", 0, 3, "张建国", "", "likely"), Hit("name", 2, 5, "国强之", "", "likely")]
    assert mask("张建国强之子", hits) == "张某某强某子"[:3] + Masking.standard().masked("name", "强之") + "子"


def test_a_rule_can_be_changed_without_touching_the_others() -> None:
    hidden = Masking.standard().changed("identity", "^()$", "*")
    text = "身份证号12011119850307003X，手机13800001234"
    assert mask(text, masking=hidden) == f"身份证号{'*' * 18}，手机138****1234"
    assert mask(text).startswith("身份证号120111****")


@pytest.mark.parametrize(
    ("kind", "keep", "fill", "says"),
    [("nothing", "^$", "*", "没有这一种"), ("name", "(", "*", "正则"), ("name", "^$", "", "fill不能为空")],
)
def test_a_rule_that_cannot_work_is_refused(kind: str, keep: str, fill: str, says: str) -> None:
    with pytest.raises(BadKinds, match=says):
        Masking.standard().changed(kind, keep, fill)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[a", "TOML"), ("a = 1", "应是一张表"), ('[a]\nlabel = "甲"', "缺少keep"),
        ('[a]\ncolour = "red"', "不认识的键"), ("[a]\nlabel = 1", "类型不对"),
    ],
)  # fmt: skip
def test_a_file_of_kinds_is_checked_when_read(text: str, says: str) -> None:
    with pytest.raises(BadKinds, match=says):
        read_kinds(text, "own.toml")


def test_each_kind_names_its_source_and_reasons() -> None:
    for kind in kinds().values():
        assert kind.source.strip(), kind.key
        assert all(reason.endswith("。") for reason in kind.reasons.values()), kind.key


def test_every_hit_tells_why_in_a_whole_sentence() -> None:
    for hit in find("申请人：张建国，身份证号12011119850307003X，手机13800001234，津A12345"):
        assert hit.why.endswith("。")
        assert hit.to_data()["why"] == hit.why
