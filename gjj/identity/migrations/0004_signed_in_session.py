"""登录会话：谁在哪台设备上登录着，几时退出、为什么。"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("identity", "0003_indexes_of_lists")]
    operations = [
        migrations.CreateModel(
            name="SignedInSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("session_key", models.CharField(max_length=40, null=True, unique=True, verbose_name="会话编号")),
                ("device", models.CharField(max_length=64, verbose_name="设备")),
                ("device_hash", models.CharField(max_length=64, verbose_name="设备散列")),
                ("ip", models.CharField(max_length=64, verbose_name="网络地址")),
                ("started_at", models.DateTimeField(verbose_name="登录时间")),
                ("last_seen_at", models.DateTimeField(verbose_name="最近操作")),
                ("idle_minutes", models.PositiveSmallIntegerField(verbose_name="久未操作多少分钟退出")),
                ("limit_at", models.DateTimeField(verbose_name="最迟到几时")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="退出时间")),
                ("ended_because", models.CharField(blank=True, choices=[("signed_out", "本人退出"), ("from_elsewhere", "在别处退出了这台"), ("idle", "久未操作"), ("time_limit", "到了最长时间"), ("password_changed", "换了口令"), ("login_closed", "登录停用")], max_length=16, verbose_name="为什么退出")),
                ("login", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to=settings.AUTH_USER_MODEL, verbose_name="登录")),
            ],
            options={
                "verbose_name": "登录会话",
                "verbose_name_plural": "登录会话",
                "ordering": ("-id",),
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(ended_at=None, ended_because="", session_key__isnull=False)
                        | (Q(ended_at__isnull=False, session_key=None) & ~Q(ended_because="")),
                        name="session_ended_with_reason",
                    )
                ],
            },
        ),
    ]
