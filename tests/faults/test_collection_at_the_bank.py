"""托收和真的（模拟）银行：签约、扣成、回盘失败、银行不认协议、办了不答复、途中被杀，都正好一次。"""

from datetime import timedelta

import httpx
import pytest
from django.db import connection

from deposits.models import CollectionAgreement, CollectionOrder, Remittance
from deposits.selectors.collection import last_order
from deposits.services.collect import collect_monthly, collect_remittance
from deposits.services.collection_agreement import end_agreement, sign_agreement
from deposits.services.pay_remittance import PURPOSE
from gjj.settlement.channels.bank_http import REASONS
from gjj.settlement.selectors.payments import instructions_for
from gjj.settlement.services.instructions import query_open
from gjj.work.drain import drain
from tests import situations as s
from tests.faults.a_bank import assert_whole, control, counts, pump
from tests.faults.a_victim import dies, dies_after


def signed(unit: s.Unit) -> CollectionAgreement:
    """签了约，银行登记了。"""
    row = sign_agreement(by=unit.agent, day=24, accepted=True, at=s.NOON)
    drain(s.NOON)
    row.refresh_from_db()
    return row


def due() -> tuple[s.Unit, list[s.Worker], Remittance]:
    unit, workers = s.unit_with_workers(2)
    assert signed(unit).status == "active"
    return unit, workers, s.remittance_of(unit)


def test_the_month_is_collected_and_every_worker_is_credited(bank: str) -> None:
    """到约定日：银行凭协议扣一次，每人正好一笔。"""
    unit, workers, row = due()
    collect_monthly(s.NOON)
    row = pump(row, "allocated")
    assert_whole(unit, workers, row)
    assert counts(bank)["payments"] == 1


@pytest.mark.parametrize("code", sorted(set(REASONS) - {"E06"}))
def test_a_bounced_collection_gives_the_reason_in_our_words(bank: str, code: str) -> None:
    """受理后回盘失败：原因码换成统一的说法，钱没动；再托收就成。"""
    unit, workers, row = due()
    control(bank, fail="bounce", times=1, code=code)
    collect_monthly(s.NOON)
    drain(s.NOON)
    row = pump(row, "awaiting_funds")
    order = last_order(row)
    assert order is not None
    assert (order.result.kind, order.reason) == ("back", REASONS[code])
    collect_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    assert_whole(unit, workers, pump(row, "allocated"))


def test_a_bank_that_lost_the_agreement_refuses(bank: str) -> None:
    """银行那边没有这份协议：不扣，原因说得清。"""
    unit, _, row = due()
    number = CollectionAgreement.objects.get().number
    httpx.post(f"{bank}/v1/mandates/{number}/end", timeout=5)
    collect_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    row = pump(row, "awaiting_funds")
    order = last_order(row)
    assert order is not None
    assert order.reason == REASONS["E06"]


def test_a_bank_that_will_not_sign(bank: str) -> None:
    """户名不符：没签成，原因是我们的说法。"""
    unit, _ = s.unit_with_workers(1)
    control(bank, fail="unsigned", times=1)
    row = signed(unit)
    assert (row.status, row.reason) == ("refused", "付款账户户名不符")


def test_an_ended_agreement_is_ended_at_the_bank(bank: str) -> None:
    """终止之后银行也不认了。"""
    unit, _, row = due()
    end_agreement(by=unit.agent, at=s.NOON)
    drain(s.NOON)
    signed(unit)
    collect_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    assert pump(row, "allocated").status == "allocated", "新签的协议扣得成"
    assert CollectionOrder.objects.get().agreement.status == "active"


@pytest.mark.parametrize("failure", ["timeout", "lost", "down", "duplicate"])
def test_a_bank_in_trouble_collects_once(bank: str, failure: str) -> None:
    """办了不答复、没办也不答复、系统维护、通知两遍：最多扣一次，没扣的说没扣。"""
    unit, workers, row = due()
    control(bank, fail=failure, times=1)
    collect_monthly(s.NOON)
    if failure == "lost":
        drain(s.NOON)
        query_open(s.NOON + timedelta(minutes=1))
        row.refresh_from_db()
        assert row.status == "awaiting_funds"
        collect_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    assert_whole(unit, workers, pump(row, "allocated"))
    assert counts(bank)["payments"] == 1


def collecting() -> None:
    """到约定日托收，银行一收下就被杀。"""
    dies_after("gjj.settlement.channels.bank_http", "send")
    collect_monthly(s.NOON)
    drain(s.NOON)


def test_killed_right_after_the_bank_took_it_collects_once(bank: str, own_database: str) -> None:
    """银行收下、还没记下就被杀：重来先查银行，只扣一次。"""
    unit, workers, row = due()
    dies(own_database, collecting)
    assert instructions_for(PURPOSE, str(row.pk))[0].status == "created"
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE work_outboxrow SET lease_until = clock_timestamp() - interval '1 second' WHERE status = 'running'"
        )
    assert_whole(unit, workers, pump(row, "allocated"))
    assert counts(bank)["payments"] == 1
