"""Public bodies."""

import django.core.validators
import django.db.models.deletion
import gongkai.organisations.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gk_organisations', '0001_user'),
    ]

    operations = [
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(default=gongkai.organisations.models.new_uid, editable=False, max_length=13, unique=True)),
                ('code', models.CharField(max_length=40, unique=True, validators=[django.core.validators.RegexValidator('^[a-z][a-z0-9]*(-[a-z0-9]+)*$', '代码只能用小写字母、数字和短横，以字母开头。')], verbose_name='代码')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('kind', models.CharField(choices=[('government', '一级政府'), ('department', '政府部门'), ('township', '乡镇、街道'), ('zone', '开发区（功能区）'), ('institution', '公共企事业单位')], max_length=20, verbose_name='类别')),
                ('is_sample', models.BooleanField(default=False, verbose_name='示例数据')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='gk_organisations.organisation', verbose_name='上级机关')),
            ],
            options={
                'verbose_name': '机关',
                'verbose_name_plural': '机关',
                'ordering': ('code',),
                'constraints': [models.CheckConstraint(condition=models.Q(('parent__isnull', True), models.Q(('parent', models.F('id')), _negated=True), _connector='OR'), name='organisation_is_not_its_own_parent'), models.CheckConstraint(condition=models.Q(('kind__in', ['government', 'department', 'township', 'zone', 'institution'])), name='organisation_kind_known')],
            },
        ),
    ]
