"""职工异议的页面和接口：填错了字还在，答复的按钮只给经办，接口同样的编码。"""

import re
from datetime import timedelta
from html import unescape

import pytest

from deposits.messages import FLAG_RAISED
from deposits.models import FilingFlag, Remittance
from deposits.rules.filing_flag import FLAG_KEY
from deposits.rules.funded import funded_said
from deposits.selectors.accepted_flags import way_of
from deposits.services.confirm_list import confirm_change_list
from deposits.services.create_remittance import create_remittance
from deposits.services.flags import answer_flag
from deposits.services.same_as_last_month import file_same_as_last_month
from gjj import clock
from gjj.cases.models import Case
from gjj.messaging.models import Message
from gjj.periods.month import Month, months_between
from gjj.periods.said import day_said
from tests import situations as s
from tests.api.caller import Caller
from tests.halls.test_exports import table
from tests.halls.visitors import signed_in
from tests.services.deposits.test_filing_flags import CLAIM, number_of

pytestmark = pytest.mark.django_db


def test_the_home_page_shows_what_the_unit_filed_this_month() -> None:
    """个人大厅首页：本月单位申报、怎么算的、提异议的链接。"""
    _, (one,) = s.unit_with_workers(1)
    page = signed_in(s.holder(one)).get("/me/").content.decode()
    assert "本月单位申报" in page
    assert f"/me/filings/{number_of(one)}/" in page


def test_what_was_typed_stays_when_something_is_missing() -> None:
    """少填一项：原页说清楚，填过的还在。"""
    _, (one,) = s.unit_with_workers(1)
    client = signed_in(s.holder(one))
    answer = client.post(f"/me/filings/{number_of(one)}/", {**CLAIM, "claimed": ""})
    assert answer.status_code == 422
    assert "九月起工资调了" in answer.content.decode()
    assert client.post(f"/me/filings/{number_of(one)}/", CLAIM).status_code == 302
    again = client.post(f"/me/filings/{number_of(one)}/", CLAIM)
    assert again.status_code == 409
    assert "单位还没有答复" in again.content.decode()


def test_a_number_in_words_is_told_beside_the_field_and_nothing_is_filed() -> None:
    """缴存基数写成话：错误在「应该是」旁边，填的字还在框里，没有提交；接口同一个编码，落在同一栏。"""
    made, (one,) = s.unit_with_workers(1)
    who, path = s.holder(one), f"/me/filings/{number_of(one)}/"
    client = signed_in(who)
    answer = client.post(path, {**CLAIM, "claimed": "九千左右"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_claimed_error"' in page
    assert "缴存基数要写成金额（元）" in page
    assert 'value="九千左右"' in page
    refused = Caller(who, "person")("post", f"{path}flag/", {**CLAIM, "claimed": "九千左右"})
    assert refused.status_code == 422
    assert [(row["field"], row["code"]) for row in refused.json()["errors"]] == [("claimed", "flag_claimed")]
    assert FilingFlag.objects.count() == 0
    assert client.post(path, {**CLAIM, "claimed": "9,000元"}).status_code == 302
    assert FilingFlag.objects.get().claimed == "9000.00"
    assert (
        "职工认为应该是 9,000.00"
        in signed_in(made.agent).get(f"/unit/flags/{FilingFlag.objects.get().pk}/").content.decode()
    )


def test_the_agent_answers_and_the_reviewer_only_reads() -> None:
    """经办有答复的按钮，复核只看；答复后给出去改的路。"""
    made, (one,) = s.unit_with_workers(1)
    address = f"/unit/flags/{s.flagged(made, one)}/"
    assert "认可，会改正" not in signed_in(made.reviewer).get(address).content.decode()
    client = signed_in(made.agent)
    assert client.post(address, {"decision": "reject", "answer": ""}).status_code == 422
    refused = client.post(address, {"answer": "写了话，没有选"})
    assert refused.status_code == 422
    assert "没有选「认可，会改正」还是「不改，说明理由」，没有答复" in refused.content.decode()
    assert "写了话，没有选</textarea>" in refused.content.decode()
    assert client.post(address, {"decision": "accept", "answer": "下月改"}).status_code == 302
    page = client.get(address).content.decode()
    assert "基数更正" in page
    assert "下月改" in page
    assert client.post(address, {"decision": "accept"}).status_code == 409


def test_a_missing_reason_is_told_beside_the_field_and_what_was_written_stays() -> None:
    """不改没写理由、写得太长：就在那一栏旁边说，没有大框、不说钱，写过的还在，没有答复。"""
    made, (one,) = s.unit_with_workers(1)
    address, client = f"/unit/flags/{s.flagged(made, one)}/", signed_in(made.agent)
    for answer, words in (("  ", "不改的要写理由"), ("长" * 501, "最多 500 个字")):
        refused = client.post(address, {"decision": "reject", "answer": answer})
        page = refused.content.decode()
        beside = page.partition('id="id_answer_error"')[2].partition("</p>")[0]
        assert (refused.status_code, words in beside) == (422, True)
        assert "error-summary" not in page
        assert "autofocus" in page.partition('name="answer"')[2].partition(">")[0]
        assert answer.strip() in page
    assert FilingFlag.objects.get().status == "open"


def test_what_was_agreed_is_shown_before_one_may_object_anew() -> None:
    """答复以后：先看单位认可的是什么、账户改了没有；空白的表收着，点「再提一条」才打开，填错了开着。"""
    made, (one,) = s.unit_with_workers(1)
    path, client = f"/me/filings/{number_of(one)}/", signed_in(s.holder(one))
    assert "再提一条" not in client.get(path).content.decode()
    client.post(path, CLAIM)
    answer_flag(by=made.agent, flag_id=FilingFlag.objects.get().pk, accept=True, answer="", at=clock.now())
    card = client.get(path).content.decode().partition('id="flag"')[2].partition("</section>")[0]
    assert "<h2>单位已经答复</h2>" in card
    assert "单位认可：缴存基数申报的是 8,000.00，应该是 9,000.00。账户上现在还是申报时的数" in card
    assert card.index("单位认可") < card.index("<details><summary") < card.index("<form")
    wrong = client.post(path, {**CLAIM, "text": ""}).content.decode().partition('id="flag"')[2]
    assert "<details open>" in wrong
    assert client.post(path, CLAIM).status_code == 302


def test_how_long_one_may_object_is_what_is_so() -> None:
    """清单和办事指南写的期限就是收的期限：本月和前几个月，数照参数；过了截止日的也收。"""
    _, one, last = fourteen_months()
    client = signed_in(s.holder(one))
    page = client.get("/me/filings/").content.decode()
    assert "截止日之前就能" not in page
    months = int(re.findall(r"本月和前 (\d+) 个月的都能提", page)[0])
    assert f"本月和前 {months} 个月的申报能提" in client.get("/items/deposits.filings/").content.decode()
    now = last + 1
    for month, status in ((now - months, 302), (now - months - 1, 409)):
        assert client.post(f"/me/filings/{number_of(one, month)}/", CLAIM).status_code == status


def test_the_list_filters_finds_and_exports() -> None:
    """按状态筛、按人找、能导出。"""
    made, (one, two) = s.unit_with_workers(2)
    s.flagged(made, one)
    client = signed_in(made.agent)
    assert [
        row.account.person.name for row in client.get("/unit/flags/", {"status": "open"}).context["stretch"].object_list
    ] == [one.name]
    assert client.get("/unit/flags/", {"q": two.name}).context["stretch"].object_list == []
    said = b"".join(client.get("/unit/flags/", {"export": "csv"}).streaming_content).decode("utf-8-sig")
    assert "九月起工资调了" in said


def test_the_api_says_the_same() -> None:
    """接口：同样的申报、同样的编码；同一个幂等键只提一条。"""
    _, (one,) = s.unit_with_workers(1)
    caller = Caller(s.holder(one), "person")
    (filing,) = caller("get", "/me/filings/").json()
    assert (filing["id"], filing["status"], filing["now"]["base"]) == (number_of(one), "confirmed", "8000.00")
    path = f"/me/filings/{filing['id']}/flag/"
    first = caller("post", path, CLAIM, HTTP_IDEMPOTENCY_KEY="one-flag-only")
    assert first.status_code == 201
    assert caller("post", path, CLAIM, HTTP_IDEMPOTENCY_KEY="one-flag-only").json() == first.json()
    refused = caller("post", path, CLAIM)
    assert (refused.status_code, refused.json()["code"]) == (409, "flag_open")
    assert caller("post", path, {**CLAIM, "field": "salary"}).status_code == 422
    assert FilingFlag.objects.count() == 1


def fourteen_months() -> tuple[s.Unit, s.Worker, Month]:
    """一名职工，单位给他缴了十四个月，一直缴到上个月。"""
    last = Month.of(clock.today()).previous()
    made, (one,) = s.unit_with_workers(1, first_month=last.previous(13))
    s.paid(s.remittance_of(made, last.previous(13), clock.now()))
    for back in range(12, -1, -1):
        one_more(made, last.previous(back))
    return made, one, last


def one_more(made: s.Unit, month: Month, *, ahead: bool = False) -> Remittance:
    """照上月不变再缴一个月。"""
    at = clock.now()
    filed = file_same_as_last_month(by=made.agent, month=month, at=at, ahead=ahead)
    confirm_change_list(by=made.agent, change_list_id=filed.change_list_id, at=at, ahead=ahead)
    return s.paid(Remittance.objects.get(pk=create_remittance(by=made.agent, month=month, at=at, ahead=ahead)))


def test_an_employee_sees_every_month_filed_by_year_and_takes_it_away() -> None:
    """单位申报：十二个月以前的也在、打得开，按年筛；导出和页面一样多、一样的列；接口也能按年问。"""
    _, one, last = fourteen_months()
    who, first = s.holder(one), last.previous(13)
    client = signed_in(who)
    page = client.get("/me/filings/")
    assert len(page.context["page"].object_list) == 15
    assert client.get(f"/me/filings/{number_of(one, first)}/").status_code == 200
    mine = [month for month in months_between(first, last + 1) if month.year == first.year]
    in_year = client.get("/me/filings/", {"year": first.year})
    assert [filing.month for filing in in_year.context["page"].object_list] == mine[::-1]
    rows = table(client.get("/me/filings/", {"export": "csv", "year": first.year}))
    assert rows[0] == ["汇缴年月", "单位", "状态", "缴存基数", "单位部分", "个人部分", "月缴存额", "异议"]
    assert [row[0] for row in rows[1:]] == [str(month) for month in mine[::-1]]
    assert rows[-1][2:] == ["已入账", "8000.00", "640.00", "640.00", "1280.00", ""]
    assert len(table(client.get("/me/filings/", {"export": "csv"}))) == 16
    answer = Caller(who, "person")("get", "/me/filings/", {"year": first.year}).json()
    assert [filing["month"] for filing in answer] == [str(month) for month in mine[::-1]]


def test_a_month_paid_in_advance_says_so_to_the_employee() -> None:
    """预缴的月份：说已预缴、几月入账，不说付款办理中、没有缴清；首页上还是本月的申报。"""
    now = Month.of(clock.today())
    made, (one,) = s.unit_with_workers(1, first_month=now)
    s.paid(s.remittance_of(made, now, clock.now()))
    one_more(made, now + 1, ahead=True)
    who = s.holder(one)
    client = signed_in(who)
    told = funded_said(now + 1, now)
    for address in ("/me/filings/", f"/me/filings/{number_of(one, now + 1)}/"):
        page = client.get(address).content.decode()
        assert told in page
        assert "付款办理中" not in page
    assert "单位已经把这个月的钱预缴了" in page
    home = client.get("/me/")
    assert [filing.month for filing in home.context["filings"]] == [now]
    assert "付款办理中" not in home.content.decode()
    assert Caller(who, "person")("get", "/me/filings/").json()[0]["status_label"] == told


def test_until_when_the_unit_must_answer_is_shown_to_both() -> None:
    """提了异议：职工的申报清单和那个月、单位的清单和那一条、导出，都写明最迟哪天答复，是办件的承诺；答复了就不写。"""
    made, (one,) = s.unit_with_workers(1)
    employee, unit = signed_in(s.holder(one)), signed_in(made.agent)
    employee.post(f"/me/filings/{number_of(one)}/", CLAIM)
    flag = FilingFlag.objects.get().pk
    due = Case.objects.get(key=f"{FLAG_KEY}{flag}").promised_on
    assert due is not None
    told = day_said(due)
    places = [
        (employee, "/me/filings/", f"单位最迟 {told}答复"), (employee, f"/me/filings/{number_of(one)}/", f"最迟 {told}答复"),
        (unit, "/unit/flags/", told), (unit, f"/unit/flags/{flag}/", f"最迟 {told}答复"),
    ]  # fmt: skip
    for client, path, said in places:
        assert said in client.get(path).content.decode(), path
    sheet = b"".join(unit.get("/unit/flags/", {"export": "csv"}).streaming_content).decode()  # type: ignore[attr-defined]
    assert due.isoformat() in sheet
    answer_flag(by=made.agent, flag_id=flag, accept=True, answer="", at=clock.now())
    for client, path, said in places:
        assert said not in client.get(path).content.decode(), path


def accepted(made: s.Unit, one: s.Worker) -> int:
    """职工对十一月提了一条、单位认可了；返回编号。"""
    flag = s.flagged(made, one)
    answer_flag(by=made.agent, flag_id=flag, accept=True, answer="", at=s.NOON)
    return flag


def in_november(stage: str) -> tuple[s.Unit, int]:
    """十月缴过的单位，十一月走到 stage 这一步时，有一条认可了的异议。"""
    october = s.NOVEMBER.previous()
    made, (one, two) = s.unit_with_workers(2, first_month=october)
    s.paid(s.remittance_of(made, october))
    s.confirmed(made, [s.line("基数调整", one if stage == "own_row" else two, base="8500.00")])
    if stage in ("made", "paid", "booked"):
        row = s.remittance_of(made)
        if stage == "paid":
            Remittance.objects.filter(pk=row.pk).update(status="paying")
        if stage == "booked":
            s.paid(row)
    return made, accepted(made, one)


WAYS = {
    "confirmed": ("汇缴书还没有生成", "在清册里改", "现在生成汇缴书，还照原来的数缴", "报错了的在清册里改好再生成"),
    "made": ("汇缴书还没有付款", "去汇缴书撤销", "付款之前撤销汇缴书再改", "先撤销汇缴书"),
    "own_row": ("已经生效，不能再改，照原数缴", "看2026年11月清册", "", "2026年12月的清册里更正"),
    "paid": ("2026年11月已经付款", "看2026年11月汇缴书", "以后的月份还照原来的数缴", "已经付款"),
    "booked": ("2026年11月已经入账", "补缴差额", "以后的月份还照原来的数缴", "已经入账"),
}
"""走到哪里 → 那一条上怎么说、按钮、首页怎么说、给单位的消息怎么说。"""


@pytest.mark.parametrize("stage", WAYS)
def test_what_can_be_done_about_an_accepted_flag_follows_the_month(stage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """没生成、没付款、行已生效、付了款、入了账：消息、那一条、按钮、首页说的是同一回事，按钮过去的地方都办得成。"""
    monkeypatch.setattr(clock, "now", lambda: s.NOON)
    made, flag = in_november(stage)
    said, button, home, message = WAYS[stage]
    client = signed_in(made.agent)
    page = client.get(f"/unit/flags/{flag}/").content.decode()
    card = page.partition("<h2>去改正</h2>")[2].partition("</section>")[0]
    assert said in card
    assert button in card
    assert "去传清册" not in card
    assert ("到2026年12月，在那个月的清册里" in card) is (stage in ("own_row", "paid", "booked"))
    for address in re.findall(r'href="([^"]+)"', card):
        assert client.get(unescape(address)).status_code == 200, address
    front = client.get("/unit/").content.decode()
    assert home in front
    assert ("现在" in front.partition("职工异议还没有改")[2].partition("</div>")[0]) is (
        stage in ("confirmed", "made", "own_row")
    )
    assert message in Message.objects.get(code=FLAG_RAISED).variables["way"]
    assert "在付款之前改正" not in page


def test_the_next_list_takes_the_correction_once_its_month_has_come() -> None:
    """十一月入了账：十二月没到的等，到了的去传十二月的清册，传好了的去改那一份。"""
    made, flag = in_november("booked")
    december = s.NOVEMBER + 1
    row = FilingFlag.objects.get(pk=flag)
    assert (way_of(row, s.TODAY).place.kind, way_of(row, s.TODAY).place.month) == ("wait", december)
    place = way_of(row, december.first_day).place
    assert (place.kind, place.month) == ("upload", december)
    later = s.NOON + timedelta(days=10)
    filed = file_same_as_last_month(by=made.agent, month=december, at=later)
    place = way_of(row, december.first_day).place
    assert (place.kind, place.list_id) == ("mend", filed.change_list_id)
