"""年度基数调整的模板：全体职工、原来的基数、上下限；证件号是原文，下载留痕。"""

from datetime import datetime

from deposits.errors import yearly_closed
from deposits.models import EmployerAccount
from deposits.roster.template import write_roster
from deposits.selectors.yearly_base import template_lines, yearly_base
from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.declarations.permissions import require
from gjj.periods.days import business_date


def yearly_template(*, by: Actor, unit: EmployerAccount, at: datetime) -> bytes:
    """一份填好的清册：每人一行「基数调整」，基数是原来的，改成上一年度月平均工资就能传；不在办理的月份抛 BizError。"""
    require(by, "deposits.list.file")
    on = business_date(at)
    found = yearly_base(unit, on)
    if found.refusal:
        raise yearly_closed(found.month, found.first, found.last)
    data = write_roster(unit_name=unit.employer.name, month=found.month, people=template_lines(unit, found, on))
    record(
        by=by, action="deposits.list.file", object_type="employer_account", object_id=unit.pk, at=at,
        summary=f"下载{found.month.label}年度基数调整模板，{found.people:,} 人",
    )  # fmt: skip
    return data
