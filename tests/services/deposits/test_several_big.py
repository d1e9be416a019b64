"""人多的单位几个月一起办：排队，答进度；断了一份也没有，再来全部生成、各只一份；没有办成说得出原因。"""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from deposits.models import ChangeList, Remittance
from deposits.selectors.several import failed_of, job_of, several_job_json
from deposits.services import file_list, several_big, several_months
from deposits.services.several_big import ask_to_create
from gjj.declarations.errors import BizError
from gjj.identity.models import Grant
from gjj.work.drain import drain
from gjj.work.models import Job, OutboxRow
from gjj.work.relay import MAX_ATTEMPTS, run
from tests import situations as s
from tests.halls.visitors import signed_in
from tests.race import together
from tests.services.deposits.test_several_months import OCTOBER, SEPTEMBER, behind

MONTHS = [SEPTEMBER, OCTOBER, s.NOVEMBER]


@pytest.fixture
def big(monkeypatch: pytest.MonkeyPatch) -> s.Unit:
    """两名职工算人多；欠着九月、十月。"""
    unit, _ = behind()
    monkeypatch.setattr(several_big, "INLINE_ROWS", 1)
    monkeypatch.setattr(file_list, "INLINE_ROWS", 1)
    return unit


def ask(unit: s.Unit) -> Any:
    return ask_to_create(by=unit.agent, months=MONTHS, at=s.NOON, same_as_last_month=True)


def waiting() -> OutboxRow:
    return OutboxRow.objects.get(task="deposits.create_several")


def made(unit: s.Unit) -> list[Any]:
    rows = Remittance.objects.filter(employer_account=unit.account, month__in=MONTHS)
    return list(rows.order_by("month").values_list("month", flat=True))


@pytest.mark.django_db
def test_a_big_unit_waits_its_turn_and_all_months_are_made(big: s.Unit) -> None:
    """排队：先答进度，一份也没有；又点一次还是那一件；轮到了三个月各一份，清册都确认了，任务里写着编号。"""
    assert (ask(big), ask(big)) == (None, None)
    assert (made(big), Job.objects.count()) == ([], 1)
    found = several_job_json(job_of(big.account), s.NOON)
    assert (found["status"], found["progress"]["total"]) == ("running", 6)
    drain(s.NOON)
    assert made(big) == MONTHS
    found = several_job_json(job_of(big.account), s.NOON)
    assert (found["status"], len(found["remittances"]), found["progress"]) == ("done", 3, None)
    assert set(ChangeList.objects.filter(month__in=MONTHS).values_list("status", flat=True)) == {"confirmed"}


@pytest.mark.django_db
def test_cut_halfway_nothing_is_made_and_the_next_time_once(big: s.Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    """办到第二个月断了：一份汇缴书、一份清册也没有；再来全部生成；办成以后又来一遍、放弃，都还是那三份。"""
    ask(big)
    real, seen = several_months.create_remittance, iter([True])

    def cut(**told: Any) -> int:
        if next(seen, False):
            return real(**told)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(several_months, "create_remittance", cut)
        with pytest.raises(KeyboardInterrupt):
            run(waiting().pk, s.NOON)
    assert made(big) == []
    assert not ChangeList.objects.filter(month__in=MONTHS).exists()
    for _ in range(2):
        several_big.create_in_turn(**waiting().payload, at=s.NOON)
    several_big.give_up_creating(job_id=waiting().payload["job_id"], at=s.NOON)
    assert made(big) == MONTHS
    assert several_job_json(job_of(big.account), s.NOON)["status"] == "done"


@pytest.mark.django_db
def test_why_nothing_was_made_is_told(big: s.Unit) -> None:
    """轮到的时候授权收回了：一份也没有，说得出原因和编码。"""
    ask(big)
    Grant.objects.filter(pk=big.agent.grant_id).update(valid_to=date(2026, 11, 1))
    drain(s.NOON)
    assert several_job_json(job_of(big.account), s.NOON)["code"] == "grant_revoked"
    assert failed_of(big.account) == several_big.NOT_HIS
    assert made(big) == []


@pytest.mark.django_db
def test_a_draft_that_came_meanwhile_stops_it(big: s.Unit) -> None:
    """已经有草稿的当场说；排着队才传的草稿，轮到了说请先定，一份也不生成。"""
    ask(big)
    head = s.list_of(s.filed(big, [s.line("开户", s.worker())], SEPTEMBER))
    drain(s.NOON)
    assert several_job_json(job_of(big.account), s.NOON)["code"] == "draft_waiting"
    assert made(big) == []
    with pytest.raises(BizError) as caught:
        ask(big)
    assert (caught.value.code, caught.value.extra["id"]) == ("draft_waiting", head.pk)


@pytest.mark.django_db
def test_given_up_after_many_tries_it_says_so(big: s.Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    """反复办不完：停下来说清楚；之后办成了，不再提。"""
    ask(big)
    OutboxRow.objects.filter(pk=waiting().pk).update(failures=MAX_ATTEMPTS - 1)
    with monkeypatch.context() as patch:
        patch.setattr(several_big, "create_remittances", lambda **_: 1 / 0)
        run(waiting().pk, s.NOON)
    assert failed_of(big.account) == several_big.FAILED
    assert several_job_json(job_of(big.account), s.NOON)["code"] == "gave_up"
    ask(big)
    drain(s.NOON)
    assert (failed_of(big.account), made(big)) == ("", MONTHS)


@pytest.mark.django_db
def test_the_pages_show_how_far_it_is(big: s.Unit) -> None:
    """页面和「我的办件」看得到办到哪里；办完整页重来，说生成了几份；别的单位看不到。"""
    ask(big)
    client, page = signed_in(big.agent), reverse("deposits:several")
    assert "人次" in client.get(page).content.decode()
    assert "正在办" in client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert "2026年9月起 3 个月一起办" in client.get("/unit/cases/").content.decode()
    assert "个月一起办</h2>" not in signed_in(s.unit().agent).get("/unit/cases/").content.decode()
    drain(s.NOON)
    assert client.get(page, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert "3 个月的汇缴书已经生成" in client.get(page).content.decode()


def test_two_people_asking_at_once_are_one_job(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """两个人同时点：锁住单位再看有没有在办的，只排一件。"""
    unit, _ = behind()
    monkeypatch.setattr(several_big, "INLINE_ROWS", 1)
    assert together([lambda: ask(unit)] * 2) == [None, None]
    assert Job.objects.filter(kind="deposits.several").count() == 1
