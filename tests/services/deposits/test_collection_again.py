"""没有扣成以后自动再扣不再扣：照单位签的那一版文本；排上以后单位自己付过、又没有扣成的，约定日当天还扣。"""

import re
from datetime import date, timedelta

import pytest

from deposits.messages import PAYMENT_FAILED
from deposits.models import CollectionAgreement, Remittance
from deposits.rules.collection import LEFT_TO_UNIT
from deposits.selectors.collection import due_today
from deposits.selectors.coming_collection import again_of, coming_of
from deposits.services.collect import collect_monthly, collect_planned, collect_remittance
from deposits.services.pay_remittance import PURPOSE, pay_remittance
from gjj import clock
from gjj.settlement.selectors.payments import instructions_for
from gjj.work.models import OutboxRow
from gjj.work.relay import run
from tests import situations as s
from tests.halls.visitors import signed_in
from tests.services.deposits.test_collection import answered, due
from tests.services.deposits.test_tell_bank import heard

pytestmark = pytest.mark.django_db
SHORT = "付款账户余额不足"
NEXT = date(2026, 12, 24)
LATER = s.NOON + timedelta(days=30)
"""下一个约定日的中午。"""


def under_the_old_text(monkeypatch: pytest.MonkeyPatch) -> tuple[s.Unit, Remittance, CollectionAgreement]:
    """签的是从前那版文本（是否再扣由本单位决定），本月的等付款。"""
    unit, row, agreement = due(monkeypatch)
    CollectionAgreement.objects.filter(pk=agreement.pk).update(terms_version="2026-11")
    return unit, row, agreement


def test_the_old_text_still_collects_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """签的是从前的文本：约定日照扣一次；单位自己请扣没有扣成的，不算这一次。"""
    unit, row, _ = under_the_old_text(monkeypatch)
    collect_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    answered(row, "failed", SHORT)
    assert due_today(s.TODAY) == [(row.pk, s.TODAY)]
    assert collect_planned(remittance_id=row.pk, planned_on=s.TODAY, at=s.NOON)


def test_under_the_old_text_what_failed_is_the_units_to_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    """约定日没有扣成的，到下一个约定日不自动再扣；单位请扣的照办；照新的文本，到下一个约定日自动扣。"""
    unit, row, agreement = under_the_old_text(monkeypatch)
    collect_planned(remittance_id=row.pk, planned_on=s.TODAY, at=s.NOON)
    row = answered(row, "failed", SHORT)
    assert due_today(NEXT) == []
    assert collect_planned(remittance_id=row.pk, planned_on=NEXT, at=LATER) is None
    assert collect_remittance(by=unit.agent, remittance_id=row.pk, at=LATER)
    row = answered(row, "failed", SHORT)
    assert due_today(NEXT) == []
    CollectionAgreement.objects.filter(pk=agreement.pk).update(terms_version="2026-11-29")
    assert due_today(NEXT) == [(row.pk, NEXT)]


def test_under_the_old_text_nothing_is_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    """没有扣成的消息、首页、托收页、汇缴书都说由单位决定，不说哪天自动再扣；不说没有等付款的。"""
    monkeypatch.setattr(clock, "_real_now", lambda: s.NOON)
    unit, row, _ = under_the_old_text(monkeypatch)
    collect_planned(remittance_id=row.pk, planned_on=s.TODAY, at=s.NOON)
    row = answered(row, "failed", SHORT)
    assert heard(unit, PAYMENT_FAILED)[-1].endswith(LEFT_TO_UNIT)
    assert again_of(unit.account, [row], s.TODAY) == {row.pk: LEFT_TO_UNIT}
    found = coming_of(unit.account, s.TODAY)
    assert found is not None
    assert (found.books, found.left) == ((), (row,))
    for address in ("/unit/", "/unit/collection/", f"/unit/remittances/{row.pk}/"):
        page = re.sub(r"<[^>]+>|\s+", "", signed_in(unit.agent).get(address).content.decode())
        assert LEFT_TO_UNIT in page, address
        assert "那天凭托收协议自动再扣一次" not in page, address
        assert "没有等付款的汇缴书" not in page, address
        assert "单位登记的付款账户和签约时不一样" not in page, address


def test_what_failed_online_after_it_was_queued_is_queued_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """排上以后、扣以前单位在线付款：那一件办完了没有扣；付款没有扣成，约定日当天再排一次，扣一次，以后不再。"""
    unit, row, _ = due(monkeypatch)
    queued = OutboxRow.objects.filter(task="deposits.collect").order_by("id")
    collect_monthly(s.NOON)
    pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    run(queued[0].pk, s.NOON)
    answered(row, "failed", SHORT)
    for _ in range(2):
        collect_monthly(s.NOON)
    assert queued.count() == 2
    for one in queued:
        run(one.pk, s.NOON)
    assert [bool(one.mandate) for one in instructions_for(PURPOSE, str(row.pk))] == [False, True]
    answered(row, "failed", SHORT)
    assert collect_monthly(s.NOON) == 0
