"""网点的办件清单照管理部取的索引，不锁表建。"""

from django.db import migrations, models

from gjj.database.upgrading import IndexInPlace


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0010_branch")]

    operations = [
        IndexInPlace(model_name="case", index=models.Index(fields=["branch", "-id"], name="case_of_branch")),
        IndexInPlace(
            model_name="case", index=models.Index(fields=["branch", "accepted_on"], name="case_of_branch_by_day")
        ),
    ]
