"""单位开户：柜员办理，一个单位一个账户，比例在范围之内。"""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError

from deposits.models import EmployerAccount
from deposits.services import open_employer
from deposits.services.open_employer import open_employer_account
from gjj.actors.actor import system_actor
from gjj.audit.models import AuditEntry
from gjj.declarations.errors import BizError
from gjj.identity.models import Employer
from gjj.identity.services.register import register_employer
from gjj.idnumbers import mod11_10
from gjj.management.city.people import credit_code
from tests import situations as s
from tests.race import together
from tests.services.deposits.without_lock import meeting_point


def open_for(employer_id: int, by: Any = None, employer: str = "8", personal: str = "8") -> int:
    """给一个单位开户。"""
    return open_employer_account(
        by=by or system_actor(), employer_id=employer_id, employer_ratio=Decimal(employer),
        personal_ratio=Decimal(personal), first_month=s.NOVEMBER, bank_account="6200000000000001", at=s.NOON,
    )  # fmt: skip


@pytest.fixture
def employer(db: None) -> int:
    """一个登记过、还没开户的单位。"""
    return register_employer(by=system_actor(), uscc=credit_code(900001), name="待开户单位", at=s.NOON)


@pytest.mark.article("TL-14")
@pytest.mark.django_db
def test_a_reviewer_opens_an_account_with_a_checked_number(employer: int) -> None:
    """批的人为单位开户（提的柜员自己开不了）：账号 13 位、带校验位，开户日是业务日，还没有缴至年月，留下审计。"""
    account = EmployerAccount.objects.get(pk=open_for(employer, s.staff("reviewer")))
    assert len(account.number) == 13
    assert mod11_10.is_valid(account.number)
    assert (account.opened_on, account.first_month, account.paid_through) == (s.TODAY, s.NOVEMBER, None)
    assert AuditEntry.objects.filter(action="deposits.employer.open", object_id=str(account.pk)).count() == 1


@pytest.mark.article("TL-14")
@pytest.mark.django_db
def test_a_unit_has_one_account(employer: int) -> None:
    """已有账户的单位不再开第二个，说得出已有的账号。"""
    number = EmployerAccount.objects.get(pk=open_for(employer)).number
    with pytest.raises(BizError, match=number) as caught:
        open_for(employer)
    assert (caught.value.code, caught.value.article) == ("employer_account_exists", "TL-14")
    assert EmployerAccount.objects.filter(employer_id=employer).count() == 1


@pytest.mark.article("TL-18", "WH5-02")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("employer_ratio", "personal_ratio", "said", "article"),
    [
        ("4.99", "8", "单位缴存比例 4.99%", "TL-18"),
        ("8", "12.01", "个人缴存比例 12.01%", "WH5-02"),
        ("12.01", "4.99", "单位缴存比例 12.01%", "WH5-02"),
    ],
)
def test_a_ratio_outside_the_range_opens_nothing(
    employer: int, employer_ratio: str, personal_ratio: str, said: str, article: str
) -> None:
    """哪一侧的比例低于 5%（条例第十八条）或高于 12%（指导意见第二条），都不开户，说明是哪一侧、依据哪条、填多少可以。"""
    with pytest.raises(BizError, match="ratio_out_of_range") as caught:
        open_for(employer, employer=employer_ratio, personal=personal_ratio)
    assert said in caught.value.detail
    assert caught.value.article == article
    assert caught.value.fix == "请填 5% 到 12% 之间的比例。"
    assert not EmployerAccount.objects.filter(employer_id=employer).exists()


@pytest.mark.article("TL-18", "WH5-02")
@pytest.mark.django_db
def test_the_two_ends_of_the_range_are_allowed(employer: int) -> None:
    """正好 5% 和 12% 都可以，两侧可以不同。"""
    account = EmployerAccount.objects.get(pk=open_for(employer, employer="12", personal="5"))
    assert (account.employer_ratio, account.personal_ratio) == (Decimal("12.00"), Decimal("5.00"))


@pytest.mark.django_db
def test_a_unit_cannot_open_its_own_account(employer: int) -> None:
    """单位经办人不能自己开户，柜员也不能一个人开。"""
    for by in (s.unit().agent, s.staff("teller")):
        with pytest.raises(BizError, match="not_permitted"):
            open_for(employer, by)


def _open_both(monkeypatch: pytest.MonkeyPatch | None = None) -> list[Any]:
    """两个柜员同时给一个单位开户。"""
    pk = register_employer(by=system_actor(), uscc=credit_code(900002), name="同时开户单位", at=s.NOON)
    if monkeypatch is not None:
        monkeypatch.setattr(open_employer, "lock_employer", meeting_point(Employer))
    return together([lambda: open_for(pk)] * 2)


def test_two_tellers_at_once_open_one_account(own_database: str) -> None:
    """两个柜员同时开户：开一个，另一个听到已有账户。"""
    results = _open_both()
    assert [one.code for one in results if isinstance(one, BizError)] == ["employer_account_exists"]
    assert EmployerAccount.objects.count() == 1


def test_without_the_lock_the_second_teller_meets_the_database(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """去掉锁，第二个柜员撞上唯一约束，听不到一句人话：证明上一条靠的是锁。"""
    results = _open_both(monkeypatch)
    assert [type(one) for one in results if isinstance(one, Exception)] == [IntegrityError]
