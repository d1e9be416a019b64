"""审计链：记录添上数据库自己记的时刻，封条只增不改。"""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0003_employer_log'),
        ('gjj', '0001_floor'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditSeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audit_id', models.BigIntegerField(unique=True, verbose_name='审计记录')),
                ('previous', models.CharField(max_length=64, unique=True, verbose_name='前一枚')),
                ('mac', models.CharField(max_length=64, verbose_name='封条')),
                ('sealed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='封上的时刻')),
            ],
            options={
                'verbose_name': '审计封条',
                'verbose_name_plural': '审计封条',
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='SealHorizon',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('up_to', models.BigIntegerField(default=0, verbose_name='编号')),
                ('waits_for', models.BigIntegerField(null=True, verbose_name='等到哪个事务')),
            ],
            options={
                'verbose_name': '封到哪里',
                'verbose_name_plural': '封到哪里',
            },
        ),
        migrations.AddField(
            model_name='auditentry',
            name='written_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='写下的时刻'),
        ),
        migrations.RunSQL("SELECT gjj_make_append_only('audit_auditseal')", migrations.RunSQL.noop),
    ]
