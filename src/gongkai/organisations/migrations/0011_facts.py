"""What the guide says about a unit, by date."""

import datetime

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gk_organisations', '0010_supervision'),
    ]

    operations = [
        migrations.CreateModel(
            name='Facts',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField(default=datetime.date(1900, 1, 1), verbose_name='起')),
                ('until_on', models.DateField(blank=True, null=True, verbose_name='止（不含当日）')),
                ('office', models.CharField(blank=True, max_length=120, verbose_name='政府信息公开工作机构')),
                ('head', models.CharField(blank=True, max_length=60, verbose_name='工作机构负责人')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='办公地址')),
                ('hours', models.CharField(blank=True, max_length=120, verbose_name='办公时间')),
                ('phone', models.CharField(blank=True, max_length=60, verbose_name='联系电话')),
                ('fax', models.CharField(blank=True, max_length=60, verbose_name='传真')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='电子邮箱')),
                ('takes_fax', models.BooleanField(default=False, verbose_name='接受传真申请')),
                ('takes_email', models.BooleanField(default=False, verbose_name='接受电子邮件申请')),
                ('takes_web', models.BooleanField(default=False, verbose_name='接受网上申请')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='gk_organisations.organisation', verbose_name='机关')),
            ],
            options={
                'verbose_name': '指南事实',
                'verbose_name_plural': '指南事实',
                'ordering': ('unit', 'from_on'),
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gt', models.F('from_on')), _connector='OR'), name='facts_days_in_order'),
                    models.UniqueConstraint(condition=models.Q(('until_on__isnull', True)), fields=('unit',), name='facts_one_without_end'),
                    models.UniqueConstraint(fields=('unit', 'from_on'), name='facts_one_from_a_day'),
                    models.CheckConstraint(condition=models.Q(models.Q(('takes_fax', False), models.Q(('fax', ''), _negated=True), _connector='OR'), models.Q(('takes_email', False), models.Q(('email', ''), _negated=True), _connector='OR')), name='facts_ways_have_numbers'),
                ],
            },
        ),
    ]
