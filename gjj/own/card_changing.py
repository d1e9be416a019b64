"""柜面变更银行卡要两个人：柜员照证件和卡提，复核员或主任批（柜面的人的由安全管理员批），冷静期满才换。"""

from datetime import datetime
from typing import Any

from gjj.actors.actor import Actor
from gjj.approvals.ports import Change, Facts
from gjj.crypto.blind import blind_index, index_of
from gjj.crypto.masking import mask_card, mask_id_no
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.identity.models import Person
from gjj.idnumbers import bank_card as cards
from gjj.own.services import at_counter
from gjj.own.services import card as service
from gjj.periods.said import moment_said


class CardChange:
    """一个人的银行卡换成另一张。"""

    kind = service.CARD
    title = "变更银行卡"
    by_day = False
    secrets = ("to",)
    of_visitors = True

    def may_propose(self, by: Actor, asked: Facts) -> None:
        """能不能提：自己的不提。"""
        require(by, "own.counter_card.propose")
        if by.person_id == asked["person"]:
            raise at_counter.own_affair()

    def may_approve(self, by: Actor, content: Facts) -> None:
        """能不能批：自己的不批，柜面的人的只有安全管理员批。"""
        require(by, "own.counter_card.approve")
        at_counter.check_approver(by, content, what="换卡", money=service.MONEY)

    def prepared(self, asked: Facts, effective_at: datetime) -> dict[str, Any]:
        """换谁的、换成哪一张。证件对不上、卡号不对、没有变的抛 BizError。"""
        person = Person.objects.filter(pk=asked["person"]).first()
        if person is None:
            raise BizError(
                "person_not_found", "没有这个人，申请没有提交。", status=404, fix="请从自然人的清单里重新选。",
                money=service.MONEY,
            )  # fmt: skip
        at_counter.check_document(person, str(asked["id_no"]))
        number = "".join(str(asked["card"]).split())
        problem = cards.problem(number)
        if problem is None and blind_index("bank_card", number) == person.bank_card_index:
            problem = "就是现在登记的这一张"
        if problem:
            raise BizError(
                "card_invalid", f"新的银行卡号不对：{problem}。申请没有提交。", fix="请照本人带来的卡重填。",
                money=service.MONEY, errors=[{"field": "bank_card", "code": "card_invalid", "message": f"{problem}。"}],
            )  # fmt: skip
        return {
            "person": person.pk, "name": person.name, "id_shown": mask_id_no(str(person.id_no)), "to": number,
            "index": blind_index("bank_card", number), "shown": mask_card(number),
            "was_shown": mask_card(str(person.bank_card)) if person.bank_card else "没有登记",
            "staff": at_counter.is_staff(person, effective_at), "due": moment_said(effective_at),
        }  # fmt: skip

    def current(self, content: Facts) -> dict[str, Any]:
        """现在登记着哪一张（盲索引）。"""
        person = Person.objects.only("bank_card_index", "bank_card_index_other").get(pk=content["person"])
        return {"index": index_of(person, "bank_card_index") or None}

    def named(self, content: Facts) -> str:
        """谁。"""
        return f"变更银行卡：{content['name']}"

    def changes(self, content: Facts, before: Facts) -> list[Change]:
        """谁、卡号（遮掩），接着怎样。"""
        return [
            Change("本人", "", f"{content['name']}，{content['id_shown']}，照证件录的号码一致"),
            Change("银行卡", content["was_shown"], content["shown"]),
            Change("几时换", "", f"批准了，{content['due']} 换；提的时候就告诉本人，在那以前收钱照旧用原来的"),
        ]

    def about(self, content: Facts) -> list[str]:
        """哪个人。"""
        return [f"person:{content['person']}"]

    def told_first(self, content: Facts, at: datetime, effective_at: datetime, approval: int) -> None:
        """提上了就告诉本人。"""
        service.tell_asked(
            approval=approval, person_id=content["person"], shown=content["shown"], due=effective_at, at=at
        )

    def turned_down(self, content: Facts, by: Actor, at: datetime, approval: int) -> None:
        """没有批下来、撤回了，告诉本人照旧。"""
        service.tell_kept(approval=approval, person_id=content["person"], shown=content["shown"], at=at)

    def voided(self, content: Facts, at: datetime, approval: int) -> None:
        """作废了，也告诉本人照旧。"""
        service.tell_kept(approval=approval, person_id=content["person"], shown=content["shown"], at=at)

    def apply(self, content: Facts, by: Actor, at: datetime, approval: int) -> dict[str, Any]:
        """换。"""
        return {"person": service.change_card(by=by, approval=approval, at=at)}

    def undoing(self, content: Facts, before: Facts) -> dict[str, Any]:
        """改不回去：要换回原来的，本人再来一趟。"""
        raise BizError(
            "card_not_undone", "银行卡换了改不回去：原来的卡还能不能收钱，要他本人来说。", status=409, money=service.MONEY,
            fix="要换回去的，请本人带证件和卡来，照样提一份变更银行卡。",
        )  # fmt: skip
