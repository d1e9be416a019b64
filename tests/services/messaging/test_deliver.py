"""发短信：网关是真的进程；没应就再交，见过的不再投，停多久都不丢不重；回执更新状态。"""

from datetime import timedelta
from typing import Any

import pytest

from gjj.declarations.errors import BizError
from gjj.identity.models import Person
from gjj.messaging.admin import undelivered
from gjj.messaging.invariants import INVARIANTS
from gjj.messaging.models import Delivery, Message
from gjj.messaging.services.deliver import resend
from gjj.messaging.services.receipts import SILENT_AFTER, fetch_receipts, query_silent
from gjj.work.drain import drain
from gjj.work.models import OutboxRow
from tests import situations as s
from tests.services.messaging.conftest import Gateway

pytestmark = pytest.mark.django_db


def _told() -> tuple[str, Delivery]:
    """一个人有一条要发的短信：手机号、投递。"""
    person = Person.objects.get(pk=s.unit().agent.person_id)
    pk = s.told(person_id=person.pk)
    return str(person.mobile), Delivery.objects.get(message_id=pk)


def _state(row: Delivery) -> str:
    row.refresh_from_db()
    return str(row.status)


def _its_turn_again() -> None:
    """再试的时间到了（不等，直接拨到）。"""
    OutboxRow.objects.filter(task="messaging.deliver").update(retry_at=None)


def _nothing_lost() -> None:
    from django.db import connection

    for one in INVARIANTS:
        with connection.cursor() as cursor:
            cursor.execute(one.sql)
            assert cursor.fetchall() == [], one.id


def test_the_text_arrives_signed_and_the_receipt_says_so(gateway: Gateway) -> None:
    """短信带签名到手机上：先是「已交网关」，回执来了是「已送达」。"""
    mobile, row = _told()
    drain(s.NOON)
    (message,) = gateway.inbox(mobile)
    assert message["text"].startswith("【明川市住房公积金管理中心】测试单位为您汇缴的2026年11月住房公积金 1,280.00 元")
    assert (_state(row), row.parts, row.handed_at) == ("handed", 1, s.NOON)
    fetch_receipts(s.NOON + timedelta(seconds=5))
    assert (_state(row), row.settled_at) == ("delivered", s.NOON + timedelta(seconds=5))
    _nothing_lost()


def test_the_agent_of_the_unit_is_texted_not_the_reviewer(gateway: Gateway) -> None:
    """给单位的短信发到经办人的手机。"""
    unit = s.unit()
    s.told(employer_id=unit.employer_id)
    assert list(Delivery.objects.values_list("person_id", flat=True)) == [unit.agent.person_id]


def test_a_gateway_down_half_an_hour_loses_nothing_and_doubles_nothing(gateway: Gateway) -> None:
    """网关停半小时：一直等着再交，收件箱照常；恢复后每人正好一条。"""
    told = [_told() for _ in range(3)]
    gateway.fails("down", 1000)
    for minute in range(30):
        _its_turn_again()
        drain(s.NOON + timedelta(minutes=minute))
    assert {_state(row) for _, row in told} == {"waiting"}
    assert Message.objects.filter(in_inbox=True).count() == 3
    _nothing_lost()
    assert not OutboxRow.objects.filter(status="dead").exists()
    gateway.fails(None)
    _its_turn_again()
    drain(s.NOON + timedelta(minutes=30))
    assert [len(gateway.inbox(mobile)) for mobile, _ in told] == [1, 1, 1]
    assert {_state(row) for _, row in told} == {"handed"}


def test_an_answer_that_got_lost_does_not_text_twice(gateway: Gateway) -> None:
    """网关收了但没答复：同一个编号再交，网关拒绝重复，人只收到一条。"""
    mobile, row = _told()
    gateway.fails("timeout")
    before = gateway.count("duplicate_messages")
    drain(s.NOON)
    assert _state(row) == "waiting"
    _its_turn_again()
    drain(s.NOON)
    assert (_state(row), len(gateway.inbox(mobile))) == ("handed", 1)
    assert gateway.count("duplicate_messages") == before + 1


def test_a_receipt_that_comes_before_the_record_is_believed(gateway: Gateway) -> None:
    """交出去还没记下进程就没了，回执先到：记成已送达，再轮到时不再交。"""
    mobile, row = _told()
    gateway.fails("timeout")
    drain(s.NOON)
    fetch_receipts(s.NOON)
    assert _state(row) == "delivered"
    _its_turn_again()
    drain(s.NOON)
    assert len(gateway.inbox(mobile)) == 1


def test_repeated_and_late_receipts_change_nothing_back(gateway: Gateway) -> None:
    """回执来两遍只算一遍；迟到的到了才算。"""
    _, twice = _told()
    gateway.fails("duplicate_receipt")
    drain(s.NOON)
    assert fetch_receipts(s.NOON) == 1
    assert fetch_receipts(s.NOON) == 0
    assert _state(twice) == "delivered"
    _, late = _told()
    gateway.fails("late_receipt", seconds=3600)
    drain(s.NOON)
    assert fetch_receipts(s.NOON) == 0
    assert _state(late) == "handed"


@pytest.mark.parametrize(
    ("waited", "status"), [(SILENT_AFTER, "handed"), (SILENT_AFTER + timedelta(seconds=1), "delivered")]
)
def test_a_receipt_that_never_comes_is_asked_for(gateway: Gateway, waited: timedelta, status: str) -> None:
    """等了十分钟没有回执，就去查。"""
    _, row = _told()
    gateway.fails("no_receipt")
    drain(s.NOON)
    assert fetch_receipts(s.NOON) == 0
    query_silent(s.NOON + waited)
    assert _state(row) == status


def test_what_the_gateway_never_saw_is_handed_over_again(gateway: Gateway) -> None:
    """网关说没有见过：同一个编号再交一次，到手机上一条。"""
    mobile, row = _told()
    Delivery.objects.filter(pk=row.pk).update(status="handed", handed_at=s.NOON)
    OutboxRow.objects.filter(task="messaging.deliver").update(status="done")
    query_silent(s.NOON + timedelta(hours=1))
    assert _state(row) == "waiting"
    _nothing_lost()
    drain(s.NOON + timedelta(hours=1))
    assert (_state(row), len(gateway.inbox(mobile))) == ("handed", 1)


def test_an_undelivered_text_is_told_to_staff_and_sent_again_by_them(gateway: Gateway) -> None:
    """关机没送到：说得出原因，主任重发一次，换编号、留审计；送到了的不能重发。"""
    mobile, row = _told()
    gateway.fails("undeliverable")
    drain(s.NOON)
    fetch_receipts(s.NOON)
    assert (_state(row), row.reason) == ("failed", "关机或空号")
    with pytest.raises(BizError) as refused:
        resend(by=s.staff("teller"), delivery_id=row.pk, at=s.NOON)
    assert refused.value.code == "not_permitted"
    resend(by=s.staff("manager"), delivery_id=row.pk, at=s.NOON)
    drain(s.NOON)
    fetch_receipts(s.NOON)
    assert (_state(row), row.resends, len(gateway.inbox(mobile))) == ("delivered", 1, 2)
    with pytest.raises(BizError) as again:
        resend(by=s.staff("manager"), delivery_id=row.pk, at=s.NOON)
    assert again.value.code == "not_resendable"


def test_a_number_the_gateway_refuses_stops_nobody_else(gateway: Gateway) -> None:
    """网关不收的那一条记下原因，同一批别的照发。"""
    unit, people = s.unit_with_workers(3)
    drain(s.NOON)
    s.paid(s.remittance_of(unit))
    gateway.fails("reject")
    drain(s.NOON)
    states = sorted(Delivery.objects.filter(message__category="deposit").values_list("status", flat=True))
    assert states == ["failed", "handed", "handed", "handed"]
    assert Delivery.objects.get(status="failed").reason == "号码不在服务范围"


def test_a_phone_taken_away_meanwhile_is_not_texted(gateway: Gateway) -> None:
    """排队时手机号没了：不发，说明原因。"""
    _, row = _told()
    row.person.mobile = row.person.mobile_index = None
    row.person.save()
    drain(s.NOON)
    assert (_state(row), row.reason) == ("dropped", "没有预留手机号")


def test_a_retry_that_falls_into_the_night_waits_for_the_morning(gateway: Gateway) -> None:
    """网关停到夜里才好：不在夜里补发，早上八点再发，一条。"""
    mobile, row = _told()
    gateway.fails("down")
    drain(s.NOON)
    _its_turn_again()
    night = s.NOON + timedelta(hours=10)
    drain(night)
    assert (_state(row), gateway.inbox(mobile)) == ("waiting", [])
    _nothing_lost()
    drain(s.NOON + timedelta(hours=20))
    assert (_state(row), len(gateway.inbox(mobile))) == ("handed", 1)


def test_the_number_is_never_kept_or_logged(gateway: Gateway, caplog: pytest.LogCaptureFixture, settings: Any) -> None:
    """发件箱、消息里没有手机号；没发成的日志里也没有。"""
    from django.db import connection

    caplog.set_level("DEBUG")
    settings.GJJ_SMS_URL = "http://127.0.0.1:9"
    mobile, row = _told()
    drain(s.NOON)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(payload::text || last_error, '') FROM work_outboxrow")
        outbox = cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(variables::text, '') FROM messaging_message")
        kept = cursor.fetchone()[0]
    assert mobile not in outbox + kept + caplog.text
    assert _state(row) == "waiting"


def test_a_failed_code_is_not_counted_among_what_can_be_resent(gateway: Gateway) -> None:
    """没送到的验证码重发不了，首页不数它；没送到的通知数，点进去就是那一条，重发了就不再数。"""
    _, row = _told()
    Delivery.objects.update(status="failed", settled_at=s.NOON)
    manager = s.staff("manager")
    Delivery.objects.filter(pk=row.pk).update(expires_at=s.NOON)
    assert undelivered(manager, s.TODAY).count == 0  # type: ignore[union-attr]
    Delivery.objects.filter(pk=row.pk).update(expires_at=None)
    told = undelivered(manager, s.TODAY)
    assert told is not None
    assert (told.count, told.kind) == (1, "look")
    resend(by=manager, delivery_id=row.pk, at=s.NOON)
    assert undelivered(manager, s.TODAY).count == 0  # type: ignore[union-attr]
