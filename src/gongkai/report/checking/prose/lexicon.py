"""The words that say which cell a figure of the text is: labels from the form, and the ways officers write them.

Every pattern is anchored at the end of what stands before the figure; where a sentence goes another way it is left
alone, for a false accusation is worse than a fault not seen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from gongkai.report.checking.words import short
from gongkai.report.form import Group, Row, editions

#: An application for information, as it is named; what stands before it must not narrow it (网上申请, 低保申请).
APPLICATION = (
    r"(?:(?:公民|群众|申请人|社会公众|公众|社会各界|各类申请人|各类|有关|新的|的|公民、法人(?:和|或|或者)其他组织)?"
    r"(?:提出|提交|递交|申请)?的?)?"
    r"(?:依申请公开(?:政府|政务)?(?:信息)?的?(?:申请|事项|案件|办件|件)?|依申请(?:政府|政务)?信息公开(?:申请)?"
    r"|(?:政府|政务)?信息(?:依申请)?公开的?申请(?:案件|事项|件|表)?|公开申请(?:案件|事项|件)?"
    r"|申请公开的?(?:政府)?信息(?:的申请)?(?:案件|事项)?)"
)
BARE = r"(?:(?:有效)?申请(?:案件|事项|件)?)"
_FILL = r"(?:的|共|共计|合计|总计|计|为|有|了|达|到|达到|是|数量?|总[数量]|共有|：|:|\s)*$"
_RECEIVE = r"(?:(?:新增?)?(?:收到|受理|(?<!直)接到|(?<!直)接收|收取|收)(?:并(?:受理|办理))?(?:了|到)?(?:的)?|受理)"
_HANDLE = r"(?:(?:收到和|受理并|收到并|共)?(?:办理|处理|收办|承办)(?:了|的)?)"
_CLOSE = (
    r"(?:(?:依法|按期|按时|及时|予以|已|作出)?"
    r"(?:办结|答复|回复|办复|办理完毕|办理答复|办理回复|予以答复)(?:了|的)?)"
)


@dataclass(frozen=True, slots=True)
class Way:
    """
    One way to name something before its figure: `pattern` must match up to the figure; `what` it then is.

    `word` stands in every match: looking for it first spares most searches (benchmarks/html_reading.py).
    """

    what: str
    word: str
    pattern: re.Pattern[str]


def kind_of(match: re.Match[str]) -> str:
    """Which kind of total a match of one of the patterns of totals is."""
    found = next(name for name, value in match.groupdict().items() if value and name != "hit")
    return found.rpartition("_")[2]


def _label(table: str, row: str) -> str:
    """A row's label as any edition prints it, as a pattern."""
    rows = (
        entry for e in editions().values() for t in e.tables if t.id == table for entry in t.rows if entry.id == row
    )
    return "(?:" + "|".join(dict.fromkeys(re.escape(entry.label) for entry in rows)) + ")"


#: How a lawsuit came to court, as table four heads it: without a reconsideration before, or after one.
DIRECT = _label("remedies", "litigation.direct")
AFTER_RECONSIDERATION = _label("remedies", "litigation.after_reconsideration")


def _way(what: str, *patterns: str, word: str) -> list[Way]:
    return [Way(what, word, re.compile(rf"(?P<hit>{pattern}){_FILL}")) for pattern in patterns]


# The groups are the kinds of totals: `kind_of` reads them.
_VERB = (
    r"(?:(?P<new>新收(?:到)?)"
    rf"|(?P<handled>收到和处理|收到并办理|{_HANDLE})|(?P<received>{_RECEIVE})|(?P<closed>{_CLOSE}))"
)
_VERB_AFTER = _VERB.replace("(?P<", "(?P<after_")
#: With a full name of the application before or after the verb; then with 申请 alone or nothing, for a paragraph
#: that is known to be about applications. A figure right after the verb is never what is merely 办理 or 处理.
NAMED = re.compile(rf"(?P<hit>{_VERB}{APPLICATION}|{APPLICATION}(?:共|累计|已)?{_VERB_AFTER}){_FILL}")
TOPICAL = re.compile(
    rf"(?P<hit>{_VERB}{BARE}|{BARE}{_VERB_AFTER}|(?!{_HANDLE}{_FILL}){_VERB.replace('(?P<', '(?P<bare_')}){_FILL}"
)
CARRIED_OUT = re.compile(
    rf"(?P<hit>结转(?:至|到)?下一?年度?(?:继续)?(?:办理|答复|处理)?|转下一?年度?(?:继续)?(?:办理|答复)){_FILL}"
)
_CARRIED = r"(?:的)?(?:[^，。；、（）0-9]{0,12}申请(?:案件|事项|件)?)?"
CARRIED_IN = re.compile(
    rf"(?P<hit>(?:上一?年度?|去年|上年末)(?:度)?(?:的)?(?:遗留|结转){_CARRIED}(?:办理|答复|数量?)?){_FILL}"
)
#: Without one of these no total of applications is meant.
VERB = re.compile(r"收|受理|接到|办|答复|回复|处理|转|遗留")
#: After the figure: 103件顺延到下年度答复, 35件结转至2023年办理; 26件政府信息公开申请.
GOES_ON = re.compile(
    r"^(?:政府信息公开)?(?:申请)?(?:正在办理，?)?(?:按规定|依法|按照《条例》|将|已|需)?(?:顺延|结转|延续|转)(?:至|到|入)?"
    r"(?:下一?年度?|次年|(?P<year>20\d\d)年度?)(?P<on>继续|办理|答复|处理)?"
)
OUT_TO_YEAR = re.compile(rf"(?:顺延|结转|转)(?:至|到|入)(?P<year>20\d\d)年度?(?:继续)?(?:办理|答复|处理)?{_FILL}")
IN_FROM_YEAR = re.compile(rf"(?P<year>20\d\d)年度?(?:的)?结转{_CARRIED}{_FILL}")
#: Carried over to or from a year that is named, and how far that year is from the report's.
BY_YEAR = ((OUT_TO_YEAR, "carried_out", 1), (IN_FROM_YEAR, "carried_in", -1))
AFTER = re.compile(rf"^(?:的)?(?:{APPLICATION})(?=$|[，。；、,;（(])")
VERB_BEFORE = re.compile(rf"(?P<hit>{_VERB})(?:共|了|\s)*$")
ABOUT_APPLICATIONS = re.compile(r"依申请|信息公开申请|公开申请|申请公开|信息依申请公开")

#: 未收到政府信息公开申请: nothing at all came in.
NONE_RECEIVED = re.compile(
    rf"(?P<hit>(?:未|没有|未曾|尚未|无)(?:收到|接到|受理|新收到?|产生|发生)?(?:过|到|任何|关于|有关|一件)*{APPLICATION}"
    r"(?:的?(?:申请|事项|情况|案件|业务))*)(?=$|[，。；、,;（(])"
)
#: 未发生行政复议、行政诉讼: no dispute at all. Not 未发生被复议纠错.
NO_DISPUTE = re.compile(
    r"(?P<hit>(?:未|没有|未曾|无)(?:发生|产生|收到|出现|引发|引起)?(?:过|任何|有)*"
    r"(?:(?:因|涉及|关于)?[^，。；、]{0,18}?(?:公开|公开工作|公开申请)(?:工作)?(?:而)?(?:引起|引发|产生|导致|发生|被|提起|方面|类)*的?)?"
    r"(?:被?(?:申请|提起))?(?P<first>行政复议|行政诉讼)(?:案件|申请)?"
    r"(?:(?:[、和及或,，]|以及|或者|也?未发生|被?提起)*(?P<second>行政诉讼|行政复议|诉讼)(?:案件)?)?"
    r"(?:的?(?:情况|情形|事件|问题|案件|发生))*)(?=$|[，。；,;])"
)

#: A dispute over information: the word before the figure.
DISPUTE = re.compile(
    r"(?P<kind>(?:行政)?复议|(?:行政)?诉讼|(?:未经复议)?直接起诉|复议后(?:再)?(?:起诉|提起诉讼))"
    rf"(?:申请|案件|类案件|案|情况)?{_FILL}"
)
DISPUTE_NOT = re.compile(
    r"审结|办结|结案|办理|代理|新增|新收|减少|增加|上升|下降|听证|应诉|出庭|参加|参与|败诉|胜诉|撤诉|撤回|纠错|法院|答复|同比"
    r"|含|上年|去年|协助|指导"
)
DISPUTE_ABOUT = re.compile(r"公开")
DISPUTE_RESULT = re.compile(
    r"(?:^|[，、；：:（(]|其中|行政机关|予以|被|结果(?:为)?|决定)(?:复议|诉讼|裁判|判决)?(?:的)?(?:结果)?"
    r"(?P<result>维持|纠正|其他结果|其他|尚未审结|未审结|尚在审理)(?:的)?" + _FILL
)

#: Who applied. 法人或其他组织 is the head over the other five columns of table three.
APPLICANTS = re.compile(
    r"(?:^|[，、；：:（(]|其中|由|包括|分别为|分别是|收到|均为|为|是|来自)(?P<who>自然人|法人(?:或|或者|和|及)其他组织)"
    r"(?:提出|提交)?(?:的)?(?:申请)?" + _FILL
)

#: Facts of table two.
_DO = r"(?:制发|制定|出台|印发|新制发|新制定|制作|发布|制定出台|制定印发|制定发布|颁布)"
_RULES = r"(?:部门|市政府|政府)?规章"
_NORMS = r"(?:行政)?规范性文件"
FACTS = [
    *_way("documents/normative/made", rf"{_DO}(?:了)?{_NORMS}", word="规范性文件"),
    *_way("documents/normative/repealed", rf"废止(?:了|和宣布失效|、宣布失效)?{_NORMS}", word="规范性文件"),
    *_way("documents/normative/in_force", rf"现行有效(?:的)?{_NORMS}", word="规范性文件"),
    *_way("documents/regulations/made", rf"{_DO.replace('|发布', '')}(?:了)?{_RULES}", word="规章"),
    *_way("documents/regulations/repealed", rf"废止(?:了)?{_RULES}", word="规章"),
    *_way("documents/regulations/in_force", rf"现行有效(?:的)?{_RULES}", word="规章"),
    *_way("licensing/licences/decisions",
          r"(?:作出|做出)(?:的)?行政许可(?:处理)?(?:决定)?", r"行政许可处理决定", word="行政许可"),
    *_way("enforcement/penalties/decisions",
          r"(?:作出|做出|下达|实施)(?:的)?行政处罚(?:处理)?(?:决定)?", r"行政处罚处理决定", word="行政处罚"),
    *_way("enforcement/coercion/decisions",
          r"(?:作出|做出|实施|采取)(?:的)?行政强制(?:措施)?(?:处理)?(?:决定)?", r"行政强制处理决定", word="行政强制"),
    *_way("fees/fees/amount", rf"(?:征收|收取|收缴)?{_label('fees', 'fees')}(?:总)?(?:金额|收入|额)?", word="收费"),
    *_way("procurement/procurement/projects", r"政府集中采购(?:的)?项目", word="采购"),
    *_way("procurement/procurement/amount",
          r"(?:政府)?集中采购(?:项目)?(?:的)?(?:总)?(?:金额|额)", r"采购总金额", word="采购"),
]  # fmt: skip
FACT_WORDS = re.compile("|".join(dict.fromkeys(way.word for way in FACTS)))
#: In the same sentence these make the plain reading unsure: a part, a change, what others made, what is revised.
FACTS_NOT = re.compile(
    r"清理|修订|修改|修正|归集|公示|减免|停征|取消|拟|计划|历年|累计|备案|审核|审查|起草|征求|涉及|代为|集中公开"
)
#: 废止3件 after 制发规范性文件5件: the noun is carried on.
CARRIED_ON = re.compile(r"(?:^|[，、；,])(?P<verb>废止|现行有效)(?:的)?" + _FILL)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The outcomes of table three in one edition: what each phrase covers, and how to find one before a figure."""

    rows: dict[str, tuple[str, ...]]
    pattern: re.Pattern[str]
    all_rows: tuple[str, ...]
    ends: tuple[str, ...]

    def may_end(self, before: str) -> bool:
        """True if a phrase can stand at the end of *before*; spares the long pattern where none does."""
        return before.rstrip(_FILL_CHARACTERS).endswith(self.ends)


_FILL_CHARACTERS = "的共计为有了达到是数量总：: "
_TAIL_WORDS = ("类", "申请", "答复", "决定", "告知", "处理", "情形", "等", "）", ")")
_BOTH = r"予以公开(?:及|和|与|以及|、|或|或者|（含|\(含)部分公开[）)]?"
_LEAD = (
    r"(?:^|[，、；：:（(,;]|其中|依法|作出|做出|属于|属|原因|等|分别(?:为|是)?|结果(?:为|是)?|中|申请|均为|为|共|经审查|答复|是|对"
    r"|有|和|及|与|决定|告知|直接|涉及|全年|本年度?|今年|年内)\s*"
)
_TAIL = r"(?:类|的?申请|答复|决定|告知|处理|情形|的|等)*"


@lru_cache(maxsize=8)
def outcomes_of(edition_id: str) -> Outcomes:
    """The phrases for outcomes out of the form's labels; a label that means two things (其他) is left out."""
    table = editions()[edition_id].table("applications")
    phrases: dict[str, tuple[str, ...]] = {}

    def enter(node: Row | Group) -> None:
        rows = tuple(row.id for row in (node.rows() if isinstance(node, Group) else (node,)) if row.codes)
        labels = (node.label, *node.variants) if isinstance(node, Row) else (node.label,)
        for label in labels:
            if rows:
                phrases.setdefault(short(label).strip("…"), rows)
                phrases.setdefault(label, rows)
        for child in node.children if isinstance(node, Group) else ():
            enter(child)

    (results,) = (node for node in table.tree if isinstance(node, Group))
    for child in results.children:
        enter(child)
    words = {phrase: rows for phrase, rows in phrases.items() if phrase != table.column("other").label}
    granted, partly = (row.id for row in results.rows() if row.id in ("granted", "partly_granted"))
    longest = sorted(words, key=len, reverse=True)
    pattern = re.compile(rf"{_LEAD}(?:(?P<both>{_BOTH})|(?P<one>{'|'.join(map(re.escape, longest))})){_TAIL}{_FILL}")
    words[""] = (granted, partly)
    return Outcomes(words, pattern, tuple(row.id for row in table.rows if row.codes),
                    (*longest, *_TAIL_WORDS))  # fmt: skip
