"""A unit submits its report, the superior returns it with a remark, it is amended and accepted; a reminder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
TESTS = Path(__file__).parents[1]
YEAR = date.today().year - 1
_CELL = "documents/normative/issued"

#: The office of a district, two bureaus that report to it, their officers, and what the first bureau froze.
_UNITS = f"""
import sys
sys.path[:0] = [{str(TESTS)!r}, {str(TESTS / "yearbook")!r}]
from datetime import date
from submitted_district import freeze, report
from gongkai.organisations import acts
from gongkai.organisations.models import Organisation, User
from gongkai.organisations.permissions import Program
program, day = Program("journey"), date(2020, 1, 1)
district = acts.enter(acts.Description("shangji-qu", "上级区人民政府", "district"), by=program, on=day)
for code, name, role in (
    ("shangji-ban", "上级区人民政府办公室", "overseer"), ("shangji-ju", "上级区教育局", "reporter"),
    ("shangji-minzheng", "上级区民政局", "reporter"),
):
    unit = acts.enter(acts.Description(code, name, "department", district), by=program, on=day)
    person = acts.Person(code, name + "经办", code + "@example.gov.cn")
    acts.appoint(person, role, unit, by=program, on=day, from_on=day)
    person = User.objects.get(username=code)
    person.set_password("a-long-password")
    person.save()
office = Organisation.objects.get(code="shangji-ban")
for code in ("shangji-ju", "shangji-minzheng"):
    acts.supervise(Organisation.objects.get(code=code), office, by=program, on=day, from_on=day)
bureau = Organisation.objects.get(code="shangji-ju")
print(freeze(bureau, report(bureau.name, {YEAR}, documents__normative__issued=3)).report.uid)
"""
_AMENDED = f"""
import sys
sys.path[:0] = [{str(TESTS)!r}, {str(TESTS / "yearbook")!r}]
from submitted_district import freeze, report
from gongkai.organisations.models import Organisation
bureau = Organisation.objects.get(code="shangji-ju")
freeze(bureau, report(bureau.name, {YEAR}, documents__normative__issued=4), reason="更正规范性文件件数")
"""


def shell(installation: dict[str, str], code: str) -> str:
    """What a piece of the program prints that is run on the site's own data."""
    command = [sys.executable, "-m", "gongkai", "manage", "shell", "--no-imports", "-c", code]
    done = subprocess.run(command, env=installation, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture(scope="module")
def making(site: str, installation: dict[str, str]) -> str:
    """The uid of the bureau's report."""
    return shell(installation, _UNITS).splitlines()[-1]


def signed_in(visit: Visit, username: str, path: str, width: int = 1280) -> Page:
    page = visit(f"/office/login/?next={path}", width=width)
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill("a-long-password")
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(f"**{path}")
    return page


def test_a_report_goes_to_the_superior_and_back_until_it_is_accepted(
    visit: Visit, making: str, installation: dict[str, str]
) -> None:
    unit = signed_in(visit, "shangji-ju", f"/office/yearbook/report/{making}/submissions/")
    unit.get_by_role("button", name="报送给上级区人民政府办公室").click()
    expect(unit.get_by_text("已报送，这是回执")).to_be_visible()
    expect(unit.get_by_role("heading", name="报送回执").first).to_be_visible()

    superior = signed_in(visit, "shangji-ban", f"/office/yearbook/desk/shangji-ban/{YEAR}/")
    superior.get_by_role("link", name="上级区教育局").click()
    superior.locator(f"td a[href*='about={_CELL}']").click()
    superior.get_by_label("意见").fill("本年制发件数与目录不符，请核对")
    superior.get_by_role("button", name="记下意见").click()
    expect(superior.get_by_text("意见已记下")).to_be_visible()
    superior.get_by_role("link", name="退回更正").click()
    expect(superior.get_by_text("已提出1条意见")).to_be_visible()
    superior.get_by_role("button", name="退回更正").click()
    expect(superior.get_by_text("已退回。")).to_be_visible()

    unit.goto(f"/office/yearbook/report/{making}/submissions/")
    unit.get_by_role("link", name="第1次").click()
    expect(unit.get_by_text("本年制发件数与目录不符，请核对")).to_be_visible()
    unit.get_by_role("link", name="答复", exact=True).click()
    unit.get_by_label("答复").fill("已核对，应为4件")
    unit.get_by_role("button", name="答复").click()
    shell(installation, _AMENDED)
    unit.goto(f"/office/yearbook/report/{making}/submissions/")
    unit.get_by_role("button", name="报送给上级区人民政府办公室").click()
    expect(unit.locator("dd", has_text="第2次报送")).to_be_visible()

    superior.goto(f"/office/yearbook/desk/shangji-ban/{YEAR}/?view=submitted")
    superior.get_by_role("link", name="上级区教育局").click()
    changed = superior.get_by_role("row", name="本年制发件数")
    expect(changed.first).to_contain_text("3")
    expect(changed.first).to_contain_text("4")
    superior.get_by_role("link", name="接收", exact=True).click()
    superior.get_by_role("button", name="接收").click()
    expect(superior.get_by_text("已接收。")).to_be_visible()
    superior.goto(f"/office/yearbook/desk/shangji-ban/{YEAR}/?view=accepted")
    expect(superior.get_by_role("row", name="上级区教育局")).to_contain_text("已接收")


@pytest.mark.parametrize("width", [1280, 390])
def test_one_press_reminds_and_a_second_says_that_it_was_done_today(visit: Visit, making: str, width: int) -> None:
    page = signed_in(visit, "shangji-ban", f"/office/yearbook/desk/shangji-ban/{YEAR}/", width)
    page.get_by_role("button", name="催报上级区民政局").click()
    said = page.get_by_text("已催报1个机关").or_(page.get_by_text("今天已经催报过"))
    expect(said).to_be_visible()
    page.get_by_role("button", name="催报上级区民政局").click()
    expect(page.get_by_text("今天已经催报过")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_notice_and_the_table_of_a_cell_are_downloaded(visit: Visit, making: str) -> None:
    page = signed_in(visit, "shangji-ban", f"/office/yearbook/desk/shangji-ban/{YEAR}/")
    with page.expect_download() as notice:
        page.get_by_role("link", name="下载通报（DOCX）").click()
    assert notice.value.suggested_filename == f"notice-shangji-ban-{YEAR}.docx"
    page.get_by_role("link", name="看一个数").click()
    with page.expect_download() as table:
        page.get_by_role("link", name="下载CSV").click()
    assert "上级区教育局" in Path(table.value.path()).read_text("utf-8-sig")
