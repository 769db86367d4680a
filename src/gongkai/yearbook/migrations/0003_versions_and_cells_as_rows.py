"""Versions of what was published, the steps of a review, and cells of published and submitted reports as rows."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gk_organisations', '0015_holiday_notices'),
        ('gk_yearbook', '0002_year_reports'),
    ]

    operations = [
        migrations.CreateModel(
            name='PublishedCell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cell', models.CharField(max_length=80, verbose_name='单元格')),
                ('value', models.DecimalField(blank=True, decimal_places=6, max_digits=24, null=True, verbose_name='数值')),
            ],
            options={
                'verbose_name': '已公布的单元格',
                'verbose_name_plural': '已公布的单元格',
                'ordering': ('published', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='SubmissionCell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cell', models.CharField(max_length=120, verbose_name='单元格')),
                ('value', models.DecimalField(blank=True, decimal_places=6, max_digits=24, null=True, verbose_name='数值')),
            ],
            options={
                'verbose_name': '报送单元格',
                'verbose_name_plural': '报送单元格',
                'ordering': ('submission', 'pk'),
            },
        ),
        migrations.AlterModelOptions(
            name='publishedreport',
            options={'ordering': ('organisation', '-year', '-number'), 'verbose_name': '已公布的年度报告', 'verbose_name_plural': '已公布的年度报告'},
        ),
        migrations.RemoveConstraint(
            model_name='publishedreport',
            name='one_report_a_body_and_year',
        ),
        migrations.RemoveConstraint(
            model_name='reportreview',
            name='report_review_decision_known',
        ),
        migrations.RemoveConstraint(
            model_name='reportreview',
            name='report_return_explained',
        ),
        migrations.AddField(
            model_name='adjustment',
            name='scope',
            field=models.CharField(choices=[('body', '本机关'), ('level', '本级汇总')], default='body', max_length=10, verbose_name='范围'),
        ),
        migrations.AddField(
            model_name='publishedreport',
            name='frozen',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='published', to='gk_yearbook.frozen', verbose_name='定稿'),
        ),
        migrations.AddField(
            model_name='publishedreport',
            name='number',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='版次'),
        ),
        migrations.AddField(
            model_name='publishedreport',
            name='reason',
            field=models.CharField(blank=True, max_length=500, verbose_name='更正说明'),
        ),
        migrations.AddField(
            model_name='publishedreport',
            name='scope',
            field=models.CharField(choices=[('body', '本机关'), ('level', '本级汇总')], default='body', max_length=10, verbose_name='范围'),
        ),
        migrations.AddField(
            model_name='submission',
            name='file_name',
            field=models.CharField(blank=True, max_length=200, verbose_name='文件名'),
        ),
        migrations.AddField(
            model_name='submission',
            name='version',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='版次'),
        ),
        migrations.AlterField(
            model_name='reportreview',
            name='decision',
            field=models.CharField(choices=[('asked', '送审'), ('approved', '同意'), ('returned', '退回')], max_length=10, verbose_name='意见'),
        ),
        migrations.AddIndex(
            model_name='frozencell',
            index=models.Index(condition=models.Q(('value', 0), _negated=True), fields=['frozen', 'cell', 'value'], name='frozen_to_add'),
        ),
        migrations.AddConstraint(
            model_name='publishedreport',
            constraint=models.UniqueConstraint(fields=('organisation', 'year', 'scope', 'number'), name='one_report_a_body_year_and_number'),
        ),
        migrations.AddConstraint(
            model_name='publishedreport',
            constraint=models.CheckConstraint(condition=models.Q(('number', 1), models.Q(('reason', ''), _negated=True), _connector='OR'), name='published_amendment_explained'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(fields=('superior', 'organisation', 'year', 'on'), name='one_reminder_a_day'),
        ),
        migrations.AddConstraint(
            model_name='reportreview',
            constraint=models.CheckConstraint(condition=models.Q(('decision__in', ['asked', 'approved', 'returned'])), name='report_review_decision_known'),
        ),
        migrations.AddConstraint(
            model_name='reportreview',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision', 'returned'), _negated=True), models.Q(('words', ''), _negated=True), _connector='OR'), name='report_return_explained'),
        ),
        migrations.AddField(
            model_name='publishedcell',
            name='published',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cells', to='gk_yearbook.publishedreport', verbose_name='已公布的年度报告'),
        ),
        migrations.AddField(
            model_name='submissioncell',
            name='submission',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cells', to='gk_yearbook.submission', verbose_name='报送'),
        ),
        migrations.AddIndex(
            model_name='publishedcell',
            index=models.Index(fields=['cell', 'published'], name='published_by_cell'),
        ),
        migrations.AddIndex(
            model_name='publishedcell',
            index=models.Index(condition=models.Q(('value', 0), _negated=True), fields=['published', 'cell', 'value'], name='published_to_add'),
        ),
        migrations.AddConstraint(
            model_name='publishedcell',
            constraint=models.UniqueConstraint(fields=('published', 'cell'), name='one_published_value_a_cell'),
        ),
        migrations.AddIndex(
            model_name='submissioncell',
            index=models.Index(fields=['cell', 'submission'], name='submitted_by_cell'),
        ),
        migrations.AddIndex(
            model_name='submissioncell',
            index=models.Index(condition=models.Q(('value', 0), _negated=True), fields=['submission', 'cell', 'value'], name='submitted_to_add'),
        ),
        migrations.AddConstraint(
            model_name='submissioncell',
            constraint=models.UniqueConstraint(fields=('submission', 'cell'), name='one_submitted_value_a_cell'),
        ),
    ]
