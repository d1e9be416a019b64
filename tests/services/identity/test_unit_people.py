"""本单位的人：管理员任命经办、复核、只读、管理员，改任、收回；自己的改不了，最后一位管理员收不回。"""

from dataclasses import replace
from datetime import timedelta
from threading import get_ident
from typing import Any

import pytest

from gjj.actors.actor import Actor
from gjj.audit.models import AuditEntry
from gjj.audit.services import record
from gjj.crypto.blind import blind_index
from gjj.declarations.errors import BizError
from gjj.identity.models import Grant, Login, Person, SignedInSession
from gjj.identity.selectors.grants import actor_of, grants_of
from gjj.identity.selectors.unit_people import members_found, shown
from gjj.identity.services import unit_people as service
from gjj.identity.services.logins import close_login
from gjj.identity.services.register import PersonDraft
from gjj.identity.services.unit_people import appoint, dismiss, reappoint
from gjj.identity.tokens import issue_token
from gjj.messaging.models import Message
from gjj.web.admission import credential_of_token
from tests import situations as s
from tests.race import together
from tests.services.deposits.without_lock import met_after
from tests.services.identity.members import BY, member

UNTIL = s.TODAY + timedelta(days=30)
AFTER = s.TODAY + timedelta(days=31)


def draft(**changed: str) -> PersonDraft:
    """一个还没有登录的人。"""
    one = s.worker("钱经办")
    return PersonDraft(**{"name": one.name, "id_no": one.id_no, "mobile": one.mobile, **changed})


def appointed(by: Actor, role: str = "unit_agent", *, person: PersonDraft | None = None, **given: Any) -> Any:
    """任命了一个人。"""
    asked = {"person": person or draft(), "username": "qian-unit", "until": None, "at": s.NOON, **given}
    return appoint(by=by, role=role, **asked)


def refusal(work: Any, *args: Any, **given: Any) -> str:
    """被拒的原因。"""
    with pytest.raises(BizError) as caught:
        work(*args, **given)
    assert caught.value.money
    return caught.value.code


@pytest.mark.django_db
def test_the_administrator_appoints_a_person_who_gets_a_login_and_a_message() -> None:
    """任命的人没有登录就建一个，没有口令，由本人凭短信设；短信和消息告诉他用户名；单位的操作日志里有。"""
    of = s.unit()
    admin = s.administrator_of(of)
    done = appointed(admin, "unit_reviewer", until=UNTIL)
    login = Login.objects.get(username="qian-unit")
    assert (done.is_new, login.has_usable_password()) == (True, False)
    (grant,) = grants_of(login, s.TODAY)
    assert (grant.role, grant.employer_id, grant.valid_to) == ("unit_reviewer", of.employer_id, AFTER)
    assert not grants_of(login, AFTER)
    told = Message.objects.get(code="identity.appointed")
    assert (told.person_id, told.variables["username"]) == (login.person_id, "qian-unit")
    entry = AuditEntry.objects.get(action="identity.unit.appoint")
    assert (entry.employer_id, entry.name) == (of.employer_id, admin.name)
    assert entry.after == {"身份": "单位复核人", "期限": "到2026年12月24日止"}


@pytest.mark.django_db
def test_somebody_with_a_login_keeps_it() -> None:
    """一人一个登录：已经是职工的人，任命以后用原来的，两个门自己选；他没有在本单位办过以前，单位看不到、也查不出他的用户名。"""
    of = s.unit()
    admin = s.administrator_of(of)
    known = member()
    facts = Person.objects.get(pk=known.person_id)
    person = PersonDraft(facts.name, known.id_no, known.mobile)
    done = appointed(admin, person=person, username="")
    assert (done.username, done.is_new) == ("", False)
    assert {one.role for one in grants_of(known.login, s.TODAY)} == {"person", "unit_agent"}

    def seen(**asked: str) -> list[str]:
        rows = members_found(of.employer_id, on=s.TODAY, **asked).filter(login_id=known.login_id)
        return [one.username for one in shown(rows, on=s.TODAY, person_id=None)]

    assert (seen(), seen(text=known.username)) == ([""], [])
    assert known.username not in AuditEntry.objects.get(action="identity.unit.appoint").summary
    (grant,) = [one for one in grants_of(known.login, s.TODAY) if one.role == "unit_agent"]
    by = actor_of(known.login, grant, channel="unit_hall", level=2, ip="")
    record(by=by, action="deposits.view", object_type="x", object_id="1", at=s.NOON, summary="本单位的")
    assert seen(text=known.username) == [known.username]


@pytest.mark.django_db
def test_the_same_login_is_agent_and_administrator_through_one_door() -> None:
    """经办另是管理员：只有一个门，一次登录、一个令牌两样都能办；管理员收回了，下一次请求就只剩经办。"""
    of = s.unit()
    admin = s.administrator_of(of)
    login = Login.objects.get(pk=admin.login_id)
    (door,) = grants_of(login, s.TODAY)
    assert actor_of(login, door, channel="", level=1, ip="").is_unit_admin
    token = issue_token(login_id=login.pk, scopes=["unit"], at=s.NOON)

    def seen() -> Actor:
        found = credential_of_token(token, (s.NOON, False), "")
        assert found
        assert found.actor
        return found.actor

    assert (seen().role, seen().is_unit_admin) == ("unit_agent", True)
    Grant.objects.filter(login=login, role="unit_admin").update(valid_to=s.TODAY)
    assert (seen().role, seen().is_unit_admin) == ("unit_agent", False)
    other = s.unit()
    Grant.objects.create(
        login=login, role="unit_admin", scope="employer", employer_id=other.employer_id, valid_from=s.TODAY
    )
    assert [(one.role, one.employer_id) for one in grants_of(login, s.TODAY)] == [
        ("unit_agent", of.employer_id), ("unit_admin", other.employer_id),
    ]  # fmt: skip
    assert (seen().employer_id, seen().is_unit_admin) == (of.employer_id, False)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["unit_agent", "unit_reviewer", "unit_viewer"])
def test_only_the_administrator_appoints_and_dismisses(who: str) -> None:
    """经办、复核、只读都不能任命、改任、收回。"""
    of = s.unit()
    by = s.member_of(of, who)
    held = Grant.objects.get(login_id=of.reviewer.login_id).pk
    assert refusal_of_role(by, held) == {"not_permitted"}


def refusal_of_role(by: Actor, held: int) -> set[str]:
    """三样都试一遍。"""
    found = set()
    for work, given in (
        (appoint, {"person": draft(), "username": "qian-unit", "role": "unit_viewer", "until": None}),
        (reappoint, {"grant_id": held, "role": "unit_viewer", "until": None}), (dismiss, {"grant_id": held}),
    ):  # fmt: skip
        with pytest.raises(BizError) as caught:
            work(by=by, at=s.NOON, **given)
        found.add(caught.value.code)
    return found


@pytest.mark.django_db
def test_nobody_raises_himself() -> None:
    """自己的身份自己不能任命、不能改：只读的管理员升不成经办，也不能给自己延期。"""
    of = s.unit()
    viewer = s.member_of(of, "unit_viewer")
    held = Grant.objects.get(login_id=viewer.login_id)
    by = Actor(**{**{name: getattr(viewer, name) for name in viewer.__slots__}, "is_unit_admin": True})
    facts = Person.objects.get(pk=viewer.person_id)
    own = PersonDraft(facts.name, str(facts.id_no), str(facts.mobile))
    assert refusal(appointed, by, person=own) == "own_role"
    assert refusal(reappoint, by=by, grant_id=held.pk, role="unit_agent", until=None, at=s.NOON) == "own_role"
    assert list(Grant.objects.filter(login_id=viewer.login_id).values_list("role", "valid_to")) == [
        ("unit_viewer", None)
    ]


@pytest.mark.django_db
def test_one_person_holds_one_of_the_three() -> None:
    """经办、复核、只读一人只当一种：改任从今天起，原来的收回；管理员是另加的。"""
    of = s.unit()
    admin = s.administrator_of(of)
    first = Grant.objects.get(login_id=of.reviewer.login_id)
    fresh = reappoint(by=admin, grant_id=first.pk, role="unit_agent", until=None, at=s.NOON)
    first.refresh_from_db()
    assert (first.valid_to, fresh != first.pk) == (s.TODAY, True)
    reappoint(by=admin, grant_id=fresh, role="unit_admin", until=None, at=s.NOON)
    login = Login.objects.get(pk=of.reviewer.login_id)
    (door,) = grants_of(login, s.TODAY)
    assert (door.role, door.also_admin) == ("unit_agent", True)
    assert refusal(reappoint, by=admin, grant_id=fresh, role="unit_agent", until=None, at=s.NOON) == "grant_exists"
    assert reappoint(by=admin, grant_id=fresh, role="unit_agent", until=UNTIL, at=s.NOON) == fresh
    assert Grant.objects.get(pk=fresh).valid_to == AFTER


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"person": {"id_no": "110101199001011234"}}, "appointee_invalid"),
        ({"person": {"mobile": "12345"}}, "appointee_invalid"),
        ({"username": "1"}, "username_invalid"),
        ({"username": "李四"}, "username_invalid"),
        ({"role": "teller"}, "grant_role"),
        ({"role": "system_admin"}, "grant_role"),
        ({"role": "unit_admin", "until": UNTIL}, "admin_has_no_end"),
        ({"until": s.TODAY - timedelta(days=1)}, "grant_in_the_past"),
    ],
)
def test_what_is_filled_wrongly_is_refused_and_nothing_is_left(changed: dict[str, Any], code: str) -> None:
    """填得不对的不任命：号码、用户名、身份、期限；单位给不出柜面的身份；什么也没留下。"""
    admin = s.administrator_of(s.unit())
    before = (Grant.objects.count(), Login.objects.count())
    given = dict(changed)
    person = draft(**given.pop("person", {}))
    role = given.pop("role", "unit_agent")
    assert refusal(appointed, admin, role, person=person, **given) == code
    assert (Grant.objects.count(), Login.objects.count()) == before


@pytest.mark.django_db
def test_a_name_that_does_not_match_or_a_closed_login_is_refused() -> None:
    """姓名和证件号码对不上、登录停用了、没有预留手机号的不任命。"""
    admin = s.administrator_of(s.unit())
    known, mute = member(), member(mobile="")
    name = Person.objects.get(pk=known.person_id).name
    assert refusal(appointed, admin, person=draft(id_no=known.id_no)) == "person_named_otherwise"
    silent = PersonDraft(Person.objects.get(pk=mute.person_id).name, mute.id_no, "13800000001")
    assert refusal(appointed, admin, person=silent) == "mobile_missing"
    close_login(by=BY, login_id=known.login_id, at=s.NOON)
    assert refusal(appointed, admin, person=PersonDraft(name, known.id_no, known.mobile)) == "login_closed"


@pytest.mark.django_db
def test_dismissed_is_out_at_the_next_request_and_another_unit_is_not_touched() -> None:
    """收回当天就无效，再收一次照样答成，告诉本人；别的单位的人当作没有。"""
    of, other = s.unit(), s.unit()
    admin = s.administrator_of(of)
    theirs = Grant.objects.get(login_id=of.reviewer.login_id)
    for _ in range(2):
        dismiss(by=admin, grant_id=theirs.pk, at=s.NOON)
    assert not grants_of(Login.objects.get(pk=of.reviewer.login_id), s.TODAY)
    assert Message.objects.filter(code="identity.dismissed", person_id=of.reviewer.person_id).count() == 1
    foreign = Grant.objects.get(login_id=other.reviewer.login_id).pk
    for work, given in ((dismiss, {}), (reappoint, {"role": "unit_viewer", "until": None})):
        assert refusal(work, by=admin, grant_id=foreign, at=s.NOON, **given) == "grant_not_found"


@pytest.mark.django_db
def test_the_last_administrator_stays() -> None:
    """最后一位管理员收不回，自己也辞不掉；有了第二位才行；会到期的、停用的不算第二位。"""
    of = s.unit()
    admin = s.administrator_of(of)
    own = Grant.objects.get(login_id=admin.login_id, role="unit_admin")
    assert refusal(dismiss, by=admin, grant_id=own.pk, at=s.NOON) == "last_unit_admin"
    second = appointed(admin, "unit_admin")
    other = Grant.objects.get(pk=second.grant_id)
    Grant.objects.filter(pk=other.pk).update(valid_to=UNTIL)
    assert refusal(dismiss, by=admin, grant_id=own.pk, at=s.NOON) == "last_unit_admin"
    Grant.objects.filter(pk=other.pk).update(valid_to=None)
    close_login(by=BY, login_id=other.login_id, at=s.NOON)
    assert refusal(dismiss, by=admin, grant_id=own.pk, at=s.NOON) == "last_unit_admin"
    Login.objects.filter(pk=other.login_id).update(is_active=True, closed_at=None, closed_because="")
    dismiss(by=admin, grant_id=own.pk, at=s.NOON)
    assert Grant.objects.get(pk=own.pk).valid_to == s.TODAY


def test_two_units_appointing_the_same_new_person_at_once_share_one_login(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """两个单位同时任命同一个还没有登录的人：都看到没有、都去建，只建成一个，两边都任命上。"""
    admins = [s.administrator_of(s.unit()) for _ in range(2)]
    person = draft()
    look = service._known
    seen_first = met_after(lambda id_no: look(id_no))
    asked: set[int] = set()

    def known(id_no: str) -> Login | None:
        """头一回都等对方也看过；第二回照实看。"""
        if get_ident() in asked:
            return look(id_no)
        asked.add(get_ident())
        return seen_first(id_no)

    monkeypatch.setattr(service, "_known", known)
    results = together([lambda by=by: appointed(by, person=person) for by in admins])
    assert sorted(getattr(one, "is_new", one) for one in results) == [False, True]
    login = Login.objects.get(person__id_no_index=blind_index("id_no", person.id_no))
    units = Grant.objects.filter(login=login).values_list("employer_id", flat=True)
    assert set(units) == {one.employer_id for one in admins}


@pytest.mark.django_db
def test_a_username_somebody_else_has_is_refused_without_a_trace() -> None:
    """用户名（不分大小写）有别人用：说清，人、登录、授权都没有留下。"""
    admin = s.administrator_of(s.unit())
    taken = member().username.upper()
    before = [model.objects.count() for model in (Grant, Login, Person)]
    assert refusal(appointed, admin, username=taken) == "username_taken"
    assert [model.objects.count() for model in (Grant, Login, Person)] == before


@pytest.mark.django_db
def test_the_unit_sees_only_what_was_done_for_the_unit() -> None:
    """「最近办理」只照本单位的操作日志：本人在个人大厅登录、办过什么，单位看不到。"""
    of, other = s.unit(), s.unit()
    admin = s.administrator_of(of)
    one = Login.objects.get(pk=of.reviewer.login_id)
    SignedInSession.objects.create(
        login=one, device="手机", device_hash="d" * 64, ip="1", started_at=s.NOON, last_seen_at=s.NOON, idle_minutes=30,
        limit_at=s.NOON, session_key="k",
    )  # fmt: skip
    rows = members_found(of.employer_id, on=s.TODAY)
    elsewhere = replace(of.reviewer, employer_id=other.employer_id)
    for by in (elsewhere, replace(of.reviewer, employer_id=None)):
        record(by=by, action="identity.sign_in", object_type="login", object_id=one.pk, at=s.NOON, summary="别处的")
    assert rows.get(login=one).last_done is None
    record(by=of.reviewer, action="deposits.view", object_type="x", object_id="1", at=s.NOON, summary="本单位的")
    assert rows.get(login=one).last_done == s.NOON
    assert rows.get(login_id=admin.login_id, role="unit_agent").last_done is None


def two_administrators() -> tuple[int, list[tuple[Actor, int]]]:
    """一个单位两位管理员，各拿着对方那一项。"""
    of = s.unit()
    first = s.administrator_of(of)
    second = s.member_of(of, "unit_admin")
    holds = {one.login_id: one.pk for one in Grant.objects.filter(employer_id=of.employer_id, role="unit_admin")}
    assert first.login_id
    assert second.login_id
    return of.employer_id, [(first, holds[second.login_id]), (second, holds[first.login_id])]


def dismissed_at_once() -> tuple[list[Any], int]:
    """两位同时收回对方；结果，还剩几位。"""
    employer_id, pairs = two_administrators()
    results = together([lambda by=by, held=held: dismiss(by=by, grant_id=held, at=s.NOON) for by, held in pairs])
    left = Grant.objects.filter(employer_id=employer_id, role="unit_admin", valid_to=None).count()
    return results, left


def test_two_administrators_dismissing_each_other_leave_one(own_database: str) -> None:
    """两位管理员同时收回对方：只成一个，单位还有一位管理员。"""
    results, left = dismissed_at_once()
    assert [getattr(one, "code", "") for one in results if one is not None] == ["last_unit_admin"]
    assert left == 1


def test_without_the_lock_a_unit_would_lose_both(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """对照：不锁单位，两个人都看到对方还在，单位一位管理员也没有了。"""
    monkeypatch.setattr(service, "lock_employer", lambda pk: None)
    monkeypatch.setattr(service, "_other_admins", met_after(service._other_admins))
    results, left = dismissed_at_once()
    assert results == [None, None]
    assert left == 0
