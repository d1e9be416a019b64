"""换号换卡：盲索引的第二套（decisions/0019）。"""

from django.db import migrations

from gjj.database.upgrading import Briefly
from gjj.identity.migrations._second_index import checked, guard, index, other, watched


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("own", "0002_contact_change"), ("identity", "0017_second_index_built")]
    operations = [
        Briefly([
            migrations.AddField("contactchange", "value_index_other", other("新的号码索引")),
            guard("own_contactchange", ("value", "value_index")),
            migrations.AlterField("contactchange", "value_index", index("新的号码索引")),
            watched("own_contactchange", "value_index"),
        ]),
        checked("own_contactchange"),
    ]  # fmt: skip
