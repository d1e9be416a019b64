"""地板：两个扩展、应用角色的默认授权、演示时钟表。

应用角色 gjj_app 默认能读写新表；只增的表（账、审计）由各自的迁移再收回改和删。
没有这个角色（只给了一个连接）时跳过授权，prove 会提示。
"""

from django.db import migrations

GRANTS = """
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'gjj_app') AND current_user <> 'gjj_app' THEN
    GRANT USAGE ON SCHEMA public TO gjj_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO gjj_app;
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO gjj_app;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO gjj_app;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO gjj_app;
  END IF;
END $$;
"""

UNGRANT = """
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'gjj_app') AND current_user <> 'gjj_app' THEN
    ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM gjj_app;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM gjj_app;
  END IF;
END $$;
"""

APPEND_ONLY = """
CREATE FUNCTION gjj_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% 只增不改：% 被拒绝', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION gjj_make_append_only(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION gjj_refuse_change()', target);
  EXECUTE format('CREATE TRIGGER append_only_all BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION gjj_refuse_change()', target);
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'gjj_app') AND current_user <> 'gjj_app' THEN
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM gjj_app', target);
  END IF;
END $$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS btree_gist", migrations.RunSQL.noop),
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS pg_trgm", migrations.RunSQL.noop),
        migrations.RunSQL(GRANTS, UNGRANT),
        migrations.RunSQL(APPEND_ONLY, "DROP FUNCTION gjj_make_append_only(regclass); DROP FUNCTION gjj_refuse_change()"),
        migrations.RunSQL(
            "CREATE TABLE gjj_clock (moved_by interval NOT NULL)",
            "DROP TABLE gjj_clock",
        ),
    ]
