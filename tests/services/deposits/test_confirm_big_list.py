"""大清册排队确认：答进度，轮到了以交办的人确认；断了像没有办过；没有办成说得出原因。"""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from deposits.models import Account, ChangeList, ChangeRow, Remittance
from deposits.rules.row_cells import Cell
from deposits.selectors.change_lists import REPLACING, change_list_json, failed_job, running_job
from deposits.services import confirm_big_list, confirm_list
from deposits.services.confirm_big_list import ask_to_confirm
from deposits.services.create_remittance import create_remittance
from deposits.services.mend_rows import AddRow, mend_rows
from gjj.audit.models import AuditEntry
from gjj.declarations.errors import BizError
from gjj.identity.models import Grant
from gjj.work.drain import drain
from gjj.work.jobs import job, start_job
from gjj.work.models import Job, OutboxRow
from gjj.work.relay import MAX_ATTEMPTS, run
from tests import situations as s
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db


def ask(unit: s.Unit, head: ChangeList) -> Any:
    return ask_to_confirm(by=unit.agent, change_list_id=head.pk, at=s.NOON)


def last_code(unit: s.Unit, head: ChangeList) -> Any:
    """接口说的：最近一件排队的工作为什么没办成。"""
    return change_list_json(unit.agent, head, s.NOON)["last_job"]["code"]


def test_a_small_list_is_confirmed_at_once() -> None:
    """行数不多的当场确认，没有任务。"""
    unit = s.unit()
    head = s.list_of(s.filed(unit, [s.line("开户", s.worker())]))
    assert ask(unit, head).applied == 1
    assert not Job.objects.exists()


def test_a_big_list_waits_its_turn_and_is_confirmed_by_who_asked(
    big: tuple[s.Unit, ChangeList, list[s.Worker]],
) -> None:
    """排队：先答进度，账户不动；轮到了以交办的人确认，一个事务，审计写的是他。"""
    unit, head, people = big
    assert ask(unit, head) is None
    head.refresh_from_db()
    body = change_list_json(unit.agent, head, s.NOON)
    assert (head.status, body["progress"]["done"], body["progress"]["total"]) == ("draft", 0, 5)
    assert not Account.objects.exists()
    assert drain(s.NOON) >= 1
    head.refresh_from_db()
    assert (head.status, head.applied, head.confirmed_by) == ("confirmed", 5, unit.agent.name)
    assert {s.account_of(one).status for one in people} == {"active"}
    assert "progress" not in change_list_json(unit.agent, head, s.NOON)
    done = job(head.job_id or 0)
    assert done is not None
    assert (done.status, done.result["applied"]) == ("done", 5)
    entry = AuditEntry.objects.get(action="deposits.list.confirm", object_id=str(head.pk))
    assert entry.login_id == unit.agent.login_id


def test_asking_again_while_it_waits_is_one_confirmation(big: tuple[s.Unit, ChangeList, list[s.Worker]]) -> None:
    """排着队又点一次：还是那一件。"""
    unit, head, _ = big
    assert (ask(unit, head), ask(unit, head)) == (None, None)
    assert OutboxRow.objects.filter(task="deposits.confirm_change_list").count() == 1
    assert Job.objects.count() == 1


def test_a_confirmation_cut_halfway_leaves_nothing_and_goes_again(
    big: tuple[s.Unit, ChangeList, list[s.Worker]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """办到第二段断了：一个账户也没有；再来整份办成，一人一户。"""
    unit, head, people = big
    ask(unit, head)
    row = OutboxRow.objects.get(task="deposits.confirm_change_list")
    real, seen = confirm_list.apply_rows, iter([True])

    def cut(*args: Any) -> None:
        real(*args) if next(seen, False) else 1 / 0

    with monkeypatch.context() as patch:
        patch.setattr(confirm_list, "apply_rows", cut)
        run(row.pk, s.NOON)
    assert not Account.objects.exists()
    assert not ChangeRow.objects.exclude(applied_at=None).exists()
    OutboxRow.objects.update(retry_at=None)
    run(row.pk, s.NOON)
    assert Account.objects.count() == len(people)


def test_a_revoked_grant_confirms_nothing(big: tuple[s.Unit, ChangeList, list[s.Worker]]) -> None:
    """排队的时候授权收回了：不确认，页面说得出原因。"""
    unit, head, _ = big
    ask(unit, head)
    Grant.objects.filter(pk=unit.agent.grant_id).update(valid_to=date(2026, 11, 1))
    drain(s.NOON)
    head.refresh_from_db()
    assert head.status == "draft"
    assert "没有这个单位的授权" in failed_job(head)
    assert last_code(unit, head) == "grant_revoked"
    assert not Account.objects.exists()


def test_a_refusal_in_turn_is_told_and_can_be_asked_again(
    big: tuple[s.Unit, ChangeList, list[s.Worker]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """轮到时办不了：原因记在任务里；之后可以再确认。"""
    unit, head, _ = big
    ask(unit, head)

    def refuse(**_: Any) -> None:
        raise BizError("month_skipped", "现在应办别的月份。", status=409)

    with monkeypatch.context() as patch:
        patch.setattr(confirm_big_list, "confirm_change_list", refuse)
        drain(s.NOON)
    head.refresh_from_db()
    assert failed_job(head) == "现在应办别的月份。"
    assert ask(unit, head) is None
    head.refresh_from_db()
    assert running_job(head) is not None
    drain(s.NOON)
    head.refresh_from_db()
    assert (head.status, failed_job(head)) == ("confirmed", "")


def test_a_confirmation_that_never_ends_is_given_up(
    big: tuple[s.Unit, ChangeList, list[s.Worker]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """试够次数还办不完：任务记失败，说清账户没有变动，不让页面一直等。"""
    unit, head, _ = big
    ask(unit, head)
    monkeypatch.setattr(confirm_list, "apply_rows", lambda *args: 1 / 0)
    row = OutboxRow.objects.get(task="deposits.confirm_change_list")
    for _ in range(MAX_ATTEMPTS):
        OutboxRow.objects.update(retry_at=None)
        run(row.pk, s.NOON)
    head.refresh_from_db()
    assert "账户没有任何变动" in failed_job(head)
    assert last_code(unit, head) == "gave_up"
    assert running_job(head) is None


def test_the_notice_of_payment_follows_when_it_was_asked_for(big: tuple[s.Unit, ChangeList, list[s.Worker]]) -> None:
    """要的是确认并生成：轮到了两样都办，汇缴书写在任务的结果里。"""
    unit, head, _ = big
    ask_to_confirm(by=unit.agent, change_list_id=head.pk, at=s.NOON, then_remit=True)
    drain(s.NOON)
    made = Remittance.objects.get(employer_account=unit.account)
    head.refresh_from_db()
    done = job(head.job_id or 0)
    assert done is not None
    assert (made.employees, done.result["remittance"]) == (5, made.pk)


def test_killed_between_the_two_it_goes_on_to_the_notice(
    big: tuple[s.Unit, ChangeList, list[s.Worker]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """确认好了、汇缴书还没生成就断了：再来接着生成，只有一份；生成过再来也还是那一份。"""
    unit, head, _ = big
    ask_to_confirm(by=unit.agent, change_list_id=head.pk, at=s.NOON, then_remit=True)
    row = OutboxRow.objects.get(task="deposits.confirm_change_list")
    monkeypatch.setattr(confirm_big_list, "create_remittance", lambda **_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        run(row.pk, s.NOON)
    monkeypatch.setattr(confirm_big_list, "create_remittance", create_remittance)
    for _ in range(2):
        confirm_big_list.confirm_in_turn(**row.payload, at=s.NOON)
    assert Remittance.objects.filter(employer_account=unit.account).count() == 1


@pytest.mark.parametrize("inline_rows", [3, 10])
def test_nothing_is_confirmed_while_a_mended_workbook_is_being_read(
    big: tuple[s.Unit, ChangeList, list[s.Worker]], monkeypatch: pytest.MonkeyPatch, inline_rows: int
) -> None:
    """正在读改好的工作簿：确认不排队、不当场办，也不说已经收下；说还在读取。"""
    unit, head, _ = big
    monkeypatch.setattr(confirm_big_list, "INLINE_ROWS", inline_rows)
    head.job_id = start_job(by=unit.agent, kind=REPLACING, title="读改好的清册", total=5, at=s.NOON)
    head.save(update_fields=("job_id",))
    with pytest.raises(BizError, match="还在读取") as caught:
        ask(unit, head)
    assert (caught.value.code, caught.value.status) == ("list_not_draft", 409)
    assert not OutboxRow.objects.filter(task="deposits.confirm_change_list").exists()
    assert not Account.objects.exists()


def test_what_failed_before_is_not_told_after_it_went_well(
    big: tuple[s.Unit, ChangeList, list[s.Worker]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """排队的没有办成，后来当场确认好了：页面不再说上一次没有办成。"""
    unit, head, _ = big
    ask(unit, head)
    row = OutboxRow.objects.get(task="deposits.confirm_change_list")
    confirm_big_list.give_up_confirming(
        change_list_id=head.pk, job_id=row.payload["job_id"], then_remit=False, at=s.NOON
    )
    head.refresh_from_db()
    assert failed_job(head)
    monkeypatch.setattr(confirm_big_list, "INLINE_ROWS", 10)
    assert ask(unit, head).applied == 5
    head.refresh_from_db()
    assert failed_job(head) == ""


def test_the_page_says_why_the_notice_of_payment_was_not_made(
    big: tuple[s.Unit, ChangeList, list[s.Worker]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """要的是确认并生成，汇缴书没生成成：页面说确认好了，也说汇缴书为什么没有。"""
    unit, head, _ = big
    ask_to_confirm(by=unit.agent, change_list_id=head.pk, at=s.NOON, then_remit=True)

    def refuse(**_: Any) -> None:
        raise BizError("item_closed", "这个事项今天停办。", status=409)

    monkeypatch.setattr(confirm_big_list, "create_remittance", refuse)
    drain(s.NOON)
    client, page = signed_in(unit.agent), reverse("deposits:change_list", args=[head.pk])
    assert client.get(page, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    shown = client.get(page).content.decode()
    assert "确认好了：5 行已生效。" in shown
    assert "汇缴书没有生成：这个事项今天停办。" in shown


def cut_after_the_commit(
    big: tuple[s.Unit, ChangeList, list[s.Worker]], monkeypatch: pytest.MonkeyPatch
) -> tuple[s.Unit, ChangeList, OutboxRow]:
    """确认提交了，汇缴书还没生成，进程没了。"""
    unit, head, _ = big
    ask_to_confirm(by=unit.agent, change_list_id=head.pk, at=s.NOON, then_remit=True)
    row = OutboxRow.objects.get(task="deposits.confirm_change_list")
    with monkeypatch.context() as patch:
        patch.setattr(confirm_big_list, "create_remittance", lambda **_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            run(row.pk, s.NOON)
    return unit, head, row


def outcome(head: ChangeList) -> Job:
    head.refresh_from_db()
    found = job(head.job_id or 0)
    assert found is not None
    return found


def test_confirmed_then_the_grant_ended_is_not_told_as_unconfirmed(
    big: tuple[s.Unit, ChangeList, list[s.Worker]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """确认提交之后断了，再来时授权已经收回：说确认好了，只是汇缴书要换人生成。"""
    unit, head, row = cut_after_the_commit(big, monkeypatch)
    Grant.objects.filter(pk=unit.agent.grant_id).update(valid_to=date(2026, 11, 1))
    confirm_big_list.confirm_in_turn(**row.payload, at=s.NOON)
    ended = outcome(head)
    assert (head.status, ended.status, ended.result["applied"]) == ("confirmed", "done", 5)
    assert ended.result["said"] == confirm_big_list.NOT_HIS
    assert not Remittance.objects.exists()


def test_given_up_after_it_was_confirmed_says_it_was_confirmed(
    big: tuple[s.Unit, ChangeList, list[s.Worker]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """确认好了，汇缴书反复生成不完：不说账户没有变动，说确认好了、差什么。"""
    _, head, row = cut_after_the_commit(big, monkeypatch)
    monkeypatch.setattr(confirm_big_list, "create_remittance", lambda **_: 1 / 0)
    OutboxRow.objects.update(failures=MAX_ATTEMPTS - 1, lease_until=None, status="pending")
    run(row.pk, s.NOON)
    ended = outcome(head)
    assert (ended.status, ended.result["applied"], ended.result["said"]) == ("done", 5, confirm_big_list.NOT_MADE)
    assert failed_job(head) == ""


def test_the_second_confirmation_counts_its_own_rows(
    big: tuple[s.Unit, ChangeList, list[s.Worker]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """再确认一次添的行：进度是这一次的几行，不是历次合计。"""
    unit, head, _ = big
    ask(unit, head)
    drain(s.NOON)
    people = [s.worker() for _ in range(4)]
    more = [
        AddRow({"type": Cell("开户"), "name": Cell(one.name), "id_no": Cell(one.id_no), "mobile": Cell(one.mobile), "base": Cell("8000")})
        for one in people
    ]  # fmt: skip
    mend_rows(by=unit.agent, change_list_id=head.pk, changes=more, at=s.NOON)
    ask(unit, head)
    drain(s.NOON)
    ended = outcome(head)
    assert (head.applied, ended.done, ended.total) == (9, 4, 4)
