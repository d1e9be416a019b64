"""审批里签着的盲索引，换密钥时记下同一个号码别的索引；平时改不得。"""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from gjj.database.upgrading import Briefly


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("approvals", "0005_void_said")]
    operations = [
        Briefly([
        migrations.AddField(
            "proposal", "also", models.JSONField(db_default={}, default=dict, verbose_name="号码别的索引")
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='proposal_also_kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."also" IS DISTINCT FROM NEW."also")', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='2c07d0558aff381aba8793360b614b747ce37994', operation='UPDATE', pgid='pgtrigger_proposal_also_kept_e9d9d', table='approvals_proposal', when='BEFORE')),
        ),
        ]),
    ]  # fmt: skip
