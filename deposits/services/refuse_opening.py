"""单位开户不予办理要两个人：柜员选理由、写说明提，复核员或主任批；办件就此不予办理，材料照档案留着，申请人可以重新申请。"""

from datetime import datetime
from typing import Any

from deposits.errors.opening import opening_cannot_be_undone, opening_wrong, own_opening
from deposits.rules.opening_refusal import ground_problem
from deposits.selectors.applications import (
    APPLICATION,
    application_in,
    case_key,
    refusal_said,
    said_of_ground,
    state_of,
    waiting_about,
)
from deposits.services.apply_opening import lock_application
from deposits.services.tell_opening import tell_opening_refused
from gjj.actors.actor import Actor
from gjj.approvals.ports import Change, Facts
from gjj.approvals.selectors import BRANCH, sanction
from gjj.audit.services import record
from gjj.cases.selectors.cases import number_of
from gjj.cases.services.moving import refuse_case
from gjj.cases.workflow import WORDS
from gjj.declarations.permissions import require

REFUSE_UNIT = "deposits.refuse_unit"
"""审批的种类。"""
REFUSABLE = ("processing", "returned")
"""在核对的，和退回了一直没有改好的。"""


class OpeningRefusal:
    """一份网上的开户申请不予办理。"""

    kind = REFUSE_UNIT
    title = "单位开户不予办理"
    by_day = False

    def may_propose(self, by: Actor, asked: Facts) -> None:
        """能不能提。"""
        require(by, "deposits.opening.refuse.propose")

    def may_approve(self, by: Actor, content: Facts) -> None:
        """能不能批；自己的申请自己不批。"""
        require(by, "deposits.opening.refuse")
        if content["person"] == by.person_id:
            raise own_opening()

    def prepared(self, asked: Facts, effective_at: datetime) -> dict[str, Any]:
        """哪一份申请、什么理由、怎么说明；没有选、没有写的、已经有一份等人批的抛 opening_wrong，走到别处的抛 application_moved。"""
        row = application_in(asked["application"], REFUSABLE)
        assert row is not None
        ground, why = str(asked.get("ground", "")), str(asked.get("why", "")).strip().rstrip("。")
        wrong = ground_problem(ground, why)
        waiting = waiting_about(row)
        if waiting is not None:
            wrong["ground"] = f"这份申请已经有一份（{waiting.title}，{waiting.number}）等人批，先等它的结果。"
        if wrong:
            raise opening_wrong(
                [{"field": one, "code": "opening_wrong", "message": said} for one, said in wrong.items()]
            )
        return {
            "application": row.pk, "version": row.version, "person": row.person_id, "applicant": row.person.name,
            "unit_name": row.unit_name, "uscc": row.uscc, "branch": row.branch_id, "case": number_of(case_key(row.pk)),
            "ground": ground, "why": why,
        }  # fmt: skip

    def current(self, content: Facts) -> dict[str, Any]:
        """申请走到哪里：提出以后改过、再交、撤回、开好了的，这一份作废。"""
        return state_of(content["application"])

    def case_of(self, content: Facts, result: Facts) -> str:
        """那件办件的编号。"""
        return str(content["case"])

    def named(self, content: Facts) -> str:
        """哪个单位。"""
        return f"单位开户不予办理：{content['unit_name']}（{content['uscc']}）"

    def changes(self, content: Facts, before: Facts) -> list[Change]:
        """哪一份、什么理由，批准以后怎样。"""
        return [
            Change("单位", "", f"{content['unit_name']}，{content['uscc']}"),
            Change("申请人", "", content["applicant"]),
            Change(f"办件 {content['case']}", WORDS[before["application"][2]], WORDS["refused"]),
            Change("理由", "", said_of_ground(content["ground"], content["why"])),
            Change(
                "批准以后", "", "单位不开户，办件到此为止；材料照档案留着，告诉申请人理由和接着怎么办，他可以重新申请"
            ),
        ]

    def about(self, content: Facts) -> list[str]:
        """哪一份申请；归哪个网点。"""
        place = [f"{BRANCH}{content['branch']}"] if content["branch"] else []
        return [f"{APPLICATION}{content['application']}", *place]

    def apply(self, content: Facts, by: Actor, at: datetime, approval: int) -> dict[str, Any]:
        """不予办理。"""
        return {"application": refuse_application(by=by, approval=approval, at=at)}

    def undoing(self, content: Facts, before: Facts) -> dict[str, Any]:
        """告诉过申请人的不改回去：他重新申请。"""
        raise opening_cannot_be_undone()


def refuse_application(*, by: Actor, approval: int, at: datetime) -> int:
    """照批准的不予办理，返回申请的编号；没有批准的抛 LookupError，那时走到别处的抛 application_moved；在审批的事务里。依据：条例第十四条。"""
    require(by, "deposits.opening.refuse")
    told = sanction(approval, REFUSE_UNIT, {}).content
    case, row = lock_application(told["application"], told["version"], REFUSABLE)
    was = WORDS[case.status]
    row.status, row.ground, row.refusal = "refused", told["ground"], told["why"]
    row.save(update_fields=("status", "ground", "refusal"))
    reason = refusal_said(row)
    refuse_case(case, by=by, at=at, reason=reason)
    record(
        by=by, action="deposits.opening.refuse", object_type="unit_application", object_id=row.pk, at=at, case=case.number,
        summary=f"单位开户不予办理 {row.unit_name}（{row.uscc}）", before={"办件": was},
        after={"办件": WORDS[case.status], "理由": reason},
    )  # fmt: skip
    tell_opening_refused(row=row, case_id=case.pk, case_number=case.number, reason=reason, at=at)
    return int(row.pk)
