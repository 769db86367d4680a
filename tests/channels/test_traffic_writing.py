"""Views written to the database, days ended, years added up."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.channels.acts import traffic as acts
from gongkai.channels.models import DaySalt, PageTraffic, SiteTraffic, Visitor, Website
from gongkai.channels.queries import traffic as queries
from gongkai.channels.traffic import Batch, mark
from gongkai.organisations import acts as organisations
from gongkai.organisations.permissions import Program
from gongkai.web import traffic as web

DAY = date(2026, 11, 25)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Website:
    description = organisations.Description("qu", "示例区人民政府", "district", None)
    unit = organisations.enter(description, by=Program("test"), on=DAY)
    return Website.objects.create(organisation=unit, code="qu", name="示例区网站", opened_on=date(2019, 1, 1))


def looked(site: Website, looks: dict[str, int], who: list[int], on: date = DAY) -> Batch:
    salt = acts.salt_of(on)
    marks = {(site.pk, on, mark(salt, site.pk, f"192.0.2.{number}", FIREFOX)) for number in who}
    return Batch(Counter({(site.pk, on, path): views for path, views in looks.items()}), marks)


def test_batches_of_a_day_add_up_by_page_and_by_site(site: Website) -> None:
    acts.write(looked(site, {"/a/": 3, "/b/": 1}, [1, 2]))
    acts.write(looked(site, {"/a/": 2}, [2, 3]))
    assert dict(PageTraffic.objects.values_list("path", "views")) == {"/a/": 5, "/b/": 1}
    assert list(SiteTraffic.objects.values_list("on", "views", "visitors")) == [(DAY, 6, 3)]


def test_the_salt_of_a_day_is_one_for_all_and_another_the_next_day() -> None:
    assert acts.salt_of(DAY) == acts.salt_of(DAY)
    assert acts.salt_of(DAY) != acts.salt_of(DAY + timedelta(days=1))


def test_when_a_day_is_over_nothing_is_left_that_could_tell_who_came(site: Website) -> None:
    acts.write(looked(site, {"/a/": 2}, [1, 2]))
    assert acts.close_days(DAY) == 0
    assert acts.close_days(DAY + timedelta(days=1)) == 1
    assert not DaySalt.objects.exists()
    assert not Visitor.objects.exists()
    assert SiteTraffic.objects.get().visitors == 2


def test_views_that_come_after_the_end_of_their_day_are_added_and_their_visitors_are_not(site: Website) -> None:
    late = looked(site, {"/a/": 2}, [7])
    acts.write(looked(site, {"/a/": 1}, [1]))
    acts.close_days(DAY + timedelta(days=1))
    acts.write(late)
    found = SiteTraffic.objects.get()
    assert (found.views, found.visitors) == (3, 1)
    assert not Visitor.objects.exists()


def test_a_batch_of_thousands_of_pages_is_written_in_few_statements(site: Website) -> None:
    batch = looked(site, {f"/p/{number}/": 1 for number in range(2000)}, list(range(200)))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        acts.write(batch)
    assert len(asked) < 20
    assert SiteTraffic.objects.get().views == 2000


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 28), st.sampled_from(["/a/", "/b/", "/c/"]), st.integers(1, 5)), max_size=20))
def test_the_pages_of_a_year_add_up_to_the_views_of_the_site(site: Website, looks: list[tuple[int, str, int]]) -> None:
    SiteTraffic.objects.all().delete()
    PageTraffic.objects.all().delete()
    for day, path, views in looks:
        acts.write(looked(site, {path: views}, [views], date(2026, day % 12 + 1, day)))
    year = queries.year_of(site, 2026)
    pages = queries.most_viewed(site, date(2026, 1, 1), date(2026, 12, 31))
    assert year.views == sum(views for _path, views in pages) == sum(views for _day, _path, views in looks)
    assert year.visitors == sum(SiteTraffic.objects.values_list("visitors", flat=True))


def test_a_year_says_on_which_days_it_was_counted_and_leaves_other_years_out(site: Website) -> None:
    acts.write(looked(site, {"/a/": 4}, [1], date(2026, 3, 1)))
    acts.write(looked(site, {"/a/": 1}, [1], date(2026, 3, 2)))
    acts.write(looked(site, {"/a/": 9}, [1], date(2025, 12, 31)))
    year = queries.year_of(site, 2026)
    assert (year.views, year.visitors, year.days) == (5, 2, 2)
    assert (year.first_on, year.last_on) == (date(2026, 3, 1), date(2026, 3, 2))
    assert year.months[2] == queries.Month(3, 5, 2)
    assert queries.years_counted([site]) == [2026, 2025]


# --- through the site ------------------------------------------------------------------------------


@pytest.fixture
def counted(site: Website) -> Website:
    """The only own site, so that every public page counts for it; nothing waits from other tests."""
    web.BUFFER.take()
    return site


def views(path: str, **headers: str) -> int:
    asked = {"User-Agent": FIREFOX, **headers}
    Client().get(path, headers=asked)
    return sum(web.BUFFER.take().views.values())


def test_a_public_page_counts_one_view_and_sets_no_cookie(counted: Website) -> None:
    answer = Client().get("/", headers={"User-Agent": FIREFOX})
    assert answer.status_code == 200
    assert not answer.cookies
    assert web.BUFFER.take().views == {(counted.pk, web.timezone.localdate(), "/"): 1}


@pytest.mark.parametrize("path", ["/office/", "/api/v1/", "/healthz", "/no-such-page/"])
def test_what_is_no_public_page_is_not_counted(counted: Website, path: str) -> None:
    assert views(path) == 0


def test_programs_and_prefetching_are_not_counted(counted: Website) -> None:
    assert views("/", **{"User-Agent": "curl/8.5.0"}) == 0
    assert views("/", **{"Sec-Purpose": "prefetch;prerender"}) == 0
    assert views("/") == 1


def test_a_site_is_known_by_its_host_where_there_are_several(counted: Website) -> None:
    counted.address = "https://localhost/"
    counted.save()
    Website.objects.create(organisation=counted.organisation, code="zone", name="区", opened_on=DAY)
    web.BUFFER.take()
    counting = web.Counting(web.BUFFER)
    request = Client().get("/", headers={"User-Agent": FIREFOX, "Host": "localhost"}).wsgi_request
    web.BUFFER.take()
    counting.count(request)
    assert {site for site, _on, _path in web.BUFFER.take().views} == {counted.pk}
    other = Client().get("/", headers={"User-Agent": FIREFOX, "Host": "127.0.0.1"}).wsgi_request
    web.BUFFER.take()
    counting.count(other)
    assert not web.BUFFER.take()


def test_what_waits_is_written_and_yesterday_is_ended(counted: Website) -> None:
    today = web.timezone.localdate()
    acts.write(looked(counted, {"/a/": 1}, [1], today - timedelta(days=1)))
    Client().get("/", headers={"User-Agent": FIREFOX})
    web.write_waiting()
    assert SiteTraffic.objects.get(on=today).views == 1
    assert list(DaySalt.objects.values_list("on", flat=True)) == [today]


def test_no_address_reaches_the_database(counted: Website) -> None:
    Client(REMOTE_ADDR="203.0.113.77").get("/", headers={"User-Agent": FIREFOX})
    web.write_waiting()
    with connection.cursor() as cursor:
        for table in ("visitor", "daysalt", "sitetraffic", "pagetraffic"):
            cursor.execute(f"SELECT * FROM gk_channels_{table}")
            rows = repr([[bytes(value) if isinstance(value, memoryview) else value for value in row] for row in cursor])
            assert "203.0.113.77" not in rows
            assert "Firefox" not in rows


def test_the_office_shows_a_year_by_month_and_the_pages_most_looked_at(site: Website) -> None:
    acts.write(looked(site, {"/p/one/": 1234, "/p/two/": 6}, [1, 2], date(2026, 3, 1)))
    administrator = get_user_model().objects.create_superuser(
        "boss", "boss@example.org", "a long password", name="管理"
    )
    browser = Client()
    browser.force_login(administrator, backend="django.contrib.auth.backends.ModelBackend")
    shown = browser.get(f"/office/channels/site/{site.uid}/traffic/").content.decode()
    assert "2026年3月1日至2026年3月1日，1天有记录" in shown
    assert "1,240" in shown
    assert shown.index("/p/one/") < shown.index("/p/two/")
    assert "按日累计" in shown


def test_a_site_of_others_has_no_traffic_of_ours(site: Website) -> None:
    site.is_own, site.address = False, "https://qu.example.gov.cn/"
    site.save()
    administrator = get_user_model().objects.create_superuser(
        "boss", "boss@example.org", "a long password", name="管理"
    )
    browser = Client()
    browser.force_login(administrator, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.get(f"/office/channels/site/{site.uid}/traffic/").status_code == 404
