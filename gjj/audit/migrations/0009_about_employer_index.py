"""审计记录照「关于的单位编号」找的索引，不锁表建。"""

from django.db import migrations, models

from gjj.database.upgrading import IndexInPlace


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("audit", "0008_watched")]

    operations = [
        IndexInPlace(
            model_name="auditentry",
            index=models.Index(
                condition=models.Q(("about_employer_id__isnull", False)), fields=["about_employer_id", "-id"],
                name="audit_about",
            ),
        ),
    ]  # fmt: skip
