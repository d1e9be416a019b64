"""柜面变更手机号要两个人：柜员照证件提，复核员或主任批（柜面的人的由安全管理员批），批准了当场换。"""

from datetime import datetime
from typing import Any

from gjj.actors.actor import Actor
from gjj.approvals.ports import Change, Facts
from gjj.crypto.blind import blind_index, index_of
from gjj.crypto.masking import mask_id_no, mask_mobile
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.identity.models import Person
from gjj.idnumbers import mobile as mobiles
from gjj.own.services import at_counter as service


class MobileChange:
    """一个人的预留手机号换成另一个。"""

    kind = service.MOBILE
    title = "变更手机号"
    by_day = False
    secrets = ("to",)
    of_visitors = True

    def may_propose(self, by: Actor, asked: Facts) -> None:
        """能不能提。"""
        require(by, "own.mobile.propose")

    def may_approve(self, by: Actor, content: Facts) -> None:
        """能不能批：自己的不批，柜面的人的只有安全管理员批。"""
        require(by, "own.mobile.approve")
        service.check_approver(by, content, what="换号", money=service.MONEY)

    def prepared(self, asked: Facts, effective_at: datetime) -> dict[str, Any]:
        """换谁的、换成哪个。证件对不上、号码不对、没有变的抛 BizError。"""
        person = Person.objects.filter(pk=asked["person"]).first()
        if person is None:
            raise BizError(
                "person_not_found",
                "没有这个人，申请没有提交。",
                status=404,
                fix="请从自然人的清单里重新选。",
                money=service.MONEY,
            )
        service.check_document(person, str(asked["id_no"]))
        number = "".join(str(asked["mobile"]).split())
        problem = mobiles.problem(number)
        if problem is None and blind_index("mobile", number) == person.mobile_index:
            problem = "就是现在登记的这一个"
        if problem:
            raise BizError(
                "mobile_invalid",
                f"新的手机号不对：{problem}。申请没有提交。",
                fix="请本人再说一遍，照着重填。",
                money=service.MONEY,
            )
        return {
            "person": person.pk, "name": person.name, "id_shown": mask_id_no(str(person.id_no)), "to": number,
            "index": blind_index("mobile", number),
            "shown": mask_mobile(number), "was_shown": mask_mobile(str(person.mobile)) if person.mobile else "没有登记",
            "staff": service.is_staff(person, effective_at),
        }  # fmt: skip

    def current(self, content: Facts) -> dict[str, Any]:
        """现在登记着哪个号码（盲索引）。"""
        person = Person.objects.only("mobile_index", "mobile_index_other").get(pk=content["person"])
        return {"index": index_of(person, "mobile_index") or None}

    def named(self, content: Facts) -> str:
        """谁。"""
        return f"变更手机号：{content['name']}"

    def changes(self, content: Facts, before: Facts) -> list[Change]:
        """谁、号码（遮掩），接着怎样。"""
        return [
            Change("本人", "", f"{content['name']}，{content['id_shown']}，照证件录的号码一致"),
            Change("手机号", content["was_shown"], content["shown"]),
            Change("登录着的设备", "", "都退出；新的、原来的号码都收到短信"),
        ]

    def about(self, content: Facts) -> list[str]:
        """哪个人。"""
        return [f"person:{content['person']}"]

    def apply(self, content: Facts, by: Actor, at: datetime, approval: int) -> dict[str, Any]:
        """换。"""
        return {"person": service.change_mobile(by=by, approval=approval, at=at)}

    def undoing(self, content: Facts, before: Facts) -> dict[str, Any]:
        """改不回去：要换回原来的，本人再来一趟。"""
        raise BizError(
            "mobile_not_undone", "手机号换了改不回去：原来的号码还在不在他手里，要他本人来说。", status=409, money=service.MONEY,
            fix="要换回去的，请本人带证件来，照样提一份变更手机号。",
        )  # fmt: skip
