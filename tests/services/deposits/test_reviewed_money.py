"""双人复核管着的每一件动钱的：交了没有生效，退回了没有生效，同意了才生效，只一次。"""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from deposits.models import (
    CollectionAgreement,
    EmployerAccount,
    Refund,
    Remittance,
)
from deposits.services.cancel_remittance import cancel_remittance
from deposits.services.collection_agreement import sign_agreement
from deposits.services.decide_review import send_back_review
from deposits.services.pay_remittance import PURPOSE, pay_remittance
from deposits.services.refund_suspense import refund_remittance, refund_suspense
from deposits.services.several_months import pay_several
from gjj.messaging.models import Message
from gjj.settlement.selectors.payments import instructions_for
from tests import situations as s
from tests.services.deposits.reviewed import LATER, agreed, asked, refusal, switched_on
from tests.services.deposits.test_suspense import with_suspense
from tests.services.ledger.test_prove import prove


def paying(of: s.Unit, row: Remittance) -> Any:
    return pay_remittance(by=of.agent, remittance_id=row.pk, at=LATER)


def covering(of: s.Unit, row: Remittance) -> Any:
    return pay_remittance(by=of.agent, remittance_id=row.pk, at=LATER, use_suspense=True)


def paying_all(of: s.Unit, row: Remittance) -> Any:
    return pay_several(by=of.agent, at=LATER, use_suspense=True)


def refunding(of: s.Unit, row: Remittance) -> Any:
    return refund_suspense(by=of.agent, amount=Decimal("300.00"), at=LATER)


def cancelling(of: s.Unit, row: Remittance) -> Any:
    return cancel_remittance(by=of.agent, remittance_id=row.pk, at=LATER)


def signing(of: s.Unit, row: Remittance) -> Any:
    return sign_agreement(by=of.agent, day=24, accepted=True, at=LATER)


ACTS: dict[str, tuple[Callable[[s.Unit, Remittance], Any], Callable[[Remittance], bool]]] = {
    "remittance.pay": (paying, lambda row: bool(instructions_for(PURPOSE, str(row.pk)))),
    "suspense used": (covering, lambda row: Remittance.objects.get(pk=row.pk).covered > 0),
    "remittance.pay_all": (paying_all, lambda row: bool(instructions_for(PURPOSE, str(row.pk)))),
    "suspense.refund": (refunding, lambda row: Refund.objects.exists()),
    "remittance.cancel": (cancelling, lambda row: Remittance.objects.get(pk=row.pk).status == "cancelled"),
    "collection.sign": (signing, lambda row: CollectionAgreement.objects.exists()),
}
"""动钱的每一件：怎么办，办成了没有。"""


@pytest.mark.django_db
@pytest.mark.parametrize("name", ACTS)
def test_every_money_act_waits_and_then_takes_effect_once(name: str) -> None:
    """付款、用暂存、一起付、退回、撤销、签托收：交了没有生效，退回了没有生效，重新交、同意了才生效，只一次；查账是绿的。"""
    of, _, row = with_suspense("300.00")
    switched_on(of)
    work, is_done = ACTS[name]
    first = asked(lambda: work(of, row))
    assert not is_done(row)
    send_back_review(by=of.reviewer, review_id=first.pk, reason="金额再核一下", at=LATER)
    assert not is_done(row)
    assert Message.objects.filter(code="deposits.review_sent_back", employer_id=of.employer_id).count() == 1
    second = asked(lambda: work(of, row))
    assert second.pk != first.pk
    assert agreed(of, second, at=LATER + timedelta(hours=1)) == "effective"  # 开了以后才生效的，查账才看它
    assert is_done(row)
    assert refusal(lambda: agreed(of, second)) == "review_ended"
    assert prove()["status"] == "green"


@pytest.mark.django_db
def test_a_short_payment_given_back_waits_too() -> None:
    """到账不足的退回：开着也要复核。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    s.paid(row, row.amount - Decimal("0.01"))
    switched_on(unit)
    waiting = asked(lambda: refund_remittance(by=unit.agent, remittance_id=row.pk, at=LATER))
    assert not Refund.objects.exists()
    agreed(unit, waiting)
    assert Refund.objects.get().remittance_id == row.pk


@pytest.mark.django_db
def test_a_changed_payer_account_voids_the_payment() -> None:
    """付款账户在柜面变更了，等着的那一份付款作废，没有付。"""
    of, _ = s.unit_with_workers(1)
    row = s.remittance_of(of)
    switched_on(of)
    waiting = asked(lambda: paying(of, row))
    EmployerAccount.objects.filter(pk=of.account_id).update(bank_account_index="0" * 64)
    assert refusal(lambda: agreed(of, waiting)) == "review_changed"
    waiting.refresh_from_db()
    assert (waiting.status, bool(instructions_for(PURPOSE, str(row.pk)))) == ("void", False)
