"""盲索引的第二套：索引不锁表地建（只索引写了的，平时空着不花什么），约束不锁表地查一遍。"""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

from gjj.database.upgrading import IndexInPlace
from gjj.identity.migrations._second_index import checked

UNIQUE = "CREATE UNIQUE INDEX CONCURRENTLY person_id_no_b ON identity_person (id_no_index_b) WHERE id_no_index_b IS NOT NULL"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("identity", "0016_second_index")]
    operations = [
        checked("identity_person"),
        ValidateConstraint("person", "mobile_index_of_a_mobile"),
        ValidateConstraint("person", "bank_card_index_of_a_card"),
        migrations.RunSQL(
            # 建到一半断了会留下一个不能用的，先拿掉
            ["DROP INDEX CONCURRENTLY IF EXISTS person_id_no_b", UNIQUE],
            "DROP INDEX CONCURRENTLY IF EXISTS person_id_no_b",
            state_operations=[
                migrations.AddConstraint(
                    "person",
                    models.UniqueConstraint(
                        fields=("id_no_index_other",), name="person_id_no_b", condition=Q(id_no_index_other__isnull=False)
                    ),
                )
            ],
        ),
        IndexInPlace(
            "person",
            models.Index(
                fields=["id_no_tail_index_other"], name="person_id_no_tail_b",
                condition=Q(id_no_tail_index_other__isnull=False),
            ),
        ),
        IndexInPlace(
            "person",
            models.Index(
                fields=["mobile_index_other"], name="person_mobile_b", condition=Q(mobile_index_other__isnull=False)
            ),
        ),
        IndexInPlace(
            "signincode",
            models.Index(
                fields=["mobile_index_other", "created_at"], name="code_by_mobile_b",
                condition=Q(mobile_index_other__isnull=False),
            ),
        ),
    ]  # fmt: skip
