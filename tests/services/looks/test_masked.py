"""号码遮着的看：打开的、查到的、翻看的一页里列着的，按几个人数；看得多、夜里看的留一条要留意的，一个钟点、一夜一条，由安全管理员核对。"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from gjj.actors.actor import Actor
from gjj.audit.models import AuditEntry
from gjj.declarations.errors import BizError
from gjj.looks import masked
from gjj.looks.labels import ALERT, MANY, MANY_LISTED, NIGHT_MASKED, OPEN, PAGES, PEOPLE, WATCH
from gjj.looks.masked import listed, opened, paged, sought
from gjj.looks.messages import TO_WATCH
from gjj.looks.models import Look
from gjj.looks.selectors import Met, findings_of, looks_of, met_since, to_watch
from gjj.looks.settling import settle
from gjj.messaging.models import Delivery
from tests import situations as s
from tests.services.identity.members import Member, member
from tests.services.looks.test_reveal import clerk, texts_to

pytestmark = pytest.mark.django_db
MANY_PEOPLE, MANY_SHOWN = 3, 5


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """一小时打开、查到三个人就算多；连清单上列着的，五个人。"""
    real, fewer = (
        masked.parameters.values,
        {"looks.people_per_hour": MANY_PEOPLE, "looks.people_listed_per_hour": MANY_SHOWN},
    )
    monkeypatch.setattr(masked.parameters, "values", lambda codes, *, on: {**real(codes, on=on), **fewer})


def minutes(count: int) -> datetime:
    """中午过几分钟。"""
    return s.NOON + timedelta(minutes=count)


def alerts(by: Actor) -> list[list[str]]:
    """给这个人留的要留意的，各留意什么。"""
    rows = AuditEntry.objects.filter(username=by.username, action=ALERT).order_by("id")
    return [(row.after or {})[WATCH] for row in rows]


def test_all_the_people_shown_in_an_hour_are_counted_once_each() -> None:
    """打开的、查到的、查出来的清单里列着的一个数，连翻看的一页里列着的另一个数，一个人只算一个；各到了各的数，一个钟点留一条、说一次；过一小时重新数。"""
    guard, by = member("security_admin", "all"), clerk()
    people = [member().person_id for _ in range(6)]
    for _ in range(4):
        opened(by=by, person_id=people[0], seen="资料页", at=s.NOON)
    listed(by=by, people=people[:2], seen="职工", at=s.NOON)
    paged(by=by, people=people[1:4], seen="个人账户", at=minutes(1))
    assert met_since(by.username, minutes(-60), minutes(2)) == Met(2, 4, is_same=False)
    assert alerts(by) == []
    opened(by=by, person_id=people[3], seen="资料页", at=minutes(2))
    assert alerts(by) == [[MANY]]
    sought(by=by, people=[people[4]], number="证件号码", at=minutes(3))
    paged(by=by, people=people, seen="个人账户", at=minutes(4))
    assert alerts(by) == [[MANY], [MANY_LISTED]]
    told = ["一小时内打开、查到 3 名职工（号码遮着）", "一小时内看到 5 名职工（连翻看的清单，号码遮着）"]
    assert texts_to(guard) == told
    opened(by=by, person_id=people[0], seen="分户账", at=minutes(90))
    assert texts_to(guard) == told


def test_the_text_says_who_and_from_where() -> None:
    """短信写着谁、从哪里、看了几名职工，没有被看的人；自己也是安全管理员的，不告诉他自己。"""
    guard, by = member("security_admin", "all"), clerk()
    paged(by=by, people=[member().person_id for _ in range(5)], seen="个人账户", at=s.NOON)
    told = Delivery.objects.get(person_id=guard.person_id, message__code=TO_WATCH).message.variables
    assert (told["username"], told["place"], told["what"]) == (
        by.username,
        "10.0.0.9",
        "一小时内看到 5 名职工（连翻看的清单，号码遮着）",
    )
    both = Actor(guard.login_id, guard.username, guard.person_id, "兼着的", "teller", "all", channel="counter")
    paged(by=both, people=[member().person_id for _ in range(5)], seen="个人账户", at=s.NOON)
    assert len(texts_to(guard)) == 1
    assert alerts(both) == [[MANY_LISTED]]


def test_guessing_numbers_counts_though_nobody_is_found() -> None:
    """拿号码一个一个试，没有找到人的，一次算一个。"""
    by = clerk()
    for _ in range(MANY_PEOPLE):
        sought(by=by, people=[], number="证件号码", at=s.NOON)
    assert alerts(by) == [[MANY]]


def test_the_same_person_found_again_by_the_same_number_is_noted_once_in_ten_minutes() -> None:
    """拿同一种号码接着找同一个人，十分钟里只记一条；换一种号码、过了十分钟另记。"""
    by, whom = clerk(), member().person_id
    for at, number in ((0, "证件号码"), (5, "证件号码"), (6, "手机号"), (11, "证件号码")):
        sought(by=by, people=[whom], number=number, at=minutes(at))
    assert looks_of(whom).count() == 3


def test_a_page_turned_is_one_row_that_is_nobody_s_and_the_same_page_again_is_none() -> None:
    """翻看的一页记一条，写着列着哪几个人，不算看了其中哪一个；十分钟里再看同一页不再记，换一页、过了十分钟再记；人只算一遍。"""
    by, people = clerk(), sorted(member().person_id for _ in range(4))
    for at in (0, 9, 11):
        paged(by=by, people=people[:3], seen="个人账户", at=minutes(at))
    paged(by=by, people=people[1:], seen="个人账户", at=minutes(1))
    rows = AuditEntry.objects.filter(action=PAGES).order_by("id")
    assert [(row.after or {})[PEOPLE] for row in rows] == [people[:3], people[:3], people[1:]]
    assert not [one for one in people if looks_of(one).exists()]
    assert met_since(by.username, minutes(-1), minutes(11)) == Met(0, 4, is_same=False)
    assert alerts(by) == []  # 四个人，过了打开、查到的数，没有过清单上列着的数


@pytest.mark.parametrize("how", ["paged", "opened", "listed", "sought"])
def test_a_masked_look_at_night_is_told_once_a_night(how: str) -> None:
    """夜里看的（号码遮着），不管翻几页、怎么看，一个人一夜只留一条、说一次；跨过半夜还是那一夜，下一夜再说；别人的另算。"""
    guard, by, people = member("security_admin", "all"), clerk(), [member().person_id for _ in range(2)]
    night = s.NOON + timedelta(hours=10)

    def see(who: Actor, at: datetime, seen: str) -> None:
        calls: dict[str, Any] = {
            "paged": lambda: paged(by=who, people=people, seen=seen, at=at),
            "opened": lambda: opened(by=who, person_id=people[0], seen=seen, at=at),
            "listed": lambda: listed(by=who, people=people, seen=seen, at=at),
            "sought": lambda: sought(by=who, people=people, number=seen, at=at),
        }
        calls[how]()

    see(by, s.NOON, "甲")
    assert alerts(by) == []
    for hours, seen in ((0, "甲"), (0, "乙"), (4, "丙"), (24, "丁")):
        see(by, night + timedelta(hours=hours), seen)
    assert alerts(by) == [[NIGHT_MASKED]] * 2
    assert texts_to(guard) == ["夜间看职工的资料、清单（号码遮着）"] * 2
    see(clerk(), night, "甲")
    assert len(texts_to(guard)) == 3


def refusal(call: Any) -> str:
    """被拒绝的编码；办成了为空。"""
    try:
        call()
    except BizError as error:
        return error.code
    return ""


def alerted() -> Look:
    """一条要留意的。"""
    by = clerk()
    paged(by=by, people=[member().person_id for _ in range(5)], seen="个人账户", at=s.NOON)
    return Look.objects.get(username=by.username, action=ALERT)


def guard_of(one: Member) -> Actor:
    """安全管理员办事的样子。"""
    return Actor(one.login_id, one.username, one.person_id, "安管", "security_admin", "all", channel="counter")


def test_what_is_to_be_watched_stays_listed_until_somebody_settles_it() -> None:
    """看得多的留下一条，列在要留意的里，核对了才不再列；谁核对的、结论查得到；核对过的不再记，没有写结论的不算，没有权限的不行。"""
    row, guard = alerted(), guard_of(member("security_admin", "all"))
    assert list(to_watch()) == [row]
    assert refusal(lambda: settle(by=clerk(), look_id=row.pk, finding="问过", at=s.NOON)) == "not_permitted"
    assert refusal(lambda: settle(by=guard, look_id=row.pk, finding=" ", at=s.NOON)) == "finding_missing"
    assert list(to_watch()) == [row]
    settle(by=guard, look_id=row.pk, finding="问过，核对年度基数", at=s.NOON)
    assert list(to_watch()) == []
    (said,) = findings_of([row]).values()
    assert said.startswith("安管（")
    assert said.endswith("问过，核对年度基数")
    assert refusal(lambda: settle(by=guard, look_id=row.pk, finding="再问", at=s.NOON)) == "look_settled"


def test_nobody_settles_his_own_and_only_what_is_to_be_watched() -> None:
    """自己看的（换一个登录看的也是）自己核对不了；不用留意的没有这回事。"""
    one = member("security_admin", "all")
    own = guard_of(one)
    paged(by=replace(own, role="teller"), people=[member().person_id for _ in range(5)], seen="个人账户", at=s.NOON)
    row = Look.objects.get(action=ALERT)
    assert refusal(lambda: settle(by=own, look_id=row.pk, finding="问过", at=s.NOON)) == "own_look"
    opened(by=own, person_id=member().person_id, seen="资料页", at=s.NOON)
    plain = Look.objects.get(action=OPEN)
    assert refusal(lambda: settle(by=own, look_id=plain.pk, finding="问过", at=s.NOON)) == "look_not_found"
