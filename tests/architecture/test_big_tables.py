"""升级的时候业务照办：新的迁移不久久锁着大表。"""

from typing import Any

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from gjj.database.upgrading import Briefly, FillInBatches, IndexInPlace
from tests.architecture.big_tables import BIG, alters, faults

FIRST_RELEASE = {
    "audit": 6, "cases": 9, "deposits": 46, "documents": 3, "drafts": 1, "identity": 14, "ledger": 4, "messaging": 5,
    "settlement": 7, "work": 3,
}  # fmt: skip
"""每个应用到哪一号为止是头一次装机的：那时表还是空的。以后的都要守规矩。"""


def _number(name: str) -> int:
    return int(name.partition("_")[0])


def test_no_migration_holds_a_big_table() -> None:
    """头一次装机以后的每个迁移：加列一下就好，索引不锁表，旧的行一批一批补。"""
    loader = MigrationLoader(None)
    wrong, seen = [], 0
    for (app, name), one in sorted(loader.disk_migrations.items()):
        if app not in BIG or _number(name) <= FIRST_RELEASE[app]:
            continue
        seen += 1
        before = loader.project_state((app, name), at_end=False) if alters(one.operations) else None
        wrong += [f"{app}.{name} {said}" for said in faults(app, one.operations, before)]
    assert wrong == []
    assert seen


def touch_everyone(apps: Any, schema_editor: Any) -> None:
    """整张补，给下面的例子用。"""
    apps.get_model("cases", "Case").objects.update(result="")


def _column(**given: Any) -> Operation:
    return migrations.AddField("case", "extra", models.IntegerField(**given))


INDEX = models.Index(fields=["result"], name="sample")


@pytest.mark.parametrize(
    "step",
    [
        migrations.AddIndex("case", INDEX),
        migrations.SeparateDatabaseAndState(database_operations=[migrations.AddIndex("case", INDEX)]),
        migrations.AddConstraint("case", models.UniqueConstraint(fields=["result"], name="sample")),
        _column(null=True),
        Briefly([_column(null=True, db_index=True)]),
        Briefly([migrations.AddField("case", "extra", models.ForeignKey("identity.Branch", models.PROTECT, null=True))]),
        Briefly([_column()]),
        migrations.AlterField("case", "result", models.TextField()),
        migrations.RunSQL("UPDATE ledger_movement SET kind = ''"),
        Briefly([migrations.RunSQL("UPDATE cases_case SET result = ''")]),
        migrations.RunSQL("ALTER TABLE documents_document ADD extra integer"),
        migrations.RunSQL(["CREATE INDEX sample ON deposits_account (status)"]),
        migrations.RunSQL(["ALTER TABLE deposits_account VALIDATE CONSTRAINT sample", "ALTER TABLE deposits_account DROP x"]),
        migrations.RunPython(touch_everyone),
    ],
)  # fmt: skip
def test_each_way_to_hold_a_big_table_is_found(step: Operation) -> None:
    """久久锁着大表的每一种写法都查得出。"""
    assert faults("cases", [step])


@pytest.mark.parametrize(
    "step",
    [
        Briefly([_column(null=True), _column(default=0)]),
        IndexInPlace("case", INDEX),
        FillInBatches("cases_case", "UPDATE cases_case SET result = ''"),
        Briefly([migrations.RunSQL("CREATE FUNCTION f() RETURNS trigger AS $$ UPDATE cases_case SET a = 1 $$;")]),
        migrations.AddIndex("progresstry", INDEX),
        migrations.RunSQL("SELECT 1"),
        migrations.RunSQL("ALTER TABLE deposits_account VALIDATE CONSTRAINT sample"),
        migrations.RunSQL("CREATE UNIQUE INDEX CONCURRENTLY sample ON deposits_account (status)"),
    ],
)
def test_the_ways_that_hold_nothing_pass(step: Operation) -> None:
    """一下就好的、一批一批的、不是大表的，不拦。"""
    assert faults("cases", [step]) == []
