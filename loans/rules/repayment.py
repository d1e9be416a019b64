"""还款计划：等额本息、等额本金；部分提前还款（缩期或减月供）；利率调整。"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from gjj.money.amounts import ZERO, yuan
from gjj.money.rounding import to_fen
from gjj.periods.month import Month

METHODS = {"equal_instalment": "等额本息", "equal_principal": "等额本金"}
PREPAY_MODES = {"shorten": "缩短期限，月供不变", "reduce": "减少月供，期限不变"}


@dataclass(frozen=True)
class Prepayment:
    """部分提前还款：还完第 after 期后还 amount 元本金，mode 为 shorten 缩期或 reduce 减月供。"""

    after: int
    amount: Decimal
    mode: str


@dataclass(frozen=True)
class Repricing:
    """利率调整：从第 from_instalment 期起按新的年利率（百分数，2.60 即 2.60%）。"""

    from_instalment: int
    annual_rate: Decimal


@dataclass(frozen=True)
class Instalment:
    """一期：应还、其中本金与利息、还后余额（元）。"""

    no: int
    due_on: date | None
    payment: Decimal
    principal: Decimal
    interest: Decimal
    balance: Decimal


@dataclass(frozen=True)
class Plan:
    """还款计划；总利息是逐期分位台账之和。"""

    schedule: tuple[Instalment, ...]
    monthly_payment: Decimal
    total_interest: Decimal
    total_payment: Decimal
    prepaid: Decimal

    @property
    def first_payment(self) -> Decimal:
        """首期应还。"""
        return self.schedule[0].payment

    @property
    def last_payment(self) -> Decimal:
        """末期应还。"""
        return self.schedule[-1].payment


def level_payment(principal: Decimal, monthly_rate: Decimal, months: int) -> Decimal:
    """等额本息的月供：P·r(1+r)^n ÷ ((1+r)^n − 1)，四舍五入到分；零利率时本金平分。"""
    if monthly_rate == 0:
        return to_fen(principal / months)
    with localcontext() as context:
        context.prec = 40
        growth = (1 + monthly_rate) ** months
        return to_fen(principal * monthly_rate * growth / (growth - 1))


def due_date(first: date, no: int) -> date:
    """第 no 期还款日：对月对日，没有那一天的月份归月末。"""
    month = Month.of(first) + (no - 1)
    return month.first_day.replace(day=min(first.day, month.last_day.day))


def _check(principal: Decimal, months: int, annual_rate: Decimal, method: str) -> None:
    if yuan(principal) <= 0 or months < 1:
        raise ValueError("本金要大于零，期数至少一期")
    if annual_rate < 0:
        raise ValueError("年利率不能小于零")
    if method not in METHODS:
        raise ValueError("还款方式只有等额本息和等额本金")


def _check_changes(months: int, prepayments: Sequence[Prepayment], repricings: Sequence[Repricing]) -> None:
    for prepayment in prepayments:
        if prepayment.mode not in PREPAY_MODES or yuan(prepayment.amount) <= 0 or not 1 <= prepayment.after < months:
            raise ValueError("提前还款要写明在第几期之后、还多少本金、缩期还是减月供")
    if any(repricing.from_instalment < 2 or repricing.annual_rate < 0 for repricing in repricings):
        raise ValueError("利率调整最早从第二期起，年利率不能小于零")


class _Run:
    """逐期推算时手上的几个数。"""

    def __init__(self, principal: Decimal, months: int, annual_rate: Decimal, method: str) -> None:
        self.balance, self.end, self.method = principal, months, method
        self.reprice(annual_rate, 1)

    def reprice(self, annual_rate: Decimal, no: int) -> None:
        self.monthly_rate = annual_rate / 1200
        self.recompute(no)

    def recompute(self, no: int) -> None:
        """按现在的余额和剩余期数重算月供（或每期本金）。"""
        left = self.end - no + 1
        self.level = level_payment(self.balance, self.monthly_rate, left)
        self.share = to_fen(self.balance / left)

    def split(self, balance: Decimal, no: int) -> tuple[Decimal, Decimal]:
        """第 no 期还多少本金、多少利息；末期还清余额。"""
        interest = to_fen(balance * self.monthly_rate)
        principal = self.share if self.method == "equal_principal" else self.level - interest
        return (balance if no >= self.end or principal >= balance else principal), interest

    def shorten(self, no: int) -> None:
        """缩期：照现在的月供（或每期本金）还到第几期还清，那一期就是新的末期；以后再重算也按新的期数。"""
        balance = self.balance
        while balance:
            balance -= self.split(balance, no)[0]
            no += 1
        self.end = no - 1

    def step(self, no: int, due_on: date | None) -> Instalment:
        principal, interest = self.split(self.balance, no)
        self.balance -= principal
        return Instalment(no, due_on, principal + interest, principal, interest, self.balance)

    def prepay(self, prepayment: Prepayment, no: int) -> Decimal:
        paid = min(prepayment.amount, self.balance)
        self.balance -= paid
        if self.balance and prepayment.mode == "reduce":
            self.recompute(no + 1)
        elif self.balance:
            self.shorten(no + 1)
        return paid


def repayment_plan(
    *,
    principal: Decimal,
    months: int,
    annual_rate: Decimal,
    method: str,
    first_due_on: date | None = None,
    prepayments: Iterable[Prepayment] = (),
    repricings: Iterable[Repricing] = (),
) -> Plan:
    """还款计划：每期利息 = 余额 × 年利率 ÷ 12，四舍五入到分；末期还清余额，月供微调。

    ``annual_rate`` 是百分数（2.60 即 2.60%）。参数不合理抛 ValueError。
    """
    early, repriced = sorted(prepayments, key=lambda one: one.after), tuple(repricings)
    _check(principal, months, annual_rate, method)
    _check_changes(months, early, repriced)
    rates = {one.from_instalment: one.annual_rate for one in repriced}
    run = _Run(principal, months, annual_rate, method)
    monthly = run.level if method == "equal_instalment" else run.share
    schedule: list[Instalment] = []
    prepaid = ZERO
    for no in range(1, months + 1):
        if no in rates and no > 1:
            run.reprice(rates[no], no)
        schedule.append(run.step(no, due_date(first_due_on, no) if first_due_on else None))
        for one in early:
            if one.after == no and run.balance:
                prepaid += run.prepay(one, no)
        if not run.balance:
            break
    interest = sum((one.interest for one in schedule), ZERO)
    return Plan(tuple(schedule), monthly, interest, sum((one.payment for one in schedule), ZERO) + prepaid, prepaid)
