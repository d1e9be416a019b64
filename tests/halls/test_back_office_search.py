"""后台找得到：流水号、汇缴书号、单位、金额、月份、日子，各种写法；找不到的说没有。"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from deposits.models import Account, ChangeList, EmployerAccount, Remittance
from gjj import clock
from gjj.backoffice import readonly
from gjj.cases.models import Case
from gjj.ledger.models import Movement, Voucher
from gjj.parameters.models import AnnouncedYear, Parameter, WorkDay
from gjj.periods.days import SHANGHAI
from gjj.periods.month import Month
from gjj.settlement.models import Instruction, Receipt
from gjj.web.templatetags.hall import grouped
from gjj.work.models import Job, OutboxRow
from tests import situations as s
from tests.halls.back_office import Town, address, browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def teller(made: Town) -> Client:
    """柜员的浏览器。"""
    return browser("teller")


def found(client: Client, model: Any, **query: Any) -> list[Any]:
    """清单里列出来的编号。"""
    answer = client.get(address(model, "changelist"), query)
    assert answer.status_code == 200
    return [row.pk for row in answer.context_data["cl"].result_list]


@pytest.mark.parametrize("written", ["whole", "number", "padded"])
def test_a_voucher_is_found_by_its_serial_however_it_is_written(made: Town, teller: Client, written: str) -> None:
    """页面和接口上的流水号、只写后面的编号、编号前面带零，都只找到这一张。"""
    voucher = Voucher.objects.get(pk=made.done.voucher_id)
    term = {"whole": voucher.serial, "number": str(voucher.pk), "padded": f"{voucher.pk:08d}"}[written]
    assert found(teller, Voucher, q=term) == [voucher.pk]


def test_a_serial_that_looks_like_a_payment_code_is_still_a_serial(
    made: Town, teller: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """日期加编号十张里有一张碰巧校验位也对，像缴款识别码：照样当流水号找得到。"""
    voucher = Voucher.objects.get(pk=made.done.voucher_id)
    monkeypatch.setattr(readonly, "payment_code_in", lambda text: re.sub(r"\D", "", text))
    assert found(teller, Voucher, q=voucher.serial) == [voucher.pk]


@pytest.mark.parametrize("term", ["20261025-{pk:08d}", "20261399-{pk:08d}", "99999999999999999999", "没有这句话"])
def test_a_serial_of_another_day_finds_nothing(made: Town, teller: Client, term: str) -> None:
    """日子不对、日子不存在、大得放不下的编号：没有，也不出错。"""
    assert found(teller, Voucher, q=term.format(pk=made.done.voucher_id)) == []


def test_the_vouchers_of_a_remittance_are_found_by_its_number_or_payment_code(made: Town, teller: Client) -> None:
    """填汇缴书号或缴款识别码：两笔到账和分配三张，不多不少。"""
    booked = set(Voucher.objects.filter(source_type="remittance", source_id=made.done.pk).values_list("pk", flat=True))
    assert len(booked) == 3
    for term in (made.done.number, made.done.payment_code):
        assert set(found(teller, Voucher, q=term)) == booked


FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
WRITTEN: dict[str, Callable[[str], str]] = {
    "四位一组": grouped,
    "横线": lambda code: grouped(code).replace(" ", "-"),
    "全角": lambda code: code.translate(FULL_WIDTH),
    "全角四位一组": lambda code: grouped(code).translate(FULL_WIDTH).replace(" ", "\u3000"),
    "前面有字": lambda code: f"缴款识别码 {grouped(code)}",
}


@pytest.mark.parametrize("way", WRITTEN)
def test_a_payment_code_is_found_as_the_pages_show_it(made: Town, teller: Client, way: str) -> None:
    """缴款识别码照页面、单证抄（四位一组、横线、全角）：汇缴书、到账、凭证、办件都找得到，和连着写的一样；差一位的没有。"""
    code = made.done.payment_code
    for model in (Remittance, Receipt, Voucher, Case):
        wanted = found(teller, model, q=code)
        assert wanted
        assert found(teller, model, q=WRITTEN[way](code)) == wanted, model
    assert found(teller, Remittance, q=WRITTEN[way](code[:-1] + str((int(code[-1]) + 1) % 10))) == []


def test_the_vouchers_of_a_unit_are_found_by_number_and_by_name(made: Town, teller: Client) -> None:
    """填单位账号或单位名称里的一段：这个单位的凭证，每张只列一次。"""
    booked = sorted(Voucher.objects.filter(legs__party=made.unit.account_id).distinct().values_list("pk", flat=True))
    assert len(booked) == 3
    for term in (made.unit.account.number, made.unit.name):
        assert sorted(found(teller, Voucher, q=term)) == booked


def test_a_word_of_the_summary_still_finds_vouchers(made: Town, teller: Client) -> None:
    """摘要里的词照样找得到。"""
    assert Voucher.objects.filter(kind="reversal").get().pk in found(teller, Voucher, q="记错了单位")


def test_money_is_found_by_remittance_serial_name_and_amount(made: Town, teller: Client) -> None:
    """到账按银行流水号、户名、汇缴书号、金额；指令按编号、汇缴书号、金额。"""
    one = made.unclaimed
    for term in (one.bank_serial, "不知名", "12,345.67", "12345.67"):
        assert found(teller, Receipt, q=term) == [one.pk], term
    assert found(teller, Receipt, q=made.short.number) == [Receipt.objects.get(reference=str(made.short.pk)).pk]
    sent = Instruction.objects.get()
    for term in (sent.bank_id, sent.bank_id.lower(), made.paying.number, str(sent.amount), sent.payer_name):
        assert found(teller, Instruction, q=term) == [sent.pk], term


def test_work_is_found_by_its_number_and_by_the_remittance_it_is_for(made: Town, teller: Client) -> None:
    """发件箱按编号、汇缴书号；任务按单位名称、名称。"""
    assert found(teller, OutboxRow, q=str(made.dead.pk)) == [made.dead.pk]
    assert made.dead.pk in found(teller, OutboxRow, q=made.done.number)
    job = Job.objects.get()
    assert found(teller, Job, q="变更清册") == [job.pk]
    Job.objects.update(employer_id=made.unit.employer_id)
    assert found(teller, Job, q=made.unit.name) == [job.pk]


def test_units_people_remittances_and_lists_are_found_by_number_and_name(made: Town, teller: Client) -> None:
    """单位、职工、汇缴书、清册，按号码和名称都找得到。"""
    unit = made.unit.account
    account = Account.objects.filter(employer_account=unit).order_by("id")[0]
    for term in (unit.number, made.unit.name, unit.employer.uscc):
        assert found(teller, EmployerAccount, q=term) == [unit.pk]
    assert found(teller, Account, q=account.subaccount.number) == [account.pk]
    assert account.pk in found(teller, Account, q=account.person.name)
    assert len(found(teller, Account, q=unit.number)) == 3
    for term in (made.done.number, made.done.payment_code, unit.number):
        assert found(teller, Remittance, q=term) == [made.done.pk]
    assert made.done.change_list_id in found(teller, ChangeList, q=made.unit.name)


def test_months_are_listed_and_choose_their_month(made: Town, teller: Client) -> None:
    """汇缴年月的筛选列出有的月份，选哪个月就只列哪个月；不是月份的当没选。"""
    page = teller.get(address(Remittance, "changelist"))
    choices = next(spec for spec in page.context_data["cl"].filter_specs if getattr(spec, "field", "") == "month")
    assert choices.lookup_choices == [("2026-11", "2026年11月")]
    assert len(found(teller, Remittance, month="2026-11")) == 4
    assert found(teller, Remittance, month="2026-10") == []
    assert teller.get(address(Remittance, "changelist"), {"month": "十一月"}).status_code == 302
    never = found(teller, EmployerAccount, paid_through="none")
    assert made.unit.account_id not in never
    assert made.short.employer_account_id in never


def test_no_more_than_twenty_four_months_are_offered(made: Town, teller: Client) -> None:
    """只列最近的二十四个月，另有「还没有」。"""
    for back in range(30):
        unit = s.unit()
        EmployerAccount.objects.filter(pk=unit.account_id).update(paid_through=Month(2027, 6) - back)
    page = teller.get(address(EmployerAccount, "changelist"))
    offered = next(one for one in page.context_data["cl"].filter_specs if one.field == "paid_through").lookup_choices
    assert [label for _, label in offered[:2]] == ["2027年6月", "2027年5月"]
    assert offered[-1] == ("none", "还没有")
    assert len(offered) == 25


@pytest.mark.parametrize(
    ("now", "span", "listed"),
    [
        ("2026-11-24T23:59", "today", True),
        ("2026-11-25T00:01", "today", False),
        ("2026-11-25T00:01", "yesterday", True),
        ("2026-11-30T23:59", "week", True),
        ("2026-12-01T00:01", "week", False),
        ("2026-11-30T23:59", "month", True),
        ("2026-12-01T00:01", "month", False),
        ("2026-12-31T23:59", "last_month", True),
        ("2027-01-01T00:01", "last_month", False),
        ("2026-12-31T23:59", "year", True),
        ("2027-01-01T00:01", "year", False),
        ("2026-11-24T12:00", "nonsense", True),
    ],
)
def test_the_days_of_a_filter_are_business_days(teller: Client, made: Town, now: str, span: str, listed: bool) -> None:
    """「今天」「本月」按业务日（北京时间、可以拨动的钟）算，半夜零点翻页；不认得的不筛。"""
    clock.set_to(datetime.fromisoformat(now).replace(tzinfo=SHANGHAI))
    client = browser("teller")
    assert (made.unclaimed.pk in found(client, Receipt, booked_at=span)) is listed
    assert (made.done.voucher_id in found(client, Voucher, booked_on=span)) is listed


def test_a_moment_after_midnight_in_beijing_belongs_to_the_new_day(made: Town) -> None:
    """世界时还是 24 日、北京已是 25 日的，算 25 日。"""
    OutboxRow.objects.filter(pk=made.dead.pk).update(created_at=datetime(2026, 11, 24, 16, 30, tzinfo=UTC))
    clock.set_to(datetime(2026, 11, 25, 9, 0, tzinfo=SHANGHAI))
    assert made.dead.pk in found(browser("teller"), OutboxRow, created_at="today")


@pytest.mark.parametrize("term", ["2026年10月1日", "2026-10-01", "2026/10/1", "10月1日", "国庆"])
def test_a_day_of_the_calendar_is_found_as_people_write_it(teller: Client, term: str) -> None:
    """工作日按日期的各种写法、按名称都找得到。"""
    wanted = WorkDay.objects.get(day="2026-10-01")
    assert wanted.pk in found(teller, WorkDay, q=term)


@pytest.mark.parametrize("term", ["2026-13-01", "0000", "2026-00", "二〇二六"])
def test_a_day_that_cannot_be_finds_nothing(teller: Client, term: str) -> None:
    """没有的日子：没有，也不出错。"""
    assert found(teller, WorkDay, q=term) == []


def test_parameters_in_force_are_chosen_by_the_business_day(teller: Client) -> None:
    """在用的参数每个编码、区域只有一行；过去、将来、在用加起来就是全部。"""

    def chosen(which: str) -> Any:
        return teller.get(address(Parameter, "changelist"), {"in_force": which}).context_data["cl"].queryset

    pairs = list(chosen("now").values_list("code", "area"))
    assert len(pairs) == len(set(pairs))
    assert all(clock.today() in row.valid for row in chosen("now"))
    assert sum(chosen(which).count() for which in ("now", "later", "past")) == Parameter.objects.count()


def test_years_say_whether_they_are_announced(teller: Client) -> None:
    """放假安排的年份：公布的、推算的分得清，有几天也写着。"""
    page = teller.get(address(AnnouncedYear, "changelist")).content.decode()
    assert "已公布" in page
    assert "推算，还没有公布" in page
    assert " 天" in page


def test_an_empty_list_says_so_in_chinese(teller: Client) -> None:
    """找不到的说没有，告诉人怎么办。"""
    page = teller.get(address(Voucher, "changelist"), {"q": "没有这句话"}).content.decode()
    assert "没有符合条件的凭证" in page
    assert "看全部" in page


def test_totals_follow_the_filter(made: Town, teller: Client) -> None:
    """合计跟着筛选走：只看到账不足的，合计就是那一份。"""
    page = teller.get(address(Remittance, "changelist"), {"status__exact": "mismatch"})
    said = [text for text, is_number in page.context_data["cl"].footer if is_number]
    assert said == ["2", f"{made.short.amount:,.2f}", f"{made.short.received:,.2f}"]
    assert page.context_data["cl"].footer[0] == ("合计", False)


def test_a_list_stops_counting_at_ten_thousand(made: Town, teller: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """条数数到一万为止，多了不合计，说清只列前面的。"""
    from gjj.backoffice import paginator

    monkeypatch.setattr(paginator, "MOST", 3)
    page = teller.get(address(Movement, "changelist"))
    assert page.context_data["cl"].result_count == 3
    assert page.context_data["cl"].footer == ()
    assert "共 3 条以上" in page.content.decode()


@pytest.mark.parametrize("way", ["四位一组", "全角", "全角四位一组"])
def test_an_account_number_is_found_as_the_halls_print_it(made: Town, teller: Client, way: str) -> None:
    """单位账号、个人账号照大厅和单证抄（0120 0000 0001 8、全角）：找得到，也只找到它；差一位的没有。"""
    unit = made.unit.account
    account = Account.objects.filter(employer_account=unit).order_by("id")[0]
    written = WRITTEN[way]
    assert found(teller, EmployerAccount, q=written(unit.number)) == [unit.pk]
    assert found(teller, Account, q=written(account.subaccount.number)) == [account.pk]
    assert found(teller, EmployerAccount, q=written(unit.number[:-1] + str((int(unit.number[-1]) + 1) % 10))) == []


@pytest.mark.parametrize("term", ["2026-11", "2026年11月", "2026年11", "2026.11", "２０２６年１１月"])
def test_cases_are_found_by_month_however_it_is_written(made: Town, teller: Client, term: str) -> None:
    """办件按年月：2026-11、2026年11月、全角，找到的一样；别的月没有。"""
    wanted = found(teller, Case, q="2026-11")
    assert len(wanted) > 2
    assert found(teller, Case, q=term) == wanted
    assert found(teller, Case, q="2025年11月") == []
