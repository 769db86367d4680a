"""The zone's and the district's sites, columns and accounts, and the files of their platforms."""

from __future__ import annotations

from typing import Any

from gongkai.channels import acts, imports
from gongkai.channels.models import Account, Column, Website
from gongkai.demo.acts.sources import DEMO, ZONE
from gongkai.organisations.models import Organisation

Bodies = dict[str, Organisation]


def enter_channels(zone: dict[str, Any], bodies: Bodies) -> dict[str, Column]:
    """The sites, columns and accounts of the plan; those known already are left alone. The columns by their codes."""
    day = zone["entered_on"]
    sites = {site.code: site for site in Website.objects.filter(code__in=[entry["code"] for entry in zone["site"]])}
    for entry in zone["site"]:
        if entry["code"] not in sites:
            rest = {name: entry[name] for name in ("is_own", "address") if name in entry}
            site = acts.SiteDescription(entry["code"], entry["name"], entry["opened_on"], **rest)
            sites[entry["code"]] = acts.enter_site(bodies[entry["body"]], site, by=DEMO, on=day)
    codes = [entry["code"] for entry in zone["column"]]
    columns = {column.code: column for column in Column.objects.filter(code__in=codes)}
    for position, entry in enumerate(zone["column"]):
        if entry["code"] not in columns:
            column = acts.ColumnDescription(
                entry["code"], entry["name"], entry["kind"], entry["opened_on"], columns.get(entry.get("parent", "")),
                position=position,
            )  # fmt: skip
            # A column is entered when it opens, not before.
            opened = max(day, entry["opened_on"])
            columns[entry["code"]] = acts.enter_column(sites[entry["site"]], column, by=DEMO, on=opened)
    for entry in zone["account"]:
        if not Account.objects.filter(platform=entry["platform"], number=entry["number"]).exists():
            account = acts.AccountDescription(entry["platform"], entry["number"], entry["name"], entry["opened_on"])
            acts.enter_account(bodies[entry["body"]], account, by=DEMO, on=day)
    return columns


def take_in_files(zone: dict[str, Any], bodies: Bodies) -> None:
    """The files that the platforms gave out for the year; one that was taken in before does nothing."""
    day = zone["taken_over_on"]
    unit = bodies[zone["account"][0]["body"]]
    accounts = {account.number: account for account in Account.objects.filter(organisation=unit)}
    for entry in zone["taking"]:
        data = (ZONE / entry["file"]).read_bytes()
        taking = imports.look(data, entry["file"], unit, accounts.get(entry.get("account", "")), on=day)
        imports.take(taking, by=DEMO, on=day)
