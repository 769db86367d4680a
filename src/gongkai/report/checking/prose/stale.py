"""Rule `prose.year`: another year's number left standing where the report speaks of its own."""

from __future__ import annotations

import re

from gongkai.report.checking.messages import say
from gongkai.report.checking.prose.text import Sentence
from gongkai.report.checking.registry import Outcome, Subject, rule
from gongkai.report.report import Place

# Titles and document numbers carry years of their own.
_QUOTED = re.compile(r"《[^》]*》|“[^”]*”|「[^」]*」|〔\d{4}〕|\[\d{4}\]|（\d{4}）|\(\d{4}\)")
_PERIOD = re.compile(
    r"(?P<from>(?:19|20)\d\d)年0?1月0?1日(?:起|以来)?(?:至|到|—|－|-|~|～|——|–)*(?P<to>(?:19|20)\d\d)?年?12月31日"
)
_STATISTICS = re.compile(r"统计|所列数据|数据期限|报告期|时限|期限")
_OPENS = re.compile(
    r"^(?:（?[一二三四五六七八九十]+[）、．.]|[(（]\d+[）)]|\d+[.．、])?(?:[^，,；;。0-9]{0,12}。)?\s*(?:截至|截止|至)?\s*"
    r"(?P<year>(?:19|20)\d\d)年(?:度|底|末|12月31日|12月底)?(?P<rest>.*)$"
)
_ANY_YEAR = re.compile(r"(?<![0-9])((?:19|20)\d\d)(?:年|-)")
# A year named for comparison, in retrospect or as the name of something.
_LOOKS_BACK = re.compile(
    r"较|相比|同比|对比|比上|增长|下降|以来|上年|去年|上一年|今年|本年|当年度|整改|改进情况|年报|年度报告|工作要点|提出的|指出的|存在的|印发|出台|修订|施行|实施"
    r"|成立|机构改革|改版|结转|部门预算|部门决算|预决算|年起|审议|任务|计划"
)
_LOOKS_AHEAD = re.compile(r"将|拟|计划|要|继续|下一步|力争|打算|争取|年初|已于|公布|发布|报送")
# In the section on problems: what is still to be done, dated in the year that is over.
_PLAN = re.compile(
    r"(?:为了?进一步|下一步|今后|下一阶段)[^。]{0,40}?(?P<year>(?:19|20)\d\d)年度?[，,]?(?:我|本|全)[市县区省镇乡局委办街院厅单机]"
)
_DONE = re.compile(r"了|已|共|取得|完成|得到|今年|本年")
_AFTER_YEAR = re.compile(r"^[，,]|^(?:全年)?(?:我|本|全[市县区省镇乡州旗街]|共|累计|全年|主动|通过|收到|未|无)")


@rule("prose.year", "warning")
def prose_year(subject: Subject, outcome: Outcome) -> None:
    """The period of the statistics and the year of a sentence about this body's work are the report's own."""
    year = subject.report.year
    sentences = subject.narrative.sentences
    if year is None:
        dated = any(_ANY_YEAR.search(sentence.text) for sentence in sentences)
        if dated:
            outcome.open("prose.year", (), say("prose.year", "no_year"))
        return
    for sentence in sentences:
        if "年" not in sentence.text:
            continue
        found = _period(sentence, year) or _opening(sentence, year) or _plan(sentence, year)
        if found is not None:
            key, wrong = found
            message = say("prose.year", key, text=sentence.text, wrong=wrong, year=year, next=year + 1)
            outcome.found("prose.year", "warning", (), (wrong, year), message, place=Place(text=sentence.text))


def _period(sentence: Sentence, year: int) -> tuple[str, int] | None:
    """统计期限自2022年1月1日起至2022年12月31日止, in a report on another year."""
    if not _STATISTICS.search(sentence.text):
        return None
    match = _PERIOD.search(sentence.text)
    if match is None:
        return None
    years = [int(match["from"]), int(match["to"] or match["from"])]
    wrong = next((found for found in years if found != year), None)
    return None if wrong is None else ("period", wrong)


def _opening(sentence: Sentence, year: int) -> tuple[str, int] | None:
    """2022年，我局…… in a paragraph that nowhere names the report's own year."""
    match = _OPENS.match(sentence.text)
    if match is None or int(match["year"]) == year or not _AFTER_YEAR.match(match["rest"]):
        return None
    paragraph = _QUOTED.sub("", sentence.paragraph)
    if str(year) in paragraph or _LOOKS_BACK.search(paragraph):
        return None
    wrong = int(match["year"])
    if wrong > year and (wrong != year + 1 or _LOOKS_AHEAD.search(paragraph) or not sentence.figures):
        return None
    return "opening", wrong


def _plan(sentence: Sentence, year: int) -> tuple[str, int] | None:
    """下一步，2023年我局将…… in the report on 2023: last year's plan copied with its year."""
    match = _PLAN.search(sentence.text) if sentence.section == "problems" else None
    if match is None or int(match["year"]) > year or _DONE.search(sentence.text):
        return None
    return "plan", int(match["year"])
