"""复核人同意的途中进程被杀：什么也没有生效，复核单还等着他；再同意一次，钱正好动一次。排队的轮到时被杀，也接得上。"""

from decimal import Decimal

import pytest

from deposits.models import Account, ChangeList, Refund, Remittance, Review, ReviewedAct
from deposits.services import confirm_big_list
from deposits.services.confirm_big_list import ask_to_confirm
from deposits.services.decide_review import approve_review
from deposits.services.pay_remittance import pay_remittance
from deposits.services.refund_suspense import refund_suspense
from gjj.identity.models import Grant, Login
from gjj.identity.selectors.grants import actor_of
from gjj.ledger.selectors.balances import balance_of, party_balance
from gjj.messaging.models import Message
from gjj.money.amounts import ZERO
from gjj.settlement.models import Instruction
from gjj.work import relay
from gjj.work.drain import drain
from gjj.work.models import OutboxRow
from tests import situations as s
from tests.faults import a_victim
from tests.faults.a_victim import halfway_after
from tests.services.deposits.reviewed import LATER, agreed, asked, switched_on
from tests.services.deposits.test_remit_case import wrong
from tests.services.deposits.test_suspense import with_suspense
from tests.services.work.helpers import lease_over

GATE, PAY, REFUND = (
    "deposits.services.reviewing",
    "deposits.services.pay_remittance",
    "deposits.services.refund_suspense",
)
CONFIRM = "deposits.services.confirm_list"


def agreeing(module: str, place: str, login: int, grant: int, review: int) -> None:
    """（在要被杀的进程里）复核人同意，办完 ``place`` 那一步停在那里。"""
    halfway_after(module, place)
    by = actor_of(Login.objects.get(pk=login), Grant.objects.get(pk=grant), channel="test", level=2, ip="127.0.0.1")
    row = Review.objects.get(pk=review)
    approve_review(by=by, review_id=review, digest=row.digest, at=LATER)


def killed_agreeing(name: str, of: s.Unit, row: Review, module: str, place: str) -> None:
    """同意到一半被杀：复核单还等着，一件也没有生效，消息也没有说生效了。"""
    a_victim.killed(name, agreeing, module, place, of.reviewer.login_id, of.reviewer.grant_id, row.pk)
    assert Review.objects.get(pk=row.pk).status == "waiting"
    assert not ReviewedAct.objects.filter(review=row).exists()
    assert not Message.objects.filter(code="deposits.review_effective", variables__number=row.number).exists()
    assert wrong() == set()


@pytest.mark.parametrize(
    ("module", "place"), [(GATE, "_took"), (PAY, "move"), (PAY, "enqueue"), (PAY, "_remember")]
)  # fmt: skip
def test_a_payment_killed_while_it_is_agreed_uses_the_suspense_once(own_database: str, module: str, place: str) -> None:
    """用暂存抵缴一个月，过了关口、改了状态、交了分配、记了审计以后各杀一次：暂存一分没动；再同意，正好用一次，入账一次。"""
    of, (one,), book = with_suspense("1280.00")
    switched_on(of)
    row = asked(lambda: pay_remittance(by=of.agent, remittance_id=book.pk, at=LATER, use_suspense=True))
    killed_agreeing(own_database, of, row, module, place)
    book.refresh_from_db()
    assert (book.status, book.covered) == ("awaiting_funds", ZERO)
    assert party_balance("219", of.account_id) == book.amount
    assert agreed(of, row) == "effective"
    drain(LATER)
    book.refresh_from_db()
    assert (book.status, book.covered) == ("allocated", book.amount)
    assert party_balance("219", of.account_id) == ZERO
    assert balance_of(s.account_of(one).subaccount_id).balance == Decimal("2560.00")
    assert not Instruction.objects.exists()
    assert wrong() == set()


@pytest.mark.parametrize("place", ["pay_out", "open_refund_case"])
def test_a_refund_killed_while_it_is_agreed_goes_out_once(own_database: str, place: str) -> None:
    """退回暂存，写了付款指令、立了办件以后各杀一次：没有退款，没有指令；再同意，正好一笔。"""
    of, _, _ = with_suspense("300.00")
    switched_on(of)
    row = asked(lambda: refund_suspense(by=of.agent, amount=Decimal("300.00"), at=LATER))
    killed_agreeing(own_database, of, row, REFUND, place)
    assert not Refund.objects.exists()
    assert not Instruction.objects.exists()
    assert agreed(of, row) == "effective"
    assert Instruction.objects.get().reference == str(Refund.objects.get().pk)
    assert wrong() == set()


def in_turn(place: str, row: int) -> None:
    """（在要被杀的工作进程里）轮到那份排队确认的清册，办完 ``place`` 那一步停在那里。"""
    halfway_after(CONFIRM, place)
    relay.run(row, LATER)


def test_an_agreed_list_killed_in_its_turn_takes_effect_once(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """同意了在排队的清册，轮到时行都生效了、还没提交就被杀：一行也没有生效，复核还算数；别的进程接着办，正好一次。"""
    monkeypatch.setattr(confirm_big_list, "INLINE_ROWS", 0)
    of = switched_on(s.unit())
    head = s.filed(of, [s.line("开户", s.worker()), s.line("开户", s.worker())], at=LATER).change_list_id
    row = asked(lambda: ask_to_confirm(by=of.agent, change_list_id=head, at=LATER))
    assert agreed(of, row) == "approved"
    work = OutboxRow.objects.get(task="deposits.confirm_change_list").pk
    a_victim.killed(own_database, in_turn, "_mark", work)
    assert Review.objects.get(pk=row.pk).status == "approved"
    assert (ChangeList.objects.get(pk=head).status, Account.objects.count()) == ("draft", 0)
    assert wrong() == set()
    lease_over(work)
    drain(LATER)
    assert Review.objects.get(pk=row.pk).status == "effective"
    assert ReviewedAct.objects.filter(review=row).count() == 1
    assert (ChangeList.objects.get(pk=head).status, Account.objects.count()) == ("confirmed", 2)
    assert not Remittance.objects.exists()
    assert wrong() == set()
