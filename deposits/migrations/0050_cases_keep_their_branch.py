"""办件归哪个管理部，谁改这一列都照它该归的写：程序存一整件办件，带着立的时候还不知道的空值，也不会盖掉。"""

from django.db import migrations

from gjj.database.upgrading import Briefly

KEPT = """
DROP TRIGGER case_branch ON cases_case;
CREATE TRIGGER case_branch BEFORE INSERT OR UPDATE OF branch_id ON cases_case
  FOR EACH ROW EXECUTE FUNCTION deposits_case_branch();
"""

UNDO = """
DROP TRIGGER case_branch ON cases_case;
CREATE TRIGGER case_branch BEFORE INSERT ON cases_case
  FOR EACH ROW EXECUTE FUNCTION deposits_case_branch();
"""


class Migration(migrations.Migration):
    dependencies = [("deposits", "0049_cases_of_applications"), ("cases", "0010_branch")]
    operations = [Briefly([migrations.RunSQL(KEPT, UNDO)])]
