"""个人账户、办件以前没记管理部的，一批一批补上；触发器已经在，补的时候单位迁了、职工换了单位，以新的为准。"""

from django.db import migrations

from gjj.database.upgrading import FillInBatches

ACCOUNTS = """
WITH unit AS MATERIALIZED (
  SELECT id, branch_id FROM deposits_employeraccount
   WHERE branch_id IS NOT NULL AND id IN (
     SELECT employer_account_id FROM deposits_account WHERE id > %(after)s AND id <= %(upto)s AND branch_id IS NULL)
   ORDER BY id FOR SHARE
)
UPDATE deposits_account a SET branch_id = unit.branch_id FROM unit
 WHERE a.employer_account_id = unit.id AND a.id > %(after)s AND a.id <= %(upto)s AND a.branch_id IS NULL
"""
"""先锁单位再锁分户账：正在迁的单位等它迁完，读到的是迁以后的。"""

CASES = """
UPDATE cases_case SET branch_id = NULL
 WHERE id > %(after)s AND id <= %(upto)s AND branch_id IS NULL AND (object_type = 'unit_application'
   OR account_number IN (SELECT number FROM deposits_employeraccount WHERE branch_id IS NOT NULL)
   OR person_id IN (SELECT person_id FROM deposits_account WHERE branch_id IS NOT NULL))
"""
"""写哪个管理部由触发器说：它在锁住这一行以后才看单位归哪里。"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("deposits", "0051_review_as_it_was_asked")]
    operations = [FillInBatches("deposits_account", ACCOUNTS), FillInBatches("cases_case", CASES)]
