"""Who holds which role where, by date."""

import datetime

import django.db.models.deletion
import gongkai.organisations.models
import gongkai.organisations.roles
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gk_organisations', '0011_facts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField(default=datetime.date(1900, 1, 1), verbose_name='起')),
                ('until_on', models.DateField(blank=True, null=True, verbose_name='止（不含当日）')),
                ('uid', models.CharField(default=gongkai.organisations.models.new_uid, editable=False, max_length=13, unique=True)),
                ('role', models.CharField(choices=gongkai.organisations.roles.choices, max_length=20, verbose_name='角色')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='gk_organisations.organisation', verbose_name='机关')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to=settings.AUTH_USER_MODEL, verbose_name='人员')),
            ],
            options={
                'verbose_name': '职务',
                'verbose_name_plural': '职务',
                'ordering': ('unit', 'role', 'from_on', 'pk'),
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gt', models.F('from_on')), _connector='OR'), name='post_days_in_order'),
                    models.CheckConstraint(condition=models.Q(('role__in', ['editor', 'reviewer', 'secrecy_reviewer', 'case_officer', 'approver', 'registrar', 'reporter', 'overseer', 'administrator'])), name='post_role_known'),
                    models.UniqueConstraint(condition=models.Q(('until_on__isnull', True)), fields=('user', 'role', 'unit'), name='post_once_without_end'),
                ],
            },
        ),
    ]
