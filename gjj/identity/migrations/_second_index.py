"""盲索引的第二套，各房间的迁移合用的写法（decisions/0019）。"""

import gjj.crypto.blind
from django.db import migrations


def other(said):
    """另一套的一列。"""
    return gjj.crypto.blind.OtherIndexField(editable=False, max_length=64, null=True, verbose_name=f"{said}（另一套）")


def index(said, **more):
    """查的一套的一列。"""
    return gjj.crypto.blind.BlindIndexField(max_length=64, null=True, verbose_name=said, **more)


def watched(table, *columns):
    """两套都有的一行，只换了一套：另一套清掉。"""
    made, gone = "", ""
    for column in columns:
        for moved, kept in ((column, f"{column}_b"), (f"{column}_b", column)):
            gone += f"DROP TRIGGER {moved}_moved ON {table};\n"
            made += (
                f"CREATE TRIGGER {moved}_moved BEFORE UPDATE OF {moved} ON {table} FOR EACH ROW"
                f" WHEN (OLD.{kept} IS NOT NULL AND NEW.{kept} IS NOT DISTINCT FROM OLD.{kept} AND OLD.{moved} IS NOT NULL"
                f" AND NEW.{moved} IS NOT NULL AND NEW.{moved} <> OLD.{moved})"
                f" EXECUTE FUNCTION crypto_one_index_moved('{kept}');\n"
            )
    return migrations.RunSQL(made, gone)


def guard(table, *rules):
    """有号码的要有 a 这一套的索引；从前的先不查（checked 再查）。"""
    made = " AND ".join(f"({source} IS NULL OR {column} IS NOT NULL)" for source, column in rules)
    name = f"{table}_index_a"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({made}) NOT VALID",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def checked(table):
    """guard 的约束从头查一遍，别人照样读写。"""
    return migrations.RunSQL(f"ALTER TABLE {table} VALIDATE CONSTRAINT {table}_index_a", migrations.RunSQL.noop)
