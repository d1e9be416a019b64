"""暂停、恢复要两个人；急停一个人先停，马上告诉批得了的人，没有批下来的自己恢复。"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from deposits.items import REMIT
from gjj.actors.actor import Actor
from gjj.approvals.models import Proposal
from gjj.approvals.selectors import proposals_about
from gjj.approvals.services import approve, propose, propose_undoing, reject, take_effect, withdraw
from gjj.catalog.messages import URGENTLY_STOPPED
from gjj.catalog.models import Closure
from gjj.catalog.selectors.declared import declared_items
from gjj.catalog.selectors.items import closed_now
from gjj.catalog.services import closing
from gjj.catalog.services.closing import SWITCH
from gjj.catalog.services.stopping import keep, stop_urgently
from gjj.catalog.services.sync import sync_catalog
from gjj.catalog.targets import switch_key
from gjj.declarations.errors import BizError
from gjj.messaging.models import Delivery
from tests import situations as s
from tests.closings import agreed, asked_to_close, close, lift
from tests.services.ledger.test_prove import prove

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _catalog(db: None) -> None:
    sync_catalog(declared_items(), s.NOON)


def is_closed(at: Any = s.NOON, channel: str = "unit_hall") -> bool:
    """网上的汇缴停没停。"""
    return closed_now(REMIT, channel, at) is not None


def refused(code: str, work: Any) -> None:
    """办不成，编码是这个。"""
    with pytest.raises(BizError) as caught:
        work()
    assert caught.value.code == code


def stopped(by: Actor | None = None, **more: Any) -> int:
    """急停网上的汇缴。"""
    targets = [{"item": REMIT, "channel": "online"}]
    return stop_urgently(
        by=by or s.staff("system_admin"), targets=targets, reason="银行没有回音", at=s.NOON, **more
    )  # fmt: skip


def test_nothing_stops_until_the_second_person_agrees() -> None:
    """提了照常办；提的人自己、同一个人换一个登录都批不了；主任批了才停，账上各条恒等式成立。"""
    admin = s.staff("system_admin")
    number = asked_to_close(by=admin, at=s.NOON, reason="升级", item=REMIT)
    assert not is_closed()
    for same in (admin, replace(admin, login_id=admin.login_id + 100000)):  # type: ignore[operator]
        refused("approval_same_person", lambda same=same: agreed(number, s.NOON, same))
    refused("not_permitted", lambda: agreed(number, s.NOON, s.staff("teller")))
    assert not is_closed()
    agreed(number, s.NOON)
    assert is_closed()
    assert [one.pk for one in proposals_about(switch_key(REMIT, None))] == [number]
    assert prove()["status"] == "green"


def test_the_deed_asks_for_its_own_approval() -> None:
    """没有批准的、批的是别的事的，停不了、恢复不了、接着停不了：服务自己查，什么也没有变。"""
    admin = s.staff("system_admin")
    waiting = asked_to_close(by=admin, at=s.NOON, reason="升级", item=REMIT)
    for deed in (closing.close, closing.lift, keep):
        with pytest.raises(LookupError):
            deed(by=s.staff("manager"), approval=waiting, at=s.NOON)
    Proposal.objects.filter(pk=waiting).update(
        status="approved", decided_person=1, decided_login=0, signed=Proposal.objects.get(pk=waiting).digest
    )
    with pytest.raises(LookupError):
        closing.lift(by=s.staff("manager"), approval=waiting, at=s.NOON)
    assert not Closure.objects.exists()


def test_what_changed_underneath_voids_it() -> None:
    """提出以后同一样被另一份停了：批的时候作废，只停一次。"""
    admin = s.staff("system_admin")
    first, second = (asked_to_close(by=admin, at=s.NOON, reason=why, item=REMIT) for why in ("升级", "结账"))
    agreed(first, s.NOON)
    refused("approval_stale", lambda: agreed(second, s.NOON))
    assert (Proposal.objects.get(pk=second).status, Closure.objects.count()) == ("void", 1)


def test_an_approval_too_late_stops_nothing_and_loses_nothing() -> None:
    """批的时候恢复时间已经过了：不停，说为什么，申请还在，可以不批准。"""
    number = asked_to_close(by=s.staff("system_admin"), at=s.NOON, reason="升级", item=REMIT, until=s.NOON + HOUR)
    refused("closure_ends_too_early", lambda: agreed(number, s.NOON + HOUR))
    assert (Proposal.objects.get(pk=number).status, Closure.objects.exists()) == ("proposed", False)
    reject(by=s.staff("manager"), proposal_id=number, note="过了时间", at=s.NOON + HOUR)


def test_an_urgent_stop_holds_at_once_and_ends_by_itself() -> None:
    """一个人急停，当场停；没有人批，过了参数定的四小时自己恢复，那以后也批不成，什么也没有变。"""
    number = stopped()
    assert is_closed()
    assert not is_closed(channel="counter")
    assert (is_closed(s.NOON + timedelta(hours=3, minutes=59)), is_closed(s.NOON + 4 * HOUR)) == (True, False)
    refused("not_closed", lambda: agreed(number, s.NOON + 4 * HOUR))
    assert Proposal.objects.get(pk=number).status == "proposed"
    assert prove()["status"] == "green"


def test_those_who_can_approve_are_told_at_once() -> None:
    """主任、另一位系统管理员各一条短信，写着谁停了什么、为什么、几时自己恢复；急停的人自己没有，会计没有。"""
    manager, other, accountant = s.staff("manager"), s.staff("system_admin"), s.staff("accountant")
    mine = s.staff("system_admin")
    number = stopped(mine)
    told = Delivery.objects.filter(message__code=URGENTLY_STOPPED)
    people = set(told.values_list("person_id", flat=True))
    assert {manager.person_id, other.person_id} <= people
    assert not people & {mine.person_id, accountant.person_id}
    said = told.earliest("id").message.variables
    assert (said["who"], said["why"], said["number"]) == (mine.name, "银行没有回音", f"SP{number:08d}")
    assert said["until"] == "2026年11月24日 16:00"


def test_an_urgent_stop_agreed_to_goes_on_till_the_time_asked() -> None:
    """批准了接着停到想停的时候；想停到的时候没写的，要人来恢复。"""
    until = s.NOON + timedelta(days=1)
    agreed(stopped(until=until), s.NOON + HOUR)
    assert (is_closed(until - HOUR), is_closed(until)) == (True, False)
    agreed(stop_urgently(by=s.staff("system_admin"), targets=[{"item": None, "channel": "wechat"}], reason="坏了", at=s.NOON), s.NOON)  # fmt: skip
    assert Closure.objects.get(channel__code="wechat").until is None
    assert prove()["status"] == "green"


@pytest.mark.parametrize("end", ["rejected", "withdrawn"])
def test_an_urgent_stop_turned_down_opens_at_once(end: str) -> None:
    """不批准的、急停的人自己撤回的，马上恢复。"""
    mine = s.staff("system_admin")
    number = stopped(mine)
    if end == "rejected":
        reject(by=s.staff("manager"), proposal_id=number, note="银行说好了", at=s.NOON + HOUR)
    else:
        withdraw(by=mine, proposal_id=number, at=s.NOON + HOUR)
    assert not is_closed(s.NOON + HOUR)
    assert Proposal.objects.get(pk=number).status == end


def test_a_reopening_waits_for_its_time() -> None:
    """批准了的恢复到写的时候才恢复；那以前自己到期了的，作废，写明为什么。"""
    admin, boss = s.staff("system_admin"), s.staff("manager")
    one = close(by=admin, at=s.NOON, item=REMIT, reason="升级")
    other = close(by=admin, at=s.NOON, channel="weibo", reason="升级", until=s.NOON + 3 * HOUR)
    later = [
        propose(
            by=admin, kind=SWITCH, asked={"do": "lift", "closures": [pk]}, reason="好了", at=s.NOON,
            effective_at=s.NOON + 2 * HOUR,
        )
        for pk in (one, other)
    ]  # fmt: skip
    for number in later:
        assert agreed(number, s.NOON, boss).status == "approved"
    assert is_closed(s.NOON + HOUR)
    assert take_effect(later[0], s.NOON + 2 * HOUR)
    assert not is_closed(s.NOON + 2 * HOUR)
    assert not take_effect(later[1], s.NOON + 3 * HOUR)
    gone = Proposal.objects.get(pk=later[1])
    assert (gone.status, "已经恢复了" in gone.note) == ("void", True)


def test_what_was_done_is_undone_by_two() -> None:
    """停了的改回去就是恢复，恢复了的改回去照原来的原因再停；都要另一个人批。"""
    admin = s.staff("system_admin")
    number = asked_to_close(by=admin, at=s.NOON, reason="升级", item=REMIT)
    agreed(number, s.NOON)
    back = propose_undoing(by=admin, proposal_id=number, reason="停早了", at=s.NOON)
    assert is_closed()
    agreed(back, s.NOON)
    assert not is_closed()
    agreed(propose_undoing(by=admin, proposal_id=back, reason="还要停", at=s.NOON), s.NOON)
    assert is_closed()
    assert Closure.objects.latest("id").reason == "升级"


def test_several_close_together_or_not_at_all() -> None:
    """一份里几样，有一样停不成，提都提不成；批了一起停。"""
    admin = s.staff("system_admin")
    close(by=admin, at=s.NOON, channel="weibo", reason="升级")
    asked = {
        "do": "close", "reason": "结账", "since": "", "until": "",
        "targets": [{"item": REMIT, "channel": None}, {"item": None, "channel": "weibo"}],
    }  # fmt: skip
    refused("already_closed", lambda: propose(by=admin, kind=SWITCH, asked=asked, reason="结账", at=s.NOON))
    assert not is_closed()
    lift(by=admin, closure_id=Closure.objects.get().pk, at=s.NOON)
    agreed(propose(by=admin, kind=SWITCH, asked=asked, reason="结账", at=s.NOON), s.NOON)
    assert Closure.objects.in_force(s.NOON).count() == 2


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE catalog_closure SET lift_approval_id = NULL",
        "UPDATE catalog_closure SET approval_id = (SELECT id FROM approvals_proposal WHERE status = 'proposed')",
    ],
)
def test_a_stop_without_its_approval_turns_prove_red(deed: str) -> None:
    """绕过程序恢复、拿一份没有批准的充数：查账变红，指出是哪一条。"""
    admin = s.staff("system_admin")
    lift(by=admin, closure_id=close(by=admin, at=s.NOON, item=REMIT, reason="升级"), at=s.NOON)
    asked_to_close(by=admin, at=s.NOON, reason="再停", channel="weibo")
    assert prove()["status"] == "green"
    with connection.cursor() as cursor:
        cursor.execute(deed)
    found = {one["id"]: one for one in prove()["violations"]}  # type: ignore[attr-defined]
    assert found["catalog.closed_by_two"]["rows"]


def test_approving_is_one_door() -> None:
    """同一份批两次，第二次说已经有结果，不再停一次。"""
    number = asked_to_close(by=s.staff("system_admin"), at=s.NOON, reason="升级", item=REMIT)
    row = agreed(number, s.NOON)
    refused("approval_ended", lambda: approve(by=s.staff("manager"), proposal_id=number, digest=row.digest, at=s.NOON))
    assert Closure.objects.count() == 1
