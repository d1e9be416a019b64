"""登录时看出来口令太常见的：进门先换一个。"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0011_tries_apart")]
    operations = [
        migrations.AddField(
            "login", "password_is_common", models.BooleanField(db_default=False, default=False, verbose_name="口令太常见")
        ),
    ]
