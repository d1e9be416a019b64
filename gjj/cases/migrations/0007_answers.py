"""退回补正的待办另标出来：业务上等着的（付款、补足差额）不因为退回算办好了。"""

from django.db import migrations, models

MARK = """
UPDATE cases_casetask t SET is_answer = true
  FROM cases_case c
 WHERE c.id = t.case_id AND c.status = 'returned' AND t.status = 'open' AND t.title LIKE '补正 %'
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0006_budget_in_all'),
    ]

    operations = [
        migrations.AddField(
            model_name='casetask',
            name='is_answer',
            field=models.BooleanField(db_default=False, default=False, verbose_name='答复退回'),
        ),
        migrations.RunSQL(MARK, migrations.RunSQL.noop),
    ]
