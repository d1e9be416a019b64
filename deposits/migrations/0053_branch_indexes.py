"""网点的个人账户、单位账户清单照管理部取的索引，不锁表建。"""

from django.db import migrations, models

from gjj.database.upgrading import IndexInPlace


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("deposits", "0052_fill_branches")]

    operations = [
        IndexInPlace(
            model_name="account",
            index=models.Index(
                fields=["branch", "-id"], include=("person", "subaccount"), name="account_of_branch"
            ),
        ),
        IndexInPlace(
            model_name="employeraccount",
            index=models.Index(fields=["branch", "number"], include=("id", "employer"), name="unit_of_branch"),
        ),
    ]  # fmt: skip
