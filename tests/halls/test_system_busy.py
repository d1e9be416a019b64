"""没料到的错：改没改东西照事务的结局说，从不猜；流水号总有，堆栈从不露。"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from psycopg2.sql import SQL, Composed, Literal

from deposits.api import remittances as api
from deposits.models import ChangeList, Remittance
from deposits.services import confirm_list
from deposits.views import change_list as pages
from gjj import clock
from gjj.periods.month import Month
from gjj.web.outcome import UNCHANGED, UNKNOWN, Outcome
from tests import situations as s
from tests.api.caller import Caller, this_month
from tests.database import admin
from tests.halls.visitors import signed_in

KEY = {"HTTP_IDEMPOTENCY_KEY": "busy-key-0001"}


def boom(*args: Any, **kwargs: Any) -> None:
    """程序里的一个错。"""
    raise RuntimeError("secret detail")


@pytest.fixture
def draft(own_database: str) -> tuple[s.Unit, ChangeList]:
    """一份可以确认的草稿，在自己的库里：事务真提交。"""
    unit = s.unit(first_month=Month.of(clock.today()))
    made = s.filed(unit, [s.line("开户", s.worker())], Month.of(clock.today()), clock.now())
    return unit, s.list_of(made)


def confirm(unit: s.Unit, head: ChangeList) -> tuple[int, str, str]:
    """在页面上确认，得到（状态码、说的话、流水号）。"""
    answer = signed_in(unit.agent).post(f"/unit/change-lists/{head.pk}/confirm/")
    return answer.status_code, answer.content.decode(), answer["X-Request-Reference"]


def test_a_write_that_rolled_back_changed_nothing(
    draft: tuple[s.Unit, ChangeList], monkeypatch: pytest.MonkeyPatch
) -> None:
    """错在事务里：全部回滚，说资金没有变动，账户也真的没有变。"""
    monkeypatch.setattr(confirm_list, "record", boom)
    status, said, reference = confirm(*draft)
    assert status == 500
    assert UNCHANGED in said
    assert reference in said
    assert "secret" not in said
    assert ChangeList.objects.get(pk=draft[1].pk).status == "draft"


def test_a_write_that_was_committed_is_not_called_unchanged(
    draft: tuple[s.Unit, ChangeList], monkeypatch: pytest.MonkeyPatch
) -> None:
    """错在提交之后：事情已经办成，不说没有变动，说结果待核实、到哪里看、报哪个流水号。"""
    monkeypatch.setattr(pages.messages, "success", boom)
    status, said, reference = confirm(*draft)
    assert ChangeList.objects.get(pk=draft[1].pk).status == "confirmed"
    assert status == 500
    assert "结果待核实" in said
    assert "没有变动" not in said
    assert "没有任何款项变动" not in said
    assert "请先到清单或汇缴书页看现在的状态" in said
    assert f"12329，报流水号 {reference}" in said


def test_asking_who_calls_is_not_taken_for_a_change(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """接口一开头认人的那一问只读：之后出了没料到的错，说没有变动，不说待核实。"""
    call = Caller(s.unit().agent)
    monkeypatch.setattr("deposits.api.change_lists.file_same_as_last_month", boom)
    answer = call("post", "/unit/change-lists/from-last-month/", {"month": this_month()})
    assert (answer.status_code, answer.json()["code"]) == (500, "system_busy")
    assert answer.json()["detail"] == UNCHANGED


def test_a_read_changes_nothing_whatever_happens(
    draft: tuple[s.Unit, ChangeList], monkeypatch: pytest.MonkeyPatch
) -> None:
    """只读的请求出错，总是没有变动。"""
    monkeypatch.setattr(pages.ChangeListPage, "extra", boom)
    answer = signed_in(draft[0].agent).get(f"/unit/change-lists/{draft[1].pk}/")
    assert answer.status_code == 500
    assert UNCHANGED in answer.content.decode()


@pytest.fixture
def ready(draft: tuple[s.Unit, ChangeList]) -> Caller:
    """清册已确认，可以生成汇缴书的调用方。"""
    unit, head = draft
    confirm_list.confirm_change_list(by=unit.agent, change_list_id=head.pk, at=clock.now())
    return Caller(unit.agent)


def test_the_api_says_the_outcome_is_unknown_after_a_commit(ready: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """接口同样：没带幂等键，汇缴书提交之后才出错，答结果待核实；重发得到 409 和原来的编号。"""
    with monkeypatch.context() as broken:
        broken.setattr(api, "remittance_json", boom)
        body = ready("post", "/unit/remittances/", {"month": this_month()}).json()
    assert (body["status"], body["code"], body["detail"]) == (500, "system_busy", UNKNOWN)
    assert body["money"] == "资金情况待核实。"
    assert "Idempotency-Key 重发" in body["fix"]
    assert body["reference"] in body["fix"]
    again = ready("post", "/unit/remittances/", {"month": this_month()})
    assert (again.status_code, again.json()["id"]) == (409, Remittance.objects.get().pk)


def test_with_a_key_the_answer_and_the_business_roll_back_together(
    ready: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """带了幂等键，答复和业务在一个事务里：出错就全部回滚，说没有变动；带原键重发照常办成。"""
    with monkeypatch.context() as broken:
        broken.setattr(api, "remittance_json", boom)
        body = ready("post", "/unit/remittances/", {"month": this_month()}, **KEY).json()
    assert (body["status"], body["detail"]) == (500, UNCHANGED)
    assert not Remittance.objects.exists()
    assert ready("post", "/unit/remittances/", {"month": this_month()}, **KEY).status_code == 201


def watched(work: Callable[[], None]) -> tuple[Outcome, BaseException | None]:
    """看着一段数据库的事，连同它抛出的错。"""
    outcome = Outcome()
    try:
        with connection.execute_wrapper(outcome.watch):
            work()
    except Exception as error:  # 交给测试判断
        return outcome, error
    return outcome, None


def sql(statement: str) -> None:
    """执行一句。"""
    with connection.cursor() as cursor:
        cursor.execute(statement)


def in_one_transaction(statement: str, then: Callable[[], None] = lambda: None) -> Callable[[], None]:
    """一个事务里执行一句，再做一件事。"""

    def work() -> None:
        with transaction.atomic():
            sql(statement)
            then()

    return work


INSERT = "INSERT INTO gjj_clock (moved_by) VALUES (interval '0')"


def cut_off() -> None:
    """没有回音：驱动不知道对方记没记下。"""
    raise OperationalError("server closed the connection unexpectedly")


def server_ends_it() -> None:
    """数据库的管理员断开了这条连接。"""
    pid = connection.connection.info.backend_pid
    admin(Composed([SQL("SELECT pg_terminate_backend("), Literal(pid), SQL(", 5000)")]))
    sql("SELECT 1")


@pytest.mark.parametrize(
    ("work", "may_have_changed"),
    [
        pytest.param(lambda: sql("SELECT 1"), False, id="只读"),
        pytest.param(in_one_transaction(INSERT, boom), False, id="写了又回滚"),
        pytest.param(in_one_transaction("SELECT 1/0"), False, id="数据库说不行"),
        pytest.param(in_one_transaction(INSERT), True, id="提交了"),
        pytest.param(lambda: sql(INSERT), True, id="不在事务里写，当场就算"),
        pytest.param(in_one_transaction(INSERT, cut_off), True, id="写着写着没有回音"),
        pytest.param(in_one_transaction(INSERT, server_ends_it), True, id="连接被服务器断开"),
        pytest.param(cut_off, False, id="什么也没写就连不上"),
    ],
)
def test_the_outcome_follows_the_transactions(
    own_database: str, work: Callable[[], None], may_have_changed: bool
) -> None:
    """提交过的、断在半路的算可能改了；回滚的、没写的不算。"""
    outcome, error = watched(work)
    assert outcome.may_have_changed(error) is may_have_changed


def test_a_savepoint_rolled_back_does_not_hide_a_later_commit(own_database: str) -> None:
    """里层退回、外层提交：算改了。"""

    def work() -> None:
        with transaction.atomic():
            try:
                in_one_transaction(INSERT, boom)()
            except RuntimeError:
                sql(INSERT)

    outcome, error = watched(work)
    assert outcome.may_have_changed(error)
