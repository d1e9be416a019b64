"""单位开户申请的办件归申请里选的管理部：申请人在不在哪里有账户都照它，补正时改选了跟着改。"""

from django.db import migrations

from gjj.database.upgrading import Briefly

OF_APPLICATIONS = """
CREATE OR REPLACE FUNCTION deposits_case_branch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.object_type = 'unit_application' THEN
    SELECT p.branch_id INTO NEW.branch_id FROM deposits_unitapplication p WHERE p.id = NEW.object_id;
  ELSIF NEW.person_id IS NULL THEN
    SELECT u.branch_id INTO NEW.branch_id FROM deposits_employeraccount u WHERE u.number = NEW.account_number;
  ELSE
    SELECT a.branch_id INTO NEW.branch_id FROM deposits_account a WHERE a.person_id = NEW.person_id AND a.fund = 'basic';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION deposits_branch_follows_unit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE deposits_account a SET branch_id = NEW.branch_id
   WHERE a.employer_account_id = NEW.id AND a.branch_id IS DISTINCT FROM NEW.branch_id;
  UPDATE cases_case c SET branch_id = NEW.branch_id
   WHERE c.account_number = NEW.number AND c.branch_id IS DISTINCT FROM NEW.branch_id;
  UPDATE cases_case c SET branch_id = NEW.branch_id FROM deposits_account a
   WHERE a.employer_account_id = NEW.id AND c.person_id = a.person_id AND c.object_type <> 'unit_application'
     AND c.branch_id IS DISTINCT FROM NEW.branch_id;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION deposits_cases_follow_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE cases_case c SET branch_id = NEW.branch_id
   WHERE c.person_id = NEW.person_id AND c.object_type <> 'unit_application' AND c.branch_id IS DISTINCT FROM NEW.branch_id;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION deposits_cases_follow_opened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE cases_case c SET branch_id = a.branch_id FROM added a
   WHERE c.person_id = a.person_id AND c.object_type <> 'unit_application' AND c.branch_id IS DISTINCT FROM a.branch_id;
  RETURN NULL;
END $$;

CREATE FUNCTION deposits_case_follows_application() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE cases_case c SET branch_id = NEW.branch_id
   WHERE c.object_type = 'unit_application' AND c.object_id = NEW.id AND c.branch_id IS DISTINCT FROM NEW.branch_id;
  RETURN NULL;
END $$;
CREATE TRIGGER case_follows_application AFTER UPDATE OF branch_id ON deposits_unitapplication
  FOR EACH ROW WHEN (OLD.branch_id IS DISTINCT FROM NEW.branch_id) EXECUTE FUNCTION deposits_case_follows_application();
"""


class Migration(migrations.Migration):
    dependencies = [("deposits", "0048_unit_applications")]
    operations = [
        Briefly([migrations.RunSQL(OF_APPLICATIONS, "DROP FUNCTION deposits_case_follows_application() CASCADE")])
    ]
