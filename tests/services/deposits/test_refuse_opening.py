"""单位开户不予办理：一个人提、另一个人批，有理由、有说明，告诉申请人接着怎么办；材料留着，可以重新申请。"""

from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from deposits.messages import OPENING_REFUSED
from deposits.models import ApplicationPaper, EmployerAccount, UnitApplication
from deposits.rules.opening_refusal import GROUNDS, LONGEST, ground_problem
from deposits.selectors.applications import refused_before
from deposits.services.apply_opening import withdraw_application
from deposits.services.refuse_opening import REFUSE_UNIT, refuse_application
from gjj.actors.actor import Actor
from gjj.approvals.models import Proposal
from gjj.approvals.selectors import changes_of, may_decide
from gjj.approvals.services import approve, propose, propose_undoing
from gjj.audit.models import AuditEntry
from gjj.cases.entries import Flaw
from gjj.cases.models import CaseEvent
from gjj.cases.services.desk import send_back
from gjj.messaging.models import Delivery, Message
from tests import situations as s
from tests.applicants import applicant
from tests.closings import agreed
from tests.services.deposits.test_unit_applications import accepted, refusal, submitted
from tests.services.ledger.test_prove import prove

WHY = "执照上的代码和登记机关公示的不是一个"


def refusing(row: UnitApplication, by: Actor | None = None, **change: Any) -> int:
    """柜员提出不予办理。"""
    asked = {"application": row.pk, "ground": "untrue", "why": WHY, **change}
    return propose(by=by or s.staff("teller"), kind=REFUSE_UNIT, asked=asked, reason="查过公示", at=s.NOON)


@pytest.mark.article("TL-14")
@pytest.mark.django_db
def test_two_persons_refuse_and_the_applicant_is_told_what_next() -> None:
    """批准以前什么也没有变；批准了办件不予办理、写着理由，材料都在，短信和消息告诉申请人怎么办；他可以重新申请；查账是绿的。"""
    by = applicant()
    case = submitted(by)
    row = UnitApplication.objects.get()
    number = refusing(row)
    case.refresh_from_db()
    assert case.status == "processing"
    reviewer = s.staff("reviewer")
    told = " ".join(f"{one.label}{one.after}" for one in changes_of(Proposal.objects.get(pk=number)))
    assert WHY in told
    assert "不予办理" in told
    assert agreed(number, s.NOON, by=reviewer).status == "effective"
    case.refresh_from_db()
    row.refresh_from_db()
    assert (case.status, row.status, row.ground, row.refusal) == ("refused", "refused", "untrue", WHY)
    assert WHY in case.result
    last = CaseEvent.objects.filter(case=case).latest("id")
    assert (last.kind, last.by, WHY in last.note) == ("refused", reviewer.name, True)
    assert ApplicationPaper.objects.filter(application=row).count() == 2
    message = Message.objects.get(code=OPENING_REFUSED)
    assert (message.person_id, WHY in message.variables["reason"]) == (by.person_id, True)
    assert Delivery.objects.filter(message=message).exists()
    entry = AuditEntry.objects.get(action="deposits.opening.refuse")
    assert (entry.name, entry.case_number, entry.before, entry.after["办件"]) == (
        reviewer.name, case.number, {"办件": "办理中"}, "不予办理",
    )  # fmt: skip
    found = refused_before(by)
    assert found is not None
    assert found.pk == row.pk
    assert submitted(by).status == "processing"
    assert refused_before(by) is None
    assert not EmployerAccount.objects.exists()
    assert prove()["status"] == "green"


@pytest.mark.django_db
def test_a_returned_application_is_refused_too_but_one_that_moved_is_not() -> None:
    """退回了一直不改的也能不予办理；提出以后撤回了的作废；开了户的、撤回了的提不出。"""
    by = applicant()
    case = submitted(by)
    row = UnitApplication.objects.get()
    send_back(by=s.staff("teller"), case_id=case.pk, reason="请改", flaws=[Flaw("uscc", "不对")], at=s.NOON)
    number = refusing(row)
    withdraw_application(by=by, at=s.NOON)
    refusal("approval_stale", lambda: agreed(number, s.NOON, by=s.staff("reviewer")))
    row.refresh_from_db()
    assert (row.status, row.ground) == ("withdrawn", "")
    refusal("application_moved", lambda: refusing(row))
    again = submitted(by)
    send_back(by=s.staff("teller"), case_id=again.pk, reason="请改", flaws=[Flaw("uscc", "不对")], at=s.NOON)
    agreed(refusing(UnitApplication.objects.get(status="submitted")), s.NOON, by=s.staff("reviewer"))
    again.refresh_from_db()
    assert again.status == "refused"


@pytest.mark.django_db
def test_who_may_refuse() -> None:
    """柜员批不了，提的人自己批不了，申请人自己批不了，别的岗位提不了、申请人更提不了；没有批准的不办；不改回去。"""
    by = applicant()
    submitted(by)
    row = UnitApplication.objects.get()
    manager = s.staff("manager")
    number = refusing(row, by=manager)
    proposal = Proposal.objects.get(pk=number)
    own = replace(s.staff("reviewer"), login_id=by.login_id, person_id=by.person_id)
    told = ((s.staff("teller"), "not_permitted"), (manager, "approval_same_person"), (own, "own_opening"))
    for who, code in told:
        refusal(code, lambda who=who: approve(by=who, proposal_id=number, digest=proposal.digest, at=s.NOON))
        assert not may_decide(proposal, who)
    for role in ("reviewer", "accountant", "auditor"):
        refusal("not_permitted", lambda role=role: refusing(row, by=s.staff(role)))
    refusal("not_permitted", lambda: refusing(row, by=by))
    with pytest.raises(LookupError):
        refuse_application(by=s.staff("reviewer"), approval=number, at=s.NOON)
    agreed(number, s.NOON, by=s.staff("reviewer"))
    refusal("opening_cannot_be_undone", lambda: propose_undoing(by=manager, proposal_id=number, reason="x", at=s.NOON))


@pytest.mark.django_db
def test_a_branch_refuses_only_what_is_its_own() -> None:
    """归别的网点的申请，网点的柜员提不了不予办理，网点的复核员也批不了。"""
    here, there = s.branch("01"), s.branch("02")
    submitted(applicant(), branch=here.pk)
    row = UnitApplication.objects.get()
    refusal("approval_elsewhere", lambda: refusing(row, by=s.branch_staff("teller", there)))
    proposal = Proposal.objects.get(pk=refusing(row, by=s.branch_staff("teller", here)))
    other = s.branch_staff("reviewer", there)
    refusal("approval_not_found", lambda: approve(by=other, proposal_id=proposal.pk, digest=proposal.digest, at=s.NOON))
    assert agreed(proposal.pk, s.NOON, by=s.branch_staff("reviewer", here)).status == "effective"


@pytest.mark.django_db
def test_only_one_decision_waits_about_an_application() -> None:
    """等着批开户的，提不出不予办理；等着批不予办理的，提不出开户：说是哪一份。"""
    submitted(applicant())
    row = UnitApplication.objects.get()
    opening = Proposal.objects.get(pk=accepted(row))
    assert opening.number in refusal("opening_wrong", lambda: refusing(row)).errors[0]["message"]
    Proposal.objects.filter(pk=opening.pk).update(status="withdrawn")
    other = Proposal.objects.get(pk=refusing(row))
    assert other.number in refusal("opening_wrong", lambda: accepted(row)).errors[0]["message"]


@pytest.mark.django_db
def test_a_refusal_without_its_ground_is_not_kept() -> None:
    """绕开服务写成不予办理、没有理由：数据库拒绝；没有选理由、没有说明的提不出。"""
    submitted(applicant())
    row = UnitApplication.objects.get()
    with pytest.raises(IntegrityError, match="refused_application_has_its_ground"), transaction.atomic():
        UnitApplication.objects.filter(pk=row.pk).update(status="refused")
    told = refusal("opening_wrong", lambda: refusing(row, ground="", why=" "))
    assert {one["field"] for one in told.errors} == {"ground", "why"}


@pytest.mark.parametrize(
    ("ground", "why", "wrong"),
    [
        *((one, "x", set()) for one in GROUNDS),
        ("other", "九" * LONGEST, set()),
        ("other", "九" * (LONGEST + 1), {"why"}),
        ("untrue", "法定代表人 4199 0119 9003 0700 10 对不上", {"why"}),
        ("", "x", {"ground"}),
        ("nothing", "", {"ground", "why"}),
    ],
)
def test_a_ground_comes_from_the_list_and_is_explained(ground: str, why: str, wrong: set[str]) -> None:
    """理由从清单里选，说明一定要写、不太长，里面没有谁的号码。"""
    assert set(ground_problem(ground, why)) == wrong
