"""柜面登录要两个人：系统管理员提新建、停用、恢复，安全管理员批；紧急停用一位安全管理员就行，第二个人确认，没有确认的自己恢复。"""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from gjj.actors.actor import Actor
from gjj.approvals.acting import possible
from gjj.approvals.models import Proposal
from gjj.approvals.services import approve, propose, propose_undoing, reject, withdraw
from gjj.audit.models import AuditEntry
from gjj.declarations.errors import BizError
from gjj.grants.messages import CLOSED, OPENED, STOPPED
from gjj.grants.staff_logins import (
    KIND,
    close_staff_login,
    keep_stopped,
    lift_due,
    open_staff_login,
    register_staff,
    reopen_staff_login,
    stop_urgently,
)
from gjj.identity.models import Grant, Login, Person
from gjj.identity.selectors.grants import grants_of
from gjj.identity.services.logins import close_login
from gjj.identity.services.register import PersonDraft
from gjj.messaging.models import Delivery
from tests import situations as s
from tests.services.identity.members import BY, Member, member, signed_in
from tests.services.ledger.test_prove import prove

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
UNTIL = s.TODAY + timedelta(days=200)


def newcomer(**changed: str) -> int:
    """登记一个新到岗的人。"""
    one = s.worker()
    draft = PersonDraft(**{"name": one.name, "id_no": one.id_no, "mobile": one.mobile, **changed})
    return register_staff(by=s.staff("system_admin"), draft=draft, at=s.NOON)


def opening(person: int, **changed: Any) -> dict[str, Any]:
    """给他开柜面登录。"""
    return {
        "do": "open",
        "person": person,
        "username": "newteller",
        "role": "teller",
        "code": "",
        "until": UNTIL,
        **changed,
    }


def proposed(given: dict[str, Any], by: Actor | None = None) -> Proposal:
    """提一份。"""
    pk = propose(by=by or s.staff("system_admin"), kind=KIND, asked=given, reason="新到岗", at=s.NOON)
    return Proposal.objects.get(pk=pk)


def agreed(row: Proposal, by: Actor | None = None, at: datetime = s.NOON) -> str:
    """看着现在的一份批。"""
    return approve(by=by or s.staff("security_admin"), proposal_id=row.pk, digest=row.digest, at=at)


def refused(code: str, work: Any) -> None:
    """办不成，编码是这个。"""
    with pytest.raises(BizError) as caught:
        work()
    assert caught.value.code == code


def stopped(whom: Member, by: Actor | None = None, at: datetime = s.NOON) -> Proposal:
    """紧急停用。"""
    made = stop_urgently(by=by or s.staff("security_admin"), login_id=whom.login_id, reason="口令被人拿走", at=at)
    return Proposal.objects.get(pk=made)


def is_inside(client: Any) -> bool:
    """这个浏览器下一次请求还在门里。"""
    return bool(client.get("/account/devices/").status_code == 200)


def texts(code: str) -> set[int]:
    """这种短信发给了谁。"""
    return set(Delivery.objects.filter(message__code=code).values_list("person_id", flat=True))


def test_a_staff_login_exists_only_after_the_second_person_agrees() -> None:
    """提了还没有；安全管理员批了才有：没有口令，登不进，短信告诉本人去设；岗位写着到哪天；审批里没有号码的明文。"""
    person = newcomer()
    row = proposed(opening(person))
    assert not Login.objects.filter(person_id=person).exists()
    assert agreed(row) == "effective"
    made = Login.objects.get(person_id=person)
    assert (made.username, made.has_usable_password(), made.password_is_initial) == ("newteller", False, False)
    assert made.verified_said == f"柜面看过身份证件（{row.proposed_by}）"
    noted = AuditEntry.objects.get(action="identity.create_login", object_id=str(made.pk))
    assert noted.after == {"实名核验": made.verified_said}
    grant = Grant.objects.get(login=made)
    assert (grant.role, grant.scope, grant.valid_to) == ("teller", "all", UNTIL)
    assert texts(OPENED) == {person}
    told = f"{row.content}{row.before}{row.title}"
    one = Person.objects.get(pk=person)
    assert one.id_no not in told
    assert str(one.mobile) not in told
    assert prove()["status"] == "green"


@pytest.mark.parametrize("role", ["teller", "manager", "auditor", "system_admin"])
def test_nobody_else_proposes_agrees_or_stops(role: str) -> None:
    """别的岗位批不了、停不了；换一位系统管理员也批不了。"""
    row, whom, other = proposed(opening(newcomer())), member("teller", "all"), s.staff(role)
    refused("not_permitted", lambda: agreed(row, other))
    refused("not_permitted", lambda: stopped(whom, other))
    if role != "system_admin":
        refused("not_permitted", lambda: proposed({"do": "close", "login": whom.login_id}, other))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"person": 999999}, "staff_not_registered"),
        ({"username": "9号柜员"}, "username_invalid"),
        ({"role": "person"}, "grant_role"),
        ({"role": "unit_agent"}, "grant_role"),
        ({"code": "99"}, "grant_place"),
        ({"until": ""}, "grant_too_long"),
        ({"until": s.TODAY + timedelta(days=367)}, "grant_too_long"),
    ],
)
def test_what_is_wrong_is_told_before_it_is_proposed(changed: dict[str, Any], code: str) -> None:
    """没有这个人、用户名不合规矩、不是柜面的岗位、没有这个网点、期限不对：提的时候就说。"""
    refused(code, lambda: proposed({**opening(newcomer()), **changed}))
    assert not Proposal.objects.exists()


def test_one_person_one_login_and_one_username() -> None:
    """已有登录的人、有人用的用户名提不成；提出以后被别人用了的，批的时候作废。"""
    whom = member()
    refused("login_exists", lambda: proposed(opening(whom.person_id)))
    refused("username_taken", lambda: proposed(opening(newcomer(), username=whom.username.upper())))
    first, second = proposed(opening(newcomer())), proposed(opening(newcomer()))
    agreed(first)
    refused("approval_stale", lambda: agreed(second))


def test_the_number_on_file_is_not_replaced_when_a_login_is_opened() -> None:
    """登记过的人照登记着的手机号：填别的号码不换，码还是发到他自己的；号码不合规矩、姓名对不上的不登记。"""
    kept = s.worker()
    known = newcomer(name=kept.name, id_no=kept.id_no, mobile=kept.mobile)
    assert newcomer(name=kept.name, id_no=kept.id_no, mobile="13800009999") == known
    assert Person.objects.get(pk=known).mobile == kept.mobile
    refused("person_named_otherwise", lambda: newcomer(name="别人", id_no=kept.id_no))
    refused("staff_numbers_wrong", lambda: newcomer(id_no="419901199001010000"))
    refused("staff_numbers_wrong", lambda: newcomer(mobile="12345"))
    assert AuditEntry.objects.filter(action="grants.login.register").count() == 2


def test_a_login_is_closed_by_two_and_every_session_of_it_dies_at_once() -> None:
    """提了还在用；批了，各处登录着的下一次请求就在门外，告诉本人；改回去（恢复）也要两个人，授权跟着回来。"""
    whom = member("teller", "all")
    windows = [signed_in(whom), signed_in(whom)]
    row = proposed({"do": "close", "login": whom.login_id})
    assert all(map(is_inside, windows))
    agreed(row)
    assert not any(map(is_inside, windows))
    assert whom.person_id in texts(CLOSED)
    assert not grants_of(whom.login, s.TODAY)
    assert prove()["status"] == "green"
    refused("login_closed_already", lambda: proposed({"do": "close", "login": whom.login_id}))
    back = propose_undoing(by=s.staff("system_admin"), proposal_id=row.pk, reason="停错了人", at=s.NOON)
    assert not whom.login.is_active
    agreed(Proposal.objects.get(pk=back))
    assert grants_of(whom.login, s.TODAY)
    assert prove()["status"] == "green"


@pytest.mark.parametrize("do", ["close", "reopen", "open", "keep"])
def test_the_security_administrator_only_confirms_and_never_proposes(do: str) -> None:
    """三员分立：安全管理员提不了新建、停用、恢复，也不能从「改回去」提；确认紧急停用的那一份只有停的那一下提得了，别人补不了第二份。"""
    guard, whom = s.staff("security_admin"), member("teller", "all")
    if do == "open":
        refused("not_permitted", lambda: proposed(opening(newcomer()), guard))
    elif do == "keep":
        asked = {"do": "keep", "login": whom.login_id, "stopped_at": s.NOON.isoformat(), "until": s.NOON.isoformat()}
        refused("login_not_stopped", lambda: proposed(asked, guard))
        refused("not_permitted", lambda: proposed(asked, s.staff("system_admin")))
        row = stopped(whom)
        refused("login_not_stopped", lambda: proposed({**row.content}, guard))
    else:
        row = proposed({"do": "close", "login": whom.login_id})
        agreed(row)
        if do == "close":
            back = propose_undoing(by=s.staff("system_admin"), proposal_id=row.pk, reason="停错了人", at=s.NOON)
            agreed(row := Proposal.objects.get(pk=back))
        row.refresh_from_db()
        asked = {"do": do, "login": whom.login_id}
        refused("not_permitted", lambda: proposed(asked, guard))
        refused("not_permitted", lambda: propose_undoing(by=guard, proposal_id=row.pk, reason="改回去", at=s.NOON))
        assert "undo" in possible(row, s.staff("system_admin"))
        assert not possible(row, guard).get("undo")


def test_one_s_own_login_is_decided_by_others() -> None:
    """停的是批的人自己：另一位来批；自己的登录不紧急停用，请凭短信重设口令。"""
    own, _ = member("security_admin", "all"), member("security_admin", "all")
    actor = Actor(own.login_id, own.username, own.person_id, "安全一", "security_admin", "all", channel="counter")
    row = proposed({"do": "close", "login": own.login_id})
    refused("approval_own_affair", lambda: agreed(row, actor))
    refused("own_login", lambda: stopped(own, actor))
    assert agreed(row) == "effective"


def test_a_login_closed_by_its_owner_is_not_reopened_here() -> None:
    """本人注销的、在用着的，提不成恢复。"""
    whom = member()
    refused("login_is_open", lambda: proposed({"do": "reopen", "login": whom.login_id}))
    close_login(by=BY, login_id=whom.login_id, at=s.NOON)
    refused("login_closed_by_owner", lambda: proposed({"do": "reopen", "login": whom.login_id}))
    refused("login_not_found", lambda: proposed({"do": "reopen", "login": 999999}))


def test_an_urgent_stop_holds_at_once_and_the_password_is_gone() -> None:
    """一位安全管理员当场停：各处的会话下一次请求就在门外，口令不能再用；别的安全管理员、系统管理员各一条短信，停的人没有；等第二个人确认。"""
    mine, other, keeper = s.staff("security_admin"), s.staff("security_admin"), s.staff("system_admin")
    whom, bystander = member("teller", "all"), member("teller", "all")
    window, safe = signed_in(whom), signed_in(bystander)
    row = stopped(whom, mine)
    assert not is_inside(window)
    assert is_inside(safe)
    assert (whom.login.is_active, whom.login.has_usable_password(), row.status) == (False, False, "proposed")
    assert {other.person_id, keeper.person_id} <= texts(STOPPED)
    assert not texts(STOPPED) & {mine.person_id, whom.person_id}
    assert whom.person_id in texts(CLOSED)
    refused("approval_same_person", lambda: agreed(row, mine))
    refused("login_closed_already", lambda: stopped(whom, other))
    refused("stop_reason_missing", lambda: stop_urgently(by=mine, login_id=bystander.login_id, reason=" ", at=s.NOON))
    assert prove()["status"] == "green"


@pytest.mark.parametrize("role", ["system_admin", "security_admin"])
def test_a_confirmed_stop_stays(role: str) -> None:
    """系统管理员、另一位安全管理员确认了：到点也不恢复，要恢复另提两个人的。"""
    whom = member("teller", "all")
    assert agreed(stopped(whom), s.staff(role), s.NOON + HOUR) == "effective"
    assert lift_due(s.NOON + 100 * HOUR) == 0
    assert whom.login.closed_because == "agreed"
    assert agreed(proposed({"do": "reopen", "login": whom.login_id})) == "effective"
    assert whom.login.is_active
    assert prove()["status"] == "green"


@pytest.mark.parametrize("end", ["rejected", "withdrawn"])
def test_a_stop_turned_down_opens_at_once(end: str) -> None:
    """不确认的、停的人自己撤回的，马上恢复；口令还是要凭短信重设。"""
    mine, whom = s.staff("security_admin"), member("teller", "all")
    row = stopped(whom, mine)
    if end == "rejected":
        reject(by=s.staff("system_admin"), proposal_id=row.pk, note="问过本人，没有事", at=s.NOON + HOUR)
    else:
        withdraw(by=mine, proposal_id=row.pk, at=s.NOON + HOUR)
    assert (whom.login.is_active, whom.login.has_usable_password()) == (True, False)
    assert prove()["status"] == "green"


def test_a_stop_is_not_lifted_by_another_s_withdrawal() -> None:
    """别人停的，有权确认的人也撤不回：恢复要不确认，写明为什么；停着的还停着。"""
    whom = member("teller", "all")
    row = stopped(whom)
    for role in ("system_admin", "security_admin"):
        by = s.staff(role)
        refused(
            "approval_not_yours", lambda by=by: withdraw(by=by, proposal_id=row.pk, note="没有事", at=s.NOON + HOUR)
        )
    assert not whom.login.is_active


def test_a_stop_nobody_confirms_lifts_itself_once_and_only_itself() -> None:
    """到参数定的 72 小时自己恢复，恢复一次；那以后批不成；又停了一次的，先前那一份不把它放开。"""
    whom = member("teller", "all")
    row = stopped(whom)
    assert lift_due(s.NOON + 71 * HOUR) == 0
    assert [lift_due(s.NOON + 72 * HOUR) for _ in range(2)] == [1, 0]
    assert whom.login.is_active
    again = stopped(whom, at=s.NOON + 73 * HOUR)
    assert lift_due(s.NOON + 74 * HOUR) == 0
    assert not whom.login.is_active
    refused("approval_stale", lambda: agreed(row, s.staff("system_admin"), s.NOON + 74 * HOUR))
    assert agreed(again, s.staff("system_admin"), s.NOON + 74 * HOUR) == "effective"
    assert not whom.login.is_active


def test_a_stop_the_owner_then_closes_does_not_lift_itself() -> None:
    """紧急停着的时候本人的注销到期了：照注销，到点不恢复。"""
    whom = member()
    stopped(whom)
    close_login(by=BY, login_id=whom.login_id, at=s.NOON + HOUR)
    assert lift_due(s.NOON + 72 * HOUR) == 0
    assert (whom.login.is_active, whom.login.closed_because) == (False, "own")


@pytest.mark.parametrize("role", ["system_admin", "security_admin"])
def test_the_last_administrator_is_not_closed(role: str) -> None:
    """最后一位系统管理员、安全管理员停不了：停了授权再也给不出去。"""
    last = member(role, "all")
    Login.objects.exclude(pk=last.login_id).filter(grants__role=role).update(is_active=False)
    refused("last_admin", lambda: proposed({"do": "close", "login": last.login_id}, s.staff("system_admin")) if role == "security_admin" else stopped(last))  # fmt: skip
    assert last.login.is_active


def test_the_deeds_ask_for_their_own_approval() -> None:
    """没有批准的、批的是别的事的，哪一样也办不了：服务自己查，什么也没有变。"""
    whom = member()
    waiting = proposed({"do": "close", "login": whom.login_id})
    Proposal.objects.filter(pk=waiting.pk).update(
        status="approved", decided_person=1, decided_login=0, signed=waiting.digest
    )
    for deed in (open_staff_login, reopen_staff_login, keep_stopped):
        with pytest.raises(LookupError):
            deed(by=s.staff("security_admin"), approval=waiting.pk, at=s.NOON)
    with pytest.raises(LookupError):
        close_staff_login(by=s.staff("security_admin"), approval=waiting.pk + 1, at=s.NOON)
    assert whom.login.is_active


def test_what_is_refused_reads_as_a_sentence() -> None:
    """拒绝的话说没有改动、钱怎么样、怎么办，不带编码。"""
    whom = member()
    with pytest.raises(BizError) as caught:
        proposed({"do": "reopen", "login": whom.login_id})
    assert "没有任何改动" in caught.value.detail
    assert caught.value.money
    assert caught.value.fix
    assert not re.search("[a-z]{4,}", caught.value.detail)


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE identity_login SET is_active = false WHERE id = %s",
        "UPDATE identity_login SET is_active = false, closed_at = now(), closed_because = 'agreed' WHERE id = %s",
        "UPDATE identity_login SET is_active = false, closed_at = now(), closed_because = 'urgent' WHERE id = %s",
    ],
)
def test_a_login_closed_past_its_approval_turns_prove_red(deed: str) -> None:
    """绕过程序停用的、冒充两个人停的、冒充紧急停用的：查账变红，指出是哪一个。"""
    whom = member("teller", "all")
    with connection.cursor() as cursor:
        cursor.execute(deed, [whom.login_id])
    found = {one["id"]: one for one in prove()["violations"]}  # type: ignore[attr-defined]
    assert found["grants.logins_closed_by_two"]["rows"]
