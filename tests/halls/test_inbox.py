"""消息中心：未读数、清单、找、打开算读过、记成未读、全部读过、导出、空的时候。"""

import re
from datetime import datetime

import pytest
from django.test import Client

from gjj import clock
from gjj.messaging.models import Delivery, Message
from gjj.periods.days import SHANGHAI
from gjj.work.models import OutboxRow
from tests import situations as s
from tests.api.caller import Caller
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> s.Unit:
    """一个有三条消息的单位。"""
    made = s.unit()
    for _ in range(3):
        s.told(employer_id=made.employer_id)
    return made


def _page(client: Client, address: str = "/unit/messages/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def _bell(page: str) -> str:
    found = re.search(r'class="bell".*?</a>', page, re.S)
    assert found
    count = re.search(r"<b[^>]*>([^<]+)</b>", found.group())
    return count.group(1) if count else ""


def test_the_bell_counts_what_was_not_read(unit: s.Unit) -> None:
    """页头写着几条没读；打开一条少一条，全部读过就没有了。"""
    client = signed_in(unit.agent)
    assert _bell(_page(client, "/unit/")) == "3"
    first = Message.objects.order_by("id").first()
    assert first is not None
    _page(client, f"/unit/messages/{first.pk}/")
    assert _bell(_page(client)) == "2"
    first.refresh_from_db()
    assert first.read_by == unit.agent.name
    client.post(f"/unit/messages/{first.pk}/")
    assert _bell(_page(client)) == "3"
    assert client.post("/unit/messages/").status_code == 302
    page = _page(client)
    assert _bell(page) == ""
    assert "都读过了" in page


def test_messages_are_found_by_words_and_by_state(unit: s.Unit) -> None:
    """按话里的一段、读没读、类别找；没有这样的说没有。"""
    client = signed_in(unit.agent)
    other = Message.objects.order_by("id").first()
    assert other is not None
    Message.objects.filter(pk=other.pk).update(variables={**other.variables, "number": "999888777666555"})
    assert _page(client, "/unit/messages/?q=999888777666555").count("mail-title") == 1
    assert _page(client, "/unit/messages/?q=汇缴已入账").count("mail-title") == 3
    assert _page(client, "/unit/messages/?read=unread&category=deposit").count("mail-title") == 3
    assert "没有这样的消息" in _page(client, "/unit/messages/?read=read")
    assert "没有这样的消息" in _page(client, "/unit/messages/?q=没有的话")


def test_an_empty_inbox_says_what_will_come() -> None:
    """一条也没有时，说明以后会有什么。"""
    assert "汇缴到账" in _page(signed_in(s.unit().agent))


def test_the_reviewer_sees_the_same_and_another_unit_does_not(unit: s.Unit) -> None:
    """复核看到同一份；别的单位一条也没有。"""
    assert _bell(_page(signed_in(unit.reviewer))) == "3"
    assert _bell(_page(signed_in(s.unit().agent))) == ""


def test_an_employee_sees_only_own_messages(unit: s.Unit) -> None:
    """职工只看到本人的，验证码不进收件箱。"""
    other, (one, two) = s.unit_with_workers(2)
    pk = s.told(person_id=s.account_of(one).person_id)
    mine, others = signed_in(s.holder(one)), signed_in(s.holder(two))
    assert "账户余额 1,280.00 元" in _page(mine, f"/me/messages/{pk}/")
    assert others.get(f"/me/messages/{pk}/").status_code == 404
    assert _page(others, "/me/messages/").count("mail-title") == 0


def test_the_list_is_exported_as_filtered(unit: s.Unit) -> None:
    """导出的就是筛出来的，类别、标题、内容都有。"""
    answer = signed_in(unit.agent).get("/unit/messages/?read=unread&export=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines[0] == "时间,类别,标题,内容,读没读"
    assert len(lines) == 4
    assert "2026年11月汇缴已入账" in lines[1]


def test_the_calls_answer_the_same(unit: s.Unit) -> None:
    """接口：清单、一条读过、全部读过；再来一次是 0。"""
    call = Caller(unit.agent)
    rows = call("get", "/unit/messages/", {"read": "unread"}).json()["results"]
    assert len(rows) == 3
    assert (rows[0]["title"], rows[0]["category"], rows[0]["is_read"], rows[0]["link"]) == (
        "2026年11月汇缴已入账", "deposit", False, "/unit/remittances/1/",
    )  # fmt: skip
    assert call("post", f"/unit/messages/{rows[0]['id']}/read/").json() == {"read": 1}
    assert call("post", f"/unit/messages/{rows[0]['id']}/read/").json() == {"read": 0}
    assert call("post", "/unit/messages/read/").json() == {"read": 2}
    assert call("get", "/unit/messages/", {"read": "unread"}).json()["results"] == []


def test_a_text_that_waits_says_why_and_when() -> None:
    """待发的短信：收件箱里、后台里、接口都说在等什么、几时发——到点、网关不通、在排队；办不成的不说会发。"""
    unit = s.unit()
    pk = s.told(employer_id=unit.employer_id, at=clock.now())
    row, work = Delivery.objects.get(message_id=pk), OutboxRow.objects.filter(task="messaging.deliver")
    mine, staff = signed_in(unit.agent), signed_in(s.staff("teller"))
    morning = datetime(2999, 1, 2, 8, 0, tzinfo=SHANGHAI)
    down = {"retry_at": datetime(2999, 1, 2, tzinfo=SHANGHAI), "last_error": "短信网关没有应答：ConnectError"}
    for state, code, said in (
        ({"due_at": morning}, "quiet_hours", "勿扰时段不打扰，2999年1月2日 08:00 发"),
        ({"due_at": None}, "queued", "在排队，随即发出"),
        (down, "gateway_down", "短信网关暂时发不出去"),
        ({"status": "dead"}, "stuck", "没有排上，不会自动发"),
    ):
        work.update(**state)
        for address in ("/unit/messages/", f"/unit/messages/{pk}/"):
            assert f"短信待发：{said}" in _page(mine, address)
        for address in ("/admin/messaging/delivery/", f"/admin/messaging/delivery/{row.pk}/change/"):
            assert said in _page(staff, address)
        told = Caller(unit.agent)("get", "/unit/messages/").json()["results"][0]["sms_waiting"]
        assert (told["reason"], told["said"].startswith(said)) == (code, True)
    assert Caller(unit.reviewer)("get", "/unit/messages/").json()["results"][0]["sms_waiting"] is None, (
        "发到别人手机的不说"
    )
    other = signed_in(unit.reviewer)
    assert "短信" not in re.sub(
        r"选收哪些短信", "", _page(other, f"/unit/messages/{pk}/").split("mail-body")[1].split("</section>")[0]
    )
    Delivery.objects.filter(pk=row.pk).update(status="delivered", settled_at=morning)
    assert "短信 2999年1月2日 08:00 送到了您的手机" in _page(mine, f"/unit/messages/{pk}/")
    assert "短信待发" not in _page(mine)
    assert Caller(unit.agent)("get", "/unit/messages/").json()["results"][0]["sms_waiting"] is None
