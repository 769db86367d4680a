"""Indexes of the worklists of decisions, and of the days that a holiday notice may still move."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("gk_registers", "0001_registers")]

    operations = [
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(
                name="decision_to_judge",
                fields=["organisation", "due_on"],
                condition=models.Q(is_public__isnull=True, struck_on__isnull=True),
            ),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(
                name="decision_to_withdraw",
                fields=["organisation", "changed_on"],
                condition=models.Q(changed_on__isnull=False, withdrawn_on__isnull=True, struck_on__isnull=True),
            ),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(
                name="decision_to_report",
                fields=["organisation", "due_on"],
                condition=models.Q(is_public=True, reported_on__isnull=True, struck_on__isnull=True),
            ),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(
                name="decision_provisional", fields=["decided_on"], condition=models.Q(is_provisional=True)
            ),
        ),
    ]
