"""When a unit was set up and abolished, into which it was merged, and its social credit code."""

import datetime

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gk_organisations', '0005_kinds_known'),
    ]

    operations = [
        migrations.AddField(
            model_name='organisation',
            name='closed_on',
            field=models.DateField(blank=True, null=True, verbose_name='撤销日期'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='credit_code',
            field=models.CharField(blank=True, max_length=18, verbose_name='统一社会信用代码'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='merged_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='gk_organisations.organisation', verbose_name='并入机关'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='opened_on',
            field=models.DateField(default=datetime.date(1900, 1, 1), verbose_name='成立日期'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('closed_on__isnull', True), ('closed_on__gt', models.F('opened_on')), _connector='OR'), name='organisation_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('closed_on__isnull', False), models.Q(('merged_into', models.F('id')), _negated=True)), _connector='OR'), name='organisation_merged_is_closed'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.UniqueConstraint(condition=models.Q(('credit_code', ''), _negated=True), fields=('credit_code',), name='organisation_credit_code_once'),
        ),
    ]
