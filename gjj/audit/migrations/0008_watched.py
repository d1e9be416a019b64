"""要留意的查看另有一个小索引：几条就是几条，不用翻整本审计；从前只管完整号码的那个不再要。"""

from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models

from gjj.database.upgrading import IndexInPlace


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("audit", "0007_about_employer")]

    operations = [
        IndexInPlace(
            model_name="auditentry",
            index=models.Index(condition=models.Q(("after__has_key", "留意")), fields=["at"], name="audit_watched"),
        ),
        RemoveIndexConcurrently(model_name="auditentry", name="audit_reveals"),
    ]
