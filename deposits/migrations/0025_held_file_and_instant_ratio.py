"""等一句话的工作簿；比例调整的承诺和声明一致：即时办结。"""

import django.db.models.deletion
from django.db import migrations, models

import gjj.crypto.fields


def make_instant(apps, schema_editor):
    """以前照旧声明写的一个工作日改成 0；中心自己改过的不动。"""
    apps.get_model("catalog", "Item").objects.filter(code="deposits.adjust_ratio", promised_days=1).update(
        promised_days=0
    )


class Migration(migrations.Migration):
    dependencies = [("deposits", "0024_source_of_lists"), ("catalog", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="HeldFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("login_id", models.BigIntegerField(verbose_name="登录")),
                ("filename", models.CharField(max_length=200, verbose_name="文件名")),
                ("content", gjj.crypto.fields.EncryptedBytesField(verbose_name="文件内容")),
                ("said", models.CharField(max_length=200, verbose_name="少几人、添几人")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "change_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="held_files",
                        to="deposits.changelist",
                        verbose_name="变更清册",
                    ),
                ),
            ],
            options={
                "verbose_name": "等一句话的工作簿",
                "verbose_name_plural": "等一句话的工作簿",
                "ordering": ("change_list_id", "login_id"),
            },
        ),
        migrations.AddConstraint(
            model_name="heldfile",
            constraint=models.UniqueConstraint(fields=("change_list", "login_id"), name="held_file_once"),
        ),
        migrations.RunPython(make_instant, migrations.RunPython.noop, elidable=True),
    ]
