"""柜面单位开户：柜员提，另一个人批，批准了才开；填得不对逐栏说；同一个信用代码只开得了一次。"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from deposits.messages import UNIT_OPENED
from deposits.models import CounterContract, EmployerAccount, EmployerProfile
from deposits.rules.unit_draft import UnitDraft
from deposits.selectors.online_terms import ONLINE_TERMS, needs_consent
from deposits.services import agreed_opening as opening
from deposits.services.agreed_opening import OPEN_UNIT, open_approved_unit
from gjj.actors.actor import Actor, system_actor
from gjj.approvals.models import Proposal
from gjj.approvals.selectors import changes_of, may_decide, seen
from gjj.approvals.services import approve, propose
from gjj.audit.models import AuditEntry
from gjj.declarations.errors import BizError
from gjj.identity.models import Employer, Grant, Login, Person
from gjj.identity.services.register import register_employer
from gjj.management.city.people import credit_code
from gjj.messaging.models import Delivery
from tests import situations as s
from tests.closings import agreed

REASON = "营业执照、盖章的合同、身份证件"
TODAY = date(2026, 11, 30)
"""现在的合同文本起用以后的一天。"""
NOON = s.NOON + timedelta(days=6)


def draft(**change: Any) -> UnitDraft:
    """一份填好的登记表。"""
    who = s.worker("欧阳开户")
    filled = UnitDraft(
        uscc=credit_code(930_001), unit_name="柜面开户有限公司", employer_ratio=Decimal(8), personal_ratio=Decimal(7),
        first_month=s.NOVEMBER, bank_account="6200000000009301", name=who.name, id_no=who.id_no, mobile=who.mobile,
        new_username="counter-admin", registered_address="明川市滨江路 8 号", legal_representative="司马示范",
        founded_on=date(2026, 10, 1), payday=15, contract_no="HT-2026-0001", contract_on=TODAY,
    )  # fmt: skip
    return replace(filled, **change)


def asked(by: Actor | None = None, **change: Any) -> int:
    """柜员提出一份。"""
    return propose(by=by or s.staff("teller"), kind=OPEN_UNIT, asked=draft(**change).as_json(), reason=REASON, at=NOON)


def wrong(**change: Any) -> dict[str, str]:
    """提不成：哪一栏、怎么说。"""
    with pytest.raises(BizError, match="opening_wrong") as caught:
        asked(**change)
    assert caught.value.money
    return {one["field"]: one["message"] for one in caught.value.errors}


@pytest.mark.article("TL-14")
@pytest.mark.django_db
def test_a_second_person_opens_what_a_teller_proposed() -> None:
    """批准以前什么也没有；批准了单位、账户、资料、合同、第一位管理员一次办成，短信告诉他去设口令，审计写着批的人。"""
    number = asked()
    assert not Employer.objects.exists()
    assert not Login.objects.filter(username="counter-admin").exists()
    reviewer = s.staff("reviewer")
    assert agreed(number, NOON, by=reviewer).status == "effective"
    account = EmployerAccount.objects.get()
    assert (account.employer.name, account.employer_ratio, account.personal_ratio) == ("柜面开户有限公司", 8, 7)
    assert (account.bank_account, account.first_month, account.opened_on) == ("6200000000009301", s.NOVEMBER, TODAY)
    profile = EmployerProfile.objects.get(employer_account=account)
    assert (profile.legal_representative, profile.founded_on, profile.payday) == ("司马示范", date(2026, 10, 1), 15)
    login = Login.objects.get(username="counter-admin")
    assert login.verified_said == f"柜面看过身份证件（{Proposal.objects.get(pk=number).proposed_by}）"
    assert not login.has_usable_password()
    roles = Grant.objects.filter(login=login, employer=account.employer).values_list("role", flat=True)
    assert sorted(roles) == ["unit_admin", "unit_agent"]
    assert Delivery.objects.get(message__code=UNIT_OPENED).person_id == login.person_id
    assert AuditEntry.objects.get(action="deposits.employer.open").name == reviewer.name


@pytest.mark.django_db
def test_the_numbers_are_shown_to_nobody_and_signed_by_their_index() -> None:
    """审批里给人看的号码是遮掩的，签的内容、审计里也没有完整的号码；逐处改动写着晚了几天登记，照样登记。"""
    row, filled = Proposal.objects.get(pk=asked()), draft()
    told = " ".join(one.after for one in changes_of(row))
    for number in (filled.id_no, filled.mobile, "6200000000009301"):
        assert number not in told + str(row.content) + str(list(AuditEntry.objects.values_list("summary", "after")))
    assert "2026年10月31日以前登记，晚了 30 天，照样登记" in told


@pytest.mark.django_db
def test_what_is_wrong_is_told_field_by_field() -> None:
    """信用代码的校验码、比例、付款账号、证件号码、手机号、成立日期、首月、发薪日：各说各的，一次说完。"""
    good = credit_code(930_001)
    bad = good[:17] + ("A" if good[17] != "A" else "B")
    told = wrong(
        uscc=bad, employer_ratio=Decimal("4.99"), personal_ratio=Decimal("12.01"), bank_account="工行", id_no="123", mobile="1",
        founded_on=date(2026, 12, 1), first_month=s.NOVEMBER.previous() + 3, payday=29, contract_on=date(2026, 12, 1), name="王1",
        new_username="a b",
    )  # fmt: skip
    assert set(told) == {
        "uscc", "employer_ratio", "personal_ratio", "bank_account", "id_no", "mobile", "founded_on", "first_month", "payday",
        "contract_on", "name", "new_username",
    }  # fmt: skip
    assert "校验码不对" in told["uscc"]
    assert "单位缴存比例 4.99% 不在 5% 到 12% 之间" in told["employer_ratio"]
    assert "没有这个区域" in wrong(area="nowhere")["area"]
    assert "没有这个管理部" in wrong(branch=0)["branch"]


@pytest.mark.article("TL-14")
@pytest.mark.django_db
def test_a_unit_that_is_there_is_not_opened_again() -> None:
    """开过户的说出单位账号；登记的是别的名称的说是哪个；等人批的说是哪一份；合同号用过的不再用。"""
    first = asked()
    assert Proposal.objects.get(pk=first).number in wrong()["uscc"]
    agreed(first, NOON)
    account = EmployerAccount.objects.get()
    told = wrong(new_username="another")
    assert account.number in told["uscc"]
    assert "已经登记给别的单位" in told["contract_no"]
    register_employer(by=system_actor(), uscc=credit_code(930_002), name="别的名称", at=NOON)
    told = wrong(uscc=credit_code(930_002), contract_no="HT-2")
    assert "登记的是「别的名称」" in told["unit_name"]
    assert "已经有人用" in told["new_username"]


@pytest.mark.django_db
def test_a_person_known_by_another_name_or_shut_out_is_not_the_administrator() -> None:
    """证件号码登记的是别的姓名、登录停用了的：说清楚；有登录的不用起用户名，口令照旧。"""
    _, (one,) = s.unit_with_workers(1)
    someone = s.holder(one)
    person = Person.objects.get(pk=someone.person_id)
    given = {"id_no": str(person.id_no), "mobile": str(person.mobile), "new_username": ""}
    assert "另一个姓名" in wrong(**given, name="王别人")["name"]
    Login.objects.filter(pk=someone.login_id).update(is_active=False)
    assert "停用了" in wrong(**given, name=person.name)["name"]
    Login.objects.filter(pk=someone.login_id).update(is_active=True)
    agreed(asked(**given, name=person.name), NOON)
    employer = Employer.objects.get(uscc=credit_code(930_001))
    assert set(Grant.objects.filter(employer=employer).values_list("login_id", flat=True)) == {someone.login_id}


@pytest.mark.django_db
def test_a_branch_opens_its_own_units_only() -> None:
    """网点的柜员只提得了本网点的；本网点的复核员看得到、批得了，别的网点的当没有；开好的归这个网点。"""
    here, there = s.branch("01"), s.branch("02")
    teller = s.branch_staff("teller", here)
    for elsewhere in (there.pk, None):
        with pytest.raises(BizError, match="approval_elsewhere"):
            asked(by=teller, branch=elsewhere)
    row = Proposal.objects.get(pk=asked(by=teller, branch=here.pk))
    mine, other = s.branch_staff("reviewer", here), s.branch_staff("reviewer", there)
    assert (may_decide(row, mine), may_decide(row, other)) == (True, False)
    assert [seen(one, Proposal.objects.all()).count() for one in (mine, other)] == [1, 0]
    with pytest.raises(BizError, match="approval_not_found"):
        approve(by=other, proposal_id=row.pk, digest=row.digest, at=NOON)
    approve(by=mine, proposal_id=row.pk, digest=row.digest, at=NOON)
    assert EmployerAccount.objects.get().branch == here


@pytest.mark.django_db
def test_nobody_opens_a_unit_alone() -> None:
    """柜员批不了，提的主任批不了自己提的，没有批准的服务不办，别的身份提不了。"""
    manager = s.staff("manager")
    row = Proposal.objects.get(pk=asked(by=manager))
    for by, code in ((s.staff("teller"), "not_permitted"), (manager, "approval_same_person")):
        with pytest.raises(BizError, match=code):
            approve(by=by, proposal_id=row.pk, digest=row.digest, at=NOON)
    with pytest.raises(LookupError):
        open_approved_unit(by=s.staff("reviewer"), approval=row.pk, at=NOON)
    for role in ("reviewer", "accountant", "auditor", "system_admin"):
        with pytest.raises(BizError, match="not_permitted"):
            asked(by=s.staff(role), uscc=credit_code(930_009))
    assert not EmployerAccount.objects.exists()


@pytest.mark.django_db
def test_a_contract_signed_at_the_counter_is_the_consent_until_the_text_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """柜面签了合同的不用再在网上同意；文本换了新的一版，又等管理员同意。合同改不得、删不得。"""
    agreed(asked(), NOON)
    account, row = EmployerAccount.objects.get(), CounterContract.objects.get()
    assert (row.number, row.version, row.signed_on) == ("HT-2026-0001", ONLINE_TERMS, TODAY)
    assert not needs_consent(account.pk)
    monkeypatch.setattr("deposits.selectors.online_terms.ONLINE_TERMS", "2027-01-01")
    assert needs_consent(account.pk)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("signed_on", "said"),
    [
        (date(2026, 11, 28), "现在的合同文本从2026年11月29日起用"),
        (date(2026, 11, 29), ""),
        (TODAY, ""),
        (date(2026, 12, 1), "不能晚于今天"),
    ],
)
def test_a_contract_is_signed_between_the_day_of_its_text_and_today(signed_on: date, said: str) -> None:
    """签订日期：文本起用的当天、今天都行；早一天说从哪天起用，晚一天说不能晚于今天。"""
    if said:
        assert said in wrong(contract_on=signed_on)["contract_on"]
    else:
        assert asked(contract_on=signed_on)


@pytest.mark.django_db
def test_the_text_signed_at_the_counter_is_what_both_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    """提和批签在里面的是哪一版合同文本：批以前文本换了版，这一份批不成；别的单位先用了这个合同号的，作废。"""
    number = Proposal.objects.get(pk=asked())
    assert number.content["terms"] == ONLINE_TERMS
    with monkeypatch.context() as patch:
        patch.setattr(opening, "_terms_of", lambda draft: {"terms": "2099-01-01", "terms_digest": "x"})
        with pytest.raises(BizError, match="contract_text_changed"):
            approve(by=s.staff("reviewer"), proposal_id=number.pk, digest=number.digest, at=NOON)
    other = s.worker("司马别家")
    second = asked(
        uscc=credit_code(930_077), unit_name="另一家有限公司", bank_account="6200000000009377", name=other.name,
        id_no=other.id_no, mobile=other.mobile, new_username="another-admin",
    )  # fmt: skip
    assert agreed(number.pk, NOON, by=s.staff("reviewer")).status == "effective"
    with pytest.raises(BizError, match="approval_stale"):
        agreed(second, NOON, by=s.staff("reviewer"))
