"""该告诉的告诉：开户、封存、启封、调基告诉本人；手机号、单位资料变了告诉本人、本单位；过了截止日没有汇缴的单位一个月提醒一次。"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from deposits.messages import ARREARS, PROFILE_CHANGED, RATIO_ADJUSTED, RATIO_RESTORED, TOLD
from deposits.services.adjust_ratio import adjust_ratio
from deposits.services.employer_profile import ProfileDraft, record_profile
from deposits.services.remind_arrears import remind_arrears
from deposits.services.tell import tell_changes, tell_ratio
from deposits.services.undo_adjustment import undo_adjustment
from gjj.actors.actor import system_actor
from gjj.identity.messages import MOBILE_REGISTERED
from gjj.identity.models import Person
from gjj.messaging.models import Delivery, Message
from gjj.messaging.selectors.inbox import told
from gjj.periods.month import Month
from gjj.work.drain import drain
from tests import situations as s

pytestmark = pytest.mark.django_db
DECEMBER = Month(2026, 12)
LATER = datetime(2026, 12, 10, 4, tzinfo=UTC)


def _of(one: s.Worker, template: str) -> list[str]:
    """职工收到的这种消息。"""
    rows = Message.objects.filter(code=template, person_id=s.account_of(one).person_id).order_by("id")
    return [told(row).text for row in rows]


def test_an_opened_account_tells_its_owner() -> None:
    """开户：单位、从哪个月、基数、月缴存额。"""
    unit, (one,) = s.unit_with_workers(1)
    drain(s.NOON)
    assert _of(one, TOLD["open"]) == [
        f"{unit.name}为您开立了住房公积金账户，自2026年11月起缴存，缴存基数 8,000.00 元，月缴存额 1,280.00 元（单位和个人合计）。"
    ]


def test_sealing_unsealing_and_a_new_base_tell_the_one_concerned() -> None:
    """封存、启封、调基各告诉那一个人，没有变化的人不打扰。"""
    unit, (gone, raised, same) = s.unit_with_workers(3)
    s.paid(s.remittance_of(unit))
    lines = [s.line("封存", gone), s.line("基数调整", raised, "9000.00"), s.line("正常", same)]
    s.month_done(unit, lines, DECEMBER, LATER)
    back = datetime(2027, 1, 10, 4, tzinfo=UTC)
    s.confirmed(unit, [s.line("启封", gone)], Month(2027, 1), back)
    drain(back)
    assert "余额不变" in _of(gone, TOLD["seal"])[0]
    assert _of(gone, TOLD["unseal"]) == [
        f"{unit.name}自2027年1月起恢复为您缴存，缴存基数 8,000.00 元，月缴存额 1,280.00 元（单位和个人合计）。"
    ]
    assert "缴存基数调整为 9,000.00 元，月缴存额 1,440.00 元" in _of(raised, TOLD["base_adjust"])[0]
    for kind in ("seal", "unseal", "base_adjust"):
        assert _of(same, TOLD[kind]) == []


def test_confirming_again_tells_only_the_rows_that_took_effect_now() -> None:
    """同一份清册再告诉一遍也只有一条。"""
    unit, (one,) = s.unit_with_workers(1)
    drain(s.NOON)
    for _ in range(2):
        tell_changes(change_list_id=_list_of(unit), applied_at=s.NOON, at=s.NOON)
    assert len(_of(one, TOLD["open"])) == 1


def _list_of(unit: s.Unit) -> int:
    from deposits.models import ChangeList

    return int(ChangeList.objects.get(employer_account_id=unit.account_id).pk)


def test_a_mobile_registered_later_tells_the_new_number() -> None:
    """清册补上了空着的手机号：告诉本人，号码遮掩，发到新号码。"""
    unit, (one,) = s.unit_with_workers(1)
    s.paid(s.remittance_of(unit))
    person = s.account_of(one).person
    Person.objects.filter(pk=person.pk).update(mobile=None, mobile_index=None)
    s.confirmed(unit, [s.line("正常", one)], DECEMBER, LATER)
    (said,) = _of(one, MOBILE_REGISTERED)
    assert f"{one.mobile[:3]}****{one.mobile[-4:]}" in said
    assert one.mobile not in said
    assert Delivery.objects.filter(message__code=MOBILE_REGISTERED, person=person).count() == 1


def test_a_changed_profile_tells_the_unit_and_a_first_one_does_not() -> None:
    """第一次登记资料不用告诉；改了的说改了哪几项；一项没改不说。"""
    unit = s.unit()

    def registers(at: datetime, **values: str) -> None:
        record_profile(by=system_actor(), employer_account_id=unit.account_id, draft=ProfileDraft(**values), at=at)  # type: ignore[arg-type]

    registers(s.NOON, contact_address="一号")
    registers(s.NOON + timedelta(minutes=1), contact_address="一号")
    assert not Message.objects.filter(code=PROFILE_CHANGED).exists()
    registers(s.NOON + timedelta(minutes=2), contact_address="二号")
    (row,) = Message.objects.filter(code=PROFILE_CHANGED)
    assert row.employer_id == unit.employer_id
    assert "地址" in told(row).text


def _reminded(unit: s.Unit) -> list[str]:
    rows = Message.objects.filter(code=ARREARS, employer_id=unit.employer_id).order_by("id")
    return [told(row).text for row in rows]


@pytest.mark.article("TL-20")
@pytest.mark.parametrize(
    ("today", "count"), [(date(2026, 11, 25), 0), (date(2026, 11, 26), 1), (date(2026, 12, 20), 1)]
)
def test_a_unit_is_reminded_once_the_deadline_has_passed(today: date, count: int) -> None:
    """十一月的截止日是 25 日：当天不催，次日催一次；再跑几遍、过几天还是那一次。"""
    unit, _ = s.unit_with_workers(1)
    for _ in range(2):
        remind_arrears(today=today, at=s.NOON)
    assert len(_reminded(unit)) == count
    if count:
        assert _reminded(unit) == [
            "2026年11月的汇缴截止日 2026年11月25日 已过，贵单位2026年11月起有 1 个月没有汇缴。请尽快补齐；逾期不缴的，中心将责令限期缴存。"
        ]


@pytest.mark.article("TL-20")
def test_two_months_behind_is_said_once_a_month_with_the_count() -> None:
    """欠到下个月再催一次，说清欠了两个月。"""
    unit, _ = s.unit_with_workers(1)
    remind_arrears(today=date(2026, 11, 30), at=s.NOON)
    remind_arrears(today=date(2026, 12, 30), at=s.NOON)
    assert len(_reminded(unit)) == 2
    assert "贵单位2026年11月起有 2 个月没有汇缴" in _reminded(unit)[1]


@pytest.mark.article("TL-20")
def test_who_owes_nothing_is_not_reminded() -> None:
    """缴了的、没有在缴职工的、正在付款的，都不催；差一分没入账的照催。"""
    paid, _ = s.unit_with_workers(1)
    s.paid(s.remittance_of(paid))
    empty = s.unit()
    paying, _ = s.unit_with_workers(1)
    row = s.remittance_of(paying)
    type(row).objects.filter(pk=row.pk).update(status="paying")
    short, _ = s.unit_with_workers(1)
    wanting = s.remittance_of(short)
    s.paid(wanting, wanting.amount - Decimal("0.01"))
    remind_arrears(today=date(2026, 11, 30), at=s.NOON)
    assert [_reminded(one) for one in (paid, empty, paying)] == [[], [], []]
    assert len(_reminded(short)) == 1


@pytest.mark.article("TL-20")
def test_a_year_without_announced_holidays_is_not_reminded() -> None:
    """放假安排没有公布的年份，截止日说不准，先不催。"""
    unit, _ = s.unit_with_workers(1)
    remind_arrears(today=date(2027, 1, 31), at=datetime(2027, 1, 31, 4, tzinfo=UTC))
    assert _reminded(unit) == []


@pytest.mark.article("TL-18")
def test_a_ratio_adjustment_tells_everyone_it_changes_and_again_when_it_is_undone() -> None:
    """比例调整：每个正常缴存的职工知道从哪个月起、比例和月缴存额各变成多少；封存的不打扰；撤销了再告诉一次，再跑也各只有一条。"""
    unit, (one, gone) = s.unit_with_workers(2)
    s.paid(s.remittance_of(unit))
    s.month_done(unit, [s.line("封存", gone)], DECEMBER, LATER)
    given = {"employer_ratio": Decimal(10), "personal_ratio": Decimal(12), "at": LATER}
    made = adjust_ratio(by=unit.agent, **given)
    drain(LATER)
    assert _of(one, RATIO_ADJUSTED) == [
        f"{unit.name}自2027年1月起把缴存比例调整为单位 10%、个人 12%，您的月缴存额从 1,280.00 元变为 1,760.00 元（单位和个人合计）。"
        "不对的可以在「单位申报」提异议。"
    ]
    undo_adjustment(by=unit.agent, adjustment_id=made, at=LATER)
    for _ in range(2):
        drain(LATER)
        tell_ratio(adjustment_id=made, at=LATER)
    assert _of(one, RATIO_RESTORED) == [
        f"{unit.name}撤销了自2027年1月起的比例调整，恢复为单位 8%、个人 8%，您的月缴存额是 1,280.00 元（单位和个人合计）。"
    ]
    assert len(_of(one, RATIO_ADJUSTED)) == 1
    assert _of(gone, RATIO_ADJUSTED) + _of(gone, RATIO_RESTORED) == []


def test_an_adjustment_undone_before_it_was_told_is_not_told() -> None:
    """还没来得及告诉就撤销了的：职工什么也没有变，一条也不发。"""
    unit, (one,) = s.unit_with_workers(1)
    made = adjust_ratio(by=unit.agent, employer_ratio=Decimal(10), personal_ratio=Decimal(12), at=s.NOON)
    undo_adjustment(by=unit.agent, adjustment_id=made, at=s.NOON)
    drain(s.NOON)
    assert _of(one, RATIO_ADJUSTED) + _of(one, RATIO_RESTORED) == []
