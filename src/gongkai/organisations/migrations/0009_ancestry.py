"""The closure of the memberships."""

import datetime

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gk_organisations', '0008_memberships'),
    ]

    operations = [
        migrations.CreateModel(
            name='Ancestry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField(default=datetime.date(1900, 1, 1), verbose_name='起')),
                ('until_on', models.DateField(blank=True, null=True, verbose_name='止（不含当日）')),
                ('depth', models.PositiveSmallIntegerField(verbose_name='层级')),
                ('ancestor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='gk_organisations.organisation', verbose_name='上级')),
                ('descendant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='gk_organisations.organisation', verbose_name='下级')),
            ],
            options={
                'verbose_name': '层级关系',
                'verbose_name_plural': '层级关系',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gt', models.F('from_on')), _connector='OR'), name='ancestry_days_in_order'),
                    models.UniqueConstraint(fields=('ancestor', 'descendant', 'from_on'), name='ancestry_one_from_a_day'),
                    models.CheckConstraint(condition=models.Q(models.Q(('ancestor', models.F('descendant')), ('depth', 0)), models.Q(('depth__gt', 0), models.Q(('ancestor', models.F('descendant')), _negated=True)), _connector='OR'), name='ancestry_without_circles'),
                ],
                'indexes': [
                    models.Index(fields=['descendant', 'from_on', 'ancestor'], name='ancestry_upward'),
                ],
            },
        ),
    ]
