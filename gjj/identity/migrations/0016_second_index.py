"""盲索引的第二套：旁边添一列，平时空着，换索引的密钥时补上（decisions/0019）。加空的列，一下就放；索引、从头查一遍的约束在下一个迁移里。

有号码的要有索引，从前写在列上（NOT NULL）和 …_with_its_index 里，改由每一套自己的约束守着：identity_person_index_a。
只改了一套的（还没有另一把密钥的进程），另一套的旧索引由触发器清掉：宁可空着等着补，不留错的。
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

from gjj.database.upgrading import Briefly
from gjj.identity.migrations._second_index import guard, index, other, watched

FUNCTION = """
CREATE OR REPLACE FUNCTION crypto_one_index_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RETURN jsonb_populate_record(NEW, jsonb_build_object(TG_ARGV[0], NULL));
END $$;
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("identity", "0015_how_verified")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION IF EXISTS crypto_one_index_moved()"),
        Briefly([
            migrations.AddField("signincode", "mobile_index_other", other("手机号索引")),
            migrations.AlterField("signincode", "mobile_index", index("手机号索引")),
        ]),
        Briefly([
            migrations.AddField("person", "id_no_index_other", other("证件号码索引")),
            migrations.AddField("person", "id_no_tail_index_other", other("证件号码后四位索引")),
            migrations.AddField("person", "mobile_index_other", other("手机号索引")),
            migrations.AddField("person", "bank_card_index_other", other("银行卡号索引")),
            guard("identity_person", ("id_no", "id_no_index"), ("mobile", "mobile_index"), ("bank_card", "bank_card_index")),
            migrations.AlterField("person", "id_no_index", index("证件号码索引", unique=True)),
            watched("identity_person", "id_no_index", "mobile_index", "bank_card_index"),
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
                    condition=Q(bank_card__isnull=False)
                    | Q(bank_card_index__isnull=True, bank_card_index_other__isnull=True),
                    name="bank_card_index_of_a_card",
                ),
            ),
            migrations.RemoveConstraint("person", "mobile_with_its_index"),
            migrations.RemoveConstraint("person", "bank_card_with_its_index"),
        ]),
    ]  # fmt: skip
