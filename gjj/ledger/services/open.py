"""开分户账。"""

from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction

from gjj.actors.actor import Actor
from gjj.fields.columns import insert_columns
from gjj.idnumbers.mod11_10 import check_digit
from gjj.ledger.models import Subaccount
from gjj.money.amounts import ZERO

INSTITUTION = "01"
KIND = "1"
"""个人账户。"""


def _numbers(count: int) -> list[str]:
    """个人账号：机构 2 位 + 类型 1 位 + 序号 9 位 + 校验 1 位；序号取自序列，可以有空号。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('ledger_account_number') FROM generate_series(1, %s)", [count])
        bodies = [f"{INSTITUTION}{KIND}{row[0]:09d}" for row in cursor.fetchall()]
    return [body + check_digit(body) for body in bodies]


@transaction.atomic
def open_subaccounts(*, by: Actor, owners: Sequence[tuple[int, str]], on: date) -> dict[tuple[int, str], int]:
    """为一批（自然人编号, 资金品种）开分户账，返回 → 分户账编号；已有的取原来的。依据：条例第十三条，一人一户。"""
    known = _existing(owners)
    missing = sorted(owner for owner in set(owners) if owner not in known)  # 排好再写：两批交叠时不会互相等
    if missing:
        numbers = _numbers(len(missing))
        insert_columns(
            Subaccount,
            {
                "number": numbers,
                "person_id": [person for person, _ in missing],
                "fund": [fund for _, fund in missing],
            },
            same={
                "carried": ZERO, "current_year": ZERO, "held": ZERO, "balance_product": ZERO,
                "product_on": on, "seq": 0, "opened_on": on,
            },
            skip_existing=True,
        )  # fmt: skip
        known = _existing(owners)
    return known


def _existing(owners: Sequence[tuple[int, str]]) -> dict[tuple[int, str], int]:
    people = {person for person, _ in owners}
    rows = Subaccount.objects.filter(person_id__in=people).values_list("person_id", "fund", "id")
    return {(person, fund): pk for person, fund, pk in rows}
