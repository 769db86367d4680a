"""Declarations are checked when the site starts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from counted_units import BY_CLASS, CLASSES, columns, opened
from django.apps import apps
from django.db.models import FloatField
from django.db.models.functions import Cast, Now

from gongkai.channels import figures as of_channels
from gongkai.figures import By, Flow, Listed, Misdeclared, Period, Ratio, Registry, Text, registry
from gongkai.figures.declarations import named
from gongkai.publications import figures as of_publications


def declared(*declarations: Any) -> Registry:
    made = Registry()
    made.register("test", declarations)
    return made


def test_each_app_hands_its_declarations_over_when_it_is_ready() -> None:
    names = [named(declaration) for declaration in registry.declared]
    wanted = [named(declaration) for app in (of_channels, of_publications) for declaration in app.declared()]
    assert set(names) >= set(wanted)
    with pytest.raises(Misdeclared, match="twice"):
        apps.get_app_config("gk_channels").ready()


@pytest.mark.parametrize(
    "cell",
    [
        ("documents", "normative", "issued"),
        ("documents", "normative", "made"),
        ("applications", "received", By("kind")),
        ("applications", By("kind"), "person"),
        ("applications", "other", "person"),
        ("applications", "other.unpaid", "person"),
        Text("website.any_name", "任何", "个", "试验"),
    ],
)
def test_a_cell_of_any_edition_can_be_declared_and_so_can_a_figure_of_the_text(cell: Any) -> None:
    assert len(declared(opened(cell=cell)).declared) == 1


@pytest.mark.parametrize(
    "cell",
    [
        ("documents", "normative", "received"),
        ("documents", "unheard", "issued"),
        ("applications", "received", "nobody"),
        ("procurements", By("kind"), "amount"),
        ("documents", "normative"),
        ("applications", "received", ""),
        Text("items", "无名", "个", "试验"),
        Text("website/items", "无名", "个", "试验"),
        Text("website.items", "坏键", "个", "试验", By("kind", {"a/b": "甲"})),
        Text("website.items", "坏键", "个", "试验", By("kind", {"": "甲"})),
    ],
)
def test_a_cell_that_no_edition_knows_is_refused(cell: Any) -> None:
    with pytest.raises(Misdeclared):
        declared(opened(cell=cell))


def with_float(period: Period) -> Any:
    return columns(period).annotate(much=Cast("position", FloatField()))


def with_moment(period: Period) -> Any:
    return columns(period).annotate(moment=Now())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"on": "opened"}, "opened"),
        ({"unit": "website__owner"}, "owner"),
        ({"amount": "weight"}, "weight"),
        ({"cell": Text("test.it", "数", "个", "试验", By("colour"))}, "colour"),
        ({"listed": Listed(str, str, str, ("site",))}, "site"),
        ({"records": with_float, "amount": "much"}, "never a float"),
        ({"records": with_moment, "on": "moment"}, "DateField"),
    ],
)
def test_a_field_that_cannot_be_counted_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(Misdeclared, match=words):
        declared(opened(**changes))


def test_two_declarations_of_one_figure_of_the_text_tell_it_in_the_same_words() -> None:
    other = Text("test.opened", "另一种说法", "个", "试验", BY_CLASS)
    with pytest.raises(Misdeclared, match="other words"):
        declared(opened(), opened(cell=other))
    with pytest.raises(Misdeclared, match="other words"):
        declared(opened(), opened(cell=Text("test.opened", "新开栏目", "个", "试验")))
    same_keys = Text("test.opened", "新开栏目", "个", "试验", By("website__code", CLASSES))
    assert len(declared(opened(), opened(cell=same_keys)).declared) == 2


def test_a_ratio_is_of_two_figures_that_are_told_apart_alike() -> None:
    cell = Text("test.ratio", "比", "", "试验", BY_CLASS)
    good = Ratio(cell=cell, part="test.opened", whole="test.kept")
    assert len(declared(opened(), opened("test.kept"), good).declared) == 3
    with pytest.raises(Misdeclared, match=r"nobody declares text/test\.kept"):
        declared(opened(), good)
    with pytest.raises(Misdeclared, match="told apart"):
        declared(opened(), opened(cell=Text("test.kept", "数", "个", "试验")), good)
    with pytest.raises(Misdeclared, match="cannot be added to"):
        declared(opened(), opened("test.kept"), good, opened("test.ratio"))


def test_a_period_never_ends_before_it_begins() -> None:
    assert Period.of_year(2020).days == 366
    assert Period(date(2019, 3, 1), date(2019, 3, 1)).days == 1
    with pytest.raises(ValueError, match="2019-03-02"):
        Period(date(2019, 3, 2), date(2019, 3, 1))


def test_a_declaration_says_itself_in_one_line() -> None:
    flow = opened(cell=("applications", "received", By("kind")))
    assert isinstance(flow, Flow)
    assert named(flow) == "applications/received/{kind}"
