"""比例调整：单位的缴存比例一改，全体正常缴存的职工的月缴存额一条语句跟着改；那个月的汇缴书生成以前可以撤销。"""

from datetime import datetime
from decimal import Decimal

from django.db import connection
from psycopg2.extras import Json

from deposits.errors import no_employer_account
from deposits.models import Adjustment, ChangeList, EmployerAccount
from deposits.rules.derivation import limits_json
from deposits.selectors import scope
from deposits.selectors.adjustments import AT_NEW_RATIO, RULES, RatioPreview, at_ratios, ratio_preview
from deposits.selectors.facts import snapshot_of
from deposits.services.locks import lock_employer_account
from deposits.services.ratio_case import lock_before_adjusting, open_and_close, ratio_key
from deposits.services.recount import add_ratio_change
from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.cases.selectors.cases import number_of
from gjj.declarations.permissions import require
from gjj.money.amounts import ZERO, format_money, percent_json
from gjj.parameters import selectors as parameters
from gjj.periods.days import business_date
from gjj.work.retry import money_tx
from gjj.work.services import enqueue

APPLY = f"""
WITH fresh AS ({AT_NEW_RATIO}), kept AS (
  INSERT INTO deposits_adjustmentline (adjustment_id, account_id, base_before, base_after, employer_before, personal_before,
                                       employer_after, personal_after)
  SELECT %(adjustment)s, id, base, base, employer_before, personal_before, employer_after, personal_after FROM fresh ORDER BY id)
UPDATE deposits_account a SET employer_amount = f.employer_after, personal_amount = f.personal_after,
       terms = a.terms || %(terms)s::jsonb
  FROM fresh f WHERE f.id = a.id
"""
RESTORE = f"""
WITH fresh AS ({AT_NEW_RATIO})
UPDATE deposits_account a SET employer_amount = f.employer_after, personal_amount = f.personal_after,
       terms = a.terms || %(terms)s::jsonb
  FROM fresh f WHERE f.id = a.id
"""


@money_tx
def adjust_ratio(
    *, by: Actor, employer_ratio: Decimal, personal_ratio: Decimal, at: datetime, employer_number: str | None = None
) -> int:
    """把单位的缴存比例调成新的，返回调整书编号；从下一个还没有汇缴书的月份起生效，已生成的汇缴书不变。

    新比例不在范围里、要先批的、和现在一样、这个缴存年度调够了次数抛 BizError。依据：条例第十八条、指导意见第二条。
    """
    require(by, "deposits.ratio.adjust")
    seen = scope.employer_account(by, employer_number)
    if seen is None:
        raise no_employer_account()
    lock_before_adjusting(seen)
    unit = lock_employer_account(seen.pk)
    on = business_date(at)
    found = ratio_preview(unit, employer_ratio, personal_ratio, on)
    row = Adjustment.objects.create(
        employer_account=unit, kind="ratio", effective_month=found.effective_month,
        fund_year=found.effective_month.fund_year, employer_ratio_before=unit.employer_ratio,
        personal_ratio_before=unit.personal_ratio, employer_ratio_after=employer_ratio,
        personal_ratio_after=personal_ratio, employees=found.employees, amount_before=found.amount_before,
        amount_after=found.amount_after, made_at=at, made_by=by.name,
        parameters={**snapshot_of(unit.area, found.effective_month, on), **parameters.snapshot(RULES, on=on, area=unit.area)},
    )  # fmt: skip
    _write(APPLY, found, row.pk)
    _carry_to_list(unit, found, found.change)
    unit.employer_ratio, unit.personal_ratio = employer_ratio, personal_ratio
    unit.save(update_fields=("employer_ratio", "personal_ratio"))
    said = _said(row)
    open_and_close(unit, row, by=by, at=at, said=said)
    enqueue("deposits.tell_ratio", key=f"applied:{row.pk}", at=at, adjustment_id=row.pk)
    record(
        by=by, action="deposits.ratio.adjust", object_type="adjustment", object_id=row.pk, at=at, case=number_of(ratio_key(row.pk)),
        summary=f"比例调整 {row.number}：{said}",
    )  # fmt: skip
    return int(row.pk)


def _said(row: Adjustment) -> str:
    return (
        f"单位 {percent_json(row.employer_ratio_before)}% → {percent_json(row.employer_ratio_after)}%、"
        f"个人 {percent_json(row.personal_ratio_before)}% → {percent_json(row.personal_ratio_after)}%，"
        f"从{row.effective_month.label}起，{row.employees:,} 人，"
        f"每月 {format_money(row.amount_before)} → {format_money(row.amount_after)} 元"
    )


def _write(statement: str, found: RatioPreview, adjustment_id: int = 0) -> None:
    terms = {
        "er": percent_json(found.employer_ratio), "pr": percent_json(found.personal_ratio),
        **limits_json(found.floor, found.cap), "r": found.rounding,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement, {**found.given, "adjustment": adjustment_id, "terms": Json(terms)})


def _carry_to_list(unit: EmployerAccount, found: RatioPreview, change: Decimal) -> None:
    """那个月的清册已经确认的，汇总等式里把比例调整的增减算上：增的加在「本月增加」，减的加在「本月减少」。"""
    head = (
        ChangeList.objects.filter(employer_account=unit, month=found.effective_month, status="confirmed")
        .only("summary", "ratio_more", "ratio_less")
        .first()
    )
    if head is None or not head.summary:
        return
    more, less = (change, ZERO) if change > 0 else (ZERO, -change)
    head.summary = add_ratio_change(head.summary, more, less)
    # 清册的行以后还会重新数（recount），记下来才不会丢
    head.ratio_more, head.ratio_less = head.ratio_more + more, head.ratio_less + less
    head.save(update_fields=("summary", "ratio_more", "ratio_less"))


def restore_ratio(unit: EmployerAccount, row: Adjustment, at: datetime) -> None:
    """恢复原来的比例，正常缴存的职工（这期间新来的也在内）重算；单位已锁。"""
    before = row.employer_ratio_before, row.personal_ratio_before
    found = at_ratios(unit, *before, row.effective_month, business_date(at))
    _write(RESTORE, found)
    _carry_to_list(unit, found, found.change)
    unit.employer_ratio, unit.personal_ratio = before
    unit.save(update_fields=("employer_ratio", "personal_ratio"))
