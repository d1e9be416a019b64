"""一次改很多行：采纳不限几行；多的排队，答进度，断了还是原来的清册，再来改成，能整个撤销；没有改成说得出原因。"""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from deposits.models import Account, ChangeEdit, ChangeList, ChangeRow
from deposits.rules.row_cells import Cell
from deposits.selectors.change_lists import change_list_json, failed_job, lists_in_flight
from deposits.services import mend_big, mend_carry, mend_rows
from deposits.services.confirm_big_list import ask_to_confirm
from deposits.services.mend_big import ask_to_adopt, ask_to_undo
from gjj.declarations.errors import BizError
from gjj.identity.models import Grant
from gjj.work.drain import drain
from gjj.work.jobs import job
from gjj.work.models import Job, OutboxRow
from gjj.work.relay import MAX_ATTEMPTS, run
from tests import situations as s
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db
LOW = "own_base_below_floor"


def unlisted(number: int) -> tuple[s.Unit, ChangeList]:
    """名单上只写了一个人，没写在名单里的几个人照旧的基数都低于下限。"""
    unit, people = s.unit_with_workers(number + 1, first_month=s.NOVEMBER + -1)
    s.paid(s.remittance_of(unit, s.NOVEMBER + -1))
    Account.objects.filter(employer_account=unit.account).exclude(pk=s.account_of(people[0]).pk).update(base="2000.00")
    return unit, s.list_of(s.filed(unit, [s.line("正常", people[0])]))


@pytest.fixture
def big(monkeypatch: pytest.MonkeyPatch) -> tuple[s.Unit, ChangeList]:
    """要添的比当场改的多。"""
    monkeypatch.setattr(mend_big, "INLINE_ROWS", 3)
    monkeypatch.setattr(mend_carry, "CHUNK", 2)
    return unlisted(5)


def adopt(unit: s.Unit, head: ChangeList) -> Any:
    return ask_to_adopt(by=unit.agent, change_list_id=head.pk, code=LOW, at=s.NOON)


def undo(unit: s.Unit, head: ChangeList, *, again: bool = False) -> Any:
    return ask_to_undo(by=unit.agent, change_list_id=head.pk, at=s.NOON, again=again)


def adjusted(head: ChangeList) -> int:
    return ChangeRow.objects.filter(change_list=head, type="base_adjust", is_valid=True, base="2350.00").count()


def waiting() -> OutboxRow:
    return OutboxRow.objects.filter(task="deposits.mend_rows").latest("id")


def outcome(head: ChangeList) -> Job:
    head.refresh_from_db()
    found = job(head.job_id or 0)
    assert found is not None
    return found


def test_adopting_is_not_limited_like_adding_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """一次手添有上限；系统注意到的人全部采纳没有，重做也没有。"""
    monkeypatch.setattr(mend_rows, "MOST_ADDED", 2)
    unit, head = unlisted(4)
    assert adopt(unit, head).edits == 4
    assert adjusted(head) == 4
    assert undo(unit, head).edits == 4
    assert undo(unit, head, again=True).edits == 4
    with pytest.raises(BizError, match="too_many_rows"):
        mend_rows.mend_rows(
            by=unit.agent, change_list_id=head.pk, at=s.NOON,
            changes=[mend_rows.AddRow({"name": Cell("甲")})] * 3,
        )  # fmt: skip


def test_many_wait_their_turn_and_are_changed_by_who_asked(big: tuple[s.Unit, ChangeList]) -> None:
    """排队：先答进度，清册不动，「我的办件」里看得到；轮到了一次改完，一个版次，说得出动了几行。"""
    unit, head = big
    assert adopt(unit, head) is None
    head.refresh_from_db()
    body = change_list_json(unit.agent, head, s.NOON)
    assert (body["progress"]["total"], body["last_job"]["kind"], adjusted(head)) == (5, "mend", 0)
    assert [one.pk for one, _, _ in lists_in_flight(unit.agent, s.NOON)] == [head.pk]
    drain(s.NOON)
    done = outcome(head)
    assert (adjusted(head), head.version, head.rows_count) == (5, 1, 6)
    assert (done.status, done.done, done.result["edits"]) == ("done", 5, 5)
    assert set(ChangeEdit.objects.values_list("by", flat=True)) == {unit.agent.name}


def test_undoing_and_redoing_many_wait_too(big: tuple[s.Unit, ChangeList]) -> None:
    """撤销、重做这样的修改也排队，办完和没有采纳过、采纳过一样。"""
    unit, head = big
    adopt(unit, head)
    drain(s.NOON)
    for again, left in ((False, 0), (True, 5)):
        assert undo(unit, head, again=again) is None
        assert adjusted(head) == 5 - left
        drain(s.NOON)
        assert (adjusted(head), outcome(head).status) == (left, "done")


def test_cut_halfway_the_list_is_as_before_and_the_next_time_it_changes_once(
    big: tuple[s.Unit, ChangeList], monkeypatch: pytest.MonkeyPatch
) -> None:
    """写到一半断了：一行没变；再来改成；提交以后断了再来，也不再改一遍。"""
    unit, head = big
    adopt(unit, head)
    with monkeypatch.context() as patch:
        patch.setattr(mend_carry, "keep_edits", lambda *a, **k: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            run(waiting().pk, s.NOON)
    assert adjusted(head) == 0
    for _ in range(2):
        mend_big.mend_in_turn(**waiting().payload, at=s.NOON)
    assert (adjusted(head), ChangeEdit.objects.filter(change_list=head).count()) == (5, 5)
    mend_big.give_up_mending(change_list_id=head.pk, job_id=waiting().payload["job_id"], at=s.NOON)
    assert outcome(head).status == "done"


def test_meanwhile_nobody_changes_or_confirms_it(big: tuple[s.Unit, ChangeList]) -> None:
    """正在改很多行：再改、再采纳、确认都说正在改，页面不给改的格子。"""
    unit, head = big
    adopt(unit, head)
    row = ChangeRow.objects.get(change_list=head)
    change = mend_rows.SetCell(row.row, "name", Cell("别的"))
    for act in (
        lambda: mend_rows.mend_rows(by=unit.agent, change_list_id=head.pk, changes=[change], at=s.NOON),
        lambda: adopt(unit, head),
        lambda: ask_to_confirm(by=unit.agent, change_list_id=head.pk, at=s.NOON),
    ):
        with pytest.raises(BizError, match="正在改很多行") as caught:
            act()
        assert (caught.value.code, caught.value.status) == ("list_not_draft", 409)
    client = signed_in(unit.agent)
    shown = client.get(reverse("deposits:mend", args=[head.pk]) + "?show=all").content.decode()
    assert "正在改很多行" in shown
    assert "data-save" not in shown


def test_why_it_was_not_changed_is_told(big: tuple[s.Unit, ChangeList]) -> None:
    """轮到的时候授权收回了：清册没有变，接口和页面都说得出原因。"""
    unit, head = big
    adopt(unit, head)
    Grant.objects.filter(pk=unit.agent.grant_id).update(valid_to=date(2026, 11, 1))
    drain(s.NOON)
    assert (outcome(head).result["code"], failed_job(head)) == ("grant_revoked", mend_big.NOT_HIS)
    assert adjusted(head) == 0


def test_given_up_after_many_tries_it_says_so(big: tuple[s.Unit, ChangeList], monkeypatch: pytest.MonkeyPatch) -> None:
    """反复改不完：停下来，说清册没有变；之后当场采纳成了，不再提。"""
    unit, head = big
    adopt(unit, head)
    OutboxRow.objects.filter(pk=waiting().pk).update(failures=MAX_ATTEMPTS - 1)
    with monkeypatch.context() as patch:
        patch.setattr(mend_big, "adopt_mends", lambda **_: 1 / 0)
        run(waiting().pk, s.NOON)
    assert (outcome(head).result["code"], failed_job(head)) == ("gave_up", mend_big.FAILED)
    monkeypatch.setattr(mend_big, "INLINE_ROWS", 10)
    assert adopt(unit, head).edits == 5
    head.refresh_from_db()
    assert failed_job(head) == ""


def test_the_page_goes_to_the_bar_and_then_says_how_many(big: tuple[s.Unit, ChangeList]) -> None:
    """页面：点采纳到进度条，格子里点的也整页过去；办完说动了几行；接口答 202。"""
    unit, head = big
    client, page = signed_in(unit.agent), reverse("deposits:change_list", args=[head.pk])
    sent = client.post(
        reverse("deposits:mend", args=[head.pk]), {"do": "adopt", "code": LOW, "back": "list"}, follow=True
    )
    assert "正在改很多行" in sent.content.decode()
    drain(s.NOON)
    assert client.get(page, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert "采纳好了：动了 5 行" in client.get(page).content.decode()
    grid = client.post(reverse("deposits:mend", args=[head.pk]), {"do": "undo"}, headers={"HX-Request": "true"})
    assert grid.headers["HX-Redirect"] == page
