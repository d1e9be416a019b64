"""办件给人看的样子：清单的一行、时间线、要补的每一处、接口的答复。"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from gjj.cases.labels import KINDS, SIDES
from gjj.cases.models import Case, CaseEvent, CaseTask
from gjj.cases.ports import subject_of
from gjj.cases.promise import Clock
from gjj.cases.selectors.cases import CaseStory, fields_of
from gjj.cases.selectors.promised import clocks_of
from gjj.cases.workflow import CHIPS, OPEN, TAKEN_BACK, WORDS
from gjj.catalog.selectors.declared import declared_item
from gjj.declarations.items import DAY_KINDS, ServiceItem
from gjj.periods.days import SHANGHAI
from gjj.periods.said import day_said

WHEN_RESUMED = {"scheduled": "轮到入账以后", "returned": "补正以后"}
"""停着的时限什么时候接着算；没写的是等申请人办。"""


@dataclass(frozen=True)
class Step:
    """时间线的一步：何时、什么、谁、说明、样子（done、current、wrong）。"""

    title: str
    state: str
    at: datetime | None = None
    by: str = ""
    note: str = ""


@dataclass(frozen=True)
class Mend:
    """要补的一处：哪一项、怎么说、去哪里补（业务编码、编号、栏目）。"""

    field: str
    title: str
    message: str
    subject: str
    subject_id: int | None


@dataclass(frozen=True)
class CaseRow:
    """清单的一行：办件、时限、状态的说法和样子、现在的待办。"""

    case: Case
    clock: Clock
    task: CaseTask | None
    on: date

    @property
    def task_due(self) -> str:
        """待办最迟哪天；过了的说过了几天；没有期限为空。"""
        if self.task is None or self.task.due_on is None:
            return ""
        due, late = self.task.due_on, (self.on - self.task.due_on).days
        return f"最迟 {day_said(due)}" + (f"，已过 {late} 天" if late > 0 else "")

    @property
    def is_late(self) -> bool:
        """待办过了期限。"""
        return self.task is not None and self.task.due_on is not None and self.on > self.task.due_on

    @property
    def said(self) -> str:
        """状态的说法；等入账的照它的业务说（如已预缴、几月入账），办结以后冲销了的写明。"""
        if self.case.taken_back_at is not None:
            return TAKEN_BACK
        known = subject_of(self.case.object_type) if self.case.status == "scheduled" else None
        return known.scheduled(self.case.topic, self.on) if known and known.scheduled else WORDS[self.case.status]

    @property
    def doing(self) -> str:
        """轮到对方办的时候，谁正在办什么：照事项的声明说。"""
        declared = declared_item(self.case.item)
        return declared.doing if declared else ServiceItem.doing

    @property
    def chip(self) -> str:
        """状态的样子。"""
        return CHIPS["returned" if self.case.taken_back_at is not None else self.case.status]

    @property
    def promise(self) -> str:
        """承诺走到哪里，一句话。"""
        return promise_said(self.case, self.clock)

    @property
    def promise_brief(self) -> str:
        """清单的「承诺」一列里说的：列名说过是承诺，这里只说用了、还剩几天，一行放得下。

        等申请人办的只说办完以后还剩几天：同一行里要赶的日子只有他那一步的。
        """
        told, unit = self.clock, DAY_KINDS[self.case.day_kind]
        unit = f"个{unit}" if self.case.day_kind == "working" else unit
        if not told.days:
            return "即时办结"
        if self.case.status not in OPEN:
            return f"用了 {told.used} / {told.days} {unit}"
        if told.is_paused and not told.is_overdue:
            return f"{WHEN_RESUMED.get(self.case.status, '您办完以后')}还剩 {told.left} {unit}"
        return self.promise.partition("，")[2] + ("办结" if told.due_on and not told.is_overdue else "")


def promise_said(case: Case, told: Clock) -> str:
    """承诺几天、用了几天、还剩几天；停着的说为什么停。"""
    unit = f"个{DAY_KINDS[case.day_kind]}" if case.day_kind == "working" else DAY_KINDS[case.day_kind]
    if case.status not in OPEN:
        return f"承诺 {told.days} {unit}，用了 {told.used} {unit}" if told.days else "即时办结"
    if not told.days:
        return "即时办结"
    lead = f"承诺 {told.days} {unit}，"
    if told.is_overdue:
        return f"{lead}已超过 {-told.left} {unit}"
    if told.is_paused:
        why = {"scheduled": "还没轮到入账", "returned": "等补正"}.get(case.status, "等申请人办理")
        return f"{lead}还剩 {told.left} {unit}；{why}，这些天不计"
    due = f"，最迟 {day_said(told.due_on)}" if told.due_on else ""
    return f"{lead}还剩 {told.left} {unit}{due}"


def case_rows(cases: Iterable[Case], on: date) -> list[CaseRow]:
    """一页办件，时限和待办各一次查出。"""
    rows = list(cases)
    clocks = clocks_of(rows, on)
    tasks: dict[int, CaseTask] = {}
    # 退回的有两件：业务上等着的，和后添的答复退回；说后添的那一件
    for task in CaseTask.objects.filter(case__in=rows, status="open").order_by("is_answer", "-id"):
        tasks[task.case_id] = task
    return [CaseRow(one, clocks[one.pk], tasks.get(one.pk), on) for one in rows]


def row_of(story: CaseStory) -> CaseRow:
    """一件办件的那一行。"""
    waiting = [one for one in story.tasks if one.status == "open"]
    task = next((one for one in waiting if one.is_answer), waiting[0] if waiting else None)
    return CaseRow(story.case, story.clock, task, story.on)


def timeline(story: CaseStory) -> list[Step]:
    """经过，先办的在前；没办完的最后写现在等什么。"""
    steps = [_step(one) for one in story.events]
    if story.case.is_open:
        row = row_of(story)
        task = row.task
        now = task.title if task else {"processing": row.doing, "scheduled": row.said}.get(story.case.status, "")
        due = f"，{row.task_due}" if row.task_due else ""
        steps.append(Step(f"{now}{due}", "current"))
    return steps


def _step(one: CaseEvent) -> Step:
    state = "wrong" if one.kind in ("returned", "refused") else "done"
    by = one.by if one.by == SIDES[one.side] else f"{SIDES[one.side]} {one.by}"
    return Step(KINDS[one.kind], state, one.at, by, one.note)


def mends(story: CaseStory) -> list[Mend]:
    """还没补的每一处，和去哪里补：材料去它的业务，别的去办件指着的业务。"""
    titles = dict(fields_of(story.case))
    places = {one.code: (one.object_type, one.object_id) for one in story.materials if one.object_type}
    here = (story.case.object_type, story.case.object_id)
    found = []
    for flaw in story.flaws:
        subject, subject_id = places.get(flaw["field"], here)
        title = titles.get(flaw["field"], flaw["field"])
        found.append(Mend(flaw["field"], title, flaw["message"], subject, subject_id))
    return found


def subject_title(code: str) -> str:
    """业务叫什么。"""
    found = subject_of(code)
    return found.title if found else ""


def case_json(row: CaseRow) -> dict[str, Any]:
    """接口的一件：编号、事项、状态、承诺、现在要办什么。"""
    case, told = row.case, row.clock
    return {
        "id": case.pk, "number": case.number, "item": case.item, "title": case.title, "topic": case.topic,
        "status": case.status, "status_label": row.said, "applicant": case.applicant,
        "accepted_at": _at(case.accepted_at), "closed_at": _at(case.closed_at), "result": case.result,
        "promise": {
            "days": told.days, "day_kind": told.day_kind, "used": told.used, "left": told.left,
            "due_on": told.due_on.isoformat() if told.due_on and case.is_open else None,
            "is_paused": told.is_paused, "is_overdue": told.is_overdue, "said": row.promise,
        },
        "task": {"title": row.task.title, "due_on": row.task.due_on.isoformat() if row.task.due_on else None}
        if row.task and row.task.side == "applicant" else None,
    }  # fmt: skip


def story_json(story: CaseStory) -> dict[str, Any]:
    """接口的一件，带经过、材料、要补的。"""
    return {
        **case_json(row_of(story)),
        "query_code": story.case.query_code,
        "events": [
            {
                "at": _at(one.at), "kind": one.kind, "kind_label": KINDS[one.kind], "status": one.status,
                "by": one.by, "side": one.side, "note": one.note,
            }
            for one in story.events
        ],
        "materials": [
            {"title": one.title, "status": one.status, "filename": one.filename, "is_required": one.is_required}
            for one in story.materials
        ],
        "flaws": [{"field": one.field, "title": one.title, "message": one.message} for one in mends(story)],
    }  # fmt: skip


def progress_of(story: CaseStory) -> Mapping[str, Any]:
    """给凭编号和查询码来查的人看的：事项、状态、时限、走到哪一步；不写名字、金额、文件、说明。"""
    row = row_of(story)
    return {
        "row": row,
        "steps": [Step(KINDS[one.kind], "wrong" if one.kind in ("returned", "refused") else "done", one.at, SIDES[one.side])
                  for one in story.events if one.kind != "noted"],
    }  # fmt: skip


def _at(at: datetime | None) -> str | None:
    return at.astimezone(SHANGHAI).isoformat(timespec="seconds") if at else None
