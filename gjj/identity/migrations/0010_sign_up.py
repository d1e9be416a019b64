"""职工自己注册：发给还没有登录的号码的验证码；实名核验于、同意的用户协议。

以前的登录都是中心的人看过证件建的，算实名核验过。
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0009_unit_people")]
    operations = [
        migrations.AddField("login", "name_verified_at", models.DateTimeField(null=True, verbose_name="实名核验于")),
        migrations.AddField("login", "terms_version", models.CharField(blank=True, db_default="", default="", max_length=16, verbose_name="同意的用户协议")),
        migrations.AddField("login", "terms_agreed_at", models.DateTimeField(null=True, verbose_name="同意时间")),
        migrations.AlterField("signincode", "login", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name="登录")),
        migrations.RunSQL("UPDATE identity_login SET name_verified_at = created_at", migrations.RunSQL.noop),
    ]
