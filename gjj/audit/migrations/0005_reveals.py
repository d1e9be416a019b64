"""看完整号码的记录另有一个小索引：要留意的几条，不用翻整本审计。"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_chain")]

    operations = [
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(condition=models.Q(("action", "looks.reveal")), fields=["at"], name="audit_reveals"),
        ),
    ]
