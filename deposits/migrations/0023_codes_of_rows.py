"""清册的行添上错误与提醒的编码，以前的行照存着的说明补上。"""

import json

from django.db import migrations, models


def give_codes(apps, schema_editor):
    """有错误、有提醒的行，一段一段补。"""
    model = apps.get_model("deposits", "ChangeRow")
    rows = model.objects.exclude(is_valid=True, has_warning=False).order_by("pk").only("pk", "remarks")
    last = 0
    while part := list(rows.filter(pk__gt=last)[:5_000]):
        last = part[-1].pk
        for row in part:
            told = json.loads(row.remarks)
            row.codes = " ".join(
                f"{kind[0]}.{one['code']}{'+' if 'mend' in one else ''}"
                for kind in ("errors", "warnings")
                for one in told[kind]
            )
        model.objects.bulk_update([row for row in part if row.codes], ["codes"], batch_size=1_000)


class Migration(migrations.Migration):
    dependencies = [("deposits", "0022_rows_that_moved")]

    operations = [
        migrations.AddField(
            model_name="changerow",
            name="codes",
            field=models.TextField(blank=True, default="", verbose_name="错误与提醒的编码"),
        ),
        migrations.RunPython(give_codes, migrations.RunPython.noop, elidable=True),
    ]
