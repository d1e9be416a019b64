"""开户材料一份一行：传新的换下旧的，都留着；文件名加密（名字里会有人的姓名、号码）。"""

import gjj.crypto.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

STARTS = {"pdf": b"%PDF-", "jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}


def seal_names(apps, schema_editor):
    """从前的各是第一份：名字加密，哪一种、多大照内容，谁交的就是申请人。"""
    for row in apps.get_model("deposits", "ApplicationPaper").objects.select_related("application__person").iterator():
        data = bytes(row.content)
        row.filename, row.size = row.named, len(data)
        row.kind = next((kind for kind, start in STARTS.items() if data.startswith(start)), "")
        row.received_by = row.application.person.name
        row.save(update_fields=("filename", "kind", "size", "received_by"))


class Migration(migrations.Migration):

    dependencies = [
        ('deposits', '0055_left_without_a_hand_over'),
        ('identity', '0014_totp'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='applicationpaper',
            name='one_paper_of_a_kind',
        ),
        migrations.RenameField(model_name='applicationpaper', old_name='filename', new_name='named'),
        migrations.AddField(
            model_name='applicationpaper',
            name='filename',
            field=gjj.crypto.fields.EncryptedTextField(null=True, verbose_name='文件名'),
        ),
        migrations.AddField(
            model_name='applicationpaper',
            name='kind',
            field=models.CharField(default='', max_length=8, verbose_name='哪一种文件'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='applicationpaper',
            name='received_by',
            field=models.CharField(default='', max_length=64, verbose_name='谁交的'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='applicationpaper',
            name='size',
            field=models.PositiveIntegerField(default=0, verbose_name='多少字节'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='applicationpaper',
            name='superseded_at',
            field=models.DateTimeField(null=True, verbose_name='换下的时间'),
        ),
        migrations.AddField(
            model_name='applicationpaper',
            name='version',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='第几份'),
            preserve_default=False,
        ),
        migrations.RunPython(seal_names, migrations.RunPython.noop),
        migrations.RemoveField(model_name='applicationpaper', name='named'),
        migrations.AlterField(
            model_name='applicationpaper',
            name='filename',
            field=gjj.crypto.fields.EncryptedTextField(verbose_name='文件名'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='applicationpaper',
            trigger=pgtrigger.compiler.Trigger(name='paper_as_received', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."application_id" IS DISTINCT FROM NEW."application_id" OR OLD."code" IS DISTINCT FROM NEW."code" OR OLD."version" IS DISTINCT FROM NEW."version" OR OLD."filename" IS DISTINCT FROM NEW."filename" OR OLD."kind" IS DISTINCT FROM NEW."kind" OR OLD."size" IS DISTINCT FROM NEW."size" OR OLD."content" IS DISTINCT FROM NEW."content" OR OLD."sha256" IS DISTINCT FROM NEW."sha256" OR OLD."received_at" IS DISTINCT FROM NEW."received_at" OR OLD."received_by" IS DISTINCT FROM NEW."received_by")', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='580d26ed58b65c983f96150d61412d209d1a3d45', operation='UPDATE', pgid='pgtrigger_paper_as_received_7bd8a', table='deposits_applicationpaper', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='applicationpaper',
            trigger=pgtrigger.compiler.Trigger(name='paper_superseded_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."superseded_at" IS NOT NULL AND OLD."superseded_at" IS DISTINCT FROM NEW."superseded_at")', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='76ca1404b38dac4121943f38b72aa02c4a40066a', operation='UPDATE', pgid='pgtrigger_paper_superseded_once_72dc8', table='deposits_applicationpaper', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='applicationpaper',
            trigger=pgtrigger.compiler.Trigger(name='paper_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nIF EXISTS (SELECT FROM deposits_unitapplication a WHERE a.id = OLD.application_id AND a.submitted_at IS NOT NULL) THEN\n  RAISE EXCEPTION 'pgtrigger: a paper of a submitted application is kept';\nEND IF;\nRETURN OLD;\n", hash='b46df3bac1487d72acc6b722eeadd64dfa710178', operation='DELETE', pgid='pgtrigger_paper_kept_b4f68', table='deposits_applicationpaper', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='applicationpaper',
            constraint=models.UniqueConstraint(fields=('application', 'code', 'version'), name='one_paper_of_a_version'),
        ),
        migrations.AddConstraint(
            model_name='applicationpaper',
            constraint=models.UniqueConstraint(condition=models.Q(('superseded_at', None)), fields=('application', 'code'), name='one_standing_paper_of_a_kind'),
        ),
    ]
