"""按网点授权：柜面的人只看得到、只办得了自己网点的单位和职工；别的网点的一律当作没有，事关全中心的归管全中心的人。"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from deposits.models import Account, EmployerAccount, EmployerProfile
from deposits.selectors import scope
from deposits.services.adjust_ratio import adjust_ratio
from deposits.services.employer_profile import ProfileDraft, record_profile
from deposits.services.move_branch import move_to_branch
from deposits.services.open_employer import open_employer_account
from deposits.services.payer_account import CHANGE
from gjj.actors.actor import Actor
from gjj.approvals.models import Proposal
from gjj.approvals.selectors import is_within, may_decide, seen, waiting_for
from gjj.approvals.services import approve, propose, reject, withdraw
from gjj.audit.models import AuditEntry
from gjj.audit.services import record
from gjj.cases.entries import Flaw
from gjj.cases.models import Case
from gjj.cases.selectors.cases import cases
from gjj.cases.services.desk import send_back
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import all_permissions, allowed, require
from gjj.identity.models import Branch, Grant, Login
from gjj.identity.selectors import scope as people
from gjj.ledger.models import Movement, Subaccount, Voucher
from gjj.ledger.selectors import scope as books
from gjj.ledger.services.reverse import REVERSE
from gjj.looks.labels import REASONS
from gjj.looks.masked import opened
from gjj.looks.models import Look
from gjj.looks.selectors import seen_looks
from gjj.looks.services import reveal
from gjj.messaging.models import Delivery, Message
from gjj.messaging.selectors.scope import deliveries
from gjj.messaging.services.deliver import resend
from tests import situations as s
from tests.services.identity.members import member

pytestmark = pytest.mark.django_db
NEW = "6222000011112222"


def unit_of(branch: Branch) -> s.Unit:
    """一个归这个网点的单位，一名职工，十一月汇缴入了账，各收到一条消息。"""
    unit, (one,) = s.unit_with_workers(1, branch_id=branch.pk)
    s.paid(s.remittance_of(unit))
    s.told(employer_id=unit.employer_id)
    s.told(person_id=s.account_of(one).person_id)
    return unit


@pytest.fixture
def two() -> tuple[s.Unit, s.Unit]:
    """城区、城东各一个单位。"""
    return unit_of(s.branch("01")), unit_of(s.branch("02"))


def here(role: str = "teller") -> Actor:
    """只管城区网点的人。"""
    return s.branch_staff(role, s.branch("01"))


def refusal(deed: Callable[[], Any]) -> tuple[str, int]:
    """没办成的编码和状态。"""
    with pytest.raises(BizError) as error:
        deed()
    return error.value.code, error.value.status


def asked(by: Actor, unit: s.Unit) -> int:
    """提出变更一个单位的付款账户。"""
    given = {"account": unit.account_id, "payer_account": NEW, "basis": "单位来函"}
    return propose(by=by, kind=CHANGE, asked=given, reason="单位来函", at=s.NOON)


def test_a_branch_sees_its_units_and_their_people_and_nobody_else(two: tuple[s.Unit, s.Unit]) -> None:
    """单位、职工、账户、清册、汇缴书、办件、消息、短信、凭证、分户账：自己网点的一件不少，别的网点的一件没有。"""
    mine, other = two
    by, whole = here(), s.staff("teller")
    for one, seen_by in ((mine, by), (other, s.branch_staff("teller", s.branch("02")))):
        assert [row.pk for row in scope.employer_accounts(seen_by)] == [one.account_id]
        assert [row.pk for row in people.employers(seen_by)] == [one.employer_id]
        workers = Account.objects.filter(employer_account=one.account_id)
        assert set(scope.accounts(seen_by)) == set(workers)
        assert {row.pk for row in people.persons(seen_by)} == {row.person_id for row in workers}
        accounts = [row.subaccount_id for row in workers]
        assert [row.pk for row in books.subaccounts(seen_by, Subaccount.objects.all())] == accounts
        assert {row.subaccount_id for row in books.movements(seen_by, Movement.objects.all())} == set(accounts)
        assert {row.employer_account_id for row in scope.remittances(seen_by)} == {one.account_id}
        assert {row.employer_account_id for row in scope.change_lists(seen_by)} == {one.account_id}
        assert {row.employer_id for row in cases(seen_by)} == {one.employer_id}
        told = people.owned(seen_by, Message.objects.all())
        assert {row.employer_id for row in told} == {one.employer_id, None}
        assert {row.person_id for row in told} == {row.person_id for row in workers} | {None}
        sent = set(deliveries(seen_by, Delivery.objects.all()))
        assert sent == set(Delivery.objects.filter(message__in=told))
    first, second = (
        set(books.vouchers(one, Voucher.objects.all())) for one in (by, s.branch_staff("teller", s.branch("02")))
    )
    assert first
    assert not first & second
    assert first | second == set(books.vouchers(whole, Voucher.objects.all()))
    assert set(scope.employer_accounts(whole)) == set(EmployerAccount.objects.all())


def test_a_case_opened_and_closed_in_one_breath_keeps_its_branch(two: tuple[s.Unit, s.Unit]) -> None:
    """当场办结的（比例调整）：立的时候程序手里的那一件还不知道归哪里，存回去也盖不掉。"""
    unit = two[0]
    branch = EmployerAccount.objects.get(pk=unit.account_id).branch_id
    adjust_ratio(by=unit.agent, employer_ratio=Decimal("9.00"), personal_ratio=Decimal("9.00"), at=s.NOON)
    case = Case.objects.filter(account_number=unit.account.number).latest("pk")
    assert (case.status, case.branch_id) == ("done", branch)
    Case.objects.filter(pk=case.pk).update(branch=None)
    assert Case.objects.get(pk=case.pk).branch_id == branch


def test_a_unit_of_no_branch_is_the_centers_own() -> None:
    """没有归到网点的单位由中心直接管，哪个网点也看不到。"""
    unit = s.unit()
    assert not scope.employer_accounts(here()).exists()
    assert scope.employer_accounts(s.staff("teller")).filter(pk=unit.account_id).exists()


def test_the_people_who_act_for_a_unit_and_the_colleagues_are_seen_too(two: tuple[s.Unit, s.Unit]) -> None:
    """登录和授权：本网点单位的经办、复核，本网点的同事，本网点单位的职工；别的网点的、管全中心的同事不在里面。"""
    mine, other = two
    by = here()
    colleague, elsewhere = here("reviewer"), s.branch_staff("reviewer", s.branch("02"))
    holder = s.holder_of(Account.objects.get(employer_account=mine.account_id))
    stranger = s.holder_of(Account.objects.get(employer_account=other.account_id))
    logins = {row.pk for row in people.logins(by, Login.objects.all())}
    assert {by.login_id, colleague.login_id, mine.agent.login_id, mine.reviewer.login_id, holder.login_id} == logins
    assert stranger.login_id not in logins
    grants = {row.login_id for row in people.grants(by, Grant.objects.all())}
    assert grants == {by.login_id, colleague.login_id, mine.agent.login_id, mine.reviewer.login_id}
    assert elsewhere.login_id not in grants


def test_the_audit_of_a_branch_is_what_its_units_and_its_staff_did(two: tuple[s.Unit, s.Unit]) -> None:
    """审计：本网点单位的人办的，本网点的同事办的；别的网点的、系统的不在里面。"""
    mine, other = two
    by = here("auditor")
    teller = here()
    record_profile(by=teller, employer_account_id=mine.account_id, draft=ProfileDraft("甲"), at=s.NOON)
    rows = list(people.entries(by, AuditEntry.objects.all()))
    assert {row.employer_id for row in rows} == {None, mine.employer_id}
    assert {row.login_id for row in rows if row.employer_id is None} == {teller.login_id}
    assert AuditEntry.objects.filter(employer_id=other.employer_id).exists()


def test_the_audit_of_a_branch_has_what_the_centre_did_on_its_units(two: tuple[s.Unit, s.Unit]) -> None:
    """管全中心的人在本网点单位上办的也看得到：照办的对象认单位（单位账户、审批、凭证、办件）；在别的网点的单位上办的看不到，单位迁走了跟着走。"""
    mine, other = two
    whole, by = s.staff("teller"), here("auditor")
    for one in two:
        record_profile(by=whole, employer_account_id=one.account_id, draft=ProfileDraft("甲"), at=s.NOON)
        asked(whole, one)
        number = propose(
            by=s.staff("accountant"), kind=REVERSE, reason="记错了", at=s.NOON,
            asked={"voucher": Voucher.objects.filter(legs__party=one.account_id).latest("pk").pk, "reason": "记错了"},
        )  # fmt: skip
        approve(by=s.staff("manager"), proposal_id=number, digest=Proposal.objects.get(pk=number).digest, at=s.NOON)
        case = Case.objects.filter(employer_id=one.employer_id).latest("pk")
        record(by=whole, action="cases.return", object_type="case", object_id=case.pk, at=s.NOON, summary="退回")
    seen_here = people.entries(by, AuditEntry.objects.exclude(about_employer_id=None))
    assert {row.about_employer_id for row in seen_here} == {mine.employer_id}
    kinds = {(row.object_type, row.action) for row in seen_here}
    assert kinds == {
        ("employer_account", "deposits.employer.profile"), ("proposal", "approvals.propose"), ("proposal", "approvals.approve"),
        ("proposal", "approvals.effect"), ("voucher", "ledger.reverse"), ("case", "cases.return"),
    }  # fmt: skip
    move_to_branch(
        by=s.staff("manager"),
        employer_account_id=mine.account_id,
        branch_id=s.branch("02").pk,
        reason="搬迁",
        at=s.NOON,
    )
    assert not people.entries(by, AuditEntry.objects.exclude(about_employer_id=None)).exists()
    there = people.entries(s.branch_staff("auditor", s.branch("02")), AuditEntry.objects.all())
    assert {mine.employer_id, other.employer_id} <= {row.about_employer_id for row in there}


def test_a_person_is_served_by_the_branches_of_his_units_or_by_any_if_he_has_none(two: tuple[s.Unit, s.Unit]) -> None:
    """来柜面轮得到哪个网点替他办：账户在、从前在那里汇缴过的；替那里的单位办事的；哪里都没有的，来哪里都行；柜面的人归自己的网点。"""
    mine, other = two
    by, there = here(), s.branch_staff("teller", s.branch("02"))

    def who(one: Actor, *keys: int | None) -> list[bool]:
        return [people.served(one).filter(pk=key).exists() for key in keys]

    own, foreign = (Account.objects.get(employer_account=one.account_id).person_id for one in two)
    nobody = member().person_id
    assert who(by, own, foreign, mine.agent.person_id, other.agent.person_id, nobody) == [
        True,
        False,
        True,
        False,
        True,
    ]
    assert who(there, own, foreign, nobody) == [False, True, True]
    colleague, whole = here("accountant"), s.staff("accountant")
    assert who(by, colleague.person_id, whole.person_id, there.person_id) == [True, False, False]
    assert who(s.staff("teller"), own, foreign, nobody, whole.person_id) == [True] * 4
    last = Grant.objects.filter(login_id__in=(whole.login_id, there.login_id))
    last.update(valid_to=s.TODAY + timedelta(days=1))
    today, tomorrow = (replace(by, on=s.TODAY + timedelta(days=days)) for days in (0, 1))
    assert who(today, own, whole.person_id, there.person_id) == [True, False, False], "最后有效的一天还是别处的柜面的人"
    assert who(tomorrow, own, whole.person_id, there.person_id) == [True, True, True], "到期了，就不是了"
    last.update(valid_to=None)
    assert is_within(by, [f"person:{own}", f"unit:{mine.account_id}"])
    assert not is_within(by, [f"person:{own}", f"person:{foreign}"])
    assert not is_within(by, [f"person:{own}", f"unit:{other.account_id}"])
    assert not is_within(by, ["parameter:x"])
    Account.objects.filter(person=foreign).update(employer_account=mine.account_id)
    assert who(by, foreign) == who(there, foreign) == [True]
    Account.objects.filter(person=own).update(employer_account=EmployerAccount.objects.get(pk=s.unit().account_id))
    assert who(by, own) == [True]
    assert who(there, own) == [False]


def test_looks_at_the_people_of_a_branch_and_by_its_staff(two: tuple[s.Unit, s.Unit]) -> None:
    """查看记录：本网点单位的职工被谁看过，本网点的同事看过谁。"""
    own, foreign = (Account.objects.get(employer_account=one.account_id).person_id for one in two)
    by, whole = here("security_admin"), s.staff("teller")
    for person in (own, foreign):
        opened(by=whole, person_id=person, at=s.NOON, seen="资料")
    assert {row.object_id for row in seen_looks(by, Look.objects.all())} == {str(own)}
    assert {row.object_id for row in seen_looks(s.staff("auditor"), Look.objects.all())} == {str(own), str(foreign)}


def test_a_deed_on_another_branchs_unit_finds_nothing_and_changes_nothing(two: tuple[s.Unit, s.Unit]) -> None:
    """猜到别的网点的编号也没有用：登记资料、退回办件、看号码、提变更付款账户、重发短信，都当作没有，什么也没变。"""
    _, other = two
    person = Account.objects.get(employer_account=other.account_id).person_id
    case = Case.objects.filter(employer_id=other.employer_id).latest("pk")
    sms = Delivery.objects.filter(message__person_id=person).latest("pk")
    before = AuditEntry.objects.exclude(action__startswith="identity.").count()
    given = {"employer_account_id": other.account_id, "draft": ProfileDraft("乙"), "at": s.NOON}
    assert refusal(lambda: record_profile(by=here(), **given)) == ("not_found", 404)
    flaws = [Flaw("case", "不对")]
    assert refusal(lambda: send_back(by=here(), case_id=case.pk, reason="错", flaws=flaws, at=s.NOON))[1] == 404
    why = {"fields": ["id_no"], "reason": next(iter(REASONS)), "note": "窗口核对"}
    assert refusal(lambda: reveal(by=here(), person_id=person, at=s.NOON, **why)) == ("person_not_seen", 404)
    assert refusal(lambda: asked(here(), other)) == ("approval_elsewhere", 404)
    assert refusal(lambda: resend(by=here("manager"), delivery_id=sms.pk, at=s.NOON)) == ("not_found", 404)
    voucher = Voucher.objects.filter(legs__party=other.account_id).latest("pk")
    wanted = {"voucher": voucher.pk, "reason": "记错了"}
    by = here("accountant")
    assert refusal(lambda: propose(by=by, kind=REVERSE, asked=wanted, reason="记错了", at=s.NOON))[1] == 404
    assert not EmployerProfile.objects.filter(employer_account=other.account_id).exists()
    assert not Proposal.objects.exists()
    assert AuditEntry.objects.exclude(action__startswith="identity.").count() == before


def test_the_same_deeds_go_through_on_its_own_units(two: tuple[s.Unit, s.Unit]) -> None:
    """自己网点的照办：登记资料、看号码、提变更付款账户，本网点的复核批准就变更。"""
    mine, _ = two
    record_profile(by=here(), employer_account_id=mine.account_id, draft=ProfileDraft("甲"), at=s.NOON)
    person = Account.objects.get(employer_account=mine.account_id).person_id
    assert reveal(by=here(), person_id=person, fields=["id_no"], reason=next(iter(REASONS)), note="窗口核对", at=s.NOON)
    number = asked(here(), mine)
    digest = Proposal.objects.get(pk=number).digest
    assert approve(by=here("reviewer"), proposal_id=number, digest=digest, at=s.NOON) == "effective"
    assert EmployerAccount.objects.get(pk=mine.account_id).bank_account == NEW


def test_an_approver_of_a_branch_decides_only_its_own(two: tuple[s.Unit, s.Unit]) -> None:
    """审批：关于别的网点的，看不到、批不了、不批也不了、撤不了；关于自己网点的等他批；管全中心的都批得了。"""
    mine, other = two
    theirs, ours = asked(s.staff("teller"), other), asked(s.staff("teller"), mine)
    row = Proposal.objects.get(pk=theirs)
    by = here("reviewer")
    assert waiting_for(by) == [ours]
    assert waiting_for(s.staff("reviewer")) == [theirs, ours]
    assert not may_decide(row, by)
    assert [one.pk for one in seen(by, Proposal.objects.all())] == [ours]
    for deed in (
        lambda: approve(by=by, proposal_id=theirs, digest=row.digest, at=s.NOON),
        lambda: reject(by=by, proposal_id=theirs, note="不批", at=s.NOON),
        lambda: withdraw(by=by, proposal_id=theirs, at=s.NOON),
    ):
        assert refusal(deed) == ("approval_not_found", 404)
    row.refresh_from_db()
    assert row.status == "proposed"
    assert EmployerAccount.objects.get(pk=other.account_id).bank_account != NEW


def test_what_concerns_the_whole_center_is_not_for_a_branch() -> None:
    """参数、授权、暂停办理、银行流水、认领、后台工作：角色够了也不行，说清楚为什么；管全中心的行。"""
    for action, one in all_permissions().items():
        for role in one.roles & {
            "teller",
            "reviewer",
            "manager",
            "accountant",
            "auditor",
            "system_admin",
            "security_admin",
        }:
            narrow = Actor(1, "x", 1, "某人", role, "branch", branch_id=1)
            assert allowed(narrow, action) is not one.whole_center, action
            assert allowed(Actor(1, "x", 1, "某人", role, "all"), action)
    narrow = Actor(1, "x", 1, "某人", "manager", "branch", branch_id=1)
    with pytest.raises(BizError, match="事关全中心"):
        require(narrow, "parameters.approve")


def test_every_deed_of_a_clerk_is_known_to_be_scoped_or_of_the_whole_center() -> None:
    """柜面会改东西的动作，要么查过是不是自己网点的，要么写明事关全中心：新添一个，这里要说清楚是哪一种。"""
    scoped = {
        "deposits.employer.open", "deposits.employer.open.propose", "deposits.employer.profile", "deposits.employer.payer.propose",
        "deposits.employer.payer.approve", "deposits.suspense.refund.approve", "ledger.reverse.propose",
        "ledger.reverse.approve", "cases.return", "looks.reveal", "looks.settle", "messaging.resend", "own.reopen_login", "own.remove_totp",
        "own.mobile.propose", "own.mobile.approve", "own.counter_card.propose", "own.counter_card.approve", "deposits.opening.paper",
        "deposits.opening.refuse", "deposits.opening.refuse.propose",
    }  # fmt: skip
    """照看得到的行查过的：上面几条测试。"""
    counter = {"teller", "reviewer", "manager", "accountant", "auditor", "system_admin", "security_admin"}
    seeing = {code for code in all_permissions() if code.endswith((".view", ".watch"))}
    own = {code for code, one in all_permissions().items() if one.roles > counter}
    deeds = {code for code, one in all_permissions().items() if one.roles & counter and not one.whole_center}
    assert deeds - seeing - own == scoped


def test_a_unit_opened_at_a_branch_belongs_to_it() -> None:
    """网点的人批准开的户归他的网点，开不到别的网点去；管全中心的写归哪个就是哪个。"""
    unit = s.unit()
    employer = unit.employer_id
    EmployerAccount.objects.filter(pk=unit.account_id).update(fund="other")
    given: dict[str, Any] = {
        "employer_id": employer, "employer_ratio": 8, "personal_ratio": 8, "first_month": s.NOVEMBER,
        "bank_account": "6200000012345678", "at": s.NOON,
    }  # fmt: skip
    elsewhere = s.branch("02").pk
    assert (
        refusal(lambda: open_employer_account(by=here("reviewer"), branch_id=elsewhere, **given))[0]
        == "branch_of_others"
    )
    made = open_employer_account(by=here("reviewer"), **given)
    assert EmployerAccount.objects.get(pk=made).branch == s.branch("01")


def test_a_unit_moves_to_another_branch_with_its_reason(two: tuple[s.Unit, s.Unit]) -> None:
    """迁移管理部：管全中心的主任写明为什么，审计有迁移前后，单位知道；从此新的网点看得到，原来的看不到。"""
    mine, _ = two
    by, target = s.staff("manager"), s.branch("02")
    given: dict[str, Any] = {"employer_account_id": mine.account_id, "at": s.NOON}
    assert refusal(lambda: move_to_branch(by=by, branch_id=target.pk, reason=" ", **given))[0] == "branch_reason_needed"
    assert refusal(lambda: move_to_branch(by=by, branch_id=999, reason="搬迁", **given)) == ("branch_unknown", 404)
    assert refusal(lambda: move_to_branch(by=here("manager"), branch_id=target.pk, reason="搬迁", **given))[1] == 403
    gone: dict[str, Any] = {**given, "employer_account_id": 0}
    assert refusal(lambda: move_to_branch(by=by, branch_id=target.pk, reason="搬迁", **gone)) == ("not_found", 404)
    move_to_branch(by=by, branch_id=target.pk, reason="单位搬到了城东", **given)
    assert not scope.employer_accounts(here()).exists()
    assert scope.employer_accounts(s.branch_staff("teller", target)).count() == 2
    told = AuditEntry.objects.get(action="deposits.employer.move")
    assert (told.before, told.after) == ({"管理部": s.branch("01").name}, {"管理部": target.name})
    assert "单位搬到了城东" in told.summary
    assert Message.objects.filter(employer_id=mine.employer_id, variables__icontains=target.name).exists()
    same = refusal(lambda: move_to_branch(by=by, branch_id=target.pk, reason="再迁", **given))
    assert same == ("branch_unchanged", 409)
    move_to_branch(by=by, branch_id=None, reason="中心直管", **given)
    assert EmployerAccount.objects.get(pk=mine.account_id).branch is None


@pytest.mark.parametrize(("branches", "given"), [(0, False), (1, True), (2, False)])
def test_units_of_before_go_to_the_only_branch(branches: int, given: bool) -> None:
    """升级：只有一个网点的，原来的单位都归它；没有网点、有几个的，先由中心直接管。"""
    unit = s.unit()
    for place in range(branches):
        s.branch(f"{place + 1:02d}")
    import_module("deposits.migrations.0045_units_of_branches").give_the_only_branch(apps, None)
    assert bool(EmployerAccount.objects.get(pk=unit.account_id).branch) is given
