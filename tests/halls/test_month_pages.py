"""一个月的页面：撤销之后接着办、没生效的人一直说、钱对得上、认可的异议有路可走、刷新付款地址不是空页。"""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from deposits.models import ChangeList, ChangeRow, EmployerAccount, FilingFlag, Remittance
from deposits.rules.filing_flag import filing_id
from deposits.selectors.paper_facts import receipt_facts
from deposits.services.cancel_remittance import cancel_remittance
from deposits.services.flags import answer_flag, raise_flag
from deposits.services.refund_suspense import refund_remittance
from deposits.services.same_as_last_month import file_same_as_last_month
from gjj import clock
from gjj.periods.month import Month
from gjj.settlement.channels.bank_http import Result
from gjj.settlement.selectors.payments import instructions_for
from gjj.settlement.services.instructions import _apply
from gjj.web.checks import walk
from gjj.web.views import HallView
from tests import situations as s
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db


def now_month() -> Month:
    return Month.of(clock.today())


def said(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def one_left_out() -> tuple[s.Unit, ChangeList, Client]:
    """确认了一行、留下一行（基数低于下限）。"""
    month = now_month()
    unit = s.unit(first_month=month)
    lines = [s.line("开户", s.worker()), s.line("开户", s.worker(base="1.00"))]
    done = s.confirmed(unit, lines, month, clock.now())
    assert (done.applied, done.left_out) == (1, 1)
    return unit, ChangeList.objects.get(pk=done.change_list_id), signed_in(unit.agent)


def made(unit: s.Unit, month: Month | None = None) -> Remittance:
    return s.remittance_of(unit, month or now_month(), clock.now())


def cancel(unit: s.Unit, row: Remittance) -> None:
    cancel_remittance(by=unit.agent, remittance_id=row.pk, at=clock.now())


def test_rows_left_out_are_told_on_every_page_until_the_month_is_over() -> None:
    """留下的行：首页、清册、汇缴书都说几行没有生效、怎么办；生成之前要说知道。"""
    unit, head, client = one_left_out()
    row_page = f"/unit/change-lists/{head.pk}/"
    for page in (client.get("/unit/"), client.get(row_page)):
        assert "<b>1 行没有生效</b>" in said(page)
        assert f"{row_page}mend/" in said(page)
        assert 'name="leave_out" value="1" required' in said(page)
    refused = client.post("/unit/remittances/create/", follow=True)
    assert "有 1 行没有生效，本月不会算进来" in said(refused)
    assert not Remittance.objects.exists()
    client.post("/unit/remittances/create/", {"leave_out": "1"})
    row = Remittance.objects.get()
    for page in (client.get("/unit/"), client.get(row_page), client.get(f"/unit/remittances/{row.pk}/")):
        assert "<b>1 行没有生效</b>" in said(page)
        assert "先在<a" in said(page)
    assert "现在改不了" in said(client.get(f"{row_page}mend/"))
    s.paid(row)
    assert "请在下个月的清册里办" in said(client.get("/unit/"))
    assert "<b>1 行没有生效</b>" in said(client.get(f"/unit/remittances/{row.pk}/"))


def test_after_cancelling_the_list_can_be_mended_added_to_and_made_again() -> None:
    """撤销之后：清册又能改，留下的行改好、漏掉的人添上，再确认、再生成；不再指着撤销了的那一份。"""
    unit, head, client = one_left_out()
    row = made(unit)
    cancel(unit, row)
    page = said(client.get(f"/unit/change-lists/{head.pk}/"))
    assert f"/unit/remittances/{row.pk}/" not in page
    assert "下一步：生成汇缴书" in page
    assert f"/unit/change-lists/{head.pk}/mend/" in page
    assert "在这份清册里改" in said(client.get("/unit/change-lists/upload/"))
    paper = said(client.get(f"/unit/remittances/{row.pk}/"))
    assert f'href="/unit/change-lists/{head.pk}/mend/"' in paper
    assert "请不要用这个缴款识别码付款" in paper
    assert "付款时请把缴款识别码填入附言" not in paper
    mend, new = f"/unit/change-lists/{head.pk}/mend/", s.worker()
    (bad,) = head.rows.filter(is_valid=False)
    client.post(mend, {"do": "save", "row": bad.row, "base": "8000", "was_base": "1.00", "version": 0})
    client.post(mend, {"do": "add", "type": "开户", "name": new.name, "id_no": new.id_no, "mobile": new.mobile, "base": "8000", "employer_ratio": "8%", "personal_ratio": "8%"})  # fmt: skip
    head.refresh_from_db()
    client.post(f"/unit/change-lists/{head.pk}/confirm/", {"version": head.version, "leave_out": "1"})
    again = made(unit)
    assert again.employees == 3
    assert f'href="/unit/remittances/{again.pk}/"' in said(client.get(f"/unit/remittances/{row.pk}/"))


def test_a_month_same_as_the_last_is_made_again_in_one_click() -> None:
    """与上月相同的月份撤销之后，一点就又有了汇缴书。"""
    month = now_month()
    unit, _ = s.unit_with_workers(2, first_month=month.previous())
    s.paid(made(unit, month.previous()))
    client = signed_in(unit.agent)
    file_same_as_last_month(by=unit.agent, month=month, at=clock.now())
    client.post(f"/unit/change-lists/{ChangeList.objects.get(month=month).pk}/confirm/", {"then": "remittance"})
    row = Remittance.objects.get(month=month)
    assert "可以照原样再办" in said(client.get(f"/unit/remittances/{row.pk}/"))
    cancel(unit, row)
    assert "与上月相同，再生成一份" in said(client.get(f"/unit/remittances/{row.pk}/"))
    answer = client.post("/unit/change-lists/from-last-month/", {"then": "remittance"})
    again = Remittance.objects.exclude(status="cancelled").get(month=month)
    assert answer["Location"] == f"/unit/remittances/{again.pk}/"
    assert (again.employees, again.amount) == (row.employees, row.amount)


def returned_and_paid() -> tuple[s.Unit, Remittance]:
    """先少付，退回，再多付一百。"""
    unit, _ = s.unit_with_workers(2, first_month=now_month())
    row = s.paid(made(unit), Decimal("10.00"))
    refund = refund_remittance(by=unit.agent, remittance_id=row.pk, at=clock.now())
    (order,) = instructions_for("deposits.refund", str(refund))
    _apply(order.pk, Result("succeeded"), clock.now())
    row.refresh_from_db()
    return unit, s.paid(row, row.amount + 100)


def test_received_is_net_of_what_was_returned() -> None:
    """退回过的不算已到账：页面上 应缴 + 多到的 = 现在在账上的；清单、导出、回执也一样。"""
    unit, row = returned_and_paid()
    client, amount = signed_in(unit.agent), row.amount
    assert (row.received, row.net) == (amount + 110, amount + 100)
    page = said(client.get(f"/unit/remittances/{row.pk}/"))
    assert "<dt>其中已退回</dt><dd>− ¥10.00</dd>" in page
    assert f"<dt>现在在账上的</dt><dd>¥{amount + 100:,.2f}</dd>" in page
    assert "<dt>已到账</dt>" not in page
    listed = said(client.get("/unit/remittances/"))
    assert f"{amount + 100:,.2f}<br>" in listed
    assert "另有 10.00 已退回" in listed
    facts = receipt_facts(row)
    assert "等" not in facts["bank_serial"]
    assert facts["surplus"] == "100.00"
    s.given_back(unit, Decimal("100.00"), clock.now())
    page = said(client.get(f"/unit/remittances/{row.pk}/"))
    assert "<dt>其中还在暂存</dt><dd>没有了，已抵缴或退回</dd>" in page


def test_home_says_what_is_missing_and_what_of_the_suspense_is_free() -> None:
    """到账不足：首页写还差多少；暂存都等着入账的，不说可以抵缴、可以退回。"""
    unit, _ = s.unit_with_workers(1, first_month=now_month())
    row = s.paid(made(unit), Decimal("10.00"))
    page = said(signed_in(unit.agent).get("/unit/"))
    assert f"到账不足，还差 ¥{row.amount - 10:,.2f}" in page
    assert "<dt>其中已有用处</dt><dd>¥10.00</dd>" in page
    link = '<a href="/unit/suspense/">单位暂存</a>'
    assert f"已到 ¥10.00，全部留在{link}" in page
    assert "现在 ¥10.00都有用处" in page
    assert f"这 ¥10.00全部在{link}" in said(signed_in(unit.agent).get(f"/unit/remittances/{row.pk}/"))
    assert "可以抵缴，也可以退回" not in page


def test_a_month_due_before_the_unit_was_opened_is_not_overdue() -> None:
    """开户的时候截止日已经过了：首页、汇缴书不写「已超期」，写按补缴办理；截止日以前开的户照写超期。"""
    clock.set_to(s.NOON + timedelta(days=4))
    unit, _ = s.unit_with_workers(1)
    EmployerAccount.objects.filter(pk=unit.account_id).update(opened_on=s.TODAY + timedelta(days=3))
    client = signed_in(unit.agent)
    book = f"/unit/remittances/{s.remittance_of(unit).pk}/"
    for path in ("/unit/", book):
        page = said(client.get(path))
        assert "开户前的月份，按补缴办理" in page
        assert "已超期" not in page
    EmployerAccount.objects.filter(pk=unit.account_id).update(opened_on=s.NOVEMBER.first_day)
    for path in ("/unit/", book):
        page = said(client.get(path))
        assert "已超期" in page
        assert "按补缴办理" not in page


def test_home_of_a_unit_in_arrears_opens() -> None:
    """欠着几个月、没有留下的行：首页照开，不说有行没有生效。"""
    month = now_month()
    unit, _ = s.unit_with_workers(1, first_month=month.previous(3))
    s.paid(made(unit, month.previous(3)))
    page = signed_in(unit.agent).get("/unit/")
    assert page.status_code == 200
    assert "欠着" in said(page)
    assert "行没有生效" not in said(page)
    account = said(page).partition("<h2>单位账户</h2>")[2].partition("<dl")[0]
    assert "欠缴" in account
    assert "正常" not in account


def test_home_of_a_unit_that_owes_nothing_says_its_account_is_normal() -> None:
    """不欠缴的，单位账户写的是账户的状态。"""
    unit, _ = s.unit_with_workers(1, first_month=now_month())
    account = said(signed_in(unit.agent).get("/unit/")).partition("<h2>单位账户</h2>")[2].partition("<dl")[0]
    assert "正常" in account


def accepted(unit: s.Unit, one: s.Worker, claimed: str) -> FilingFlag:
    """认可了一条基数的异议。"""
    number = filing_id(s.account_of(one).pk, now_month())
    flag = raise_flag(
        by=s.holder(one), number=number, field="base", claimed=claimed, text="不对", at=clock.now()
    )  # fmt: skip
    answer_flag(by=unit.agent, flag_id=flag, accept=True, answer="会改", at=clock.now())
    return FilingFlag.objects.get(pk=flag)


def test_an_accepted_objection_in_an_unpaid_month_has_a_way_that_works() -> None:
    """认可了、本月没付款：说撤销、改、再生成；照着走，真的改好，提醒就没有了。"""
    month = now_month()
    unit, (one, _) = s.unit_with_workers(2, first_month=month.previous())
    s.paid(made(unit, month.previous()))
    client = signed_in(unit.agent)
    new = s.worker()
    s.confirmed(unit, [s.line("开户", new)], month, clock.now())
    row = made(unit)
    flag = accepted(unit, one, "7000.00")
    page = said(client.get(f"/unit/flags/{flag.pk}/"))
    assert "去汇缴书撤销" in page
    assert "补缴差额" not in page
    for address in ("/unit/", f"/unit/remittances/{row.pk}/"):
        assert "1 条认可了的职工异议还没有改" in said(client.get(address))
    cancel(unit, row)
    page = said(client.get(f"/unit/flags/{flag.pk}/"))
    head = ChangeList.objects.get(month=month)
    assert f'href="/unit/change-lists/{head.pk}/mend/"' in page
    client.post(f"/unit/change-lists/{head.pk}/mend/", {"do": "add", "type": "基数更正", "name": one.name, "id_no": one.id_no, "base": "1", "employer_ratio": "8%", "personal_ratio": "8%"})  # fmt: skip
    page = said(client.get(f"/unit/change-lists/{head.pk}/"))
    assert "1 条认可了的职工异议还没有改" in page  # 那一行有错，确认了也不生效
    added = ChangeRow.objects.get(change_list=head, is_valid=False).row
    client.post(f"/unit/change-lists/{head.pk}/mend/", {"do": "save", "row": added, "base": "7000", "was_base": "1"})
    head.refresh_from_db()
    drafted = "1 条认可了的职工异议改在清册里了，还没有生效"
    page = said(client.get(f"/unit/change-lists/{head.pk}/"))
    assert drafted in page
    assert "这份清册里已经改了，确认以后生效" in page
    assert "认可了的职工异议还没有改" not in page
    home = said(client.get("/unit/"))
    assert drafted in home
    assert f'href="/unit/change-lists/{head.pk}/">去确认清册' in home
    client.post(f"/unit/change-lists/{head.pk}/confirm/", {"version": head.version, "leave_out": "1"})
    assert s.account_of(one).base == 7000
    assert "认可了的职工异议还没有改" not in said(client.get("/unit/"))
    assert "不是申报时的数" in said(client.get(f"/unit/flags/{flag.pk}/"))


@pytest.mark.parametrize(("claimed", "has_make_up"), [("7000.00", False), ("9000.00", True)])
def test_only_too_little_offers_a_make_up(claimed: str, has_make_up: bool) -> None:
    """已经入账的：少报的给补缴，多报的不给，说去柜面。"""
    unit, (one,) = s.unit_with_workers(1, first_month=now_month())
    s.paid(made(unit))
    page = said(signed_in(unit.agent).get(f"/unit/flags/{accepted(unit, one, claimed).pk}/"))
    assert ("补缴差额" in page) is has_make_up
    assert ("到柜面办更正" in page) is not has_make_up
    assert "基数更正" in page


POST_ONLY = [
    (path, pattern)
    for path, _, pattern in walk()
    if issubclass(getattr(pattern.callback, "view_class", object), HallView)
    and not pattern.callback.view_class.is_page()
]


@pytest.mark.parametrize(("path", "pattern"), POST_ONLY, ids=[path for path, _ in POST_ONLY])
def test_an_address_for_forms_opened_again_goes_to_its_page(path: str, pattern: URLPattern) -> None:
    """付款、撤销这些地址刷新、后退又打开：去那件事的页（写了去哪一页的照写的），不是空的一页。"""
    answer = Client(raise_request_exception=False).get("/" + re.sub(r"<[^>]+>", "828", path))
    assert answer.status_code == 302
    above = answer["Location"]
    written = pattern.callback.view_class.opened  # type: ignore[attr-defined]
    assert above == reverse(written) if written else ("/" + re.sub(r"<[^>]+>", "828", path)).startswith(above)
    assert Client().get(above).status_code in (200, 302)


def test_the_pay_address_goes_to_its_remittance() -> None:
    """付款地址去它那份汇缴书；不是页的方法照旧 405。"""
    assert len(POST_ONLY) > 10
    unit, _ = s.unit_with_workers(1, first_month=now_month())
    row, client = made(unit), signed_in(unit.agent)
    page = client.get(f"/unit/remittances/{row.pk}/pay/", follow=True)
    assert page.redirect_chain == [(f"/unit/remittances/{row.pk}/", 302)]
    assert "确认付款" in said(page)
    assert client.put(f"/unit/remittances/{row.pk}/pay/").status_code in (403, 405)
