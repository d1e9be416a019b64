"""号码的密文另放一栏，不在签的内容里：换密钥的时候换得了它。从前写在内容里的照抄过来，签过的内容不动。"""

import json

import gjj.crypto.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

from gjj.crypto import box

BEFORE = "approvals_proposal.payer"
"""从前写在内容里的，加密时的关联数据。"""


def copy_numbers(apps, schema_editor):
    """变更付款账户的：内容里的两个账号（sealed 换成的、was 原来的）抄到新的一栏。"""
    rows = apps.get_model("approvals", "Proposal").objects.filter(kind="deposits.payer", secret__isnull=True)
    for row in rows.filter(content__has_key="sealed").iterator():
        numbers = {name: box.decrypt(bytes.fromhex(row.content[old]), BEFORE).decode() for name, old in (("to", "sealed"), ("from", "was"))}
        row.secret = json.dumps(numbers)
        row.save(update_fields=("secret",))


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0002_about'),
    ]

    operations = [
        migrations.AddField(
            model_name='proposal',
            name='secret',
            field=gjj.crypto.fields.EncryptedTextField(null=True, verbose_name='内容里的号码'),
        ),
        migrations.RunPython(copy_numbers, migrations.RunPython.noop),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='proposal_secret_kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."secret" IS DISTINCT FROM NEW."secret")', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='c3b9e8a715f2234be5d8040621a49cc0479cec1c', operation='UPDATE', pgid='pgtrigger_proposal_secret_kept_339b4', table='approvals_proposal', when='BEFORE')),
        ),
    ]
