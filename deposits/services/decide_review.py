"""复核：同意、退回、撤回，和双人复核的开关。同意就是照提交人的名义走一遍原来的服务，关口认出复核人看过的那一份。"""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from deposits.errors import no_employer_account
from deposits.errors.reviewing import (
    maker_gone,
    no_reviewer,
    review_ended,
    review_needs_reason,
    review_not_found,
    review_not_yours,
    review_same_person,
    switch_already,
)
from deposits.models import EmployerAccount, Review, ReviewPeriod
from deposits.selectors import scope
from deposits.selectors.reviews import is_switched_on, reviews
from deposits.services.agreed_refunds import give_back
from deposits.services.cancel_remittance import cancel_remittance
from deposits.services.collect import collect_remittance
from deposits.services.collection_agreement import sign_agreement
from deposits.services.confirm_big_list import ask_to_confirm
from deposits.services.locks import lock_employer_account
from deposits.services.pay_remittance import pay_remittance
from deposits.services.remit_case import number_about
from deposits.services.review_acts import to_switch
from deposits.services.reviewing import Decision, deciding, gate, void
from deposits.services.several_months import pay_several
from deposits.services.tell_review import tell_sent_back
from deposits.workflow.review import (
    CANCEL,
    CONFIRM,
    ITEMS,
    OPEN,
    PAY,
    PAY_ALL,
    REFUND,
    REFUND_BOOK,
    REVIEW,
    SIGN,
    SWITCH,
    WORDS,
)
from gjj.actors.actor import Actor
from gjj.audit.selectors import entries_of_employer
from gjj.audit.services import record
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.identity.selectors.grants import actor_again, staff_of
from gjj.periods.days import business_date
from gjj.web.gate import require_level
from gjj.work.retry import money_tx

LONGEST_REASON = 200
UNIT_HALL = "unit_hall"
"""从前交的没有记渠道：那时候只有单位大厅交得了，照它办、照它记。"""


def approve_review(*, by: Actor, review_id: int, digest: str, at: datetime) -> str:
    """同意：digest 是看到的那一份的摘要，返回现在的状态。照提交人的名义办，办不了的和他自己办一样抛 BizError。

    同一个人、已经有结果、看到的不是现在的内容（作废）、提交人没有了经办身份的抛 BizError，没有生效。
    办它要哪一级身份，同意也要那一级：不够的抛 level_too_low。
    """
    require(by, "deposits.review.approve")
    row = _found(by, review_id)
    if by.person_id is None or by.person_id == row.asked_person or by.login_id == row.asked_login:
        raise review_same_person()
    if row.status != "waiting":
        raise review_ended(row.number, WORDS[row.status])
    require_level(ITEMS[row.kind], by)
    # 照提交人自己的渠道、地址和级别：审计里他是他，复核人是复核人；级别没有因为有人同意变高
    channel = row.asked_channel or UNIT_HALL
    maker = actor_again(row.asked_grant, business_date(at), channel=channel, level=row.asked_level, ip=row.asked_ip)
    if maker is None:
        raise maker_gone(row.asked_by)
    with deciding(Decision(by, row.pk, digest)):
        RUN[row.kind](maker, row, at)
    row.refresh_from_db()
    return str(row.status)


@money_tx
def send_back_review(*, by: Actor, review_id: int, reason: str, at: datetime) -> None:
    """退回，写明原因；已经有结果的抛 BizError。"""
    require(by, "deposits.review.send_back")
    said = reason.strip()
    if not said or len(said) > LONGEST_REASON:
        raise review_needs_reason()
    row = _locked(by, review_id, "sent_back")
    if by.person_id == row.asked_person or by.login_id == row.asked_login:
        raise review_same_person()
    row.status, row.reason = "sent_back", said
    row.decided_login, row.decided_person, row.decided_by, row.decided_at = by.login_id, by.person_id, by.name, at
    row.save(update_fields=("status", "reason", "decided_login", "decided_person", "decided_by", "decided_at"))
    record(
        by=by, action="deposits.review.send_back", object_type="employer_account", object_id=row.employer_account_id, at=at,
        case=number_about(row.object_type, row.object_id),
        summary=f"退回{row.asked_by}交的「{row.get_kind_display()}」（{row.number}）：{said}",
    )  # fmt: skip
    tell_sent_back(row, at)


@money_tx
def withdraw_review(*, by: Actor, review_id: int, at: datetime) -> None:
    """提交人自己撤回；别人的、已经有结果的抛 BizError。"""
    require(by, "deposits.review.withdraw")
    row = _locked(by, review_id, "withdrawn")
    if by.person_id != row.asked_person:
        raise review_not_yours()
    row.status = "withdrawn"
    row.save(update_fields=("status",))
    record(
        by=by, action="deposits.review.withdraw", object_type="employer_account", object_id=row.employer_account_id, at=at,
        case=number_about(row.object_type, row.object_id),
        summary=f"撤回「{row.get_kind_display()}」（{row.number}）",
    )  # fmt: skip


def switch_review(*, by: Actor, is_on: bool, at: datetime) -> None:
    """开、关双人复核：经办或管理员提，复核人同意才算。提了的抛 review_pending；没有另一位复核人、本来就是这样抛 BizError。

    关的时候，还等着复核的一起作废：提交人自己再办就生效。
    """
    require(by, "deposits.review.switch")
    result = _switch(by, is_on, at)
    if isinstance(result, BizError):
        raise result


@money_tx
def _switch(by: Actor, is_on: bool, at: datetime) -> BizError | None:
    seen = scope.employer_account(by)
    if seen is None:
        raise no_employer_account()
    account = lock_employer_account(seen.pk)
    if is_switched_on(account.pk) == is_on:
        raise switch_already(is_on)
    others = [one for one in staff_of(account.employer_id, business_date(at)) if one.role == "unit_reviewer"]
    if not any(one.login.person_id != by.person_id for one in others):
        raise no_reviewer()
    passed = gate(by, account, to_switch(account, is_on), at)
    if isinstance(passed, BizError):
        return passed
    _apply_switch(by, account, is_on, at)
    return None


def _apply_switch(by: Actor, account: EmployerAccount, is_on: bool, at: datetime) -> None:
    if is_on:
        ReviewPeriod.objects.create(employer_account=account, began_at=_after_all(account, at))
    else:
        ReviewPeriod.objects.filter(employer_account=account, ended_at=None).update(ended_at=at)
        for row in Review.objects.select_for_update().filter(employer_account=account, status__in=OPEN).order_by("id"):
            void(row, by, at)
    record(
        by=by, action="deposits.review.switch", object_type="employer_account", object_id=account.pk, at=at,
        summary="开双人复核" if is_on else "关双人复核", before={"双人复核": "关着" if is_on else "开着"},
        after={"双人复核": "开着" if is_on else "关着"},
    )  # fmt: skip


def _after_all(account: EmployerAccount, at: datetime) -> datetime:
    """从几时起：等锁的时候别的一件先办成了、记的时刻还晚一点的，从它以后起。单位账户由调用者锁住。"""
    last = [one.at for one in entries_of_employer(account.employer_id)[:20]]
    return max([at, *(one + timedelta(microseconds=1) for one in last)])


def _found(by: Actor, review_id: int) -> Review:
    row = reviews(by).select_related("employer_account").filter(pk=review_id).first()
    if row is None:
        raise review_not_found()
    return row


def _locked(by: Actor, review_id: int, target: str) -> Review:
    """锁住单位账户，再锁复核单；走不到 target 的抛 review_ended。"""
    seen = _found(by, review_id)
    lock_employer_account(seen.employer_account_id)
    row = Review.objects.select_for_update().get(pk=seen.pk)
    if not REVIEW.allows(row.status, target):
        raise review_ended(row.number, WORDS[row.status])
    return row


def _confirm(by: Actor, row: Review, at: datetime) -> None:
    ask_to_confirm(by=by, change_list_id=row.object_id, at=at, version=int(row.params["version"]))


def _pay(by: Actor, row: Review, at: datetime) -> None:
    given: dict[str, Any] = row.params
    if given.get("by_agreement"):
        collect_remittance(by=by, remittance_id=row.object_id, at=at)
        return
    amount = given.get("amount")
    pay_remittance(
        by=by, remittance_id=row.object_id, at=at, amount=None if amount is None else Decimal(amount),
        any_amount=bool(given.get("any_amount")), use_suspense=bool(given.get("use_suspense")),
    )  # fmt: skip


def _pay_all(by: Actor, row: Review, at: datetime) -> None:
    pay_several(
        by=by, at=at, employer_number=row.employer_account.number, use_suspense=bool(row.params.get("use_suspense")),
        make_ups=bool(row.params.get("make_ups")),
    )  # fmt: skip


def _refund(by: Actor, row: Review, at: datetime) -> None:
    amount = Decimal(row.params["amount"])
    give_back(by=by, amount=amount, at=at, employer_number=row.employer_account.number)


def _sign(by: Actor, row: Review, at: datetime) -> None:
    sign_agreement(
        by=by, day=int(row.params["day"]), accepted=True, at=at, employer_number=row.employer_account.number,
        terms=str(row.params["terms"]),
    )  # fmt: skip


RUN: dict[str, Callable[[Actor, Review, datetime], Any]] = {
    CONFIRM: _confirm,
    PAY: _pay,
    PAY_ALL: _pay_all,
    REFUND: _refund,
    REFUND_BOOK: lambda by, row, at: give_back(by=by, amount=None, remittance_id=row.object_id, at=at),
    CANCEL: lambda by, row, at: cancel_remittance(by=by, remittance_id=row.object_id, at=at),
    SIGN: _sign,
    SWITCH: lambda by, row, at: switch_review(by=by, is_on=bool(row.params["on"]), at=at),
}
"""同意了照谁的服务办。"""
