"""The database knows the new kinds."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gk_organisations', '0004_kinds_renamed'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['ministry', 'province', 'city', 'district', 'department', 'street', 'township', 'zone', 'vertical', 'branch', 'institution'])), name='organisation_kind_known'),
        ),
    ]
