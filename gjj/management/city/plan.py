"""剧本：每家单位什么时候开户、每月谁来谁走、谁调基。同一个种子，同一个剧本。"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from gjj.management.city.people import Crowd, Someone, company_names, credit_code, share_headcount
from gjj.periods.month import Month

UNIT_A_PEOPLE = 236
UNIT_A, UNIT_B, UNIT_C = "明川甲木仪表有限公司", "明川乙水物流有限公司", "示范精密制造有限公司"


Limits = Callable[[Month], tuple[Decimal, Decimal]]
"""某个月的基数下限与上限，来自参数。"""


def within(base: Decimal, limits: tuple[Decimal, Decimal]) -> Decimal:
    """限在上下限之内。"""
    return min(max(base, limits[0]), limits[1])


@dataclass(frozen=True)
class Line:
    """清册的一行：类型、谁、基数（不填为空）。"""

    kind: str
    who: Someone
    base: Decimal | None


@dataclass
class Firm:
    """一家单位和它每月的清册。"""

    name: str
    uscc: str
    ratio: Decimal
    first_month: Month
    last_month: Month
    bank_account: str
    limits: Limits
    months: dict[Month, list[Line]] = field(default_factory=dict)
    active: list[Someone] = field(default_factory=list)
    sealed: list[Someone] = field(default_factory=list)
    bases: dict[str, Decimal] = field(default_factory=dict)

    def hire(self, month: Month, who: Someone) -> None:
        """开户。"""
        base = within(who.base, self.limits(month))
        self.months.setdefault(month, []).append(Line("开户", who, base))
        self.active.append(who)
        self.bases[who.id_no] = base

    def leave(self, month: Month, who: Someone) -> None:
        """封存。"""
        self.months.setdefault(month, []).append(Line("封存", who, None))
        self.active.remove(who)
        self.sealed.append(who)

    def come_back(self, month: Month, who: Someone) -> None:
        """启封，基数照旧。"""
        self.months.setdefault(month, []).append(Line("启封", who, None))
        self.sealed.remove(who)
        self.active.append(who)

    def adjust(self, month: Month, who: Someone, base: Decimal) -> None:
        """基数调整，限在那个月的上下限之内。"""
        base = within(base, self.limits(month))
        self.months.setdefault(month, []).append(Line("基数调整", who, base))
        self.bases[who.id_no] = base

    def carry_on(self, month: Month) -> None:
        """没有变化的月份：清册只写一名正常职工。"""
        self.months[month] = [Line("正常", self.active[0], None)]


@dataclass(frozen=True)
class Plan:
    """整座城的剧本。"""

    firms: Sequence[Firm]
    zhangsan: Someone
    lisi: Someone
    wangwu: Someone
    crowd: Crowd


def _live(
    firm: Firm, random: Random, crowd: Crowd, months: Sequence[Month], headcount: int, keep: frozenset[str]
) -> None:
    """一家单位的十几个月：先开户，再有来有去，七月调基。"""
    turnover = max(1, headcount // 60)
    first = (
        headcount - sum(1 for place, _ in enumerate(months) if place and place % 2) * turnover
        if headcount > 30
        else headcount
    )
    for _ in range(max(first - len(firm.active), 0)):
        firm.hire(months[0], crowd.one())
    hired = len(firm.active) + len(firm.sealed)
    for place, month in enumerate(months[1:], start=1):
        if place % 2 and headcount > 30:
            for _ in range(min(turnover, headcount - hired)):
                firm.hire(month, crowd.one())
                hired += 1
        if month.month == 7:
            _yearly(firm, random, month)
        elif place % 3 == 0 and len(firm.active) > 8:
            firm.leave(
                month,
                random.choice(
                    [one for one in firm.active if one.id_no not in keep and one.id_no not in _touched(firm, month)]
                ),
            )
        elif place % 5 == 0 and firm.sealed:
            back = [one for one in firm.sealed if one.id_no not in keep]
            if back:
                firm.come_back(month, random.choice(back))
        if month not in firm.months:
            firm.carry_on(month)


def _touched(firm: Firm, month: Month) -> set[str]:
    return {line.who.id_no for line in firm.months.get(month, ())}


def _yearly(firm: Firm, random: Random, month: Month) -> None:
    """七月：新缴存年度，约四成职工调基，都在新的上下限之内；甲、乙公司只调非调不可的，今年的年度调整留给来的人办。"""
    floor, cap = firm.limits(month)
    for who in [one for one in firm.active if one.id_no not in _touched(firm, month)]:
        if random.random() < 0.4:
            raised = firm.bases[who.id_no] * Decimal(random.randrange(101, 109)) / 100
            if firm.name not in (UNIT_A, UNIT_B) or not floor <= firm.bases[who.id_no] <= cap:
                firm.adjust(month, who, raised.quantize(Decimal("0.01")))


def write_plan(*, seed: int, employers: int, employees: int, months: int, this_month: Month, limits: Limits) -> Plan:
    """写出剧本：最后一个月是 this_month 的上个月；基数都在当月的上下限之内。"""
    random = Random(seed)
    crowd = Crowd(random)
    first = this_month.previous(months)
    span = [first + step for step in range(months)]
    others = max(employers - 3, 0)
    a_people = min(UNIT_A_PEOPLE, max(employees // 20, 12))
    b_people = min(40, max(employees // 100, 8))
    sizes = share_headcount(random, employees - a_people - b_people, others) if others else []
    zhangsan, lisi, wangwu = (
        _with_base(crowd.one(name), base)
        for name, base in (("张三", "8765.43"), ("李四", "6500.00"), ("王五", "9800.00"))
    )
    keep = frozenset(one.id_no for one in (zhangsan, lisi, wangwu))
    names = [UNIT_A, UNIT_B, UNIT_C, *company_names(random, others)]
    firms = []
    for place, (name, people) in enumerate(zip(names, [a_people, b_people, 0, *sizes], strict=True)):
        ratio = Decimal(8) if name == UNIT_C else Decimal(12) if name == UNIT_A else Decimal(random.randrange(5, 13))
        start = this_month if name == UNIT_C else first
        last = this_month.previous(3) if name == UNIT_B else this_month.previous()
        firm = Firm(name, credit_code(place + 1), ratio, start, last, f"6228480{place + 1:09d}", limits)
        if name == UNIT_A:
            for who in (zhangsan, lisi, wangwu):
                firm.hire(first, who)
        if people:
            _live(firm, random, crowd, [month for month in span if month <= last], people, keep)
        firms.append(firm)
    _seal_lisi(firms[0], lisi, span)
    return Plan(firms, zhangsan, lisi, wangwu, crowd)


def _with_base(one: Someone, base: str) -> Someone:
    return Someone(one.name, one.id_no, one.mobile, Decimal(base))


def _seal_lisi(firm: Firm, lisi: Someone, span: Sequence[Month]) -> None:
    """李四在倒数第四个月封存；那之后不再有他的行。"""
    month = span[-4] if len(span) > 4 else span[-1]
    for later in span:
        if later >= month and later in firm.months:
            firm.months[later] = [line for line in firm.months[later] if line.who.id_no != lisi.id_no]
    firm.months[month] = [line for line in firm.months.get(month, []) if line.kind != "正常"]
    firm.leave(month, lisi)
    for later in span:
        if later > month and not firm.months.get(later):
            firm.carry_on(later)


def roster_of_this_month(firm: Firm, month: Month, crowd: Crowd, random: Random, keep: frozenset[str]) -> list[Line]:
    """甲公司这个月的名单：开户、封存、启封、基数调整都有。"""
    limits = firm.limits(month)
    lines = [Line("开户", who, within(who.base, limits)) for who in (crowd.one() for _ in range(3))]
    usable = [one for one in firm.active if one.id_no not in keep]
    leaving, rising = random.sample(usable, 2), None
    lines += [Line("封存", who, None) for who in leaving]
    lines += [Line("启封", who, None) for who in [one for one in firm.sealed if one.id_no not in keep][:1]]
    rising = next(one for one in usable if one not in leaving)
    lines.append(Line("基数调整", rising, within(firm.bases[rising.id_no] + Decimal("500.00"), limits)))
    return lines
