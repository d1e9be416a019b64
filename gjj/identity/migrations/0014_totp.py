"""动态口令和备用码，填错的次数另外数；登录会话多一种退出：换了登录验证方式。"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import gjj.crypto.fields


class Migration(migrations.Migration):
    dependencies = [("identity", "0013_closed_because")]
    operations = [
        migrations.AlterField("signinfailure", "purpose", models.CharField(choices=[("sign_in", "登录时的口令"), ("change", "换口令时现在的口令"), ("reset", "要重设口令"), ("check", "本人核对身份"), ("sign_up", "注册时核对身份"), ("factor", "动态口令")], db_default="sign_in", default="sign_in", max_length=16, verbose_name="哪一种")),
        migrations.AlterField("signedinsession", "ended_because", models.CharField(blank=True, choices=[("signed_out", "本人退出"), ("from_elsewhere", "在别处退出了这台"), ("idle", "久未操作"), ("time_limit", "到了最长时间"), ("password_changed", "换了口令"), ("login_closed", "登录停用"), ("factor_changed", "换了登录验证方式")], max_length=16, verbose_name="为什么退出")),
        migrations.CreateModel(
            name="TotpDevice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="The human-readable name of this device.", max_length=64)),
                ("confirmed", models.BooleanField(default=True, help_text="Is this device ready for use?")),
                ("key", gjj.crypto.fields.EncryptedBytesField(verbose_name="密钥")),
                ("last_step", models.BigIntegerField(default=-1, verbose_name="用过的最后一步")),
                ("added_at", models.DateTimeField(verbose_name="添加时间")),
                ("last_used_at", models.DateTimeField(null=True, verbose_name="最近用于")),
                ("user", models.ForeignKey(help_text="The user that this device belongs to.", on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={"verbose_name": "动态口令", "verbose_name_plural": "动态口令", "ordering": ("id",)},
        ),
        migrations.CreateModel(
            name="BackupCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code_hash", models.CharField(max_length=64, verbose_name="备用码散列")),
                ("made_at", models.DateTimeField(verbose_name="给出时间")),
                ("used_at", models.DateTimeField(null=True, verbose_name="用掉时间")),
                ("login", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="backup_codes", to=settings.AUTH_USER_MODEL, verbose_name="登录")),
            ],
            options={
                "verbose_name": "备用码", "verbose_name_plural": "备用码",
                "constraints": [models.UniqueConstraint(fields=("login", "code_hash"), name="one_backup_code_of_a_kind")],
            },
        ),
    ]
