"""统计：成批写过的表，应用角色能请库重新数一遍；别的维护它做不了。"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION gjj_count_again(target regclass) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('ANALYZE %s', target);
END $$;

REVOKE ALL ON FUNCTION gjj_count_again(regclass) FROM PUBLIC;

DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'gjj_app') THEN
    GRANT EXECUTE ON FUNCTION gjj_count_again(regclass) TO gjj_app;
  END IF;
END $$;
"""


class Migration(migrations.Migration):
    """一个函数。"""

    dependencies = (("gjj", "0001_floor"),)
    operations = (migrations.RunSQL(FUNCTION, "DROP FUNCTION gjj_count_again(regclass);"),)
