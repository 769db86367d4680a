"""Both tables are append-only from the first day."""

from django.db import migrations

from gongkai.ledger import guards

TABLES = (guards.Guard("gk_ledger_entry", once=("position", "previous", "hash")), guards.Guard("gk_ledger_head"))


def put_up(apps, schema_editor):
    for guard in TABLES:
        guards.put_up(guard, schema_editor.connection)


def take_down(apps, schema_editor):
    for guard in TABLES:
        guards.take_down(guard, schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('gk_ledger', '0001_tables'),
    ]

    operations = [
        migrations.RunPython(put_up, take_down),
    ]
