"""单位、清册的行、开户申请：盲索引的第二套（decisions/0019）。加列不改写表，索引在下一个迁移里建。"""

from django.db import migrations

from gjj.identity.migrations._second_index import guard, index, other, unwatch, watch

WATCHED = (
    ("deposits_employeraccount", "bank_account_index"), ("deposits_changerow", "id_no_index"),
    ("deposits_unitapplication", "bank_account_index"),
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("deposits", "0051_review_as_it_was_asked"), ("identity", "0017_second_index_built")]
    operations = [
        migrations.AddField("employeraccount", "bank_account_index_other", other("付款账号索引")),
        migrations.AddField("changerow", "id_no_index_other", other("证件号码索引")),
        migrations.AddField("unitapplication", "bank_account_index_other", other("付款账号索引")),
        guard("deposits_employeraccount", ("bank_account", "bank_account_index")),
        guard("deposits_changerow", ("id_no", "id_no_index")),
        guard("deposits_unitapplication", ("bank_account", "bank_account_index")),
        migrations.AlterField(
            "employeraccount", "bank_account_index",
            index("付款账号索引", blank=True, db_default="", db_index=True, default=""),
        ),
        migrations.AlterField("changerow", "id_no_index", index("证件号码索引")),
        migrations.AlterField("unitapplication", "bank_account_index", index("付款账号索引")),
        migrations.RunSQL(
            "".join(watch(*one) for one in WATCHED), "".join(unwatch(*one) for one in WATCHED)
        ),
    ]  # fmt: skip
