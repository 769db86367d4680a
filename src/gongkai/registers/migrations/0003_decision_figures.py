"""Indexes in which lists and figures of decisions find all that they ask."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("gk_registers", "0002_decision_worklists")]

    operations = [
        migrations.RemoveIndex(model_name="decision", name="decision_of_unit"),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(
                name="decision_counted", fields=["organisation", "kind", "struck_on", "-decided_on", "-id", "fine"]
            ),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(
                name="decision_published", fields=["organisation", "kind", "struck_on", "published_on", "id"]
            ),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(
                name="decision_withdrawn",
                fields=["organisation", "withdrawn_on"],
                condition=models.Q(withdrawn_on__isnull=False),
            ),
        ),
    ]
