"""职工异议：看到单位申报了什么，提出、答复、撤回，一次一条，别人的碰不到。"""

from datetime import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from deposits.messages import FLAG_ANSWERED, FLAG_RAISED
from deposits.models import Account, FilingFlag
from deposits.rules.filing_flag import FIELDS, filing_id
from deposits.selectors.filings import filing_json, own_filings, story_of_flag
from deposits.services import flags
from deposits.services.flags import answer_flag, raise_flag, withdraw_flag
from gjj import clock
from gjj.audit.models import AuditEntry
from gjj.cases.models import Case
from gjj.declarations.errors import BizError
from gjj.idnumbers.mod11_10 import is_valid
from gjj.messaging.models import Delivery, Message
from gjj.periods.days import SHANGHAI
from gjj.periods.month import Month
from tests import situations as s
from tests.halls.visitors import signed_in
from tests.migration import run_step
from tests.race import together
from tests.services.deposits.without_lock import meeting_point
from tests.services.ledger.test_prove import prove

OCTOBER = Month(2026, 10)
CLAIM = {"field": "base", "claimed": "9000.00", "text": "九月起工资调了"}


def wrong() -> set[str]:
    """查账查出不成立的。"""
    return {one["id"] for one in prove()["violations"]}  # type: ignore[attr-defined]


def number_of(one: s.Worker, month: Month = s.NOVEMBER) -> int:
    return filing_id(s.account_of(one).pk, month)


@pytest.mark.django_db
def test_before_the_list_is_confirmed_it_says_nothing_is_filed() -> None:
    """单位还没确认清册：写明还没有申报，不能提异议。"""
    made, (one,) = s.unit_with_workers(1, first_month=OCTOBER)
    s.paid(s.remittance_of(made, OCTOBER))
    november, october = own_filings(s.holder(one), s.TODAY)
    assert (november.stage, november.may_flag, november.now) == ("not_filed", False, None)
    assert (october.stage, october.may_flag) == ("allocated", True)


@pytest.mark.django_db
@pytest.mark.article("TL-20")
def test_after_confirming_the_employee_sees_this_month_beside_last_month() -> None:
    """确认之后、付款之前：本月的基数、比例、金额和上月并排，怎么算的在旁边。"""
    made, (one,) = s.unit_with_workers(1, first_month=OCTOBER)
    s.paid(s.remittance_of(made, OCTOBER))
    s.confirmed(made, [s.line("基数调整", one, base="9000.00")])
    filing = own_filings(s.holder(one), s.TODAY)[0]
    assert (filing.month, filing.stage) == (s.NOVEMBER, "confirmed")
    assert filing.now is not None
    assert filing.before is not None
    assert (filing.before.base, filing.now.base) == (Decimal("8000.00"), Decimal("9000.00"))
    assert (filing.before.total, filing.now.total) == (Decimal("1280.00"), Decimal("1440.00"))
    assert "9,000.00" in filing.explanation[0]["text"]
    told = filing_json(filing)
    assert (told["now"]["employer_ratio"], told["before"]["base"]) == ("8", "8000.00")


@pytest.mark.django_db
def test_a_sealed_employee_is_told_nothing_is_paid_and_may_object() -> None:
    """本月被封存的人：看得到单位没有为他申报，能提异议。"""
    made, (one, _) = s.unit_with_workers(2, first_month=OCTOBER)
    s.paid(s.remittance_of(made, OCTOBER))
    s.confirmed(made, [s.line("封存", one)])
    filing = own_filings(s.holder(one), s.TODAY)[0]
    assert (filing.stage, filing.now, filing.may_flag) == ("confirmed", None, True)


@pytest.mark.django_db
def test_a_flag_reaches_the_unit_and_the_answer_reaches_the_employee() -> None:
    """提出 → 单位首页有待办 → 答复 → 职工看到答复和经过；每一步都留审计，审计里没有说的话。"""
    made, (one,) = s.unit_with_workers(1)
    who = s.holder(one)
    made_flag = raise_flag(by=who, number=number_of(one), at=s.NOON, **CLAIM)
    flag = FilingFlag.objects.get(pk=made_flag)
    assert (flag.status, flag.filed_value, flag.employer_account_id) == ("open", "8000.00", made.account_id)
    assert "有 1 条职工异议等您答复" in signed_in(made.agent).get("/unit/").content.decode()
    assert "有 1 条职工异议等经办人答复" in signed_in(made.reviewer).get("/unit/").content.decode()
    answer_flag(by=made.agent, flag_id=made_flag, accept=False, answer="工资表上是八千", at=s.NOON)
    flag.refresh_from_db()
    assert [node.title for node in story_of_flag(flag)] == ["提出异议", "单位没有改"]
    page = signed_in(who).get(f"/me/filings/{number_of(one)}/").content.decode()
    assert "工资表上是八千" in page
    actions = list(AuditEntry.objects.filter(object_type="filing_flag").values_list("action", flat=True))
    assert actions == ["deposits.flag.answer", "deposits.flag.raise"]
    assert not AuditEntry.objects.filter(summary__contains="九月起").exists()
    assert Account.objects.get(pk=flag.account_id).base == Decimal("8000.00")


@pytest.mark.django_db
def test_a_flag_and_its_answer_are_told_once_each_and_lead_to_the_flag() -> None:
    """提出：单位收到一条，写明谁、哪一项、申报的和应该的，点开就是那一条；答复：职工收到一条；说的话不进短信。"""
    made, (one,) = s.unit_with_workers(1)
    who = s.holder(one)
    pk = raise_flag(by=who, number=number_of(one), at=s.NOON, **CLAIM)
    told = Message.objects.get(code=FLAG_RAISED)
    assert (told.employer_id, told.about_id) == (made.employer_id, pk)
    assert told.variables == {
        "month": "2026年11月", "name": one.name, "what": FIELDS["base"], "filed": "8,000.00", "claimed": "9,000.00",
        "way": "2026年11月不能再改，报错了的在2026年12月的清册里更正，少缴的入账以后补缴，多缴的到柜面办更正",
    }  # fmt: skip
    page = signed_in(made.agent).get(f"/unit/messages/{told.pk}/").content.decode()
    assert f"{one.name}对贵单位2026年11月申报的" in page
    assert f"/unit/flags/{pk}/" in page
    assert "九月起" not in Delivery.objects.get(message=told).message.template.sms
    assert not Message.objects.filter(code=FLAG_ANSWERED).exists()
    answer_flag(by=made.agent, flag_id=pk, accept=True, answer="", at=s.NOON)
    answered = Message.objects.get(code=FLAG_ANSWERED)
    assert (answered.person_id, answered.variables["said"]) == (who.person_id, "单位认可，会改正")
    assert f"/me/flags/{pk}/" in signed_in(who).get(f"/me/messages/{answered.pk}/").content.decode()


@pytest.mark.django_db
def test_a_refused_flag_tells_nobody() -> None:
    """没提成的，谁也不告诉。"""
    _, (one,) = s.unit_with_workers(1)
    with pytest.raises(BizError):
        raise_flag(by=s.holder(one), number=number_of(one), at=s.NOON, **{**CLAIM, "text": ""})
    assert not Message.objects.filter(code=FLAG_RAISED).exists()


@pytest.mark.django_db
def test_only_one_open_flag_per_month_and_three_in_all() -> None:
    """没答复之前不能再提；撤回可以再提；一个月最多三次。"""
    _, (one,) = s.unit_with_workers(1)
    who = s.holder(one)
    for _ in range(2):
        withdraw_flag(by=who, flag_id=raise_flag(by=who, number=number_of(one), at=s.NOON, **CLAIM), at=s.NOON)
    third = raise_flag(by=who, number=number_of(one), at=s.NOON, **CLAIM)
    with pytest.raises(BizError) as again:
        raise_flag(by=who, number=number_of(one), at=s.NOON, **CLAIM)
    assert again.value.code == "flag_open"
    withdraw_flag(by=who, flag_id=third, at=s.NOON)
    with pytest.raises(BizError) as fourth:
        raise_flag(by=who, number=number_of(one), at=s.NOON, **CLAIM)
    assert fourth.value.code == "flag_limit"
    assert FilingFlag.objects.count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"field": "salary"}, "flag_field"), ({"claimed": " "}, "flag_claimed"), ({"claimed": "九" * 61}, "flag_claimed"), ({"claimed": "九千"}, "flag_claimed"),
        ({"text": ""}, "flag_text"), ({"text": "字" * 501}, "flag_text"),
    ],
)  # fmt: skip
def test_a_flag_without_its_words_is_refused(change: dict[str, str], code: str) -> None:
    """没说哪一项、没说应该是多少、没说为什么、太长：说清楚，不提交。"""
    _, (one,) = s.unit_with_workers(1)
    with pytest.raises(BizError) as refused:
        raise_flag(by=s.holder(one), number=number_of(one), at=s.NOON, **{**CLAIM, **change})
    assert refused.value.code == code
    assert FilingFlag.objects.count() == 0


@pytest.mark.django_db
def test_someone_elses_filing_and_a_month_never_filed_are_not_found() -> None:
    """别人的申报、没有申报的月份、凑的编号：都当作没有。"""
    _, (one, other) = s.unit_with_workers(2)
    who = s.holder(one)
    for number in (number_of(other), number_of(one, Month(2026, 12)), 5):
        with pytest.raises(BizError) as refused:
            raise_flag(by=who, number=number, at=s.NOON, **CLAIM)
        assert refused.value.status == 404


@pytest.mark.django_db
def test_rejecting_needs_a_reason_and_an_answer_is_final() -> None:
    """不改要说理由；答复过、撤回过的不能再答复；别的单位的答复不了。"""
    made, (one,) = s.unit_with_workers(1)
    flag = s.flagged(made, one)
    with pytest.raises(BizError) as silent:
        answer_flag(by=made.agent, flag_id=flag, accept=False, answer=" ", at=s.NOON)
    assert silent.value.code == "flag_answer"
    with pytest.raises(BizError) as stranger:
        answer_flag(by=s.unit().agent, flag_id=flag, accept=True, answer="", at=s.NOON)
    assert stranger.value.status == 404
    with pytest.raises(BizError) as reader:
        answer_flag(by=made.reviewer, flag_id=flag, accept=True, answer="", at=s.NOON)
    assert reader.value.status == 403
    answer_flag(by=made.agent, flag_id=flag, accept=True, answer="", at=s.NOON)
    with pytest.raises(BizError) as again:
        answer_flag(by=made.agent, flag_id=flag, accept=False, answer="还是不改", at=s.NOON)
    assert (again.value.code, again.value.status) == ("flag_closed", 409)


@pytest.mark.django_db
def test_the_database_itself_refuses_a_step_that_is_not_in_the_table() -> None:
    """绕过服务改状态：数据库不让。"""
    made, (one,) = s.unit_with_workers(1)
    flag = FilingFlag.objects.get(pk=s.flagged(made, one))
    answer_flag(by=made.agent, flag_id=flag.pk, accept=True, answer="", at=s.NOON)
    from django.db.utils import InternalError

    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        FilingFlag.objects.filter(pk=flag.pk).update(status="rejected")


@pytest.mark.django_db
def test_what_was_said_is_not_in_the_clear_in_the_database() -> None:
    """说明、应该是、答复都加密存放。"""
    from django.db import connection

    made, (one,) = s.unit_with_workers(1)
    answer_flag(by=made.agent, flag_id=s.flagged(made, one), accept=True, answer="会改的", at=s.NOON)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(f)::text FROM deposits_filingflag f")
        (said,) = cursor.fetchone()
    assert "九月起" not in said
    assert "会改的" not in said


def race(one: s.Worker) -> list[object]:
    """同一个人两个窗口同时提。"""
    who, number = s.holder(one), number_of(one)
    return together([lambda: raise_flag(by=who, number=number, at=s.NOON, **CLAIM)] * 2)


def test_two_windows_raise_one_flag(own_database: str) -> None:
    """两个窗口同时提：一条成了，另一条得到「还没有答复」的说明。"""
    _, (one,) = s.unit_with_workers(1)
    done = race(one)
    assert FilingFlag.objects.count() == 1
    assert sorted(type(result).__name__ for result in done) == ["BizError", "int"]


def test_without_the_lock_the_second_window_hits_the_constraint(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """去掉锁：第二个窗口撞在唯一约束上，证明说明靠的是锁，不是运气；库里仍只有一条。"""
    _, (one,) = s.unit_with_workers(1)
    meet = meeting_point(Account)
    monkeypatch.setattr(flags, "lock_account", meet)
    monkeypatch.setattr(flags, "lock_applicant", lambda one: None)
    done = race(one)
    assert FilingFlag.objects.count() == 1
    assert any(isinstance(result, IntegrityError) for result in done)


@pytest.mark.django_db
def test_flags_raised_before_cases_existed_get_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    """办件以前提的异议：查账指得出来没有办件；补上之后，等答复的在办、答复的办结、撤回的撤销，和当时立的一样。"""
    monkeypatch.setattr(flags, "open_case", lambda **kwargs: None)
    made, people = s.unit_with_workers(3)
    waiting, answered = (s.flagged(made, one) for one in people[:2])
    third = s.holder(people[2])
    withdrawn = raise_flag(by=third, number=number_of(people[2]), at=s.NOON, **CLAIM)
    answer_flag(by=made.agent, flag_id=answered, accept=False, answer="合同写的是 8000", at=s.NOON)
    withdraw_flag(by=third, flag_id=withdrawn, at=s.NOON)
    assert wrong() == {"deposits.flag_has_case"}
    run_step("deposits", "0019_flag_cases", "give_cases")
    run_step("deposits", "0019_flag_cases", "give_cases")
    assert wrong() == set()
    made_up = {row.object_id: row for row in Case.objects.filter(item="deposits.filings")}
    assert {pk: row.status for pk, row in made_up.items()} == {
        waiting: "processing", answered: "done", withdrawn: "cancelled",
    }  # fmt: skip
    monkeypatch.undo()
    other, (one,) = s.unit_with_workers(1)
    born = Case.objects.get(object_id=s.flagged(other, one), item="deposits.filings")
    for name in ("title", "topic", "channel", "promised_days", "day_kind", "promised_on", "accepted_on", "object_type"):
        assert getattr(made_up[waiting], name) == getattr(born, name), name
    assert (len(made_up[waiting].number), is_valid(made_up[waiting].number)) == (len(born.number), True)
    assert [one.note for one in made_up[waiting].events.all()] == [one.note for one in born.events.all()]
    answer_flag(by=made.agent, flag_id=waiting, accept=True, answer="", at=s.NOON)
    assert Case.objects.get(pk=made_up[waiting].pk).status == "done"


@pytest.mark.django_db
def test_a_database_without_flags_gets_no_cases() -> None:
    """一条异议也没有的库：补办件这一步什么也不写。"""
    run_step("deposits", "0019_flag_cases", "give_cases")
    run_step("deposits", "0013_remit_cases", "give_cases")
    assert not Case.objects.exists()


@pytest.mark.django_db
def test_a_claim_equal_to_what_was_filed_is_no_objection() -> None:
    """申报的基数 8,000.00，「应该是」也写 8000：不送给单位，说清楚；没有立办件。"""
    unit, (one,) = s.unit_with_workers(1)
    who = s.holder(one)
    with pytest.raises(BizError, match="一样，没有提交") as caught:
        raise_flag(by=who, number=number_of(one), field="base", claimed="8,000", text="不对", at=s.NOON)
    assert caught.value.code == "flag_claimed"
    assert not FilingFlag.objects.exists()


@pytest.mark.django_db
def test_nothing_is_promised_to_a_sealed_account() -> None:
    """封存了的：首页说从哪个月起封存、单位不再申报，不说「申报后这里看得到」。"""
    clock.set_to(s.NOON)
    unit, (one, _) = s.unit_with_workers(2, first_month=Month(2026, 10))
    s.paid(s.remittance_of(unit, Month(2026, 10)))
    s.confirmed(unit, [s.line("封存", one)])
    s.paid(s.remittance_of(unit))
    clock.set_to(datetime(2026, 12, 2, 9, 0, tzinfo=SHANGHAI))
    page = signed_in(s.holder(one)).get("/me/").content.decode()
    assert "2026年11月起封存，单位不再每月为您申报" in page
    assert "申报后这里看得到" not in page
