"""凭令牌进门：每一次都重新认人、重新看停没停；一趟问全，不因为快就晚一步。"""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oauth2_provider.models import AccessToken

from gjj import clock
from gjj.catalog.models import Closure, Item
from gjj.catalog.selectors.declared import declared_items
from gjj.catalog.services.sync import sync_catalog
from gjj.identity.models import Grant, Login
from gjj.identity.services.logins import close_login, end_grant
from gjj.identity.tokens import issue_token
from gjj.periods.days import business_date
from gjj.web.admission import credential_of_token
from tests import situations as s
from tests.api.caller import Caller
from tests.closings import close, lift

pytestmark = pytest.mark.django_db
LIST = "/unit/employees/"


@pytest.fixture
def call() -> Caller:
    """单位经办，刚取过一次清单（这条连接上都记住了）。"""
    made = Caller(s.unit().agent)
    assert made("get", LIST).status_code == 200
    return made


def said(call: Caller) -> tuple[int, str]:
    """再取一次：状态、编码。"""
    answer = call("get", LIST)
    return answer.status_code, answer.json().get("code", "")


def test_a_token_taken_back_is_refused_by_the_next_call(call: Caller) -> None:
    """收回令牌，下一次就是 401。"""
    AccessToken.objects.all().delete()
    assert said(call) == (401, "not_signed_in")


def test_a_login_closed_is_refused_by_the_next_call(call: Caller) -> None:
    """停用登录，下一次就是 401。"""
    close_login(by=s.staff("system_admin"), login_id=AccessToken.objects.get().user_id, at=clock.now())
    assert said(call) == (401, "not_signed_in")


def test_a_grant_ended_is_refused_by_the_next_call(call: Caller) -> None:
    """授权当天被收回，下一次就是 401。"""
    grant = Grant.objects.get(login_id=AccessToken.objects.get().user_id)
    end_grant(by=s.staff("system_admin"), grant_id=grant.pk, at=clock.now())
    assert said(call) == (401, "not_signed_in")


def test_a_role_changed_counts_from_the_next_call(call: Caller) -> None:
    """经办改成复核，下一次就不能交清册。"""
    Grant.objects.filter(login_id=AccessToken.objects.get().user_id).update(role="unit_reviewer")
    assert said(call) == (200, "")
    answer = call("post", "/unit/change-lists/from-last-month/", {"month": "2026-11"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")


def test_an_item_closed_is_refused_by_the_next_call_and_opens_by_the_next(call: Caller) -> None:
    """停办，下一次就是 409；恢复，下一次就办。停的是别的事项，照办。"""
    sync_catalog(declared_items(), s.NOON)
    admin = s.staff("system_admin")
    close(by=admin, at=clock.now(), reason="年终结账", item="deposits.ledger")
    assert said(call) == (200, "")
    pk = close(by=admin, at=clock.now(), reason="年终结账", item="deposits.employees")
    assert said(call) == (409, "item_closed")
    lift(by=admin, closure_id=pk, at=clock.now())
    assert said(call) == (200, "")


def test_a_token_of_another_scope_opens_nothing(call: Caller) -> None:
    """令牌没有 unit 范围：403，不是 401。"""
    (login,) = Login.objects.filter(pk=AccessToken.objects.get().user_id)
    Grant.objects.create(
        login=login, role="person", scope="self", valid_from=business_date(clock.now()) - timedelta(days=1)
    )
    call.token = issue_token(login_id=login.pk, scopes=["person"], at=clock.now())
    assert said(call) == (403, "scope_missing")


@pytest.mark.parametrize("moved", ["2026-12-01T00:00:00+08:00", "2027-01-01T07:59:59+08:00"])
def test_the_one_question_reads_the_same_clock(moved: str) -> None:
    """认人的一问里看的钟，和别处看的是同一个，业务日也一样。"""
    at = datetime.fromisoformat(moved)
    agent = s.unit().agent
    clock.set_to(at)
    token = issue_token(login_id=agent.login_id or 0, scopes=["unit"], at=at)
    before, found, after = clock.now(), credential_of_token(token, clock.moment_values(), ""), clock.now()
    assert found
    assert before <= found.at <= after
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT moment.at, moment.day FROM {clock.MOMENT}", clock.moment_values())
        now, day = cursor.fetchone()
    assert day == business_date(now)


@pytest.mark.parametrize("since", [-60, 0, 60])
@pytest.mark.parametrize("until", [None, 0, 1, 90])
@pytest.mark.parametrize("lifted", [False, True])
def test_the_one_question_sees_what_is_closed_exactly_as_the_catalogue_does(
    since: int, until: int | None, lifted: bool
) -> None:
    """起点、终点、恢复的边界：一问里的「有没有停着」和事项目录的判断一样。"""
    if until is not None and until <= since:
        return
    sync_catalog(declared_items(), s.NOON)
    agent = s.unit().agent
    token = issue_token(login_id=agent.login_id or 0, scopes=["unit"], at=s.NOON)
    Closure.objects.create(
        item=Item.objects.get(code="deposits.employees"), reason="维护", closed_by="某", closed_at=s.NOON,
        since=s.NOON + timedelta(seconds=since), until=None if until is None else s.NOON + timedelta(seconds=until),
        lifted_at=s.NOON if lifted else None, how="alone",
    )  # fmt: skip
    found = credential_of_token(token, (s.NOON, False), "")
    assert found
    assert found.any_closed == Closure.objects.in_force(s.NOON).exists()


def test_who_and_whether_it_is_open_is_one_question(call: Caller) -> None:
    """进门只问一句。"""
    with CaptureQueriesContext(connection) as asked:
        assert credential_of_token(call.token, clock.moment_values(), "")
    assert len(asked) == 1
