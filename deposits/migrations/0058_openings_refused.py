"""单位开户申请不予办理的理由、说明；草稿上次存的时间（从前的照开始填的时间）、提醒过没有。"""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('deposits', '0057_materials_without_names'),
        ('identity', '0014_totp'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='unitapplication',
            name='application_status',
        ),
        migrations.AddField(
            model_name='unitapplication',
            name='ground',
            field=models.CharField(blank=True, choices=[('not_unit', '不是应当缴存住房公积金的单位'), ('opened', '单位已经办过缴存登记，不再另开'), ('elsewhere', '不归本中心管理，应当向单位所在地的住房公积金管理中心登记'), ('untrue', '填的、交的材料和登记机关的记载不一致，退回以后也没有改过来'), ('unauthorized', '单位没有授权申请人办理'), ('other', '其他')], db_default='', default='', max_length=16, verbose_name='不予办理的理由'),
        ),
        migrations.AddField(
            model_name='unitapplication',
            name='refusal',
            field=models.CharField(blank=True, db_default='', default='', max_length=150, verbose_name='不予办理的说明'),
        ),
        migrations.AddField(
            model_name='unitapplication',
            name='reminded_at',
            field=models.DateTimeField(null=True, verbose_name='提醒草稿要清掉的时间'),
        ),
        migrations.AddField(
            model_name='unitapplication',
            name='saved_at',
            field=models.DateTimeField(null=True, verbose_name='上次存的时间'),
        ),
        migrations.AlterField(
            model_name='unitapplication',
            name='status',
            field=models.CharField(choices=[('draft', '填着'), ('submitted', '提交了'), ('opened', '开户了'), ('refused', '不予办理'), ('withdrawn', '撤回了'), ('lapsed', '过期清掉了')], default='draft', max_length=12, verbose_name='状态'),
        ),
        migrations.RunSQL('UPDATE deposits_unitapplication SET saved_at = created_at', migrations.RunSQL.noop, elidable=True),
        migrations.AddIndex(
            model_name='unitapplication',
            index=models.Index(condition=models.Q(('status', 'draft')), fields=['saved_at'], name='application_draft_left'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='unitapplication',
            trigger=pgtrigger.compiler.Trigger(name='application_status', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \'|\', NEW."status") = ANY(\'{draft|submitted,draft|withdrawn,submitted|opened,submitted|refused,draft|lapsed,submitted|withdrawn}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='339042f4d4719b6b20a8a3a189543ffa80f43cbe', operation='UPDATE', pgid='pgtrigger_application_status_ddff3', table='deposits_unitapplication', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='unitapplication',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'refused'), models.Q(('ground', ''), _negated=True), models.Q(('refusal', ''), _negated=True)), models.Q(models.Q(('status', 'refused'), _negated=True), ('ground', ''), ('refusal', '')), _connector='OR'), name='refused_application_has_its_ground'),
        ),
    ]
