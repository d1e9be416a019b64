"""单位开户。"""

from datetime import datetime
from decimal import Decimal

from django.db import connection

from deposits.errors import branch_of_others, employer_account_exists, ratio_out_of_range
from deposits.models import EmployerAccount
from deposits.rules.opening import refusal_of_opening
from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.crypto.blind import card_index
from gjj.declarations.permissions import require
from gjj.identity.services.register import lock_employer
from gjj.idnumbers.mod11_10 import check_digit
from gjj.parameters import selectors as parameters
from gjj.periods.days import business_date
from gjj.periods.month import Month
from gjj.work.retry import money_tx

INSTITUTION = "01"
KIND = "2"
"""单位账户。"""


def _number() -> str:
    """单位账号：机构 2 位 + 类型 1 位 + 序号 9 位 + 校验 1 位。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('deposits_employer_number')")
        body = f"{INSTITUTION}{KIND}{cursor.fetchone()[0]:09d}"
    return body + check_digit(body)


@money_tx
def open_employer_account(
    *,
    by: Actor,
    employer_id: int,
    employer_ratio: Decimal,
    personal_ratio: Decimal,
    first_month: Month,
    bank_account: str,
    at: datetime,
    area: str = "*",
    fund: str = "basic",
    branch_id: int | None = None,
) -> int:
    """为单位开单位账户，返回编号；已有账户、比例不在范围抛 BizError。依据：条例第十四条、第十八条，指导意见第二条。

    归 ``branch_id`` 那个管理部；网点的柜员开的归他的网点，写了别的抛 branch_of_others（403），空着的是中心直接管。
    """
    require(by, "deposits.employer.open")
    lock_employer(employer_id)
    known = EmployerAccount.objects.filter(employer_id=employer_id, fund=fund).first()
    on = business_date(at)
    low, high = (parameters.value(code, on=on, area=area) for code in ("deposits.ratio_min", "deposits.ratio_max"))
    ratios = {"单位": employer_ratio, "个人": personal_ratio}
    refused = refusal_of_opening(ratios, low, high, has_account=known is not None)
    if known is not None and refused:
        raise employer_account_exists(known.number)
    if refused:
        raise ratio_out_of_range(refused.side, ratios[refused.side], low, high, refused.article)
    account = EmployerAccount.objects.create(
        number=_number(), employer_id=employer_id, fund=fund, employer_ratio=employer_ratio,
        personal_ratio=personal_ratio, area=area, first_month=first_month, bank_account=bank_account,
        bank_account_index=card_index(bank_account), opened_on=on, branch_id=_branch_for(by, branch_id),
    )  # fmt: skip
    record(
        by=by, action="deposits.employer.open", object_type="employer_account", object_id=account.pk, at=at,
        summary=f"单位开户 {account.number}",
    )  # fmt: skip
    return int(account.pk)


def _branch_for(by: Actor, asked: int | None) -> int | None:
    """归哪个管理部：网点的人开的归他的网点，别的照写的；空着是中心直接管。"""
    if by.scope != "branch":
        return asked
    if asked not in (None, by.branch_id):
        raise branch_of_others()
    return by.branch_id
