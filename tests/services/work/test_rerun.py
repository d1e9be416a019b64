"""重新执行：只有停下的、只有系统管理员和主任；后台看得到、按得动，留下审计。"""

from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse

from gjj.actors.roles import ROLES
from gjj.audit.models import AuditEntry
from gjj.cases.models import Case
from gjj.declarations.errors import BizError
from gjj.settlement.services.receipts import match_receipt
from gjj.work.drain import drain
from gjj.work.models import OutboxRow
from gjj.work.relay import MAX_ATTEMPTS, run
from gjj.work.services import rerun
from tests import situations as s
from tests.race import together
from tests.services.deposits.without_lock import meeting_point
from tests.services.identity.members import member, signed_in
from tests.services.ledger.test_prove import prove
from tests.services.work.helpers import errand, row, written

LIST = reverse("admin:work_outboxrow_changelist")
MAY = {"system_admin", "manager"}


def dead(key: str = "k") -> int:
    """一件停在「办不成」的。"""
    pk = written(key)
    OutboxRow.objects.filter(pk=pk).update(
        status="dead", attempts=MAX_ATTEMPTS, last_error="KeyError", retry_at="2999-01-01T00:00Z"
    )
    return pk


def box(pk: int) -> str:
    """清单上选中这一件的方框。"""
    return f'name="_selected_action" value="{pk}"'


def audits(pk: int) -> int:
    """重新执行留下的审计。"""
    return AuditEntry.objects.filter(action="work.rerun", object_id=str(pk)).count()


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(MAY))
def test_a_dead_errand_is_put_back_and_done(monkeypatch: pytest.MonkeyPatch, role: str) -> None:
    """停下的放回待办：次数重新数，马上可以办，留下审计，然后办成。"""
    work = errand(monkeypatch)
    pk = dead()
    rerun(by=s.staff(role), row_id=pk, at=s.NOON)
    assert (row(pk).status, row(pk).attempts, row(pk).retry_at) == ("pending", 0, None)
    assert audits(pk) == 1
    assert run(pk, s.NOON) is not None
    assert (row(pk).status, len(work.calls)) == ("done", 1)


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(ROLES.keys() - MAY - {"system"}))
def test_nobody_else_may_put_it_back(role: str) -> None:
    """别的身份不能重新执行，什么也没动。"""
    pk = dead()
    with pytest.raises(BizError) as caught:
        rerun(by=replace(s.staff("teller"), role=role), row_id=pk, at=s.NOON)
    assert (caught.value.code, caught.value.status) == ("not_permitted", 403)
    assert (row(pk).status, audits(pk)) == ("dead", 0)


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["pending", "running", "done"])
def test_only_a_dead_errand_is_put_back(status: str) -> None:
    """待办的、在办的、办完的都不能重新执行：不会因此办两次。"""
    pk = written()
    OutboxRow.objects.filter(pk=pk).update(status=status)
    with pytest.raises(BizError) as caught:
        rerun(by=s.staff("manager"), row_id=pk, at=s.NOON)
    assert (caught.value.code, caught.value.status) == ("not_dead", 409)
    assert (row(pk).status, audits(pk)) == (status, 0)


@pytest.mark.django_db
def test_a_dead_errand_is_seen_and_put_back_in_the_back_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """后台按「办不成」筛得出来，别的不在里面；主任按一下就放回待办，没停的不动。"""
    errand(monkeypatch)
    pk, other = dead("dead"), written("open")
    manager = signed_in(member("manager", "all"))
    page = manager.get(LIST, {"status__exact": "dead"}).content.decode()
    for said in (box(pk), "办不成", "重新执行办不成的"):
        assert said in page
    assert box(other) not in page
    chosen = {"action": "run_again", "_selected_action": [pk, other]}
    said = manager.post(LIST, chosen, follow=True).content.decode()
    assert "已放回待办" in said
    assert "不用重新执行" in said
    assert (row(pk).status, row(other).status, audits(pk)) == ("pending", "pending", 1)


@pytest.mark.django_db
def test_a_teller_sees_it_without_the_button_or_the_secret() -> None:
    """柜员看得到停下的，没有按钮，硬按也没用；保密内容不在页上。"""
    pk = dead()
    teller = signed_in(member("teller", "all"))
    assert "重新执行办不成的" not in teller.get(LIST).content.decode()
    teller.post(LIST, {"action": "run_again", "_selected_action": [pk]}, follow=True)
    assert (row(pk).status, audits(pk)) == ("dead", 0)
    page = teller.get(reverse("admin:work_outboxrow_change", args=[pk]))
    assert page.status_code == 200
    assert "保密内容" not in page.content.decode()


def _press_together(pk: int) -> list[Any]:
    by = s.staff("manager")
    return together([lambda: rerun(by=by, row_id=pk, at=s.NOON)] * 2)


def test_two_managers_at_once_put_it_back_once(own_database: str) -> None:
    """两位主任同时按，只放回一次，另一位听到不用了。"""
    pk = dead()
    results = _press_together(pk)
    assert [one.code for one in results if isinstance(one, BizError)] == ["not_dead"]
    assert audits(pk) == 1


def test_without_the_lock_it_is_put_back_twice(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉锁，就放回了两次：证明上一条靠的是锁。"""
    read = meeting_point(OutboxRow)

    class Unlocked:
        def get(self, pk: int) -> Any:
            return read(pk)

    monkeypatch.setattr(OutboxRow.objects, "select_for_update", Unlocked)
    pk = dead()
    assert _press_together(pk) == [None, None]
    assert audits(pk) == 2


@pytest.mark.django_db
def test_putting_back_a_dead_allocation_really_allocates_the_money() -> None:
    """分配停在「办不成」：钱到了没有分；主任在后台按重新执行，工作进程接着办，每个职工都入账，办件办结，账成立。"""
    unit, (one,) = s.unit_with_workers(1)
    book = s.remittance_of(unit)
    match_receipt(s.money_arrives(book), s.NOON)
    stuck = OutboxRow.objects.get(task="deposits.allocate")
    OutboxRow.objects.filter(pk=stuck.pk).update(status="dead", attempts=MAX_ATTEMPTS, last_error="KeyError")
    drain(s.NOON)
    book.refresh_from_db()
    assert (book.status, s.account_of(one).subaccount.current_year) == ("paying", 0)
    manager = signed_in(member("manager", "all"))
    told = manager.post(LIST, {"action": "run_again", "_selected_action": [stuck.pk]}, follow=True).content.decode()
    assert f"第 {stuck.pk} 件「分配到账」已放回待办" in told
    drain(s.NOON)
    book.refresh_from_db()
    assert (row(stuck.pk).status, book.status) == ("done", "allocated")
    assert s.account_of(one).subaccount.current_year == book.amount
    assert Case.objects.get(object_id=book.pk, object_type="remittance").status == "done"
    assert prove()["violations"] == []
