"""入账冲销了的一份，照原来的人重新补缴，差多少补多少：一份补缴书，一条成批语句，不论多少人；钱从单位暂存抵缴。"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from deposits.errors import no_employer_account, nothing_to_make_up_again
from deposits.models import Remittance
from deposits.rules.make_up import AGAIN, REASONS
from deposits.selectors import scope
from deposits.selectors.make_up import counts_as_continuous
from deposits.selectors.owed import owed_sql
from deposits.services.create_remittance import numbers
from deposits.services.locks import lock_employer_account, lock_open_months
from deposits.services.move_remittance import remember
from deposits.services.remit_case import case_key, open_make_up_case
from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.cases.selectors.cases import number_of
from gjj.declarations.permissions import require
from gjj.money.amounts import format_money
from gjj.periods.days import business_date
from gjj.work.retry import money_tx

LEFT = f"""
  FROM ({owed_sql("%(unit)s")}) o
  JOIN deposits_remittanceline l ON l.account_id = o.account_id AND l.remittance_id = %(book)s
  JOIN deposits_remittanceline d ON d.id = o.line
 WHERE o.month = %(month)s
"""
"""冲销的那一份里还差着的人（selectors/owed.py），连同那个月最后办的一行：基数和比例照它的。"""
SUMS = f"SELECT count(*), coalesce(sum(o.owed_e), 0), coalesce(sum(o.owed_p), 0) {LEFT}"
LINES = f"""
INSERT INTO deposits_remittanceline (remittance_id, account_id, subaccount_id, base, employer_amount, personal_amount, derivation)
SELECT %(made)s, l.account_id, l.subaccount_id, d.base, o.owed_e, o.owed_p,
       d.derivation || jsonb_build_object('paid_e', o.paid_e::text, 'paid_p', o.paid_p::text) {LEFT} ORDER BY l.id
"""


@money_tx
def make_up_again(*, by: Actor, remittance_id: int, at: datetime) -> int:
    """照冲销了的那一份生成补缴书，返回编号：还在本单位、那个月还差着的人，差多少补多少；那个月还有的（补过的、没冲销的补差）减掉，写在推导里。

    不是自己的答 404；不是已冲销的、没有人要补的抛 nothing_to_make_up_again（409）。要改人、改基数的走补缴。依据：条例第二十条。
    """
    require(by, "deposits.make_up.create")
    seen = scope.remittances(by).select_related("employer_account__employer").filter(pk=remittance_id).first()
    if seen is None:
        raise no_employer_account()
    lock_open_months(seen.employer_account)
    unit = lock_employer_account(seen.employer_account_id)
    old = Remittance.objects.get(pk=remittance_id)
    given: dict[str, Any] = {"unit": unit.pk, "book": old.pk, "month": old.month.first_day}
    with connection.cursor() as cursor:
        cursor.execute(SUMS, given)
        people, employer, personal = cursor.fetchone()
    if old.status != "reversed" or not people:
        raise nothing_to_make_up_again(old.number, old.title)
    row = _create(old, by, at, people, employer, personal)
    with connection.cursor() as cursor:
        cursor.execute(LINES, {**given, "made": row.pk})
    said = f"照冲销了的{old.title} {old.number} 生成补缴书：{row.employees:,} 人，{format_money(row.amount)} 元"
    open_make_up_case(unit, row, by=by, at=at, said=said)
    remember(row, at=at, by=by, note=said)
    record(
        by=by, action="deposits.make_up.create", object_type="remittance", object_id=row.pk, at=at, case=number_of(case_key(row)),
        summary=f"生成{row.month.label}补缴书 {row.number}：{row.employees:,} 人，{format_money(row.amount)} 元，{REASONS[AGAIN][0]}",
    )  # fmt: skip
    return int(row.pk)


def _create(old: Remittance, by: Actor, at: datetime, people: int, employer: Decimal, personal: Decimal) -> Remittance:
    number, code = numbers(at, "03")
    return Remittance.objects.create(
        number=number, payment_code=code, employer_account_id=old.employer_account_id, kind="make_up", month=old.month,
        reason=AGAIN, note=f"照冲销了的{old.title} {old.number}",
        is_continuous=old.is_continuous if old.is_make_up else counts_as_continuous(old.employer_account, business_date(at)),
        employees=people, employer_amount=employer, personal_amount=personal, amount=employer + personal,
        created_at=at, created_by=by.name,
    )  # fmt: skip
