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
WITH batch AS MATERIALIZED (
  SELECT id, object_type, account_number, person_id FROM cases_case
   WHERE id > %(after)s AND id <= %(upto)s AND branch_id IS NULL
), placed AS (
  SELECT id FROM batch WHERE object_type = 'unit_application'
  UNION
  SELECT b.id FROM batch b CROSS JOIN LATERAL
    (SELECT u.branch_id FROM deposits_employeraccount u WHERE u.number = b.account_number OFFSET 0) u
   WHERE u.branch_id IS NOT NULL
  UNION
  SELECT b.id FROM batch b CROSS JOIN LATERAL
    (SELECT a.branch_id FROM deposits_account a WHERE a.person_id = b.person_id OFFSET 0) a
   WHERE a.branch_id IS NOT NULL
)
UPDATE cases_case SET branch_id = NULL
 WHERE id = ANY(ARRAY(SELECT id FROM placed)) AND id > %(after)s AND id <= %(upto)s AND branch_id IS NULL
"""
"""写哪个管理部由触发器说：它在锁住这一行以后才看单位归哪里。

这一批的行各照单位账号、职工走索引去找（OFFSET 0 不让拆成整张表的连接），不把全部单位、账户先找出来：账户上千万，一批要过一遍的话要几个小时。
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("deposits", "0051_review_as_it_was_asked")]
    operations = [FillInBatches("deposits_account", ACCOUNTS), FillInBatches("cases_case", CASES)]
