"""办件走一步：退回补正、等申请人、办结、不予办理、撤销；经过只增，时限跟着走。"""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from psycopg2.errors import Error

from deposits.items import REMIT
from gjj.actors.actor import system_actor
from gjj.cases.entries import Applicant, Flaw, MaterialDraft, TaskDraft
from gjj.cases.messages import RETURNED_TO_PERSON, RETURNED_TO_UNIT
from gjj.cases.models import Case, CaseEvent
from gjj.cases.selectors.cases import counts, found, story_of
from gjj.cases.selectors.promised import clocks_of
from gjj.cases.services.moving import (
    ask_back,
    cancel_case,
    close_case,
    move_case,
    note,
    point_case,
    refuse_case,
    resubmit,
)
from gjj.cases.services.opening import open_case
from gjj.cases.workflow import CASE, CHIPS, OPEN, PAUSED, WORDS
from gjj.declarations.errors import BizError
from gjj.messaging.models import Message
from gjj.messaging.selectors.inbox import told
from gjj.transitions.machine import IllegalTransition
from tests import situations as s
from tests.services.cases.stories import opened

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FLAWS = [Flaw("file", "决议没有盖章"), Flaw("ratio", "比例写的是 13%")]


def later(days: int) -> datetime:
    return s.NOON + days * DAY


def test_what_is_sent_back_tells_the_applicant_each_time() -> None:
    """退回补正告诉申请人：哪一件、为什么、要补哪几处、到哪里补；补了又退回再说一次，办结了不说。"""
    unit, teller = s.unit(), s.staff("teller")
    case = opened(unit, materials=[MaterialDraft("roster", "本月职工变更清册")])
    for flaws in ([Flaw("roster", "第 5 行基数核一下"), Flaw("roster", "第 6 行重复")], [Flaw("roster", "还是不对")]):
        ask_back(case, by=teller, at=s.NOON, reason="名单有疑问。", flaws=flaws)
        resubmit(case, by=unit.agent, at=s.NOON, note="改了")
    close_case(case, by=teller, at=s.NOON, result="好了")
    rows = Message.objects.filter(code=RETURNED_TO_UNIT, employer_id=unit.employer_id).order_by("id")
    first, second = (told(row) for row in rows)
    assert first.title == f"办件 {case.number} 退回补正"
    assert "退回补正：名单有疑问。要补的 2 处：本月职工变更清册。没有任何款项变动，办理时限暂停。" in first.text
    assert "要补的 1 处" in second.text
    assert first.link == f"/unit/cases/{case.pk}/"


def test_a_persons_case_sent_back_tells_the_person() -> None:
    """职工的办件退回，告诉职工本人，通向个人大厅的那一件；别的人、单位都收不到。"""
    _, (one,) = s.unit_with_workers(1)
    person = s.account_of(one).person_id
    case = open_case(item=REMIT, applicant=Applicant.person(person, one.name), by=s.holder(one), at=s.NOON)
    ask_back(case, by=s.staff("teller"), at=s.NOON, reason="看不清", flaws=[Flaw("roster", "重拍一张")])
    (row,) = Message.objects.filter(code__startswith="cases.returned")
    assert (row.code, row.person_id, row.employer_id) == (RETURNED_TO_PERSON, person, None)
    assert told(row).link == f"/me/cases/{case.pk}/"


def test_a_case_is_sent_back_by_field_mended_and_done() -> None:
    """退回写明每一项，时限停住；补好接着办；办结记下结果，待办都了了。"""
    unit, teller = s.unit(), s.staff("teller")
    case = opened(unit)
    ask_back(case, by=teller, at=s.NOON, reason="材料不全", flaws=FLAWS)
    story = story_of(case, s.TODAY)
    assert story.flaws == [
        {"field": "file", "message": "决议没有盖章"},
        {"field": "ratio", "message": "比例写的是 13%"},
    ]
    assert (case.status, case.promised_on, story.clock.is_paused) == ("returned", None, True)
    assert [(one.title, one.status) for one in story.tasks] == [("补正 2 处", "open")]
    resubmit(case, by=unit.agent, at=later(2), note="补了盖章页")
    assert (case.status, case.promised_on) == ("processing", date(2026, 11, 27))
    assert story_of(case, date(2026, 11, 26)).flaws == []
    close_case(case, by=teller, at=later(3), result="比例改为 12%")
    assert (case.status, case.result, case.closed_at) == ("done", "比例改为 12%", later(3))
    kinds = list(case.events.order_by("id").values_list("kind", "side"))
    assert kinds == [
        ("opened", "applicant"),
        ("returned", "center"),
        ("resubmitted", "applicant"),
        ("closed", "center"),
    ]
    assert {one.status for one in case.tasks.all()} == {"done"}


def test_the_clock_of_a_done_case_stands_at_the_day_it_was_done() -> None:
    """办完以后时限不再走。"""
    case = opened(s.unit())
    close_case(case, by=system_actor(), at=later(1), result="好")
    assert clocks_of([case], later(90).date())[case.pk].left == 0


def test_waiting_pauses_and_the_next_step_replaces_the_task() -> None:
    """等申请人：时限停、有待办；申请人办了，待办了掉，时限接着走；状态不变的只记经过。"""
    unit = s.unit()
    case = opened(unit)
    move_case(case, "waiting", by=unit.agent, at=s.NOON, note="等付款", task=TaskDraft(title="付款"))
    assert case.promised_on is None
    move_case(
        case, "waiting", by=system_actor(), at=later(1), note="还差一分", task=TaskDraft(title="补足差额"), side="bank"
    )
    assert list(case.tasks.order_by("id").values_list("title", "status")) == [("付款", "done"), ("补足差额", "open")]
    move_case(case, "processing", by=unit.agent, at=later(2), note="已付款")
    assert case.promised_on == date(2026, 11, 27)
    assert not case.tasks.filter(status="open").exists()
    assert list(case.events.order_by("id").values_list("kind", flat=True)) == ["opened", "moved", "noted", "moved"]


def test_a_note_changes_nothing_but_the_story() -> None:
    """只记一笔：状态、时限不变。"""
    case = opened(s.unit())
    before = (case.status, case.promised_on)
    note(case, by=system_actor(), at=later(1), text="生成汇缴书")
    case.refresh_from_db()
    assert (case.status, case.promised_on) == before
    assert case.events.count() == 2


def test_refused_and_cancelled_cases_keep_their_reason() -> None:
    """不予办理、撤销都记下理由；撤销两次和一次一样，办结两次和一次一样。"""
    teller = s.staff("teller")
    refused, gone, done = opened(s.unit()), opened(s.unit()), opened(s.unit())
    refuse_case(refused, by=teller, at=s.NOON, reason="不符合条件")
    for _ in range(2):
        cancel_case(gone, by=teller, at=s.NOON, reason="不办了")
        close_case(done, by=teller, at=s.NOON, result="好了")
    assert (refused.status, refused.result) == ("refused", "不符合条件")
    assert (gone.status, gone.events.count()) == ("cancelled", 2)
    assert (done.status, done.events.count()) == ("done", 2)


@pytest.mark.parametrize("step", ["return", "refuse", "cancel"])
def test_a_finished_case_goes_nowhere(step: str) -> None:
    """办结之后不能退回、不予办理、撤销。"""
    case, by = opened(s.unit()), s.staff("teller")
    close_case(case, by=by, at=s.NOON, result="好了")
    steps = {
        "return": lambda: ask_back(case, by=by, at=s.NOON, reason="再看看", flaws=FLAWS),
        "refuse": lambda: refuse_case(case, by=by, at=s.NOON, reason="不办"),
        "cancel": lambda: cancel_case(case, by=by, at=s.NOON, reason="不办"),
    }
    with pytest.raises(BizError) as refused:
        steps[step]()
    assert refused.value.code == "case_closed"
    with pytest.raises(IllegalTransition):
        move_case(case, "processing", by=by, at=s.NOON, note="再办")


def test_a_return_without_items_and_a_mend_without_return_are_refused() -> None:
    """退回没写哪一项不退；没退回的不用补。"""
    case, by = opened(s.unit()), s.staff("teller")
    with pytest.raises(BizError) as refused:
        ask_back(case, by=by, at=s.NOON, reason="不对", flaws=[])
    assert refused.value.code == "flaws_missing"
    with pytest.raises(BizError) as refused:
        resubmit(case, by=by, at=s.NOON, note="补")
    assert refused.value.code == "case_not_returned"
    assert case.status == "processing"


@pytest.mark.parametrize("source", list(CASE.statuses))
def test_the_database_refuses_a_step_that_is_not_in_the_table(source: str) -> None:
    """状态机也在库里守着：表里没有的一步，直接改库也改不了。"""
    for target in CASE.statuses:
        case = opened(s.unit())
        if source != "processing":
            if not CASE.allows("processing", source):
                return
            closing = {} if source in OPEN else {"closed_at": s.NOON}
            Case.objects.filter(pk=case.pk).update(status=source, **closing)
        wanted = {"status": target, "closed_at": None if target in OPEN else s.NOON}
        if source == target or CASE.allows(source, target):
            Case.objects.filter(pk=case.pk).update(**wanted)
        else:
            with pytest.raises((DatabaseError, Error)), transaction.atomic():
                Case.objects.filter(pk=case.pk).update(**wanted)


def test_the_story_is_only_added_to() -> None:
    """经过不能改、不能删，办件不能删。"""
    case = opened(s.unit())
    for work in (
        lambda: CaseEvent.objects.filter(case=case).update(note="改"),
        lambda: CaseEvent.objects.filter(case=case).delete(),
        lambda: Case.objects.filter(pk=case.pk).delete(),
    ):
        with pytest.raises((DatabaseError, Error)), transaction.atomic():
            work()


def test_every_state_has_a_word_and_a_look() -> None:
    """每个状态都有短说法和样子，在办与暂停的都是有的状态。"""
    assert WORDS.keys() == CASE.statuses.keys() == CHIPS.keys()
    assert PAUSED < set(OPEN) < CASE.statuses.keys()


def test_cases_are_found_by_number_item_state_and_day() -> None:
    """按编号、事项名、年月、状态、受理日找得到；数得清各状态几件。"""
    unit = s.unit()
    first, second = opened(unit), opened(unit, topic="2027-02", at=later(3))
    close_case(second, by=unit.agent, at=later(4), result="好")
    rows = Case.objects.all()
    spaced = f"{first.number[:6]} {first.number[6:]}"
    assert set(found(rows, text=spaced)) == {first}
    assert set(found(rows, text="汇缴")) == {first, second}
    assert set(found(rows, text="2027-02")) == {second}
    assert set(found(rows, status="open")) == {first}
    assert set(found(rows, since=later(1).date())) == {second}
    assert set(found(rows, until=s.TODAY, item=first.item)) == {first}
    assert counts(rows) == {"processing": 1, "done": 1, "open": 1, "all": 2}


def test_a_case_can_point_at_the_next_thing_of_its_line() -> None:
    """清册之后有了汇缴书，办件换成指着汇缴书。"""
    case = opened(s.unit(), about=("change_list", 3))
    point_case(case, ("remittance", 5))
    case.refresh_from_db()
    assert (case.object_type, case.object_id) == ("remittance", 5)
