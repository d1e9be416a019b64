"""选收短信：能关的关了就不发，收件箱照有；不能关的说为什么；只管自己这个身份。"""

import pytest
from django.db import IntegrityError, transaction

from gjj.audit.models import AuditEntry
from gjj.declarations.errors import BizError
from gjj.messaging.models import Delivery, Message, Subscription
from gjj.messaging.selectors.subscriptions import subscriptions
from gjj.messaging.services.subscribe import subscribe
from tests import situations as s
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db


def test_a_category_turned_off_is_not_texted_but_stays_in_the_inbox() -> None:
    """关了汇缴到账：收件箱有，短信没有；再打开就又发；改动留审计，没变的不留。"""
    unit, (one,) = s.unit_with_workers(1)
    owner = s.holder(one)
    assert subscribe(by=owner, category="deposit", is_on=False, at=s.NOON)
    assert not subscribe(by=owner, category="deposit", is_on=False, at=s.NOON)
    quiet = s.told(person_id=owner.person_id)
    subscribe(by=owner, category="deposit", is_on=True, at=s.NOON)
    loud = s.told(person_id=owner.person_id)
    assert set(
        Message.objects.filter(person_id=owner.person_id, code="deposits.allocated_person").values_list("id", flat=True)
    ) == {quiet, loud}
    assert [row.message_id for row in Delivery.objects.filter(message_id__in=(quiet, loud))] == [loud]
    assert AuditEntry.objects.filter(action="messaging.subscribe").count() == 2


@pytest.mark.parametrize("category", ["code", "security"])
def test_what_must_come_cannot_be_turned_off(category: str) -> None:
    """验证码、资料变更不能关，说为什么；背着服务写进库也不行。"""
    unit, (one,) = s.unit_with_workers(1)
    owner = s.holder(one)
    with pytest.raises(BizError) as refused:
        subscribe(by=owner, category=category, is_on=False, at=s.NOON)
    assert refused.value.code == "subscription_locked"
    assert "所以不能关" in refused.value.detail
    with pytest.raises(IntegrityError), transaction.atomic():
        Subscription.objects.create(person_id=owner.person_id, category=category, is_on=False, changed_at=s.NOON)


def test_an_agent_chooses_for_this_unit_only() -> None:
    """经办人关掉本单位的到账短信，自己作为职工的照收；欠缴提醒不能关；复核不收短信、不能改。"""
    unit = s.unit()
    assert {one.category for one in subscriptions(unit.agent)} == {
        "code",
        "security",
        "arrears",
        "deposit",
        "account",
        "case",
    }
    subscribe(by=unit.agent, category="deposit", is_on=False, at=s.NOON)
    s.told(employer_id=unit.employer_id)
    assert not Delivery.objects.exists()
    s.told(person_id=unit.agent.person_id)
    assert Delivery.objects.filter(person_id=unit.agent.person_id).count() == 1
    with pytest.raises(BizError) as locked:
        subscribe(by=unit.agent, category="arrears", is_on=False, at=s.NOON)
    assert locked.value.code == "subscription_locked"
    with pytest.raises(BizError) as refused:
        subscribe(by=unit.reviewer, category="deposit", is_on=False, at=s.NOON)
    assert refused.value.code == "not_permitted"
    with pytest.raises(BizError) as unknown:
        subscribe(by=unit.agent, category="weather", is_on=False, at=s.NOON)
    assert unknown.value.code == "category_unknown"


def test_the_page_shows_what_is_on_and_saves_what_is_ticked() -> None:
    """页面：号码遮掩、勿扰时段、不能关的理由；照勾选的存。"""
    unit, (one,) = s.unit_with_workers(1)
    owner = s.holder(one)
    client = signed_in(owner)
    page = client.get("/me/messages/settings/").content.decode()
    assert f"{one.mobile[:3]}****{one.mobile[-4:]}" in page
    assert "每天 21:30 到次日 08:00 不发短信" in page
    assert page.count("不能关") >= 4
    assert page.count("checked") == 3
    assert client.post("/me/messages/settings/", {"on": ["account", "case"]}).status_code == 302
    assert {row.category: row.is_on for row in Subscription.objects.all()} == {"deposit": False}
    page = client.get("/me/messages/settings/").content.decode()
    assert page.count("checked") == 2
    assert "改好了：汇缴到账" in page
    assert signed_in(unit.reviewer).get("/unit/messages/settings/").status_code == 403
