"""登录停用了的，写明几时、为什么：以前停用的都是本人注销。"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0012_common_password")]
    operations = [
        migrations.AddField("login", "closed_at", models.DateTimeField(null=True, verbose_name="停用时间")),
        migrations.AddField("login", "closed_because", models.CharField(
            blank=True, choices=[("own", "本人注销"), ("agreed", "中心停用，两个人定的"), ("urgent", "紧急停用，等第二个人确认")], db_default="", default="",
            max_length=8, verbose_name="为什么停用",
        )),
        migrations.RunSQL(
            "UPDATE identity_login SET closed_at = now(), closed_because = 'own' WHERE NOT is_active", migrations.RunSQL.noop
        ),
        migrations.AddConstraint("login", models.CheckConstraint(
            condition=models.Q(("is_active", False), models.Q(("closed_at", None), ("closed_because", "")), _connector="OR"),
            name="login_in_use_says_not_why_closed",
        )),
    ]
