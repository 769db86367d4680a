"""What one nil return covers is a matter of the form."""

from __future__ import annotations

import pytest

from gongkai.report import editions


@pytest.mark.parametrize("edition", editions())
def test_every_cell_is_in_one_register(edition: str) -> None:
    form = editions()[edition]
    covered = [cell for register in form.registers for cell in register.cells]
    assert sorted(covered) == sorted(form.cells)


def test_a_nil_return_covers_a_row_of_table_two_and_the_whole_of_the_others() -> None:
    assert [register.id for register in editions()["2019"].registers] == [
        "documents/regulations", "documents/normative", "licensing/licences", "licensing/other_services",
        "enforcement/penalties", "enforcement/coercion", "fees/fees", "procurement/procurement",
        "applications", "remedies",
    ]  # fmt: skip
    assert [register.label for register in editions()["2021"].registers] == [
        "规章", "行政规范性文件", "行政许可", "行政处罚", "行政强制", "行政事业性收费",
        "收到和处理政府信息公开申请情况", "政府信息公开行政复议、行政诉讼情况",
    ]  # fmt: skip
