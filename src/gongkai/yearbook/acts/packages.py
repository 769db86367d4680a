"""Reports travel between installations: packed and signed here, verified and received there."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from gongkai.errors import Refused
from gongkai.ledger import acts as ledger
from gongkai.ledger import signing
from gongkai.organisations import queries as units
from gongkai.organisations.models import Organisation
from gongkai.organisations.permissions import Actor, Program, key, require
from gongkai.report import Report
from gongkai.yearbook import deadlines, exchange
from gongkai.yearbook.acts.arrivals import Arrival, Submitted, keep, known
from gongkai.yearbook.acts.submissions import superior_of
from gongkai.yearbook.models import Frozen, Sender, Submission
from gongkai.yearbook.queries.drafts import Draft, examine_drafts
from gongkai.yearbook.queries.submissions import last_years

#: Who receives what comes by the programming interface: the signature says who sent it.
EXCHANGE = Program("exchange")


def package(frozen: Frozen, *, by: Actor, on: date) -> bytes:
    """
    A frozen report as a signed package for the superior's own installation.

    Raises:
        NotAllowed: *by* is neither reporter nor approver at the unit.
        BadKey: the installation's key cannot be read or made.
    """
    making = frozen.report
    require(by, "yearbook.package", making.organisation, on=on)
    made = exchange.sealed(
        exchange.Contents(
            body=making.organisation.code, name=making.organisation.name, year=making.year, scope=making.scope,
            number=frozen.number, frozen_on=frozen.frozen_on, report=frozen.text.encode(),
            entries_sha256=frozen.entries_sha256, entries=frozen.entries,
        )
    )  # fmt: skip
    with transaction.atomic():
        ledger.record(
            "yearbook.package", making, by=key(by), unit=making.organisation, on=on, after=made,
            details={"body": making.organisation.name, "year": making.year,
                     "what": deadlines.terms()[making.scope].label, "number": frozen.number},
        )  # fmt: skip
    return made


def receive(data: bytes, *, by: Actor, on: date) -> Submitted:
    """
    Receive a package: verified before anything of it is opened, and received once however often it comes.

    Args:
        data: The package.
        by: Who brings it: an overseer with a file, or `EXCHANGE`.
        on: The day.

    Raises:
        NotAllowed: *by* is no overseer at or above the superior.
        Unreadable: no package, cut, damaged, of a newer format, or no report inside.
        Forged: the signature is not that of a known sender.
        Refused: a body that the sender does not answer for, or an older report than the one received.
        Busy: too many reports are being read.
    """
    public_key = exchange.key_of(data)
    sender = Sender.objects.select_related("organisation").filter(public_key=public_key).first()
    if sender is None or (sender.ended_on is not None and sender.ended_on <= on):
        raise exchange.Forged(
            f"不认识发出这个报送包的系统（公钥{public_key[:16]}…）。没有收取；"
            "请先向报送单位核对公钥，由主管部门在“报送系统”中登记。"
        )
    exchange.verify(data, public_key)
    contents = exchange.opened(data)
    unit = _answered_for(sender, contents, on)
    superior = superior_of(unit, on)
    require(by, "yearbook.receive", superior, on=on)
    arrival = _read(contents, unit, superior, sender)
    with transaction.atomic():
        if found := known(arrival):
            return Submitted(found, is_new=False)
        newer = (
            Submission.objects.filter(organisation=unit, year=contents.year, scope=contents.scope, sender=sender)
            .filter(version__gte=contents.number).order_by("-version").first()
        )  # fmt: skip
        if newer is not None:
            raise Refused(
                f"收到过{unit.name}{contents.year}年度报告的第{newer.version}版（{_day(newer.submitted_on)}），"
                f"这是第{contents.number}版，内容不同而不更新，没有收取。请报送单位核对后发送最新的一版。"
            )
        return keep(arrival, "yearbook.receive", by=by, on=on)


def know_sender(unit: Organisation, name: str, public_key: str, *, by: Actor, on: date) -> Sender:
    """
    Take packages that are signed with *public_key* for *unit* and the units below it; the same again changes nothing.

    Raises:
        NotAllowed: *by* is neither overseer nor administrator at or above the unit's superior.
        Refused: no name, a key that is none, or one that another entry has.
    """
    require(by, "yearbook.know_sender", superior_of(unit, on), on=on)
    name, public_key = name.strip(), public_key.strip().lower()
    if not name or len(name) > 120:
        raise Refused("请填写报送系统的名称，不超过120字。")
    if len(public_key) != 64 or set(public_key) - set("0123456789abcdef"):
        raise Refused("公钥应为64位十六进制数字，请从报送单位的“报送系统”页面完整复制。")
    if public_key == signing.own_key():
        raise Refused("这是本系统自己的公钥，不用登记：本系统内的报送不用报送包。")
    with transaction.atomic():
        row, is_new = Sender.objects.get_or_create(
            public_key=public_key, defaults={"organisation": unit, "name": name, "known_on": on, "known_by": key(by)}
        )
        if not is_new and (row.organisation_id, row.name, row.ended_on) != (unit.pk, name, None):
            raise Refused(f"这个公钥已于{_day(row.known_on)}登记为“{row.name}”，不能再登记一次。请核对公钥。")
        if is_new:
            ledger.record("yearbook.know_sender", row, by=key(by), unit=unit, on=on,
                          after={"name": name, "key": public_key}, details={"name": name})  # fmt: skip
    return row


def end_sender(sender: Sender, *, by: Actor, on: date) -> Sender:
    """
    Take no more packages of a sender, from that day on.

    Raises:
        NotAllowed: *by* is neither overseer nor administrator at or above the superior of the sender's unit.
        Refused: it is ended already.
    """
    require(by, "yearbook.end_sender", superior_of(sender.organisation, on), on=on)
    with transaction.atomic():
        sender = Sender.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=sender.pk)
        if sender.ended_on is not None:
            raise Refused(f"“{sender.name}”已于{_day(sender.ended_on)}停用。")
        sender.ended_on = on
        sender.save(update_fields=["ended_on"])
        ledger.record("yearbook.end_sender", sender, by=key(by), unit=sender.organisation, on=on,
                      before={"ended_on": ""}, after={"ended_on": on.isoformat()},
                      details={"name": sender.name})  # fmt: skip
    return sender


def _answered_for(sender: Sender, contents: exchange.Contents, on: date) -> Organisation:
    unit = units.by_code(contents.body)
    allowed = unit is not None and (
        unit.pk == sender.organisation_id or sender.organisation in units.ancestors(unit, on=units.last_day(unit, on))
    )
    if unit is None or not allowed:
        raise Refused(
            f"“{sender.name}”不能报送“{contents.name}”（代码{contents.body}）的报告：它登记为"
            f"{sender.organisation.name}及其下级机关的报送系统。请核对机关代码。"
        )
    return unit


def _read(contents: exchange.Contents, unit: Organisation, superior: Organisation, sender: Sender) -> Arrival:
    if contents.scope not in deadlines.terms():
        raise Refused(f"报送包的范围“{contents.scope}”不认识，应为body或level。")
    last = last_years(unit, contents.year, contents.scope)
    previous = Draft("上一年度报告.json", last.to_json().encode()) if last else None
    examined = examine_drafts(Draft(exchange.REPORT, contents.report), previous)
    # The child took whatever the reader knows; what is kept is to be the exchange's own format.
    report = Report.from_json(contents.report, file=exchange.REPORT)
    if report.year != contents.year:
        raise Refused(f"清单写的是{contents.year}年度，报告写的是{report.year}年度。没有收取，请报送单位核对。")
    if report.doubts:
        raise Refused(f"报告里还有{len(report.doubts)}个存疑的数字，没有收取。请报送单位核定后重新定稿。")
    return Arrival(
        superior, unit, report, contents.report.decode("utf-8-sig"), examined.examination, "package", contents.scope,
        sender=sender, entries_sha256=contents.entries_sha256, version=contents.number,
    )  # fmt: skip


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
