"""银行答得古怪、通知里有怪东西：只影响那一条，钱不会卡住、不会丢、不会办两回。"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from deposits.services.pay_remittance import PURPOSE, pay_remittance
from gjj.settlement.channels.bank_http import Result, Unreadable, _read
from gjj.settlement.models import Instruction, Receipt, UnreadNotice
from gjj.settlement.selectors.payments import instructions_for
from gjj.settlement.services import instructions
from gjj.settlement.services.instructions import query_open, send_instruction
from gjj.settlement.services.receipts import fetch_receipts, match_receipt, record_receipt
from tests import situations as s
from tests.services.settlement.helpers import PaperBank, PaperPurpose, instruction, notice, of

pytestmark = pytest.mark.django_db


def test_a_failure_heard_twice_is_handed_back_once(bank: PaperBank, monkeypatch: pytest.MonkeyPatch) -> None:
    """两个进程都听到「没扣成」：只退回一次；单位已经重新付款的，不会被后到的那一声打断。"""
    unit, _ = s.unit_with_workers(1)
    remittance = s.remittance_of(unit)
    first = pay_remittance(by=unit.agent, remittance_id=remittance.pk, at=s.NOON)
    Instruction.objects.filter(pk=first).update(status="sent")
    failed = Result("failed", "余额不足")
    assert instructions._apply(first, failed, s.NOON)
    pay_remittance(by=unit.agent, remittance_id=remittance.pk, at=s.NOON)
    assert instructions._apply(first, failed, s.NOON)
    remittance.refresh_from_db()
    assert [one.status for one in instructions_for(PURPOSE, str(remittance.pk))] == ["failed", "created"]
    assert remittance.status == "paying"


@pytest.mark.parametrize("odd", [Result("processing"), KeyError("status"), ValueError("not JSON")])
def test_one_odd_answer_does_not_stop_the_other_queries(bank: PaperBank, purpose: PaperPurpose, odd: Any) -> None:
    """一条查得古怪，别的照查。"""
    strange, other = instruction(), instruction(reference="2")
    Instruction.objects.update(status="sent")
    bank.known = {of(strange).bank_id: odd, of(other).bank_id: Result("succeeded")}
    assert query_open(s.NOON) == 1
    assert (of(strange).status, of(other).status) == ("sent", "succeeded")


def test_a_business_that_cannot_take_it_back_does_not_stop_the_others(
    bank: PaperBank, purpose: PaperPurpose, monkeypatch: pytest.MonkeyPatch
) -> None:
    """一件业务收不下「没扣成」，别的照查；那一条下次再说。"""
    stuck, other = instruction(), instruction(reference="2")
    Instruction.objects.update(status="sent")
    bank.known = {of(stuck).bank_id: Result("failed"), of(other).bank_id: Result("succeeded")}
    monkeypatch.setattr(purpose, "failed", lambda *args: 1 / 0)
    assert query_open(s.NOON) == 1
    assert (of(stuck).status, of(other).status) == ("sent", "succeeded")


@pytest.mark.parametrize("odd", [{"bank_serial": "S" * 65}, {"amount": Decimal("1" + "0" * 17)}, {"remark": "a\x00b"}])
def test_what_does_not_fit_is_put_aside_and_blocks_nobody(bank: PaperBank, odd: dict[str, Any]) -> None:
    """库里放不下的通知另存，后面的照常记下。"""
    bank.posted = [replace(notice(1), **odd), notice(2, "B")]
    assert fetch_receipts(s.NOON) == 1
    assert Receipt.objects.get().bank_serial == "B"
    assert UnreadNotice.objects.get().seq == 1


def test_a_payment_number_that_only_looks_like_ours_is_nobodys(bank: PaperBank) -> None:
    """编号里混着别国数字的不是自己写下的指令，照样记下。"""
    bank.posted = [notice(1, payment_id="GJJ²")]
    assert fetch_receipts(s.NOON) == 1
    assert Receipt.objects.get().instruction is None


@pytest.mark.parametrize("raw", [{"id": "BK", "amount": "5.00"}, {}, "文字", None, {"seq": "x", "amount": "5.00"}])
def test_a_notice_without_a_number_is_unreadable_too(raw: Any) -> None:
    """连序号都没有的通知也只是读不懂，不抛错。"""
    assert isinstance(_read(raw), Unreadable)


def test_one_serial_with_another_amount_is_put_aside(bank: PaperBank) -> None:
    """同一流水号来了两种金额：记先来的，后来的另存待查，不悄悄丢掉。"""
    bank.posted = [notice(1, "A"), notice(2, "A", amount=Decimal("6.00")), notice(3, "A")]
    assert fetch_receipts(s.NOON) == 1
    assert (Receipt.objects.get().amount, UnreadNotice.objects.get().seq) == (Decimal("5.00"), 2)


def test_our_own_instructions_money_is_recognised_without_a_code(bank: PaperBank, commit: Callable[[], None]) -> None:
    """附言里没有缴款识别码，但带着自己写下的指令编号：认得出是哪份汇缴书，单位不会卡在办理中。"""
    unit, _ = s.unit_with_workers(1)
    remittance = s.remittance_of(unit)
    pk = pay_remittance(by=unit.agent, remittance_id=remittance.pk, at=s.NOON)
    send_instruction(pk, s.NOON)
    arrived = notice(1, "A", amount=remittance.amount, payment_id=of(pk).bank_id, remark="汇缴")
    record_receipt(notice=arrived, at=s.NOON)
    assert match_receipt(Receipt.objects.get().pk, s.NOON) == "matched"
    commit()
    remittance.refresh_from_db()
    assert (of(pk).status, remittance.received) == ("succeeded", remittance.amount)
