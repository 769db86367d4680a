"""The lists of records that channels, publications and oversight can tell of a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import F

from gongkai.channels.models import Account, Website
from gongkai.channels.queries import accounts_of, columns_of_class, sites_of
from gongkai.figures import Period
from gongkai.organisations.models import Organisation
from gongkai.oversight.queries import problems
from gongkai.publications import kinds
from gongkai.publications.models import Publication
from gongkai.publications.queries import counts, succession
from gongkai.yearbook.narrative.knowledge import Item
from gongkai.yearbook.narrative.providers import Provider

Units = Sequence[Organisation]
Lists = Mapping[str, Sequence[Item]]


def provided() -> list[Provider]:
    """Every list, in the order in which a report tells them."""
    return [
        Provider({"sites": "自有网站"}, _sites),
        Provider({"topics": "新开设的专栏专题"}, _topics),
        Provider({"accounts": "政务新媒体账号"}, _accounts),
        Provider(
            {"elsewhere.sites": "公开信息的其他单位网站", "elsewhere.kinds": "在其他单位网站公开的信息种类"}, _elsewhere
        ),
        Provider({"rules.made": "新制定的信息公开制度", "rules.revised": "修订的信息公开制度"}, _rules),
        Provider({"problems": "存在的问题", "measures": "改进措施", "answered": "上年问题的整改情况"}, _problems),
    ]  # fmt: skip


def _was_open(row: Website | Account, year: int) -> bool:
    return row.opened_on.year <= year and (row.closed_on is None or row.closed_on.year >= year)


def _sites(units: Units, year: int) -> Lists:
    return {"sites": [Item(site.name) for site in sites_of(units[0]) if site.is_own and _was_open(site, year)]}


def _accounts(units: Units, year: int) -> Lists:
    found = [account for account in accounts_of(units[0]) if _was_open(account, year)]
    return {"accounts": [Item(account.name, key=account.platform) for account in found]}


def _topics(units: Units, year: int) -> Lists:
    opened = columns_of_class("topic").filter(website__organisation__in=units, opened_on__year=year)
    return {"topics": [Item(column.name) for column in opened.order_by("opened_on", "pk")]}


def _elsewhere(units: Units, year: int) -> Lists:
    """Where, and of which kinds, are the papers that the figure of papers on others' sites counts."""
    rows = counts.counted(counts.Scope(), Period.of_year(year)).filter(organisation__in=units)
    rows = rows.exclude(column__website__organisation=F("organisation")).order_by("column__website__code")
    found = list(rows.values_list("column__website__name", "publication__kind").distinct())
    seen = {kind for _site, kind in found}
    return {
        "elsewhere.sites": [Item(name) for name in dict.fromkeys(site for site, _kind in found)],
        # In the order of the list of kinds, so that two years tell them alike.
        "elsewhere.kinds": [Item(kind.label) for kind in kinds.kinds().values() if kind.id in seen],
    }


def _rules(units: Units, year: int) -> Lists:
    """The rules that first stood on a column in the year; revised ones with what the new version settles."""
    until = Period(date.min, date(year, 12, 31))
    ever = counts.counted(counts.Scope(kind="rule"), until).filter(organisation__in=units)
    firsts: dict[Publication, int] = {}
    for placement in ever.select_related("publication").order_by("from_on", "pk"):
        firsts.setdefault(placement.publication, placement.from_on.year)
    rules = [rule for rule, first in firsts.items() if first == year]
    replaced = succession.replaced_by(rules) if rules else {}
    return {
        "rules.made": [Item(rule.title, rule.summary) for rule in rules if rule.pk not in replaced],
        "rules.revised": [
            Item(rule.title, replaced[rule.pk].reason or rule.summary) for rule in rules if rule.pk in replaced
        ],
    }


def _problems(units: Units, year: int) -> Lists:
    """What section five speaks of (Regulation art. 50(4)); of the body itself, for its units answer for theirs."""
    found = problems.for_report(units[0], year)
    return {
        "problems": [Item(problem.title, _with_detail(problem.title, problem.detail)) for problem in found.named],
        "measures": [Item(measure.content) for problem in found.named for measure in problem.measures.all()],
        "answered": [Item(answer.problem.title, _answer(answer)) for answer in found.answered],
    }


def _with_detail(title: str, detail: str) -> str:
    return f"{title.rstrip('。；')}，{detail}" if detail.strip() else title


def _answer(answer: problems.Answered) -> str:
    """已经解决、还在整改, and what was done and what is still to be done."""
    about = f"关于“{answer.problem.title}”"
    if answer.is_solved:
        return f"{about}，已经解决，{answer.problem.outcome}"
    done = "、".join(measure.done.rstrip("。；") or measure.content for measure in answer.done)
    undone = "".join(f"“{measure.content.rstrip('。；')}”" for measure in answer.undone)
    words = [f"已{done}" if done and not done.startswith("已") else done, f"继续落实{undone}" if undone else ""]
    return "，".join((about, "仍在整改", *(word for word in words if word)))
