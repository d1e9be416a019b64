"""操作日志：本单位的人办过的每一件，谁、何时、做了什么、从哪里、结果如何、改前改后。"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from deposits.rules.roster_facts import TYPES
from gjj.actors.roles import UNIT
from gjj.audit.selectors import entries_of_employer
from gjj.backoffice.words import word
from gjj.declarations.permissions import all_permissions
from gjj.money.amounts import format_money
from gjj.periods.days import day_after, start_of


@dataclass(frozen=True)
class LogFilter:
    """筛选：起止日期（含）、办事人、动作、结果、摘要里的一段（或整个办件编号）。"""

    frm: date | None = None
    to: date | None = None
    who: str = ""
    action: str = ""
    result: str = ""
    search: str = ""


def unit_log(employer_id: int, wanted: LogFilter) -> QuerySet[Any]:
    """本单位的日志，新的在前。"""
    rows = entries_of_employer(employer_id)
    if wanted.frm:
        rows = rows.filter(at__gte=start_of(wanted.frm))
    if end := wanted.to and day_after(wanted.to):
        rows = rows.filter(at__lt=start_of(end))
    if wanted.who:
        rows = rows.filter(name__icontains=wanted.who)
    if wanted.action:
        rows = rows.filter(action=wanted.action)
    if wanted.result:
        rows = rows.filter(result=wanted.result)
    if wanted.search:
        rows = rows.filter(Q(summary__icontains=wanted.search) | Q(case_number=wanted.search))
    return rows


def action_title(action: str) -> str:
    """动作的说法：权限的名称，没有权限的取登记的说法。"""
    permission = all_permissions().get(action)
    return permission.title if permission else word("action", action)


WITHOUT_PERMISSION = (
    "identity.sign_in", "identity.sign_out", "identity.set_password", "exchange.check", "web.export", "deposits.list.annotated", "deposits.filter.delete",
    "deposits.review.ask", "deposits.review.void", "deposits.employer.profile", "deposits.adjustment.undo", "settlement.instruct",
    "looks.open",
)  # fmt: skip
"""单位的人会做、没有单独权限的动作；tests/halls/test_unit_log.py 对着记审计的每一处看，少一个也不行。"""


def unit_actions() -> dict[str, str]:
    """单位的人会做的动作 → 说法：清单里说的和筛选里列的是同一份。"""
    doing = [code for code, one in all_permissions().items() if one.roles & UNIT and not code.endswith(".view")]
    return {code: action_title(code) for code in dict.fromkeys((*doing, *WITHOUT_PERMISSION))}


def log_row(entry: Any) -> dict[str, Any]:
    """一行日志给人看的样子。"""
    return {
        "at": entry.at,
        "name": entry.name,
        "username": entry.username,
        "role": word("role", entry.role),
        "action": action_title(entry.action),
        "summary": entry.summary,
        "case": entry.case_number,
        "channel": word("audit.channel", entry.channel),
        "ip": entry.ip,
        "result": entry.result,
        "result_said": word("audit.result", entry.result),
        "changes": _changes(entry.before, entry.after),
    }


EQUATION = {"people": "人数", "amount": "金额（元）"}
"""确认清册记下的汇总等式：上月 + 增 − 减 = 本月。"""
LABELS = {"version": "清册版次", "since": "起", "until": "止", **EQUATION}
"""审计里的栏目给单位的人看的说法；业务自己写中文栏目名的照写。"""
MONEY = re.compile(r"-?\d+\.\d{2}")
"""存成文字的金额。"""


def _said(value: Any) -> str:
    """改前、改后的一个值：金额、个数带千分位，空的写横线。"""
    if value in (None, ""):
        return "—"
    if isinstance(value, str) and MONEY.fullmatch(value):
        return format_money(Decimal(value))
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return str(value)


def _changes(before: Any, after: Any) -> list[tuple[str, str, str]]:
    """改前 → 改后，只列变了的栏目；汇总等式写成上月 → 本月，几人开户、封存写成话。"""
    old, new = before or {}, after or {}
    found = []
    for key in {**old, **new}:
        if key in EQUATION and isinstance(new.get(key), list):
            found.append((EQUATION[key], _said(new[key][0]), _said(new[key][-1])))
        elif key == "parts":
            said = "、".join(f"{TYPES.get(kind, kind)} {count:,} 人" for kind, count in new.get(key, {}).items())
            found += [("变化", "—", said)] if said else []
        elif old.get(key) != new.get(key):
            found.append((LABELS.get(key) or word("key", key), _said(old.get(key)), _said(new.get(key))))
    return [one for one in found if one[1] != one[2]]
