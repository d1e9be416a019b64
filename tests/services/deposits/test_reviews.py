"""双人复核：单位开着的时候，经办交的要另一个人看过恰好那一份才生效；开关要两个人；自己的批不了，变了就作废。"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string

from deposits.documents import NOTICE
from deposits.models import (
    Account,
    ChangeList,
    Remittance,
    Review,
    ReviewPeriod,
)
from deposits.rules.row_cells import Cell
from deposits.services import confirm_big_list, decide_review
from deposits.services.confirm_big_list import ask_to_confirm
from deposits.services.confirm_list import confirm_change_list
from deposits.services.create_remittance import create_remittance
from deposits.services.decide_review import approve_review, send_back_review, switch_review, withdraw_review
from deposits.services.mend_rows import SetCell, mend_rows
from deposits.services.pay_remittance import pay_remittance
from deposits.services.print_papers import print_remittance
from deposits.services.several_months import create_remittances
from gjj.audit.models import AuditEntry
from gjj.documents.rendering import paper_context
from gjj.documents.selectors.documents import facts_of
from gjj.identity.models import Grant
from gjj.identity.services.logins import end_grant, give_grant
from gjj.messaging.models import Message
from gjj.work.drain import drain
from tests import situations as s
from tests.services.deposits.reviewed import LATER, agreed, asked, refusal, switched_on
from tests.services.deposits.test_reviewed_money import paying
from tests.services.ledger.test_prove import prove


def a_draft(of: s.Unit) -> int:
    """一份等着确认的清册：一个人开户。"""
    return s.filed(of, [s.line("开户", s.worker())], at=LATER).change_list_id


@pytest.mark.django_db
def test_the_switch_takes_both_of_them() -> None:
    """开、关都要两个人：经办提，复核同意才算；没有另一位复核人开不了；关了，等着的一起作废。"""
    of = s.unit()
    row = asked(lambda: switch_review(by=of.agent, is_on=True, at=s.NOON))
    assert not ReviewPeriod.objects.exists()
    assert (
        refusal(lambda: approve_review(by=of.agent, review_id=row.pk, digest=row.digest, at=LATER)) == "not_permitted"
    )
    assert agreed(of, row) == "effective"
    assert ReviewPeriod.objects.get().employer_account_id == of.account_id
    assert refusal(lambda: switch_review(by=of.agent, is_on=True, at=LATER)) == "review_switch_already"
    waiting = asked(lambda: confirm_change_list(by=of.agent, change_list_id=a_draft(of), at=LATER))
    agreed(of, asked(lambda: switch_review(by=of.agent, is_on=False, at=LATER)))
    waiting.refresh_from_db()
    assert (waiting.status, ReviewPeriod.objects.get().ended_at) == ("void", LATER)
    alone = s.unit()
    end_grant(by=s.system_actor(), grant_id=Grant.objects.get(login_id=alone.reviewer.login_id).pk, at=s.NOON)
    assert refusal(lambda: switch_review(by=alone.agent, is_on=True, at=s.NOON)) == "review_no_reviewer"


@pytest.mark.django_db
def test_a_list_takes_effect_only_when_the_reviewer_agrees() -> None:
    """确认交了还没有生效：没有开户、没有办件；复核人同意，照经办的名义生效，操作日志里两个人都有；查账是绿的。"""
    of = switched_on(s.unit())
    head = a_draft(of)
    row = asked(lambda: confirm_change_list(by=of.agent, change_list_id=head, at=LATER))
    assert (ChangeList.objects.get(pk=head).status, Account.objects.count()) == ("draft", 0)
    assert ("本月应缴", "1 人，1,280.00 元") in [tuple(one) for one in row.facts]
    assert agreed(of, row) == "effective"
    made = ChangeList.objects.get(pk=head)
    assert (made.status, made.confirmed_by, Account.objects.count()) == ("confirmed", of.agent.name, 1)
    assert (
        AuditEntry.objects.filter(action="deposits.review.approve", summary__contains=row.number).get().name
        == of.reviewer.name
    )
    codes = set(Message.objects.filter(employer_id=of.employer_id).values_list("code", flat=True))
    assert {"deposits.review_waiting", "deposits.review_effective"} <= codes
    made_out = create_remittance(by=of.agent, month=made.month, at=LATER)
    paper = print_remittance(by=of.agent, remittance_id=made_out, kind=NOTICE.code, at=LATER)
    assert (facts_of(paper)["created_by"], facts_of(paper)["reviewed_by"]) == (of.agent.name, of.reviewer.name)
    sheet = render_to_string(NOTICE.template, paper_context(paper, facts_of(paper), "https://hall.example/"))
    assert f"复核：{of.reviewer.name}" in sheet
    assert prove()["status"] == "green"


@pytest.mark.django_db
def test_asking_twice_is_one_review_and_a_change_makes_another() -> None:
    """同样的再交一次还是那一份，消息也只有一条；改了一格，旧的作废，另立一份。"""
    of = switched_on(s.unit())
    head = a_draft(of)

    def confirm() -> Any:
        return confirm_change_list(by=of.agent, change_list_id=head, at=LATER)

    first = asked(confirm)
    assert asked(confirm).pk == first.pk
    said = Message.objects.filter(code="deposits.review_waiting", variables__number=first.number)
    assert said.count() == 1
    mend_rows(by=of.agent, change_list_id=head, changes=[SetCell(4, "base", Cell("9000.00"))], at=LATER)
    second = asked(confirm)
    first.refresh_from_db()
    assert (first.status, second.pk != first.pk) == ("void", True)


@pytest.mark.django_db
def test_what_changed_after_it_was_asked_is_not_agreed() -> None:
    """提交以后改了基数，复核人手里的一份作废，一行也没有生效；他看到的摘要不是这一份的，也不行。"""
    of = switched_on(s.unit())
    head = a_draft(of)
    row = asked(lambda: confirm_change_list(by=of.agent, change_list_id=head, at=LATER))
    mend_rows(by=of.agent, change_list_id=head, changes=[SetCell(4, "base", Cell("9000.00"))], at=LATER)
    assert refusal(lambda: agreed(of, row)) in ("review_changed", "list_changed")
    row.refresh_from_db()
    assert (row.status in ("void", "waiting"), ChangeList.objects.get(pk=head).status) == (True, "draft")
    fresh = asked(lambda: confirm_change_list(by=of.agent, change_list_id=head, at=LATER))
    assert refusal(lambda: agreed(of, fresh, digest="0" * 64)) == "review_changed"
    assert Account.objects.count() == 0


@pytest.mark.django_db
def test_the_maker_may_not_agree_even_as_another_login() -> None:
    """自己交的自己批不了：同一个自然人换了复核的身份也不行；绕过服务直接写，数据库也不收。"""
    of = switched_on(s.unit())
    row = asked(lambda: confirm_change_list(by=of.agent, change_list_id=a_draft(of), at=LATER))
    give_grant(
        by=s.system_actor(), login_id=of.agent.login_id or 0, role="unit_reviewer", scope="employer", at=s.NOON,
        employer_id=of.employer_id,
    )  # fmt: skip
    same = replace(of.agent, role="unit_reviewer")
    assert refusal(lambda: agreed(of, row, by=same)) == "review_same_person"
    assert refusal(lambda: agreed(of, row, by=replace(same, login_id=of.reviewer.login_id))) == "review_same_person"
    assert refusal(
        lambda: send_back_review(by=same, review_id=row.pk, reason="改", at=LATER)
    ) == "review_same_person"  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=row.pk).update(
            status="effective", signed=row.digest, decided_person=row.asked_person, decided_login=0
        )


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["unit_agent", "unit_viewer", "unit_admin"])
def test_only_a_reviewer_of_the_unit_agrees(role: str) -> None:
    """经办、只读、管理员批不了、退不了；别的单位的复核人当作没有。"""
    of = switched_on(s.unit())
    row = asked(lambda: confirm_change_list(by=of.agent, change_list_id=a_draft(of), at=LATER))
    by = s.member_of(of, role)
    assert refusal(lambda: agreed(of, row, by=by)) == "not_permitted"
    assert refusal(lambda: send_back_review(by=by, review_id=row.pk, reason="改", at=LATER)) == "not_permitted"
    assert refusal(lambda: agreed(of, row, by=s.unit().reviewer)) == "review_not_found"


@pytest.mark.django_db
def test_withdrawn_sent_back_and_gone_makers() -> None:
    """撤回只能自己撤；退回要写原因；提交人没有经办身份了，同意不了。"""
    of = switched_on(s.unit())
    head = a_draft(of)
    row = asked(lambda: confirm_change_list(by=of.agent, change_list_id=head, at=LATER))
    assert refusal(lambda: withdraw_review(by=s.agent_of(of), review_id=row.pk, at=LATER)) == "review_not_yours"
    assert (
        refusal(lambda: send_back_review(by=of.reviewer, review_id=row.pk, reason=" ", at=LATER))
        == "review_needs_reason"
    )
    withdraw_review(by=of.agent, review_id=row.pk, at=LATER)
    assert refusal(lambda: agreed(of, row)) == "review_ended"
    again = asked(lambda: confirm_change_list(by=of.agent, change_list_id=head, at=LATER))
    end_grant(by=s.system_actor(), grant_id=again.asked_grant, at=LATER)
    assert refusal(lambda: agreed(of, again)) == "review_maker_gone"
    assert ChangeList.objects.get(pk=head).status == "draft"


@pytest.mark.django_db
def test_a_refused_act_leaves_the_review_waiting() -> None:
    """同意了却办不了（那一份已经付过）：说清为什么，复核单还等着，什么也没有变。"""
    of, _ = s.unit_with_workers(1)
    row = s.remittance_of(of)
    switched_on(of)
    waiting = asked(lambda: paying(of, row))
    s.paid(row)
    assert refusal(lambda: agreed(of, waiting)) in ("already_paid", "already_paying")
    waiting.refresh_from_db()
    assert waiting.status == "waiting"


@pytest.mark.django_db
def test_without_the_switch_nothing_waits() -> None:
    """没有开的单位照旧：确认、付款当场生效，没有复核单。"""
    of, _ = s.unit_with_workers(1)
    assert paying(of, s.remittance_of(of))
    assert not Review.objects.exists()


@pytest.mark.django_db
def test_the_system_writes_no_list_behind_the_reviewers_back() -> None:
    """几个月一起办：开着的时候系统不代写、代确认清册，一份也没有生成。"""
    of, _ = s.unit_with_workers(1)
    s.paid(s.remittance_of(of))
    drain(s.NOON)
    switched_on(of)
    months = [s.NOVEMBER + 1]
    december = LATER.replace(month=12)
    assert refusal(
        lambda: create_remittances(by=of.agent, months=months, at=december, same_as_last_month=True)
    ) == "review_month_by_month"  # fmt: skip
    assert not Remittance.objects.filter(month=s.NOVEMBER + 1).exists()


@pytest.mark.django_db
def test_a_big_list_waits_before_it_queues(monkeypatch: pytest.MonkeyPatch) -> None:
    """上万人的清册：同意以前不排队；同意了排队，轮到了照复核过的那一份生效；排着的时候改了一格，轮到了也不生效。"""
    monkeypatch.setattr(confirm_big_list, "INLINE_ROWS", 0)
    of = switched_on(s.unit())
    head = a_draft(of)
    row = asked(lambda: ask_to_confirm(by=of.agent, change_list_id=head, at=LATER))
    assert ChangeList.objects.get(pk=head).job_id is None
    assert agreed(of, row) == "approved"
    drain(LATER)
    row.refresh_from_db()
    assert (ChangeList.objects.get(pk=head).status, row.status) == ("confirmed", "effective")
    assert prove()["status"] == "green"


@pytest.mark.django_db
def test_the_audit_says_each_with_his_own_channel_and_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """审计里提交人写他提交时的渠道、地址，复核人写自己的；照提交人办的那一遍，级别是他提交时的，没有因为复核人的变高。"""
    of, _ = s.unit_with_workers(1)
    book = s.remittance_of(of)
    switched_on(of)
    when = LATER + timedelta(minutes=5)
    maker = replace(of.agent, channel="unit_hall", ip="10.1.1.1", level=2)
    row = asked(lambda: pay_remittance(by=maker, remittance_id=book.pk, at=when))
    assert (row.asked_channel, row.asked_ip, row.asked_level) == ("unit_hall", "10.1.1.1", 2)
    levels, real = [], decide_review.RUN["remittance.pay"]

    def seen(by: Any, *given: Any) -> None:
        levels.append(by.level)
        real(by, *given)

    monkeypatch.setitem(decide_review.RUN, "remittance.pay", seen)
    reviewer = replace(of.reviewer, channel="api", ip="10.9.9.9", level=3)
    approve_review(by=reviewer, review_id=row.pk, digest=row.digest, at=when)
    rows = AuditEntry.objects.filter(at=when).order_by("id")
    assert [(one.action, one.login_id, one.channel, one.ip) for one in rows] == [
        ("deposits.review.ask", maker.login_id, "unit_hall", "10.1.1.1"),
        ("deposits.review.approve", reviewer.login_id, "api", "10.9.9.9"),
        ("settlement.instruct", maker.login_id, "unit_hall", "10.1.1.1"),
        ("deposits.remittance.pay", maker.login_id, "unit_hall", "10.1.1.1"),
    ]
    assert levels == [2]


@pytest.mark.django_db
def test_a_review_asked_before_the_channel_was_kept_is_done_as_of_the_unit_hall() -> None:
    """升级以前交的没有记渠道：同意了照单位大厅办、审计里写单位大厅，不空着。"""
    of, _ = s.unit_with_workers(1)
    book = s.remittance_of(of)
    switched_on(of)
    when = LATER + timedelta(minutes=5)
    row = asked(lambda: pay_remittance(by=replace(of.agent, channel=""), remittance_id=book.pk, at=LATER))
    assert row.asked_channel == ""
    approve_review(by=of.reviewer, review_id=row.pk, digest=row.digest, at=when)
    paid = AuditEntry.objects.get(action="deposits.remittance.pay", at=when)
    assert (paid.login_id, paid.channel) == (of.agent.login_id, "unit_hall")


@pytest.mark.django_db
def test_a_review_of_a_maker_who_left_can_still_be_sent_back() -> None:
    """提交人不在了，同意不了，退得回：写明原因，不再挂着，接手的人重新提交。"""
    of = switched_on(s.unit())
    row = asked(lambda: confirm_change_list(by=of.agent, change_list_id=a_draft(of), at=LATER))
    end_grant(by=s.system_actor(), grant_id=row.asked_grant, at=LATER)
    assert refusal(lambda: agreed(of, row)) == "review_maker_gone"
    send_back_review(by=of.reviewer, review_id=row.pk, reason="经办人离开了，请接手的人重新提交", at=LATER)
    row.refresh_from_db()
    assert row.status == "sent_back"
    assert prove()["status"] == "green"
