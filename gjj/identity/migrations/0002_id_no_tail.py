"""证件号后四位的盲索引：按后四位找职工；已登记的人补上。"""

from django.db import migrations

import gjj.crypto.blind


def fill(apps, schema_editor):
    Person = apps.get_model("identity", "Person")
    people = Person.objects.filter(id_no_tail_index=None).only("id", "id_no").order_by("id")
    batch = []
    for person in people.iterator(chunk_size=2000):
        person.id_no_tail_index = gjj.crypto.blind.tail_index(person.id_no)
        batch.append(person)
        if len(batch) == 2000:
            Person.objects.bulk_update(batch, ("id_no_tail_index",))
            batch = []
    Person.objects.bulk_update(batch, ("id_no_tail_index",))


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="person",
            name="id_no_tail_index",
            field=gjj.crypto.blind.BlindIndexField(db_index=True, max_length=64, null=True, verbose_name="证件号码后四位索引"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
