"""确认变更清册：一个事务、再判断一遍、只有一份。"""

import pytest
from django.db import IntegrityError

from deposits.models import Account, ChangeList, EmployerAccount
from deposits.services import apply_rows, confirm_list, locks
from deposits.services.confirm_list import confirm_change_list
from deposits.services.discard_list import discard_change_list
from gjj.audit.models import AuditEntry
from gjj.declarations.errors import BizError
from gjj.periods.month import Month
from tests import situations as s
from tests.race import together
from tests.services.deposits.without_lock import meeting_point, without_case_lock


@pytest.mark.django_db
def test_opening_creates_account_person_and_subaccount() -> None:
    """开户：人、分户账、个人账户一次建好，基数和月缴存额记下。"""
    unit = s.unit()
    one = s.worker(base="8765.43")
    done = s.confirmed(unit, [s.line("开户", one)])
    account = s.account_of(one)
    assert (done.applied, done.left_out) == (1, 0)
    assert (account.status, str(account.base), str(account.employer_amount)) == ("active", "8765.43", "701.00")
    assert account.first_month == s.NOVEMBER


@pytest.mark.django_db
@pytest.mark.article("TL-15")
def test_seal_unseal_and_adjust_take_effect() -> None:
    """封存停缴留余额，启封恢复，基数调整改月缴存额。"""
    unit, (first, second) = s.unit_with_workers(2, first_month=Month(2026, 9))
    s.paid(s.remittance_of(unit, Month(2026, 9)))
    s.month_done(unit, [s.line("封存", first), s.line("基数调整", second, "9000")], Month(2026, 10))
    assert s.account_of(first).status == "sealed"
    assert s.account_of(first).sealed_month == Month(2026, 10)
    assert str(s.account_of(second).employer_amount) == "720.00"
    s.confirmed(unit, [s.line("启封", first)])
    assert s.account_of(first).status == "active"
    assert s.account_of(first).sealed_month is None


@pytest.mark.django_db
def test_rows_with_errors_stay_out_and_are_counted() -> None:
    """有错误的行不生效，数得清。"""
    unit = s.unit()
    done = s.confirmed(unit, [s.line("开户", s.worker()), s.line("开户", s.worker(base="100.00"))])
    assert (done.applied, done.left_out) == (1, 1)
    assert Account.objects.count() == 1


@pytest.mark.django_db
def test_confirming_again_answers_the_same() -> None:
    """重复确认，答复不变，什么也不再做。"""
    unit = s.unit()
    filed = s.filed(unit, [s.line("开户", s.worker())])
    first = confirm_change_list(by=unit.agent, change_list_id=filed.change_list_id, at=s.NOON)
    entries = AuditEntry.objects.count()
    assert confirm_change_list(by=unit.agent, change_list_id=filed.change_list_id, at=s.NOON) == first
    assert AuditEntry.objects.count() == entries


@pytest.mark.django_db
def test_a_second_list_of_the_month_is_refused() -> None:
    """一个月只有一份清册能确认。"""
    unit = s.unit()
    one = s.filed(unit, [s.line("开户", s.worker())])
    two = s.filed(unit, [s.line("开户", s.worker())])
    confirm_change_list(by=unit.agent, change_list_id=one.change_list_id, at=s.NOON)
    with pytest.raises(BizError) as caught:
        confirm_change_list(by=unit.agent, change_list_id=two.change_list_id, at=s.NOON)
    assert (caught.value.code, caught.value.extra["id"]) == ("month_confirmed", one.change_list_id)


@pytest.mark.django_db
def test_a_person_taken_elsewhere_meanwhile_is_told_first_and_then_left_out() -> None:
    """上传之后别的单位先开了户：确认时先说清是哪一行，一行也不生效，手里的旧页面不能再点；看过再确认，他留在外面。"""
    unit, other, one = s.unit(), s.unit(), s.worker()
    filed = s.filed(unit, [s.line("开户", one), s.line("开户", s.worker())])
    s.confirmed(other, [s.line("开户", one)])
    seen = s.list_of(filed).version
    for version, code in ((seen, "rows_changed"), (seen, "list_changed")):
        with pytest.raises(BizError) as caught:
            confirm_change_list(by=unit.agent, change_list_id=filed.change_list_id, at=s.NOON, version=version)
        assert (caught.value.code, caught.value.status) == (code, 409)
        assert "账户没有任何变动" in caught.value.detail
    assert (s.list_of(filed).valid_count, s.list_of(filed).error_count, s.list_of(filed).applied) == (1, 1, 0)
    assert Account.objects.count() == 1
    done = confirm_change_list(by=unit.agent, change_list_id=filed.change_list_id, at=s.NOON, version=seen + 1)
    assert (done.applied, done.left_out) == (1, 1)
    assert s.account_of(one).employer_account_id == other.account_id


@pytest.mark.django_db
def test_nothing_changes_when_a_row_fails_half_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """生效到一半出错，全部回滚。"""
    unit = s.unit()
    filed = s.filed(unit, [s.line("开户", s.worker())])

    def broken(*args: object, **kwargs: object) -> None:
        apply_rows.apply_rows(*args, **kwargs)  # type: ignore[arg-type]
        raise IntegrityError("断电")

    monkeypatch.setattr(confirm_list, "apply_rows", broken)
    with pytest.raises(IntegrityError):
        confirm_change_list(by=unit.agent, change_list_id=filed.change_list_id, at=s.NOON)
    assert not Account.objects.exists()
    assert s.list_of(filed).status == "draft"


@pytest.mark.django_db
def test_a_strangers_list_is_not_found() -> None:
    """别的单位的清册，当作没有。"""
    filed = s.filed(s.unit(), [s.line("开户", s.worker())])
    with pytest.raises(BizError) as caught:
        confirm_change_list(by=s.unit().agent, change_list_id=filed.change_list_id, at=s.NOON)
    assert caught.value.status == 404


@pytest.mark.django_db
def test_a_confirmed_list_cannot_be_discarded() -> None:
    """确认过的不能作废；草稿能。"""
    unit = s.unit()
    draft, kept = s.filed(unit, [s.line("开户", s.worker())]), s.filed(unit, [s.line("开户", s.worker())])
    discard_change_list(by=unit.agent, change_list_id=draft.change_list_id, at=s.NOON)
    assert s.list_of(draft).status == "discarded"
    confirm_change_list(by=unit.agent, change_list_id=kept.change_list_id, at=s.NOON)
    with pytest.raises(BizError) as caught:
        discard_change_list(by=unit.agent, change_list_id=kept.change_list_id, at=s.NOON)
    assert caught.value.code == "list_not_draft"


def _two_confirm(unit: s.Unit, lists: list[int]) -> list[object]:
    return together([lambda pk=pk: confirm_change_list(by=unit.agent, change_list_id=pk, at=s.NOON) for pk in lists])


def test_two_people_confirming_at_once_confirm_one(own_database: str) -> None:
    """两个人同时确认同月的两份清册：一份成，另一份得到清楚的答复。"""
    unit = s.unit()
    lists = [s.filed(unit, [s.line("开户", s.worker())]).change_list_id for _ in range(2)]
    results = _two_confirm(unit, lists)
    refused = [one for one in results if isinstance(one, BizError)]
    assert [one.code for one in refused] == ["month_confirmed"]
    assert ChangeList.objects.filter(status="confirmed").count() == 1
    assert Account.objects.count() == 1


def test_without_the_lock_the_confirm_race_breaks(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉单位的锁，同样的抢先就不再有清楚的答复：证明上一条测试靠的是锁。"""
    unit = s.unit()
    lists = [s.filed(unit, [s.line("开户", s.worker())]).change_list_id for _ in range(2)]
    without_case_lock(monkeypatch)
    monkeypatch.setattr(locks, "lock_employer_account", meeting_point(EmployerAccount))
    results = _two_confirm(unit, lists)
    assert not any(isinstance(one, BizError) for one in results)
    assert any(isinstance(one, IntegrityError) for one in results)
