"""写发件箱：和业务同一个事务，同一件只写一次，保密内容加密，提交之后才敲门铃。"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from gjj.actors.actor import system_actor
from gjj.audit.models import AuditEntry
from gjj.audit.services import record
from gjj.work import services
from gjj.work.models import OutboxRow
from gjj.work.services import enqueue, without_doorbell
from tests import situations as s
from tests.race import together
from tests.services.work.helpers import TASK, row, written

SECRET = {"to": "13900001234", "text": "您的验证码是 271828"}


def business() -> None:
    """一件业务：留下审计，并写下事务外要办的。"""
    record(by=system_actor(), action="test.act", object_type="test", object_id=1, at=s.NOON, summary="办了")
    written()


def business_that_fails() -> None:
    """写完才发现办不成的业务。"""
    business()
    raise RuntimeError


def left_behind() -> tuple[int, int]:
    """业务留下几条，发件箱留下几件。"""
    return AuditEntry.objects.filter(action="test.act").count(), OutboxRow.objects.filter(task=TASK).count()


@pytest.fixture
def bells(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """敲过的门铃。"""
    rung: list[int] = []
    monkeypatch.setattr(services, "ring", lambda row_id, **how: rung.append(row_id))
    return rung


@pytest.mark.django_db
def test_the_errand_is_written_with_the_business() -> None:
    """业务写下了，要办的事也写下了：待办，没试过，内容原样。"""
    with transaction.atomic():
        business()
    assert left_behind() == (1, 1)
    pk = written("other", number=7, name="甲")
    assert (row(pk).status, row(pk).attempts, row(pk).payload) == ("pending", 0, {"number": 7, "name": "甲"})
    assert row(pk).created_at == s.NOON


@pytest.mark.django_db
def test_the_errand_is_gone_with_the_business_that_failed() -> None:
    """业务没办成，要办的事也不留下。"""
    with pytest.raises(RuntimeError), transaction.atomic():
        business_that_fails()
    assert left_behind() == (0, 0)


@pytest.mark.django_db
def test_one_key_of_one_task_is_one_errand() -> None:
    """同一任务同一键只有一件：再写返回原来那件，内容不变；办完了再写也不重办。"""
    pk = written(number=1)
    assert written(number=2) == pk
    assert row(pk).payload == {"number": 1}
    OutboxRow.objects.filter(pk=pk).update(status="done")
    assert written() == pk
    assert (OutboxRow.objects.filter(task=TASK).count(), row(pk).status) == (1, "done")


@pytest.mark.django_db
def test_another_key_or_another_task_is_another_errand() -> None:
    """键不同、或任务不同，就是另一件。"""
    assert len({written("a"), written("b"), enqueue("test.other", key="a", at=s.NOON)}) == 3


@pytest.mark.django_db
def test_what_is_secret_is_not_readable_in_the_table() -> None:
    """保密内容加密存放：库里整行都看不到手机号和验证码。"""
    pk = written(secret=SECRET, number=7)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret, o::text FROM work_outboxrow o WHERE id = %s", [pk])
        sealed, whole = cursor.fetchone()
    for plain in (*SECRET.values(), "271828"):
        assert plain.encode() not in bytes(sealed)
        assert plain not in whole
    assert "271828" in str(row(pk).secret)


@pytest.mark.django_db
def test_the_bell_rings_after_the_commit_and_not_before(
    bells: list[int], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    """提交之前不敲门铃，提交之后敲一下。"""
    with django_capture_on_commit_callbacks(execute=True):
        pk = written()
        assert bells == []
    assert bells == [pk]


@pytest.mark.django_db
def test_the_bell_stays_silent_when_nothing_is_to_be_done_now(
    bells: list[int], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    """回滚了的、写过的、还没到日子的、说好不敲的，都不敲门铃。"""
    written("old")
    with django_capture_on_commit_callbacks(execute=True) as waiting:
        with pytest.raises(RuntimeError), transaction.atomic():
            business_that_fails()
        written("old")
        written("later", due_at=s.NOON + timedelta(days=1))
        with without_doorbell():
            written("quiet")
    assert (waiting, bells) == ([], [])
    with django_capture_on_commit_callbacks(execute=True):
        loud = written("loud")
    assert bells == [loud]


@pytest.mark.django_db
def test_a_broken_bell_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    """消息服务不在：门铃敲不响，业务照样办成，事情照样写下。"""

    class Broken:
        def send_task(self, *_: Any, **__: Any) -> None:
            raise ConnectionError

    monkeypatch.setattr(services, "current_app", Broken())
    with django_capture_on_commit_callbacks(execute=True) as waiting:
        business()
    assert len(waiting) == 1
    assert left_behind() == (1, 1)


def _write_at_once() -> list[Any]:
    """四个人同时写同一件。"""
    return together([written] * 4)


def test_one_key_written_by_four_at_once_is_one_errand(own_database: str) -> None:
    """同时写同一件，只有一件，大家拿到同一个编号。"""
    assert len(set(_write_at_once())) == 1
    assert OutboxRow.objects.count() == 1


def test_without_giving_way_the_others_fail(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """写的时候不给先到的让路，后到的就撞上唯一约束，连业务一起失败：证明上一条靠的是它。"""
    monkeypatch.setattr(services, "WRITE", services.WRITE.replace("ON CONFLICT (task, key) DO NOTHING", ""))
    assert [type(one) for one in _write_at_once() if isinstance(one, Exception)] == [IntegrityError] * 3
    assert OutboxRow.objects.count() == 1
