"""冲账、撤销之后：已更正的单证也作废；退成的退款不能冲，钱不会退第二遍。"""

from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from deposits.messages import ALLOCATION_REVERSED, RECEIPT_REVERSED, REVERSED_TO_PERSON
from deposits.models import Account, Refund, Remittance
from deposits.selectors.make_up import people_missing
from deposits.selectors.month_grid import grid_rows, month_totals
from deposits.selectors.month_story import story_of
from deposits.selectors.overview import history
from deposits.selectors.owed import reversed_to_make_up
from deposits.selectors.suspense import free_suspense
from deposits.services import follow_reversal
from deposits.services.cancel_remittance import cancel_remittance
from deposits.services.make_up import ForWhom, Why, make_up
from deposits.services.pay_remittance import pay_remittance
from deposits.services.print_papers import print_remittance
from gjj.declarations.errors import BizError
from gjj.documents.models import DocumentMark
from gjj.documents.selectors.documents import facts_of
from gjj.documents.services.marking import mark_all
from gjj.documents.services.verifying import verify_code
from gjj.ledger.models import Voucher
from gjj.messaging.models import Delivery, Message
from gjj.money.amounts import ZERO
from gjj.periods.month import Month
from gjj.settlement.models import Instruction
from gjj.work.drain import drain
from tests import situations as s
from tests.migration import run_step
from tests.sanctions import reverse
from tests.services.deposits.test_suspense import with_suspense
from tests.services.deposits.test_tell_bank import heard
from tests.services.ledger.test_prove import prove

pytestmark = pytest.mark.django_db


def reversed_of(kind: str) -> int:
    """柜面冲销了一张凭证。"""
    voucher = Voucher.objects.get(kind=kind)
    return reverse(by=s.staff("accountant"), voucher_id=voucher.pk, reason="记错了", at=s.NOON)


def test_a_corrected_receipt_is_revoked_when_its_allocation_is_reversed(commit) -> None:
    """多到的退了一笔，回执已更正；分配再冲销，它就作废：核验得出来，账全绿。"""
    unit, _ = s.unit_with_workers(1)
    row = s.paid(s.remittance_of(unit), Decimal("1380.00"))
    paper = print_remittance(by=unit.agent, remittance_id=row.pk, kind="deposit_receipt", at=s.NOON)
    s.given_back(unit, Decimal("100.00"))
    assert verify_code(paper.code, ip="1.1.1.1", at=s.NOON).status == "corrected"
    reversed_of("allocation")
    commit()
    assert verify_code(paper.code, ip="1.1.1.1", at=s.NOON).status == "revoked"
    assert prove()["status"] == "green"


def test_a_corrected_notice_is_revoked_when_the_remittance_is_cancelled() -> None:
    """已更正的汇缴书，撤销了也作废；作废过的不再记第二遍，更正不回头。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    paper = print_remittance(by=unit.agent, remittance_id=row.pk, kind="remittance_notice", at=s.NOON)
    given = {"subject": ("remittance", row.pk), "kind": "remittance_notice", "by": unit.agent, "at": s.NOON}
    assert mark_all(status="corrected", reason="换了一份", **given) == 1
    cancel_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    assert verify_code(paper.code, ip="1.1.1.1", at=s.NOON).status == "revoked"
    assert mark_all(status="revoked", reason="再来一次", **given) == 0
    assert mark_all(status="corrected", reason="再来一次", **given) == 0
    assert DocumentMark.objects.filter(document_id=paper.pk).count() == 2


def test_a_paid_refund_is_not_taken_back_to_be_paid_again(commit) -> None:
    """300 元退成了：它的凭证不能冲，暂存里没有第二个 300，账全绿。"""
    unit, _, _ = with_suspense("300.00")
    refund = Refund.objects.get(pk=s.given_back(unit, Decimal("300.00")))
    with pytest.raises(BizError) as caught:
        reversed_of("refund")
    commit()
    assert (caught.value.code, caught.value.status) == ("refund_gone", 409)
    assert refund.number in caught.value.detail
    assert not Voucher.objects.filter(kind="reversal").exists()
    assert free_suspense(unit.account_id) == ZERO
    assert prove()["status"] == "green"


def booked_in(unit: s.Unit, month: Month) -> list[tuple[Decimal | None, int | None]]:
    """三处说的那个月入账多少、几个人：明细的末行、首页的近十二个月；格子合起来的钱。"""
    current = s.NOVEMBER
    (total,) = [one for one in month_totals(unit.account, month.year) if one["month"] == month]
    (bar,) = [one for one in history(unit.account, current) if one["month"] == month]
    assert bar["booked"] == (bar["amount"] is not None)
    people = list(Account.objects.filter(employer_account=unit.account).select_related("person", "subaccount"))
    cells = [row.cells[month.month - 1] for row in grid_rows(unit.account, people, month.year, current)]
    paid = [cell.amount for cell in cells if cell.state == "paid" and cell.amount]
    assert total["amount"] == (sum(paid) if paid else None)
    return [(total["amount"], total["employees"]), (bar["amount"], bar["employees"])]


def test_a_reversed_month_is_said_unpaid_everywhere_and_made_up_out_of_suspense(commit) -> None:
    """分配冲销：末行、首页、格子都不算它入账，格子给补缴；从退回的暂存抵缴，不经过银行，三处又都算，账全绿。"""
    unit, workers = s.unit_with_workers(2)
    row = s.paid(s.remittance_of(unit))
    assert booked_in(unit, s.NOVEMBER) == [(row.amount, 2)] * 2
    reversed_of("allocation")
    assert Remittance.objects.get(pk=row.pk).said_on(s.TODAY) == "已冲销"
    assert paid_through(unit) == {None}
    assert [(one.month, one.missing) for one in reversed_to_make_up(unit.account)] == [(s.NOVEMBER, 2)]
    assert booked_in(unit, s.NOVEMBER) == [(None, None)] * 2
    assert people_missing(unit.account, s.NOVEMBER).count() == 2
    with pytest.raises(BizError) as caught:
        print_remittance(by=unit.agent, remittance_id=row.pk, kind="deposit_receipt", at=s.NOON)
    assert "补缴，单位暂存里可用的能抵缴" in caught.value.fix
    whom = [ForWhom(s.account_of(one).subaccount.number, None) for one in workers]
    made = make_up(by=unit.agent, month=s.NOVEMBER, people=whom, why=Why("missed", "分配冲销了"), at=s.NOON)
    assert pay_remittance(by=unit.agent, remittance_id=made, at=s.NOON, use_suspense=True) is None
    drain(s.NOON)
    commit()
    assert Remittance.objects.get(pk=made).status == "allocated"
    assert not Instruction.objects.exists()
    assert booked_in(unit, s.NOVEMBER) == [(row.amount, 2)] * 2
    assert (paid_through(unit), reversed_to_make_up(unit.account)) == ({s.NOVEMBER}, [])
    assert free_suspense(unit.account_id) == ZERO
    assert prove()["status"] == "green"


def paid_through(unit: s.Unit) -> set[Month | None]:
    """职工各人的缴至年月。"""
    return set(Account.objects.filter(employer_account=unit.account).values_list("paid_through", flat=True))


def test_an_earlier_month_reversed_leaves_the_later_one_standing(commit) -> None:
    """冲的是上个月：单位办到的月份不退，各人缴至年月还是这个月，只等上个月补缴。"""
    unit, workers = s.unit_with_workers(1, first_month=s.NOVEMBER + -1)
    first = s.paid(s.remittance_of(unit, s.NOVEMBER + -1))
    s.confirmed(unit, [s.line("正常", one) for one in workers])
    s.paid(s.remittance_of(unit))
    reverse(by=s.staff("accountant"), voucher_id=first.voucher_id or 0, reason="记错了", at=s.NOON)
    commit()
    assert paid_through(unit) == {s.NOVEMBER}
    assert [(one.month, one.book_id, one.missing) for one in reversed_to_make_up(unit.account)] == [
        (s.NOVEMBER + -1, first.pk, 1)
    ]
    assert prove()["status"] == "green"


def test_every_employee_hears_once_what_went_back(commit) -> None:
    """冲销以后每个职工收到一条：退回多少、余额多少；补缴了再冲，补缴书的另说一条。"""
    unit, workers = s.unit_with_workers(2)
    s.paid(s.remittance_of(unit))
    reversed_of("allocation")
    commit()
    drain(s.NOON)
    told = Message.objects.filter(code=REVERSED_TO_PERSON).order_by("id")
    assert [(one.variables["amount"], one.variables["balance"]) for one in told] == [("1,280.00", "0.00")] * 2
    assert {one.person_id for one in told} == {s.account_of(one).person_id for one in workers}


def test_the_notice_of_a_reversed_book_asks_for_no_payment() -> None:
    """入账时出的汇缴书，冲销以后再打印，写明冲销，原来那一份已更正，不再叫人用旧识别码付款。"""
    unit, _ = s.unit_with_workers(1)
    row = s.paid(s.remittance_of(unit))
    given = {"by": unit.agent, "remittance_id": row.pk, "kind": "remittance_notice", "at": s.NOON}
    before = print_remittance(**given)
    reversed_of("allocation")
    after = print_remittance(**given)
    assert after.pk != before.pk
    assert verify_code(before.code, ip="1.1.1.1", at=s.NOON).status == "corrected"
    facts = facts_of(after)
    assert facts["undone"] == "入账已冲销"
    said = render_to_string("documents/remittance_notice.html", {"f": facts})
    assert "请不要再用这个缴款识别码付款" in said
    assert "付款时请" not in said


def test_a_reversed_book_takes_no_payment_and_cannot_be_cancelled() -> None:
    """已冲销的不能再付、不能撤销：说清钱在哪里、怎么补缴；旧识别码又来的钱留在单位暂存。"""
    unit, _ = s.unit_with_workers(1)
    row = s.paid(s.remittance_of(unit))
    reversed_of("allocation")
    with pytest.raises(BizError) as caught:
        pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    assert (caught.value.code, caught.value.status) == ("remittance_reversed", 409)
    assert "在单位暂存" in caught.value.money
    with pytest.raises(BizError) as caught:
        cancel_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    assert caught.value.code == "cannot_cancel"
    s.paid(Remittance.objects.get(pk=row.pk), Decimal("10.00"))
    assert Remittance.objects.get(pk=row.pk).status == "reversed"
    assert free_suspense(unit.account_id) == row.amount + Decimal("10.00")


def test_books_reversed_before_the_status_was_there_are_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """以前冲销了、还写着已入账的：迁移改成已冲销，缴至年月退回去。"""
    unit, _ = s.unit_with_workers(1)
    row = s.paid(s.remittance_of(unit))
    monkeypatch.setattr(follow_reversal, "move", lambda *args, **kwargs: None)
    monkeypatch.setattr(follow_reversal, "MOVE_BACK", "SELECT %s")
    reversed_of("allocation")
    assert Remittance.objects.get(pk=row.pk).status == "allocated"
    run_step("deposits", "0037_reversed_so_far", "mark_reversed")
    assert (Remittance.objects.get(pk=row.pk).status, paid_through(unit)) == ("reversed", {None})
    assert prove()["status"] == "green"


def test_one_who_is_in_two_books_of_a_month_is_counted_once() -> None:
    """少报的基数补了差额：那个月的钱是两份合起来，人还是那几个。"""
    unit, workers = s.unit_with_workers(2)
    row = s.paid(s.remittance_of(unit))
    whom = [ForWhom(s.account_of(workers[0]).subaccount.number, Decimal("9000.00"))]
    made = make_up(by=unit.agent, month=s.NOVEMBER, people=whom, why=Why("base_short", "少报了"), at=s.NOON)
    s.paid(Remittance.objects.get(pk=made))
    assert booked_in(unit, s.NOVEMBER) == [(row.amount + Decimal("160.00"), 2)] * 2


def test_a_reversed_allocation_tells_the_unit_once_what_why_where_and_what_next(commit) -> None:
    """分配冲销：单位收到一条，说冲的是哪一份、为什么、钱在单位暂存、怎么补缴；到账再冲不再说；短信发给经办人，不能关。"""
    unit, _ = s.unit_with_workers(2)
    row = s.paid(s.remittance_of(unit))
    assert heard(unit, ALLOCATION_REVERSED) == []
    reversed_of("allocation")
    commit()
    (said,) = heard(unit, ALLOCATION_REVERSED)
    assert said == (
        f"中心会计冲销了2026年11月汇缴书 {row.number} 的入账，原因：记错了。2,560.00 元从 2 名职工的账户退回单位暂存，没有丢失；出具过的缴存回执作废，入账以后打的对账单已更正。"
        "这个月要缴的，请打开这份汇缴书点「照原来的人和金额补缴」，付款时用单位暂存抵缴，不用再付；有疑问请拨打 12329。"
    )
    made = Message.objects.get(code=ALLOCATION_REVERSED)
    assert (made.about_id, made.category) == (row.pk, "arrears")
    assert Delivery.objects.filter(message=made).count() == 1
    reversed_of("receipt")
    assert len(heard(unit, ALLOCATION_REVERSED)) == 1


def test_a_reversed_receipt_is_told_once_with_its_own_words(commit) -> None:
    """到账冲销：单位收到一条，说少了哪一笔、为什么、暂存还有多少；经过里是「到账已冲销」，不是入账又冲销一回。"""
    unit, _ = s.unit_with_workers(2)
    row = s.paid(s.remittance_of(unit), Decimal("2660.00"))
    reversed_of("allocation")
    reversed_of("receipt")
    commit()
    (said,) = heard(unit, RECEIPT_REVERSED)
    assert said == (
        f"中心会计冲销了记在2026年11月汇缴书 {row.number} 上的一笔到账 2,660.00 元，原因：记错了。单位暂存少了这一笔，现在余额 0.00 元；"
        "职工账户没有变动，出具过的缴存回执已更正。暂存不够补缴的，不够的部分要再付；有疑问请拨打 12329。"
    )
    row.refresh_from_db()
    story = [node.title for node in story_of(row, list(row.events.all()), s.TODAY)]  # type: ignore[attr-defined]
    assert story[-3:] == ["已分配入账", "入账已冲销", "到账已冲销"]


def test_money_that_came_after_the_end_is_not_a_second_allocation() -> None:
    """入账以后又到一笔：经过里是「又到账」，不是又分配一回。"""
    unit, _ = s.unit_with_workers(1)
    row = s.paid(s.paid(s.remittance_of(unit)), Decimal("10.00"))
    story = [node.title for node in story_of(row, list(row.events.all()), s.TODAY)]  # type: ignore[attr-defined]
    assert story[-2:] == ["已分配入账", "又到账"]


@pytest.mark.parametrize(
    ("gone", "money", "way"),
    [
        ("0", "钱在单位暂存，没有丢失。", "付款时用暂存抵缴，不用再付。"),
        ("80.00", "单位暂存现在可用的有 1,200.00 元。", "付款时用暂存抵缴这些，其余 80.00 元要再付。"),
        ("1280.00", "单位暂存现在没有可用的钱（退回单位了、另有用处了，或者到账也冲销了）。", "1,280.00 元要再付。"),
    ],
)
def test_a_reversed_book_says_how_much_of_the_money_is_there(gone: str, money: str, way: str) -> None:
    """冲销了的再付：暂存里还有的才说有，退走了多少就说要再付多少。"""
    unit, _ = s.unit_with_workers(1)
    row = s.paid(s.remittance_of(unit))
    reversed_of("allocation")
    if Decimal(gone):
        s.given_back(unit, Decimal(gone))
    with pytest.raises(BizError) as caught:
        pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    assert (caught.value.money, caught.value.fix) == (money, f"这个月要缴的，请在「补缴」里办：{way}")


def test_a_reversal_that_did_not_go_through_tells_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """冲到最后出了错：整件退回，话也没有说。"""
    unit, _ = s.unit_with_workers(1)
    s.paid(s.remittance_of(unit))

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("断电")

    monkeypatch.setattr(follow_reversal, "move", broken)
    with pytest.raises(RuntimeError):
        reversed_of("allocation")
    assert heard(unit, ALLOCATION_REVERSED) == []
    assert not Voucher.objects.filter(kind="reversal").exists()
