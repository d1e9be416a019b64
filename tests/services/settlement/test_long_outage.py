"""银行停很久、通知里有坏的：钱不丢、不错，别的照办。"""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from gjj.settlement.channels import bank_http
from gjj.settlement.channels.bank_http import NoAnswer, NotReached, Unreadable
from gjj.settlement.models import Receipt, UnreadNotice
from gjj.settlement.services.instructions import UNSEEN_IS_FINAL_AFTER, query_open, send_instruction
from gjj.settlement.services.receipts import fetch_receipts
from gjj.work.models import OutboxRow
from gjj.work.relay import LONGEST_WAIT, run
from tests import situations as s
from tests.services.settlement.helpers import PaperBank, PaperPurpose, instruction, notice, of

pytestmark = pytest.mark.django_db


def test_a_bank_down_for_hours_is_asked_until_it_answers(
    bank: PaperBank, purpose: PaperPurpose, monkeypatch: pytest.MonkeyPatch
) -> None:
    """银行停了几个小时：指令一直等着、越问越稀，从不算办不成；恢复之后送出一次。"""
    down = [NotReached("ConnectError")] * 300
    monkeypatch.setattr(
        bank_http, "query", lambda payment_id: (_ for _ in ()).throw(down.pop()) if down else bank.query(payment_id)
    )
    pk = instruction()
    row = OutboxRow.objects.get(task="settlement.send")
    waits = []
    for _ in range(300):
        OutboxRow.objects.filter(pk=row.pk).update(retry_at=None)
        outcome = run(row.pk, s.NOON)
        assert outcome is not None
        assert outcome.status == "retry"
        row.refresh_from_db()
        waits.append(row.retry_at)
    assert of(pk).status == "created"
    OutboxRow.objects.filter(pk=row.pk).update(retry_at=None)
    run(row.pk, s.NOON)
    assert (of(pk).status, bank.sent) == ("sent", [of(pk).bank_id])
    assert LONGEST_WAIT == 60


def test_unseen_counts_from_the_moment_it_was_sent(bank: PaperBank, purpose: PaperPurpose) -> None:
    """在发件箱里等了一小时才送出：「没见过」从送出算起满 30 秒才算没办，不从写下算。"""
    bank.on_send = NoAnswer("ReadTimeout")
    pk = instruction()
    sent = s.NOON + timedelta(hours=1)
    send_instruction(pk, sent)
    assert (of(pk).status, of(pk).sent_at) == ("unknown", sent)
    assert query_open(sent + UNSEEN_IS_FINAL_AFTER - timedelta(seconds=1)) == 0
    assert query_open(sent + UNSEEN_IS_FINAL_AFTER) == 1
    assert of(pk).status == "failed"


def test_a_notice_nobody_can_read_is_put_aside_and_blocks_nobody(
    bank: PaperBank, purpose: PaperPurpose, commit: Callable[[], None]
) -> None:
    """读不懂的通知、不认得的收款账号：原样存下等人看，前后的到账照常记下，只存一次。"""
    bank.posted = [notice(1), Unreadable(2, '{"amount": "abc"}', "不是一个数"), notice(3, account="999"), notice(4)]  # type: ignore[list-item]
    assert fetch_receipts(s.NOON) == 2
    assert fetch_receipts(s.NOON) == 0
    assert sorted(Receipt.objects.values_list("bank_serial", flat=True)) == ["BK1", "BK4"]
    kept = {row.seq: (row.reason, row.content) for row in UnreadNotice.objects.all()}
    assert kept[2] == ("不是一个数", '{"amount": "abc"}')
    assert kept[3][0] == "收款账号不是中心的账户"
    assert len(kept) == 2


GOOD = {
    "seq": 7, "id": "BK7", "account": "1", "amount": "5.00", "payer_name": "甲", "payer_account": "2", "remark": "r",
    "payment_id": "", "booked_at": "2026-11-24T04:00:00+00:00",
}  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"amount": "abc"},
        {"amount": "0.00"},
        {"amount": "-5.00"},
        {"amount": "5.001"},
        {"amount": 5.0},
        {"amount": None},
        {"booked_at": "昨天"},
        {"booked_at": "2026-11-24T04:00:00"},
        {"remark": ...},
    ],
)
def test_a_broken_notice_is_read_as_unreadable(change: dict[str, object]) -> None:
    """金额不对、时间不对、缺了内容的通知，读成「读不懂」并说出为什么，不抛错。"""
    raw = {name: value for name, value in {**GOOD, **change}.items() if value is not ...}
    found = bank_http._read(raw)
    assert isinstance(found, Unreadable)
    assert (found.seq, bool(found.reason)) == (7, True)


def test_a_good_notice_is_read() -> None:
    """好的通知照读。"""
    found = bank_http._read(GOOD)
    assert (found.bank_serial, found.amount) == ("BK7", Decimal("5.00"))  # type: ignore[union-attr]
