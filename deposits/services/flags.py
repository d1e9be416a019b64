"""职工异议：提出、撤回、答复。"""

from datetime import datetime

from django.db import transaction

from deposits.errors import flag_closed, flag_refused, flag_text_needed, no_employer_account
from deposits.items import FILINGS
from deposits.models import Account, FilingFlag
from deposits.rules.filing_flag import FIELDS, FLAG_KEY, read_claim, refusal_of_flag, split_filing_id
from deposits.selectors import scope
from deposits.selectors.filings import flag_limits, own_filing
from deposits.services.tell import tell_flag_answered, tell_flag_raised
from deposits.workflow.flag import FLAG
from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.cases.entries import Applicant
from gjj.cases.selectors.cases import number_of
from gjj.cases.services.moving import cancel_case, close_case, lock_case
from gjj.cases.services.opening import lock_applicant, open_case
from gjj.declarations.permissions import require
from gjj.periods.days import business_date
from gjj.periods.month import Month
from gjj.work.retry import money_tx

MOST_TEXT = 500
MOST_CLAIM = 60


def lock_account(account_id: int) -> Account:
    """锁住个人账户：同一个人的异议一条一条来。"""
    return Account.objects.select_for_update(of=("self",)).select_related("employer_account").get(pk=account_id)


def lock_flag(by: Actor, flag_id: int) -> FilingFlag:
    """锁住一条看得到的异议；不是自己的抛 404。"""
    seen = scope.flags(by).filter(pk=flag_id).values_list("pk", flat=True).first()
    if seen is None:
        raise no_employer_account()
    return FilingFlag.objects.select_for_update(of=("self",)).select_related("account__person").get(pk=seen)


def flag_key(flag_id: int) -> str:
    """异议的办件：一条异议一件。"""
    return f"{FLAG_KEY}{flag_id}"


def _checked(value: str, most: int, code: str, what: str) -> str:
    text = value.strip()
    if not text or len(text) > most:
        raise flag_text_needed(code, f"{what}要写 1 到 {most} 个字，没有提交。", "请写清楚再提交。")
    return text


@money_tx
def raise_flag(*, by: Actor, number: int, field: str, claimed: str, text: str, at: datetime) -> int:
    """对一个月的申报提一条异议，返回编号；不是本人的、没有申报的抛 404，还有没答复的、太早的、太多的抛 BizError。"""
    require(by, "deposits.flag.raise")
    place, on = split_filing_id(number), business_date(at)
    filing = own_filing(by, place[0], place[1], on) if place else None
    if filing is None:
        raise no_employer_account()
    if field not in FIELDS:
        raise flag_text_needed("flag_field", "没有说是哪一项不对，没有提交。", "请选一项再提交。")
    claimed, wrong = read_claim(field, _checked(claimed, MOST_CLAIM, "flag_claimed", "「应该是」"))
    if wrong:
        raise flag_text_needed("flag_claimed", f"「应该是」看不懂，没有提交。{wrong}", "请改好「应该是」再提交。")
    filed = filing.now.told(field) if filing.now else ""
    if claimed and claimed == (read_claim(field, filed)[0] or filed):
        said = f"「应该是」和单位申报的{FIELDS[field]}一样，没有提交。"
        raise flag_text_needed("flag_claimed", said, "请写您认为对的数；别的不对，请选那一项。")
    text = _checked(text, MOST_TEXT, "flag_text", "说明")
    applicant = Applicant.person(filing.account.person_id, filing.account.person.name)
    lock_applicant(applicant)
    account = lock_account(filing.account.pk)
    _check_limit(account, filing.month, at)
    flag = FilingFlag.objects.create(
        account=account, employer_account=account.employer_account, month=filing.month, field=field, claimed=claimed,
        filed_value=filed, text=text, raised_at=at,
    )  # fmt: skip
    open_case(
        item=FILINGS, applicant=applicant, by=by, at=at, key=flag_key(flag.pk), topic=str(filing.month),
        title="单位申报异议", about=("filing_flag", flag.pk), note=f"对{FIELDS[field]}提异议，送到单位答复",
    )  # fmt: skip
    record(
        by=by, action="deposits.flag.raise", object_type="filing_flag", object_id=flag.pk, at=at, case=number_of(flag_key(flag.pk)),
        summary=f"对{filing.month.label}申报的{FIELDS[field]}提异议",
    )  # fmt: skip
    tell_flag_raised(flag, at)
    return int(flag.pk)


def _check_limit(account: Account, month: Month, at: datetime) -> None:
    """锁住之后再数一遍。"""
    mine = list(FilingFlag.objects.filter(account=account, month=month).values_list("status", flat=True))
    limit, months = flag_limits(account.employer_account.area, business_date(at))
    refusal = refusal_of_flag(
        month, Month.of(business_date(at)), raised=len(mine), has_open="open" in mine, limit=limit, months=months
    )
    if refusal:
        raise flag_refused(refusal, month, limit, months)


def _close(flag: FilingFlag, target: str, *, by: Actor, at: datetime, answer: str = "") -> None:
    if not FLAG.allows(flag.status, target):
        raise flag_closed(flag.status)
    flag.status, flag.closed_at, flag.closed_by, flag.answer = target, at, by.name, answer or None
    flag.save(update_fields=("status", "closed_at", "closed_by", "answer"))


@transaction.atomic
def withdraw_flag(*, by: Actor, flag_id: int, at: datetime) -> None:
    """本人撤回没答复的异议；已有结果的抛 BizError。"""
    require(by, "deposits.flag.raise")
    case = lock_case(key=flag_key(flag_id))
    flag = lock_flag(by, flag_id)
    _close(flag, "withdrawn", by=by, at=at)
    if case is not None:
        cancel_case(case, by=by, at=at, reason="本人撤回异议")
    record(
        by=by, action="deposits.flag.withdraw", object_type="filing_flag", object_id=flag.pk, at=at, case=number_of(flag_key(flag.pk)),
        summary=f"撤回{flag.month.label}的异议",
    )  # fmt: skip


@transaction.atomic
def answer_flag(*, by: Actor, flag_id: int, accept: bool, answer: str, at: datetime) -> None:
    """单位答复：认可（会改正）或不改（要说理由）；已有结果的抛 BizError。"""
    require(by, "deposits.flag.answer")
    case = lock_case(key=flag_key(flag_id))
    flag = lock_flag(by, flag_id)
    answer = answer.strip()
    if answer or not accept:
        answer = _checked(answer, MOST_TEXT, "flag_answer", "不改的理由" if not accept else "答复")
    _close(flag, "accepted" if accept else "rejected", by=by, at=at, answer=answer)
    said = "单位认可，会改正" if accept else "单位说明了理由，没有改"
    tell_flag_answered(flag, said, at)
    if case is not None:
        close_case(case, by=by, at=at, result=f"{said}；答复在「单位申报」里看")
    record(
        by=by, action="deposits.flag.answer", object_type="filing_flag", object_id=flag.pk, at=at, case=number_of(flag_key(flag.pk)),
        summary=f"答复{flag.account.person.name} {flag.month.label}的异议：{'认可' if accept else '不改'}",
    )  # fmt: skip
