"""申请关于的单位另存一行，网点的清单照它取；从前的照「关于哪几样」补上。"""

import django.db.models.deletion
from django.db import migrations, models

FILL = """
INSERT INTO approvals_proposalunit (proposal_id, unit_id)
SELECT DISTINCT p.id, substr(one, 6)::bigint FROM approvals_proposal p, unnest(p.about) one WHERE one ~ '^unit:[0-9]+$'
"""


class Migration(migrations.Migration):
    dependencies = [("approvals", "0003_secret")]

    operations = [
        migrations.CreateModel(
            name="ProposalUnit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_id", models.BigIntegerField(verbose_name="单位账户")),
                (
                    "proposal",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="units",
                        to="approvals.proposal", verbose_name="申请",
                    ),
                ),
            ],
            options={
                "verbose_name": "申请关于的单位",
                "verbose_name_plural": "申请关于的单位",
                "indexes": [models.Index(fields=["unit_id", "proposal"], name="proposal_of_unit")],
                "constraints": [
                    models.UniqueConstraint(fields=("proposal", "unit_id"), name="proposal_unit_once"),
                ],
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]  # fmt: skip
