"""What units were called, by date."""

import datetime

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gk_organisations', '0006_unit_life'),
    ]

    operations = [
        migrations.CreateModel(
            name='UnitName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField(default=datetime.date(1900, 1, 1), verbose_name='起')),
                ('until_on', models.DateField(blank=True, null=True, verbose_name='止（不含当日）')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='names', to='gk_organisations.organisation', verbose_name='机关')),
            ],
            options={
                'verbose_name': '机关名称',
                'verbose_name_plural': '机关名称',
                'ordering': ('unit', 'from_on'),
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gt', models.F('from_on')), _connector='OR'), name='unitname_days_in_order'),
                    models.UniqueConstraint(condition=models.Q(('until_on__isnull', True)), fields=('unit',), name='unitname_one_without_end'),
                    models.UniqueConstraint(fields=('unit', 'from_on'), name='unitname_one_from_a_day'),
                ],
            },
        ),
    ]
