"""改好的大工作簿：排队由工作进程换，答进度；断了还是原来的清册，再来换成；换不成说得出原因；文件办完抹掉。"""

import io
from datetime import date

import openpyxl
import pytest
from django.urls import reverse

from deposits.models import ChangeEdit, ChangeList, ChangeRow
from deposits.selectors.change_lists import change_list_json, failed_job, lists_in_flight, running_job
from deposits.services import replace_big_file, replace_file
from deposits.services.annotate_list import annotated_workbook
from deposits.services.discard_list import discard_change_list
from deposits.services.replace_big_file import ask_to_replace
from gjj.declarations.errors import BizError
from gjj.identity.models import Grant
from gjj.work.drain import drain
from gjj.work.jobs import job
from gjj.work.models import OutboxRow
from gjj.work.relay import MAX_ATTEMPTS, run
from tests import situations as s
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def big(monkeypatch: pytest.MonkeyPatch) -> tuple[s.Unit, ChangeList, bytes]:
    """超过当场换的行数的一份草稿，和改了一个人姓名的工作簿。"""
    monkeypatch.setattr(replace_big_file, "INLINE_ROWS", 3)
    monkeypatch.setattr(replace_file, "CHUNK", 2)
    unit, people = s.unit(), [s.worker() for _ in range(5)]
    head = s.list_of(s.filed(unit, [s.line("开户", one) for one in people]))
    book = openpyxl.load_workbook(io.BytesIO(annotated_workbook(by=unit.agent, change_list_id=head.pk, at=s.NOON).data))
    for row in book[head.sheet].iter_rows():
        for cell in row:
            if cell.value == people[1].name:
                cell.value = "改过名"
    buffer = io.BytesIO()
    book.save(buffer)
    return unit, head, buffer.getvalue()


def ask(unit: s.Unit, head: ChangeList, data: bytes) -> replace_file.Replaced | None:
    return ask_to_replace(by=unit.agent, change_list_id=head.pk, data=data, filename="改好.xlsx", at=s.NOON)


def names(head: ChangeList) -> list[str]:
    return list(ChangeRow.objects.filter(change_list=head).order_by("row").values_list("name", flat=True))


def waiting() -> OutboxRow:
    return OutboxRow.objects.get(task="deposits.replace_file")


def test_a_small_workbook_is_read_at_once() -> None:
    """行数不多的当场换。"""
    unit, worker = s.unit(), s.worker()
    head = s.list_of(s.filed(unit, [s.line("开户", worker)]))
    data = annotated_workbook(by=unit.agent, change_list_id=head.pk, at=s.NOON).data
    assert ask(unit, head, data) == replace_file.Replaced(0, 0, 0)
    assert not OutboxRow.objects.filter(task="deposits.replace_file").exists()


def test_a_big_workbook_waits_its_turn_and_only_what_differs_changes(big: tuple[s.Unit, ChangeList, bytes]) -> None:
    """排队：先答进度，清册不动，「我的办件」里看得到；轮到了只改一行，说得出改了几行，文件抹掉。"""
    unit, head, data = big
    assert ask(unit, head, data) is None
    head.refresh_from_db()
    assert change_list_json(unit.agent, head, s.NOON)["progress"]["total"] == 5
    assert "改过名" not in names(head)
    assert [one.pk for one, _, _ in lists_in_flight(unit.agent, s.NOON)] == [head.pk]
    assert waiting().secret
    drain(s.NOON)
    head.refresh_from_db()
    assert names(head).count("改过名") == 1
    done = job(head.job_id or 0)
    assert done is not None
    assert (done.status, done.done, done.result["said"]) == ("done", 5, "改了 1 行，其余没有动。")
    assert (waiting().secret, running_job(head)) == (None, None)


def test_cut_halfway_the_list_is_as_before_and_the_next_time_it_changes_once(
    big: tuple[s.Unit, ChangeList, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """写到一半断了：清册一行没变；再来换成，改动只留一次痕；又来一遍也不再变。"""
    unit, head, data = big
    ask(unit, head, data)
    keep = replace_file.keep_edits
    monkeypatch.setattr(replace_file, "keep_edits", lambda *a, **k: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        run(waiting().pk, s.NOON)
    assert "改过名" not in names(head)
    monkeypatch.setattr(replace_file, "keep_edits", keep)
    secret = replace_big_file.base64.b64encode(data).decode()
    for _ in range(2):
        replace_big_file.replace_in_turn(**waiting().payload, secret={"file": secret}, at=s.NOON)
    assert names(head).count("改过名") == 1
    assert ChangeEdit.objects.filter(change_list=head).count() == 1


def test_another_workbook_waits_until_the_first_is_read(big: tuple[s.Unit, ChangeList, bytes]) -> None:
    """正在读一份，再传一份：说还在读，不排第二份。"""
    unit, head, data = big
    ask(unit, head, data)
    with pytest.raises(BizError, match="list_not_draft"):
        ask(unit, head, data + b" ")
    assert OutboxRow.objects.filter(task="deposits.replace_file").count() == 1


def test_why_it_was_not_read_is_told(big: tuple[s.Unit, ChangeList, bytes]) -> None:
    """轮到的时候清册已经作废、授权已经收回、反复办不完：清册没有变，原因说得出。"""
    unit, head, data = big
    ask(unit, head, data)
    before = names(head)
    Grant.objects.filter(pk=unit.agent.grant_id).update(valid_to=date(2026, 11, 1))
    run(waiting().pk, s.NOON)
    head.refresh_from_db()
    assert failed_job(head) == replace_big_file.REVOKED
    assert change_list_json(unit.agent, head, s.NOON)["last_job"]["code"] == "grant_revoked"
    assert names(head) == before


def test_given_up_after_many_tries_it_says_so(
    big: tuple[s.Unit, ChangeList, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """系统反复读不完：停下来，页面上说清册没有变、接着怎么办。"""
    unit, head, data = big
    ask(unit, head, data)
    OutboxRow.objects.filter(pk=waiting().pk).update(failures=MAX_ATTEMPTS - 1)
    monkeypatch.setattr(replace_big_file, "replace_file", lambda **_: 1 / 0)
    run(waiting().pk, s.NOON)
    head.refresh_from_db()
    assert failed_job(head) == replace_big_file.FAILED
    assert change_list_json(unit.agent, head, s.NOON)["last_job"]["code"] == "gave_up"
    assert waiting().secret is None


def test_run_again_after_it_was_given_up_asks_for_the_file(
    big: tuple[s.Unit, ChangeList, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """放弃以后有人重新执行：文件已经抹掉，请经办人再传，清册没有变。"""
    unit, head, data = big
    ask(unit, head, data)
    before = names(head)
    OutboxRow.objects.filter(pk=waiting().pk).update(failures=MAX_ATTEMPTS - 1)
    with monkeypatch.context() as patch:
        patch.setattr(replace_big_file, "replace_file", lambda **_: 1 / 0)
        run(waiting().pk, s.NOON)
    OutboxRow.objects.filter(pk=waiting().pk).update(status="pending", failures=0, retry_at=None)
    run(waiting().pk, s.NOON)
    head.refresh_from_db()
    assert failed_job(head) == replace_big_file.GONE
    assert change_list_json(unit.agent, head, s.NOON)["last_job"]["code"] == "file_gone"
    assert names(head) == before


def test_a_list_thrown_away_meanwhile_is_not_changed(big: tuple[s.Unit, ChangeList, bytes]) -> None:
    """排着队，草稿作废了：不换。"""
    unit, head, data = big
    ask(unit, head, data)
    discard_change_list(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    drain(s.NOON)
    done = job(ChangeList.objects.get(pk=head.pk).job_id or 0)
    assert done is not None
    assert (done.status, done.result["code"]) == ("failed", "list_not_draft")


def test_the_page_shows_the_bar_and_then_what_changed(
    big: tuple[s.Unit, ChangeList, bytes],
) -> None:
    """页面：传上去是进度条；办完，问进度的那一下整页重来，说改了几行。"""
    unit, head, data = big
    client = signed_in(unit.agent)
    sent = io.BytesIO(data)
    sent.name = "改好.xlsx"
    page = reverse("deposits:change_list", args=[head.pk])
    assert (
        "正在读改好的工作簿"
        in client.post(
            reverse("deposits:change_list_file", args=[head.pk]), {"file": sent}, follow=True
        ).content.decode()
    )
    drain(s.NOON)
    assert client.get(page, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert "改好的工作簿已读：改了 1 行" in client.get(page).content.decode()


def test_another_tab_learns_that_the_list_was_thrown_away(big: tuple[s.Unit, ChangeList, bytes]) -> None:
    """排着队，草稿在别处作废了：另一个页面来问进度，答已经作废，不出错。"""
    unit, head, data = big
    ask(unit, head, data)
    discard_change_list(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    client, page = signed_in(unit.agent), reverse("deposits:change_list", args=[head.pk])
    assert client.get(page, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert "这份变更清册已经作废" in client.get(page).content.decode()


def test_a_replacement_at_once_forgets_the_one_that_failed(
    big: tuple[s.Unit, ChangeList, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """排队的没有换成，后来当场换成了：页面不再说上一次没有办成。"""
    unit, head, data = big
    ask(unit, head, data)
    replace_big_file.give_up_replacing(change_list_id=head.pk, job_id=waiting().payload["job_id"], at=s.NOON)
    head.refresh_from_db()
    assert failed_job(head)
    monkeypatch.setattr(replace_big_file, "INLINE_ROWS", 10)
    assert ask(unit, head, data) is not None
    head.refresh_from_db()
    assert failed_job(head) == ""


def test_killed_after_it_was_replaced_the_true_counts_stand(
    big: tuple[s.Unit, ChangeList, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """换好了进程没了、授权也收回了：再来、放弃，都照实说改了一行，不说没有改变，也不说没有办成。"""
    unit, head, data = big
    ask(unit, head, data)
    with monkeypatch.context() as patch:
        patch.setattr(replace_big_file, "count_again", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            run(waiting().pk, s.NOON)
    Grant.objects.filter(pk=unit.agent.grant_id).update(valid_to=date(2026, 11, 1))
    OutboxRow.objects.filter(pk=waiting().pk).update(status="pending", lease_until=None)
    run(waiting().pk, s.NOON)
    replace_big_file.give_up_replacing(change_list_id=head.pk, job_id=waiting().payload["job_id"], at=s.NOON)
    head.refresh_from_db()
    done = job(head.job_id or 0)
    assert done is not None
    assert (done.status, done.result["said"]) == ("done", "改了 1 行，其余没有动。")
    assert (failed_job(head), waiting().status) == ("", "done")


def test_it_says_it_is_alive_while_it_writes(big: tuple[s.Unit, ChangeList, bytes]) -> None:
    """写的时候一段一段说还在办：占用不会到期，别的进程不会当它死了接过去。"""
    unit, head, _ = big
    lines = [s.line("开户", s.worker(f"换人{s.in_han(place)}")) for place in range(7)]
    told: list[int] = []
    replace_file.replace_file(
        by=unit.agent, change_list_id=head.pk, data=s.roster(unit, lines), filename="换.xlsx", at=s.NOON, confirm=True,
        told=told.append,
    )  # fmt: skip
    assert told == [2, 4, 6] + [7] * 4
