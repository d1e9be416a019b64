"""入账冲销了、到现在还没有补好的月份：还没办补缴的（差多少），补缴书生成了还没入账的。首页、单位信息、单位暂存、柜面都问这一处。"""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef

from deposits.models import EmployerAccount, Remittance, RemittanceLine
from deposits.selectors.owed import reversed_to_make_up
from deposits.selectors.suspense import WAITING
from gjj.money.amounts import ZERO, format_money
from gjj.periods.month import Month

PAYABLE = ("awaiting_funds", "mismatch")


@dataclass(frozen=True)
class Unsettled:
    """一个月没有补好的一样：打开哪一份去办（没办的是冲销了的那一份，办了的是补缴书），几个人、多少元；made 是补缴书的状态，没办为空。"""

    month: Month
    book_id: int
    people: int
    amount: Decimal
    made: str = ""

    @property
    def may_pay(self) -> bool:
        """补缴书等着付款。"""
        return self.made in PAYABLE

    @property
    def said(self) -> str:
        """还差什么，跟在「某月的入账冲销了」后面。"""
        if not self.made:
            return f"{self.people:,} 人还差 {format_money(self.amount)} 元"
        if self.may_pay:
            return f"补缴书还有 {format_money(self.amount)} 元等着付款"
        return "补缴书正在入账"


def unsettled_of(unit: EmployerAccount) -> list[Unsettled]:
    """单位的，月份早的在前；都补好了是空的。补缴书里没有一个冲销了的人的，是另一件事，不在里面。"""
    owed = [Unsettled(one.month, one.book_id, one.missing, one.amount) for one in reversed_to_make_up(unit)]
    books = Remittance.objects.filter(employer_account=unit)
    lines = RemittanceLine.objects.filter(remittance__employer_account=unit)
    gone = lines.filter(remittance__status="reversed", remittance__month=OuterRef("remittance__month"))
    theirs = lines.filter(Exists(gone.filter(account=OuterRef("account"))), remittance=OuterRef("pk"))
    made = books.filter(Exists(theirs), kind="make_up", status__in=WAITING)
    coming = [Unsettled(row.month, row.pk, row.employees, max(row.due, ZERO), row.status) for row in made]
    return sorted(owed + coming, key=lambda one: (one.month, one.book_id))


def settled_but(unit: EmployerAccount) -> str:
    """缴至年月，连同冲销了还没补好的月份，一句话；柜面用。"""
    last = unit.paid_through.label if unit.paid_through else "还没有汇缴"
    return "；".join([last, *(f"{one.month.label}的入账冲销了，{one.said}" for one in unsettled_of(unit))])
