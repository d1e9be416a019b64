"""各种尝试各数各的；在哪台设备上重设过口令；用户名不分大小写唯一（从前只在建登录时看）。"""

import django.db.models.functions.text
from django.db import migrations, models

PURPOSES = [
    ("sign_in", "登录时的口令"), ("change", "换口令时现在的口令"), ("reset", "要重设口令"), ("check", "本人核对身份"),
    ("sign_up", "注册时核对身份"),
]


class Migration(migrations.Migration):
    dependencies = [("identity", "0010_sign_up")]
    operations = [
        migrations.AddField("signinfailure", "purpose", models.CharField(choices=PURPOSES, db_default="sign_in", default="sign_in", max_length=16, verbose_name="哪一种")),
        migrations.AddIndex("signinfailure", models.Index(fields=["purpose", "device_hash", "at"], name="failure_of_purpose")),
        migrations.RemoveIndex("signinfailure", "failure_in_all"),
        migrations.AddIndex("signincode", models.Index(fields=["created_at"], name="code_recent")),
        migrations.AddField("login", "reset_device", models.CharField(blank=True, db_default="", default="", max_length=64, verbose_name="重设口令的设备的散列")),
        migrations.AddConstraint("login", models.UniqueConstraint(django.db.models.functions.text.Upper("username"), name="username_in_any_case")),
    ]
