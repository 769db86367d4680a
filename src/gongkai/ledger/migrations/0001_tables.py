"""Entries of the ledger and its signed heads."""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Head',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(unique=True, verbose_name='日期')),
                ('position', models.BigIntegerField(verbose_name='序号')),
                ('hash', models.CharField(max_length=64, verbose_name='封存摘要')),
                ('signed_at', models.DateTimeField(verbose_name='签名时刻')),
                ('key', models.CharField(max_length=64, verbose_name='公钥')),
                ('signature', models.CharField(max_length=128, verbose_name='签名')),
            ],
            options={
                'verbose_name': '台账签名',
                'verbose_name_plural': '台账签名',
                'ordering': ('on',),
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(max_length=60, verbose_name='办理事项')),
                ('subject', models.CharField(max_length=100, verbose_name='对象')),
                ('unit', models.CharField(blank=True, max_length=100, verbose_name='单位')),
                ('actor', models.CharField(max_length=100, verbose_name='办理人')),
                ('on', models.DateField(verbose_name='办理日期')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='记录时刻')),
                ('before', models.CharField(blank=True, max_length=64, verbose_name='办理前摘要')),
                ('after', models.CharField(blank=True, max_length=64, verbose_name='办理后摘要')),
                ('is_salted', models.BooleanField(default=False, verbose_name='加盐摘要')),
                ('details', models.TextField(default='{}', verbose_name='要素')),
                ('position', models.BigIntegerField(editable=False, null=True, unique=True, verbose_name='序号')),
                ('previous', models.CharField(editable=False, max_length=64, null=True, verbose_name='前一条的摘要')),
                ('hash', models.CharField(editable=False, max_length=64, null=True, verbose_name='封存摘要')),
            ],
            options={
                'verbose_name': '台账记录',
                'verbose_name_plural': '台账记录',
                'ordering': ('-pk',),
                'default_permissions': (),
                'indexes': [models.Index(fields=['subject', '-id'], name='ledger_entry_subject'), models.Index(fields=['unit', '-id'], name='ledger_entry_unit'), models.Index(fields=['actor', '-id'], name='ledger_entry_actor'), models.Index(fields=['on', '-id'], name='ledger_entry_on'), models.Index(condition=models.Q(('position__isnull', True)), fields=['id'], name='ledger_entry_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('hash__isnull', False), ('position__isnull', False), ('previous__isnull', False)), models.Q(('hash__isnull', True), ('position__isnull', True), ('previous__isnull', True)), _connector='OR'), name='ledger_entry_sealed_wholly_or_not'), models.CheckConstraint(condition=models.Q(('position__isnull', True), ('position__gte', 1), _connector='OR'), name='ledger_entry_position_from_1')],
            },
        ),
    ]
