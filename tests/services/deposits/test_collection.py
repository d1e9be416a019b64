"""托收：签约、到约定日扣款、没扣成的再扣、终止；一天只扣一次，不会和付款撞上。"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from deposits.models import CollectionAgreement, CollectionOrder, EmployerAccount, Remittance
from deposits.selectors.collection import due_today, last_order, next_collection
from deposits.selectors.month_story import story_of
from deposits.selectors.unit_info import unit_info
from deposits.services.allocate_remittance import allocate_remittance
from deposits.services.cancel_remittance import cancel_remittance
from deposits.services.collect import collect_monthly, collect_planned, collect_remittance
from deposits.services.collection_agreement import ask_bank_to_sign, end_agreement, sign_agreement
from deposits.services.make_up import ForWhom, Why, make_up
from deposits.services.pay_remittance import PURPOSE, pay_remittance
from deposits.services.several_months import create_remittances
from gjj.declarations.errors import BizError
from gjj.settlement.channels import bank_http
from gjj.settlement.channels.bank_http import Result
from gjj.settlement.selectors.payments import instructions_for
from gjj.settlement.services.instructions import _apply
from gjj.settlement.services.receipts import match_receipt
from gjj.work.models import OutboxRow
from gjj.work.task import Retry
from tests import situations as s

DAY = 24


def signed(unit: s.Unit, monkeypatch: pytest.MonkeyPatch, day: int = DAY, refused: str = "") -> CollectionAgreement:
    """签了约，银行答复过。"""
    answer = Result("failed", refused) if refused else Result("succeeded")
    monkeypatch.setattr(bank_http, "sign_mandate", lambda **_: answer)
    row = sign_agreement(by=unit.agent, day=day, accepted=True, at=s.NOON)
    ask_bank_to_sign(row.pk, s.NOON)
    row.refresh_from_db()
    return row


def due(monkeypatch: pytest.MonkeyPatch, day: int = DAY) -> tuple[s.Unit, Remittance, CollectionAgreement]:
    """有生效的协议，本月汇缴书等付款。"""
    unit, _ = s.unit_with_workers(2)
    return unit, s.remittance_of(unit), signed(unit, monkeypatch, day)


def answered(row: Remittance, status: str, reason: str = "") -> Remittance:
    """银行对最近一条指令说了结果。"""
    latest = instructions_for(PURPOSE, str(row.pk))[-1]
    _apply(latest.pk, Result(status, reason), s.NOON)
    row.refresh_from_db()
    return row


def refusal(work: Any) -> str:
    with pytest.raises(BizError) as caught:
        work()
    return caught.value.code


@pytest.mark.django_db
def test_a_signed_agreement_is_in_force_once_the_bank_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """签约后等银行答复；答复了生效，单位信息里写着。"""
    unit, _ = s.unit_with_workers(1)
    row = sign_agreement(by=unit.agent, day=DAY, accepted=True, at=s.NOON)
    assert row.status == "signing"
    assert OutboxRow.objects.filter(task="deposits.sign_agreement", payload__agreement_id=row.pk).exists()
    monkeypatch.setattr(bank_http, "sign_mandate", lambda **_: Result("succeeded"))
    ask_bank_to_sign(row.pk, s.NOON)
    row.refresh_from_db()
    assert (row.status, row.active_at) == ("active", s.NOON)
    assert unit_info(unit.account, s.TODAY).collection == f"已签约，每月 24 日（协议 {row.number}）"


@pytest.mark.django_db
def test_a_bank_that_does_not_answer_is_asked_again_with_the_same_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """银行没应答：还在签约办理中，照原号再送。"""
    unit, _ = s.unit_with_workers(1)
    row = sign_agreement(by=unit.agent, day=DAY, accepted=True, at=s.NOON)

    def silent(**_: Any) -> Result:
        raise bank_http.NoAnswer("ReadTimeout")

    monkeypatch.setattr(bank_http, "sign_mandate", silent)
    with pytest.raises(Retry):
        ask_bank_to_sign(row.pk, s.NOON)
    row.refresh_from_db()
    assert row.status == "signing"


@pytest.mark.django_db
def test_a_refused_agreement_says_why_and_another_can_be_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    """银行不签：写明原因，可以再签。"""
    unit, _ = s.unit_with_workers(1)
    row = signed(unit, monkeypatch, refused="付款账户户名不符")
    assert (row.status, row.reason) == ("refused", "付款账户户名不符")
    assert signed(unit, monkeypatch).status == "active"


@pytest.mark.django_db
@pytest.mark.parametrize(("day", "accepted", "code"), [
    (0, True, "collection_day_out_of_range"), (29, True, "collection_day_out_of_range"), (DAY, False, "terms_not_accepted"),
])  # fmt: skip
def test_what_cannot_be_signed(day: int, accepted: bool, code: str) -> None:
    """约定日在一到二十八日之外的、没有同意的，不签。"""
    unit, _ = s.unit_with_workers(1)
    assert refusal(lambda: sign_agreement(by=unit.agent, day=day, accepted=accepted, at=s.NOON)) == code
    assert not CollectionAgreement.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("day", [1, 28])
def test_the_first_and_the_last_day_can_be_agreed(day: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """边界上的两天可以。"""
    unit, _ = s.unit_with_workers(1)
    assert signed(unit, monkeypatch, day).status == "active"


@pytest.mark.django_db
def test_only_the_agent_signs_ends_and_collects(monkeypatch: pytest.MonkeyPatch) -> None:
    """复核人不能签、不能终止、不能托收；别的单位的汇缴书当作没有。"""
    unit, row, _ = due(monkeypatch)
    stranger, _ = s.unit_with_workers(1)
    for work in (
        lambda: sign_agreement(by=unit.reviewer, day=DAY, accepted=True, at=s.NOON),
        lambda: end_agreement(by=unit.reviewer, at=s.NOON),
        lambda: collect_remittance(by=unit.reviewer, remittance_id=row.pk, at=s.NOON),
    ):
        assert refusal(work) == "not_permitted"
    with pytest.raises(BizError) as caught:
        collect_remittance(by=stranger.agent, remittance_id=row.pk, at=s.NOON)
    assert caught.value.status == 404


@pytest.mark.django_db
def test_on_the_agreed_day_the_bank_is_asked_for_what_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    """到约定日：一条凭协议的指令，金额是应付的；一天里再跑不再扣；扣成就入账。"""
    _, row, agreement = due(monkeypatch)
    assert collect_monthly(s.NOON) == 1
    assert collect_monthly(s.NOON) == 1
    assert OutboxRow.objects.filter(task="deposits.collect").count() == 1
    assert collect_planned(remittance_id=row.pk, planned_on=s.TODAY, at=s.NOON) is not None
    assert collect_planned(remittance_id=row.pk, planned_on=s.TODAY, at=s.NOON) is None
    assert collect_monthly(s.NOON) == 0
    (instruction,) = instructions_for(PURPOSE, str(row.pk))
    assert (instruction.mandate, instruction.amount) == (agreement.number, row.amount)
    match_receipt(s.money_arrives(row, payment_id=instruction.bank_id), s.NOON)
    allocate_remittance(remittance_id=row.pk, at=s.NOON)
    row.refresh_from_db()
    assert row.status == "allocated"
    order = last_order(row)
    assert order is not None
    assert order.result.word == "已扣款"


@pytest.mark.django_db
def test_before_the_day_nothing_is_collected(monkeypatch: pytest.MonkeyPatch) -> None:
    """约定日的前一天不扣，当天扣；错过了补上的见 test_collection_missed。"""
    due(monkeypatch)
    assert due_today(s.TODAY) != []
    assert due_today(s.TODAY - timedelta(days=1)) == []


@pytest.mark.django_db
def test_what_was_paid_or_cancelled_before_the_day_is_not_collected(monkeypatch: pytest.MonkeyPatch) -> None:
    """之前付了的、撤销了的、正在付的，那天不扣。"""
    unit, row, _ = due(monkeypatch)
    pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    other, cancelled, _ = due(monkeypatch)
    cancel_remittance(by=other.agent, remittance_id=cancelled.pk, at=s.NOON)
    assert due_today(s.TODAY) == []
    for one in (row, cancelled):
        assert collect_planned(remittance_id=one.pk, planned_on=s.TODAY, at=s.NOON) is None
    assert not CollectionOrder.objects.exists()


@pytest.mark.django_db
def test_a_collection_that_failed_says_why_and_can_be_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """余额不足：款项没动，写明怎么办；再托收一次扣成。一天最多三次，边界上的第三次可以。"""
    unit, row, _ = due(monkeypatch)
    collect_planned(remittance_id=row.pk, planned_on=s.TODAY, at=s.NOON)
    row = answered(row, "failed", "付款账户余额不足")
    assert row.status == "awaiting_funds"
    order = last_order(row)
    assert order is not None
    assert (order.result.word, order.reason) == ("没有扣成", "付款账户余额不足")
    assert "存够" in order.advice
    assert [node.title for node in story_of(row, list(row.events.all()), s.TODAY)][1:4] == [
        "汇缴书已生成",
        "付款已受理",
        "回到待付款",
    ]
    assert due_today(s.TODAY) == [], "同一个约定日自动只扣一次"
    for _ in range(2):
        collect_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
        row = answered(row, "failed", "付款账户余额不足")
    assert refusal(lambda: collect_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)) == "collected_enough"
    tomorrow = s.NOON + timedelta(days=1)
    assert collect_remittance(by=unit.agent, remittance_id=row.pk, at=tomorrow)


@pytest.mark.django_db
def test_an_ended_agreement_collects_no_more_but_what_was_sent_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """终止之后不再扣；终止之前交了银行的照办。"""
    unit, row, agreement = due(monkeypatch)
    collect_planned(remittance_id=row.pk, planned_on=s.TODAY, at=s.NOON)
    end_agreement(by=unit.agent, at=s.NOON + timedelta(minutes=1))
    assert OutboxRow.objects.filter(task="deposits.end_agreement", payload__agreement_id=agreement.pk).exists()
    row = answered(row, "failed", "付款账户余额不足")
    assert refusal(lambda: collect_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)) == "no_agreement"
    assert refusal(lambda: end_agreement(by=unit.agent, at=s.NOON)) == "no_agreement"
    assert unit_info(unit.account, s.TODAY).collection == ""


@pytest.mark.django_db
def test_ended_while_the_bank_was_signing_is_ended_at_the_bank_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """等银行答复时终止了：银行后来签成也不生效，再请银行终止。"""
    unit, _ = s.unit_with_workers(1)
    row = sign_agreement(by=unit.agent, day=DAY, accepted=True, at=s.NOON)

    def meanwhile(**_: Any) -> Result:
        end_agreement(by=unit.agent, at=s.NOON)
        return Result("succeeded")

    monkeypatch.setattr(bank_http, "sign_mandate", meanwhile)
    ask_bank_to_sign(row.pk, s.NOON)
    row.refresh_from_db()
    assert row.status == "ended"
    assert OutboxRow.objects.filter(task="deposits.end_agreement", payload__agreement_id=row.pk).count() == 2


@pytest.mark.django_db
def test_a_changed_payer_account_is_not_collected_from(monkeypatch: pytest.MonkeyPatch) -> None:
    """付款账户换了：约定日不扣，经办人请扣的说清楚。"""
    unit, row, _ = due(monkeypatch)
    EmployerAccount.objects.filter(pk=unit.account_id).update(bank_account="6200000099999999")
    assert collect_planned(remittance_id=row.pk, planned_on=s.TODAY, at=s.NOON) is None
    code = refusal(lambda: collect_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON))
    assert code == "payer_account_changed"


@pytest.mark.django_db
def test_the_next_day_is_this_month_or_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """当天还算这个月，过了就是下个月；落在周日的顺延。"""
    _, _, agreement = due(monkeypatch)
    assert next_collection(agreement, s.TODAY).on == s.TODAY
    assert next_collection(agreement, s.TODAY + timedelta(days=1)).on == date(2026, 12, 24)


@pytest.mark.django_db
def test_a_make_up_is_not_collected_by_agreement(monkeypatch: pytest.MonkeyPatch) -> None:
    """协议只管每月汇缴：补缴书到约定日不扣，经办人请扣的说清楚，没有指令。"""
    unit, (one, _) = s.unit_with_workers(2, first_month=s.NOVEMBER.previous())
    s.paid(s.remittance_of(unit, s.NOVEMBER.previous()))
    raised = Decimal(one.base) + 2000
    why = Why("base_short")
    made = make_up(
        by=unit.agent, month=s.NOVEMBER.previous(), people=[ForWhom(s.account_of(one).subaccount.number, raised)],
        why=why, at=s.NOON,
    )  # fmt: skip
    signed(unit, monkeypatch)
    assert due_today(s.TODAY) == []
    assert collect_planned(remittance_id=made, planned_on=s.TODAY, at=s.NOON) is None
    code = refusal(lambda: collect_remittance(by=unit.agent, remittance_id=made, at=s.NOON))
    assert code == "make_up_not_collected"
    assert instructions_for(PURPOSE, str(made)) == []


@pytest.mark.django_db
def test_a_month_still_to_come_is_not_collected_on_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """预缴的月份还没到：约定日不扣；经办人自己请扣的可以。"""
    unit, row, _ = due(monkeypatch)
    ahead = create_remittances(by=unit.agent, months=[s.NOVEMBER + 1], at=s.NOON, same_as_last_month=True)[0]
    assert [pk for pk, _ in due_today(s.TODAY)] == [row.pk]
    assert collect_planned(remittance_id=ahead, planned_on=s.TODAY, at=s.NOON) is None
    assert collect_remittance(by=unit.agent, remittance_id=ahead, at=s.NOON)


@pytest.mark.django_db
def test_money_taken_but_not_yet_booked_is_not_collected_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """托收的一笔银行说扣了、到账还没记到，另外转来一部分：约定日不再扣，主动再请也不行。"""
    unit, row, _ = due(monkeypatch)
    collect_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    match_receipt(s.money_arrives(row, Decimal("1.00")), s.NOON)
    row = answered(row, "succeeded")
    assert row.status == "mismatch"
    assert collect_planned(remittance_id=row.pk, planned_on=s.TODAY, at=s.NOON) is None
    assert refusal(lambda: collect_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)) == "already_paying"
    assert len(instructions_for(PURPOSE, str(row.pk))) == 1
