"""银行没办成的都告诉单位：没有扣成、到账不足、暂存没退成、协议没签，各说原因、钱在哪里、怎么办，一次只说一遍。"""

from decimal import Decimal

import pytest

from deposits.messages import AGREEMENT_REFUSED, CAME_SHORT, PAYMENT_FAILED, REFUND_FAILED
from deposits.services.collect import collect_planned, collect_remittance
from deposits.services.collection_agreement import end_agreement
from deposits.services.pay_remittance import pay_remittance
from gjj.messaging.models import Message
from gjj.messaging.selectors.inbox import told
from tests import situations as s
from tests.services.deposits.test_collection import answered, due, signed
from tests.services.deposits.test_refund import answered as refund_answered
from tests.services.deposits.test_refund import give_back
from tests.services.deposits.test_suspense import with_suspense

pytestmark = pytest.mark.django_db


def heard(unit: s.Unit, template: str) -> list[str]:
    """单位收到的这种消息。"""
    rows = Message.objects.filter(code=template, employer_id=unit.employer_id).order_by("id")
    return [told(row).text for row in rows]


def test_a_collection_that_failed_tells_the_unit_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """托收没扣成：原因、款项没有变动、照这个原因怎么办、哪天自动再扣；再扣再没成再说一次，银行重说一遍不重说。"""
    unit, row, _ = due(monkeypatch)
    for count in (1, 2):
        collect_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
        for _ in range(2):
            answered(row, "failed", "付款账户余额不足")
        assert (
            heard(unit, PAYMENT_FAILED)
            == [
                f"银行没有扣成2026年11月汇缴书 {row.number} 的 2,560.00 元：付款账户余额不足。款项没有变动。"
                "请往付款账户存够应付的金额，再请银行托收一次；也可以在线付款或转账。"
                "2026年11月24日就是约定日，还没有付清的，一会儿凭托收协议自动再扣一次。"
            ]
            * count
        )
    assert Message.objects.get(code=PAYMENT_FAILED, fact__endswith=str(_first(row))).about_id == row.pk


def test_a_planned_collection_that_failed_names_the_day_of_the_next_try(monkeypatch: pytest.MonkeyPatch) -> None:
    """约定日没扣成：写明下一个约定日自动再扣；协议终止了的不说再扣。"""
    unit, row, _ = due(monkeypatch)
    collect_planned(remittance_id=row.pk, planned_on=s.TODAY, at=s.NOON)
    answered(row, "failed", "付款账户余额不足")
    assert heard(unit, PAYMENT_FAILED)[-1].endswith("到2026年12月24日还没有付清的，那天凭托收协议自动再扣一次。")
    collect_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    end_agreement(by=unit.agent, at=s.NOON)
    answered(row, "failed", "付款账户余额不足")
    assert "再扣" not in heard(unit, PAYMENT_FAILED)[-1]


def _first(row) -> int:
    from deposits.models import CollectionOrder

    return int(CollectionOrder.objects.filter(remittance=row).earliest("id").instruction_id)


def test_an_online_payment_that_failed_says_the_suspense_is_put_back() -> None:
    """在线付款没扣成：抵缴的暂存放回，可以重新付款；银行没说原因的，也有一句。"""
    unit, _, row = with_suspense("100.00")
    pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON, use_suspense=True)
    answered(row, "failed")
    (said,) = heard(unit, PAYMENT_FAILED)
    assert "：银行没有扣款。款项没有变动，抵缴的暂存 100.00 元放回。可以重新付款" in said


def test_money_that_came_short_is_told_once_for_each_receipt() -> None:
    """到账不足：到了多少、还差多少、钱在单位暂存；补了还不够再说一次，够了不说。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    for part in ("1000.00", "0.01"):
        s.paid(row, Decimal(part))
    said = heard(unit, CAME_SHORT)
    assert len(said) == 2
    assert "到账 1,000.00 元，还差 280.00 元。已到的全部留在单位暂存" in said[0]
    assert "到账 0.01 元，还差 279.99 元" in said[1]
    assert row.payment_code in said[1]
    s.paid(row, Decimal("279.99"))
    assert len(heard(unit, CAME_SHORT)) == 2


def test_a_refund_the_bank_did_not_pay_says_the_money_is_still_there() -> None:
    """暂存没退成：原因、钱还在单位暂存；退成的不说；银行的话再长，短信也放得下。"""
    unit, _, _ = with_suspense("300.00")
    refund_answered(give_back(unit, "100.00"), "succeeded")
    assert heard(unit, REFUND_FAILED) == []
    for _ in range(2):
        refund_answered(give_back(unit, "200.00"), "failed", "收款账户状态异常" * 20)
    said = heard(unit, REFUND_FAILED)
    assert len(said) == 2
    assert "的 200.00 元：" + ("收款账户状态异常" * 5)[:39] + "…。钱还在单位暂存" in said[0]


def test_an_agreement_the_bank_refused_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """银行拒签：原因、没有扣过款、签好以前怎么缴；签成的不说。"""
    unit, _ = s.unit_with_workers(1)
    row = signed(unit, monkeypatch, refused="付款账户户名不符")
    (said,) = heard(unit, AGREEMENT_REFUSED)
    assert said.startswith(f"银行没有登记托收协议 {row.number}：付款账户户名不符。没有扣过款，款项没有变动。")
    signed(unit, monkeypatch)
    assert len(heard(unit, AGREEMENT_REFUSED)) == 1
