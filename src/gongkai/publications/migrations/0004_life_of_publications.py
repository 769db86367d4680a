import django.db.models.deletion
import gongkai.organisations.models.uids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('gk_publications', '0003_check_before_publishing'),
    ]

    operations = [
        migrations.AlterField(
            model_name='chain',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='chains', to='gk_organisations.organisation', verbose_name='机关'),
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(default=gongkai.organisations.models.uids.new_uid, editable=False, max_length=13, unique=True)),
                ('turn', models.CharField(choices=[('amend', '修改'), ('withdraw', '撤下'), ('expire', '到期撤下'), ('archive', '归档'), ('hold', '定时公开未能进行')], max_length=10, verbose_name='变动')),
                ('reason', models.CharField(max_length=500, verbose_name='理由')),
                ('on', models.DateField(verbose_name='日期')),
                ('at', models.DateTimeField(verbose_name='时刻')),
                ('done_by', models.CharField(max_length=60, verbose_name='办理人（台账写法）')),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='gk_publications.publication', verbose_name='公开信息')),
            ],
            options={
                'verbose_name': '变动',
                'verbose_name_plural': '变动',
                'ordering': ('publication', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('turn__in', ['amend', 'withdraw', 'expire', 'archive', 'hold'])), name='change_turn_known'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='change_explained')],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='日期')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='人员')),
            ],
            options={
                'verbose_name': '催办邮件',
                'verbose_name_plural': '催办邮件',
                'constraints': [models.UniqueConstraint(fields=('user', 'on'), name='reminder_once_a_day')],
            },
        ),
        migrations.AddIndex(
            model_name='publication',
            index=models.Index(condition=models.Q(('expire_at__isnull', False), ('live', True)), fields=['expire_at'], name='publication_expiring'),
        ),
    ]
