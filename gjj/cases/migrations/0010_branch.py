"""办件记着归哪个管理部：网点的清单照它取，不再一行一行地问单位和职工归哪里；由归集的触发器写。"""

import django.db.models.deletion
from django.db import migrations, models

from gjj.database.upgrading import Briefly


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_taken_back"), ("identity", "0001_initial")]

    operations = [
        Briefly([
            migrations.AddField(
                model_name="case",
                name="branch",
                field=models.ForeignKey(
                    db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT,
                    related_name="+", to="identity.branch", verbose_name="管理部",
                ),
            ),
        ]),
    ]  # fmt: skip
