"""Reports as they were published."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('gk_organisations', '0002_organisation'),
    ]

    operations = [
        migrations.CreateModel(
            name='PublishedReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='报告年度')),
                ('text', models.TextField(verbose_name='报告数据')),
                ('sha256', models.CharField(max_length=64, verbose_name='摘要')),
                ('published_on', models.DateField(verbose_name='公布日期')),
                ('published_by', models.CharField(max_length=60, verbose_name='公布人')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='gk_organisations.organisation', verbose_name='机关')),
            ],
            options={
                'verbose_name': '已公布的年度报告',
                'verbose_name_plural': '已公布的年度报告',
                'ordering': ('organisation', '-year'),
                'constraints': [models.UniqueConstraint(fields=('organisation', 'year'), name='one_report_a_body_and_year'), models.CheckConstraint(condition=models.Q(('year__gte', 2008), ('year__lte', 2999)), name='report_year_possible')],
            },
        ),
    ]
