"""系统注意到的：名单里的、没在名单里的；点一下采纳，该封存的封存、该调的调、该启封的启封。"""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deposits.models import Account, ChangeList, ChangeRow, Remittance
from deposits.selectors import noticed as selectors
from deposits.selectors.noticed import Notice, noticed
from deposits.services.adopt_mends import adopt_mends
from deposits.services.mend_rows import undo_mend
from deposits.services.same_as_last_month import file_same_as_last_month
from gjj.declarations.errors import BizError
from gjj.periods.month import Month
from tests import situations as s
from tests.services.deposits.test_mend_rows import fresh

pytestmark = pytest.mark.django_db
OCTOBER = Month(2026, 10)


def staying(number: int = 3) -> tuple[s.Unit, list[s.Worker]]:
    """十月已经入账的单位，十一月还没办。"""
    unit, workers = s.unit_with_workers(number, first_month=OCTOBER)
    s.paid(s.remittance_of(unit, OCTOBER))
    return unit, workers


def told(of: s.Unit, head: ChangeList) -> dict[str, Notice]:
    return {one.code: one for one in noticed(head, of.account, s.TODAY)}


def lower_the_base(of: s.Worker) -> None:
    """这个人的基数是以前的下限，今年低了。"""
    Account.objects.filter(pk=s.account_of(of).pk).update(base=Decimal("2349.99"))


def test_people_in_the_list_and_out_of_it_are_counted_together() -> None:
    """名单里一个、没写进名单一个，基数都低于下限：一条两人，一点两人都调到下限，一次撤销。"""
    unit, (first, second, third) = staying()
    lower_the_base(first)
    lower_the_base(second)
    row = (*s.line("正常", first)[:4], None, "", "", "")
    head = s.list_of(s.filed(unit, [row, s.line("正常", third)]))
    notice = told(unit, head)["own_base_below_floor"]
    assert (notice.count, notice.in_list, notice.adoptable, notice.names) == (2, 1, 2, [first.name, second.name])
    adopt_mends(by=unit.agent, change_list_id=head.pk, code="own_base_below_floor", at=s.NOON)
    adjusted = ChangeRow.objects.filter(change_list=head, type="base_adjust", base=Decimal("2350.00"), is_valid=True)
    assert set(adjusted.values_list("name", flat=True)) == {first.name, second.name}
    assert told(unit, fresh(head)) == {}
    undo_mend(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    assert told(unit, fresh(head))["own_base_below_floor"].count == 2


def test_whoever_was_sealed_since_last_month_is_offered_back() -> None:
    """上个月缴了、账户现在封存的人：提醒，采纳就添一行启封；名单里写了封存的不用提醒。"""
    unit, (first, second, third) = staying()
    Account.objects.filter(pk=s.account_of(first).pk).update(status="sealed", sealed_month=s.NOVEMBER)
    head = s.list_of(s.filed(unit, [s.line("封存", second)]))
    notice = told(unit, head)["left_since_last_month"]
    assert (notice.count, notice.names, notice.adopts) == (1, [first.name], "启封")
    adopt_mends(by=unit.agent, change_list_id=head.pk, code="left_since_last_month", at=s.NOON)
    assert ChangeRow.objects.get(change_list=head, name=first.name).type == "unseal"
    assert "left_since_last_month" not in told(unit, fresh(head))


def test_a_make_up_of_last_month_does_not_ask_to_unseal() -> None:
    """早已封存的人，上个月只有一份补缴：不算上个月在缴，不提醒启封，采纳不了。"""
    unit, (first, *others) = staying()
    Account.objects.filter(pk=s.account_of(first).pk).update(status="sealed", sealed_month=OCTOBER)
    books = Remittance.objects.filter(employer_account=unit.account, month=OCTOBER)
    books.update(kind="make_up", reason="missed", change_list=None)
    head = s.list_of(s.filed(unit, [s.line("正常", one) for one in others]))
    assert "left_since_last_month" not in told(unit, head)
    with pytest.raises(BizError, match="nothing_to_adopt"):
        adopt_mends(by=unit.agent, change_list_id=head.pk, code="left_since_last_month", at=s.NOON)


def test_whoever_moved_to_another_unit_is_only_told() -> None:
    """上个月缴了、账户转到别的单位的人：只说一声，没有可采纳的。"""
    unit, (first, *_) = staying()
    other = s.unit()
    Account.objects.filter(pk=s.account_of(first).pk).update(employer_account=other.account)
    filed = file_same_as_last_month(by=unit.agent, month=s.NOVEMBER, at=s.NOON)
    notice = told(unit, s.list_of(filed))["moved_since_last_month"]
    assert (notice.count, notice.adopts) == (1, "")
    with pytest.raises(BizError, match="nothing_to_adopt"):
        adopt_mends(by=unit.agent, change_list_id=filed.change_list_id, code="moved_since_last_month", at=s.NOON)


def test_a_list_where_nothing_is_odd_has_no_notice() -> None:
    """一切照旧的名单，没有提醒。"""
    unit, _ = staying()
    filed = file_same_as_last_month(by=unit.agent, month=s.NOVEMBER, at=s.NOON)
    assert told(unit, s.list_of(filed)) == {}


def test_whoever_is_not_in_the_list_is_asked_one_by_one() -> None:
    """名单上十万行时，拿每个人去比整份名单要几个小时：不许写成 NOT IN。"""
    unit, _ = staying()
    head = s.list_of(file_same_as_last_month(by=unit.agent, month=s.NOVEMBER, at=s.NOON))
    with CaptureQueriesContext(connection) as asked:
        noticed(head, unit.account, s.TODAY)
    assert any("NOT EXISTS" in one["sql"] for one in asked)
    assert not [one["sql"] for one in asked if '"id_no_index" IN (SELECT' in one["sql"]]


def test_when_there_are_too_many_to_read_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """没写在名单里的人太多，没有逐个看年龄：照实说，不让人当成没有人到龄。"""
    monkeypatch.setattr(selectors, "MOST_READ", 1)
    unit, (first, *_) = staying(3)
    notice = told(unit, s.list_of(s.filed(unit, [s.line("正常", first)])))["ages_not_read"]
    assert (notice.count, notice.names, notice.adopts) == (2, [], "")
