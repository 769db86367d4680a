"""Migrations, from empty."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

import gongkai

pytestmark = pytest.mark.django_db


def test_no_migration_is_missing() -> None:
    out = io.StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=out)
    assert "No changes" in out.getvalue()


def test_every_migration_of_ours_is_named() -> None:
    files = Path(gongkai.__file__).parent.glob("*/migrations/0*.py")
    names = [file.stem for file in files]
    assert names
    assert not [name for name in names if "_auto_" in name or name.endswith("_initial")]


def test_wagtails_welcome_page_and_site_are_gone() -> None:
    from wagtail.models import Page, Site

    assert [page.title for page in Page.objects.all()] == ["Root"]
    assert Page.objects.get().numchild == 0
    assert Page.find_problems() == ([], [], [], [], [])
    assert not Site.objects.exists()


def test_our_tables_carry_our_labels() -> None:
    from django.apps import apps

    ours = [config for config in apps.get_app_configs() if config.name.startswith("gongkai.")]
    assert len(ours) > 8
    assert all(config.label == "gk_" + config.name.rpartition(".")[2] for config in ours)


def test_keys_inside_are_64_bits_wide() -> None:
    from django.apps import apps
    from django.db.models import BigAutoField

    for model in apps.get_models():
        # A row that extends one of Wagtail's has the key of that one.
        if model._meta.app_label.startswith("gk_") and not model._meta.parents:
            assert isinstance(model._meta.pk, BigAutoField), model


def test_sqlite_waits_for_the_other_writer() -> None:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (20000,)
        assert cursor.execute("PRAGMA synchronous").fetchone() == (1,)
