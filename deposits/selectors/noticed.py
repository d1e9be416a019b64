"""系统注意到的：名单里的和没在名单里的人，到龄、没有手机号、基数在新的上下限之外、上月缴了这个月不在；都只提醒，不拦。"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from deposits.models import Account, ChangeList, ChangeRow, EmployerAccount, RemittanceLine
from deposits.rules.retirement import reached
from deposits.rules.roster_facts import TYPES
from deposits.selectors.facts import retirement_terms, values_of
from deposits.selectors.row_codes import found_codes, rows_with
from gjj.idnumbers import id_card
from gjj.money.amounts import money_json

SHOWN, FIRST = 100, 5
RETIRED = ("retirement_reached", "retirement_by_post")
MOST_READ = 5_000
"""没在名单里的人超过这么多就不逐个看年龄，照实说没有看：页面要快。"""
ADOPTS: Mapping[str, str] = {
    "retirement_reached": "封存", "own_base_below_floor": "基数调到下限", "own_base_above_cap": "基数调到上限",
    "left_since_last_month": "启封",
}  # fmt: skip
TITLES: Mapping[str, str] = {
    "retirement_reached": "到了法定退休年龄", "retirement_by_post": "是女职工，到了工人岗的退休年龄（管理岗还没到）",
    "own_base_below_floor": "现在的基数低于本市下限",
    "own_base_above_cap": "现在的基数高于本市上限", "mobile_missing": "没有手机号，收不到到账通知", "seal_reason_missing": "封存没有写原因",
    "left_since_last_month": "上个月缴了，这个月账户已经封存", "moved_since_last_month": "上个月缴了，账户已经转到别的单位",
    "ages_not_read": "没写在名单里，人太多，没有逐个看退休年龄（「与上月相同」的名单会逐个看）",
}  # fmt: skip
ARTICLES: Mapping[str, str] = {
    "retirement_reached": "RET-01", "retirement_by_post": "RET-01", "own_base_below_floor": "CITY-BASE", "own_base_above_cap": "WH5-03",
    "left_since_last_month": "TL-20",
}  # fmt: skip


@dataclass(frozen=True)
class Group:
    """没在名单里、却该留意的一种人；kind 是采纳时给每个人添哪种行（没有可添的为空），base 是行里写的基数（元）。"""

    code: str
    people: QuerySet[Account]
    kind: str = ""
    base: Decimal | None = None

    def cells(self, one: Account) -> dict[str, str]:
        """采纳时给一个人添的一行。"""
        cells = {"type": TYPES[self.kind], "name": str(one.person.name), "id_no": str(one.person.id_no)}
        return cells if self.base is None else {**cells, "base": money_json(self.base)}


@dataclass
class Notice:
    """注意到的一种：几个人、前几个叫什么、其中几行在名单里、几个能一点采纳。"""

    code: str
    names: list[str] = field(default_factory=list)
    count: int = 0
    in_list: int = 0
    adoptable: int = 0
    said: str = ""
    """接在后面说的。"""

    @property
    def title(self) -> str:
        """是什么。"""
        return TITLES[self.code] + self.said

    @property
    def first(self) -> list[str]:
        """先写出来的几个姓名。"""
        return self.names[:FIRST]

    @property
    def rest(self) -> list[str]:
        """点开再看的；一百个以后的不列。"""
        return self.names[FIRST:]

    @property
    def unnamed(self) -> int:
        """还有几个没有列出姓名。"""
        return self.count - len(self.names)

    @property
    def article(self) -> str:
        """依据。"""
        return ARTICLES.get(self.code, "")

    @property
    def adopts(self) -> str:
        """采纳是办什么；不能一点就办的为空。"""
        return ADOPTS[self.code] if self.adoptable else ""

    def as_json(self) -> dict[str, Any]:
        """接口的写法。"""
        return {
            "code": self.code, "title": self.title, "count": self.count, "in_list": self.in_list,
            "adoptable": self.adoptable, "names": self.first,
        }  # fmt: skip

    def add(self, count: int, names: Iterable[str], *, in_list: bool, adoptable: int) -> None:
        """记几个人和前几个的姓名。"""
        self.count += count
        self.in_list += count if in_list else 0
        self.adoptable += adoptable
        self.names = [*self.names, *names][:SHOWN]


def noticed(head: ChangeList, account: EmployerAccount, on: date) -> list[Notice]:
    """这份清册上注意到的，一种一条：几个人在库里数，姓名只取前几个。"""
    found: dict[str, Notice] = {}
    for one in found_codes(head, "warnings"):
        if one.code in TITLES:
            names = rows_with(head, one.code).filter(applied_at=None).values_list("name", flat=True)[:SHOWN]
            _notice(found, one.code).add(one.count, names, in_list=True, adoptable=one.adoptable)
    _sealed_without_reason(head, found)
    for group in _groups(head, account, on):
        if count := group.people.count():
            first = group.people.values_list("person__name", flat=True)[:SHOWN]
            adoptable = count if group.kind else 0
            _notice(found, group.code).add(count, first, in_list=False, adoptable=adoptable)
    unread = _staying(head, account).count()
    if unread > MOST_READ:
        found["ages_not_read"] = Notice("ages_not_read", count=unread)
    return [found[code] for code in TITLES if code in found]


def _sealed_without_reason(head: ChangeList, found: dict[str, Notice]) -> None:
    """封存没有写原因的：按判断时的参数记了，说出记的是哪一种。"""
    rows = ChangeRow.objects.filter(
        change_list=head, type="seal", is_valid=True, reason_given=False, applied_at=None
    ).exclude(seal_reason="").order_by("row")  # fmt: skip
    if count := rows.count():
        first = list(rows[:SHOWN])
        one = _notice(found, "seal_reason_missing")
        one.said = f"，按「{first[0].get_seal_reason_display()}」记；要写的在格子里填「封存原因」"
        one.add(count, [row.name for row in first], in_list=False, adoptable=0)


def _notice(found: dict[str, Notice], code: str) -> Notice:
    return found.setdefault(code, Notice(code))


def _unlisted(head: ChangeList) -> Any:
    """没在名单里。一个一个问在不在，不用 NOT IN：名单上万行时，后者拿每个人去比整份名单。"""
    return ~Exists(ChangeRow.objects.filter(change_list=head, id_no_index=OuterRef("person__id_no_index")))


def _staying(head: ChangeList, account: EmployerAccount) -> QuerySet[Account]:
    """没写在名单里、照上月缴的人。"""
    rows = Account.objects.filter(_unlisted(head), employer_account=account, status="active")
    return rows.select_related("person").order_by("id")


def outsiders(head: ChangeList, account: EmployerAccount, code: str, on: date) -> Iterator[Mapping[str, str]]:
    """采纳这一种（code）时，给没在名单里的人各添的一行。"""
    for group in _groups(head, account, on, code):
        if group.kind:
            yield from (group.cells(one) for one in group.people.iterator(chunk_size=2_000))


def how_many_outside(head: ChangeList, account: EmployerAccount, code: str, on: date) -> int:
    """采纳这一种（code）要添几个没在名单里的人：在库里数。"""
    return sum(group.people.count() for group in _groups(head, account, on, code) if group.kind)


def _groups(head: ChangeList, account: EmployerAccount, on: date, code: str = "") -> Iterator[Group]:
    """没在名单里、却该留意的几种人；code 只要这一种。"""
    values = values_of(account.area, head.month, on)
    floor, cap = values["deposits.base_floor"], values["deposits.base_cap"]
    staying, gone = _staying(head, account), _gone(head, account)
    no_mobile = Q(person__mobile_index__isnull=True) | Q(person__mobile_index="")
    groups = [
        Group("own_base_below_floor", staying.filter(base__lt=floor), "base_adjust", floor),
        Group("own_base_above_cap", staying.filter(base__gt=cap), "base_adjust", cap),
        Group("mobile_missing", staying.filter(no_mobile)),
        Group("left_since_last_month", gone.filter(employer_account=account), "unseal"),
        Group("moved_since_last_month", gone.exclude(employer_account=account)),
    ]
    yield from (group for group in groups if code in ("", group.code))
    if code in ("", *RETIRED) and staying[: MOST_READ + 1].count() <= MOST_READ:
        yield from _retired(staying, head, values)


def _retired(staying: QuerySet[Account], head: ChangeList, values: Mapping[str, Any]) -> Iterator[Group]:
    """到龄的：只有证件号码里有出生年月，至多读 MOST_READ 个号码。"""
    terms = retirement_terms(values)
    certain: list[int] = []
    by_post: list[int] = []
    # 一次取完：用游标，库会照「先出几行」来选走法，反而慢二十倍
    for pk, number in list(staying.values_list("pk", "person__id_no")):
        born = id_card.birth_date(number)
        found = reached(born, head.month, terms[id_card.sex(number)]) if born is not None else None
        if found is not None:
            (certain if found.is_certain else by_post).append(pk)
    for code, pks, kind in zip(RETIRED, (certain, by_post), ("seal", ""), strict=True):
        yield Group(code, Account.objects.filter(pk__in=pks).select_related("person").order_by("id"), kind)


def _gone(head: ChangeList, account: EmployerAccount) -> QuerySet[Account]:
    """上个月汇缴书里有、现在不在本单位正常缴存、这份名单里也没有的人；封存以后给上个月补缴过的不算上个月在缴。"""
    paid = RemittanceLine.objects.filter(
        remittance__employer_account=account, remittance__kind="remittance", remittance__month=head.month.previous()
    ).exclude(remittance__status="cancelled")
    return (
        Account.objects.filter(_unlisted(head), pk__in=paid.values("account_id"))
        .exclude(employer_account=account, status="active")
        .select_related("person")
        .order_by("id")
    )
