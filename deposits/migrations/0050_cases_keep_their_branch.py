"""办件归哪个管理部，谁改这一列都照它该归的写：程序存一整件办件，带着立的时候还不知道的空值，也不会盖掉。盖掉了的补上。"""

from django.db import migrations

KEPT = """
DROP TRIGGER case_branch ON cases_case;
CREATE TRIGGER case_branch BEFORE INSERT OR UPDATE OF branch_id ON cases_case
  FOR EACH ROW EXECUTE FUNCTION deposits_case_branch();
UPDATE cases_case SET branch_id = NULL
 WHERE branch_id IS NULL AND (object_type = 'unit_application'
   OR account_number IN (SELECT number FROM deposits_employeraccount WHERE branch_id IS NOT NULL)
   OR person_id IN (SELECT person_id FROM deposits_account WHERE branch_id IS NOT NULL));
"""

UNDO = """
DROP TRIGGER case_branch ON cases_case;
CREATE TRIGGER case_branch BEFORE INSERT ON cases_case
  FOR EACH ROW EXECUTE FUNCTION deposits_case_branch();
"""


class Migration(migrations.Migration):
    dependencies = [("deposits", "0049_cases_of_applications"), ("cases", "0010_branch")]
    operations = [migrations.RunSQL(KEPT, UNDO)]
