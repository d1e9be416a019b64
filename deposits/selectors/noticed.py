"""系统注意到的：名单里的和没在名单里的人，到龄、没有手机号、基数在新的上下限之外、上月缴了这个月不在；都只提醒，不拦。"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from deposits.models import Account, ChangeList, ChangeRow, EmployerAccount, RemittanceLine
from deposits.rules.retirement import reached
from deposits.rules.roster_facts import TYPES
from deposits.selectors.facts import retirement_terms, values_of
from gjj.idnumbers import id_card
from gjj.money.amounts import money_json

SHOWN = 5
MOST_READ = 5_000
"""没在名单里的人超过这么多就不逐个看年龄，照实说没有看：页面要快。"""
ADOPTS: Mapping[str, str] = {
    "retirement_reached": "封存", "own_base_below_floor": "基数调到下限", "own_base_above_cap": "基数调到上限",
    "left_since_last_month": "启封",
}  # fmt: skip
TITLES: Mapping[str, str] = {
    "retirement_reached": "到了法定退休年龄", "retirement_by_post": "是女职工，到了工人岗的退休年龄（管理岗还没到）",
    "own_base_below_floor": "现在的基数低于本市下限",
    "own_base_above_cap": "现在的基数高于本市上限", "mobile_missing": "没有手机号，收不到到账通知",
    "left_since_last_month": "上个月缴了，这个月账户已经封存", "moved_since_last_month": "上个月缴了，账户已经转到别的单位",
    "ages_not_read": "没写在名单里，人太多，没有逐个看退休年龄（「与上月相同」的名单会逐个看）",
}  # fmt: skip
ARTICLES: Mapping[str, str] = {
    "retirement_reached": "RET-01", "retirement_by_post": "RET-01", "own_base_below_floor": "CITY-BASE", "own_base_above_cap": "WH5-03",
    "left_since_last_month": "TL-20",
}  # fmt: skip


@dataclass(frozen=True)
class Outsider:
    """没在名单里的一个人，和采纳时要添的一行（没有可添的为空）。"""

    code: str
    name: str
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Notice:
    """注意到的一种：几个人、前几个叫什么、其中几行在名单里、几个能一点采纳。"""

    code: str
    names: list[str] = field(default_factory=list)
    count: int = 0
    in_list: int = 0
    adoptable: int = 0

    @property
    def title(self) -> str:
        """是什么。"""
        return TITLES[self.code]

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
            "adoptable": self.adoptable, "names": self.names,
        }  # fmt: skip

    def add(self, name: str, *, in_list: bool, adoptable: bool) -> None:
        """记一个人。"""
        self.count += 1
        self.in_list += in_list
        self.adoptable += adoptable
        if len(self.names) < SHOWN:
            self.names.append(name)


def noticed(head: ChangeList, account: EmployerAccount, on: date) -> list[Notice]:
    """这份清册上注意到的，一种一条。"""
    found: dict[str, Notice] = {}
    rows = ChangeRow.objects.filter(change_list=head, has_warning=True, applied_at=None).order_by("row")
    for name, text in rows.values_list("name", "remarks").iterator(chunk_size=2_000):
        for one in json.loads(text)["warnings"]:
            if one["code"] in TITLES:
                notice = found.setdefault(one["code"], Notice(one["code"]))
                notice.add(name, in_list=True, adoptable="mend" in one)
    for who in outsiders(head, account, on):
        found.setdefault(who.code, Notice(who.code)).add(who.name, in_list=False, adoptable=bool(who.cells))
    unread = _staying(head, account).count()
    if unread > MOST_READ:
        found["ages_not_read"] = Notice("ages_not_read", count=unread)
    return [found[code] for code in TITLES if code in found]


def _unlisted(head: ChangeList) -> Any:
    """没在名单里。一个一个问在不在，不用 NOT IN：名单上万行时，后者拿每个人去比整份名单。"""
    return ~Exists(ChangeRow.objects.filter(change_list=head, id_no_index=OuterRef("person__id_no_index")))


def _staying(head: ChangeList, account: EmployerAccount) -> QuerySet[Account]:
    """没写在名单里、照上月缴的人。"""
    rows = Account.objects.filter(_unlisted(head), employer_account=account, status="active")
    return rows.select_related("person").order_by("id")


def outsiders(head: ChangeList, account: EmployerAccount, on: date) -> Iterator[Outsider]:
    """没在名单里、却该留意的人。"""
    values = values_of(account.area, head.month, on)
    staying = _staying(head, account)
    yield from _outside_the_limits(staying, values)
    for person in staying.filter(Q(person__mobile_index__isnull=True) | Q(person__mobile_index="")):
        yield Outsider("mobile_missing", str(person.person.name))
    if staying[: MOST_READ + 1].count() <= MOST_READ:
        yield from _retired(staying, head, values)
    for one in _gone(head, account):
        if one.employer_account_id == account.pk:
            yield Outsider("left_since_last_month", str(one.person.name), _row("unseal", one))
        else:
            yield Outsider("moved_since_last_month", str(one.person.name))


def outsiders_to_adopt(head: ChangeList, account: EmployerAccount, code: str, on: date) -> int:
    """没在名单里、采纳这一种（code）要添的最多几个人：在库里数，不逐个读。"""
    staying = _staying(head, account)
    if code == "left_since_last_month":
        return _gone(head, account).filter(employer_account=account).count()
    if code == "retirement_reached":
        count = staying[: MOST_READ + 1].count()
        return count if count <= MOST_READ else 0
    values = values_of(account.area, head.month, on)
    limits = {
        "own_base_below_floor": Q(base__lt=values["deposits.base_floor"]),
        "own_base_above_cap": Q(base__gt=values["deposits.base_cap"]),
    }
    return staying.filter(limits[code]).count() if code in limits else 0


def _outside_the_limits(staying: QuerySet[Account], values: Mapping[str, Any]) -> Iterator[Outsider]:
    floor, cap = values["deposits.base_floor"], values["deposits.base_cap"]
    for one in staying.filter(Q(base__lt=floor) | Q(base__gt=cap)):
        code, limit = ("own_base_below_floor", floor) if one.base < floor else ("own_base_above_cap", cap)
        yield Outsider(code, str(one.person.name), _row("base_adjust", one, limit))


def _retired(staying: QuerySet[Account], head: ChangeList, values: Mapping[str, Any]) -> Iterator[Outsider]:
    terms = retirement_terms(values)
    for one in staying:  # 至多 MOST_READ 人，一次取完：用游标，库会照「先出几行」来选走法，反而慢二十倍
        number = str(one.person.id_no)
        born = id_card.birth_date(number)
        found = reached(born, head.month, terms[id_card.sex(number)]) if born is not None else None
        if found is not None and found.is_certain:
            yield Outsider("retirement_reached", str(one.person.name), _row("seal", one))
        elif found is not None:
            yield Outsider("retirement_by_post", str(one.person.name))


def _gone(head: ChangeList, account: EmployerAccount) -> QuerySet[Account]:
    """上个月汇缴书里有、现在不在本单位正常缴存、这份名单里也没有的人。"""
    paid = RemittanceLine.objects.filter(
        remittance__employer_account=account, remittance__month=head.month.previous()
    ).exclude(remittance__status="cancelled")
    return (
        Account.objects.filter(_unlisted(head), pk__in=paid.values("account_id"))
        .exclude(employer_account=account, status="active")
        .select_related("person")
        .order_by("id")
    )


def _row(kind: str, one: Account, base: Decimal | None = None) -> dict[str, str]:
    """采纳时添的一行。"""
    cells = {"type": TYPES[kind], "name": str(one.person.name), "id_no": str(one.person.id_no)}
    return cells if base is None else {**cells, "base": money_json(base)}
