"""A publication is put on columns and into articles, offered to others, accepted or returned, and taken down."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from gongkai.channels.models import Article, Column
from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.organisations.permissions import Actor, can, key, require
from gongkai.publications import kinds
from gongkai.publications.models import Placement, Publication, StoredFile
from gongkai.publications.queries import placements as queries

#: What the ledger says was done, by the state that a placement has come to.
_STEPS = {"planned": "公开时放上", "offered": "送请采用", "accepted": "放上"}
_address = URLValidator(schemes=["http", "https"])


def plan(publication: Publication, column: Column, *, by: Actor, on: date) -> Placement:
    """
    Put *publication* on a column: when it is made public, or at once where it is public already.

    Raises:
        NotAllowed: *by* is neither editor nor approver at or above its unit.
        Refused: it stands or waits there already, the column or its site is closed, it was withdrawn or archived, or
            it is not disclosed of the body's own accord.
    """
    require(by, "publications.place", publication.organisation, on=on)
    with transaction.atomic():
        publication = _locked(publication)
        _check_publication(publication)
        _check_column(column, on)
        if queries.open_of(publication).filter(column=column).exists():
            raise Refused(f"《{publication.title}》已经在{queries.place_of(column)}，不必再放一次。")
        placement = Placement.objects.create(
            organisation=publication.organisation, publication=publication, column=column, state="planned", from_on=on
        )
        if publication.live:
            _activate(placement, publication, on=on)
        _record("publications.place", placement, by=by, on=on, before=None, step=_STEPS[placement.state])
    return placement


def place_in_article(publication: Publication, article: Article, *, by: Actor, on: date) -> Placement:
    """
    Say that an article of an account carried *publication*, from the day of its issue; another unit's is offered.

    Raises:
        NotAllowed: *by* is neither editor nor approver at or above its unit.
        Refused: it is not public, or is in that article already.
    """
    require(by, "publications.place", publication.organisation, on=on)
    with transaction.atomic():
        publication = _locked(publication)
        _check_publication(publication)
        if not publication.live:
            raise Refused(f"《{publication.title}》还没有公开，公开以后才能登记推文。")
        if queries.open_of(publication).filter(article=article).exists():
            raise Refused(f"《{publication.title}》已经登记在推文“{article.title}”里。")
        own = article.issue.account.organisation_id == publication.organisation_id
        placement = Placement.objects.create(
            organisation=publication.organisation, publication=publication, article=article,
            state="accepted" if own else "offered", from_on=article.issue.published_on, address=article.address,
        )  # fmt: skip
        _record("publications.place", placement, by=by, on=on, before=None, step=_STEPS[placement.state])
    return placement


def activate(publication: Publication, *, by: Actor, on: date) -> list[Placement]:
    """
    Let the planned placements of *publication* take effect: on its unit's own columns at once, on others' as offers.

    Part of publishing, in its transaction; who may publish may do this.
    """
    done = []
    with transaction.atomic():
        planned = publication.placements.select_for_update(of=("self",)).filter(state="planned", until_on__isnull=True)
        for placement in planned.select_related("column__website", "organisation", "publication").order_by("pk"):
            before = _state(placement)
            _activate(placement, publication, on=on)
            _record("publications.place", placement, by=by, on=on, before=before, step=_STEPS[placement.state])
            done.append(placement)
    return done


def accept(
    placement: Placement,
    *,
    by: Actor,
    on: date,
    address: str = "",
    proof: StoredFile | None = None,
    from_on: date | None = None,
) -> Placement:
    """
    Take what another unit offers: by the unit that runs the site or account.

    On an outside site the one who offers may say so too, with the address and a proof, for those who run it may not
    work with this program. What stands there without an address or a proof may be completed in the same way.

    Args:
        placement: The offer, or an outside placement to complete.
        by: Who accepts.
        on: The day of the act.
        address: Where it can be read; needed on outside sites.
        proof: A picture or file that shows it there.
        from_on: Since when it stands there; *on* unless it was earlier.

    Raises:
        NotAllowed: *by* may not accept there.
        Refused: it is no offer, or one that has ended; no address or proof where it is needed; a day that cannot be.
    """
    with transaction.atomic():
        placement = _locked_placement(placement)
        outside = placement.column is not None and not placement.column.website.is_own
        runs_it = can(by, "publications.accept_placement", queries.operator_of(placement), on=on)
        if not (runs_it or (outside and can(by, "publications.place", placement.organisation, on=on))):
            require(by, "publications.accept_placement", queries.operator_of(placement), on=on)
        completes = outside and placement.state == "accepted" and placement.until_on is None
        if not completes:
            _check_offer(placement)
        _check_column_of(placement, on)
        given = _checked_address(address) if outside or address else placement.address
        if outside and not runs_it and proof is None and placement.proof is None:
            raise Refused(
                "对方网站上的发布由本单位登记时，请附上发布凭证（网页截图或文件）。", article="条例第二十三条"
            )
        before = _state(placement)
        placement.address, placement.proof = given, proof or placement.proof
        if not completes or from_on is not None:
            placement.from_on = _first_day(placement, from_on or on, on)
        placement.state = "accepted"
        placement.save(update_fields=["address", "proof", "from_on", "state"])
        _record("publications.accept_placement", placement, by=by, on=on, before=before)
    return placement


def give_back(placement: Placement, reason: str, *, by: Actor, on: date) -> Placement:
    """
    Return what another unit offers, with the reason.

    Raises:
        NotAllowed: *by* may not accept for the site or account.
        Refused: it is no offer, or no reason is given.
    """
    reason = _checked_reason(reason, "退回")
    with transaction.atomic():
        placement = _locked_placement(placement)
        require(by, "publications.accept_placement", queries.operator_of(placement), on=on)
        _check_offer(placement)
        before = _state(placement)
        placement.state, placement.reason = "returned", reason
        placement.save(update_fields=["state", "reason"])
        _record("publications.give_back", placement, by=by, on=on, before=before, reason=reason)
    return placement


def take_down(placement: Placement, reason: str, *, by: Actor, on: date) -> Placement:
    """
    Take a publication off a column or out of an article: from *on* it does not stand there. A plan or an offer ends.

    What is taken down on its first day never stood there, and counts nowhere.

    Raises:
        NotAllowed: *by* may neither place for the unit whose publication it is nor accept for the site.
        Refused: it has ended already, or no reason is given.
    """
    reason = _checked_reason(reason, "撤下")
    with transaction.atomic():
        placement = _locked_placement(placement)
        if not can(by, "publications.accept_placement", queries.operator_of(placement), on=on):
            require(by, "publications.place", placement.organisation, on=on)
        if placement.until_on is not None or placement.state == "returned":
            raise Refused("这个发布位置已经结束，不必再撤下。")
        _end(placement, reason, by=by, on=on)
    return placement


def end_all(publication: Publication, *, by: Actor, on: date, reason: str = "信息已撤下") -> int:
    """
    End every placement of *publication* that has not ended: part of withdrawing it, in its transaction.

    Returns:
        How many ended.
    """
    with transaction.atomic():
        rows = list(_with_places(queries.open_of(publication).select_for_update(of=("self",))).order_by("pk"))
        for placement in rows:
            _end(placement, reason, by=by, on=on)
    return len(rows)


def _activate(placement: Placement, publication: Publication, *, on: date) -> None:
    placement.state = queries.state_at_publication(placement.column, publication.organisation)  # type: ignore[arg-type]
    placement.from_on = on
    placement.save(update_fields=["state", "from_on"])


def _end(placement: Placement, reason: str, *, by: Actor, on: date) -> None:
    before = _state(placement)
    placement.until_on = max(on, placement.from_on)
    placement.reason = reason
    placement.save(update_fields=["until_on", "reason"])
    _record("publications.take_down", placement, by=by, on=on, before=before, reason=reason, since=on.isoformat())


def _check_publication(publication: Publication) -> None:
    if publication.is_withdrawn or publication.is_archived:
        done = "撤下" if publication.is_withdrawn else "归档"
        raise Refused(f"《{publication.title}》已{done}，不能再安排发布位置。")
    if publication.way != "proactive":
        way = kinds.terms("way")[publication.way].label
        raise Refused(f"《{publication.title}》的公开方式是“{way}”，不能放到栏目里。", article="条例第十三条")


def _check_column(column: Column, on: date) -> None:
    for thing, what in ((column, "栏目"), (column.website, "网站")):
        if thing.closed_on is not None and thing.closed_on <= on:
            raise Refused(f"{what}“{thing.name}”已于{thing.closed_on:%Y-%m-%d}停用，请选择其他栏目。")
        if thing.opened_on > on:
            raise Refused(f"{what}“{thing.name}”自{thing.opened_on:%Y-%m-%d}起才开设，请选择其他栏目。")


def _check_column_of(placement: Placement, on: date) -> None:
    if placement.column is not None:
        _check_column(placement.column, on)


def _check_offer(placement: Placement) -> None:
    if placement.state != "offered" or placement.until_on is not None:
        known = "发布方已收回" if placement.state == "offered" else f"现为“{placement.get_state_display()}”"
        raise Refused(f"这一条不在待采用之列（{known}），请刷新页面。")


def _checked_address(address: str) -> str:
    address = address.strip()
    try:
        _address(address)
    except ValidationError:
        raise Refused("请写明对外网址，以http://或https://开头，例如该信息在对方网站上的页面地址。") from None
    if len(address) > 600:
        raise Refused("对外网址超过600个字符，请改用较短的网址。")
    return address


def _checked_reason(reason: str, what: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Refused(f"请写明{what}的理由。")
    if len(reason) > 300:
        raise Refused(f"{what}的理由有{len(reason)}个字，请缩到300字以内。")
    return reason


def _first_day(placement: Placement, day: date, on: date) -> date:
    published_on = placement.publication.published_on
    if day > on:
        raise Refused(f"发布日期{day:%Y-%m-%d}还没有到，请核对。")
    if published_on is not None and day < published_on:
        raise Refused(f"发布日期{day:%Y-%m-%d}早于信息的公开日期{published_on:%Y-%m-%d}，请核对。")
    return day


def _locked(publication: Publication) -> Publication:
    rows = Publication.objects.select_for_update(of=("self",)).select_related("organisation")
    return rows.get(pk=publication.pk)


def _locked_placement(placement: Placement) -> Placement:
    return _with_places(Placement.objects.select_for_update(of=("self",))).get(pk=placement.pk)


def _with_places(rows: Any) -> Any:
    return rows.select_related(
        "organisation", "publication", "column__website__organisation", "article__issue__account__organisation", "proof"
    )


def _state(placement: Placement) -> dict[str, Any]:
    return {
        "publication": placement.publication.uid,
        "column": placement.column.code if placement.column else None,
        "article": placement.article.uid if placement.article else None,
        "state": placement.state,
        "from_on": placement.from_on,
        "until_on": placement.until_on,
        "address": placement.address,
        "proof": placement.proof.sha256 if placement.proof else None,
        "reason": placement.reason,
    }


def _record(act: str, placement: Placement, *, by: Actor, on: date, before: Any, **words: str) -> None:
    place = queries.place_of(placement.column or placement.article)  # type: ignore[arg-type]
    ledger.record(act, placement, by=key(by), unit=placement.organisation, on=on, before=before,
                  after=_state(placement),
                  details={"title": placement.publication.title, "place": place, **words})  # fmt: skip
