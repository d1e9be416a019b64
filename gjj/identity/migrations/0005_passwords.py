"""用过的口令、口令设于几时、验证码从哪台设备要的。"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0004_signed_in_session")]
    operations = [
        migrations.CreateModel(
            name="UsedPassword",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="口令散列")),
                ("set_at", models.DateTimeField(verbose_name="设于")),
                ("login", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name="登录")),
            ],
            options={"verbose_name": "用过的口令", "verbose_name_plural": "用过的口令"},
        ),
        migrations.AddField("login", "password_set_at", models.DateTimeField(null=True, verbose_name="口令设于")),
        migrations.AddField("signincode", "device_hash", models.CharField(blank=True, db_index=True, default="", max_length=64, verbose_name="设备散列")),
    ]
