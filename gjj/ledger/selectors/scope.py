"""柜面看得到哪些账：管全中心的全看得到；管一个网点的看有本网点单位的凭证，和本网点单位的职工的分户账、明细、冻结。"""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from gjj.actors.actor import Actor
from gjj.identity.ports import branch_rows
from gjj.ledger.models import Hold, Leg, Movement, Subaccount, Voucher


def vouchers(actor: Actor, rows: QuerySet[Voucher]) -> QuerySet[Voucher]:
    """凭证：分录辅助核算到本网点单位的。"""
    if actor.scope == "all":
        return rows
    if actor.scope == "branch" and actor.branch_id is not None:
        legs = Leg.objects.filter(party__in=branch_rows().units(actor.branch_id).values("pk"))
        return rows.filter(Exists(legs.order_by().filter(voucher_id=OuterRef("pk"))))
    return rows.none()


def subaccounts(actor: Actor, rows: QuerySet[Subaccount]) -> QuerySet[Subaccount]:
    """分户账：本网点单位的职工的。"""
    return _of_accounts(actor, rows, "pk")


def movements(actor: Actor, rows: QuerySet[Movement]) -> QuerySet[Movement]:
    """分户明细：本网点单位的职工的。"""
    return _of_accounts(actor, rows, "subaccount_id")


def holds(actor: Actor, rows: QuerySet[Hold]) -> QuerySet[Hold]:
    """冻结：本网点单位的职工的。"""
    return _of_accounts(actor, rows, "subaccount_id")


def _of_accounts(actor: Actor, rows: Any, path: str) -> Any:
    if actor.scope == "all":
        return rows
    if actor.scope == "branch" and actor.branch_id is not None:
        return rows.filter(Exists(branch_rows().accounts(actor.branch_id).filter(subaccount_id=OuterRef(path))))
    return rows.none()
