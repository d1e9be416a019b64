"""补缴的页面：只看得到本单位的人；先看再生成；金额变了要再看一遍；填的不丢；能导出。"""

import re
from decimal import Decimal
from html import unescape

import pytest

from deposits.models import Account, FilingFlag, Remittance
from deposits.services.confirm_list import confirm_change_list
from gjj.management.city.plan import UNIT_A, write_plan
from gjj.periods.month import Month
from tests import situations as s
from tests.halls.visitors import signed_in
from tests.services.deposits.test_make_up import OCTOBER, SEPTEMBER, number_of, remitted, sealed_in_october, with_gap

pytestmark = pytest.mark.django_db
NEW = "/unit/make-ups/new/"


def given(one: s.Worker, **changed: str) -> dict[str, str]:
    return {"account": number_of(one), "months": str(SEPTEMBER), "reason": "base_short", "base": "9000.00", **changed}


def at(one: s.Worker) -> str:
    return f"{NEW}?account={number_of(one)}&month={SEPTEMBER}"


def reason_chosen(page: str) -> str:
    """选好了的补缴原因。"""
    return page.partition('name="reason"')[2].partition(" selected>")[0].rpartition('value="')[2].strip('"')


def test_the_reason_that_suits_the_cell_is_chosen_and_tiles_say_what_is_paid() -> None:
    """从漏缴、缴过的格子点进来，原因先选好：整月漏缴、基数少报；月份上写明已缴多少。"""
    unit, (gone, _) = with_gap()
    client = signed_in(unit.agent)
    page = client.get(at(gone)).content.decode()
    assert reason_chosen(page) == "missed"
    assert "2026年10月<small>已缴 1,280.00</small>" in page
    paid = client.get(NEW, {"account": number_of(gone), "month": str(OCTOBER)}).content.decode()
    assert reason_chosen(paid) == "base_short"


def test_the_base_agreed_in_a_flag_is_filled_in_and_says_where_it_comes_from() -> None:
    """单位认可了异议，从那一条去补差额：认可的基数已经写上，写明出自哪一条；没认可的、别的月份的不替他写。"""
    unit, (one, other) = remitted()
    client = signed_in(unit.agent)
    account = Account.objects.get(subaccount__number=number_of(one))
    said = {"account": account, "employer_account_id": unit.account_id, "field": "base", "filed_value": "8000.00"}
    told = {"month": SEPTEMBER, "claimed": "9000.00", "text": "工资调了", "raised_at": s.NOON, "closed_at": s.NOON}
    flag = FilingFlag.objects.create(**said, **told, status="rejected")
    assert (
        'name="base" inputmode="decimal" aria-describedby="id_base_why" value=""'
        in client.get(at(one)).content.decode()
    )
    flag = FilingFlag.objects.create(**said, **told, status="accepted")
    way = client.get(f"/unit/flags/{flag.pk}/").content.decode()
    (road,) = re.findall(r'href="([^"]+)">补缴差额', way)
    page = client.get(unescape(road)).content.decode()
    assert 'value="9000.00"' in page.partition('name="base"')[2].partition(">")[0]
    assert "已经替您写上 9,000.00" in page
    assert f'href="/unit/flags/{flag.pk}/"' in page
    assert "补缴 ¥160.00" in client.post(unescape(road), given(one)).content.decode()
    assert "已经替您写上" not in client.get(at(other)).content.decode()
    assert "已经替您写上" not in client.get(NEW, {"account": number_of(one), "month": str(OCTOBER)}).content.decode()


def test_another_units_person_is_not_there() -> None:
    """写别的单位的账号：当作没选，不透露有没有。"""
    unit, _ = remitted()
    _, (stranger,) = s.unit_with_workers(1)
    page = signed_in(unit.agent).get(NEW, {"account": number_of(stranger), "month": str(SEPTEMBER)})
    assert page.status_code == 200
    assert stranger.name not in page.content.decode()
    assert "先选职工" in page.content.decode()


def test_it_is_seen_before_it_is_made_and_seen_again_when_it_changed() -> None:
    """先看：不生成；改了基数直接点生成：再看一遍，不生成；看过再点：生成。"""
    unit, (one, _) = remitted()
    client = signed_in(unit.agent)
    assert "补缴 ¥160.00" in client.post(at(one), given(one)).content.decode()
    changed = client.post(at(one), given(one, base="9100.00", seen="160.00", create="1"))
    assert "补缴 ¥176.00" in changed.content.decode()
    assert not Remittance.objects.filter(kind="make_up").exists()
    done = client.post(at(one), given(one, base="9100.00", seen="176.00", create="1"))
    row = Remittance.objects.get(kind="make_up")
    assert (done.status_code, done["Location"]) == (302, f"/unit/remittances/{row.pk}/")
    assert row.amount == Decimal("176.00")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"base": "99999"}, "高于那时的上限"),
        ({"base": "八千"}, "金额要写成数字"),
        ({"months": "2020-01"}, "请从列出的月份里选"),
        ({"reason": ""}, "请选补缴原因"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_filled_is_kept(changed: dict[str, str], said: str) -> None:
    """填错的：说清楚，填的还在，一份也不生成。"""
    unit, (one, _) = remitted()
    page = signed_in(unit.agent).post(at(one), given(one, note="工资单补报", **changed))
    assert page.status_code in (409, 422)
    assert said in page.content.decode()
    assert "工资单补报" in page.content.decode()
    assert not Remittance.objects.filter(kind="make_up").exists()


def test_everyone_who_missed_a_month_is_ticked() -> None:
    """只写月份：那个月漏缴的人都勾着；没人漏的月份说没有。"""
    unit, workers = with_gap()
    client = signed_in(unit.agent)
    said = client.get(NEW, {"month": str(SEPTEMBER)}).content.decode()
    assert all(one.name in said for one in workers)
    assert "2026年10月没有漏缴的职工" in client.get(NEW, {"month": "2026-10"}).content.decode()


def test_a_reviewer_reads_and_does_not_make(commit) -> None:
    """复核人看得到清单和页面，不能生成；清单能找、能筛、能导出。"""
    unit, (one, _) = remitted()
    reader = signed_in(unit.reviewer)
    assert reader.get(at(one)).status_code == 200
    assert reader.post(at(one), given(one)).status_code == 403
    signed_in(unit.agent).post(at(one), given(one, seen="160.00", create="1"))
    row = Remittance.objects.get(kind="make_up")
    assert row.number in reader.get("/unit/make-ups/", {"q": str(SEPTEMBER)}).content.decode()
    assert row.number not in reader.get("/unit/make-ups/", {"status": "allocated"}).content.decode()
    assert row.number not in reader.get("/unit/remittances/").content.decode()
    exported = reader.get("/unit/make-ups/", {"export": "csv"})
    assert row.number in b"".join(exported.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]


def test_a_sealed_month_is_marked_and_asked_about() -> None:
    """封存着的月份：标着、先问是不是该缴；说成整月漏缴的看都不给看，换了原因才算。"""
    unit, one = sealed_in_october()
    client, at_october = signed_in(unit.agent), f"{NEW}?account={number_of(one)}&month={OCTOBER}"
    page = client.get(at_october).content.decode()
    assert "<small>封存着</small>" in page
    assert "2026年10月账户是封存的" in page
    filled = given(one, months=str(OCTOBER), base="", reason="missed")
    refused = client.post(at_october, filled)
    assert refused.status_code == 409
    assert "不算整月漏缴" in refused.content.decode()
    assert "补缴 ¥1,280.00" in client.post(at_october, {**filled, "reason": "late_open"}).content.decode()


def test_the_month_before_an_account_was_opened_leads_to_a_make_up() -> None:
    """十一月才开户的人：十月那一格「未开户」点得进补缴，人和月份选好了，按「没有及时开户」补得上；单位没缴的月份没有这条路。"""
    unit, _ = remitted()
    late = s.worker()
    s.month_done(unit, [s.line("开户", late)], s.NOVEMBER)
    client = signed_in(unit.agent)
    grid = client.get("/unit/month-grid/", {"year": "2026"}).content.decode()
    link = f"{NEW}?account={number_of(late)}&amp;month={OCTOBER}"
    assert grid.count("，录用后没有及时开户的去补缴") == 1
    assert f'href="{link}"' in grid
    there = client.get(link.replace("&amp;", "&")).content.decode()
    assert reason_chosen(there) == "late_open"
    assert "2026年10月<small>未开户</small>" in there
    chosen = given(late, reason="late_open", base="", months=str(OCTOBER))
    assert "全额补缴" in client.post(link.replace("&amp;", "&"), chosen).content.decode()


def test_the_month_before_a_late_unsealing_leads_to_a_make_up() -> None:
    """十月封存、十一月才启封的人：十月那一格「封存」点得进补缴；确认了的清册、汇缴书上也写着去补缴；还封存着的没有这条路。"""
    unit, (back, away) = s.unit_with_workers(2, first_month=SEPTEMBER)
    s.paid(s.remittance_of(unit, SEPTEMBER))
    other = s.worker()
    s.month_done(unit, [s.line("封存", back), s.line("封存", away), s.line("开户", other)], OCTOBER)
    filed = s.filed(unit, [s.line("启封", back)], month=s.NOVEMBER)
    client, listed = signed_in(unit.agent), f"/unit/change-lists/{filed.change_list_id}/"
    link = f'href="{NEW}?account={number_of(back)}&amp;month={OCTOBER}"'
    assert link not in client.get(listed).content.decode(), "没有确认的还不说"
    confirm_change_list(by=unit.agent, change_list_id=filed.change_list_id, at=s.NOON)
    book = s.remittance_of(unit, s.NOVEMBER)
    grid = client.get("/unit/month-grid/", {"year": "2026"}).content.decode()
    assert grid.count("，没有及时启封的去补缴") == 1
    for page in (
        grid,
        client.get(listed).content.decode(),
        client.get(f"/unit/remittances/{book.pk}/").content.decode(),
    ):
        assert link in page
        assert f"account={number_of(away)}&amp;month={OCTOBER}" not in page
    assert reason_chosen(client.get(f"{NEW}?account={number_of(back)}&month={OCTOBER}").content.decode()) == "late_open"
    chosen = given(back, reason="late_open", base="", months=str(OCTOBER))
    answer = client.post(f"{NEW}?account={number_of(back)}&month={OCTOBER}", chosen)
    assert "全额补缴" in answer.content.decode()


def test_the_demo_city_has_people_who_were_opened_late() -> None:
    """演示城市的甲公司每隔一个月有后开户的人：补缴有地方试。"""
    limits = (Decimal("2350.00"), Decimal("21408.00"))
    plan = write_plan(
        seed=1, employers=60, employees=5000, months=14, this_month=s.NOVEMBER, limits=lambda month: limits
    )
    first = plan.firms[0]
    opened = {month for month, lines in first.months.items() if any(line.kind == "开户" for line in lines)}
    assert first.name == UNIT_A
    assert {OCTOBER, Month(2026, 8)} <= opened - {first.first_month}
