"""Rule `prose.sum`: parts that are more than their whole, or fewer where the sentence claims to be complete."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.report.checking.messages import say
from gongkai.report.checking.prose.mentions import Mention
from gongkai.report.checking.prose.numbers import Figure, Number
from gongkai.report.checking.prose.text import Sentence
from gongkai.report.checking.registry import Outcome, Subject, rule
from gongkai.report.checking.words import apart, number
from gongkai.report.report import Place

# What opens a list of parts right after the whole; `all` where it claims that nothing is left out.
_OPENER = re.compile(
    r"^[，,]?(?:(?P<all>分别为|分别是|分别|均为|全部为|全部是|由)|(?P<some>其中|包括|主要为|主要包括|含)[，,：:]?|(?P<list>[：:])|(?P<bracket>[（(]))"
    r"(?P<label>[^，,；;。、（）()0-9]{1,26})$"
)
_OWN_PLACE = re.compile(r"^(?:的?申请)?中[，,]?(?P<label>[^，,；;。、（）()0-9]{1,26})$")
# What an opener can begin with, looked at before the long patterns (benchmarks/html_reading.py).
_OPENING = re.compile(r"[，,]?(?:其中|包括|主要|分别|均为|全部|由|含|[：:（(中]|的?申请中)")
_JOINT = re.compile(
    r"^(?:[（(]?[，,]?(?:占|占比)?[^，,；;。、（）()]{0,8}[0-9.]+\s*[%％][）)]?)?(?P<joint>[、，,；;]|和|及|以及)(?:和|及|以及)?"
    r"(?P<label>[^，,；;。、（）()0-9]{1,26})$"
)
# A label that compares, goes on to something else or begins another count is no part.
_NO_PART = re.compile(
    r"较|比|同比|(?<!新)增|减|上年|去年|以来|另|此外|其余|剩余|还有|全年|累计|^共|合计|总计|占|其中|由|从|上升|下降|均|含|同时|办结|答复|结转"
)
_FAMILIES = (
    re.compile(r"自然人|法人|企业|机构|组织|公民"),
    re.compile(r"当面|现场|窗口|信函|邮寄|邮件|书信|网络|网上|在线|平台|电子|传真|书面|口头|来信"),
    re.compile(r"公开|无法提供|不予处理|其他处理|掌握|结转|转下"),
    re.compile(r"维持|纠正|其他结果|审结|撤回"),
)
_LIST_UNITS = {"件次": "件", "宗": "件", "起": "件", "场次": "场", "条次": "条"}


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A whole and the parts that the sentence gives of it; `complete` if it claims that they are all."""

    sentence: Sentence
    whole: Figure
    parts: tuple[Figure, ...]
    labels: tuple[str, ...]
    complete: bool


@rule("prose.sum", "warning")
def prose_sum(subject: Subject, outcome: Outcome) -> None:
    """Parts are never more than their whole, and no fewer where all of them are given."""
    seen: set[tuple[int, int]] = set()
    for breakdown in [*_by_form(subject), *_by_words(subject)]:
        spot = (breakdown.sentence.number, breakdown.whole.start)
        if spot in seen or any(figure.rough for figure in (breakdown.whole, *breakdown.parts)):
            continue
        total: Number = sum(part.value for part in breakdown.parts)
        slack: Number = sum(figure.step for figure in (breakdown.whole, *breakdown.parts) if figure.step > 1)
        gap = total - breakdown.whole.value
        if gap > slack or (breakdown.complete and -gap > slack):
            seen.add(spot)
            _accuse(outcome, breakdown, total)


def _accuse(outcome: Outcome, breakdown: Breakdown, total: Number) -> None:
    whole = breakdown.whole.value
    key = "more" if total > whole else "fewer"
    message = say("prose.sum", key, text=breakdown.sentence.text, whole=number(whole), unit=breakdown.whole.unit,
                  parts="、".join(number(part.value) for part in breakdown.parts), sum=number(total),
                  gap=number(apart(total, whole)))  # fmt: skip
    outcome.found("prose.sum", "warning", (), (total, whole), message, place=Place(text=breakdown.sentence.text))


def _by_words(subject: Subject) -> list[Breakdown]:
    """Breakdowns by their wording: a whole, an opener, parts joined alike."""
    found = []
    for sentence in subject.narrative.sentences:
        figures = sentence.figures
        for at in range(len(figures) - 1):
            breakdown = _from(sentence, figures, at)
            if breakdown is not None:
                found.append(breakdown)
    return found


def _unit(figure: Figure) -> str:
    return _LIST_UNITS.get(figure.unit, figure.unit)


def _from(sentence: Sentence, figures: Sequence[Figure], at: int) -> Breakdown | None:
    text, whole = sentence.text, figures[at]
    between = text[whole.end : figures[at + 1].start]
    if not _OPENING.match(between):
        return None
    opener = _OPENER.match(between) or _OWN_PLACE.match(between)
    if opener is None or _NO_PART.search(opener["label"]) or _unit(figures[at + 1]) != _unit(whole):
        return None
    kinds = opener.groupdict()
    parts, labels = [figures[at + 1]], [opener["label"]]
    joint = None
    for figure in figures[at + 2 :]:
        match = _JOINT.match(text[parts[-1].end : figure.start])
        if match is None or _unit(figure) != _unit(whole) or _NO_PART.search(match["label"]):
            break
        mark = ";" if match["joint"] in "；;" else ","
        if joint is not None and mark != joint:
            break
        if mark == ";" and kinds.get("some") and not between.lstrip("，,").startswith(("其中：", "其中:")):
            break
        joint = mark
        parts.append(figure)
        labels.append(match["label"])
    families = {next((n for n, family in enumerate(_FAMILIES) if family.search(label)), None) for label in labels}
    if len(families - {None}) > 1:
        return None
    complete = bool(kinds.get("all")) and (len(parts) > 1 or kinds["all"] in ("均为", "全部为", "全部是"))
    complete = complete or _all_applicants(labels)
    return Breakdown(sentence, whole, tuple(parts), tuple(labels), complete)


def _all_applicants(labels: Sequence[str]) -> bool:
    return len(labels) == 2 and "自然人" in labels[0] and bool(re.search(r"法人(?:或|或者|和)其他组织", labels[1]))


def _by_form(subject: Subject) -> list[Breakdown]:
    """Breakdowns that are complete by the form: all outcomes of table three, all results or kinds of table four."""
    found = []
    paragraphs: dict[str, list[Mention]] = {}
    for mention in subject.mentions:
        if mention.figure is not None:
            paragraphs.setdefault(mention.sentence.paragraph, []).append(mention)
    for mentions in paragraphs.values():
        parts = [mention for mention in mentions if mention.what == "outcome"]
        wholes = [mention for mention in mentions if mention.what == "closed"]
        if len(wholes) == 1 and _all_outcomes(subject, parts):
            found.append(_breakdown(wholes[0], parts))
        disputes = [mention for mention in mentions if mention.what == "dispute"]
        found += [b for at, whole in enumerate(disputes) if (b := _results(subject, whole, disputes[at + 1 :]))]
    return found


def _breakdown(whole: Mention, parts: Sequence[Mention]) -> Breakdown:
    figures = tuple(part.figure for part in parts if part.figure is not None)
    assert whole.figure is not None
    return Breakdown(whole.sentence, whole.figure, figures, (), complete=True)


def _all_outcomes(subject: Subject, parts: Sequence[Mention]) -> bool:
    """True if the parts name every outcome of the form exactly once."""
    rows = [cell.split("/")[1] for part in parts for cell in part.choices[0]]
    table = subject.layout.forms["applications"].table("applications")
    return sorted(rows) == sorted(row.id for row in table.rows if row.codes)


def _results(subject: Subject, whole: Mention, after: Sequence[Mention]) -> Breakdown | None:
    """All four results of one dispute, or both kinds of litigation, in the same sentence as its total."""
    total = whole.choices[0]
    if not total[0].endswith("/total"):
        return None
    followers = []
    for mention in after:
        if mention.sentence is not whole.sentence:
            break
        followers.append(mention)
    if len(followers) < 2:
        return None
    rows = [cell.rpartition("/")[0] for cell in total]
    columns = [column.id for column in subject.layout.forms["remedies"].table("remedies").columns]
    results = {f"{row}/{column}" for row in rows for column in columns if column != "total"}
    seen: list[str] = []
    for count, mention in enumerate(followers, 1):
        seen += mention.choices[0]
        if count > 1 and len(seen) == len(set(seen)) and set(seen) in (results, set(total)):
            return _breakdown(whole, followers[:count])
    return None
