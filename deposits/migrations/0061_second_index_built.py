"""盲索引的第二套：索引不锁表地建，约束不锁表地查一遍。"""

from django.db import migrations, models
from django.db.models import Q

from gjj.database.upgrading import IndexInPlace
from gjj.identity.migrations._second_index import checked


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("deposits", "0060_second_index")]
    operations = [
        checked("deposits_employeraccount"),
        checked("deposits_changerow"),
        checked("deposits_unitapplication"),
        IndexInPlace("employeraccount", models.Index(
            fields=["bank_account_index_other"], name="unit_by_payer_b", condition=Q(bank_account_index_other__isnull=False),
        )),
        IndexInPlace(
            "changerow",
            models.Index(
                fields=["id_no_index_other"], name="applied_status_change_b",
                condition=Q(id_no_index_other__isnull=False, applied_at__isnull=False, type__in=("open", "seal", "unseal")),
            ),
        ),
        IndexInPlace(
            "changerow",
            models.Index(
                fields=["id_no_index_other"], name="applied_base_adjustment_b",
                condition=Q(id_no_index_other__isnull=False, applied_at__isnull=False, type="base_adjust"),
            ),
        ),
    ]  # fmt: skip
