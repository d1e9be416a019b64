"""换号换卡：盲索引的第二套（decisions/0019）。"""

from importlib import import_module

from django.db import migrations

first = import_module("gjj.identity.migrations.0016_second_index")


class Migration(migrations.Migration):
    dependencies = [("own", "0002_contact_change"), ("identity", "0017_second_index_built")]
    operations = [
        migrations.AddField("contactchange", "value_index_other", first.other("新的号码索引")),
        first.guard("own_contactchange", ("value", "value_index")),
        first.checked("own_contactchange"),
        migrations.AlterField("contactchange", "value_index", first.index("新的号码索引")),
        migrations.RunSQL(first.watch("own_contactchange", "value_index"), first.unwatch("own_contactchange", "value_index")),
    ]
