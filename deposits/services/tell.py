"""告诉单位和职工：一件事一条语句写完，再来一次也只有一条。"""

import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from deposits.messages import (
    AGREEMENT_REFUSED,
    ALLOCATED_TO_PERSON,
    ALLOCATED_TO_UNIT,
    ALLOCATION_REVERSED,
    CAME_SHORT,
    CLAIMED,
    FLAG_ANSWERED,
    FLAG_RAISED,
    MADE_UP_TO_PERSON,
    MADE_UP_TO_UNIT,
    PAYMENT_FAILED,
    PROFILE_CHANGED,
    RATIO_ADJUSTED,
    RATIO_RESTORED,
    RECEIPT_REVERSED,
    REFUND_FAILED,
    REFUND_NOT_AGREED,
    REVERSED_TO_PERSON,
    TOLD,
    UNCLAIMED,
)
from deposits.models import (
    Adjustment,
    ChangeList,
    Claim,
    CollectionAgreement,
    EmployerAccount,
    FilingFlag,
    Refund,
    Remittance,
)
from deposits.rules.collection import advice
from deposits.rules.filing_flag import FIELDS
from deposits.selectors.accepted_flags import said_to_unit
from deposits.selectors.same_person import same_person
from gjj.declarations.dictionaries import SEAL_REASONS
from gjj.ledger.ports import Reversed
from gjj.ledger.selectors.balances import party_balance
from gjj.messaging.services.announce import announce, announce_each
from gjj.money.amounts import format_money, percent_json
from gjj.periods.days import business_date

MOST_REASON = 40
MONEY = "'FM999,999,999,999,990.00'"
ALLOCATED_PEOPLE = f"""
SELECT a.person_id, NULL::bigint AS employer_id, NULL::bigint AS about_id,
       jsonb_build_object('month', %(month)s::text, 'employer', %(employer)s::text, 'amount', to_char(m.amount, {MONEY}),
                          'balance', to_char(m.balance_after, {MONEY})) AS variables
  FROM ledger_movement m JOIN deposits_account a ON a.subaccount_id = m.subaccount_id
 WHERE m.voucher_id = %(voucher)s AND m.booked_on = %(booked_on)s
 ORDER BY a.id
"""
"""这一张分配凭证的每条明细：金额和余额照账上那一笔，不是发的时候的。"""

REVERSED_PEOPLE = f"""
SELECT a.person_id, NULL::bigint AS employer_id, NULL::bigint AS about_id,
       jsonb_build_object('month', %(month)s::text, 'employer', %(employer)s::text, 'amount', to_char(-m.amount, {MONEY}),
                          'balance', to_char(m.balance_after, {MONEY})) AS variables
  FROM ledger_voucher v JOIN ledger_movement m ON m.voucher_id = v.id AND m.booked_on = v.booked_on
  JOIN deposits_account a ON a.subaccount_id = m.subaccount_id
 WHERE v.reverses_id = %(voucher)s
 ORDER BY a.id
"""
"""冲账凭证的每条明细：退回多少，余额是账上那一笔之后的。"""
CHANGED_PEOPLE = f"""
SELECT p.id AS person_id, NULL::bigint AS employer_id, NULL::bigint AS about_id,
       jsonb_build_object('employer', %(employer)s::text, 'month', %(month)s::text) || CASE WHEN %(type)s = 'seal'
         THEN jsonb_build_object('reason', CASE WHEN r.reason_given THEN %(reasons)s::jsonb ->> r.seal_reason ELSE '单位没有写明' END)
         ELSE jsonb_build_object('base', to_char(a.base, {MONEY}), 'amount', to_char(a.employer_amount + a.personal_amount, {MONEY}))
         END AS variables
  FROM deposits_changerow r
  JOIN identity_person p ON p.{{person_index}} = r.{{row_index}}
  JOIN deposits_account a ON a.person_id = p.id AND a.employer_account_id = %(account)s
 WHERE r.change_list_id = %(change_list)s AND r.applied_at = %(applied_at)s AND r.type = %(type)s
 ORDER BY r.row
"""
"""这一次生效的行：账户上定下的基数和月缴存额。"""
ADJUSTED_PEOPLE = f"""
SELECT a.person_id, NULL::bigint AS employer_id, NULL::bigint AS about_id,
       jsonb_build_object('employer', %(employer)s::text, 'month', %(month)s::text, 'employer_ratio', %(employer_ratio)s::text,
         'personal_ratio', %(personal_ratio)s::text, 'amount', to_char(l.employer_after + l.personal_after, {MONEY}),
         'before', to_char(l.employer_before + l.personal_before, {MONEY})) AS variables
  FROM deposits_adjustmentline l JOIN deposits_account a ON a.id = l.account_id
 WHERE l.adjustment_id = %(adjustment)s ORDER BY l.id
"""
"""一份调整书的每个人：月缴存额前后各是多少。"""
RESTORED_PEOPLE = f"""
SELECT m.person_id, NULL::bigint AS employer_id, NULL::bigint AS about_id,
       jsonb_build_object('employer', %(employer)s::text, 'month', %(month)s::text, 'employer_ratio', %(employer_ratio)s::text,
         'personal_ratio', %(personal_ratio)s::text, 'amount', to_char(a.employer_amount + a.personal_amount, {MONEY})) AS variables
  FROM messaging_message m JOIN deposits_account a ON a.person_id = m.person_id AND a.employer_account_id = %(account)s
 WHERE m.code = %(told)s AND m.fact = %(fact)s ORDER BY m.id
"""
"""撤销了的调整：前一次告诉过的每个人，现在的月缴存额。"""


@transaction.atomic
def tell_allocated(*, remittance_id: int, at: datetime) -> None:
    """汇缴、补缴到账：告诉单位，也告诉每个职工。没有入账的不说。"""
    row = Remittance.objects.select_related("employer_account__employer").get(pk=remittance_id)
    if row.status != "allocated":
        return
    fact, month, employer = f"allocated:{row.pk}", row.month.label, row.employer_account.employer
    to_unit, to_person = (
        (MADE_UP_TO_UNIT, MADE_UP_TO_PERSON) if row.is_make_up else (ALLOCATED_TO_UNIT, ALLOCATED_TO_PERSON)
    )
    announce(
        fact=fact, template=to_unit, at=at, employer_id=employer.pk, about_id=row.pk,
        variables={"month": month, "amount": format_money(row.amount), "employees": f"{row.employees:,}", "number": row.number},
    )  # fmt: skip
    announce_each(
        fact=fact, template=to_person, at=at, recipients=ALLOCATED_PEOPLE,
        params={"month": month, "employer": employer.name, "voucher": row.voucher_id, "booked_on": row.paid_on},
    )  # fmt: skip


@transaction.atomic
def tell_changes(*, change_list_id: int, applied_at: datetime, at: datetime) -> None:
    """清册生效：告诉开户、封存、启封、调基的每个职工。"""
    head = ChangeList.objects.select_related("employer_account__employer").defer("content").get(pk=change_list_id)
    for kind, template in TOLD.items():
        announce_each(
            fact=f"changes:{head.pk}", template=template, at=at, recipients=same_person(CHANGED_PEOPLE),
            params={
                "employer": head.employer_account.employer.name, "month": head.month.label, "type": kind,
                "account": head.employer_account_id, "change_list": head.pk, "applied_at": applied_at,
                "reasons": json.dumps(SEAL_REASONS),
            },
        )  # fmt: skip


@transaction.atomic
def tell_ratio(*, adjustment_id: int, at: datetime) -> None:
    """比例调整：告诉每个职工月缴存额变成多少；撤销了的，告诉过的人再告诉一次。依据：条例第十八条。"""
    row = Adjustment.objects.select_related("employer_account__employer").get(pk=adjustment_id)
    is_undone, fact = row.status == "undone", f"ratio:{row.pk}"
    ratios = (
        (row.employer_ratio_before, row.personal_ratio_before)
        if is_undone
        else (row.employer_ratio_after, row.personal_ratio_after)
    )
    params = {
        "employer": row.employer_account.employer.name, "month": row.effective_month.label, "adjustment": row.pk,
        "employer_ratio": f"{percent_json(ratios[0])}%", "personal_ratio": f"{percent_json(ratios[1])}%",
        "account": row.employer_account_id, "told": RATIO_ADJUSTED, "fact": fact,
    }  # fmt: skip
    template, recipients = (RATIO_RESTORED, RESTORED_PEOPLE) if is_undone else (RATIO_ADJUSTED, ADJUSTED_PEOPLE)
    announce_each(fact=fact, template=template, at=at, recipients=recipients, params=params)


def tell_profile_changed(*, account: EmployerAccount, fields: Sequence[str], at: datetime) -> None:
    """单位资料变更：告诉单位改了哪几项；在改资料的事务里。"""
    announce(
        fact=f"profile:{account.pk}:{at.isoformat()}", template=PROFILE_CHANGED, at=at, employer_id=account.employer_id,
        variables={"fields": "、".join(fields), "count": str(len(fields))},
    )  # fmt: skip


def tell_claimed(made: Claim, at: datetime) -> None:
    """会计查明的钱记到单位了：告诉单位；在认领的事务里。"""
    _tell_claim(made, CLAIMED, at)


def tell_unclaimed(made: Claim, at: datetime) -> None:
    """认错了、撤销了：告诉单位；在撤销的事务里。"""
    _tell_claim(made, UNCLAIMED, at)


def _tell_claim(made: Claim, template: str, at: datetime) -> None:
    book = made.remittance
    announce(
        fact=f"claim:{made.pk}", template=template, at=at, employer_id=made.employer_account.employer_id,
        variables={
            "amount": format_money(made.amount), "where": f"{book.month.label}{book.title} {book.number}" if book else "单位暂存",
        },
    )  # fmt: skip


def tell_payment_failed(
    row: Remittance, *, instruction_id: int, amount: Decimal, reason: str, is_collected: bool, put_back: Decimal, again: str,
    at: datetime,
) -> None:  # fmt: skip
    """付款、托收没有扣成：告诉单位为什么、钱怎么样、怎么办、哪天自动再扣（again）；在结算的事务里，一条指令只说一次。"""
    announce(
        fact=f"instruction:{instruction_id}", template=PAYMENT_FAILED, at=at,
        employer_id=row.employer_account.employer_id, about_id=row.pk,
        variables={
            "month": row.month.label, "book": row.title, "number": row.number, "amount": format_money(amount),
            "reason": _short(reason),
            "money": "款项没有变动" + (f"，抵缴的暂存 {format_money(put_back)} 元放回" if put_back else ""),
            "advice": advice(reason, is_collected=is_collected) + again,
        },
    )  # fmt: skip


def tell_came_short(row: Remittance, *, source: str, amount: Decimal, at: datetime) -> None:
    """到账不足：告诉单位还差多少、到的钱在哪里；在记账的事务里，一笔到账只说一次。"""
    announce(
        fact=source, template=CAME_SHORT, at=at, employer_id=row.employer_account.employer_id, about_id=row.pk,
        variables={
            "month": row.month.label, "book": row.title, "number": row.number, "amount": format_money(amount),
            "due": format_money(row.due), "code": row.payment_code,
        },
    )  # fmt: skip


def tell_reversed(row: Remittance, what: Reversed, at: datetime) -> None:
    """入账的分配冲销了：告诉单位冲的是什么、为什么、钱在单位暂存、怎么补缴；在冲账的事务里，一张凭证只说一次。"""
    announce(
        fact=f"reversal:{what.serial}", template=ALLOCATION_REVERSED, at=at,
        employer_id=row.employer_account.employer_id, about_id=row.pk,
        variables={
            "month": row.month.label, "book": row.title, "number": row.number, "amount": format_money(row.amount),
            "employees": f"{row.employees:,}", "reason": _short(what.reason),
        },
    )  # fmt: skip


def tell_receipt_reversed(row: Remittance, what: Reversed, at: datetime) -> None:
    """到账冲销了：告诉单位少了哪一笔、为什么、单位暂存还有多少；在冲账的事务里，一张凭证只说一次。"""
    announce(
        fact=f"reversal:{what.serial}", template=RECEIPT_REVERSED, at=at,
        employer_id=row.employer_account.employer_id, about_id=row.pk,
        variables={
            "month": row.month.label, "book": row.title, "number": row.number, "amount": format_money(what.amount),
            "reason": _short(what.reason), "balance": format_money(party_balance("219", row.employer_account_id)),
        },
    )  # fmt: skip


@transaction.atomic
def tell_reversed_people(*, remittance_id: int, at: datetime) -> None:
    """入账的分配冲销了：告诉每个职工退回多少、余额多少、怎么问。没有冲销的不说。"""
    row = Remittance.objects.select_related("employer_account__employer").get(pk=remittance_id)
    if row.status != "reversed":
        return
    announce_each(
        fact=f"reversed:{row.pk}", template=REVERSED_TO_PERSON, at=at, recipients=REVERSED_PEOPLE,
        params={"month": row.month.label, "employer": row.employer_account.employer.name, "voucher": row.voucher_id},
    )  # fmt: skip


def tell_refund_failed(row: Refund, at: datetime) -> None:
    """暂存退款没有付成：告诉单位为什么、钱还在哪里；在结算的事务里。"""
    announce(
        fact=f"refund:{row.pk}", template=REFUND_FAILED, at=at, employer_id=row.employer_account.employer_id,
        variables={"number": row.number, "amount": format_money(row.amount), "reason": _short(row.reason)},
    )  # fmt: skip


def tell_refund_not_agreed(account: EmployerAccount, number: str, amount: Decimal, reason: str, at: datetime) -> None:
    """大额的退回中心没有批准：告诉单位为什么、钱还在哪里；在审批的事务里。"""
    announce(
        fact=f"refund:{number}", template=REFUND_NOT_AGREED, at=at, employer_id=account.employer_id,
        variables={"amount": format_money(amount), "reason": _short(reason)},
    )  # fmt: skip


def tell_agreement_refused(row: CollectionAgreement, at: datetime) -> None:
    """银行没有签托收协议：告诉单位为什么、在签好以前怎么缴；在记银行答复的事务里。"""
    announce(
        fact=f"agreement:{row.pk}", template=AGREEMENT_REFUSED, at=at, employer_id=row.employer_account.employer_id,
        variables={"number": row.number, "reason": _short(row.reason)},
    )  # fmt: skip


def _short(reason: str) -> str:
    """银行的原因长的截短，短信放得下；全文在页面上。"""
    return reason if len(reason) <= MOST_REASON else reason[: MOST_REASON - 1] + "…"


def tell_flag_raised(flag: FilingFlag, at: datetime) -> None:
    """职工提了异议：告诉单位，到那一条去答复；在提异议的事务里。依据：条例第二十条（按时足额缴存）。"""
    announce(
        fact=f"flag:{flag.pk}", template=FLAG_RAISED, at=at, employer_id=flag.employer_account.employer_id, about_id=flag.pk,
        variables={
            "month": flag.month.label, "name": flag.account.person.name, "what": FIELDS[flag.field],
            "filed": flag.filed_said or "没有申报", "claimed": flag.claimed_said, "way": said_to_unit(flag, business_date(at)),
        },
    )  # fmt: skip


def tell_flag_answered(flag: FilingFlag, said: str, at: datetime) -> None:
    """单位答复了：告诉提异议的职工；在答复的事务里。"""
    announce(
        fact=f"flag:{flag.pk}", template=FLAG_ANSWERED, at=at, person_id=flag.account.person_id, about_id=flag.pk,
        variables={
            "month": flag.month.label, "what": FIELDS[flag.field], "employer": flag.employer_account.employer.name, "said": said,
        },
    )  # fmt: skip
