"""申请开户的单位中心已经认得的：谁问都一样只说该说的；审批归哪个网点跟着申请、跟着单位走。"""

import pytest

from deposits.models import EmployerAccount, UnitApplication
from deposits.services.apply_opening import submit_application
from deposits.services.move_branch import move_to_branch
from gjj.actors.actor import Actor, system_actor
from gjj.approvals.models import Proposal
from gjj.approvals.selectors import named_in, seen
from gjj.approvals.services import reject
from gjj.cases.entries import Flaw
from gjj.cases.services.desk import send_back
from gjj.identity.models import Grant
from gjj.identity.services.logins import give_grant
from gjj.identity.services.register import register_employer
from gjj.management.city.people import credit_code
from tests import situations as s
from tests.applicants import applicant
from tests.closings import agreed
from tests.services.deposits.test_open_unit_at_counter import NOON, asked
from tests.services.deposits.test_unit_applications import accepted, refusal, saved, submitted

pytestmark = pytest.mark.django_db


def test_a_stranger_is_not_told_the_number_or_the_name_of_a_unit() -> None:
    """谁都能填一个信用代码来问：开过户的只说开过、到哪里办，登记的名称也不说；账号只告诉这个单位自己的人，收回了身份的也不说。柜面的人照旧看得到。"""
    unit, (one,) = s.unit_with_workers(1)
    uscc, number = unit.account.employer.uscc, unit.account.number
    holder = s.holder(one)
    for by in (applicant(), holder):
        row = saved(by, uscc=uscc)
        told = refusal(
            "opening_wrong", lambda by=by, row=row: submit_application(by=by, version=row.version, at=s.NOON)
        )
        said = {one["field"]: one["message"] for one in told.errors}
        assert ("已经开过户" in said["uscc"], "本单位的人" in said["uscc"], number in str(said)) == (True, True, False)
    pk = give_grant(
        by=system_actor(), login_id=holder.login_id or 0, role="unit_viewer", scope="employer", at=s.NOON,
        valid_from=s.TODAY, employer_id=unit.employer_id,
    )  # fmt: skip
    held = Grant.objects.get(pk=pk)
    told = refusal("opening_wrong", lambda: submit_application(by=holder, version=1, at=s.NOON))
    assert number in told.errors[0]["message"]
    held.valid_to = s.TODAY
    held.save(update_fields=("valid_to",))
    again = refusal("opening_wrong", lambda: submit_application(by=holder, version=1, at=s.NOON))
    assert number not in str(again.errors)
    register_employer(by=system_actor(), uscc=credit_code(930_055), name="登记的名称", at=s.NOON)
    other = applicant()
    row = saved(other, uscc=credit_code(930_055))
    told = refusal("opening_wrong", lambda: submit_application(by=other, version=row.version, at=s.NOON))
    assert ([one["field"] for one in told.errors], "登记的名称" in str(told.errors)) == (["unit_name"], False)


def _seen(*staff: Actor) -> list[int]:
    return [seen(one, Proposal.objects.all()).count() for one in staff]


def test_the_approval_of_an_opening_goes_with_its_unit() -> None:
    """柜面开的单位归东边，审批东边看得到；单位迁到西边，审批跟着过去，东边的不再看得到。"""
    east, west = s.branch("01"), s.branch("02")
    here, there = s.branch_staff("reviewer", east), s.branch_staff("reviewer", west)
    number = asked(by=s.branch_staff("teller", east), branch=east.pk)
    agreed(number, NOON, by=here)
    account = EmployerAccount.objects.get()
    assert (_seen(here, there), named_in(Proposal.objects.get().about, "unit:")) == ([1, 0], {account.pk})
    move_to_branch(by=s.staff("manager"), employer_account_id=account.pk, branch_id=west.pk, reason="搬了", at=NOON)
    assert _seen(here, there) == [0, 1]


def test_the_approvals_of_an_application_go_with_it() -> None:
    """申请补正时改归西边：从前关于它的审批跟着归西边；开好了、单位又迁回东边，不批准的、批准的两份都跟着走。"""
    east, west = s.branch("01"), s.branch("02")
    here, there = s.branch_staff("manager", east), s.branch_staff("manager", west)
    by = applicant()
    case = submitted(by, branch=east.pk)
    first = accepted(UnitApplication.objects.get(), by=s.branch_staff("teller", east))
    reject(by=here, proposal_id=first, note="归西边管", at=s.NOON)
    assert _seen(here, there) == [1, 0]
    send_back(by=here, case_id=case.pk, reason="请改", flaws=[Flaw("branch", "选错了")], at=s.NOON)
    row = saved(by, papers={}, branch=west.pk)
    assert _seen(here, there) == [0, 1]
    submit_application(by=by, version=row.version, at=s.NOON)
    agreed(accepted(row, by=s.branch_staff("teller", west)), s.NOON, by=s.branch_staff("reviewer", west))
    assert _seen(here, there) == [0, 2]
    account = EmployerAccount.objects.get()
    move_to_branch(by=s.staff("manager"), employer_account_id=account.pk, branch_id=east.pk, reason="搬了", at=s.NOON)
    assert _seen(here, there) == [2, 0]


def test_an_application_moved_to_the_centre_leaves_the_branch() -> None:
    """改选「中心直接管」的，网点不再看得到从前的审批，管全中心的照旧。"""
    east = s.branch("01")
    by = applicant()
    case = submitted(by, branch=east.pk)
    accepted(UnitApplication.objects.get())
    here, all_of_it = s.branch_staff("reviewer", east), s.staff("reviewer")
    assert _seen(here, all_of_it) == [1, 1]
    send_back(by=s.staff("teller"), case_id=case.pk, reason="请改", flaws=[Flaw("branch", "选错了")], at=s.NOON)
    saved(by, papers={}, branch=None)
    assert _seen(here, all_of_it) == [0, 1]
