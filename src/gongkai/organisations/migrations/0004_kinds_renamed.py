"""Governments were not told apart by level: those entered so far are those of districts."""

from django.db import migrations

_RENAMED = {"government": "district"}


def rename(apps, schema_editor):
    organisations = apps.get_model("gk_organisations", "Organisation").objects
    for old, new in _RENAMED.items():
        organisations.filter(kind=old).update(kind=new)


def restore(apps, schema_editor):
    organisations = apps.get_model("gk_organisations", "Organisation").objects
    for old, new in _RENAMED.items():
        organisations.filter(kind=new).update(kind=old)


class Migration(migrations.Migration):

    dependencies = [
        ('gk_organisations', '0003_kinds_open'),
    ]

    operations = [migrations.RunPython(rename, restore)]
