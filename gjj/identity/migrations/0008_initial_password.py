"""口令是别人设的：本人先换成自己的，才办得了别的。以前的登录都已经自己设过。"""

from django.db import migrations, models


class Migration(migrations.Migration):
    """加一列。"""

    dependencies = [("identity", "0007_security_admin")]

    operations = [
        migrations.AddField(
            "login", "password_is_initial", models.BooleanField(default=False, verbose_name="口令是别人设的")
        ),
    ]
