"""换索引的密钥时业务不停：没有补全的不留约束，改表不久等；从前换下来的剩在哪一列、哪一行都认得出。"""

import pytest
from django.core.management import CommandError
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from gjj.approvals.models import Proposal
from gjj.approvals.reindexing import learn, unlearned
from gjj.crypto import index_rotation as rotation
from gjj.crypto.slots import guard, guarded, pairs
from gjj.identity.models import Person
from tests import situations as s
from tests.index_slots import Look, register
from tests.services.crypto.test_index_rotation import A, B, look, rotated
from tests.services.crypto.test_rotation import as_owner
from tests.services.deposits.test_payer_account import asked

__all__ = ["look"]
pytestmark = [pytest.mark.owner, pytest.mark.django_db]
LEFT_OVER = "f" * 64


def renamed(pk: int, name: str) -> str:
    """改这个人别的一栏，返回库里的。"""
    Person.objects.filter(pk=pk).update(name=name)
    return str(Person.objects.get(pk=pk).name)


def test_rows_not_filled_yet_leave_no_guard_behind(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    """一直被别人改着、补不上的：不加约束，说再跑一遍；数过以后才空的，查出来就把约束拿掉。空着的行改别的栏照样改得成。"""
    (pk,) = register([s.worker()]).values()
    look("a", index=A, index_b=B)
    with monkeypatch.context() as one:
        one.setattr(rotation, "fill", lambda pair: iter(()))
        said = rotated()
    assert "没有加约束" in said
    assert "（没有全）" in said
    assert not guarded("b")
    assert renamed(pk, "改了名的") == "改了名的"
    with pytest.raises(IntegrityError), as_owner():
        guard("b", "other")
    assert "identity_person" not in guarded("b")
    assert renamed(pk, "又改了名的") == "又改了名的"
    assert "也全了" in rotated()
    assert guarded("b")["identity_person"]


@pytest.mark.parametrize(
    ("table", "column"), [("identity_person", "mobile_index"), ("deposits_employeraccount", "bank_account_index")]
)
def test_what_was_left_over_is_found_wherever_it_is(
    look: Look, monkeypatch: pytest.MonkeyPatch, table: str, column: str
) -> None:
    """--forget 断在半路、跳过的一行，不是人的证件号码那一列、也不在最前面的：不接着补，说出是哪一列；清空了就好。"""
    for _ in range(3):
        s.unit()
    register([s.worker() for _ in range(3)])
    look("a", index=A, index_b=B)
    monkeypatch.setattr(rotation, "BATCH", 2)
    monkeypatch.setattr(rotation, "SAMPLE", 2)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {column}_b = %s WHERE id = (SELECT max(id) FROM {table} WHERE {column} <> '')",
            [LEFT_OVER],
        )
        assert cursor.rowcount == 1
    with pytest.raises(CommandError, match=rf"从前换下来的（{table}\.{column}_b，"):
        rotated()
    assert sum(map(rotation.left_over, pairs())) == 1
    look("a", index=A)
    assert "清了 1 行，还剩 0 行" in rotated("--forget")
    look("a", index=A, index_b=B)
    assert not any(rotation.foreign(one, wholly=True) for one in pairs())


def test_the_guard_of_approvals_is_lifted_only_briefly(look: Look) -> None:
    """审批里记号码别的索引：关触发器要锁表，等锁有限，等不到就放手；记的行数不多出一条语句。"""
    for _ in range(2):
        asked(s.unit())
    look("a", index=A, index_b=B)
    assert unlearned() == 2
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with CaptureQueriesContext(connection) as seen:
        assert learn() == 2
    said = [one["sql"] for one in seen]
    (off,) = [place for place, one in enumerate(said) if "DISABLE TRIGGER" in one]
    assert "lock_timeout" in said[off - 1]
    assert [one.split()[0] for one in said[off + 1 :]][:2] == ["UPDATE", "ALTER"]
    assert (unlearned(), all(row.also for row in Proposal.objects.all())) == (0, True)
