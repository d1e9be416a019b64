"""年度基数调整：现在能不能办、那个月的上下限、谁的基数在外面、谁这个缴存年度已经调过。"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from deposits.models import Account, ChangeList, EmployerAccount, Remittance
from deposits.rules.adjust import refusal_of_yearly
from deposits.rules.calendar import is_come
from deposits.rules.make_up import refusal_of_base
from deposits.selectors.facts import adjusted_this_year, month_open_for, next_month_for, values_of
from deposits.selectors.remittances import standing_remittances
from gjj.money.amounts import format_money, money_json, percent_json
from gjj.parameters import selectors as parameters
from gjj.periods.month import Month

WINDOW = ("deposits.base_window_first", "deposits.base_window_last", "deposits.base_adjusts_a_year")
SHOWN = 200
"""基数在外面的最多列几个。"""


@dataclass(frozen=True)
class Outside:
    """一个基数在上下限外面的职工：哪一种（和上传时的编码一样）、改成多少。"""

    account: Account
    code: str
    fix: Decimal

    @property
    def said(self) -> str:
        """怎么了。"""
        return f"{'低于下限' if self.code == 'base_below_floor' else '高于上限'} {format_money(self.fix)}"

    @property
    def mend(self) -> str:
        """改成多少。"""
        return f"{'不低于' if self.code == 'base_below_floor' else '不高于'} {format_money(self.fix)}"


@dataclass(frozen=True)
class YearlyBase:
    """年度基数调整要看的：哪个月起、上下限（元）、窗口、能不能办、几人、谁在外面、几人今年调过。"""

    month: Month
    floor: Decimal
    cap: Decimal
    first: int
    last: int
    refusal: str | None
    people: int
    outside: list[Outside]
    outside_count: int
    adjusted: int
    has_come: bool
    taken: "Taken | None"


@dataclass(frozen=True)
class Taken:
    """应办月份的清册已经确认了：是哪一份、生成了的汇缴书、接着能报的月份。"""

    change_list: ChangeList
    remittance: Remittance | None
    next: Month


def _taken(unit: EmployerAccount, month: Month) -> Taken | None:
    """应办月份办过清册了，名单传上来也确认不了；还没办的为空。"""
    rows = ChangeList.objects.filter(employer_account=unit, month=month, status="confirmed").defer("content")
    head = rows.first()
    if head is None:
        return None
    book = standing_remittances(unit.pk).filter(month=month).first()
    return Taken(head, book, next_month_for(unit))


def _active(unit: EmployerAccount) -> QuerySet[Account]:
    return Account.objects.filter(employer_account=unit, status="active")


def _beyond(unit: EmployerAccount, floor: Decimal, cap: Decimal) -> QuerySet[Account]:
    """基数在上下限外面的职工。"""
    rows = _active(unit).filter(Q(base__lt=floor) | Q(base__gt=cap))
    return rows.select_related("person", "subaccount").order_by("id")


def _outside(row: Account, floor: Decimal, cap: Decimal) -> Outside:
    return Outside(row, refusal_of_base(row.base, floor, cap) or "", floor if row.base < floor else cap)


def everyone_outside(unit: EmployerAccount, found: YearlyBase) -> Iterator[Outside]:
    """基数在上下限外面的全部职工，一个不少；页面只列前面的。"""
    for row in _beyond(unit, found.floor, found.cap).iterator(chunk_size=2000):
        yield _outside(row, found.floor, found.cap)


def _settled(unit: EmployerAccount, month: Month, most: int) -> set[str]:
    """这个缴存年度调基数已经调够次数的：证件号盲索引；most 为 0 是不限。"""
    return {index for index, times in adjusted_this_year(unit.pk, month).items() if times >= most} if most else set()


def yearly_base(unit: EmployerAccount, today: date) -> YearlyBase:
    """现在办年度基数调整：随应办月份的变更清册一起报，从那个月起按新基数缴存。"""
    month = month_open_for(unit)
    values, terms = values_of(unit.area, month, today), parameters.values(WINDOW, on=today, area=unit.area)
    floor, cap = values["deposits.base_floor"], values["deposits.base_cap"]
    first, last, most = (terms[code] for code in WINDOW)
    people = _active(unit)
    beyond = _beyond(unit, floor, cap)
    outside = [_outside(row, floor, cap) for row in beyond[:SHOWN]]
    done = _settled(unit, month, most)
    return YearlyBase(
        month, floor, cap, first, last, refusal_of_yearly(month, first, last), people.count(), outside,
        beyond.count(), people.filter(person__id_no_index__in=done).count(), is_come(month, Month.of(today)),
        _taken(unit, month),
    )  # fmt: skip


def template_lines(unit: EmployerAccount, found: YearlyBase, today: date) -> Iterator[tuple[Any, ...]]:
    """模板的每一行：正常缴存、今年还没调够次数的和基数在外面非调不可的职工，填好原来的基数；在外面的在备注里写明改成多少。"""
    most = parameters.value(WINDOW[2], on=today, area=unit.area)
    settled = _settled(unit, found.month, most)
    # 比例写成数，不写「8%」：读的时候照原样就对，不用改读，系统自己发的名单传回来一处也不改
    employer, personal = Decimal(percent_json(unit.employer_ratio)), Decimal(percent_json(unit.personal_ratio))
    for row in _active(unit).select_related("person").order_by("id").iterator(chunk_size=2000):
        code = refusal_of_base(row.base, found.floor, found.cap)
        if not code and row.person.id_no_index in settled:
            continue
        said = "低于下限" if code == "base_below_floor" else "高于上限" if code else ""
        fix = found.floor if code == "base_below_floor" else found.cap
        note = (
            f"原基数{said}，至少填 {format_money(fix)}"
            if code == "base_below_floor"
            else f"原基数{said}，最多填 {format_money(fix)}"
            if code
            else ""
        )
        yield (
            "基数调整",
            row.person.name,
            row.person.id_no,
            "",
            Decimal(money_json(row.base)),
            employer,
            personal,
            note,
        )
