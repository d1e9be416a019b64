"""网上申请单位开户：填（存草稿）、提交（立办件）、补正再交、撤回；批准了由 agreed_opening.py 开户、办结。

锁的先后：申请人 → 办件 → 申请。同一个人一份一份来。
"""

from collections.abc import Container, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from django.db import transaction

from deposits.errors.opening import (
    application_in_hand,
    application_moved,
    application_not_found,
    opening_wrong,
)
from deposits.items import OPENING
from deposits.models import UnitApplication
from deposits.rules.unit_draft import UnitDraft
from deposits.rules.unit_papers import file_said
from deposits.selectors.application_words import changed, said_of
from deposits.selectors.applications import (
    APPLICATION,
    OF_THE_PERSON,
    case_key,
    draft_of,
    faults_of_application,
    papers_of,
    standing_application,
)
from deposits.selectors.paper_limits import paper_limits
from deposits.services.application_papers import Paper, check_papers, keep_papers
from deposits.services.tell_opening import tell_opening_done
from deposits.workflow.opening import STANDING, WORDS
from gjj.actors.actor import Actor
from gjj.approvals.belonging import of_branch
from gjj.audit.services import record
from gjj.cases.entries import Applicant, MaterialDraft
from gjj.cases.services.desk import answer
from gjj.cases.services.moving import cancel_case, close_case, lock_case, receive_material
from gjj.cases.services.opening import lock_applicant, open_case
from gjj.cases.workflow import WORDS as case_words
from gjj.crypto.blind import card_index
from gjj.declarations.permissions import require
from gjj.periods.days import business_date

STATE = "状态"
NOT_COLUMNS = OF_THE_PERSON | {"branch", "contract_no", "contract_on"}


@transaction.atomic
def save_application(*, by: Actor, draft: UnitDraft, papers: Mapping[str, Paper], at: datetime) -> int:
    """存下填的登记表和选的材料，返回编号：没有的新建一份草稿，退回了的改那一份；没有选的材料照原来的。

    写过的、材料一份也不丢：传新的换下旧的。审计写改前改后（号码遮着）、哪一件办件。
    正在核对的改不了抛 application_in_hand（409），材料不是收的那几种、太大、传得太多次抛 paper_refused。
    """
    require(by, "deposits.opening.apply")
    assert by.person_id is not None, "个人大厅的人总有自然人"
    limits = paper_limits(business_date(at))
    check_papers(papers, limits)
    row, case = _locked(by)
    if row is not None and row.status == "submitted" and (case is None or case.status != "returned"):
        raise application_in_hand()
    before = said_of(row)
    row = row or UnitApplication(person_id=by.person_id, created_at=at)
    for one in fields(UnitDraft):
        if one.name not in NOT_COLUMNS:
            setattr(row, one.name, getattr(draft, one.name))
    row.branch_id, row.bank_account_index, row.version = draft.branch, card_index(draft.bank_account), row.version + 1
    row.saved_at, row.reminded_at = at, None
    row.save()
    if before and before["branch"][0] != row.branch:
        of_branch(f"{APPLICATION}{row.pk}", row.branch_id)
    was, now = changed(before, said_of(row), keep_papers(row, papers, by=by, at=at, limits=limits))
    record(
        by=by, action="deposits.opening.save", object_type="unit_application", object_id=row.pk, at=at,
        case=case.number if case else "", summary=f"{'补正' if case else '填'}单位开户申请 {row.unit_name}，第 {row.version} 版",
        before=was, after=now,
    )  # fmt: skip
    return int(row.pk)


@transaction.atomic
def submit_application(*, by: Actor, version: int, at: datetime) -> int:
    """提交看过的那一份（version），返回办件的编号：头一次的立办件，退回了的补正再交。

    没有在填的抛 404，看过以后又改过的、正在核对的抛 application_moved（409），哪一栏不对、材料没交齐抛 opening_wrong。依据：条例第十四条。
    """
    require(by, "deposits.opening.apply")
    row, case = _locked(by)
    if row is None:
        raise application_not_found()
    if row.version != version or (row.status == "submitted" and (case is None or case.status != "returned")):
        raise application_moved()
    given = papers_of(row)
    found = faults_of_application(draft_of(row), {one.code for one in given}, business_date(at))
    if found:
        raise opening_wrong([{"field": one.field, "code": "opening_wrong", "message": one.said} for one in found])
    materials = [
        MaterialDraft(one.code, str(one), file_said(one.kind, one.size), one.sha256, ("unit_application", row.pk))
        for one in given
    ]
    was = case_words[case.status] if case else WORDS[row.status]
    if case is None:
        case = _opened(by, row, materials, at)
    else:
        for one in materials:
            receive_material(case, one, at=at)
        answer(case, by=by, note=f"改好了「{row.unit_name}」的登记，再交", at=at)
    record(
        by=by, action="deposits.opening.apply", object_type="unit_application", object_id=row.pk, at=at, case=case.number,
        summary=f"{'补正再交' if was == case_words['returned'] else '申请'}单位开户 {row.unit_name}（{row.uscc}），第 {row.version} 版",
        before={STATE: was}, after={STATE: case_words[case.status], **{str(one): one.told for one in given}},
    )  # fmt: skip
    return int(case.pk)


@transaction.atomic
def withdraw_application(*, by: Actor, at: datetime) -> None:
    """撤回没有结果的那一份：草稿不留，提交了的办件撤销；等人批的开户随之作废。没有的抛 404。"""
    require(by, "deposits.opening.apply")
    row, case = _locked(by)
    if row is None:
        raise application_not_found()
    said, was = row.unit_name, case_words[case.status] if case else WORDS[row.status]
    if case is not None:
        cancel_case(case, by=by, at=at, reason="申请人撤回")
    else:
        forget_draft(row)
    row.status = "withdrawn"
    row.save()
    record(
        by=by, action="deposits.opening.withdraw", object_type="unit_application", object_id=row.pk, at=at,
        case=case.number if case else "", summary=f"{'撤回' if case else '不办了'}单位开户申请 {said}".strip(),
        before={STATE: was}, after={STATE: WORDS[row.status]},
    )  # fmt: skip


def lock_application(
    application_id: int, version: int, at_case: Container[str] = ("processing",)
) -> tuple[Any, UnitApplication]:
    """批准之前锁住办件（要走到 at_case 里某一步）和申请；看过以后改过、退回、撤回了的抛 application_moved（409）。"""
    case = lock_case(key=case_key(application_id))
    row = UnitApplication.objects.select_for_update(of=("self",)).select_related("person").get(pk=application_id)
    if case is None or (row.status, row.version) != ("submitted", version) or case.status not in at_case:
        raise application_moved()
    return case, row


def finish_application(
    case: Any, row: UnitApplication, *, account_id: int, number: str, by: Actor, at: datetime
) -> None:
    """开好了：申请指着单位账户，办件办结，告诉申请人；办件和申请由 lock_application 锁住。"""
    row.status, row.employer_account_id = "opened", account_id
    row.save(update_fields=("status", "employer_account"))
    close_case(case, by=by, at=at, result=f"已开户，单位账号 {number}")
    tell_opening_done(row=row, case_id=case.pk, case_number=case.number, number=number, at=at)


def forget_draft(row: UnitApplication) -> None:
    """没有提交过的草稿不办了：材料删掉，填的单位、账号不留。"""
    row.papers.all().delete()
    row.unit_name = row.uscc = row.legal_representative = row.registered_address = row.bank_account = ""
    row.bank_account_index = card_index("")


def _locked(by: Actor) -> tuple[UnitApplication | None, Any]:
    lock_applicant(Applicant.person(by.person_id or 0, by.name))
    row = standing_application(by)
    if row is None:
        return None, None
    case = lock_case(key=case_key(row.pk))
    row = UnitApplication.objects.select_for_update(of=("self",)).select_related("person").get(pk=row.pk)
    # 等锁的时候开好了、撤回了的，不是还在办的那一份
    return (row, case) if row.status in STANDING else (None, None)


def _opened(by: Actor, row: UnitApplication, materials: list[MaterialDraft], at: datetime) -> Any:
    case = open_case(
        item=OPENING, applicant=Applicant.person(row.person_id, row.person.name), by=by, at=at, key=case_key(row.pk),
        topic=row.uscc, about=("unit_application", row.pk), note=f"申请为「{row.unit_name}」开户", materials=materials,
    )  # fmt: skip
    row.status, row.submitted_at = "submitted", at
    row.save(update_fields=("status", "submitted_at"))
    return case
