"""The cells of reports that were published before they were kept as rows too."""

import json
from decimal import Decimal

from django.db import migrations


def fill(apps, schema_editor):
    """One report at a time: the text is the truth, and the rows follow it."""
    published = apps.get_model("gk_yearbook", "PublishedReport")
    cell = apps.get_model("gk_yearbook", "PublishedCell")
    for report in published.objects.filter(cells__isnull=True).iterator(chunk_size=50):
        found = json.loads(report.text, parse_float=Decimal)["cells"]
        cell.objects.bulk_create(
            (cell(published=report, cell=name, value=value) for name, value in found.items()), batch_size=500
        )


def clear(apps, schema_editor):
    """Without rows, as it was before."""
    apps.get_model("gk_yearbook", "PublishedCell").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ('gk_yearbook', '0003_versions_and_cells_as_rows'),
    ]

    operations = [
        migrations.RunPython(fill, clear),
    ]
