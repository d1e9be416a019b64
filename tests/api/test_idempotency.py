"""接口上的幂等键：每个登录、每个接口各算各的；长度与字符的边界；同时来两个只办一个；删除和上传也认。"""

from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import pytest
from django.db import OperationalError

from deposits.api import change_lists as lists_api
from deposits.api import remittances as remittances_api
from deposits.models import ChangeList, Remittance
from gjj import clock
from gjj.periods.month import Month
from gjj.settlement.models import Instruction
from gjj.work.models import IdempotencyKey
from tests import situations as s
from tests.api.caller import Caller, this_month
from tests.race import PATIENCE, together

KEY = "same-key-0001"


def with_key(key: str = KEY) -> dict[str, str]:
    """带着这个键。"""
    return {"HTTP_IDEMPOTENCY_KEY": key}


@pytest.fixture
def ready(db: None) -> tuple[s.Unit, Caller]:
    """清册确认了、可以生成汇缴书的单位，和它的经办。"""
    unit, _ = s.unit_with_workers(1, first_month=Month.of(clock.today()))
    return unit, Caller(unit.agent)


def create(call: Caller, key: str = KEY) -> Any:
    """凭键生成本月的汇缴书。"""
    return call("post", "/unit/remittances/", {"month": this_month()}, **with_key(key))


@pytest.mark.parametrize(
    ("key", "accepted"),
    [
        ("a" * 7, False), ("a" * 8, True), ("a" * 128, True), ("a" * 129, False), ("", False), ("!~!~!~!~", True),
        ("with space", False), ("tab\tinside", False), ("键键键键键键键键", False), ("caf\u00e9-caf\u00e9", False), ("del\x7fdel\x7f1", False),
    ],
    ids=["7个", "8个", "128个", "129个", "空的", "可见字符的两头", "有空格", "有制表符", "中文", "带音标", "控制符"],
)  # fmt: skip
def test_a_key_is_8_to_128_visible_characters(ready: tuple[s.Unit, Caller], key: str, accepted: bool) -> None:
    """键是 8 到 128 个可见的英文字符；不合的 400，说没有改动、换一个什么样的键，什么也不办。"""
    answer = create(ready[1], key)
    if accepted:
        assert answer.status_code == 201
        return
    body = answer.json()
    assert (answer.status_code, body["code"]) == (400, "idempotency_key_invalid")
    assert "没有任何改动" in body["detail"]
    assert "UUID" in body["fix"]
    assert not Remittance.objects.exists()


def test_the_same_key_and_body_answers_the_same_once(ready: tuple[s.Unit, Caller]) -> None:
    """同键同内容：答复一样，标明是重放，只办一次。"""
    first, again = create(ready[1]), create(ready[1])
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"
    assert Remittance.objects.count() == 1


def test_another_body_under_the_key_is_refused(ready: tuple[s.Unit, Caller]) -> None:
    """同键换了内容、换了地址：422，没有任何改动，说换一个键。"""
    create(ready[1])
    pk = Remittance.objects.get().pk
    first = ready[1]("post", f"/unit/remittances/{pk}/pay/", {}, **with_key())
    assert first.status_code == 202
    for path, body in ((f"/unit/remittances/{pk}/pay/", {"amount": "1.00"}), (f"/unit/remittances/{pk + 1}/pay/", {})):
        answer = ready[1]("post", path, body, **with_key())
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
        assert "换一个键" in answer.json()["fix"]
    assert Instruction.objects.count() == 1


def test_the_key_of_another_login_is_another_key(ready: tuple[s.Unit, Caller]) -> None:
    """另一个登录用同一个键：同单位的复核照自己的权限被拒绝，看不到经办的答复；别的单位照办自己的。"""
    unit, call = ready
    made = create(call)
    refused = create(Caller(unit.reviewer))
    assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
    stranger, _ = s.unit_with_workers(2, first_month=Month.of(clock.today()))
    theirs = create(Caller(stranger.agent))
    assert (theirs.status_code, theirs.json()["employees"]) == (201, 2)
    assert theirs.json()["id"] != made.json()["id"]


def test_the_key_of_another_call_is_another_key(ready: tuple[s.Unit, Caller]) -> None:
    """同一个登录在另一个接口用同一个键：各办各的，各记各的。"""
    call = ready[1]
    made = create(call)
    paid = call("post", f"/unit/remittances/{made.json()['id']}/pay/", {}, **with_key())
    assert (paid.status_code, paid.json()["status"]) == (202, "paying")
    assert "Idempotent-Replayed" not in paid
    assert IdempotencyKey.objects.filter(key=KEY).count() == 2


def test_a_refused_call_does_not_use_the_key_up(db: None) -> None:
    """办不成的（409）、填错的（422）不占用键：改好了用原来的键照办。"""
    unit = s.unit(first_month=Month.of(clock.today()))
    call = Caller(unit.agent)
    assert create(call).json()["code"] == "list_not_confirmed"
    assert call("post", "/unit/remittances/", {"month": "x"}, **with_key()).status_code == 422
    s.confirmed(unit, [s.line("开户", s.worker())], Month.of(clock.today()), clock.now())
    assert create(call).status_code == 201


@pytest.mark.parametrize("headers", [{}, with_key()], ids=["没有键", "有键"])
def test_a_judgement_that_refuses_all_is_kept(db: None, headers: dict[str, str]) -> None:
    """确认时才看出人已在别的单位开户：答 422，那一行的错记在清册里，带不带键都一样；键不占用。"""
    this, now = Month.of(clock.today()), clock.now()
    one, other, who = s.unit(first_month=this), s.unit(first_month=this), s.worker()
    filed = s.filed(one, [s.line("开户", who)], this, now)
    s.confirmed(other, [s.line("开户", who)], this, now)
    for _ in range(2):
        answer = Caller(one.agent)("post", f"/unit/change-lists/{filed.change_list_id}/confirm/", **headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "nothing_to_confirm")
        assert ChangeList.objects.get(pk=filed.change_list_id).error_count == 1
    assert not IdempotencyKey.objects.exists()


@pytest.fixture
def draft(db: None) -> tuple[Caller, int]:
    """一份草稿和它的上传人。"""
    unit = s.unit(first_month=Month.of(clock.today()))
    made = s.filed(unit, [s.line("开户", s.worker())], Month.of(clock.today()), clock.now())
    return Caller(unit.agent), made.change_list_id


def test_a_discard_with_a_key_answers_the_same(draft: tuple[Caller, int]) -> None:
    """DELETE 带键：和别的写操作一样，204 没有内容，重来重放，换了一份就是 422。"""
    call, pk = draft
    first = call("delete", f"/unit/change-lists/{pk}/", **with_key())
    again = call("delete", f"/unit/change-lists/{pk}/", **with_key())
    assert [(one.status_code, one.content) for one in (first, again)] == [(204, b"")] * 2
    assert again["Idempotent-Replayed"] == "true"
    other = call("delete", f"/unit/change-lists/{pk + 1}/", **with_key())
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    bad = call("delete", f"/unit/change-lists/{pk}/", **with_key("short"))
    assert (bad.status_code, bad.json()["code"]) == (400, "idempotency_key_invalid")


def test_an_upload_with_a_key_answers_the_same(db: None) -> None:
    """上传带键：同一份文件原样重放，换了文件内容是 422。"""
    unit = s.unit(first_month=Month.of(clock.today()))
    call, month = Caller(unit.agent), Month.of(clock.today())
    one, other = (s.roster(unit, [s.line("开户", s.worker())], month) for _ in range(2))
    first, again = (call.upload(one, "r.xlsx", str(month), **with_key()) for _ in range(2))
    assert (first.status_code, again.status_code, again["Idempotent-Replayed"]) == (201, 201, "true")
    assert again.json() == first.json()
    changed = call.upload(other, "r.xlsx", str(month), **with_key())
    assert (changed.status_code, changed.json()["code"]) == (422, "idempotency_key_reused")
    assert ChangeList.objects.count() == 1


class Deadlock(Exception):
    """数据库说死锁了（40P01）。"""

    pgcode = "40P01"


def test_an_upload_survives_a_deadlock(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """死锁之后整个事务重来：文件还在，读到的是同样的行，不是空文件。"""
    unit = s.unit(first_month=Month.of(clock.today()))
    seen: list[bytes] = []
    real = lists_api.file_change_list

    def once_deadlocked(**given: Any) -> Any:
        seen.append(given["data"])
        if len(seen) == 1:
            raise OperationalError("deadlock detected") from Deadlock()
        return real(**given)

    monkeypatch.setattr(lists_api, "file_change_list", once_deadlocked)
    data = s.roster(unit, [s.line("开户", s.worker())], Month.of(clock.today()))
    answer = Caller(unit.agent).upload(data, "r.xlsx", this_month(), **with_key())
    assert (answer.status_code, answer.json()["counts"]["rows"]) == (201, 1)
    assert seen == [data, data]


@pytest.fixture
def slow_payment(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Event, Event]]:
    """付款办到一半停住：第一个记号说开始了，等第二个记号再办完。"""
    begun, finish = Event(), Event()
    real = remittances_api.pay_remittance

    def pay(**given: Any) -> int:
        begun.set()
        assert finish.wait(PATIENCE)
        return real(**given)

    monkeypatch.setattr(remittances_api, "pay_remittance", pay)
    yield begun, finish
    finish.set()


def test_the_same_key_at_once_runs_once_and_tells_the_other_to_wait(
    own_database: str, slow_payment: tuple[Event, Event]
) -> None:
    """同一个键同时来两次：一个在办，另一个马上答 409 和 Retry-After；办完再来，得到原来的答复，只付一次。"""
    begun, finish = slow_payment
    unit, _ = s.unit_with_workers(1, first_month=Month.of(clock.today()))
    row = s.remittance_of(unit, Month.of(clock.today()), clock.now())
    callers = [Caller(unit.agent) for _ in range(2)]

    def pay(call: Caller) -> Any:
        return call("post", f"/unit/remittances/{row.pk}/pay/", {}, **with_key())

    def second() -> Any:
        assert begun.wait(PATIENCE)
        answer = pay(callers[1])
        finish.set()
        return answer

    works: list[Callable[[], Any]] = [lambda: pay(callers[0]), second]
    first, busy = together(works)
    assert first.status_code == 202
    assert (busy.status_code, busy.json()["code"], busy["Retry-After"]) == (409, "idempotency_in_progress", "2")
    assert "不要换键" in busy.json()["fix"]
    again = pay(callers[1])
    assert (again.status_code, again["Idempotent-Replayed"]) == (202, "true")
    assert again.json() == first.json()
    assert Instruction.objects.count() == 1
