"""付款指令：一项业务同时一条，未知的只查不重发，没扣成的交还业务。"""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from deposits.models import Remittance
from deposits.services.pay_remittance import pay_remittance
from gjj.settlement.channels.bank_http import NoAnswer, NotReached, Result
from gjj.settlement.models import OPEN, Instruction
from gjj.settlement.services.instructions import UNSEEN_IS_FINAL_AFTER, query_open, send_instruction
from gjj.settlement.services.receipts import match_receipt, record_receipt
from gjj.work.drain import drain
from gjj.work.models import OutboxRow
from gjj.work.task import Retry
from tests import situations as s
from tests.database import owner_of
from tests.race import together
from tests.services.settlement.helpers import CODE, PaperBank, PaperPurpose, instruction, notice, of

pytestmark = pytest.mark.usefixtures("bank", "purpose")
LATER = s.NOON + timedelta(seconds=5)


def walked(*statuses: str, **change: Any) -> int:
    """一条走到某个状态的指令。"""
    pk = instruction(**change)
    for status in statuses:
        Instruction.objects.filter(pk=pk).update(status=status)
    return pk


@pytest.mark.django_db
def test_an_instruction_is_written_with_the_errand_that_sends_it(bank: PaperBank) -> None:
    """写下指令：状态「已写下」，发件箱里有一件送它的事，银行那边还什么也没有；业务回滚都不在。"""

    def whole() -> None:
        instruction()
        raise RuntimeError

    with pytest.raises(RuntimeError), transaction.atomic():
        whole()
    assert (Instruction.objects.count(), OutboxRow.objects.count()) == (0, 0)
    pk = instruction()
    assert (of(pk).status, of(pk).settled_at, of(pk).created_at) == ("created", None, s.NOON)
    assert OutboxRow.objects.get(task="settlement.send").payload == {"instruction_id": pk}
    assert bank.sent == []


@pytest.mark.django_db
def test_one_key_is_one_instruction() -> None:
    """同一个业务键只有一条，再写返回原来那条，金额照旧，也只送一次。"""
    pk = instruction(key="same")
    assert instruction(key="same", amount=Decimal("6.00")) == pk
    assert of(pk).amount == Decimal("5.00")
    assert (Instruction.objects.count(), OutboxRow.objects.count()) == (1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("status", OPEN)
def test_one_matter_has_one_open_instruction(status: str) -> None:
    """还没有结果之前，同一项业务写不下第二条；别的业务可以。"""
    walked(*() if status == "created" else (status,))
    with pytest.raises(IntegrityError, match="one_open_instruction_per_reference"):
        instruction()
    instruction(reference="2")
    assert Instruction.objects.filter(reference="1").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("path", [("failed",), ("sent", "succeeded"), ("unknown", "failed")])
def test_a_settled_instruction_makes_room_for_the_next(path: tuple[str, ...]) -> None:
    """有了结果，同一项业务可以再写一条。"""
    assert walked(*path) != instruction()


@pytest.mark.django_db
def test_it_is_sent_and_succeeds(bank: PaperBank, purpose: PaperPurpose) -> None:
    """已写下 → 银行受理 → 查到已扣：送一次，记着结果的时间，业务不会被告知没扣成。"""
    pk = instruction()
    drain(s.NOON)
    assert (of(pk).status, bank.sent) == ("sent", [of(pk).bank_id])
    bank.known[of(pk).bank_id] = Result("accepted")
    assert (query_open(LATER), of(pk).status) == (0, "sent")
    bank.known[of(pk).bank_id] = Result("succeeded")
    assert query_open(LATER) == 1
    assert (of(pk).status, of(pk).settled_at) == ("succeeded", LATER)
    assert (query_open(LATER), purpose.failures) == (0, [])


@pytest.mark.django_db
def test_a_refusal_hands_the_matter_back(bank: PaperBank, purpose: PaperPurpose) -> None:
    """银行拒绝：状态「没有办」，原因写着银行的话，业务知道了可以再付。"""
    bank.on_send = Result("failed", "付款账户余额不足")
    pk = instruction()
    drain(s.NOON)
    assert (of(pk).status, of(pk).reason, of(pk).settled_at) == ("failed", "付款账户余额不足", s.NOON)
    assert purpose.failures == [("1", "付款账户余额不足")]
    assert instruction() != pk


@pytest.mark.django_db
@pytest.mark.parametrize(("received", "status"), [("0.00", "awaiting_funds"), ("0.01", "mismatch")])
def test_a_refused_remittance_can_be_paid_again(bank: PaperBank, received: str, status: str) -> None:
    """汇缴书没扣成：没到过钱的退回待付款，到过一部分的退回到账不足，说明原因和款项没有动。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    if Decimal(received):
        row = s.paid(row, Decimal(received))
    pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    bank.on_send = Result("failed", "付款账户余额不足")
    drain(s.NOON)
    row = Remittance.objects.get(pk=row.pk)
    assert row.status == status
    said = row.events.latest("id").note
    assert "付款账户余额不足" in said
    assert "这一次没有扣钱" in said
    assert pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)


@pytest.mark.django_db
def test_a_bank_out_of_reach_is_tried_again_and_gets_it_once(bank: PaperBank, purpose: PaperPurpose) -> None:
    """没连上：肯定没办，过一会儿再送；连上了只送一次。"""
    pk = instruction()
    bank.on_send = NotReached("ConnectError")
    with pytest.raises(Retry, match="银行没有连上"):
        send_instruction(pk, s.NOON)
    assert of(pk).status == "created"
    bank.on_send, bank.sent = Result("accepted"), []
    send_instruction(pk, s.NOON)
    assert (of(pk).status, len(bank.sent), purpose.failures) == ("sent", 1, [])


@pytest.mark.django_db
@pytest.mark.parametrize("silence", [NotReached("ConnectError"), NoAnswer("ReadTimeout")])
def test_nothing_is_sent_to_a_bank_that_cannot_be_asked_first(bank: PaperBank, silence: Exception) -> None:
    """送之前先问银行见没见过；问不到就不送，过一会儿再来。"""
    pk = instruction()
    bank.known[of(pk).bank_id] = silence
    with pytest.raises(Retry):
        send_instruction(pk, s.NOON)
    assert (of(pk).status, bank.sent) == ("created", [])


@pytest.mark.django_db
@pytest.mark.parametrize(("known", "status"), [("accepted", "sent"), ("succeeded", "succeeded"), ("failed", "failed")])
def test_what_the_bank_has_seen_is_not_sent_again(
    bank: PaperBank, purpose: PaperPurpose, known: str, status: str
) -> None:
    """上一个进程送出后就倒下了：银行说见过，照银行说的记，不再送。"""
    pk = instruction()
    bank.known[of(pk).bank_id] = Result(known, "")
    send_instruction(pk, s.NOON)
    assert (of(pk).status, bank.sent) == (status, [])
    assert purpose.failures == ([("1", "银行没有扣款")] if status == "failed" else [])


@pytest.mark.django_db
def test_an_unknown_one_is_queried_and_never_resent(bank: PaperBank, purpose: PaperPurpose) -> None:
    """送出后没听到回音：转「未知」，再来送也不送，只查；查到什么算什么。"""
    bank.on_send = NoAnswer("ReadTimeout")
    pk = instruction()
    drain(s.NOON)
    assert (of(pk).status, of(pk).reason) == ("unknown", "没有听到银行的回音，正在查证")
    for _ in range(3):
        send_instruction(pk, s.NOON)
        query_open(LATER)
    assert (of(pk).status, len(bank.sent), purpose.failures) == ("unknown", 1, [])
    bank.known[of(pk).bank_id] = Result("succeeded")
    assert query_open(LATER) == 1
    assert (of(pk).status, of(pk).reason, len(bank.sent)) == ("succeeded", "", 1)


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["sent", "unknown"])
@pytest.mark.parametrize(("after", "is_final"), [(-0.001, False), (0, True), (0.001, True)])
def test_unseen_is_final_only_after_half_a_minute(
    bank: PaperBank, purpose: PaperPurpose, status: str, after: float, is_final: bool
) -> None:
    """银行说没见过：不到 30 秒请求可能还在路上，不算数；满 30 秒才认作没办，交还业务。"""
    bank.on_send = {"sent": Result("accepted"), "unknown": NoAnswer("ReadTimeout")}[status]
    pk = instruction()
    send_instruction(pk, s.NOON)
    assert of(pk).status == status
    at = s.NOON + UNSEEN_IS_FINAL_AFTER + timedelta(seconds=after)
    assert query_open(at) == int(is_final)
    assert of(pk).status == ("failed" if is_final else status)
    assert purpose.failures == ([("1", "银行没有收到这条指令")] if is_final else [])


@pytest.mark.django_db
@pytest.mark.parametrize("silence", [NotReached("ConnectError"), NoAnswer("ReadTimeout")])
def test_a_silent_query_decides_nothing_and_stops_nobody(
    bank: PaperBank, purpose: PaperPurpose, silence: Exception
) -> None:
    """查的时候没应答：过多久都还是未知，别的照查。"""
    lost, other = walked("unknown"), walked("unknown", reference="2")
    bank.known = {of(lost).bank_id: silence, of(other).bank_id: Result("succeeded")}
    assert query_open(s.NOON + timedelta(days=3)) == 1
    assert (of(lost).status, of(other).status, purpose.failures) == ("unknown", "succeeded", [])


@pytest.mark.django_db
@pytest.mark.parametrize("path", [("failed",), ("sent", "succeeded")])
def test_a_result_is_never_taken_back(bank: PaperBank, purpose: PaperPurpose, path: tuple[str, ...]) -> None:
    """有了结果就不再变：再查、再送、钱后来才到，都不动它；后到的钱照样记账。"""
    pk = walked(*path)
    bank.known[of(pk).bank_id] = Result("failed" if path[-1] == "succeeded" else "succeeded")
    send_instruction(pk, s.NOON)
    assert query_open(LATER) == 0
    record_receipt(notice=notice(1, payment_id=of(pk).bank_id), at=LATER)
    assert match_receipt(of(pk).receipt_set.get().pk, LATER) == "matched"
    assert (of(pk).status, bank.sent, purpose.failures) == (path[-1], [], [])
    assert [one.payment_code for one in purpose.got] == [CODE]


@pytest.mark.django_db
@pytest.mark.parametrize("late", ["accepted", "failed"])
def test_a_late_answer_does_not_change_what_another_has_settled(
    bank: PaperBank, purpose: PaperPurpose, late: str
) -> None:
    """两个进程同时查：一个已经记下「已扣款」，另一个后听到的旧答复不作数，也不交还业务。"""
    pk = walked("sent")
    bank.known[of(pk).bank_id] = Result(late, "旧的答复")

    def another() -> None:
        bank.known[of(pk).bank_id] = Result("succeeded")
        query_open(LATER)

    bank.meanwhile = another
    query_open(LATER + timedelta(seconds=1))
    assert (of(pk).status, of(pk).settled_at, of(pk).reason, purpose.failures) == ("succeeded", LATER, "", [])


def _at_once(**change: Any) -> list[Any]:
    """两个人同时写：都看过还没有这个键，再一起写。"""
    barrier = Barrier(2)

    def name() -> str:
        with suppress(BrokenBarrierError):
            barrier.wait(3)
        return "付款单位"

    keys = ("a", change.pop("second", "a"))
    return together([lambda key=key: instruction(key=key, payer_name=name) for key in keys])


def _drop(database: str, statement: str) -> None:
    with owner_of(database) as connection, connection.cursor() as cursor:
        cursor.execute(statement)


def test_one_key_written_twice_at_once_is_one_instruction(own_database: str) -> None:
    """同一个键两个人同时写，只有一条，两人拿到同一个编号。"""
    assert len(set(_at_once())) == 1
    assert (Instruction.objects.count(), OutboxRow.objects.count()) == (1, 1)


def test_without_the_unique_key_there_are_two(own_database: str) -> None:
    """没有业务键的唯一约束（和一项业务一条的），就有两条：证明上一条靠的是它们。"""
    _drop(own_database, "DROP INDEX one_open_instruction_per_reference")
    _drop(own_database, "ALTER TABLE settlement_instruction DROP CONSTRAINT settlement_instruction_key_key")
    assert len(set(_at_once())) == 2


def test_two_keys_of_one_matter_at_once_leave_one_open(own_database: str) -> None:
    """同一项业务两个人同时各写一条，只有一条，另一条连同要办的事一起退回。"""
    results = _at_once(second="b")
    assert [type(one) for one in results if isinstance(one, Exception)] == [IntegrityError]
    assert (Instruction.objects.count(), OutboxRow.objects.count()) == (1, 1)


def test_without_the_unique_matter_both_are_open(own_database: str) -> None:
    """没有一项业务一条的约束，两条都写下了：证明上一条靠的是它。"""
    _drop(own_database, "DROP INDEX one_open_instruction_per_reference")
    assert len(set(_at_once(second="b"))) == 2
    assert Instruction.objects.filter(status="created", reference="1").count() == 2
