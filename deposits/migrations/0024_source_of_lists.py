"""清册添上来源：上传的文件，或「与上月相同」；以前系统写的照文件名补上。"""

from django.db import migrations, models


def give_source(apps, schema_editor):
    """系统写的名单，文件名总是「…与上月相同.csv」。"""
    lists = apps.get_model("deposits", "ChangeList").objects.filter(filename__endswith="与上月相同.csv")
    lists.update(source="same_as_last_month")


class Migration(migrations.Migration):
    dependencies = [("deposits", "0023_codes_of_rows")]

    operations = [
        migrations.AddField(
            model_name="changelist",
            name="source",
            field=models.CharField(
                choices=[("file", "上传的文件"), ("same_as_last_month", "与上月相同")],
                default="file",
                max_length=20,
                verbose_name="来源",
            ),
        ),
        migrations.RunPython(give_source, migrations.RunPython.noop, elidable=True),
    ]
