"""登录第一步：口令。答复不透露用户名存在与否；次数有预算，但锁不住本人。"""

from datetime import timedelta
from typing import Any

import argon2
import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from gjj.audit.models import AuditEntry
from gjj.declarations.errors import BizError
from gjj.identity.models import Login, SignedInSession, SignInCode, SignInFailure
from gjj.identity.parameters import HOUR_CHANGE, HOUR_MOST, HOUR_OTHERS, HOUR_OWN, LIMITS
from gjj.identity.services import passwords
from gjj.identity.services.attempts import HOUR, WINDOW, username_hash
from gjj.identity.services.logins import close_login
from gjj.identity.services.sign_in import start_sign_in
from gjj.work.models import OutboxRow
from tests.services.identity.members import (
    BY,
    FAILURES,
    FAILURES_IN_ALL,
    FAILURES_PER_IP,
    FAILURES_PER_NAME,
    Member,
    member,
    ticket_for,
    waiting_code,
)
from tests.situations import NOON, PASSWORD

pytestmark = pytest.mark.django_db


def refused(
    username: str, password: str = "wrong-password", ip: str = "10.0.0.1", at: Any = NOON, device: str = ""
) -> BizError:
    """试一次，必须被拒。"""
    with pytest.raises(BizError) as error:
        start_sign_in(username=username, password=password, ip=ip, session_key="s", at=at, device_hash=device)
    return error.value


def test_a_right_password_sends_a_code_to_the_masked_number() -> None:
    """口令对了，码发往预留手机号，页面只看到遮掩过的号码。"""
    one = member()
    ticket = ticket_for(one)
    assert ticket.masked_mobile == f"{one.mobile[:3]}****{one.mobile[-4:]}"
    assert ticket.expires_at == NOON + timedelta(minutes=5)
    assert waiting_code(ticket).status == "pending"


def test_an_unknown_user_and_a_wrong_password_get_the_same_answer() -> None:
    """用户名不存在、口令不对、登录停用、还没设口令：答复一字不差。"""
    stopped, unset = member(), member()
    close_login(by=BY, login_id=stopped.login_id, at=NOON)
    Login.objects.filter(pk=unset.login_id).update(password="!")
    answers = [
        refused(member().username),
        refused("nobody"),
        refused(stopped.username, PASSWORD),
        refused(unset.username, PASSWORD),
    ]
    assert {(one.code, one.status, one.detail, one.fix, str(one.extra)) for one in answers} == {
        ("sign_in_refused", 422, answers[0].detail, answers[0].fix, "{}")
    }


def work_of(username: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, list[str]]:
    """一次被拒的登录花了几次散列、几条语句（各是哪一类）。"""
    hashed: list[str] = []

    def counted(real: Any) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            hashed.append(real.__name__)
            return real(*args, **kwargs)

        return call

    with monkeypatch.context() as patch, CaptureQueriesContext(connection) as queries:
        for module, name in ((argon2.low_level, "hash_secret"), (argon2._password_hasher, "verify_secret")):
            patch.setattr(module, name, counted(getattr(module, name)))
        refused(username)
    return len(hashed), [query["sql"].split()[0] for query in queries]


def test_an_unknown_user_costs_as_much_work_as_a_wrong_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """用户名存在与否，散列次数和语句次数一样：从耗时上也分不出来。"""
    one = member()
    known = work_of(one.username, monkeypatch)
    unknown = work_of("nobody", monkeypatch)
    assert known[0] == unknown[0] == 1
    assert known[1] == unknown[1]


def test_a_refusal_is_audited_without_what_was_typed() -> None:
    """口令没对上留痕；填的用户名不记下（有人会把口令填进用户名）。"""
    one = member()
    refused(one.username)
    refused("my-secret-typed-here")
    last = AuditEntry.objects.filter(action="identity.sign_in", result="refused").order_by("-id")[:2]
    assert [(entry.username, entry.object_id) for entry in last] == [("", ""), (one.username, str(one.login_id))]
    assert not SignInFailure.objects.filter(username_hash__contains="secret").exists()


def test_a_login_without_a_mobile_is_told_to_come_to_the_counter() -> None:
    """没有预留手机号收不到码：口令对了才说，没有登录。"""
    one = member(mobile="")
    assert refused(one.username, PASSWORD).code == "no_mobile"
    assert refused(one.username).code == "sign_in_refused"


def fail(one: Member, times: int, ip: str = "10.0.0.1") -> None:
    """在一个地址输错若干次。"""
    for _ in range(times):
        assert refused(one.username, ip=ip).code == "sign_in_refused"


def test_after_ten_failures_this_address_waits() -> None:
    """一个地址对一个用户名输错 10 次后，第 11 次就算口令对也先停 10 分钟。"""
    one = member()
    fail(one, FAILURES)
    answer = refused(one.username, PASSWORD)
    assert (answer.code, answer.status, answer.extra["retry_after"]) == ("too_many_attempts", 429, 600)


def test_others_cannot_lock_the_owner_out() -> None:
    """别人在别处乱试，锁不住本人：换个地址照样登录。"""
    one = member()
    fail(one, FAILURES, ip="203.0.113.5")
    assert refused(one.username, PASSWORD, ip="203.0.113.5").code == "too_many_attempts"
    assert ticket_for(one, ip="10.0.0.2").code_id


def test_the_wait_ends_by_itself_and_refusals_do_not_lengthen_it() -> None:
    """到点自动解除；停的时候再试，不会越停越久。"""
    one = member()
    fail(one, FAILURES)
    for minute in range(1, 10):
        assert refused(one.username, PASSWORD, at=NOON + timedelta(minutes=minute)).code == "too_many_attempts"
    assert ticket_for(one, at=NOON + WINDOW).code_id


def test_a_right_password_does_not_count_as_a_failure() -> None:
    """输对了的不算错：正常登录不会把自己停住。"""
    one = member()
    fail(one, FAILURES - 1)
    assert ticket_for(one).code_id
    fail(one, 1)
    assert refused(one.username).code == "too_many_attempts"


def test_one_address_cannot_spray_many_users() -> None:
    """一个地址换着用户名试，合计也有预算。"""
    SignInFailure.objects.bulk_create(
        SignInFailure(username_hash=f"{number:064d}", ip="198.51.100.7", at=NOON) for number in range(FAILURES_PER_IP)
    )
    assert refused("another", ip="198.51.100.7").code == "too_many_attempts"
    assert refused("another", ip="198.51.100.8").code == "sign_in_refused"


def tried(
    times: int, *, username: str = "", ip: str = "", device: str = "", at: Any = NOON, purpose: str = "sign_in"
) -> None:
    """已经有人输错过若干次：不写用户名的每次换一个，不写地址的每次换一个。"""
    SignInFailure.objects.bulk_create(
        SignInFailure(
            username_hash=username_hash(username or f"someone-{number}"), ip=ip or f"198.18.{number // 250}.{number % 250}",
            at=at, device_hash=device, purpose=purpose,
        )
        for number in range(times)
    )  # fmt: skip


def used_here(one: Member, device: str = "d" * 64) -> str:
    """本人在这台设备上登录过。"""
    before = NOON - timedelta(days=9)
    SignedInSession.objects.create(
        login_id=one.login_id, device="Windows 上的 Edge", device_hash=device, ip="10.0.0.9", started_at=before,
        last_seen_at=before, idle_minutes=30, limit_at=before, ended_at=before, ended_because="signed_out",
    )  # fmt: skip
    return device


def test_one_user_is_not_guessed_from_everywhere() -> None:
    """换着地址试一个用户名，合计也有预算；别的用户名不受影响。"""
    one, other = member(), member()
    tried(FAILURES_PER_NAME, username=one.username)
    assert refused(one.username, PASSWORD).code == "too_many_attempts"
    assert ticket_for(other).code_id


def test_one_login_takes_at_most_a_hundred_guesses_an_hour() -> None:
    """一个用户名一小时：没见过的设备合起来 50 次，用过的设备合起来 30 次，换口令时 20 次；满了停到满一小时，各不相碍，参数只能往小改。"""
    one = member()
    spread = NOON - timedelta(minutes=50)
    tried(HOUR_MOST[HOUR_OTHERS], username=one.username, at=spread)
    assert refused(one.username, PASSWORD).code == "too_many_attempts"
    device, other = used_here(one), used_here(one, "f" * 64)
    assert ticket_for(one, device=device).code_id
    tried(HOUR_MOST[HOUR_OWN], username=one.username, device=other, at=spread)
    assert refused(one.username, PASSWORD, device=device).code == "too_many_attempts"
    tried(HOUR_MOST[HOUR_CHANGE], username=f"change:{one.username}", at=spread, purpose="change")
    with pytest.raises(BizError) as error:
        passwords.attempts.take_old_password(one.username, "10.0.0.1", NOON)
    assert error.value.code == "too_many_attempts"
    assert ticket_for(one, at=spread + HOUR).code_id
    assert sum(HOUR_MOST.values()) == 100
    assert {str(bound.most) for bound in LIMITS if getattr(bound, "code", "") in HOUR_MOST} == {"50", "30", "20"}


def test_guesses_in_all_are_budgeted() -> None:
    """换着地址、换着用户名试，全中心合计也有预算；差一次的还放过。"""
    one = member()
    tried(FAILURES_IN_ALL - 1)
    assert refused(one.username).code == "sign_in_refused"
    assert refused(one.username, PASSWORD).code == "too_many_attempts"


@pytest.mark.parametrize("attack", ["here", "from_everywhere", "at_everyone"])
def test_the_owner_signs_in_on_a_device_used_before_whatever_others_try(attack: str) -> None:
    """别人把这个地址、这个用户名、全中心的预算用完了，本人在用过的设备上照样登录；没见过的设备先停着。"""
    one = member()
    device = used_here(one)
    match attack:
        case "here":
            tried(FAILURES, username=one.username, ip="10.0.0.1")
        case "from_everywhere":
            tried(FAILURES_PER_NAME, username=one.username)
        case "at_everyone":
            tried(FAILURES_IN_ALL)
    assert refused(one.username, PASSWORD).code == "too_many_attempts"
    assert refused(one.username, PASSWORD, device="e" * 64).code == "too_many_attempts"
    assert ticket_for(one, device=device).code_id


def test_a_device_used_before_has_its_own_budget_and_only_for_its_owner() -> None:
    """用过的设备上也只有 10 次；它不是别人用过的设备，别人的用户名在这里照平常数。"""
    one, other = member(), member()
    device = used_here(one)
    for _ in range(FAILURES):
        assert refused(one.username, device=device).code == "sign_in_refused"
    assert refused(one.username, PASSWORD, device=device).code == "too_many_attempts"
    tried(FAILURES, username=other.username, ip="10.0.0.1")
    assert refused(other.username, PASSWORD, device=device).code == "too_many_attempts"


def test_case_and_spaces_do_not_open_a_fresh_budget() -> None:
    """换大小写、加空格，还是同一个用户名的预算；库里也只许有一个，不分大小写。"""
    one = member()
    fail(one, FAILURES)
    assert refused(f" {one.username.upper()} ").code == "too_many_attempts"
    with pytest.raises(IntegrityError, match="username_in_any_case"):
        Login.objects.filter(pk=member().login_id).update(username=one.username.upper())


def test_a_clock_set_back_does_not_keep_the_wait() -> None:
    """演示时钟拨到下个月又拨回来：「将来」输错的不算。"""
    one = member()
    for _ in range(FAILURES):
        refused(one.username, at=NOON + timedelta(days=30))
    assert ticket_for(one).code_id


def test_a_refused_sign_in_sends_nothing() -> None:
    """口令不对时一条短信也不发。"""
    one = member()
    before = (SignInCode.objects.count(), OutboxRow.objects.count())
    refused(one.username)
    refused("nobody")
    assert (SignInCode.objects.count(), OutboxRow.objects.count()) == before
