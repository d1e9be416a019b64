"""草稿的表。"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import gjj.crypto.fields


class Migration(migrations.Migration):
    """建表。"""

    initial = True
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.CharField(max_length=64, verbose_name="哪一页的散列")),
                ("form", models.CharField(max_length=32, verbose_name="哪张表")),
                ("content", gjj.crypto.fields.EncryptedTextField(null=True, verbose_name="写了什么")),
                ("ticket", models.CharField(max_length=64, verbose_name="这一次打开页面的记号")),
                ("saved_at", models.DateTimeField(verbose_name="存下时间")),
                ("expires_at", models.DateTimeField(db_index=True, verbose_name="留到几时")),
                (
                    "login",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL, verbose_name="登录"
                    ),
                ),
            ],
            options={
                "verbose_name": "草稿",
                "verbose_name_plural": "草稿",
                "constraints": [models.UniqueConstraint(fields=("place", "form"), name="one_draft_of_a_form")],
            },
        ),
    ]
