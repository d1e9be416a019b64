"""盲索引的第二套：旁边添一列，平时空着，换索引的密钥时补上（decisions/0019）。加列不改写表；索引、从头查一遍的约束在下一个迁移里，不锁表地办。

有号码的要有索引，从前写在列上（NOT NULL）和 …_with_its_index 里，改由每一套自己的约束守着：identity_person_index_a。
只改了一套的（还没有另一把密钥的进程），另一套的旧索引由触发器清掉：宁可空着等着补，不留错的。
"""

import gjj.crypto.blind
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q


def other(said):
    """另一套的一列。"""
    return gjj.crypto.blind.OtherIndexField(editable=False, max_length=64, null=True, verbose_name=f"{said}（另一套）")


def index(said, **more):
    """查的一套的一列。"""
    return gjj.crypto.blind.BlindIndexField(max_length=64, null=True, verbose_name=said, **more)


FUNCTION = """
CREATE FUNCTION crypto_one_index_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RETURN jsonb_populate_record(NEW, jsonb_build_object(TG_ARGV[0], NULL));
END $$;
"""


def watch(table, *columns):
    """两套都有的一行，只换了一套：另一套清掉。"""
    made = ""
    for column in columns:
        for moved, kept in ((column, f"{column}_b"), (f"{column}_b", column)):
            made += (
                f"CREATE TRIGGER {moved}_moved BEFORE UPDATE OF {moved} ON {table} FOR EACH ROW"
                f" WHEN (OLD.{kept} IS NOT NULL AND NEW.{kept} IS NOT DISTINCT FROM OLD.{kept} AND OLD.{moved} IS NOT NULL"
                f" AND NEW.{moved} IS NOT NULL AND NEW.{moved} <> OLD.{moved})"
                f" EXECUTE FUNCTION crypto_one_index_moved('{kept}');\n"
            )
    return made


def unwatch(table, *columns):
    """拿掉 watch 的。"""
    return "".join(f"DROP TRIGGER {one}{b}_moved ON {table};\n" for one in columns for b in ("", "_b"))


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


class Migration(migrations.Migration):
    dependencies = [("identity", "0015_how_verified")]
    operations = [
        migrations.AddField("person", "id_no_index_other", other("证件号码索引")),
        migrations.AddField("person", "id_no_tail_index_other", other("证件号码后四位索引")),
        migrations.AddField("person", "mobile_index_other", other("手机号索引")),
        migrations.AddField("person", "bank_card_index_other", other("银行卡号索引")),
        migrations.AddField("signincode", "mobile_index_other", other("手机号索引")),
        guard("identity_person", ("id_no", "id_no_index"), ("mobile", "mobile_index"), ("bank_card", "bank_card_index")),
        migrations.AlterField("person", "id_no_index", index("证件号码索引", unique=True)),
        migrations.AlterField("signincode", "mobile_index", index("手机号索引")),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION crypto_one_index_moved()"),
        migrations.RunSQL(
            watch("identity_person", "id_no_index", "mobile_index", "bank_card_index"),
            unwatch("identity_person", "id_no_index", "mobile_index", "bank_card_index"),
        ),
        AddConstraintNotValid(
            "person",
            models.CheckConstraint(
                condition=Q(mobile__isnull=False) | Q(mobile_index__isnull=True, mobile_index_other__isnull=True),
                name="mobile_index_of_a_mobile",
            ),
        ),
        AddConstraintNotValid(
            "person",
            models.CheckConstraint(
                condition=Q(bank_card__isnull=False) | Q(bank_card_index__isnull=True, bank_card_index_other__isnull=True),
                name="bank_card_index_of_a_card",
            ),
        ),
        migrations.RemoveConstraint("person", "mobile_with_its_index"),
        migrations.RemoveConstraint("person", "bank_card_with_its_index"),
    ]
