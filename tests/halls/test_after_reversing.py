"""入账冲销之后：首页、汇缴书、清单、办件、本人的申报说的是同一件事，一点就把那个月没缴的人都选好。"""

import pytest
from django.test import Client
from django.utils.html import strip_tags

from deposits.items import REMIT
from deposits.models import Account
from deposits.services.make_up_again import make_up_again
from deposits.services.pay_remittance import pay_remittance
from deposits.services.print_papers import print_remittance
from gjj.cases.models import Case
from gjj.ledger.models import Voucher
from gjj.periods.said import day_said
from gjj.settlement.models import Instruction
from gjj.work.drain import drain
from tests import situations as s
from tests.halls.visitors import signed_in
from tests.sanctions import reverse
from tests.services.deposits.test_owed import taken_back, topped_up
from tests.services.deposits.test_suspense import with_suspense

pytestmark = pytest.mark.django_db


@pytest.fixture
def reversed_unit() -> s.Unit:
    """两名职工这个月入了账，会计又冲销了。"""
    unit, _ = s.unit_with_workers(2)
    s.paid(s.remittance_of(unit))
    reverse(by=s.staff("accountant"), voucher_id=Voucher.objects.get(kind="allocation").pk, reason="记错了", at=s.NOON)
    return unit


def seen(unit: s.Unit, address: str) -> str:
    """经办人打开的这一页。"""
    answer = signed_in(unit.agent).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_home_page_asks_for_the_make_up(reversed_unit: s.Unit) -> None:
    """首页不说「各月都已办完」：说哪个月冲销了、几名职工没有缴、钱在哪里，链接选好那个月。"""
    said = seen(reversed_unit, "/unit/")
    assert "各月都已办完" not in said
    assert "还没有汇缴过" not in said
    assert "入账冲销了的，补缴以后画在这里" in said
    assert "有 1 个月等您补缴" in said
    assert "2026年11月的入账冲销了" in said
    assert "2 名职工这个月还差 ¥2,560.00，钱在单位暂存" in said
    assert f'href="/unit/remittances/{reversed_unit.account.remittances.get().pk}/"' in said


def test_money_that_is_gone_is_not_said_to_be_there(reversed_unit: s.Unit) -> None:
    """到账也冲销了，暂存是零：首页、汇缴书不说钱没有丢失、不用再付，说要再付多少。"""
    voucher = Voucher.objects.get(kind="receipt")
    reverse(by=s.staff("accountant"), voucher_id=voucher.pk, reason="记错了", at=s.NOON)
    for address in ("/unit/", f"/unit/remittances/{reversed_unit.account.remittances.get().pk}/"):
        said = seen(reversed_unit, address)
        assert "单位暂存现在没有可用的钱" in said
        assert "要缴的请补缴，2,560.00 元要再付。" in said
        assert "没有丢失" not in said
        assert "不用再付" not in said


def test_the_link_has_everyone_chosen(reversed_unit: s.Unit) -> None:
    """点进去：那个月没缴的人都选好了。"""
    said = seen(reversed_unit, "/unit/make-ups/new/?month=2026-11")
    for account in Account.objects.filter(employer_account=reversed_unit.account).select_related("subaccount"):
        assert f'value="{account.subaccount.number}"' in said


def test_the_book_says_reversed_and_offers_no_receipt(reversed_unit: s.Unit) -> None:
    """汇缴书、清单写「已冲销」，不再说已入账，没有回执可打。"""
    row = reversed_unit.account.remittances.get()
    said = seen(reversed_unit, f"/unit/remittances/{row.pk}/")
    assert "入账已冲销" in said
    assert "照原来的人和金额补缴" in said
    assert "打印缴存回执" not in said
    assert "已经入账" not in said
    assert "已冲销" in seen(reversed_unit, "/unit/remittances/")
    assert "入账已冲销，没有回执" in seen(reversed_unit, "/unit/papers/")


def test_one_click_makes_it_up_as_it_was(reversed_unit: s.Unit) -> None:
    """照原来的人和金额补缴：生成一份补缴书，打开它去付；再点一次说没有人要补了。"""
    row = reversed_unit.account.remittances.get()
    client = signed_in(reversed_unit.agent)
    said = client.post(f"/unit/remittances/{row.pk}/again/", follow=True).content.decode()
    assert "补缴书已经生成：2 人，共 2,560.00 元，是冲销了的那一份里还差的" in said
    assert "用暂存抵缴" in said
    again = client.post(f"/unit/remittances/{row.pk}/again/", follow=True).content.decode()
    assert "没有要照原样补缴的人" in again
    assert "各月都已办完" not in seen(reversed_unit, "/unit/")


def test_the_case_does_not_stop_at_booked(reversed_unit: s.Unit) -> None:
    """办件还是已办结，结果写明入账以后冲销了、另办补缴；办结时说过的、什么时候办结的，留着。"""
    case = Case.objects.get(item=REMIT)
    assert (case.status, case.closed_at) == ("done", s.NOON)
    assert case.result == "2026年11月汇缴 2 人 2,560.00 元，入账以后冲销了，钱从职工账户退回了单位暂存，要缴的另办补缴"
    assert "入账以后冲销了" in seen(reversed_unit, "/unit/cases/?status=done")
    assert "已分配到个人账户" in case.events.get(kind="closed").note
    assert "已冲销" in case.events.latest("id").note
    assert case.taken_back_at == s.NOON
    page = seen(reversed_unit, f"/unit/cases/{case.pk}/")
    public = Client().post("/progress/", {"number": case.number, "code": case.query_code}).content.decode()
    for said in (page, public, seen(reversed_unit, "/unit/cases/")):
        assert "办结后冲销" in said


def own(unit: s.Unit) -> Client:
    """头一个职工登录着。"""
    account = Account.objects.select_related("person").filter(employer_account=unit.account)[0]
    return signed_in(s.holder(s.Worker(account.person.name, str(account.person.id_no), "", "")))


def test_the_employee_reads_it_too(reversed_unit: s.Unit) -> None:
    """职工的申报写「入账已冲销」，等单位补缴，不说「已入账」。"""
    said = own(reversed_unit).get("/me/filings/").content.decode()
    assert "入账已冲销" in said
    assert "已入账" not in said


def test_the_employee_reads_when_it_was_reversed_and_when_it_was_made_up(reversed_unit: s.Unit) -> None:
    """补缴书等着付款：写单位在补缴；补缴入了账：首页、清单、那个月都写哪天冲销、哪天补缴入账，不再说等单位补缴。"""
    made = make_up_again(by=reversed_unit.agent, remittance_id=reversed_unit.account.remittances.get().pk, at=s.NOON)
    client = own(reversed_unit)
    assert "单位已经办了补缴" in client.get("/me/").content.decode()
    assert "入账已冲销，补缴在办" in client.get("/me/filings/").content.decode()
    pay_remittance(by=reversed_unit.agent, remittance_id=made, at=s.NOON, use_suspense=True)
    drain(s.NOON)
    told = f"{day_said(s.TODAY)}中心冲销了这个月的入账，{day_said(s.TODAY)}单位补缴入账"
    (row,) = client.get("/api/v1/me/filings/").json()
    for page in ("/me/", f"/me/filings/{row['id']}/"):
        said = client.get(page).content.decode()
        assert told in said
        assert "已补缴入账" in said
        assert "等单位补缴" not in said
    assert "入账已冲销" not in client.get("/me/filings/").content.decode()
    assert (row["status"], row["status_label"]) == ("made_up", "已补缴入账")
    assert (row["reversed_on"], row["made_up_on"]) == (s.TODAY.isoformat(),) * 2
    assert row["now"]["total"] == "1280.00"


def test_the_employee_reads_what_all_the_books_of_the_month_come_to() -> None:
    """补差的还在、原来的冲销了：只补差不算补好；补够了，写的是合起来的数和补差后的基数。"""
    unit, _, first, _ = topped_up()
    taken_back(first)
    client = own(unit)
    assert [one["status"] for one in client.get("/api/v1/me/filings/").json()] == ["reversed"]
    pay_remittance(
        by=unit.agent, remittance_id=make_up_again(by=unit.agent, remittance_id=first.pk, at=s.NOON), at=s.NOON, use_suspense=True,
    )  # fmt: skip
    drain(s.NOON)
    (row,) = client.get("/api/v1/me/filings/").json()
    assert (row["status"], row["now"]["base"], row["now"]["total"]) == ("made_up", "9000.00", "1440.00")


def test_a_difference_left_standing_does_not_say_all_is_done() -> None:
    """原来的冲销了、补差的还在：首页、那一份、格子都说还差多少，一点就补得上；「只看有漏缴的」里有他。"""
    unit, _, first, _ = topped_up()
    taken_back(first)
    home = seen(unit, "/unit/")
    assert "各月都已办完" not in home
    assert "1 名职工这个月还差 ¥1,280.00" in home
    book = seen(unit, f"/unit/remittances/{first.pk}/")
    assert "一共差 ¥1,280.00" in book
    assert "照原来的人和金额补缴 ¥1,280.00" in book
    assert "少缴，已缴 160.00" in seen(unit, "/unit/month-grid/?gaps=1")
    signed_in(unit.agent).post(f"/unit/remittances/{first.pk}/again/")
    assert "现在都不差" in seen(unit, f"/unit/remittances/{first.pk}/")


def test_a_reversed_difference_can_be_made_up_from_its_own_page() -> None:
    """冲销的是补差的那一份：消息叫点的那个键在，补的是还差的 160.00。"""
    unit, _, _, second = topped_up()
    taken_back(second)
    assert "照原来的人和金额补缴 ¥160.00" in seen(unit, f"/unit/remittances/{second.pk}/")
    again = signed_in(unit.agent).post(f"/unit/remittances/{second.pk}/again/", follow=True).content.decode()
    assert "补缴书已经生成：1 人，共 160.00 元" in again


def main_key(page: str) -> str:
    """页面里付款的主键：大键上写的字。"""
    return page.partition("btn-x btn-main btn-big")[2].partition("</button>")[0].rpartition(">")[2]


def test_the_money_given_back_is_what_the_main_key_uses(reversed_unit: s.Unit) -> None:
    """照原样补缴之后：清单和那一份的主键都是用暂存抵缴；点了不经过银行，一分也不从单位账户扣。"""
    client = signed_in(reversed_unit.agent)
    made = client.post(f"/unit/remittances/{reversed_unit.account.remittances.get().pk}/again/")["Location"]
    for page in (client.get(made), client.get("/unit/make-ups/")):
        assert main_key(page.content.decode()) == "用暂存抵缴 ¥2,560.00，不用付款"
        assert 'name="use_suspense" value="1"' in page.content.decode()
    answer = client.post("/unit/make-ups/pay/", {"use_suspense": "1"}, follow=True).content.decode()
    assert "用单位暂存抵缴 2,560.00 元，已够应缴，不用经过银行" in answer
    assert not Instruction.objects.exists()


def test_suspense_that_is_not_enough_stands_second() -> None:
    """暂存不够的：主键还是付款，第二个键写抵多少、再付多少；没有暂存的只有付款。"""
    unit, workers, row = with_suspense("100.00")
    for page in (seen(unit, f"/unit/remittances/{row.pk}/"), seen(unit, "/unit/remittances/several/")):
        assert main_key(page).endswith("付款 ¥1,280.00")
        assert "用暂存抵缴 ¥100.00，再付 ¥1,180.00" in page
    bare, _ = s.unit_with_workers(1)
    assert "use_suspense" not in seen(bare, f"/unit/remittances/{s.remittance_of(bare).pk}/")


def test_the_month_a_unit_is_paid_through_is_said_the_same_everywhere(reversed_unit: s.Unit) -> None:
    """首页、单位信息、柜面的缴至年月一句话：冲销了的还差多少，办了补缴的等着付多少，补好了只写月份。"""
    row = reversed_unit.account.remittances.get()
    desk = signed_in(s.staff("teller"))

    def told() -> list[str]:
        return [
            strip_tags(seen(reversed_unit, "/unit/")),
            strip_tags(seen(reversed_unit, "/unit/info/")),
            strip_tags(
                desk.get(f"/admin/deposits/employeraccount/{reversed_unit.account_id}/change/").content.decode()
            ),
        ]

    assert all("2026年11月；2026年11月的入账冲销了，2 人还差 2,560.00 元" in said for said in told())
    made = make_up_again(by=reversed_unit.agent, remittance_id=row.pk, at=s.NOON)
    assert all("2026年11月；2026年11月的入账冲销了，补缴书还有 2,560.00 元等着付款" in said for said in told())
    pay_remittance(by=reversed_unit.agent, remittance_id=made, at=s.NOON, use_suspense=True)
    drain(s.NOON)
    assert not any("入账冲销了" in said for said in told())


def test_suspense_is_first_for_the_month_that_was_reversed(reversed_unit: s.Unit) -> None:
    """暂存页先说冲销了的月份还欠多少、可以用暂存补缴，一点就到；退回要再问一声；办了补缴的去付款。"""
    row = reversed_unit.account.remittances.get()
    said = seen(reversed_unit, "/unit/suspense/")
    assert (
        "2026年11月的入账冲销了，2 人还差 2,560.00 元</b>付款时用暂存抵缴，不用再付；先退回了，就要另外付钱。" in said
    )
    assert f'<a href="/unit/remittances/{row.pk}/">去补缴</a>' in said
    assert 'data-ask="2026年11月的入账冲销了，2 人还差 2,560.00 元。退回以后，补缴要另外付钱。仍要退回吗？"' in said
    assert "请先用来补缴上面冲销了的月份" in said
    made = make_up_again(by=reversed_unit.agent, remittance_id=row.pk, at=s.NOON)
    assert f'<a href="/unit/remittances/{made}/">去付款</a>' in seen(reversed_unit, "/unit/suspense/")
    pay_remittance(by=reversed_unit.agent, remittance_id=made, at=s.NOON, use_suspense=True)
    drain(s.NOON)
    said = seen(reversed_unit, "/unit/suspense/")
    assert "入账冲销了" not in said
    assert "data-ask" not in said


def test_a_make_up_out_of_suspense_has_its_own_words_and_its_receipt(reversed_unit: s.Unit) -> None:
    """暂存抵缴的补缴没有经过银行，经过里不说交银行；单证打印里冲销了的月份给补缴的回执。"""
    made = make_up_again(by=reversed_unit.agent, remittance_id=reversed_unit.account.remittances.get().pk, at=s.NOON)
    pay_remittance(by=reversed_unit.agent, remittance_id=made, at=s.NOON, use_suspense=True)
    drain(s.NOON)
    said = seen(reversed_unit, f"/unit/remittances/{made}/")
    assert "已用暂存抵缴" in said
    assert "付款已受理" not in said
    shelf = seen(reversed_unit, "/unit/papers/")
    assert f'action="/unit/remittances/{made}/receipt/"' in shelf
    assert '补缴的回执<span class="visually-hidden"> 2026年11月</span></button>' in shelf


def test_a_notice_printed_before_the_money_came_says_it_is_paid() -> None:
    """付款以前打的汇缴书：入账以前照旧，入账以后打开先说不用再付。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    paper = print_remittance(by=unit.agent, remittance_id=row.pk, kind="remittance_notice", at=s.NOON)
    assert "不用再付" not in seen(unit, f"/unit/papers/{paper.pk}/")
    s.paid(row)
    assert "已于2026年11月24日入账，不用再付" in seen(unit, f"/unit/papers/{paper.pk}/")
