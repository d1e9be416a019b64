"""单位、清册的行、开户申请：盲索引的第二套（decisions/0019）。加空的列，一下就放；索引在下一个迁移里建。"""

from django.db import migrations

from gjj.database.upgrading import Briefly
from gjj.identity.migrations._second_index import guard, index, other, watched


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("deposits", "0059_approvals_of_opened_units"), ("identity", "0017_second_index_built")]
    operations = [
        Briefly([
            migrations.AddField("employeraccount", "bank_account_index_other", other("付款账号索引")),
            guard("deposits_employeraccount", ("bank_account", "bank_account_index")),
            migrations.AlterField(
                "employeraccount", "bank_account_index",
                index("付款账号索引", blank=True, db_default="", db_index=True, default=""),
            ),
            watched("deposits_employeraccount", "bank_account_index"),
        ]),
        Briefly([
            migrations.AddField("changerow", "id_no_index_other", other("证件号码索引")),
            guard("deposits_changerow", ("id_no", "id_no_index")),
            migrations.AlterField("changerow", "id_no_index", index("证件号码索引")),
            watched("deposits_changerow", "id_no_index"),
        ]),
        Briefly([
            migrations.AddField("unitapplication", "bank_account_index_other", other("付款账号索引")),
            guard("deposits_unitapplication", ("bank_account", "bank_account_index")),
            migrations.AlterField("unitapplication", "bank_account_index", index("付款账号索引")),
            watched("deposits_unitapplication", "bank_account_index"),
        ]),
    ]  # fmt: skip
