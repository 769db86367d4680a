"""The text of a notice is taken apart into rows; what is read wrong would be worse than what is not read."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.law.arrangement import announced
from gongkai.law.notice_form import parse_notice
from gongkai.law.notice_text import rows_of_notice

#: As notices of the State Council's office are worded (国办发明电〔2024〕12号, shortened).
NOTICE = """各省、自治区、直辖市人民政府：
经国务院批准，现将2025年放假安排通知如下。
一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。
节假日期间，要妥善安排好值班和安全、保卫等工作，遇有重大突发事件，要按规定及时报告。
"""


def test_a_whole_notice_is_read_as_the_program_knows_it() -> None:
    rows = rows_of_notice(NOTICE)
    parsed = parse_notice(rows, year=2025, number="国办发明电〔2024〕12号", issued_on=date(2024, 11, 12))
    shipped = next(entry for entry in announced() if (entry.year, entry.kind) == (2025, "annual"))
    assert parsed.arrangement is not None
    assert parsed.remarks == ()

    def days(holidays: object) -> list[tuple[set[date], set[date]]]:
        return sorted((set(one.rest), set(one.work)) for one in holidays)  # type: ignore[attr-defined]

    assert days(parsed.arrangement.holidays) == days(shipped.holidays)


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。",
         {"name": "元旦", "first": "2022年12月31日", "last": "2023年1月2日", "work": ""}),
        ("一、元旦：1月1日放假，与周末连休。", {"name": "元旦", "first": "1月1日", "last": "", "work": ""}),
        ("二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。鼓励各单位安排职工在除夕（2月9日）休息。",
         {"name": "春节", "first": "2月10日", "last": "2月17日", "work": "2月4日、2月18日"}),
        ("七、国庆节:10月1日至7日放假调休,共7天。9月29日(星期日)、10月12日(星期六)上班。",
         {"name": "国庆节", "first": "10月1日", "last": "10月7日", "work": "9月29日、10月12日"}),
    ],
)  # fmt: skip
def test_the_ways_in_which_items_are_worded(text: str, row: dict[str, str]) -> None:
    assert rows_of_notice(text) == [row]


@pytest.mark.parametrize("text", ["", "没有日期的文字。", "1月1日放假。", "一、其他：另行通知。"])
def test_a_text_without_items_gives_no_rows(text: str) -> None:
    assert rows_of_notice(text) == []
