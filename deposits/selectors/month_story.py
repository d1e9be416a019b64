"""一个月的经过：首页的五步、汇缴书的进度；做完的写谁在何时、结果如何，没做的写会怎样。"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from deposits.models import ChangeList, ChangeRow, Remittance, RemittanceEvent
from deposits.rules.roster_facts import TYPES
from deposits.selectors.overview import UnitMonth
from deposits.selectors.remittances import being_paid

SHOWN_CHANGES = 10


@dataclass(frozen=True)
class Node:
    """一步：state 是 done 做完、current 现在、later 以后、wrong 没办成；at、by 是何时、何人，note 是结果或会怎样。"""

    title: str
    state: str
    at: datetime | None = None
    by: str = ""
    note: str = ""


def steps_of(state: UnitMonth, on: date) -> list[Node]:
    """首页的五步，每步带上谁、何时、结果；on 是业务日。"""
    told = {
        "list": _filed(state.change_list),
        "confirm": _confirmed(state.change_list),
        "remittance": _created(state.remittance),
        "pay": _paid(state.remittance),
        "allocated": _booked(state.remittance, on),
    }
    return [Node(step.title, step.state, *told[step.code]) for step in state.steps]


def _filed(head: ChangeList | None) -> tuple[datetime | None, str, str]:
    if head is None:
        return None, "", "用自己的 Excel 就行"
    people = (head.summary or {}).get("people")
    return head.filed_at, head.filed_by, f"增 {people[1]} 人　减 {people[2]} 人" if people else ""


def _confirmed(head: ChangeList | None) -> tuple[datetime | None, str, str]:
    if head is None or head.confirmed_at is None:
        return None, "", "确认之前不动任何账户"
    return head.confirmed_at, head.confirmed_by, f"{head.applied:,} 行已生效"


def _created(row: Remittance | None) -> tuple[datetime | None, str, str]:
    if row is None:
        return None, "", "取得缴款识别码"
    return row.created_at, row.created_by, f"{row.employees:,} 人"


def _paid(row: Remittance | None) -> tuple[datetime | None, str, str]:
    event = row.events.filter(status="paying").order_by("id").last() if row and row.status == "paying" else None
    if event is None:
        return None, "", "从登记的账户扣款，或自行转账"
    return event.at, event.by, ""


def _booked(row: Remittance | None, on: date) -> tuple[datetime | None, str, str]:
    """入账不用人办：付了就写在等什么。"""
    waits = row.said_on(on) if row is not None and row.status == "paying" else ""
    return None, waits, "到账后自动，约 1 分钟"


def parts_of(head: ChangeList | None) -> dict[str, int]:
    """清册里变化的类型和人数：开户 5、封存 3；没有清册的为空。"""
    parts = (head.summary or {}).get("parts", {}) if head else {}
    return {TYPES[kind]: number for kind, number in parts.items()}


TOLD = {
    "awaiting_funds": "{}已生成",
    "paying": "付款已受理",
    "mismatch": "到账不足",
    "allocated": "已分配入账",
    "reversed": "入账已冲销",
    "cancelled": "已撤销",
}
"""经过里每种状态的说法。"""
TAKEN_BACK = "到账凭证"
"""到账冲销了的那一条经过这样开头。"""
NOT_PAID = "不用付款"
"""暂存全够、没有经过银行的那一条经过这样结尾。"""
ENDED = ("allocated", "reversed", "cancelled")


def _title(row: Remittance, event: RemittanceEvent, before: RemittanceEvent | None) -> tuple[str, str]:
    """一条经过的说法和样子；状态没有变的，是走到头以后钱又有进出，不是又入账、又冲销了一回。"""
    if before is not None and event.status == "awaiting_funds":
        return "回到待付款", "wrong"
    if before is not None and event.status == before.status and event.status in ENDED:
        if event.note.startswith(TAKEN_BACK):
            return "到账已冲销", "wrong"
        return ("认领已撤销", "wrong") if "认领已撤销" in event.note else ("又到账", "done")
    if event.status == "paying" and event.note.endswith(NOT_PAID):
        return "已用暂存抵缴", "done"
    return TOLD[event.status].format(row.title), "wrong" if event.status in ("mismatch", "reversed") else "done"


def story_of(row: Remittance, events: Sequence[RemittanceEvent], on: date) -> list[Node]:
    """汇缴书的进度：确认清册、每一步经过，再写现在等什么、接下来会怎样；on 是业务日。"""
    head, story = row.change_list, []
    if head is not None:
        story.append(Node("变更清册已确认", "done", head.confirmed_at, head.confirmed_by, f"{row.employees:,} 人应缴"))
    for place, event in enumerate(events):
        told, state = _title(row, event, events[place - 1] if place else None)
        story.append(Node(told, state, event.at, event.by, event.note))
    waiting = {"awaiting_funds": "等您付款", "mismatch": "等您补足差额", "paying": "等银行到账"}
    if row.status in waiting:
        waits_bank = row.status == "mismatch" and being_paid(row)  # 先等那一笔的结果，不叫人补
        now = "等银行的结果" if waits_bank else waiting[row.status]
        story.append(Node(row.said_on(on) if row.is_ready else now, "current"))
        if row.status != "paying":
            story.append(Node("到账匹配", "later", note="按缴款识别码自动匹配，约 1 分钟"))
        told = f"{row.employees:,} 人同时入账，" + (
            f"记在{row.month.label}" if row.is_make_up else f"缴至年月变为{row.month.label}"
        )
        story.append(Node("分配入账", "later", note=told))
    return story


def rows_with_change(head: ChangeList) -> bool:
    """清册里有没有一行变化（连没生效的）；全是「正常」的没有。"""
    return ChangeRow.objects.filter(change_list=head).exclude(type="unchanged").exists()


@dataclass(frozen=True)
class Changed:
    """这个月变化的一个职工：类型、基数、月缴存额增减多少（元，减为负）。"""

    name: str
    kind: str
    base: Decimal | None
    change: Decimal


def changed_people(head: ChangeList) -> tuple[list[Changed], int]:
    """这份清册里生效的变化：前几名和总人数。"""
    rows = ChangeRow.objects.filter(change_list=head, applied_at__isnull=False).exclude(type="unchanged")
    shown = [
        Changed(row.name, TYPES[row.type], row.base, row.amount - row.amount_before)
        for row in rows.order_by("row")[:SHOWN_CHANGES]
    ]
    return shown, rows.count()
