"""The kinds of bodies become data: the old list no longer binds."""

import gongkai.organisations.kinds
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gk_organisations', '0002_organisation'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='organisation',
            name='organisation_kind_known',
        ),
        migrations.AlterField(
            model_name='organisation',
            name='kind',
            field=models.CharField(choices=gongkai.organisations.kinds.choices, max_length=20, verbose_name='类别'),
        ),
    ]
