"""What every page of the back office costs, whoever asks."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongkai.organisations.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.mark.parametrize("person", ["demo-editor", "demo-admin", "demo-overseer"])
def test_what_somebody_holds_is_asked_once_a_page_and_not_once_an_item_of_the_menu(client: Client, person: str) -> None:
    client.force_login(User.objects.get(username=person), backend="django.contrib.auth.backends.ModelBackend")
    client.get("/office/")
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/office/")
    assert page.status_code == 200
    posts = [query["sql"] for query in asked if 'FROM "gk_organisations_post"' in query["sql"]]
    assert sum("DISTINCT" not in sql and sql.startswith('SELECT "gk_organisations_post"."role"') for sql in posts) == 1
    assert not [sql for sql in posts if sql.startswith("SELECT 1")]


def test_the_start_page_bears_our_mark_and_no_search_over_pages(client: Client) -> None:
    client.force_login(User.objects.get(username="demo-editor"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/office/").content.decode()
    assert 'alt="公开"' in page
    assert 'role="search"' not in page
