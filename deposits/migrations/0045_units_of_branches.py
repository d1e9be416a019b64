"""单位归到管理部（网点）：只有一个网点的，原来的单位都归它；有几个的猜不出，先由中心直接管，再一家一家迁。"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def give_the_only_branch(apps: Any, schema_editor: Any) -> None:
    """只有一个网点时，单位都归它。"""
    known = list(apps.get_model("identity", "Branch").objects.values_list("pk", flat=True)[:2])
    if len(known) == 1:
        apps.get_model("deposits", "EmployerAccount").objects.update(branch_id=known[0])


class Migration(migrations.Migration):
    """加一列，补上旧的。"""

    dependencies = [
        ("deposits", "0044_consent_digest"),
        ("identity", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="employeraccount",
            name="branch",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.branch",
                verbose_name="管理部",
            ),
        ),  # fmt: skip
        migrations.RunPython(give_the_only_branch, migrations.RunPython.noop),
    ]
