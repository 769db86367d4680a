"""Which cells a figure of the text speaks of: the sentence is read up to the figure, by topic, body and time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from gongkai.report.checking.layout import Layout
from gongkai.report.checking.prose import lexicon
from gongkai.report.checking.prose.lexicon import Outcomes, outcomes_of
from gongkai.report.checking.prose.numbers import Figure
from gongkai.report.checking.prose.subjects import NO_TIMES, Speaker, Times
from gongkai.report.checking.prose.text import Narrative, Sentence

Cells = tuple[str, ...]

_CASES = frozenset({"件", "宗", "件次", "份", "起", "例", "条", "人次", "个"})
_DECISIONS = frozenset({"件", "宗", "件次", "起", "例", "份", "项", "个", "部"})
_MONEY = frozenset({"元"})
_BREAK = re.compile(r"[，,；;（(：:]")
# 其中 before a total makes it a part of another total.
_PART = re.compile(r"其中[^，,；;]{0,12}$|(?:通过|经|以)[^，,；;]{1,14}$")


class Mention(NamedTuple):
    """
    A figure and what it can be: each of `choices` is a set of cells that add up to it.

    `what` groups mentions of the same thing; `figure` is None where the text says that there were none.
    """

    what: str
    sentence: Sentence
    figure: Figure | None
    choices: tuple[Cells, ...]
    start: int
    level: bool = False


@dataclass(slots=True)
class _State:
    """What the paragraph so far has been about."""

    topic: bool = False
    ours: bool = True
    total: bool = False
    dispute: str | None = None
    norm: str | None = None
    facts: bool = False
    times: Times = NO_TIMES


@dataclass(slots=True)
class Reader:
    """Finds the mentions in a report's text; made once for a report, for its form and its body."""

    layout: Layout
    speaker: Speaker
    outcomes: Outcomes = field(init=False)

    def __post_init__(self) -> None:
        self.outcomes = outcomes_of(self.layout.forms["applications"].id)

    def mentions(self, narrative: Narrative) -> Iterator[Mention]:
        """Every mention in the order of the text."""
        for paragraph in narrative.paragraphs:
            whole = paragraph[0].paragraph
            state = _State(topic=bool(lexicon.ABOUT_APPLICATIONS.search(whole[:40])))
            for sentence in paragraph:
                yield from self._sentence(sentence, state)

    def _sentence(self, sentence: Sentence, state: _State) -> Iterator[Mention]:
        text = sentence.text
        nothing = _NOT.search(text) and _NOTHING.search(text)
        worth = sentence.figures and _WORTH.search(text)
        state.topic = state.topic or _on_applications(sentence)
        if not nothing and not worth:
            return
        state.times = self.speaker.times_of(text)
        if nothing:
            yield from self._none(sentence, state)
        if not worth:
            return
        state.dispute, state.norm, state.total = None, None, False
        state.facts = lexicon.FACT_WORDS.search(text) is not None and not lexicon.FACTS_NOT.search(text)
        last = 0
        for figure in sentence.figures:
            before = text[: figure.start]
            mention = None
            if not figure.rough:
                mention = self._of(sentence, figure, before, last, state)
            last = figure.end
            if mention is not None:
                yield mention

    def _of(self, sentence: Sentence, figure: Figure, before: str, last: int, state: _State) -> Mention | None:
        if figure.unit in _CASES:
            phrase = self._outcome_phrase(figure, before, last)
            if phrase is not None:
                return self._outcome(sentence, figure, before, phrase, state)
            found = self._total(sentence, figure, before, last, state)
            if found is not None:
                return found if found.choices else None
            if state.topic or sentence.section == "applications":
                found = self._applicant(sentence, figure, before, state)
            found = found or self._dispute(sentence, figure, before, last, state)
            if found is not None:
                return found
            if not state.total and _SOME_APPLICATIONS.search(before):
                state.ours = False  # applications, but of whom or which is not clear: neither are their outcomes
        if state.facts and (figure.unit in _DECISIONS or figure.unit in _MONEY):
            return self._fact(sentence, figure, before, state)
        return None

    # --- totals of applications ---------------------------------------------------------------------------

    def _total(self, sentence: Sentence, figure: Figure, before: str, last: int, state: _State) -> Mention | None:
        """A total of table three, or a mention without choices where the figure is one of another body or year."""
        tail = sentence.text[figure.end :]
        what, start, narrow = self._total_words(before, tail, last, state)
        if what is None:
            return None
        if figure.unit in ("条", "人次", "个", "份") and what not in ("received", "new"):
            return None
        upto = before[:start]
        whose, when = self.speaker.whose(upto), state.times.at(len(before))
        if what in ("carried_in", "carried_out"):
            foreign = whose == "other" or not state.ours
        else:
            foreign = whose == "other" or when == "other" or narrow
            foreign = foreign or (whose == "unsaid" and not state.ours)
            if not narrow:
                state.ours = not foreign
                state.total = True
        choices = () if foreign else _sums(self.outcomes.all_rows)[what]
        return Mention(what, sentence, figure, choices, start, whose == "level")

    def _total_words(self, before: str, tail: str, last: int, state: _State) -> tuple[str | None, int, bool]:
        """What the words before (and after) the figure call it, where they begin, and whether they narrow it."""
        segment = before[last:]
        carried = self._carried_words(segment, before, tail, state)
        if carried is not None:
            return carried[0], last + carried[1], False
        if not lexicon.VERB.search(segment):
            return None, 0, False
        match = lexicon.NAMED.search(segment) or (lexicon.TOPICAL.search(segment) if state.topic else None)
        if match is None and lexicon.AFTER.match(tail):
            match = lexicon.VERB_BEFORE.search(segment)
        if match is None:
            return None, 0, False
        start = last + match.start("hit")
        narrow = _NARROWED.search(before[last:start]) or _PART.search(before[:start])
        return lexicon.kind_of(match), start, narrow is not None

    def _carried_words(self, segment: str, before: str, tail: str, state: _State) -> tuple[str | None, int] | None:
        """What is carried over and where its words begin; a kind of None if it is so between other years."""
        year = self.speaker.year
        onward = lexicon.GOES_ON.match(tail) if "转" in tail or "延" in tail else None
        if onward and (state.topic or onward["on"]) and onward["year"] in (None, str((year or 0) + 1)):
            return "carried_out", len(segment)
        if "转" not in segment and "延" not in segment and "遗留" not in segment:
            return None
        for pattern, what, offset in lexicon.BY_YEAR:
            match = pattern.search(segment)
            if match and (state.topic or "办理" in match[0] or "答复" in match[0]):
                return what if year is not None and int(match["year"]) == year + offset else None, match.start()
        for pattern, what in ((lexicon.CARRIED_OUT, "carried_out"), (lexicon.CARRIED_IN, "carried_in")):
            match = pattern.search(segment)
            if match:
                clearly = self._carried_clearly(match["hit"], before, state)
                return what if clearly else None, match.start("hit")
        return None

    def _carried_clearly(self, hit: str, before: str, state: _State) -> bool:
        """True if what is carried over are applications: they, or the form's own words, are named."""
        if "申请" in hit or "办理" in hit or "答复" in hit:
            return True
        return state.topic and not re.search(r"复议|诉讼", before)

    def _applicant(self, sentence: Sentence, figure: Figure, before: str, state: _State) -> Mention | None:
        match = lexicon.APPLICANTS.search(before) if "人" in before else None
        if match is None or not state.ours or state.times.at(len(before)) == "other":
            return None
        table = self.layout.forms["applications"].table("applications")
        person = match["who"] == table.columns[0].label
        columns = [column.id for column in table.columns if person == (column is table.columns[0])]
        kinds = [column for column in columns if column != "total"]
        pairs = (("received",), ("closed",), ("received", "carried_in"))
        choices = tuple(tuple(f"applications/{row}/{kind}" for row in rows for kind in kinds) for rows in pairs)
        what = "applicants/" + ("person" if person else "organisation")
        return Mention(what, sentence, figure, choices, match.start())

    # --- outcomes and disputes ------------------------------------------------------------------------------

    def _outcome_phrase(self, figure: Figure, before: str, last: int) -> re.Match[str] | None:
        if not self.outcomes.may_end(before):
            return None
        return self.outcomes.pattern.search(before[max(0, last - 20, figure.start - 60) :])

    def _outcome(
        self, sentence: Sentence, figure: Figure, before: str, match: re.Match[str], state: _State
    ) -> Mention | None:
        text = sentence.text
        if not state.ours:
            return None
        finest = match["one"] is not None and match["one"] not in _PLAIN_OUTCOMES
        if not (state.topic or finest or "申请" in text or len(set(_OUTCOME_WORDS.findall(text))) > 1):
            return None
        if state.times.at(len(before)) == "other" or figure.unit in ("条", "人次", "个"):
            return None
        rows = self.outcomes.rows[match["one"] or ""]
        cells = tuple(f"applications/{row}/total" for row in rows)
        return Mention("outcome", sentence, figure, (cells,), match.start())

    def _dispute(self, sentence: Sentence, figure: Figure, before: str, last: int, state: _State) -> Mention | None:
        own = sentence.section == "remedies"
        if not own and state.dispute is None and "诉" not in before and "议" not in before:
            return None
        segment = _BREAK.split(before[last:])[-1] if last else before
        match = lexicon.DISPUTE.search(before[last:])
        if match is not None:
            kind = match["kind"]
            rows = self._dispute_rows(kind)
            known = state.dispute is not None
            state.dispute = None
            about = (
                own
                or known
                or lexicon.DISPUTE_ABOUT.search(_BREAK.split(before)[-1])
                or (lexicon.DISPUTE_ABOUT.search(before) and not lexicon.DISPUTE_NOT.search(before))
            )
            clause = re.split(r"[，,；;。（(]", before)[-1]
            if not about or lexicon.DISPUTE_NOT.search(clause) or state.times.at(len(before)) == "other":
                return None
            state.dispute = kind
            return Mention("dispute", sentence, figure, (tuple(f"remedies/{row}/total" for row in rows),), last)
        result = lexicon.DISPUTE_RESULT.search(segment)
        if result is None or not (state.dispute or own):
            return None
        kind = state.dispute or _last_kind(before)
        if kind is None or state.times.at(len(before)) == "other":
            return None
        column = self._dispute_column(result["result"])
        cells = tuple(f"remedies/{row}/{column}" for row in self._dispute_rows(kind))
        return Mention("dispute", sentence, figure, (cells,), last)

    def _dispute_rows(self, kind: str) -> Cells:
        """The rows of table four that a word stands for: 行政诉讼 is both rows of litigation."""
        rows = self.layout.forms["remedies"].table("remedies").rows
        if "复议后" in kind:
            return (rows[2].id,)
        if "起诉" in kind:
            return (rows[1].id,)
        return (rows[0].id,) if "复议" in kind else (rows[1].id, rows[2].id)

    def _dispute_column(self, word: str) -> str:
        columns = self.layout.forms["remedies"].table("remedies").columns
        if word in ("未审结", "尚在审理"):
            return columns[3].id
        return next(column.id for column in columns if word in column.label)

    # --- table two --------------------------------------------------------------------------------------------

    def _fact(self, sentence: Sentence, figure: Figure, before: str, state: _State) -> Mention | None:
        for way in lexicon.FACTS:
            match = way.pattern.search(before) if way.word in before else None
            if match is None:
                continue
            start = match.start("hit")
            whose = self.speaker.whose(before[:start])
            if whose == "other" or state.times.at(len(before)) == "other" or _PART.search(before[:start]):
                return None
            state.norm = way.what.rpartition("/")[0] if way.what.startswith("documents") else None
            return self._fact_mention(way.what, sentence, figure, start, level=whose == "level")
        carried = lexicon.CARRIED_ON.search(before)
        if carried and state.norm:
            column = "repealed" if carried["verb"] == "废止" else "in_force"
            return self._fact_mention(f"{state.norm}/{column}", sentence, figure, carried.start(), level=False)
        return None

    def _fact_mention(
        self, what: str, sentence: Sentence, figure: Figure, start: int, *, level: bool
    ) -> Mention | None:
        """The cell in the form that the table has here; the two editions count documents differently."""
        table, row, column = what.split("/")
        columns = {"made": ("made", "disclosed", "issued")}.get(column, (column,))
        cells = [f"{table}/{row}/{name}" for name in columns if f"{table}/{row}/{name}" in self.layout.columns]
        if not cells or (figure.unit in _MONEY) != self.layout.columns[cells[0]].money:
            return None
        return Mention(what, sentence, figure, tuple((cell,) for cell in cells), start, level)

    # --- nothing at all -------------------------------------------------------------------------------------

    def _none(self, sentence: Sentence, state: _State) -> Iterator[Mention]:
        text = sentence.text
        match = lexicon.NONE_RECEIVED.search(text)
        if match and self._says_none(text, match.start("hit"), state):
            yield Mention("none", sentence, None, (("applications/received/total",),), match.start("hit"))
        match = lexicon.NO_DISPUTE.search(text)
        if match and self._says_none(text, match.start("hit"), state):
            kinds = [kind for kind in (match["first"], match["second"]) if kind]
            rows = dict.fromkeys(row for kind in kinds for row in self._dispute_rows(kind))
            for row in rows:
                yield Mention("none", sentence, None, ((f"remedies/{row}/total",),), match.start("hit"))

    def _says_none(self, text: str, start: int, state: _State) -> bool:
        return self.speaker.whose(text[:start]) != "other" and state.times.at(start) != "other"


@lru_cache(maxsize=8)
def _sums(outcomes: Cells) -> dict[str, tuple[Cells, ...]]:
    """The sums of table three that a careful officer may mean by each kind of total, the plainest first."""
    received, carried_in, closed, carried_out = (
        f"applications/{row}/total" for row in ("received", "carried_in", "closed", "carried_out")
    )
    replied = tuple(f"applications/{row}/total" for row in outcomes if not row.startswith("other"))
    return {
        "received": ((received,), (received, carried_in)),
        "closed": ((closed,), replied),
        "handled": ((closed,), (received,), (received, carried_in)),
        "new": ((received,),),
        "carried_in": ((carried_in,),),
        "carried_out": ((carried_out,),),
    }


_WORTH = re.compile(
    r"申请|新收|收到|受理|复议|诉讼|规章|规范性文件|许可|处罚|强制|收费|采购|予以公开|不予公开|结转|下年|办结|答复"
)
_NOT = re.compile(r"[未无没]")
_NOTHING = re.compile(r"申请|复议|诉讼")
_NARROWED = re.compile(r"(?:通过|经由|以|直接|另行|重新|网上|线上|当面|现场|转办|转送|其他|关于|涉及|部分)[^，,；;]*$")
_SOME_APPLICATIONS = re.compile(r"申请(?:案件|事项|办件|件|共|共计|为|有|：|\s)*$")
_OUTCOME_WORDS = re.compile(r"予以公开|部分公开|不予公开|无法提供|不予处理|其他处理")
_PLAIN_OUTCOMES = frozenset({"予以公开", "部分公开", "不予公开", "无法提供", "不予处理", "其他处理"})
_KINDS = re.compile(rf"{lexicon.DIRECT}|直接起诉|{lexicon.AFTER_RECONSIDERATION}|行政复议|行政诉讼|复议|诉讼")


def _on_applications(sentence: Sentence) -> bool:
    """True if the sentence is about applications for information: it names them, or speaks of their outcomes."""
    text = sentence.text
    if sentence.section == "applications" or ("申请" in text and lexicon.ABOUT_APPLICATIONS.search(text)):
        return True
    if len(sentence.figures) < 2:
        return False
    outcomes = set(_OUTCOME_WORDS.findall(text))
    return len(outcomes) > 1 or (len(outcomes) == 1 and "申请" in text and ("办结" in text or "答复" in text))


def _last_kind(before: str) -> str | None:
    kinds = _KINDS.findall(before)
    return kinds[-1] if kinds else None
