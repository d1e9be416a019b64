"""网上单位开户：一个人填、提交，管理部核对，两个人批准了开户；退回了改好再交，没有批下来以前能撤回。"""

from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest

from deposits.messages import OPENING_DONE, UNIT_OPENED
from deposits.models import ApplicationPaper, EmployerAccount, UnitApplication
from deposits.selectors.applications import case_key, draft_of, flaws_of, standing_application
from deposits.selectors.online_terms import needs_consent
from deposits.services.agreed_opening import OPEN_UNIT
from deposits.services.application_papers import Paper
from deposits.services.apply_opening import save_application, submit_application, withdraw_application
from deposits.services.move_branch import move_to_branch
from gjj.actors.actor import Actor
from gjj.approvals.models import Proposal
from gjj.approvals.selectors import changes_of
from gjj.approvals.services import approve, propose, reject
from gjj.audit.models import AuditEntry
from gjj.cases.entries import Flaw
from gjj.cases.models import Case, CaseMaterial
from gjj.cases.selectors.cases import cases
from gjj.cases.services.desk import send_again, send_back
from gjj.declarations.errors import BizError
from gjj.identity.models import Grant, Login, Person
from gjj.messaging.models import Delivery, Message
from tests import situations as s
from tests.applicants import applicant
from tests.closings import agreed
from tests.services.deposits.test_open_unit_at_counter import draft
from tests.services.ledger.test_prove import prove

pytestmark = pytest.mark.django_db
PDF = Paper("执照.pdf", b"%PDF-1.7 license")
PAPERS = {"license": PDF, "authority": Paper("授权书.jpg", b"\xff\xd8\xff\xe0 authority")}


def saved(by: Actor, papers: dict[str, Paper] | None = None, **change: Any) -> UnitApplication:
    """存下一份登记表。"""
    person = Person.objects.get(pk=by.person_id)
    who = {"name": person.name, "id_no": str(person.id_no), "mobile": str(person.mobile), "new_username": ""}
    filled = replace(draft(contract_no="", contract_on=None, **who), **change)
    pk = save_application(by=by, draft=filled, papers=PAPERS if papers is None else papers, at=s.NOON)
    return UnitApplication.objects.get(pk=pk)


def submitted(by: Actor, **change: Any) -> Case:
    """存下并提交。"""
    row = saved(by, **change)
    return Case.objects.get(pk=submit_application(by=by, version=row.version, at=s.NOON))


def accepted(row: UnitApplication, by: Actor | None = None) -> int:
    """柜员核对过，提出开户。"""
    return propose(by=by or s.staff("teller"), kind=OPEN_UNIT, asked={"application": row.pk}, reason="一致", at=s.NOON)


def refusal(code: str, deed: Any) -> BizError:
    """办不成，说的是 code。"""
    with pytest.raises(BizError) as caught:
        deed()
    assert caught.value.code == code
    return caught.value


@pytest.mark.article("TL-14")
def test_an_application_becomes_a_unit_with_its_applicant_as_administrator() -> None:
    """提交立办件、有承诺的日子、收了两样材料；批准了开户、办结，申请人用原来的登录当管理员，协议等他同意，两处都告诉他。"""
    by = applicant()
    case = submitted(by)
    row = UnitApplication.objects.get()
    assert (case.status, case.promised_days, case.topic, row.status) == ("processing", 3, row.uscc, "submitted")
    assert case.promised_on is not None
    assert sorted(CaseMaterial.objects.values_list("code", "status")) == [
        ("authority", "received"),
        ("license", "received"),
    ]
    number = accepted(row)
    assert not EmployerAccount.objects.exists()
    told = " ".join(one.after for one in changes_of(Proposal.objects.get(pk=number)))
    assert case.number in told
    assert "营业执照或登记证书（PDF，1 KB）" in told
    assert agreed(number, s.NOON, by=s.staff("reviewer")).status == "effective"
    account = EmployerAccount.objects.get()
    case.refresh_from_db()
    row.refresh_from_db()
    assert (case.status, account.number in case.result, row.status) == ("done", True, "opened")
    assert row.employer_account == account
    held = Grant.objects.filter(employer=account.employer)
    assert {(one.login_id, one.role) for one in held} == {(by.login_id, "unit_agent"), (by.login_id, "unit_admin")}
    assert needs_consent(account.pk)
    assert Message.objects.get(code=OPENING_DONE).person_id == by.person_id
    assert Delivery.objects.filter(message__code=UNIT_OPENED, person_id=by.person_id).exists()
    assert AuditEntry.objects.get(action="deposits.opening.apply").case_number == case.number


def test_a_draft_is_kept_until_it_is_submitted() -> None:
    """存了又改还是那一份；没有提交的柜面看不到，也没有办件；看过以后又改过的提交不了。"""
    by = applicant()
    first = saved(by)
    again = saved(by, papers={}, unit_name="改了名字的公司")
    assert (first.pk, again.version, again.unit_name) == (again.pk, 2, "改了名字的公司")
    assert ApplicationPaper.objects.count() == 2
    refusal("application_moved", lambda: submit_application(by=by, version=1, at=s.NOON))
    refusal("application_not_found", lambda: accepted(again))
    assert not Case.objects.exists()


def test_what_is_missing_or_wrong_is_not_submitted() -> None:
    """材料没交齐、比例不在范围：逐栏说；不是 PDF、JPG、PNG 的文件不收。"""
    by = applicant()
    row = saved(by, papers={"license": PDF}, employer_ratio=Decimal(13))
    error = refusal("opening_wrong", lambda: submit_application(by=by, version=row.version, at=s.NOON))
    assert {one["field"] for one in error.errors} == {"employer_ratio", "authority"}
    found = refusal("paper_refused", lambda: saved(by, papers={"license": Paper("x.pdf", b"MZ not a paper")}))
    assert found.errors[0]["field"] == "license"
    assert bytes(ApplicationPaper.objects.get().content) == PDF.data


def test_what_is_sent_back_by_field_is_mended_and_sent_again() -> None:
    """逐栏退回：时限停住；没有退回时改不了；改好、换了材料再交，材料是新的那份，等着批的那份批不成了、不挡着，照现在的重新提。"""
    by = applicant()
    case = submitted(by)
    row = UnitApplication.objects.get()
    refusal("application_in_hand", lambda: saved(by))
    stale = Proposal.objects.get(pk=accepted(row))
    flaws = [Flaw("unit_name", "和执照上的不一样"), Flaw("license", "看不清，请重拍")]
    send_back(by=s.staff("teller"), case_id=case.pk, reason="请改", flaws=flaws, at=s.NOON)
    case.refresh_from_db()
    assert (case.status, flaws_of(case, s.TODAY)["unit_name"]) == ("returned", "和执照上的不一样")
    refusal("application_moved", lambda: accepted(row))
    row = saved(by, papers={"license": Paper("新的.pdf", b"%PDF-1.7 new")}, unit_name="执照上的名称")
    assert submit_application(by=by, version=row.version, at=s.NOON) == case.pk
    case.refresh_from_db()
    assert case.status == "processing"
    assert CaseMaterial.objects.get(code="license").digest == sha256(b"%PDF-1.7 new").hexdigest()
    assert Case.objects.count() == 1
    refusal(
        "approval_stale", lambda: approve(by=s.staff("reviewer"), proposal_id=stale.pk, digest=stale.digest, at=s.NOON)
    )
    assert (Proposal.objects.get(pk=stale.pk).status, EmployerAccount.objects.exists()) == ("void", False)
    agreed(accepted(row), s.NOON)
    assert EmployerAccount.objects.get().employer.name == "执照上的名称"


def test_words_alone_do_not_answer_a_return() -> None:
    """退回了，只在办件上写几个字交不了：改了存下的、没改的都一样，还是退回；到登记的那一页照样查过再交。"""
    by = applicant()
    case = submitted(by)
    flaws = [Flaw("employer_ratio", "超过上限")]
    send_back(by=s.staff("teller"), case_id=case.pk, reason="请改", flaws=flaws, at=s.NOON)
    row = saved(by, papers={}, employer_ratio=Decimal(13))
    error = refusal("mended_elsewhere", lambda: send_again(by=by, case_id=case.pk, note="改好了", at=s.NOON))
    assert "单位登记开户" in error.said
    case.refresh_from_db()
    assert case.status == "returned"
    refusal("application_moved", lambda: accepted(row))
    refusal("opening_wrong", lambda: submit_application(by=by, version=row.version, at=s.NOON))
    row = saved(by, papers={})
    assert submit_application(by=by, version=row.version, at=s.NOON) == case.pk
    assert agreed(accepted(row), s.NOON).status == "effective"


def test_an_application_is_taken_back_until_it_is_approved() -> None:
    """撤回：办件撤销，等人批的作废，可以重新申请；草稿也能不办；开好了的没有可撤的。"""
    by = applicant()
    case = submitted(by)
    row = Proposal.objects.get(pk=accepted(UnitApplication.objects.get()))
    withdraw_application(by=by, at=s.NOON)
    case.refresh_from_db()
    assert case.status == "cancelled"
    refusal("approval_stale", lambda: agreed(row.pk, s.NOON))
    assert not EmployerAccount.objects.exists()
    refusal("application_not_found", lambda: withdraw_application(by=by, at=s.NOON))
    saved(by)
    withdraw_application(by=by, at=s.NOON)
    assert standing_application(by) is None
    submitted(by)
    agreed(accepted(UnitApplication.objects.get(status="submitted")), s.NOON)
    refusal("application_not_found", lambda: withdraw_application(by=by, at=s.NOON))


def test_a_branch_checks_the_applications_made_to_it() -> None:
    """归本网点的，网点的柜员看得到办件、退得回、提得出、批得了；别的网点的当没有；别人的申请本人也看不到。"""
    here, there = s.branch("01"), s.branch("02")
    by = applicant()
    case = submitted(by, branch=here.pk)
    row = UnitApplication.objects.get()
    mine, other = s.branch_staff("teller", here), s.branch_staff("teller", there)
    assert [cases(one).filter(pk=case.pk).exists() for one in (mine, other, applicant())] == [True, False, False]
    flaws = [Flaw("uscc", "不对")]
    refusal("not_found", lambda: send_back(by=other, case_id=case.pk, reason="x", flaws=flaws, at=s.NOON))
    refusal("approval_elsewhere", lambda: accepted(row, by=other))
    number = accepted(row, by=mine)
    reviewer = s.branch_staff("reviewer", here)
    assert agreed(number, s.NOON, by=reviewer).status == "effective"
    assert EmployerAccount.objects.get().branch == here


def test_the_case_goes_with_the_branch_chosen_and_not_with_the_account_of_its_applicant(commit: Any) -> None:
    """申请人在别的网点的单位有账户，办件还是归他选的那个；他的单位迁了不动它，补正时改选了跟着过去；查账是绿的。"""
    here, there = s.branch("01"), s.branch("02")
    unit, (one,) = s.unit_with_workers(1, branch_id=there.pk)
    by = s.holder(one)
    case = submitted(by, branch=here.pk)
    assert (case.branch_id, _branch_now(case)) == (here.pk, here.pk)
    move_to_branch(by=s.staff("manager"), employer_account_id=unit.account_id, branch_id=None, reason="搬了", at=s.NOON)
    assert _branch_now(case) == here.pk
    send_back(
        by=s.branch_staff("teller", here), case_id=case.pk, reason="归那边", flaws=[Flaw("branch", "选错了")], at=s.NOON
    )
    row = saved(by, papers={}, branch=there.pk)
    submit_application(by=by, version=row.version, at=s.NOON)
    assert _branch_now(case) == there.pk
    assert prove()["status"] == "green"


def _branch_now(case: Case) -> int | None:
    case.refresh_from_db()
    return case.branch_id


def test_only_persons_apply() -> None:
    """单位的人、柜面的人不从个人大厅申请；本人的表里就是本人。"""
    by = applicant()
    row = saved(by)
    assert draft_of(row).id_no == str(Person.objects.get(pk=by.person_id).id_no)
    for who in (s.unit().agent, s.staff("teller")):
        refusal("not_permitted", lambda who=who: withdraw_application(by=who, at=s.NOON))
        refusal("not_permitted", lambda who=who: submit_application(by=who, version=1, at=s.NOON))


def test_an_applicant_whose_login_was_stopped_is_not_made_an_administrator() -> None:
    """提交以后登录停用了的，提不出开户，说清楚。"""
    by = applicant()
    submitted(by)
    Login.objects.filter(pk=by.login_id).update(is_active=False)
    error = refusal("opening_wrong", lambda: accepted(UnitApplication.objects.get()))
    assert "停用了" in error.errors[0]["message"]
    assert Case.objects.get(key=case_key(UnitApplication.objects.get().pk)).status == "processing"


def test_a_return_voids_what_was_proposed_even_if_nothing_was_changed_after_it() -> None:
    """提出以后退回过一次的，申请人一字不改再交，从前提的那一份也批不成：有人说过不行，要重新核对。"""
    by = applicant()
    case = submitted(by)
    row = UnitApplication.objects.get()
    number = accepted(row)
    flaws = [Flaw("authority", "没有盖章")]
    send_back(by=s.staff("reviewer"), case_id=case.pk, reason="请盖章", flaws=flaws, at=s.NOON)
    submit_application(by=by, version=row.version, at=s.NOON)
    row.refresh_from_db()
    assert Case.objects.get(pk=case.pk).status == "processing"
    refusal("approval_stale", lambda: agreed(number, s.NOON, by=s.staff("reviewer")))
    assert not EmployerAccount.objects.exists()
    assert accepted(row)


def test_the_applicant_neither_checks_nor_approves_his_own_unit() -> None:
    """申请人自己在柜面当差：他提的批不成，他也批不了；别人提、别人批才开得成。审计的每一步都写着办件。"""
    by = applicant()
    case = submitted(by)
    row = UnitApplication.objects.get()
    own = {
        role: replace(s.staff(role), login_id=by.login_id, person_id=by.person_id) for role in ("teller", "reviewer")
    }
    proposal = Proposal.objects.get(pk=accepted(row))
    refusal(
        "own_opening", lambda: approve(by=own["reviewer"], proposal_id=proposal.pk, digest=proposal.digest, at=s.NOON)
    )
    reject(by=s.staff("manager"), proposal_id=proposal.pk, note="换人核对", at=s.NOON)
    mine = Proposal.objects.get(pk=accepted(row, own["teller"]))
    refusal("own_opening", lambda: approve(by=s.staff("reviewer"), proposal_id=mine.pk, digest=mine.digest, at=s.NOON))
    assert not EmployerAccount.objects.exists()
    assert set(AuditEntry.objects.filter(action__startswith="approvals.").values_list("case_number", flat=True)) == {
        case.number
    }


def test_a_second_person_cannot_submit_for_the_same_unit_and_a_dropped_draft_is_forgotten() -> None:
    """同一个信用代码有人交了，别人的交不上；没有交过的草稿不办了，填的、材料都不留。"""
    submitted(applicant())
    late = applicant()
    row = saved(late)
    told = refusal("opening_wrong", lambda: submit_application(by=late, version=row.version, at=s.NOON))
    assert [one["field"] for one in told.errors] == ["uscc"]
    withdraw_application(by=late, at=s.NOON)
    row.refresh_from_db()
    assert (row.status, row.unit_name, row.uscc, row.bank_account) == ("withdrawn", "", "", "")
    assert not ApplicationPaper.objects.filter(application=row).exists()
    assert ApplicationPaper.objects.exists()
