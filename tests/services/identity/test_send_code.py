"""验证码短信：写进发件箱（加密），交给短信网关（真的进程），发完抹掉，过期不发，重来不重发。"""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import settings as project
from django.db import connection

from gjj.identity.services.codes import CODE_LIVES, SignInTicket
from gjj.identity.services.numbers import tell_replaced
from gjj.work.drain import drain
from gjj.work.models import OutboxRow
from tests.services.identity.members import code_of, member, ticket_for, waiting_code
from tests.situations import NOON

sys.path.insert(0, str(Path(project.BASE_DIR) / "bin"))
from local.ports import answers, free_port  # noqa: E402

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """短信网关：模拟器自己的进程，返回地址。"""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gjj.simulators",
        "sms",
        "--port",
        str(port),
        "--data",
        str(tmp_path_factory.mktemp("sms")),
    ]
    with subprocess.Popen(command, cwd=project.BASE_DIR) as process:
        while not answers(port):
            assert process.poll() is None, "短信模拟器没有起来"
        yield f"http://127.0.0.1:{port}"
        process.terminate()


@pytest.fixture(autouse=True)
def _use(gateway: str, settings: Any) -> None:
    settings.GJJ_SMS_URL = gateway
    httpx.post(f"{gateway}/control/", json={"fail": None})


def inbox(gateway: str, to: str) -> list[dict[str, Any]]:
    """某个号码收到的短信。"""
    messages: list[dict[str, Any]] = httpx.get(f"{gateway}/v1/messages", params={"to": to}).json()["messages"]
    return messages


def fails(gateway: str, how: str, times: int = 1) -> None:
    """让网关出几次故障。"""
    httpx.post(f"{gateway}/control/", json={"fail": how, "times": times})


def row_of(ticket: SignInTicket) -> OutboxRow:
    """发件箱里的那一行。"""
    return waiting_code(ticket)


def its_turn_again(ticket: SignInTicket) -> None:
    """再试的时间到了（不等，直接拨到）。"""
    OutboxRow.objects.filter(pk=row_of(ticket).pk).update(retry_at=None)


def test_the_code_arrives_and_its_text_is_erased(gateway: str) -> None:
    """短信到了手机上，发件箱里的内容随即抹掉。"""
    one = member()
    ticket = ticket_for(one)
    code = code_of(ticket)
    drain(NOON)
    (message,) = inbox(gateway, one.mobile)
    assert code in message["text"]
    assert "5 分钟" in message["text"]
    assert (row_of(ticket).status, row_of(ticket).secret) == ("done", None)


def test_the_waiting_message_is_ciphertext() -> None:
    """等着发的内容是密文：库里看不到号码，也看不到码。"""
    one = member()
    ticket = ticket_for(one)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret, payload::text FROM work_outboxrow WHERE id = %s", [row_of(ticket).pk])
        secret, payload = cursor.fetchone()
    assert code_of(ticket).encode() not in bytes(secret)
    assert one.mobile.encode() not in bytes(secret)
    assert one.mobile not in payload
    assert code_of(ticket) not in json.loads(payload).values()


def test_a_gateway_that_is_down_is_tried_again_and_delivers_once(gateway: str) -> None:
    """网关停了：留着再试，恢复后发出一条，不多不少。"""
    one = member()
    ticket = ticket_for(one)
    fails(gateway, "down")
    drain(NOON)
    assert (row_of(ticket).status, inbox(gateway, one.mobile)) == ("pending", [])
    assert row_of(ticket).secret
    its_turn_again(ticket)
    drain(NOON)
    assert row_of(ticket).status == "done"
    assert len(inbox(gateway, one.mobile)) == 1


def test_an_answer_that_got_lost_does_not_send_the_code_twice(gateway: str) -> None:
    """网关收了但没答复：带同一个编号再交，网关拒绝重复，人只收到一条。"""
    one = member()
    ticket = ticket_for(one)
    fails(gateway, "timeout")
    drain(NOON)
    assert row_of(ticket).status == "pending"
    its_turn_again(ticket)
    drain(NOON)
    assert row_of(ticket).status == "done"
    assert len(inbox(gateway, one.mobile)) == 1


@pytest.mark.parametrize(("after", "sent"), [(CODE_LIVES - timedelta(seconds=1), 1), (CODE_LIVES, 0)])
def test_an_expired_code_is_dropped_not_sent_late(gateway: str, after: timedelta, sent: int) -> None:
    """网关恢复得太晚，过期的码不再补发，内容照样抹掉。"""
    one = member()
    ticket = ticket_for(one)
    drain(NOON + after)
    assert len(inbox(gateway, one.mobile)) == sent
    assert (row_of(ticket).status, row_of(ticket).secret) == ("done", None)


def test_nothing_about_the_person_is_logged(caplog: pytest.LogCaptureFixture, settings: Any) -> None:
    """没发成时的日志和原因里没有号码，也没有码。"""
    caplog.set_level("DEBUG")
    settings.GJJ_SMS_URL = "http://127.0.0.1:9"
    one = member()
    ticket = ticket_for(one)
    code = code_of(ticket)
    drain(NOON)
    said = caplog.text + row_of(ticket).last_error
    assert row_of(ticket).last_error
    assert one.mobile not in said
    assert code not in said


def test_the_number_that_was_replaced_is_told_and_forgotten(gateway: str) -> None:
    """号码换走了，原来的号码收到一条；发完，发件箱里不再留着它。"""
    one = member()
    tell_replaced(person_id=one.person_id, old=one.mobile, new="13900000088", at=NOON)
    drain(NOON)
    assert "换成了 139****0088" in inbox(gateway, one.mobile)[-1]["text"]
    assert OutboxRow.objects.get(key__startswith="mobile_replaced:").secret is None
