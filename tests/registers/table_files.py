"""Files of registers in few words: what the tests of the tables read."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from registered_zone import CODE

import django_site  # noqa: F401  sets Django up before the models are imported
from gongkai.registers.tables import registers
from gongkai.registers.tables.reading import Table, look

Rows = list[list[Any]]
#: The headings of a file of penalties, and a row that is complete.
HEADINGS = [
    "行政相对人名称", "行政相对人类别", "统一社会信用代码", "行政处罚决定文书号", "违法行为类型", "违法事实",
    "处罚依据", "处罚类别", "处罚内容", "罚款金额（万元）", "处罚决定日期",
]  # fmt: skip


def penalty(number: int = 1, **cells: Any) -> list[Any]:
    """A row of such a file; *cells* replace what stands under a heading, named by its field."""
    values = {
        "party_name": "天津某某商贸有限公司", "party_kind": "法人及非法人组织", "party_code": CODE,
        "document_number": f"津西罚〔2026〕{number}号",
        "offence": "未按规定公示信息", "facts": "经营场所未悬挂营业执照",
        "grounds": "《市场主体登记管理条例》第四十八条", "sub_kind": "罚款", "content": "罚款500元", "fine": "0.05",
        "decided_on": "2026-11-02",
    }  # fmt: skip
    return list((values | cells).values())


def as_csv(rows: Rows) -> bytes:
    """A CSV."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Rows) -> bytes:
    """A workbook."""
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def as_pasted(rows: Rows) -> str:
    """What a spreadsheet puts into the clipboard."""
    return "\n".join("\t".join(map(str, row)) for row in rows)


def table_of(folder: Path, rows: Rows, register: str = "decisions-penalties", name: str = "处罚.csv") -> Table:
    """A file, looked at."""
    path = folder / name
    path.write_bytes(as_xlsx(rows) if name.endswith(".xlsx") else as_csv(rows))
    return look(path, name, registers()[register])
