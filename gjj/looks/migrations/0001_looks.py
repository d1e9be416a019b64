"""查看记录：审计里的几种，没有自己的表。"""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = [("audit", "0005_reveals")]

    operations = [
        migrations.CreateModel(
            name="Look",
            fields=[],
            options={
                "verbose_name": "查看记录", "verbose_name_plural": "查看记录", "proxy": True, "indexes": [], "constraints": [],
            },
            bases=("audit.auditentry",),
        ),
    ]
