"""汇缴书、补缴书、明细、单位明细账、消息的清单：由数据库写的和逐行写的一个字节不差，都是两问。"""

from base64 import b64encode
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deposits.models import Remittance
from deposits.services.cancel_remittance import cancel_remittance
from gjj import clock
from gjj.actors.actor import Actor
from gjj.messaging.models import Delivery, Message
from gjj.messaging.services.inbox import mark_read
from tests import situations as s
from tests.api.by_rows import Both
from tests.api.caller import Caller
from tests.api.test_listings import ODD
from tests.services.deposits.test_make_up import made, with_gap
from tests.standing import standing

pytestmark = pytest.mark.django_db


def told_story() -> tuple[s.Unit, list[s.Worker]]:
    """九月冲回、给一个人补缴入了账、另一份补缴撤销了；十月入账、多到五元；十一月等付款。"""
    unit, workers = with_gap()
    row = made(unit, workers[:1])
    Remittance.objects.filter(pk=row.pk).update(note=ODD[0] + ODD[4] + ODD[5])
    s.paid(row, row.amount + 5, s.NOON + timedelta(days=1))
    cancel_remittance(by=unit.agent, remittance_id=made(unit, workers[1:]).pk, at=s.NOON)
    s.confirmed(unit, [s.line("正常", one) for one in workers])
    s.remittance_of(unit)
    other, _ = s.unit_with_workers(1)
    s.paid(s.remittance_of(other))
    return unit, workers


@pytest.fixture(scope="module")
def standing_story(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[s.Unit, list[s.Worker]]]:
    """三个月的故事，只讲一次；这个文件里都是读。"""
    with standing(django_db_blocker, told_story) as told:
        yield told


@pytest.fixture
def story(standing_story: tuple[s.Unit, list[s.Worker]], db: None) -> tuple[s.Unit, list[s.Worker]]:
    """三个月的故事。"""
    return deepcopy(standing_story)


@pytest.fixture
def patch(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """换成逐行写的那一遍用。"""
    return monkeypatch


@pytest.mark.parametrize("query", ["", "?page_size=1", "?page_size=2"])
def test_remittances_and_make_ups_are_the_same_bytes(story: Any, patch: pytest.MonkeyPatch, query: str) -> None:
    """入了账的有凭证和入账日，没入账的没有这两样；补缴书另有原因，不在汇缴书里。"""
    unit, _ = story
    both = Both(unit.agent, patch)
    months = both.walk(f"/api/v1/unit/remittances/{query}")
    assert [(row["month"], "voucher" in row, "paid_on" in row, "kind" in row) for row in months] == [
        ("2026-11", False, False, False), ("2026-10", True, True, False), ("2026-09", True, True, False),
    ]  # fmt: skip
    ups = both.walk(f"/api/v1/unit/make-ups/{query}")
    assert [(row["status"], row["kind"], row["due"]) for row in ups] == [
        ("cancelled", "make_up", "1280.00"), ("allocated", "make_up", "0.00"),
    ]  # fmt: skip


def test_another_units_remittances_are_not_listed(story: Any, patch: pytest.MonkeyPatch) -> None:
    """别的单位的账号：两种写法都是 404。"""
    unit, _ = story
    number = s.unit().account.number
    for path in ("remittances", "make-ups", "ledger"):
        answer = Both(unit.agent, patch)(f"/api/v1/unit/{path}/?employer={number}&year=2026")
        assert answer.status_code == 404


@pytest.mark.parametrize(
    ("query", "lines"),
    [("", 4), ("?page_size=1", 4), ("?page_size=2", 4), ("?from=2026-11-25", 1), ("?to=2026-11-24", 3), ("?from=2026-11-24&to=2026-11-24&page_size=1", 3), ("?from=2027-01-01", 0)],
)  # fmt: skip
def test_own_movements_are_the_same_bytes(story: Any, patch: pytest.MonkeyPatch, query: str, lines: int) -> None:
    """同一天几笔也不丢不重；种类的说法、怎么算的都在；日子的条件一样。"""
    _, workers = story
    rows = Both(s.holder(workers[0]), patch, "person").walk(f"/api/v1/me/movements/{query}")
    assert len(rows) == len({row["id"] for row in rows}) == lines
    assert all(row["explanation"] for row in rows if row["kind"] != "reversal")


@pytest.mark.parametrize(
    "cursor",
    [
        "p=2026-11-25",
        "p=2026-11-24",
        "r=1&p=2026-11-24",
        "r=1&o=1&p=2026-11-23",
        "o=2&p=2026-11-26",
        "p=abc",
        "p=5",
        "p=2026-13-01",
        "p=",
    ],
)
def test_a_day_cursor_of_ones_own_making_is_answered_the_same(
    story: Any, patch: pytest.MonkeyPatch, cursor: str
) -> None:
    """别人拼的日子游标：是日子的照样答，不是的一样说不对。"""
    _, workers = story
    coded = b64encode(cursor.encode()).decode()
    Both(s.holder(workers[0]), patch, "person")(f"/api/v1/me/movements/?page_size=2&cursor={coded}")


@pytest.mark.parametrize("size", ["", "&page_size=1", "&page_size=2", "&page_size=200"])
@pytest.mark.parametrize("kind", ["", "fund", "suspense", "remittance", "allocation", "receipt", "reversal", "nothing"])
def test_the_unit_ledger_is_the_same_bytes(story: Any, patch: pytest.MonkeyPatch, kind: str, size: str) -> None:
    """每本账、每个种类、每种页长，往后翻到底再翻回来：余额、人数、年月都一样。"""
    unit, _ = story
    rows = Both(unit.agent, patch).walk(f"/api/v1/unit/ledger/?year=2026&kind={kind}{size}")
    assert len({row["voucher"] for row in rows}) == len(rows)
    assert bool(rows) == (kind != "nothing")


@pytest.mark.parametrize("cursor", ["p0", "p01", "p1", "-1", "x", "p" + "9" * 30, "p999999999"])
def test_a_place_that_is_not_in_the_ledger_is_refused_the_same(
    story: Any, patch: pytest.MonkeyPatch, cursor: str
) -> None:
    """不在这本账里的行，一样说游标不对；没有账的年份一样 404。"""
    unit, _ = story
    both = Both(unit.agent, patch)
    assert both(f"/api/v1/unit/ledger/?year=2026&cursor={cursor}").json()["code"] == "cursor_invalid"
    assert both(f"/api/v1/unit/ledger/?year=2025&cursor={cursor}").status_code == 404
    assert both("/api/v1/unit/ledger/?year=2025").json()["code"] == "ledger_year_empty"


def told(unit: s.Unit, person_id: int) -> None:
    """单位、职工各有二十五条消息，有读过的，有带怪字的，时刻有零头有整的。"""
    for place in range(25):
        at = s.NOON + timedelta(microseconds=place * 1700 if place % 2 else 0)
        one = s.told(employer_id=unit.employer_id, at=at)
        mine = s.told(person_id=person_id, at=at)
        for pk in (one, mine):
            row = Message.objects.get(pk=pk)
            row.variables = {**row.variables, "month": ODD[place % len(ODD)] + "{amount}100%_"}
            row.created_at = at
            row.save()
    mark_read(
        by=unit.agent, message_id=Message.objects.filter(employer_id=unit.employer_id).order_by("id")[3].pk, at=s.NOON
    )


@pytest.mark.parametrize(
    ("query", "many"),
    [("", True), ("?page_size=7", True), ("?category=deposit", True), ("?category=account", False), ("?category=nothing", True), ("?read=read", None), ("?read=unread&page_size=9", True), ("?read=gone", True), ("?q=%E6%B1%87%E7%BC%B4", True), ("?q=100%25_%20%E6%B1%87%E7%BC%B4&page_size=3", True), ("?q=%5C", None), ("?q=A%27B", False), ("?q=<B>", None)],
)  # fmt: skip
def test_messages_are_the_same_bytes(patch: pytest.MonkeyPatch, query: str, many: bool | None) -> None:
    """话照模板填好，怎么找都一样；职工看本人的，单位看本单位的。"""
    unit, (one,) = s.unit_with_workers(1)
    holder = s.holder(one)
    told(unit, holder.person_id or 0)
    told(s.unit(), s.holder(s.unit_with_workers(1)[1][0]).person_id or 0)
    for who, scope, path in ((unit.agent, "unit", "unit"), (holder, "person", "me")):
        rows = Both(who, patch, scope).walk(f"/api/v1/{path}/messages/{query}")
        assert len({row["id"] for row in rows}) == len(rows)
        assert many is None or bool(rows) == many


def _questions(who: Actor, scope: str, path: str) -> list[str]:
    call = Caller(who, scope)
    assert call("get", path).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        assert call("get", path).status_code == 200
    return [one["sql"] for one in asked.captured_queries]


def test_every_one_of_these_lists_is_two_questions(story: Any) -> None:
    """进门一问，清单一问；行多行少、有没有条件都是两问。有短信待发的，一页多看一次钟、多一问，多少条都一样。"""
    unit, workers = story
    holder = s.holder(workers[0])
    told(unit, holder.person_id or 0)
    assert Delivery.objects.filter(status="waiting").count() > 1
    assert len(_questions(unit.agent, "unit", "/unit/messages/")) == 4
    Delivery.objects.filter(status="waiting").update(status="dropped", settled_at=s.NOON)
    for path in (
        "/unit/remittances/", "/unit/make-ups/", "/unit/ledger/", "/unit/ledger/?kind=suspense&page_size=1",
        "/unit/messages/", "/unit/messages/?q=%E6%B1%87%E7%BC%B4&read=unread",
    ):  # fmt: skip
        assert len(_questions(unit.agent, "unit", path)) == 2, path
    for path in ("/me/movements/", "/me/movements/?from=2026-01-01", "/me/messages/"):
        assert len(_questions(holder, "person", path)) == 2, path


def test_a_serial_longer_than_eight_digits_is_written_whole() -> None:
    """凭证编号满了八位以后，流水号照样写全，不截。"""
    from gjj.ledger.models import Voucher
    from gjj.ledger.selectors.books import serial_sql

    for number in (7, 12345678, 1234567890):
        voucher = Voucher(pk=number, booked_on=s.TODAY)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {serial_sql('v')} FROM (SELECT %s AS id, %s AS booked_on) v", [number, s.TODAY])
            assert cursor.fetchone() == (voucher.serial,)


def test_who_is_not_of_the_list_sees_nothing(story: Any) -> None:
    """不是本人范围的看不到谁的明细；没有单位也不是本人的，一条消息也看不到。"""
    from deposits.selectors.people import own_values
    from gjj.messaging.selectors.inbox import written

    unit, _ = story
    s.told(employer_id=unit.employer_id)
    assert own_values(unit.agent) == (None,)
    assert (
        len(written(unit.agent, now=clock.now)[0:21])
        == Message.objects.filter(employer_id=unit.employer_id, in_inbox=True).count()
    )
    assert written(s.staff("auditor"), now=clock.now)[0:21] == []
