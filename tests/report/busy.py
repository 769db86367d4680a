"""Made-up reports in which every equation of the form holds, for tests of reading, checking and writing.

`busy_report(seed, edition)` gives the same report for the same arguments. Most of its cells are not zero and its
sentences agree with its tables. All bodies are invented.
"""

from __future__ import annotations

import random
from decimal import Decimal

from hypothesis import strategies as st

from gongkai.report.form import Edition, Table, editions
from gongkai.report.report import Report, Section, Value, plain

#: Invented bodies; only a city's government makes regulations.
CITY = "青岚市人民政府"
BODIES = (CITY, "云溪县人民政府", "青岚市发展和改革局", "云溪县临岚镇人民政府", "青岚高新技术开发区管理委员会")


def busy_report(seed: int, edition: str = "2021", *, previous: Report | None = None) -> Report:
    """
    A report with consistent tables and sentences; with *previous*, of the same body one year later.

    The equations between years hold against *previous* too, also where it is in the older edition.
    """
    rng = random.Random(f"{seed}/{edition}")
    form = editions()[edition]
    if previous is not None and previous.year is not None:
        agency, year = previous.agency, previous.year + 1
    else:
        agency, year = rng.choice(BODIES), rng.randint(form.from_year, form.until_year or 2025)
    before = previous.cells if previous else {}
    cells: dict[str, Value] = {}
    for table in form.tables:
        if table.id == "applications":
            _applications(cells, table, rng, before)
        elif table.id == "remedies":
            _remedies(cells, table, rng)
        elif table.id == "documents":
            _documents(cells, table, rng, before, makes_regulations=agency == CITY)
        else:
            _facts(cells, table, rng, before)
    report = Report(edition=edition, agency=agency, year=year, title=form.title.format(agency=agency, year=year))
    report.cells = {cell: cells[cell] for cell in form.cells}
    report.sections = _sections(report, form, rng)
    return report


def _whole(value: Value) -> int:
    return int(value) if value is not None else 0


def _few(rng: random.Random, most: int) -> int:
    """Mostly small numbers, sometimes none, now and then a large one, as in real columns."""
    kind = rng.random()
    if kind < 0.15:
        return 0
    return rng.randint(1, 9) if kind < 0.6 else rng.randint(1, most)


def _applications(cells: dict[str, Value], table: Table, rng: random.Random, before: dict[str, Value]) -> None:
    kinds = [column.id for column in table.columns if column.id != "total"]
    for number, kind in enumerate(kinds):
        most = (400, 60, 12, 12, 40, 20)[number]
        carried_in = before.get(f"applications/carried_out/{kind}")
        came = _whole(carried_in) if carried_in is not None else _few(rng, most // 4 + 1)
        closed = 0
        for row in table.rows:
            if row.codes:
                cells[f"applications/{row.id}/{kind}"] = count = _few(rng, most)
                closed += count
        carried_out = _few(rng, most // 4 + 1) + max(0, came - closed)
        cells[f"applications/closed/{kind}"] = closed
        cells[f"applications/carried_in/{kind}"] = came
        cells[f"applications/carried_out/{kind}"] = carried_out
        cells[f"applications/received/{kind}"] = closed + carried_out - came
    for row in table.rows:
        cells[f"applications/{row.id}/total"] = sum(_whole(cells[f"applications/{row.id}/{kind}"]) for kind in kinds)


def _remedies(cells: dict[str, Value], table: Table, rng: random.Random) -> None:
    for row in table.rows:
        parts = {column.id: rng.choice((0, rng.randint(1, 30))) for column in table.columns if column.id != "total"}
        for column, value in parts.items():
            cells[f"remedies/{row.id}/{column}"] = value
        cells[f"remedies/{row.id}/total"] = sum(parts.values())


def _documents(
    cells: dict[str, Value], table: Table, rng: random.Random, before: dict[str, Value], *, makes_regulations: bool
) -> None:
    columns = [column.id for column in table.columns]
    for row in table.rows:
        none = row.id == "regulations" and not makes_regulations
        first = 0 if none else rng.randint(0, 60)
        if "in_force" in columns:
            earlier = before.get(f"documents/{row.id}/in_force")
            held = _whole(earlier) if earlier is not None else (0 if none else rng.randint(20, 400))
            second = 0 if none else rng.randint(0, held)
            values = (first, second, held + first - second)
        else:
            disclosed = 0 if none else rng.randint(0, 60)
            values = (first, disclosed, disclosed + (0 if none else rng.randint(0, 300)))
        for column, value in zip(columns, values, strict=True):
            cells[f"documents/{row.id}/{column}"] = value


def _facts(cells: dict[str, Value], table: Table, rng: random.Random, before: dict[str, Value]) -> None:
    """The blocks of table two that have no sums: numbers of matters, decisions, fees, purchases."""
    for row in table.rows:
        stem = f"{table.id}/{row.id}"
        for column in table.columns:
            value: Value
            if column.money:
                value = Decimal(rng.randint(1, 9_999_999)).scaleb(-rng.choice((0, 1, 2)))
                value = int(value) if value == value.to_integral_value() else value
            elif column.id == "previous" and before.get(f"{stem}/previous") is not None:
                value = _whole(before[f"{stem}/previous"]) + _whole(before.get(f"{stem}/change"))
            elif column.signed:
                held = _whole(cells[f"{stem}/previous"])
                value = rng.randint(-min(held, 20), 20)
            else:
                value = rng.randint(0, 20_000) if column.id == "decisions" else rng.randint(0, 400)
            cells[f"{stem}/{column.id}"] = value


# --- sentences -----------------------------------------------------------------------------------------


def _sections(report: Report, form: Edition, rng: random.Random) -> list[Section]:
    texts = {
        "overview": _overview(report, rng), "proactive": "", "applications": "", "remedies": "",
        "problems": _problems(rng), "other": _other(report, rng),
    }  # fmt: skip
    if rng.random() < 0.4:
        texts["applications"] = _applications_text(report)
    if rng.random() < 0.4:
        texts["remedies"] = _remedies_text(report)
    return [Section(s.number, s.key, s.heading, texts[s.key]) for s in form.sections]


def _number(report: Report, cell: str) -> str:
    value = report.cells[cell]
    return plain(value) if value is not None else ""


def _overview(report: Report, rng: random.Random) -> str:
    year = report.year
    news, policy = rng.randint(200, 900), rng.randint(20, 180)
    more = rng.randint(0, 40)
    visits = Decimal(rng.randint(101, 9999)).scaleb(-2)
    lines = [
        f"{year}年，{report.agency}对照条例要求，把公开贯穿决策、执行、管理、服务、结果各环节，各项任务按期完成。",
        f"（一）主动公开。门户网站全年发布信息{news + policy + more}条，其中政务动态{news}条、政策文件{policy}条；"
        f"网站全年访问量{plain(visits)}万次。",
        f"（二）依申请公开。{_applications_text(report)}",
        rng.choice((
            "（三）政府信息管理。建立文件公开属性源头认定机制，定期开展历史文件清理，做到底数清、状态明。",
            "（三）政府信息管理。公文起草时同步注明公开属性，不予公开的逐件说明理由，由办公室统一把关。",
        )),
        rng.choice((
            "（四）平台建设。优化专栏布局，完成适老化与无障碍改造，检索更方便。",
            "（四）平台建设。政务新媒体与网站同步更新，栏目按“谁主管、谁负责”逐一落实到人。",
        )),
        f"（五）监督保障。全年组织业务培训{rng.randint(1, 6)}次，未发生因政府信息公开工作被追究责任的情形。",
    ]  # fmt: skip
    return "\n".join(lines)


def _applications_text(report: Report) -> str:
    return (
        f"全年新收政府信息公开申请{_number(report, 'applications/received/total')}件，"
        f"上年结转{_number(report, 'applications/carried_in/total')}件；"
        f"本年度办结{_number(report, 'applications/closed/total')}件，"
        f"结转下年度继续办理{_number(report, 'applications/carried_out/total')}件。"
    )


def _remedies_text(report: Report) -> str:
    suits = sum(
        _whole(report.cells[f"remedies/litigation.{kind}/total"]) for kind in ("direct", "after_reconsideration")
    )
    return (
        f"全年因政府信息公开被申请行政复议{_number(report, 'remedies/reconsideration/total')}件，"
        f"被提起行政诉讼{suits}件。"
    )


def _problems(rng: random.Random) -> str:
    problems = rng.sample(
        ("公开内容的深度还不够", "个别栏目更新不够及时", "政策解读的形式比较单一", "基层工作人员业务能力参差不齐"), 2
    )
    measures = rng.sample(
        ("加强业务培训，每季度通报一次情况", "细化公开目录，明确更新时限", "丰富图解、问答等解读形式"), 2
    )
    return f"存在的主要问题：一是{problems[0]}；二是{problems[1]}。\n下一步：一是{measures[0]}；二是{measures[1]}。"


def _other(report: Report, rng: random.Random) -> str:
    if rng.random() < 0.3:
        return "无其他需要报告的事项。"
    fee = rng.choice((0, rng.randint(1, 40) * 10))
    return f"依据《政府信息公开信息处理费管理办法》，{report.year}年收取信息处理费{fee}元。"


# --- reports with everything that a valid one may have ------------------------------------------------------

#: Sentences that could be taken for markup, formulas, numbering or rows of a table.
AWKWARD = (
    "=1+1的写法不是公式，+3件、-2件也不是。",
    "按照“<投资青岚>”栏目和A&B公告的要求办理，&lt;不是标记&gt;。",
    "项目A|B与C\\D合并，*号为重点，_下划线_与`代码`照印，$x$和[链接](地址)也照印。",
    "#公开标签由各单位自定。",
    "1.优化公开流程，明确责任分工。",
    "- 其他事项另行报告。",
    "全年阅读量31 .3万人次，阅读量新增81% ；平台运行平稳。",
    "负责人镕堃、喆翀、赟燊签字确认，〇号文件存档。",
    '#let x = 1，#panic("不执行")。',
)


def rough_report(seed: int, edition: str = "2021") -> Report:
    """A busy report with blanks, marks, cells not read, totals that do not add up, and awkward sentences."""
    report = busy_report(seed, edition)
    rng = random.Random(f"rough/{seed}/{edition}")
    for cell in rng.sample(list(report.cells), rng.randint(0, 30)):
        kind = rng.randrange(4)
        if kind == 0:
            report.cells[cell] = None
        elif kind == 1:
            report.cells[cell] = None
            report.marks[cell] = rng.choice(("/", "-", "—"))
        elif kind == 2:
            del report.cells[cell]
        else:
            report.cells[cell] = rng.choice((0, 7, 123456))
    places = rng.sample(range(len(report.sections)), 2)
    for place in places:
        section = report.sections[place]
        text = "\n".join(line for line in (section.text, *rng.sample(AWKWARD, rng.randint(0, 3))) if line)
        report.sections[place] = Section(section.number, section.key, section.heading, text)
    return report


def mixed_report(seed: int) -> Report:
    """Table two of 2021 over table three of 2019, as bodies print it in the first years of a new form."""
    report, older = busy_report(seed, "2021"), busy_report(seed, "2019")
    kept = {cell: value for cell, value in report.cells.items() if not cell.startswith("applications/")}
    report.cells = kept | {c: v for c, v in older.cells.items() if c.startswith("applications/")}
    report.tables = {"applications": "2019"}
    report.sections = [
        Section(s.number, s.key, s.heading, "" if s.key in ("overview", "applications") else s.text)
        for s in report.sections
    ]
    return report


# --- strategies ----------------------------------------------------------------------------------------


def reports(edition: str | None = None) -> st.SearchStrategy[Report]:
    """Busy reports of the edition, or of any: valid, with nothing blank and nothing in doubt."""
    which = st.just(edition) if edition else st.sampled_from(sorted(editions()))
    return st.builds(busy_report, st.integers(0, 2**32), which)


def rough_reports(edition: str | None = None) -> st.SearchStrategy[Report]:
    """Rough reports of the edition, or of any."""
    which = st.just(edition) if edition else st.sampled_from(sorted(editions()))
    return st.builds(rough_report, st.integers(0, 2**32), which)
