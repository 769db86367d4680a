"""Which report is last year's of which."""

from __future__ import annotations

from reports import a_report

from gongkai.report.checking import pair_years


def test_each_report_is_paired_with_the_same_bodys_report_on_the_year_before() -> None:
    reports = [
        a_report(2022, agency="甲县人民政府"),
        a_report(2021, agency="乙县人民政府"),
        a_report(2021, agency="甲县人民政府"),
    ]
    assert pair_years(reports) == [reports[2], None, None]


def test_names_may_differ_by_the_words_left_away_at_the_end() -> None:
    reports = [a_report(2020, agency="甲县 松林镇"), a_report(2021, agency="甲县松林镇人民政府")]
    assert pair_years(reports) == [None, reports[0]]


def test_a_gap_of_a_year_is_no_pair() -> None:
    assert pair_years([a_report(2019), a_report(2021)]) == [None, None]


def test_reports_without_name_or_year_are_paired_with_nothing() -> None:
    assert pair_years([a_report(2021, agency=""), a_report(2022, agency=""), a_report(None)]) == [None, None, None]


def test_codes_decide_before_names() -> None:
    old, new, other = (
        a_report(2021, agency="甲局"),
        a_report(2022, agency="甲局（原乙局）"),
        a_report(2021, agency="甲局（原乙局）"),
    )
    old.agency_code = new.agency_code = "11320000000"
    other.agency_code = "11320000999"
    assert pair_years([old, new, other])[1] is old
