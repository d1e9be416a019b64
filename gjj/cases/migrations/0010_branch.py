"""办件记着归哪个管理部：网点的清单照它取，不再一行一行地问单位和职工归哪里；由归集的触发器写。"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_taken_back"), ("identity", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="branch",
            field=models.ForeignKey(
                db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="identity.branch", verbose_name="管理部",
            ),
        ),
        migrations.AddIndex(
            model_name="case", index=models.Index(fields=["branch", "-id"], name="case_of_branch")
        ),
        migrations.AddIndex(
            model_name="case", index=models.Index(fields=["branch", "accepted_on"], name="case_of_branch_by_day")
        ),
    ]  # fmt: skip
