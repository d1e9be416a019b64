"""告诉单位和职工：一件事一条语句写完，再来一次也只有一条。"""

from datetime import datetime

from django.db import transaction

from deposits.messages import ALLOCATED_TO_PERSON, ALLOCATED_TO_UNIT, MADE_UP_TO_PERSON, MADE_UP_TO_UNIT
from deposits.models import Remittance
from gjj.messaging.services.announce import announce, announce_each
from gjj.money.amounts import format_money

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
