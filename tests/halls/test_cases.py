"""我的办件：清单、找、导出、一件的经过；退回逐项写明、补正再交；凭编号和查询码查进度；办事目录。"""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from deposits.items import REMIT
from deposits.models import ChangeList
from deposits.rules.filing_flag import filing_id
from deposits.services.flags import answer_flag, raise_flag, withdraw_flag
from gjj import clock
from gjj.cases.entries import Flaw
from gjj.cases.models import Case, ProgressTry
from gjj.cases.services.desk import send_back
from gjj.catalog.selectors.declared import declared_items
from gjj.catalog.selectors.guide import conditions_of
from gjj.catalog.services.sync import sync_catalog
from gjj.periods.month import Month
from gjj.work.jobs import finish, progress, start_job
from portal.views import cases as views
from tests import situations as s
from tests.closings import close
from tests.halls.visitors import signed_in
from tests.services.cases.stories import opened

pytestmark = pytest.mark.django_db


def waiting_case() -> tuple[s.Unit, Case]:
    """一个单位，清册确认了，等生成汇缴书。"""
    unit, _ = s.unit_with_workers(2, first_month=Month.of(clock.today()))
    return unit, Case.objects.get(account_number=unit.account.number)


def text(answer: Any) -> str:
    """页面上的字。"""
    return re.sub(r"<[^>]+>", "", answer.content.decode())


def test_the_list_shows_what_is_to_be_done_and_finds_it() -> None:
    """清单写明事项、状态、现在要办什么、承诺；按编号、事项、状态找得到，找不着的说没有。"""
    unit, case = waiting_case()
    client = signed_in(unit.agent)
    said = text(client.get("/unit/cases/"))
    for words in (
        "有 1 件在办",
        "单位汇缴",
        "待您办理",
        "生成汇缴书",
        "您办完以后还剩 1 个工作日",
        case.number,
    ):
        assert words in said
    assert said.count("最迟") == 1, "一行里只有一个要赶的日子"
    assert "您最迟" in said
    for query in (f"q={case.number}", f"item={REMIT}", "status=open", "status=waiting", f"since={case.accepted_on}"):
        assert case.number in text(client.get(f"/unit/cases/?{query}")), query
    for query in ("q=999999999999999", "status=done", "until=2020-01-01"):
        answer = text(client.get(f"/unit/cases/?{query}"))
        assert case.number not in answer
        assert "没有这样的办件" in answer
    assert case.number in text(signed_in(unit.reviewer).get("/unit/cases/"))


def test_the_list_is_exported_as_filtered() -> None:
    """导出照筛选，每列都在。"""
    unit, case = waiting_case()
    client = signed_in(unit.agent)
    sheet = b"".join(client.get("/unit/cases/?export=csv&status=open").streaming_content).decode()
    assert case.number in sheet
    assert "承诺 1 个工作日" in sheet
    assert case.number not in b"".join(client.get("/unit/cases/?export=csv&status=done").streaming_content).decode()


def test_the_export_asks_no_more_for_more_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """导出三件和导出一件，问库的次数一样：时限和待办一批一起查；一批装不下的接着查，一件不少。"""
    unit, first = waiting_case()
    client, asked = signed_in(unit.agent), []
    for number in (1, 3):
        while Case.objects.filter(account_number=unit.account.number).count() < number:
            opened(unit, topic=str(Case.objects.count()))
        with CaptureQueriesContext(connection) as seen:
            sheet = b"".join(client.get("/unit/cases/?export=csv").streaming_content).decode()
        asked.append(len(seen))
        assert len(sheet.strip().splitlines()) == 1 + number
    assert asked[0] == asked[1]
    monkeypatch.setattr(views, "BATCH", 2)
    sheet = b"".join(client.get("/unit/cases/?export=csv").streaming_content).decode()
    assert len(sheet.strip().splitlines()) == 4
    assert first.number in sheet


@pytest.mark.parametrize("wrote", ["2026年11月", "２０２６－１１", "number", "payment_code"])
def test_a_unit_finds_its_case_however_the_month_or_number_is_written(wrote: str) -> None:
    """年月怎么写都找得到；汇缴书号、照页面抄的缴款识别码也找得到；别的月份、别的单位的号找不到。"""
    unit, _ = s.unit_with_workers(1, first_month=Month(2026, 11))
    row, (stranger, _) = s.remittance_of(unit), s.unit_with_workers(1, first_month=Month(2026, 11))
    other = s.remittance_of(stranger)
    grouped = {"number": "number", "payment_code": "payment_code"}
    term = " ".join(re.findall(".{1,4}", getattr(row, wrote))) if wrote in grouped else wrote
    client = signed_in(unit.agent)
    (found,) = client.get("/unit/cases/", {"q": term}).context["rows"]
    assert found.case.object_id == row.pk
    for wrong in ("2026年10月", other.number, other.payment_code):
        assert not client.get("/unit/cases/", {"q": wrong}).context["rows"], wrong


@pytest.mark.parametrize(("kind", "day"), [("working", "下一个工作日"), ("calendar", "次日")])
def test_the_clock_goes_on_by_the_kind_of_day(kind: str, day: str) -> None:
    """补正交上去：按工作日算的从下一个工作日接着算，按自然日算的从次日。"""
    unit, case = waiting_case()
    Case.objects.filter(pk=case.pk).update(day_kind=kind)
    send_back(by=s.staff("teller"), case_id=case.pk, reason="核一下", flaws=[Flaw("roster", "第 5 行")], at=clock.now())
    page = reverse("portal:unit_case", args=[case.pk])
    answer = signed_in(unit.agent).post(page, {"note": "核过了"}, follow=True)
    assert f"时限从{day}接着算" in text(answer)


def test_a_unit_without_cases_is_told_how_to_get_one() -> None:
    """还没有办件：说怎么就有了。"""
    assert "确认当月的变更清册，就有第一件" in text(signed_in(s.unit().agent).get("/unit/cases/"))


def test_a_big_list_being_read_is_in_flight() -> None:
    """正在读的大清册也在我的办件里：读到哪里，看进度去哪里。"""
    unit, _ = waiting_case()
    job = start_job(by=unit.agent, kind="deposits.stage", title="读取", total=100_000, at=clock.now())
    head = ChangeList.objects.get()
    head.pk, head.status, head.job_id, head.sha256 = None, "processing", job, "0" * 64
    head.month = head.month + 1
    head.save(force_insert=True)
    said = text(signed_in(unit.agent).get("/unit/cases/"))
    assert "正在读取" in said
    assert "已读 0 行" in said


def test_a_big_list_being_confirmed_is_in_flight_until_it_is_done() -> None:
    """排队确认的大清册也在我的办件里：要生效几行、办到哪里、去哪里看；办完就不在了。"""
    unit = s.unit(first_month=Month.of(clock.today()))
    filed = s.filed(unit, [s.line("开户", s.worker())], month=Month.of(clock.today()))
    client = signed_in(unit.agent)
    assert "正在确认" not in text(client.get("/unit/cases/"))
    job = start_job(by=unit.agent, kind="deposits.confirm", title="确认", total=8_000, at=clock.now())
    progress(job, 2_000)
    ChangeList.objects.filter(pk=filed.change_list_id).update(job_id=job)
    page = client.get("/unit/cases/")
    for words in ("正在确认", "要生效 8,000 行", "已办 2,000 行", "约还要"):
        assert words in text(page)
    assert reverse("deposits:change_list", args=[filed.change_list_id]) in page.content.decode()
    assert "正在确认" not in text(signed_in(s.unit().agent).get("/unit/cases/")), "别的单位看不到"
    finish(job, {}, clock.now())
    assert "正在确认" not in text(client.get("/unit/cases/"))


def test_the_page_of_a_case_tells_its_story_and_leads_on() -> None:
    """一件办件：经过、承诺、材料、查询码，去办的链接；首页也列着在办的。"""
    unit, case = waiting_case()
    client = signed_in(unit.agent)
    page = client.get(reverse("portal:unit_case", args=[case.pk]))
    for words in ("确认", "生效 2 行", "现在要办：生成汇缴书", "清册.xlsx", case.query_code):
        assert words in text(page)
    assert reverse("deposits:change_list", args=[case.object_id]) in page.content.decode()
    home = client.get("/unit/").content.decode()
    assert reverse("portal:unit_case", args=[case.pk]) in home


def test_a_case_is_sent_back_by_field_mended_and_goes_on() -> None:
    """柜员在后台逐项退回；单位看到哪一项、为什么、去哪里补，补好再交，接着生成汇缴书。"""
    unit, case = waiting_case()
    teller = signed_in(s.staff("teller"))
    back_office = reverse("admin:cases_case_change", args=[case.pk])
    assert "本月职工变更清册" in text(teller.get(back_office))
    address = reverse("admin:cases_case_return", args=[case.pk])
    refused = teller.post(address, {"reason": "名单有疑问"})
    assert refused.status_code == 422
    assert "没有退回" in text(refused)
    assert ">名单有疑问</textarea>" in refused.content.decode(), "写了的还在"
    case.refresh_from_db()
    assert case.status == "waiting"
    teller.post(address, {"reason": "名单有疑问", "flaw-roster": "第 5 行基数和工资表不一样"})
    case.refresh_from_db()
    assert case.status == "returned"
    assert "本月职工变更清册：第 5 行基数和工资表不一样" in text(teller.get(back_office))
    client, page = signed_in(unit.agent), reverse("portal:unit_case", args=[case.pk])
    said = client.get(page)
    for words in ("要补正 1 处", "名单有疑问", "本月职工变更清册", "第 5 行基数和工资表不一样"):
        assert words in text(said)
    assert reverse("deposits:change_list", args=[case.object_id]) in said.content.decode()
    assert client.post(page, {"note": ""}).status_code == 422
    assert signed_in(unit.reviewer).post(page, {"note": "补好了"}).status_code == 403
    assert client.post(page, {"note": "工资表已核对，第 5 行不变"}).status_code == 302
    case.refresh_from_db()
    assert case.status == "waiting"
    assert "工资表已核对" in text(client.get(page))
    assert s.remittance_of(unit, Month.of(clock.today()), clock.now()).status == "awaiting_funds"


def test_an_auditor_does_not_send_back() -> None:
    """审计只看：没有退回的表，硬交上来也不退。"""
    _, case = waiting_case()
    client = signed_in(s.staff("auditor"))
    assert 'id="return"' not in client.get(reverse("admin:cases_case_change", args=[case.pk])).content.decode()
    client.post(reverse("admin:cases_case_return", args=[case.pk]), {"reason": "x", "flaw-roster": "y"})
    case.refresh_from_db()
    assert case.status == "waiting"


@pytest.mark.parametrize(("accept", "status"), [(True, "done"), (False, "done"), (None, "cancelled")])
def test_a_flag_is_a_case_of_the_employee(accept: bool | None, status: str) -> None:
    """职工提的异议是他的一件办件：单位答复就办结，撤回就撤销。"""
    unit, (one,) = s.unit_with_workers(1)
    who, number = s.holder(one), filing_id(s.account_of(one).pk, s.NOVEMBER)
    flag = raise_flag(by=who, number=number, field="base", claimed="9000.00", text="工资调了", at=s.NOON)
    case = Case.objects.get(person=s.account_of(one).person_id)
    client = signed_in(who)
    assert "单位申报异议" in text(client.get("/me/cases/"))
    assert "单位申报异议" in text(client.get("/me/"))
    page = client.get(reverse("portal:personal_case", args=[case.pk]))
    assert reverse("deposits:own_flag", args=[flag]) in page.content.decode()
    # 等的是单位，不是中心
    assert "单位正在答复，不用您办什么" in text(page)
    assert "中心正在办理" not in text(page)
    assert client.get(reverse("deposits:own_flag", args=[flag])).status_code == 302
    if accept is None:
        withdraw_flag(by=who, flag_id=flag, at=s.NOON)
    else:
        answer_flag(by=unit.agent, flag_id=flag, accept=accept, answer="工资表如此", at=s.NOON)
    case.refresh_from_db()
    assert case.status == status


def ask(number: str, code: str, ip: str = "127.0.0.1") -> Any:
    given = {"number": number, "code": code}
    return Client(raise_request_exception=False).post("/progress/", given, REMOTE_ADDR=ip)


def test_a_stranger_with_number_and_code_sees_the_progress_and_no_names() -> None:
    """编号和码都对：看到走到哪一步；名字、单位、文件、金额一样也看不到，不占预算。"""
    unit, case = waiting_case()
    said = text(ask(case.number, case.query_code.lower()))
    assert "单位汇缴" in said
    assert "等申请人办理" in said
    for secret in (unit.name, unit.agent.name, "清册.xlsx", "生效"):
        assert secret not in said
    assert ProgressTry.objects.count() == 0


def test_guessing_codes_is_stopped_and_tells_nothing() -> None:
    """码不对和编号没有，答复一样；一个编号猜几次就停，停了对的码也不放。"""
    _, case = waiting_case()
    wrong, missing = ask(case.number, "AAAAAA"), ask("000000000000000", "AAAAAA")
    assert wrong.status_code == missing.status_code == 404
    assert text(wrong).replace(case.number, "") == text(missing).replace("000000000000000", "")
    for _ in range(5):
        last = ask(case.number, "BBBBBB")
    assert last.status_code == 429
    assert ask(case.number, case.query_code).status_code == 429
    assert ask("²", "A").status_code == 404


def test_a_stranger_who_guesses_does_not_shut_out_the_one_who_has_the_code() -> None:
    """外人从几个地址各猜满五次：各自停了，拿着码的人从自己的地址照样看得到；六十个地址合起来猜，这个编号先停。"""
    _, case = waiting_case()
    for stranger in range(3):
        answers = [ask(case.number, "AAAAAA", ip=f"203.0.113.{stranger}").status_code for _ in range(6)]
        assert answers == [404] * 5 + [429]
    assert ask(case.number, case.query_code, ip="198.51.100.7").status_code == 200
    for stranger in range(45):
        assert ask(case.number, "BBBBBB", ip=f"2001:db8::{stranger:x}").status_code == 404
    assert ask(case.number, case.query_code, ip="198.51.100.7").status_code == 429


def test_guesses_from_many_addresses_at_many_numbers_share_one_budget() -> None:
    """三千个地址、三千个编号各猜一次：全中心的预算用完，凭码查进度先停，说明怎么看得到；过了十分钟对的码看得到。"""
    _, case = waiting_case()
    now = clock.now()
    ProgressTry.objects.bulk_create(
        ProgressTry(number_hash=f"{n:064x}", ip=f"2001:db8::{n:x}", at=now) for n in range(3_000)
    )
    answer = ask(case.number, case.query_code)
    assert answer.status_code == 429
    for said in ("各处填错的次数合起来太多", "办件照常办理", "登录大厅在「我的办件」里看不受限"):
        assert said in text(answer)
    assert ProgressTry.objects.count() == 3_000
    ProgressTry.objects.update(at=now - timedelta(minutes=10, seconds=1))
    assert ask(case.number, case.query_code).status_code == 200


def test_the_catalogue_lists_every_item_and_finds_it() -> None:
    """办事目录：每个事项都在，每个有自己的一页，页上有条件、步骤、材料、条文、渠道；找得到，停着的写明。"""
    sync_catalog(declared_items(), s.NOON)
    client = Client()
    said = text(client.get("/items/"))
    for item in declared_items():
        assert item.title in said
        page = text(client.get(reverse("portal:item", args=[item.code])))
        for words in (
            item.title,
            *conditions_of(item, s.TODAY),
            *item.guide,
            *(one.title for one in item.materials),
            "网上业务大厅",
        ):
            assert words in page
    found = text(client.get("/items/?q=JC10&hall=unit"))
    assert "单位汇缴" in found
    assert "职工清册" not in found
    assert "没有找到「不存在」" in text(client.get("/items/?q=不存在"))
    assert client.get("/items/nothing/").status_code == 404
    close(by=s.staff("system_admin"), at=clock.now(), reason="年终结账", item=REMIT)
    assert "年终结账" in text(client.get(reverse("portal:item", args=[REMIT])))
    assert "暂停办理" in text(client.get("/items/"))
