"""审计链：封上以后，绕过系统改、删、插、换序、截尾，查验都看得出来，说得出是哪一条。

每一种都以库的主人的身份、关掉触发器动手：这正是触发器和授权拦不住的人。
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction

from gjj.audit.chain import sealing
from gjj.audit.chain.anchoring import anchor
from gjj.audit.chain.sealing import seal
from gjj.audit.invariants import INVARIANTS
from gjj.audit.models import AuditSeal
from tests.race import together
from tests.services.audit.chained import kinds, sealed, tampered, verified, wrote


def test_what_nobody_touched_holds(house: str) -> None:
    """没人动过的：一条一枚，一环扣一环；再封一遍没有新的。"""
    wrote(*"甲乙丙")
    assert (sealed(), seal()) == (3, 0)
    wrote("丁")
    assert sealed() == 1
    assert anchor() is not None
    assert anchor() is None
    assert verified() == {"seals": 4, "anchors": 1, "count": 0, "breaks": []}


TAMPERINGS: dict[str, tuple[Callable[[list[int]], tuple[str, ...]], Callable[[list[int]], set[tuple[str, int | None]]]]] = {
    "改": (
        lambda ids: (f"UPDATE audit_auditentry SET summary = '没有的事' WHERE id = {ids[1]}",),
        lambda ids: {("altered", ids[1])},
    ),
    "改写下的时刻": (
        lambda ids: (f"UPDATE audit_auditentry SET written_at = written_at - interval '1 day' WHERE id = {ids[1]}",),
        lambda ids: {("altered", ids[1])},
    ),
    "删": (
        lambda ids: (f"DELETE FROM audit_auditentry WHERE id = {ids[1]}",),
        lambda ids: {("deleted", ids[1])},
    ),
    "连封条一起删": (
        lambda ids: (
            f"DELETE FROM audit_auditentry WHERE id = {ids[1]}",
            f"DELETE FROM audit_auditseal WHERE audit_id = {ids[1]}",
        ),
        lambda ids: {("deleted", ids[2])},
    ),
    "插": (
        lambda ids: (
            f"""INSERT INTO audit_auditentry (id, at, username, name, role, channel, ip, action, object_type, object_id,
                       summary, result) SELECT {ids[0] - 1}, at, username, name, role, channel, ip, action, object_type,
                       object_id, '补的', result FROM audit_auditentry WHERE id = {ids[0]}""",
        ),
        lambda ids: {("inserted", ids[0] - 1)},
    ),
    "换序": (
        lambda ids: (
            f"UPDATE audit_auditseal SET audit_id = -1 WHERE audit_id = {ids[1]}",
            f"UPDATE audit_auditseal SET audit_id = {ids[1]} WHERE audit_id = {ids[2]}",
            f"UPDATE audit_auditseal SET audit_id = {ids[2]} WHERE audit_id = -1",
        ),
        lambda ids: {("reordered", ids[1]), ("altered", ids[1]), ("altered", ids[2])},
    ),
    "两条对调": (
        lambda ids: (
            f"UPDATE audit_auditentry SET id = -1 WHERE id = {ids[1]}",
            f"UPDATE audit_auditentry SET id = {ids[1]} WHERE id = {ids[2]}",
            f"UPDATE audit_auditentry SET id = {ids[2]} WHERE id = -1",
        ),
        lambda ids: {("altered", ids[1]), ("altered", ids[2])},
    ),
    "截尾": (
        lambda ids: (
            f"DELETE FROM audit_auditentry WHERE id >= {ids[2]}",
            f"DELETE FROM audit_auditseal WHERE audit_id >= {ids[2]}",
        ),
        lambda ids: {("truncated", ids[3])},
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", TAMPERINGS)
def test_each_way_of_tampering_is_found_and_placed(house: str, how: str, tell_figure: Callable[[str], None]) -> None:
    """改、删、插、换序、截尾：都查得出来，都说得出是哪一条。"""
    change, expected = TAMPERINGS[how]
    ids = wrote(*"甲乙丙丁")
    sealed()
    anchor()
    assert verified()["count"] == 0
    tampered(house, *change(ids))
    assert kinds() == expected(ids)
    tell_figure(f"审计被动了手脚（{how}）：查出来了")


def test_a_forged_seal_needs_the_key(house: str) -> None:
    """改了记录、照着规则重算封条的，没有密钥算不对；从那一条起另起一条链的，外锚对不上。"""
    ids = wrote(*"甲乙丙")
    sealed()
    anchor()
    tampered(
        house,
        f"UPDATE audit_auditentry SET summary = '没有的事' WHERE id = {ids[2]}",
        f"DELETE FROM audit_auditseal WHERE audit_id = {ids[2]}",
    )
    assert sealed() == 1  # 骗系统自己重新封上
    assert kinds() == {("altered", ids[2])}


def test_the_anchors_cannot_be_trimmed_either(house: str, settings: Any) -> None:
    """外锚的文件缺了中间一行、改了一个数，也看得出来。"""
    for said in "甲乙丙":
        wrote(said)
        sealed()
        anchor()
    path = Path(settings.GJJ_ANCHORS) / "audit.jsonl"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[::2]))
    assert kinds() == {("anchor", None)}
    path.write_text("".join(lines).replace('"seals": 2', '"seals": 1'))
    assert kinds() == {("anchor", None)}


def test_a_row_still_being_written_is_waited_for(house: str) -> None:
    """先领了编号、后提交的：等它，不跳过去，也不当成后来插的。"""
    slow = connections.create_connection("default")
    try:
        with slow.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT nextval(pg_get_serial_sequence('audit_auditentry', 'id'))")
            (number,) = cursor.fetchone()
            (later,) = wrote("后领的号，先提交")
            assert later > number
            assert seal() == 0
            wrote("更晚的")
            assert seal() == 0
            cursor.execute(
                """INSERT INTO audit_auditentry (id, at, username, name, role, channel, ip, action, object_type, object_id,
                          summary, result) SELECT %s, at, username, name, role, channel, ip, action, object_type, object_id,
                          '晚到的', result FROM audit_auditentry WHERE id = %s""",
                [number, later],
            )
            cursor.execute("COMMIT")
    finally:
        slow.close()
    assert sealed() == 3
    assert list(AuditSeal.objects.values_list("audit_id", flat=True))[:2] == [number, later]
    assert verified()["count"] == 0


def test_two_sealers_at_once_make_one_chain(house: str) -> None:
    """两个进程同时封：一条链，一条记录一枚。"""
    wrote(*("甲" * 50))
    together([sealed] * 4)
    assert verified() == {"seals": 50, "anchors": 0, "count": 0, "breaks": []}


def test_sealing_goes_on_in_batches(house: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """多的一批一批封，断了接着封。"""
    monkeypatch.setattr(sealing, "BATCH", 3)
    wrote(*("甲" * 7))
    assert sealed() == 7
    assert verified()["seals"] == 7


def test_sealing_inside_a_business_transaction_is_refused(house: str) -> None:
    """封审计不在办业务的事务里：要等别的事务结束，自己开着一个就永远等不到。"""
    with transaction.atomic(), pytest.raises(AssertionError):
        seal()


def test_prove_sees_a_break_too(house: str) -> None:
    """对账的恒等式也看得见：封条的先后、扣着的前一枚、漏封的。"""
    ids = wrote(*"甲乙丙")
    sealed()
    (order,) = [one for one in INVARIANTS if one.id == "audit.sealed_in_order"]
    with connection.cursor() as cursor:
        cursor.execute(order.sql)
        assert cursor.fetchall() == []
        tampered(house, f"DELETE FROM audit_auditseal WHERE audit_id = {ids[1]}")
        cursor.execute(order.sql)
        assert {row[0] for row in cursor.fetchall()} == {ids[1], ids[2]}
