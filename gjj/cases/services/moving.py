"""办件走一步：查表、改状态、记经过、管待办、重算承诺日。别处不改这个状态。"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from gjj.actors.actor import Actor
from gjj.actors.roles import HALL_OF
from gjj.cases.entries import Applicant, Flaw, MaterialDraft, TaskDraft
from gjj.cases.models import Case, CaseEvent, CaseTask
from gjj.cases.selectors.promised import clock_of
from gjj.cases.services.telling import tell_returned
from gjj.cases.workflow import CASE, OPEN, WORDS
from gjj.declarations.errors import BizError
from gjj.periods.days import business_date

NOTE = 300


def lock_case(*, key: str | None = None, case_id: int | None = None) -> Case | None:
    """锁住一件办件，按业务键或编号；没有为空。要在锁单位、分户、到账之前。"""
    found = {"key": key} if key is not None else {"pk": case_id}
    return Case.objects.select_for_update(of=("self",)).filter(**found).first()


def lock_open_cases(applicant: Applicant, items: Sequence[str]) -> list[Case]:
    """锁住一个申请人几个事项没办完的全部办件，先立的在前；一次要动几件的先调它。"""
    theirs = Q(person_id=applicant.person_id) if applicant.person_id else Q(account_number=applicant.account_number)
    rows = Case.objects.select_for_update(of=("self",)).filter(theirs, item__in=items, status__in=OPEN)
    return list(rows.order_by("id"))


def lock_cases_of(account_number: str, people: QuerySet[Any]) -> list[int]:
    """锁住一个单位和它的职工（自然人编号的查询）的全部办件，先立的在前，返回编号；办完的也在内，单位迁管理部它们都跟着改。"""
    rows = _cases_of(account_number, people).select_for_update(of=("self",))
    return list(rows.values_list("id", flat=True))


def are_all_cases_of(known: Sequence[int], account_number: str, people: QuerySet[Any]) -> bool:
    """锁住的就是全部办件，没有又立的；只看不锁。"""
    return list(_cases_of(account_number, people).values_list("id", flat=True)) == known


def _cases_of(account_number: str, people: QuerySet[Any]) -> QuerySet[Case]:
    return Case.objects.filter(Q(account_number=account_number) | Q(person_id__in=people)).order_by("id")


def side_of(by: Actor, case: Case | None = None) -> str:
    """办事人是哪一方；职工的件由单位的人办的那一步（答复异议）是单位，不是申请人。"""
    if by.role == "system":
        return "system"
    hall = HALL_OF[by.role]
    if hall == "unit" and case is not None and case.person_id is not None:
        return "unit"
    return "center" if hall == "counter" else "applicant"


def move_case(
    case: Case, target: str, *, by: Actor, at: datetime, note: str, task: TaskDraft | None = None, side: str = ""
) -> None:
    """走到 processing、waiting 或 scheduled；已经在那个状态就只记一笔经过。表里没有这一步抛 IllegalTransition。

    ``task`` 是接下来该谁做什么：原来的待办算办好了，换成这一件；还是那一件事的接着等。办件由调用者锁住。
    """
    if target not in ("processing", "waiting", "scheduled"):
        raise ValueError(f"到 {target} 有自己的服务")
    if case.status == target:
        write_event(case, "noted", by=by, at=at, note=note, side=side or side_of(by, case))
    else:
        _step(case, target, "moved", by=by, at=at, note=note, side=side)
    turn_task(case, task, by=by, at=at)


def note(case: Case, *, by: Actor, at: datetime, text: str, side: str = "") -> None:
    """状态不变，只记一笔经过。"""
    write_event(case, "noted", by=by, at=at, note=text, side=side or side_of(by, case))


def ask_back(case: Case, *, by: Actor, at: datetime, reason: str, flaws: Sequence[Flaw]) -> None:
    """退回补正：说清为什么、哪几项、怎么改，告诉申请人；时限从这一天暂停。没写哪一项抛 BizError。

    另添一件待办，业务上等着的（付款、补足差额）还在：谁也没有办它。
    """
    if not flaws or not reason.strip():
        raise BizError(
            "flaws_missing", "退回要写明原因和要补的每一项，没有退回。", money="没有任何款项变动。",
            fix="请逐项写明哪里不对、怎么补，再退回。",
        )  # fmt: skip
    _require_open(case, "退回")
    _step(case, "returned", "returned", by=by, at=at, note=reason, flaws=flaws)
    add_task(case, TaskDraft(title=f"补正 {len(flaws)} 处"), at=at, is_answer=True)
    tell_returned(case, reason=reason, flaws=flaws, at=at)


def resubmit(case: Case, *, by: Actor, at: datetime, note: str) -> None:
    """申请人答复了退回：接着办，时限从次日接着算，业务上的待办照旧。没有退回的抛 BizError。"""
    if case.status != "returned":
        raise BizError(
            "case_not_returned", f"办件 {case.number} 现在是「{WORDS[case.status]}」，不用补正。", status=409,
            money="没有任何款项变动。", fix="请到「我的办件」看它现在要办什么。",
        )  # fmt: skip
    _step(case, "processing", "resubmitted", by=by, at=at, note=note)
    case.tasks.filter(status="open", is_answer=True).update(status="done", done_at=at, done_by=by.name)


def close_case(case: Case, *, by: Actor, at: datetime, result: str, side: str = "") -> None:
    """办结，记下办出来的是什么；已经办结的什么也不做。"""
    if case.status != "done":
        _end(case, "done", "closed", by=by, at=at, result=result, side=side)


def amend_result(case: Case, *, by: Actor, at: datetime, result: str, text: str, side: str = "") -> None:
    """办结以后入账又冲销：状态和办结时间不变，写下什么时候冲销的，结果照现在的写，经过里记一笔；办结时说过的留在经过里。"""
    case.result, case.taken_back_at = result[:NOTE], at
    case.save(update_fields=("result", "taken_back_at"))
    note(case, by=by, at=at, text=text, side=side)


def refuse_case(case: Case, *, by: Actor, at: datetime, reason: str, side: str = "") -> None:
    """不予办理，记下理由。"""
    _require_open(case, "不予办理")
    _end(case, "refused", "refused", by=by, at=at, result=reason, side=side)


def cancel_case(case: Case, *, by: Actor, at: datetime, reason: str) -> None:
    """撤销；已经撤销的什么也不做，已经办完的抛 BizError。"""
    if case.status != "cancelled":
        _require_open(case, "撤销")
        _end(case, "cancelled", "cancelled", by=by, at=at, result=reason)


def point_case(case: Case, about: tuple[str, int]) -> None:
    """换成指着业务线里的另一件（清册确认之后有了汇缴书）。"""
    case.object_type, case.object_id = about
    case.save(update_fields=("object_type", "object_id"))


def receive_material(case: Case, draft: MaterialDraft, *, at: datetime) -> None:
    """补交的一样材料换成现在的这份；和原来一样的不动。办件由调用者锁住。"""
    case.materials.filter(code=draft.code).exclude(digest=draft.digest).update(
        status="received", filename=draft.filename[-200:], digest=draft.digest, received_at=at
    )


def add_task(case: Case, draft: TaskDraft, *, at: datetime, is_answer: bool = False) -> None:
    """写下一件待办；``is_answer`` 的是答复退回，只有申请人答复了才算办好。"""
    CaseTask.objects.create(
        case=case, title=draft.title, side=draft.side, role=draft.role, due_on=draft.due_on, created_at=at,
        is_answer=is_answer,
    )  # fmt: skip


def turn_task(case: Case, task: TaskDraft | None, *, by: Actor, at: datetime) -> None:
    """业务上的待办换成这一件，原来的算办好了；还是那一件事的接着等，不另写。答复退回的不动。"""
    waiting = list(case.tasks.filter(status="open", is_answer=False))
    still = next((one for one in waiting if task and _is_same(one, task)), None)
    over = [one.pk for one in waiting if one is not still]
    CaseTask.objects.filter(pk__in=over).update(status="done", done_at=at, done_by=by.name)
    if task is not None and still is None:
        add_task(case, task, at=at)
    elif task is not None and still is not None and still.due_on != task.due_on:
        still.due_on = task.due_on
        still.save(update_fields=("due_on",))


def _is_same(one: CaseTask, draft: TaskDraft) -> bool:
    return (one.title, one.side, one.role) == (draft.title, draft.side, draft.role)


def write_event(
    case: Case, kind: str, *, by: Actor, at: datetime, note: str, side: str, flaws: Sequence[Flaw] = ()
) -> None:
    """记一笔经过。"""
    CaseEvent.objects.create(
        case=case, kind=kind, status=case.status, at=at, by=by.name, side=side, note=note[:NOTE],
        flaws=[one.as_json() for one in flaws],
    )  # fmt: skip


def case_closed(case: Case, what: str) -> BizError:
    """办完的不能再办一步。"""
    return BizError(
        "case_closed", f"办件 {case.number}「{WORDS[case.status]}」，不能再{what}，没有任何改动。", status=409,
        money="没有任何款项变动。", fix="请到「我的办件」看它的结果；还要办请另办一件。",
    )  # fmt: skip


def _require_open(case: Case, what: str) -> None:
    if case.status not in OPEN:
        raise case_closed(case, what)


def _step(
    case: Case, target: str, kind: str, *,
    by: Actor, at: datetime, note: str, side: str = "", flaws: Sequence[Flaw] = (),
) -> None:  # fmt: skip
    CASE.require(case.status, target)
    case.status = target
    write_event(case, kind, by=by, at=at, note=note, side=side or side_of(by, case), flaws=flaws)
    case.promised_on = clock_of(case, case.events.order_by("id"), business_date(at)).due_on
    case.save()


def _end(case: Case, target: str, kind: str, *, by: Actor, at: datetime, result: str, side: str = "") -> None:
    case.closed_at, case.result = at, result[:NOTE]
    _step(case, target, kind, by=by, at=at, note=result, side=side)
    left = case.tasks.filter(status="open")
    left.update(status="done" if target == "done" else "cancelled", done_at=at, done_by=by.name)
