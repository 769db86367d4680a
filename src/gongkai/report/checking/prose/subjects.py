"""Of whom and of when a sentence speaks: only what this body did in this year is set against its tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Whose = Literal["own", "level", "other", "unsaid"]
When = Literal["this", "other", "unsaid"]

# Words between the subject and the verb that say nothing of whom.
_ADVERB = re.compile(
    r"(?:共计|总共|一共|共|累计|合计|全年度?|本年度?|今年|年度内?|年内|期间|期内|依法|依规|按时|按期|及时|已|均|总计"
    r"|分别|实际|新增?|也|还|并|其中|截至|截止|总|年|度|如期|妥善|规范|严格|认真|积极|一年来|报告期内?"
    r"|\d{1,2}月\d{1,2}日|\d{1,2}月|(?:19|20)\d\d年度?|[底末，,、：:\s])+$"
)
_SELF = re.compile(
    r"(?:我|本)(?:市|县|区|省|旗|镇|乡|街道|局|委|办|厅|院|会|中心|单位|机关|部门?|署|校|站|队|地|级政府|行政机关)(?:机关)?$"
    r"|(?:全局|全委|全厅|全镇|全乡|全街道)$"
)
_LEVEL = re.compile(
    r"(?:全(?:国|省|市|区|县|旗|州)|我(?:省|市|区|县|旗|州))(?:各级)?(?:各级|政府系统|行政机关|政府|机关|政务公开系统)*$"
)
_GOVERNS = re.compile(r"(?:政府|政府办公[室厅]|管理委员会|管委会|[省市县区旗州])$")
_OWN_LEVEL = re.compile(r"[省市县区旗州镇乡]")
# After any of these the next word begins a new clause, so that the subject is what follows.
_CLAUSE = re.compile(r"[，,；;。（(）)：:“”、]")
_LINK = re.compile(r"^(?:其中|另有|此外|同时|据统计|经统计|\s)+")
_ASIDE = re.compile(r"[（(][^（()）]*[）)]")
_BODY = re.compile(
    r"(?:政府|办公[室厅]|局|委员会|委|厅|署|部门|机构|单位|街道|镇|乡|本级|机关|系统|法院|中心|院|公司|县区|区县|市区"
    r"|[市县区省](?:政府)?办|站|所|各[地级]|(?<!全)[市县区])$"
)

_TIME = re.compile(
    r"(?P<year>(?:19|20)\d\d)\s*年(?:度)?(?P<part>\s*\d{1,2}\s*月(?!\s*1\s*日|\s*31\s*日)|[上下]半年|[一二三四]季度|以[来前])?"
    r"|(?P<before>去年|上一?年度?(?!(?:度|的|末|底|遗留)?(?:遗留|结转))|往年|前年|历年|近[两三四五]年|[“十]?[一二三四]?五[”]?(?:时期|以来)|以来)"
    r"|(?P<now>今年|本年度?|全年|报告期|本报告年度)"
    r"|(?P<some>[上下]半年|[一二三四]季度|(?<!\d)(?:[1-9]|10|11)月(?!\s*1\s*日|\s*31\s*日)|每[年月季周])"
)
_STOP = re.compile(r"[，,；;]")
_COMPARES = re.compile(r"(?:较|比|与|同|和|相比|对比|超过)[^，,；;]{0,6}$")


@dataclass(frozen=True, slots=True)
class Speaker:
    """The body whose report it is, for telling its own deeds from those of others."""

    agency: str
    year: int | None

    def whose(self, before: str) -> Whose:
        """
        Whose deed follows *before*, the sentence up to its verb.

        `level` is the whole city or county where that is what the body reports; a subject that is not clearly the
        body itself is `other`.
        """
        if before[-1:] in ")）" or "）" in before or ")" in before:
            before = _ASIDE.sub("", before)
        clause = ""
        for part in reversed(_CLAUSE.split(before)):
            if not part:
                continue
            clause = _ADVERB.sub("", _LINK.sub("", part.partition("代表")[0]))
            if clause:
                break
        if not clause:
            return "unsaid"
        if _LEVEL.search(clause):
            return "level" if _GOVERNS.search(self._name()) else "other"
        if _SELF.search(clause) or self._is_own_name(clause):
            return "own"
        return "other" if _BODY.search(clause) or "转" in clause or "协助" in clause else "unsaid"

    def _name(self) -> str:
        return self.agency.replace("人民政府", "政府")

    def _is_own_name(self, clause: str) -> bool:
        name = self._name()
        words = clause.replace("人民政府", "政府").removesuffix("机关")
        if len(words) < 2 or words not in name:
            return name != "" and words.endswith(name)
        # 市政府 in the report of a whole city may be the one body or all of them: not clear.
        return not (words.endswith("政府") and name.endswith("政府"))

    def times_of(self, text: str) -> Times:
        """The times that a sentence names, worked out once for all its figures."""
        marks = []
        for match in _TIME.finditer(text):
            compares = _COMPARES.search(text[: match.start()]) is not None
            if match["year"]:
                own = self.year is not None and int(match["year"]) == self.year and match["part"] is None
            else:
                own = match["now"] is not None
            marks.append((match.end(), compares, own))
        return Times(text, tuple(marks))


@dataclass(frozen=True, slots=True)
class Times:
    """The times named in a sentence: where each ends, whether it only compares, whether it is the report's year."""

    text: str
    marks: tuple[tuple[int, bool, bool], ...]

    def at(self, place: int) -> When:
        """Of which time the sentence speaks at *place*: the last time named before it that is no comparison."""
        found: When = "unsaid"
        for end, compares, own in self.marks:
            if end > place:
                break
            if not compares:
                found = "this" if own else "other"
            elif not _STOP.search(self.text, end, place):
                return "other"
        return found


#: For a sentence whose times have not been looked at.
NO_TIMES = Times("", ())
