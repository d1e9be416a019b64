"""看完整的号码：写明为什么、记下来才给看；一天有限，夜里看的、看得多的要留意。"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import pytest

from gjj.actors.actor import Actor
from gjj.audit.models import AuditEntry
from gjj.declarations.errors import BizError
from gjj.identity.models import Person
from gjj.looks import services
from gjj.looks.labels import BULK, NIGHT, NOTE, OPEN, PAGE, REVEAL, SEEK, SEEN, WATCH, WHY
from gjj.looks.masked import opened, sought
from gjj.looks.messages import TO_WATCH
from gjj.looks.selectors import looks_of, to_watch, told
from gjj.looks.services import read_paper, reveal
from gjj.messaging.models import Delivery, Message
from gjj.periods.said import moment_said
from tests import situations as s
from tests.services.identity.members import Member, member

pytestmark = pytest.mark.django_db


def clerk(role: str = "teller") -> Actor:
    """一个有登录的柜面的人。"""
    one = member(role, "all")
    return Actor(one.login_id, one.username, one.person_id, "王柜员", role, "all", channel="counter", ip="10.0.0.9")


def look(by: Actor, whom: Member, at: datetime = s.NOON, **asked: Any) -> dict[str, str]:
    """核对身份看一次证件号码。"""
    given: dict[str, Any] = {"fields": ["id_no"], "reason": "identify", "note": "办件 000123", **asked}
    return reveal(by=by, person_id=whom.person_id, at=at, **given)


def refusal(by: Actor, whom: Member, at: datetime = s.NOON, **asked: Any) -> str:
    """被拒绝的编码。"""
    with pytest.raises(BizError) as refused:
        look(by, whom, at, **asked)
    return refused.value.code


def allow(monkeypatch: pytest.MonkeyPatch, most: int = 200, many: int = 20) -> None:
    """改两个参数。"""
    real = services.parameters.values
    monkeypatch.setattr(services.parameters, "value", lambda code, *, on: most)
    monkeypatch.setattr(
        services.parameters, "values", lambda codes, *, on: {**real(codes, on=on), "looks.many_per_hour": many}
    )


def test_a_full_number_is_shown_once_it_is_written_down_why() -> None:
    """给看的是完整的号码；审计里有谁、看了什么、为什么，没有号码的明文；本人看得到，看的人姓名遮着。"""
    by, whom = clerk(), member()
    assert look(by, whom, fields=["mobile", "id_no", "bank_card"]) == {"证件号码": whom.id_no, "手机号": whom.mobile}
    entry = AuditEntry.objects.get(action=REVEAL)
    assert entry.after == {SEEN: ["证件号码", "手机号"], WHY: "核对身份", NOTE: "办件 000123"}
    assert (entry.object_type, entry.object_id, entry.username) == ("person", str(whom.person_id), by.username)
    assert str(entry).startswith(moment_said(entry.at))
    assert str(looks_of(whom.person_id).get()).startswith(moment_said(entry.at))
    written = f"{entry.summary}{entry.after}"
    assert whom.id_no not in written
    assert whom.mobile not in written
    (shown,) = map(told, looks_of(whom.person_id))
    assert (shown.role, shown.name, shown.seen, shown.why) == ("柜员", "**员", "证件号码、手机号", "核对身份")
    assert not looks_of(by.person_id or 0).exists()


@pytest.mark.parametrize("missing", [{"fields": []}, {"fields": ["name"]}, {"reason": "curious"}, {"note": "  "}])
def test_without_a_reason_nothing_is_shown(missing: dict[str, Collection[str]]) -> None:
    """没选看什么、没有这样的原因、没写说明：不给看，也没有记录。"""
    assert refusal(clerk(), member(), **missing) == "look_needs_reason"
    assert not AuditEntry.objects.filter(action=REVEAL).exists()


def test_only_those_who_serve_people_may_look_and_only_at_whom_they_serve() -> None:
    """系统管理员、审计员、本人都不能看；按网点授权的看不到的人，说没有这个人。"""
    whom = member()
    for role in ("system_admin", "auditor"):
        assert refusal(clerk(role), whom) == "not_permitted"
    by = clerk()
    narrow = Actor(by.login_id, by.username, by.person_id, by.name, by.role, "branch", branch_id=1)
    assert refusal(narrow, whom) == "person_not_seen"
    assert not AuditEntry.objects.filter(action=REVEAL).exists()


def test_a_day_has_its_limit_and_the_next_day_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """一天只能看这么多次；过了半夜又能看；别人的不算在他头上。"""
    allow(monkeypatch, most=2)
    by, whom = clerk(), member()
    for _ in range(2):
        look(by, whom)
    assert refusal(by, whom) == "looks_too_many"
    assert look(clerk(), whom)
    assert look(by, whom, s.NOON + timedelta(hours=12, minutes=1))


def test_looks_at_night_and_many_in_an_hour_are_to_be_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    """白天看一次不用留意；夜里看的、一小时看到第三次的，写明留意什么；过了一小时重新数。"""
    allow(monkeypatch, many=3)
    by, whom = clerk(), member()
    times = [s.NOON, s.NOON + timedelta(minutes=1), s.NOON + timedelta(minutes=2), s.NOON + timedelta(hours=2),
             s.NOON + timedelta(hours=10)]  # fmt: skip
    for at in times:
        look(by, whom, at)
    found = [(row.after or {}).get(WATCH) for row in looks_of(whom.person_id).order_by("id")]
    assert found == [None, None, [BULK], None, [NIGHT]]
    assert to_watch().count() == 2


def test_papers_read_are_watched_together_with_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """下载的材料上有完整的号码：和看号码一起数，一小时里第三次的、夜里的要留意，告诉安全管理员；不占一天看号码的次数。"""
    allow(monkeypatch, most=2, many=3)
    guard, by, whom = member("security_admin", "all"), clerk(), member()
    look(by, whom)
    for hours in (0, 0, 10):
        read_paper(
            by=by, person_id=whom.person_id, paper="授权书", why="核对", at=s.NOON + timedelta(hours=hours, minutes=1)
        )
    found = [(row.after or {}).get(WATCH) for row in looks_of(whom.person_id).order_by("id")]
    assert found == [None, None, [BULK], [NIGHT]]
    assert to_watch().count() == 2
    assert texts_to(guard) == ["看材料，一小时内看得多，连这次 3 次", "夜间看材料"]
    assert look(by, whom, s.NOON + timedelta(minutes=2))


def texts_to(whom: Member) -> list[str]:
    """发给他的要留意的短信，各说什么。"""
    rows = Delivery.objects.filter(person_id=whom.person_id, message__code=TO_WATCH).order_by("pk")
    return [str(one.message.variables["what"]) for one in rows]


def test_the_security_administrators_are_told_once_of_a_night_and_of_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """夜里看的、一小时里看得多的，马上发短信告诉每一位安全管理员：一个人一夜一条（跨过半夜还是那一夜）、一个钟点一条；不告诉别的管理员，短信里没有被看的人和号码。"""
    allow(monkeypatch, many=3)
    guards, other = [member("security_admin", "all"), member("security_admin", "all")], member("system_admin", "all")
    by, whom = clerk(), member()
    for minutes in (0, 1, 2, 3, 63):
        look(by, whom, s.NOON + timedelta(minutes=minutes))
    night = s.NOON + timedelta(hours=10)
    for hours in (0, 4, 24):
        look(by, whom, night + timedelta(hours=hours))
    for guard in guards:
        assert texts_to(guard) == ["看完整号码，一小时内看得多，连这次 3 次", "夜间看完整号码", "夜间看完整号码"]
    assert texts_to(other) == []
    told = str([one.variables for one in Message.objects.filter(code=TO_WATCH)])
    assert by.username in told
    assert whom.id_no not in told


def test_a_look_by_day_tells_nobody_and_the_one_who_looks_is_not_told_of_himself() -> None:
    """白天看一次谁也不告诉；夜里看的人自己也是安全管理员的，不告诉他自己。"""
    guard, whom = member("security_admin", "all"), member()
    look(clerk(), whom)
    both = Actor(guard.login_id, guard.username, guard.person_id, "兼着的", "teller", "all", channel="counter")
    look(both, whom, s.NOON + timedelta(hours=10))
    assert texts_to(guard) == []


@pytest.mark.parametrize(("now", "is_night"), [("21:00", True), ("20:59", False), ("06:59", True), ("07:00", False)])
def test_the_night_goes_over_midnight(now: str, is_night: bool) -> None:
    """晚九点到早七点，跨过半夜；两头照「到点就算、到点就不算」。"""
    assert services.is_between(*map(services.time.fromisoformat, (now, "21:00", "07:00"))) is is_night
    assert not services.is_between(*map(services.time.fromisoformat, (now, "08:00", "08:00")))


def test_opening_a_page_is_noted_once_in_ten_minutes() -> None:
    """打开资料页记一条，十分钟里接着看同一样的不再记，看另一样另记；本人看自己的不记。"""
    by, whom = clerk("auditor"), member()
    for minutes, seen in ((0, PAGE), (5, PAGE), (6, "分户账"), (11, PAGE)):
        opened(by=by, person_id=whom.person_id, seen=seen, at=s.NOON + timedelta(minutes=minutes))
    opened(by=_self(whom), person_id=whom.person_id, seen=PAGE, at=s.NOON)
    assert [one.seen for one in map(told, looks_of(whom.person_id).filter(action=OPEN).order_by("id"))] == [
        "资料页（号码遮着）", "分户账（号码遮着）", "资料页（号码遮着）",
    ]  # fmt: skip


def test_looking_somebody_up_by_number_is_noted_without_the_number() -> None:
    """拿手机号找到几个人，各记一条；没有找到的也记一条，不是谁的；写的是哪一种号码，不是号码。"""
    by, one, other = clerk(), member(), member()
    sought(by=by, people=[one.person_id, other.person_id], number="手机号", at=s.NOON)
    sought(by=by, people=[], number="证件号码", at=s.NOON)
    for whom in (one, other):
        assert [row.seen for row in map(told, looks_of(whom.person_id))] == ["按手机号找到"]
    missed = AuditEntry.objects.get(action=SEEK, result="no_answer")
    assert (missed.object_id, missed.summary) == ("", "按证件号码找，没有这个人")


def _self(whom: Member) -> Actor:
    return Actor(whom.login_id, whom.username, whom.person_id, "本人", "person", "self")


def test_a_number_not_registered_is_not_made_up() -> None:
    """没有登记银行卡：选了也没有，照样记下看过。"""
    by, whom = clerk(), member()
    assert Person.objects.get(pk=whom.person_id).bank_card is None
    assert look(by, whom, fields=["bank_card"]) == {}
    assert AuditEntry.objects.get(action=REVEAL).after[SEEN] == ["银行卡号"]  # type: ignore[index]
