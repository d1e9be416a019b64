"""看得到谁的：单位只看本单位，职工只看本人，柜面看全中心，按网点授权的看本网点的单位。别处没有第二道口子。在看得到的里面怎么找也在这里。"""

import re
import unicodedata
from contextlib import suppress
from typing import Any

from django.db.models import Q, QuerySet

from deposits.models import (
    Account,
    Adjustment,
    ChangeList,
    EmployerAccount,
    FilingFlag,
    Refund,
    Remittance,
    UnitApplication,
)
from gjj.actors.actor import Actor
from gjj.idnumbers.whole import whole_number
from gjj.money.amounts import yuan
from gjj.periods.month import Month


def employer_accounts(actor: Actor) -> QuerySet[EmployerAccount]:
    """看得到的单位账户。"""
    rows = EmployerAccount.objects.select_related("employer")
    if actor.scope == "all":
        return rows
    if actor.scope == "branch" and actor.branch_id is not None:
        return rows.filter(branch_id=actor.branch_id)
    if actor.scope == "employer" and actor.employer_id is not None:
        return rows.filter(employer_id=actor.employer_id)
    return rows.none()


def employer_account(actor: Actor, number: str | None = None) -> EmployerAccount | None:
    """办事单位的单位账户；指明账号时必须是看得到的那个，没有为空。"""
    if actor.scope != "employer":
        return None
    rows = employer_accounts(actor)
    return rows.filter(number=number).first() if number else rows.order_by("id").first()


UNIT = "SELECT id FROM deposits_employeraccount WHERE employer_id = %s AND (%s = '' OR number = %s) ORDER BY id LIMIT 1"
"""办事单位的单位账户，和 employer_account 一样；嵌在清单的一问里，送 unit_values()。"""


def unit_values(actor: Actor, number: str | None = None) -> tuple[Any, ...]:
    """UNIT 要送的值：不是单位的人，哪个单位也不是他的。"""
    return (actor.employer_id if actor.scope == "employer" else None, number or "", number or "")


def accounts(actor: Actor) -> QuerySet[Account]:
    """看得到的个人账户。"""
    rows = Account.objects.select_related("person", "employer_account__employer", "subaccount")
    if actor.scope == "all":
        return rows
    if actor.scope == "branch" and actor.branch_id is not None:
        return rows.filter(branch_id=actor.branch_id)
    if actor.scope == "employer" and actor.employer_id is not None:
        return rows.filter(employer_account__employer_id=actor.employer_id)
    if actor.scope == "self" and actor.person_id is not None:
        return rows.filter(person_id=actor.person_id)
    return rows.none()


def change_lists(actor: Actor) -> QuerySet[ChangeList]:
    """看得到的变更清册（不取文件内容）。"""
    return ChangeList.objects.filter(employer_account__in=employer_accounts(actor)).defer("content")


def remittances(actor: Actor) -> QuerySet[Remittance]:
    """看得到的汇缴书。"""
    return Remittance.objects.filter(employer_account__in=employer_accounts(actor)).select_related(
        "employer_account__employer"
    )


def adjustments(actor: Actor) -> QuerySet[Adjustment]:
    """看得到的调整书。"""
    return Adjustment.objects.filter(employer_account__in=employer_accounts(actor)).select_related(
        "employer_account__employer"
    )


def flags(actor: Actor) -> QuerySet[FilingFlag]:
    """看得到的职工异议：单位看本单位的，职工看本人的。"""
    rows = FilingFlag.objects.select_related("account__person", "account__subaccount", "employer_account__employer")
    if actor.scope == "self":
        return rows.filter(account__in=accounts(actor))
    return rows.filter(employer_account__in=employer_accounts(actor))


def unit_applications(actor: Actor) -> QuerySet[UnitApplication]:
    """看得到的单位开户申请：本人看自己的，柜面看提交过的——全中心的，或归本网点的。"""
    rows = UnitApplication.objects.select_related("person", "branch")
    if actor.scope == "self" and actor.person_id is not None:
        return rows.filter(person_id=actor.person_id)
    rows = rows.exclude(submitted_at=None)
    if actor.scope == "all":
        return rows
    if actor.scope == "branch" and actor.branch_id is not None:
        # 开好了的跟着单位走：单位迁了，从前的管理部不再看得到
        waiting = Q(employer_account=None, branch_id=actor.branch_id)
        return rows.filter(waiting | Q(employer_account__branch_id=actor.branch_id))
    return rows.none()


MONTH = re.compile(r"(\d{4})\D{0,2}(\d{1,2})\D?$")


def _month_in(text: str) -> Month | None:
    """写成 2026-11、202611、2026年11月 的年月；不是年月为空。"""
    found = MONTH.fullmatch(unicodedata.normalize("NFKC", text))
    if not found or not (1 <= int(found.group(2)) <= 12 and int(found.group(1))):
        return None
    return Month(int(found.group(1)), int(found.group(2)))


def written_number(text: str) -> str:
    """照页面抄的编号：全角、四位一组的空格和横线都去掉。"""
    return re.sub(r"[\s‐-―−-]", "", unicodedata.normalize("NFKC", text))


def search_lists(rows: QuerySet[ChangeList], text: str) -> QuerySet[ChangeList]:
    """按文件名、上传人、年月找清册；没写就是全部。"""
    if not text:
        return rows
    month = _month_in(text)
    return rows.filter(
        Q(filename__icontains=text) | Q(filed_by__icontains=text) | (Q(month=month) if month else Q(pk__in=()))
    )


def search_remittances(rows: QuerySet[Remittance], text: str) -> QuerySet[Remittance]:
    """按汇缴书号、缴款识别码、年月找汇缴书；没写就是全部。"""
    if not text:
        return rows
    month, digits = _month_in(text), written_number(text)
    found = Q(number=digits) | Q(payment_code=digits)
    return rows.filter(found | (Q(month=month) if month else Q(pk__in=())))


def search_adjustments(rows: QuerySet[Adjustment], text: str) -> QuerySet[Adjustment]:
    """按调整书号、生效年月找；没写就是全部。"""
    if not text:
        return rows
    month = _month_in(text)
    return rows.filter(Q(pk=_serial_in(text, "TZ")) | (Q(effective_month=month) if month else Q(pk__in=())))


def search_refunds(rows: QuerySet[Refund], text: str) -> QuerySet[Refund]:
    """按退款单号、金额找；没写就是全部。"""
    if not text:
        return rows
    found = Q(pk=_serial_in(text, "TK"))
    with suppress(ValueError):
        found |= Q(amount=yuan(re.sub(r"[,¥元]", "", written_number(text))))
    return rows.filter(found)


def _serial_in(text: str, prefix: str) -> int:
    """编号里的序号：可以不写前缀和前面的零；不是编号答 0，一件也找不到。"""
    return whole_number(written_number(text).upper().removeprefix(prefix)) or 0
