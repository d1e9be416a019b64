"""申请注销网上账户。"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """建表。"""

    initial = True
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="LoginClosing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                ("due_at", models.DateTimeField(verbose_name="生效时间")),
                ("undone_at", models.DateTimeField(null=True, verbose_name="撤销时间")),
                ("done_at", models.DateTimeField(null=True, verbose_name="注销时间")),
                (
                    "login",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closings",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登录",
                    ),
                ),
            ],
            options={
                "verbose_name": "网上账户注销",
                "verbose_name_plural": "网上账户注销",
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(undone_at=None, done_at=None),
                        fields=("login",),
                        name="one_open_closing_of_a_login",
                    ),
                    models.CheckConstraint(
                        condition=Q(undone_at=None) | Q(done_at=None), name="closing_undone_or_done_not_both"
                    ),
                ],
            },
        ),
    ]
