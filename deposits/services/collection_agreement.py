"""托收协议：签约、银行的答复、终止。"""

from datetime import datetime

from deposits.errors import (
    collection_day_out_of_range,
    no_agreement,
    no_employer_account,
    terms_changed,
    terms_not_accepted,
)
from deposits.models import CollectionAgreement
from deposits.selectors import scope
from deposits.selectors.collection import DAYS, agreement_of
from deposits.services.agreement_case import (
    agreement_key,
    follow_agreement,
    lock_agreement_case,
    lock_before_signing,
    open_agreement_case,
)
from deposits.services.locks import lock_employer_account
from deposits.services.review_acts import to_sign
from deposits.services.reviewing import gate
from deposits.services.tell import tell_agreement_refused
from deposits.workflow.collection import AGREEMENT, OPEN
from gjj.actors.actor import Actor, system_actor
from gjj.audit.services import record
from gjj.cases.selectors.cases import number_of
from gjj.catalog.services.closing import require_open
from gjj.catalog.services.exclusive import require_free
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.parameters import selectors as parameters
from gjj.periods.days import business_date
from gjj.settlement.services.mandates import end_with_bank, sign_with_bank
from gjj.work.retry import money_tx
from gjj.work.services import enqueue

BANK = system_actor("银行结果")
TERMS = "2026-11-29"
"""现在签的协议文本：templates/deposits/unit/_collection_terms.html；改了文本就换版本，签过的照旧：从前的文本留作 _collection_terms_版本.html。"""


def sign_agreement(
    *, by: Actor, day: int, accepted: bool, at: datetime, employer_number: str | None = None, terms: str = TERMS
) -> CollectionAgreement:
    """签一份托收协议，交银行登记，返回它（签约办理中）；terms 是单位看到、同意的那一版文本。

    没有同意文本、约定日不在范围里抛 BizError（422）；看到的不是现在的文本、已有算数的协议、事项停着抛 BizError（409）。
    开着双人复核的，等复核人（review_pending）。
    """
    require(by, "deposits.collection.sign")
    done = _sign(by, day, at, accepted=accepted, employer_number=employer_number, terms=terms)
    if isinstance(done, BizError):
        raise done
    return done


@money_tx
def _sign(
    by: Actor, day: int, at: datetime, *, accepted: bool, employer_number: str | None, terms: str
) -> CollectionAgreement | BizError:  # fmt: skip
    require_open("deposits.collection", by=by, at=at)
    seen = scope.employer_account(by, employer_number)
    if seen is None:
        raise no_employer_account()
    if not accepted:
        raise terms_not_accepted()
    if terms != TERMS:
        raise terms_changed(terms, TERMS)
    first, last = (parameters.values(DAYS, on=business_date(at), area=seen.area)[code] for code in DAYS)
    if not first <= day <= last:
        raise collection_day_out_of_range(day, first, last)
    lock_before_signing(seen)
    account = lock_employer_account(seen.pk)
    require_free("agreement_exists", account)
    passed = gate(by, account, to_sign(account, day, terms), at)
    if isinstance(passed, BizError):
        return passed
    row = CollectionAgreement.objects.create(
        employer_account=account, day=day, payer_account=account.bank_account, payer_name=account.employer.name,
        terms_version=TERMS, signed_by=by.name, signed_at=at,
    )  # fmt: skip
    open_agreement_case(account, row, by=by, at=at)
    record(
        by=by, action="deposits.collection.sign", object_type="agreement", object_id=row.pk, at=at, case=number_of(agreement_key(row.pk)),
        summary=f"签订托收协议 {row.number}，每月 {day} 日",
    )  # fmt: skip
    enqueue("deposits.sign_agreement", key=f"agreement:{row.pk}", at=at, agreement_id=row.pk)
    return row


def ask_bank_to_sign(agreement_id: int, at: datetime) -> None:
    """请银行登记，按银行说的走一步；等的时候单位终止了的，再请银行终止。银行不应答抛 Retry。"""
    seen = CollectionAgreement.objects.get(pk=agreement_id)
    if seen.status != "signing":
        return
    refused = sign_with_bank(mandate=seen.number, account=seen.payer_account, name=seen.payer_name)
    _bank_answered(agreement_id, refused, at)


@money_tx
def _bank_answered(agreement_id: int, refused: str, at: datetime) -> None:
    row = _lock(agreement_id)
    if row.status == "ended":
        enqueue("deposits.end_agreement", key=f"agreement:{row.pk}:late", at=at, agreement_id=row.pk)
    if row.status != "signing":
        return
    target = "refused" if refused else "active"
    AGREEMENT.require(row.status, target)
    row.status, row.reason, row.active_at = target, refused[:200], None if refused else at
    row.save(update_fields=("status", "reason", "active_at"))
    follow_agreement(row, by=BANK, at=at)
    record(
        by=BANK, action="deposits.agreement_answered", object_type="agreement", object_id=row.pk, at=at, case=number_of(agreement_key(row.pk)),
        summary=f"托收协议 {row.number}：" + (f"银行没有签，{refused}" if refused else "银行已登记，开始生效"),
    )  # fmt: skip
    if refused:
        tell_agreement_refused(row, at)


@money_tx
def end_agreement(*, by: Actor, at: datetime, employer_number: str | None = None) -> CollectionAgreement:
    """终止托收协议，从现在起不再托收；已交银行的那一笔照办。没有协议抛 BizError（409）。"""
    require(by, "deposits.collection.end")
    seen = scope.employer_account(by, employer_number)
    if seen is None:
        raise no_employer_account()
    standing = agreement_of(seen.pk)
    if standing is None:
        raise no_agreement()
    row = _lock(standing.pk)
    if row.status not in OPEN:  # 等锁的时候别人终止了，或银行没有签
        raise no_agreement()
    end_locked(row, by=by, at=at, said=f"终止托收协议 {row.number}")
    return row


def end_locked(row: CollectionAgreement, *, by: Actor, at: datetime, said: str) -> None:
    """从现在起不再托收，请银行终止；办件、单位、协议都已锁好。"""
    AGREEMENT.require(row.status, "ended")
    row.status, row.ended_by, row.ended_at = "ended", by.name, at
    row.save(update_fields=("status", "ended_by", "ended_at"))
    follow_agreement(row, by=by, at=at)
    record(
        by=by, action="deposits.collection.end", object_type="agreement", object_id=row.pk, at=at, case=number_of(agreement_key(row.pk)),
        summary=said,
    )  # fmt: skip
    enqueue("deposits.end_agreement", key=f"agreement:{row.pk}", at=at, agreement_id=row.pk)


def tell_bank_it_ended(agreement_id: int) -> None:
    """请银行终止协议；银行不应答抛 Retry。"""
    end_with_bank(CollectionAgreement.objects.get(pk=agreement_id).number)


def _lock(agreement_id: int) -> CollectionAgreement:
    """先锁办件，再锁单位，再锁协议。"""
    lock_agreement_case(agreement_id)
    seen = CollectionAgreement.objects.only("employer_account_id").get(pk=agreement_id)
    lock_employer_account(seen.employer_account_id)
    return CollectionAgreement.objects.select_for_update().get(pk=agreement_id)
