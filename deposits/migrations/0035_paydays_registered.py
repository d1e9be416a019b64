"""登记过发薪日的单位：照旧，从开户首月起就是它。"""

from django.db import migrations

AS_BEFORE = """
INSERT INTO deposits_payday (employer_account_id, from_month, payday, set_at, set_by)
SELECT e.id, e.first_month, f.payday, now(), '系统'
  FROM deposits_employerprofile f JOIN deposits_employeraccount e ON e.id = f.employer_account_id
 WHERE f.payday BETWEEN 1 AND 28
"""


class Migration(migrations.Migration):

    dependencies = [
        ('deposits', '0034_paydays'),
    ]

    operations = [
        migrations.RunSQL(AS_BEFORE, migrations.RunSQL.noop),
    ]
