"""办件在两头：柜面逐项退回，申请人补好再交。走到哪一步由业务线接着定。"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.cases.entries import Flaw
from gjj.cases.models import Case
from gjj.cases.ports import desk_of
from gjj.cases.selectors.cases import cases, fields_of
from gjj.cases.services.moving import ask_back, case_closed, lock_case, resubmit
from gjj.cases.workflow import OPEN, WORDS
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require

MOST_TEXT = 200


def case_missing() -> BizError:
    """没有这一件，或者不是自己的：不透露有没有。"""
    return BizError("not_found", "没有这件办件。", status=404, fix="请到「我的办件」里找，或核对办件编号。")


def lock_own_case(by: Actor, case_id: int) -> Case:
    """锁住一件看得到的办件；看不到的抛 404。"""
    found = lock_case(case_id=case_id) if cases(by).filter(pk=case_id).exists() else None
    if found is None:
        raise case_missing()
    return found


@transaction.atomic
def send_back(*, by: Actor, case_id: int, reason: str, flaws: Sequence[Flaw], at: datetime) -> None:
    """柜面退回补正：说清为什么、哪几项、怎么改；时限暂停，申请人得到一件待办。

    没写哪一项、写了没有的栏目、办完的、现在不能退回的（钱在银行路上）抛 BizError。
    """
    require(by, "cases.return")
    case = lock_own_case(by, case_id)
    known = dict(fields_of(case))
    if any(one.field not in known or not one.message.strip() or len(one.message) > MOST_TEXT for one in flaws):
        raise BizError(
            "flaw_unclear", f"每一项都要选办件里有的栏目，写 1 到 {MOST_TEXT} 个字说哪里不对，没有退回。",
            money="没有任何款项变动。", fix="请逐项写明再退回。",
        )  # fmt: skip
    if case.status not in OPEN:
        raise case_closed(case, "退回")
    desk = desk_of(case.item)
    if desk is None or case.status not in desk.returnable:
        raise BizError(
            "not_returnable", f"办件 {case.number} 现在是「{WORDS[case.status]}」，不能退回补正，没有任何改动。", status=409,
            money="没有任何款项变动。", fix="请等它走到「待您办理」这一步；已经退回的等申请人补正。",
        )  # fmt: skip
    ask_back(case, by=by, at=at, reason=reason, flaws=flaws)
    record(
        by=by, action="cases.return", object_type="case", object_id=case.pk, at=at, case=case.number,
        summary=f"退回办件 {case.number}：{'、'.join(known[one.field] for one in flaws)}",
    )  # fmt: skip


@transaction.atomic
def send_again(*, by: Actor, case_id: int, note: str, at: datetime) -> None:
    """申请人在办件上写明补了什么，再交：时限从次日接着算，业务回到它现在的那一步。

    没有退回的、没写补了什么的抛 BizError；要在业务自己那一页改好再交的抛 mended_elsewhere（409）。
    """
    require(by, "cases.resubmit")
    case = lock_own_case(by, case_id)
    desk = desk_of(case.item)
    if desk is not None and desk.own_page and case.status == "returned":
        raise BizError(
            "mended_elsewhere", f"这一件要在「{desk.own_page}」里改好再交，这里交不了，办件还是退回补正。", status=409,
            money="没有任何款项变动。", fix=f"请到「{desk.own_page}」改退回的几处，核对一遍再提交；填过的、交过的材料都还在。",
        )  # fmt: skip
    if not 0 < len(note.strip()) <= MOST_TEXT:
        raise BizError(
            "note_needed",
            f"请写 1 到 {MOST_TEXT} 个字说补了什么，没有提交。",
            money="没有任何款项变动。",
            fix="写好再提交。",
        )
    answer(case, by=by, note=note.strip(), at=at)


def answer(case: Case, *, by: Actor, note: str, at: datetime) -> None:
    """退回的答复了：时限接着算，业务接着办，记审计。办件由调用者锁住；业务自己那一页改好再交的，查过了才来。"""
    require(by, "cases.resubmit")
    resubmit(case, by=by, at=at, note=note)
    desk = desk_of(case.item)
    if desk is not None:
        desk.resumed(case, by=by, at=at)
    record(
        by=by, action="cases.resubmit", object_type="case", object_id=case.pk, at=at, case=case.number,
        summary=f"补正办件 {case.number}",
    )  # fmt: skip
