"""付款以后，首页和汇缴书照银行那里真的走到哪一步说：没送到、在查证、在办；正在付的不再叫人去付。"""

import re
from decimal import Decimal

import pytest

from deposits.models import Remittance
from deposits.services.pay_remittance import PURPOSE, pay_remittance
from deposits.services.refund_suspense import refund_remittance
from deposits.services.several_months import create_remittances, pay_several
from gjj import clock
from gjj.declarations.errors import BizError
from gjj.periods.month import Month
from gjj.settlement.channels import bank_http
from gjj.settlement.channels.bank_http import NoAnswer, NotReached, Result
from gjj.settlement.selectors.payments import instructions_for
from gjj.settlement.services.instructions import query_open
from gjj.settlement.services.receipts import match_receipt
from gjj.work.drain import drain
from gjj.work.models import OutboxRow
from tests import situations as s
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """页面上的今天是故事里的那天。"""
    monkeypatch.setattr(clock, "_real_now", lambda: s.NOON)


def said(unit: s.Unit, address: str) -> str:
    """一页上的话，去掉标签和空白。"""
    return re.sub(r"<[^>]+>|\s+", "", signed_in(unit.agent).get(address).content.decode())


def paying(monkeypatch: pytest.MonkeyPatch, query: Result | Exception, send: Result | Exception) -> tuple[s.Unit, str]:
    """付了款，送银行送过一回；返回单位和汇缴书的地址。"""

    def answers(what: Result | Exception):  # type: ignore[no-untyped-def]
        def call(*_: object, **__: object) -> Result:
            if isinstance(what, Exception):
                raise what
            return what

        return call

    monkeypatch.setattr(bank_http, "query", answers(query))
    monkeypatch.setattr(bank_http, "send", answers(send))
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    assert "付款已受理，正在送到银行" in said(unit, f"/unit/remittances/{row.pk}/")
    drain(s.NOON, rounds=1)
    return unit, f"/unit/remittances/{row.pk}/"


UNSEEN = Result("unseen")


@pytest.mark.parametrize(("query", "send", "title", "told"), [
    (NoAnswer("银行答复 503"), UNSEEN, "付款已受理，银行暂时连不上", "接通后自动送出，不用再付。"),
    (UNSEEN, NotReached("ConnectError"), "付款已受理，银行暂时连不上", "接通后自动送出，不用再付。"),
    (UNSEEN, NoAnswer("RemoteProtocolError"), "付款正在向银行查证", "付款送出以后没有听到银行的回音，扣没扣要查了才知道"),
    (UNSEEN, Result("accepted"), "付款正在办理", "付款已交银行，通常一分钟内到账。"),
])  # fmt: skip
def test_what_is_being_paid_says_where_it_is(
    query: Result | Exception, send: Result, title: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """银行 503、连不上、没有回音、受理了：首页和汇缴书各说各的，都不再叫人去付；没交到银行的不说已交。"""
    unit, book = paying(monkeypatch, query, send)
    page, home = said(unit, book), said(unit, "/unit/")
    assert title + told in page
    assert title in home
    assert told in home
    assert "前付款" not in home
    assert "付款已经受理，不用再付" in page
    assert ("付款已交银行" in page) == ("通常一分钟内到账" in page) == (title == "付款正在办理")


def test_work_that_stopped_is_not_said_to_go_on_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """送银行的工作停下等人看的：说还没有送到、中心接着送；银行扣了、到账通知还没来的，说在等通知。"""
    unit, book = paying(monkeypatch, UNSEEN, NotReached("ConnectError"))
    OutboxRow.objects.filter(task="settlement.send").update(status="dead")
    assert "付款已受理，还没有送到银行" in said(unit, book)
    row = Remittance.objects.get(employer_account_id=unit.account_id)
    instruction = instructions_for(PURPOSE, str(row.pk))[-1]
    for step in ("sent", "succeeded"):
        type(instruction).objects.filter(pk=instruction.pk).update(status=step)
    assert "银行已经扣款，在等到账的通知，不用再付。" in said(unit, book)


def test_money_that_came_short_waits_for_the_payment_at_the_bank(monkeypatch: pytest.MonkeyPatch) -> None:
    """等银行时另外转来 300 元：说那一笔付款还没有结果，等结果再付其余的，不摆补差额、退回的键；没扣成才叫人补差额。"""
    unit, book = paying(monkeypatch, UNSEEN, Result("accepted"))
    row = Remittance.objects.get(employer_account_id=unit.account_id)
    match_receipt(s.money_arrives(row, Decimal("300.00")), s.NOON)
    row.refresh_from_db()
    assert (row.status, row.due) == ("mismatch", Decimal("980.00"))
    page, home = said(unit, book), said(unit, "/unit/")
    for one in (page, home):
        assert "付款1,280.00元银行还没有结果，等有了结果再付其余的；现在转账补差额，可能付两次。" in one
        assert "还差¥980.00" not in one
        assert re.findall("(?:补足(?!差额，或把到的钱退回)|补差额(?!，可能付两次)|退回已到的钱|前付款)", one) == []
    assert "看进度" in home
    monkeypatch.setattr(bank_http, "query", lambda *_: Result("failed", "付款账户余额不足"))
    query_open(s.NOON)
    page, home = said(unit, book), said(unit, "/unit/")
    assert "补足差额¥980.00" in page
    assert "到账不足，还差¥980.00" in home
    assert "去补差额" in home
    assert "银行还没有结果" not in page + home


def test_several_months_do_not_ask_for_what_is_on_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """差额的付款还在路上的一份：几个月一起办不摆付款的键、合计里没有它；接口、页面一起付也不带上它。"""
    unit, _ = paying(monkeypatch, UNSEEN, Result("accepted"))
    row = Remittance.objects.get(employer_account_id=unit.account_id)
    match_receipt(s.money_arrives(row, Decimal("300.00")), s.NOON)
    page = said(unit, "/unit/remittances/several/")
    assert row.payment_code in page
    assert "980.00" not in page
    assert "一起付款" not in page
    with pytest.raises(BizError) as caught:
        pay_several(by=unit.agent, at=s.NOON)
    assert caught.value.code == "nothing_to_pay"
    monkeypatch.setattr(bank_http, "query", lambda *_: Result("failed", "付款账户余额不足"))
    query_open(s.NOON)
    assert "980.00" in said(unit, "/unit/remittances/several/")
    assert pay_several(by=unit.agent, at=s.NOON).to_bank == Decimal("980.00")


@pytest.mark.parametrize("own", ["OperationalError", "没有叫 settlement.send 的任务"])
def test_our_own_fault_is_not_put_on_the_bank(own: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """我们自己没送成、过一会儿再送的：只说正在送，不说银行连不上。"""
    unit, book = paying(monkeypatch, UNSEEN, NotReached("ConnectError"))
    assert "银行暂时连不上" in said(unit, book)
    OutboxRow.objects.filter(task="settlement.send").update(last_error=own)
    for address in (book, "/unit/"):
        assert "付款已受理，正在送到银行" in said(unit, address)
        assert "银行暂时连不上" not in said(unit, address)


def test_a_month_paid_ahead_is_not_asked_for_with_the_arrears() -> None:
    """欠着上个月、这个月的钱已备齐：只叫人办欠着的，不说这个月也要办；欠的在付了，也不再叫人去办。"""
    this = Month.of(clock.today())
    unit, _ = s.unit_with_workers(1, first_month=this.previous())
    first = s.remittance_of(unit, this.previous())
    (second,) = create_remittances(by=unit.agent, months=[this], at=clock.now(), same_as_last_month=True)
    assert re.search(f"{this.label}的(也要在|截止日)", said(unit, "/unit/"))
    s.paid(Remittance.objects.get(pk=second))
    home = said(unit, "/unit/")
    assert f"请从最早的月份办起，{this.label}的钱已备齐，等入账，不用再付。" in home
    assert f"{this.label}的也要在" not in home
    pay_remittance(by=unit.agent, remittance_id=first.pk, at=clock.now())
    assert f"{first.month.label}的付款正在办理，不用再付；" in said(unit, "/unit/")


def test_money_taken_but_not_yet_notified_is_not_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """另外转来 300 元，银行又说那一笔 1,280 元扣了、通知还没来：不叫补差额，再付、退回都不行；钱记到了就够了，多的在暂存。"""
    unit, book = paying(monkeypatch, UNSEEN, Result("accepted"))
    row = Remittance.objects.get(employer_account_id=unit.account_id)
    match_receipt(s.money_arrives(row, Decimal("300.00")), s.NOON)
    monkeypatch.setattr(bank_http, "query", lambda *_: Result("succeeded"))
    query_open(s.NOON)
    (instruction,) = instructions_for(PURPOSE, str(row.pk))
    assert instruction.status == "succeeded"
    assert "付款1,280.00元还没有记到，等有了结果再付其余的" in said(unit, book)
    coming = s.money_arrives(row, instruction.amount, payment_id=instruction.bank_id)
    # 通知来了、还没有记到汇缴书的那一会儿也一样
    with pytest.raises(BizError) as caught:
        pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    assert caught.value.code == "already_paying"
    with pytest.raises(BizError, match="现在不能退"):
        refund_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    match_receipt(coming, s.NOON)
    row.refresh_from_db()
    assert row.status == "paying"
    assert len(instructions_for(PURPOSE, str(row.pk))) == 1
    assert row.net == Decimal("1580.00")
