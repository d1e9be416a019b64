"""个人账户、办件归哪个管理部由触发器写：开的、立的时候照单位；单位迁了、职工换了单位，跟着改。旧的行由 0052 补。

网点的清单照这一列取，不再一行一行地问单位和职工归哪里。
"""

import django.db.models.deletion
from django.db import migrations, models

from gjj.database.upgrading import Briefly

KEPT = """
CREATE FUNCTION deposits_account_branch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT u.branch_id INTO NEW.branch_id FROM deposits_employeraccount u WHERE u.id = NEW.employer_account_id;
  RETURN NEW;
END $$;
CREATE TRIGGER account_branch BEFORE INSERT OR UPDATE OF employer_account_id ON deposits_account
  FOR EACH ROW EXECUTE FUNCTION deposits_account_branch();

CREATE FUNCTION deposits_case_branch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.person_id IS NULL THEN
    SELECT u.branch_id INTO NEW.branch_id FROM deposits_employeraccount u WHERE u.number = NEW.account_number;
  ELSE
    SELECT a.branch_id INTO NEW.branch_id FROM deposits_account a WHERE a.person_id = NEW.person_id AND a.fund = 'basic';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER case_branch BEFORE INSERT ON cases_case
  FOR EACH ROW EXECUTE FUNCTION deposits_case_branch();

CREATE FUNCTION deposits_branch_follows_unit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE deposits_account a SET branch_id = NEW.branch_id
   WHERE a.employer_account_id = NEW.id AND a.branch_id IS DISTINCT FROM NEW.branch_id;
  UPDATE cases_case c SET branch_id = NEW.branch_id
   WHERE c.account_number = NEW.number AND c.branch_id IS DISTINCT FROM NEW.branch_id;
  UPDATE cases_case c SET branch_id = NEW.branch_id FROM deposits_account a
   WHERE a.employer_account_id = NEW.id AND c.person_id = a.person_id AND c.branch_id IS DISTINCT FROM NEW.branch_id;
  RETURN NULL;
END $$;
CREATE TRIGGER branch_follows_unit AFTER UPDATE OF branch_id ON deposits_employeraccount
  FOR EACH ROW WHEN (OLD.branch_id IS DISTINCT FROM NEW.branch_id) EXECUTE FUNCTION deposits_branch_follows_unit();

CREATE FUNCTION deposits_cases_follow_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE cases_case c SET branch_id = NEW.branch_id
   WHERE c.person_id = NEW.person_id AND c.branch_id IS DISTINCT FROM NEW.branch_id;
  RETURN NULL;
END $$;
CREATE TRIGGER cases_follow_account AFTER UPDATE OF employer_account_id ON deposits_account
  FOR EACH ROW WHEN (OLD.employer_account_id IS DISTINCT FROM NEW.employer_account_id)
  EXECUTE FUNCTION deposits_cases_follow_account();

CREATE FUNCTION deposits_cases_follow_opened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE cases_case c SET branch_id = a.branch_id FROM added a
   WHERE c.person_id = a.person_id AND c.branch_id IS DISTINCT FROM a.branch_id;
  RETURN NULL;
END $$;
CREATE TRIGGER cases_follow_opened AFTER INSERT ON deposits_account
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION deposits_cases_follow_opened();
"""

UNDO = """
DROP FUNCTION deposits_account_branch() CASCADE;
DROP FUNCTION deposits_case_branch() CASCADE;
DROP FUNCTION deposits_branch_follows_unit() CASCADE;
DROP FUNCTION deposits_cases_follow_account() CASCADE;
DROP FUNCTION deposits_cases_follow_opened() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("deposits", "0046_counter_contracts"), ("cases", "0010_branch"), ("identity", "0001_initial")]
    operations = [
        Briefly([
            migrations.AddField(
                model_name="account",
                name="branch",
                field=models.ForeignKey(
                    db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT,
                    related_name="+", to="identity.branch", verbose_name="管理部",
                ),
            ),
            migrations.RunSQL(KEPT, UNDO),
        ]),
    ]  # fmt: skip
