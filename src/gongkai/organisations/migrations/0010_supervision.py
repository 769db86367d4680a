"""Who supervises a unit's disclosure work where that is not its superior."""

import datetime

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gk_organisations', '0009_ancestry'),
    ]

    operations = [
        migrations.CreateModel(
            name='Supervision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField(default=datetime.date(1900, 1, 1), verbose_name='起')),
                ('until_on', models.DateField(blank=True, null=True, verbose_name='止（不含当日）')),
                ('supervisor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supervised', to='gk_organisations.organisation', verbose_name='主管部门')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supervisions', to='gk_organisations.organisation', verbose_name='机关')),
            ],
            options={
                'verbose_name': '主管部门',
                'verbose_name_plural': '主管部门',
                'ordering': ('unit', 'from_on'),
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gt', models.F('from_on')), _connector='OR'), name='supervision_days_in_order'),
                    models.UniqueConstraint(condition=models.Q(('until_on__isnull', True)), fields=('unit',), name='supervision_one_without_end'),
                    models.UniqueConstraint(fields=('unit', 'from_on'), name='supervision_one_from_a_day'),
                    models.CheckConstraint(condition=models.Q(('unit', models.F('supervisor')), _negated=True), name='supervision_is_not_its_own'),
                ],
            },
        ),
    ]
