"""单位正在迁管理部的时候开户、换单位、立办件：等它迁完再看归哪里，不照迁以前的写。

立职工的办件等的是他的账户，别的等单位账户，先后同 decisions/0010；存一件已经有的不等，迁的人先锁着办件。
"""

from django.db import migrations

from gjj.database.upgrading import Briefly

WAITS = """
CREATE OR REPLACE FUNCTION deposits_account_branch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT u.branch_id INTO NEW.branch_id FROM deposits_employeraccount u WHERE u.id = NEW.employer_account_id FOR SHARE;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION deposits_case_branch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.object_type = 'unit_application' THEN
    SELECT p.branch_id INTO NEW.branch_id FROM deposits_unitapplication p WHERE p.id = NEW.object_id;
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' AND NEW.person_id IS NULL THEN
    PERFORM 1 FROM deposits_employeraccount u WHERE u.number = NEW.account_number FOR SHARE;
  ELSIF TG_OP = 'INSERT' THEN
    PERFORM 1 FROM deposits_account a WHERE a.person_id = NEW.person_id AND a.fund = 'basic' FOR SHARE;
  END IF;
  IF NEW.person_id IS NULL THEN
    SELECT u.branch_id INTO NEW.branch_id FROM deposits_employeraccount u WHERE u.number = NEW.account_number;
  ELSE
    SELECT a.branch_id INTO NEW.branch_id FROM deposits_account a WHERE a.person_id = NEW.person_id AND a.fund = 'basic';
  END IF;
  RETURN NEW;
END $$;
"""

AT_ONCE = """
CREATE OR REPLACE FUNCTION deposits_account_branch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT u.branch_id INTO NEW.branch_id FROM deposits_employeraccount u WHERE u.id = NEW.employer_account_id;
  RETURN NEW;
END $$;

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
"""


class Migration(migrations.Migration):
    dependencies = [("deposits", "0053_branch_indexes")]
    operations = [Briefly([migrations.RunSQL(WAITS, AT_ONCE)])]
