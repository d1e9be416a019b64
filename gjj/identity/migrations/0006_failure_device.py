"""口令失败记下是不是本人用过的设备；按用户名、全中心数的索引。"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0005_passwords")]
    operations = [
        migrations.AddField("signinfailure", "device_hash", models.CharField(blank=True, default="", max_length=64, verbose_name="本人用过的设备的散列")),
        migrations.AddIndex("signinfailure", models.Index(fields=["username_hash", "at"], name="failure_of_name")),
        migrations.AddIndex("signinfailure", models.Index(fields=["device_hash", "at"], name="failure_in_all")),
    ]
