"""冲账要两个人：会计提，另一位会计或主任批（审批的一类）；记那笔账的人自己批不了。冲了的不改回去：按原来的业务重新记。"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from gjj.actors.actor import Actor
from gjj.approvals.ports import Change, Facts
from gjj.audit.selectors import case_written
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.ledger.models import Leg, Voucher
from gjj.ledger.ports import follower_of
from gjj.ledger.services.reverse import REVERSE, check_not_reversed, check_other_person, check_reason, reverse
from gjj.money.amounts import ZERO, format_money

LONGEST = 150


class Reversal:
    """冲销一张凭证。"""

    kind = REVERSE
    title = "冲账"
    by_day = False

    def may_propose(self, by: Actor, asked: Facts) -> None:
        """能不能提。"""
        require(by, "ledger.reverse.propose")

    def may_approve(self, by: Actor, content: Facts) -> None:
        """能不能批；自己记的抛 reversal_same_person。"""
        require(by, "ledger.reverse.approve")
        check_other_person(Voucher.objects.get(pk=content["voucher"]), by)

    def prepared(self, asked: Facts, effective_at: datetime) -> dict[str, Any]:
        """冲哪张、为什么、一共多少。没写原因、没有这张、冲过的、冲账凭证本身抛 BizError。"""
        return reversing(int(asked["voucher"]), str(asked["reason"]))

    def current(self, content: Facts) -> dict[str, Any]:
        """冲没冲过。"""
        return reversed_so_far(content)

    def named(self, content: Facts) -> str:
        """冲哪张。"""
        return f"冲账：凭证 {content['serial']} {content['amount']} 元"

    def changes(self, content: Facts, before: Facts) -> list[Change]:
        """哪张、为什么、对调的分录、几个职工退回、业务跟着怎样。"""
        return [
            Change("凭证", content["summary"], "另记一张借贷对调的，原来的一个字不改"),
            *mirrored(content),
        ]

    def about(self, content: Facts) -> list[str]:
        """哪张凭证、哪个单位。"""
        legs = Leg.objects.filter(voucher_id=content["voucher"], party__isnull=False).values_list("party", flat=True)
        units = sorted({one for one in legs if one})
        return [f"voucher:{content['voucher']}", *(f"unit:{one}" for one in units)]

    def case_of(self, content: Facts, result: Facts) -> str:
        """那张凭证是办哪一件记的。"""
        original = Voucher.objects.get(pk=content["voucher"])
        return case_written(original.source_type, original.source_id)

    def apply(self, content: Facts, by: Actor, at: datetime, approval: int) -> dict[str, Any]:
        """冲。"""
        return {"voucher": reverse(by=by, approval=approval, at=at)}

    def undoing(self, content: Facts, before: Facts) -> dict[str, Any]:
        """冲账凭证不能再冲。"""
        raise stays("冲账")


def reversing(voucher_id: int, reason: str) -> dict[str, Any]:
    """要冲的一张写成审批的内容；没写原因、没有这张、冲过的、冲账凭证本身抛 BizError。"""
    check_reason(reason)
    original = Voucher.objects.filter(pk=voucher_id).first()
    if original is None:
        raise BizError(
            "voucher_not_found",
            "没有这张凭证，申请没有提交。",
            status=404,
            money="余额没有变动。",
            fix="请从凭证的清单里找。",
        )
    check_not_reversed(original)
    amount = sum((leg.debit for leg in original.legs.all()), ZERO)
    return {
        "voucher": original.pk, "serial": original.serial, "summary": original.summary, "amount": format_money(amount),
        "reason": reason.strip()[:LONGEST],
    }  # fmt: skip


def reversed_so_far(content: Facts) -> dict[str, Any]:
    """那张凭证的冲账凭证；没有冲过为空。"""
    return {"reversal": Voucher.objects.filter(reverses=content["voucher"]).values_list("pk", flat=True).first()}


def mirrored(content: Facts) -> list[Change]:
    """冲一张会怎样记账：每条分录、几个职工、业务跟着怎样。"""
    original = Voucher.objects.get(pk=content["voucher"])
    found = [
        Change(
            f"{leg.subject_id} {leg.subject.name}", _side(leg.debit, leg.credit), f"另记{_side(leg.credit, leg.debit)}"
        )
        for leg in original.legs.select_related("subject").order_by("no")
    ]
    people = original.movements.filter(booked_on=original.booked_on).count()
    if people:
        found.append(Change("职工的余额", f"{people:,} 名职工", "每人退回这张凭证记的那一笔；有人不够退，一笔也不记"))
    follower = follower_of(original.source_type)
    then = follower.foretell(original.source_id, original.kind) if follower else ""
    return [*found, *([Change("业务跟着怎样", "", then)] if then else [])]


def stays(what: str) -> BizError:
    """冲了的不改回去。"""
    return BizError(
        "reversal_stays", f"{what}了的不能改回去，申请没有提交。", status=409, money="余额没有变动。",
        fix="冲错了的，请按原来的业务重新办一次，账上两次都在。",
    )  # fmt: skip


def _side(debit: Decimal, credit: Decimal) -> str:
    return f"借 {format_money(debit)}" if debit else f"贷 {format_money(credit)}"
