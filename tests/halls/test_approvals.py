"""两个人在后台改一个参数：提、看逐处改动、批、到零点生效，接着算的就写着它；一个人哪里也改不了。"""

import re
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from deposits.models import ChangeList, ChangeRow
from gjj import clock
from gjj.approvals.digests import check_code
from gjj.approvals.models import Proposal
from gjj.approvals.services import propose
from gjj.approvals.tasks import take_effect_when_due
from gjj.audit.models import AuditEntry
from gjj.backoffice.notices import notices_for
from gjj.declarations.errors import BizError
from gjj.parameters.changing import midnight
from gjj.parameters.models import Parameter
from gjj.parameters.upcoming import KIND
from gjj.periods.days import SHANGHAI
from gjj.periods.month import Month
from tests import situations as s
from tests.halls.back_office import ROLES, address, browser, english_in
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db
FLOOR = "deposits.base_floor"
DAY = date(2026, 12, 1)
FILLED = {"value": "2600", "day": "2026-12-01", "article": "CITY-BASE", "note": "", "reason": "市政府公布新的最低工资"}


@pytest.fixture(autouse=True)
def _noon() -> None:
    clock.set_to(s.NOON)


def row(code: str = FLOOR, area: str = "*") -> Parameter:
    """现在在用的一期。"""
    return Parameter.objects.get(code=code, area=area, valid__contains=clock.today())


def page(code: str = FLOOR) -> str:
    """来龙去脉。"""
    return reverse("admin:parameters_parameter_over_time", args=[row(code).pk])


def proposed(client: Client, **change: str) -> Proposal:
    """填、看、确认。"""
    seen = client.post(page(), {**FILLED, **change}).content.decode()
    (mark,) = re.findall(r'name="mark" value="([0-9a-f]{64})"', seen)
    assert client.post(page(), {**FILLED, **change, "mark": mark, "confirm": "确认提出"}).status_code == 302
    return Proposal.objects.latest("id")


def does(client: Client, one: Proposal, what: str, **given: str) -> str:
    """按一个按钮，返回接着看到的一页。"""
    one.refresh_from_db()
    answer = client.post(
        reverse("admin:approvals_proposal_act", args=[one.pk]), {"do": what, "digest": one.digest, **given}, follow=True
    )
    one.refresh_from_db()
    return str(answer.content.decode())


def test_two_persons_change_a_parameter_at_midnight_and_the_next_list_cites_it() -> None:
    """会计提、主任批；零点以前申报的照老的，零点一到就生效，十二月的清册照新的判断，存下的参数写着从哪天起。"""
    unit, poor = s.unit(), s.worker(base="2400.00")
    accountant, manager = browser("accountant"), s.staff("manager")
    assert "看一遍" in accountant.post(page(), FILLED).content.decode()
    assert not Proposal.objects.exists()
    one = proposed(accountant)
    told = {notice.title: notice for notice in notices_for(manager, clock.today())}
    assert told["等您批的审批"].count == 1
    desk = signed_in(manager)
    assert desk.get(told["等您批的审批"].url).context_data["cl"].result_count == 1
    seen = desk.get(address(Proposal, "change", one.pk)).content.decode()
    for words in ("2,350.00 元", "2,600.00 元", check_code(one.digest), FILLED["reason"]):
        assert words in seen
    assert "到日子自己生效" in does(desk, one, "approve")
    before = s.filed(unit, [s.line("开户", poor)], at=s.NOON)
    assert not ChangeRow.objects.filter(change_list=before.change_list_id).filter(is_valid=False).exists()
    clock.set_to(datetime(2026, 11, 30, 23, 59, 59, tzinfo=SHANGHAI))
    take_effect_when_due()
    assert (row().value, one.status) == ("2350.00", "approved")
    clock.set_to(datetime(2026, 12, 1, 0, 0, 1, tzinfo=SHANGHAI))
    take_effect_when_due()
    one.refresh_from_db()
    assert (row().value, one.status) == ("2600.00", "effective")
    made = s.filed(
        s.unit(first_month=Month(2026, 12)), [s.line("开户", s.worker(base="2400.00"))], Month(2026, 12), clock.now()
    )
    kept = ChangeList.objects.get(pk=made.change_list_id)
    cited = kept.parameters[FLOOR]
    assert (cited["value"], cited["valid_from"], cited["article"]) == ("2600.00", "2026-12-01", "CITY-BASE")
    assert "2,600.00" in str(kept.rows.get().remarks)
    history = desk.get(page()).content.decode()
    for words in ("2026年12月1日（在用）", "2,350.00 元", one.number, one.proposed_by, one.decided_by):
        assert words in history


def test_what_is_wrong_is_told_before_anything_is_proposed() -> None:
    """写法不对、在界限外面、大过另一个参数、今天或过去、没写为什么：留在这一页说清楚，什么也没有提。"""
    client = browser("manager")
    for change, status, words in (
        ({"value": "两千六"}, 422, "不是这个参数的写法"),
        ({"value": "2600.001"}, 422, "不是这个参数的写法"),
        ({"value": "2.6e3"}, 422, "不是这个参数的写法"),
        ({"value": "2350"}, 422, "那时已经是"),
        ({"value": "30000"}, 422, "大于「缴存基数上限」"),
        ({"day": "2026-11-24"}, 422, "生效的时刻已经过去了"),
        ({"day": "某天"}, 422, "不是一个日子"),
        ({"reason": ""}, 422, "没有写为什么改"),
    ):
        answer = client.post(page(), {**FILLED, **change})
        assert (answer.status_code, words in answer.content.decode()) == (status, True), change
    for code, value, words in (
        ("deposits.ratio_max", "13", "5% 到 12% 之间"),
        ("deposits.ratio_min", "101", "不是这个参数的写法"),
        ("interest.deposit_rate", "150", "不是这个参数的写法"),
        ("deposits.rounding", "daily_360", "新的数值不在选项里"),
    ):
        answer = client.post(page(code), {**FILLED, "article": row(code).article, "value": value})
        assert (answer.status_code, words in answer.content.decode()) == (422, True), (code, answer.content.decode())
    stale = client.post(page(), {**FILLED, "mark": "0" * 64, "confirm": "确认提出"})
    assert (stale.status_code, "和您看过的不一样" in stale.content.decode()) == (409, True)
    assert client.get(reverse("admin:parameters_parameter_over_time", args=[0])).status_code == 404
    assert not Proposal.objects.exists()


def test_a_change_not_yet_in_force_is_shown_before_its_day() -> None:
    """等批的、批准了等日子的都列着：数值、从哪天、哪一份；同一天再提的先说另一份；「将来生效」找得到，不再写「至今有效」。"""
    accountant, manager, listing = browser("accountant"), browser("manager"), address(Parameter, "changelist")
    one = proposed(accountant)
    seen = accountant.get(page()).content.decode()
    for words in ("还没有生效的改动", "2,600.00 元", "等另一个人批", one.number):
        assert words in seen
    assert "改动已批准" not in seen
    assert not manager.get(listing, {"in_force": "later"}).context_data["cl"].result_list
    again = accountant.post(page(), {**FILLED, "value": "2700"}).content.decode()
    assert ("也从这一天起改这个参数" in again, one.number in again) == (True, True)
    assert "也从这一天起" not in accountant.post(page(), {**FILLED, "day": "2026-12-02"}).content.decode()
    does(manager, one, "approve")
    seen = accountant.get(page()).content.decode()
    for words in ("2026年12月1日（改动已批准）", "已批准，到那天零点生效", one.proposed_by):
        assert words in seen
    found = manager.get(listing, {"in_force": "later"})
    assert [row.code for row in found.context_data["cl"].result_list] == [FLOOR]
    assert "2026年12月1日（已批准的改动）" in found.content.decode()
    clock.set_to(datetime(2026, 12, 1, 0, 0, 1, tzinfo=SHANGHAI))
    take_effect_when_due()
    assert "还没有生效的改动" not in accountant.get(page()).content.decode()


def test_all_that_is_wrong_is_told_at_once_beside_its_field() -> None:
    """数值写成字、日子过去了、没写原因：一次说全，各在自己那一栏；不说款项，没有钱的事。"""
    answer = browser("manager").post(page(), {**FILLED, "value": "两千六", "day": "2026-11-24", "reason": ""})
    assert answer.status_code == 422
    assert set(answer.context_data["form"].errors) == {"value", "day", "reason"}
    assert "款项" not in answer.content.decode()
    beyond = browser("manager").post(page("deposits.ratio_step"), {**FILLED, "article": "", "value": "0", "reason": ""})
    assert set(beyond.context_data["form"].errors) == {"value", "reason"}
    assert "要在" in beyond.content.decode()
    same = browser("manager").post(page(), {**FILLED, "value": row().value, "article": row().article, "reason": ""})
    assert set(same.context_data["form"].errors) == {"value", "reason"}
    assert "款项" not in browser("manager").post(page(), {**FILLED, "value": "30000"}).content.decode()


def test_a_proposal_with_several_faults_tells_each() -> None:
    """不经表单提的也一次说全：没有这一条依据、过了界限，逐处写是哪一栏。"""
    asked = {"code": "deposits.ratio_step", "value": "0", "article": "TL-999"}
    with pytest.raises(BizError) as caught:
        propose(by=s.staff("manager"), kind=KIND, asked=asked, reason="试", at=s.NOON, effective_at=midnight(DAY))
    told = [(one["field"], one["code"]) for one in caught.value.errors]
    assert told == [("article", "parameter_article"), ("value", "parameter_out_of_bounds")]
    assert caught.value.detail.count("申请没有提交。") == 1


def test_a_guard_says_on_its_page_that_the_security_administrator_agrees() -> None:
    """安全参数的页上写着由安全管理员批：看一遍的时候、提好以后、等着的清单里；业务的参数不这么说。"""
    client, guard = browser("system_admin"), "identity.session_idle_minutes"
    filled = {**FILLED, "article": "", "value": "15"}
    assert "这是安全参数" in client.post(page(guard), filled).content.decode()
    assert "这是安全参数" not in client.post(page(), FILLED).content.decode()
    seen = client.post(page(guard), filled)
    mark = seen.context_data["draft"].digest
    after = client.post(page(guard), {**filled, "mark": mark, "confirm": "确认提出"}, follow=True).content.decode()
    assert "等安全管理员批准" in after
    assert "等安全管理员批" in client.get(page(guard)).content.decode()
    one = Proposal.objects.latest("pk")
    assert "已批准" in does(browser("security_admin"), one, "approve")


def test_a_rate_is_written_as_a_percentage() -> None:
    """年利率填 2.85 就是 2.85%，存成 0.0285。"""
    client, rate = browser("manager"), "interest.deposit_rate"
    answer = client.post(page(rate), {**FILLED, "article": row(rate).article, "value": "2.85"})
    assert "2.85%" in answer.content.decode()
    assert answer.context_data["draft"].content["value"] == "0.0285000"


def test_each_role_sees_the_buttons_it_may_press_and_no_others() -> None:
    """会计、主任、系统管理员能提，主任、系统管理员能批；别的身份看得到，没有表，硬交也不行。"""
    one = proposed(browser("accountant"))
    for role in ROLES:
        client = browser(role)
        may_propose, may_approve = (
            role in ("accountant", "manager", "system_admin"),
            role in ("manager", "system_admin"),
        )
        assert ('id="change"' in client.get(page()).content.decode()) is may_propose, role
        assert client.post(page(), FILLED).status_code == (200 if may_propose else 403)
        seen = client.get(address(Proposal, "change", one.pk)).content.decode()
        assert (('id="decide"' in seen), ('id="withdraw"' in seen)) == (may_approve, False), role
        if not may_approve:
            for what in ("approve", "reject", "withdraw"):
                assert "不能办理" in does(client, one, what, note="不行"), (role, what)
    assert (one.status, Proposal.objects.count()) == ("proposed", 1)


def test_the_proposer_withdraws_and_never_approves() -> None:
    """提的人只看到撤回；硬交批准、没认出的动作都不行；看到的不是这一份的也不批。"""
    actor = s.staff("manager")
    mine = signed_in(actor)
    one = proposed(mine)
    seen = mine.get(address(Proposal, "change", one.pk)).content.decode()
    assert (('id="decide"' in seen), ('id="withdraw"' in seen)) == (False, True)
    assert [notice.title for notice in notices_for(actor, clock.today()) if "等您批" in notice.title] == []
    assert "要另一个人来批" in does(mine, one, "approve")
    assert "没有认出要做什么" in does(mine, one, "rob")
    assert "您看到的不是现在的这一份" in does(browser("manager"), one, "approve", digest="0" * 64)
    assert "没有写为什么不批" in does(browser("manager"), one, "reject")
    assert "已撤回" in does(mine, one, "withdraw")
    assert one.status == "withdrawn"
    assert "这份申请已撤回" in does(browser("manager"), one, "approve")
    assert mine.post(reverse("admin:approvals_proposal_act", args=[0])).status_code == 404


def test_another_manager_withdraws_an_approved_one_and_says_why() -> None:
    """批准了等日子的，另一位主任在同一页撤回，要写为什么；写了什么、是谁，页上看得到。"""
    one, other = proposed(browser("accountant")), browser("manager")
    does(browser("manager"), one, "approve")
    assert 'name="why"' in other.get(address(Proposal, "change", one.pk)).content.decode()
    assert "没有写为什么撤回" in does(other, one, "withdraw")
    said = does(other, one, "withdraw", why="公布推迟了")
    assert (one.status, "撤回：公布推迟了" in said) == ("withdrawn", True)


def test_changing_it_back_is_asked_for_on_the_same_page() -> None:
    """生效以后「改回去」：写明从哪天、为什么，是另一份申请，也要另一个人批；两页互相走得到。"""
    accountant, manager = browser("accountant"), browser("manager")
    one = proposed(accountant)
    does(manager, one, "approve")
    assert 'id="undo"' not in manager.get(address(Proposal, "change", one.pk)).content.decode()
    clock.set_to(datetime(2026, 12, 1, 9, 0, tzinfo=SHANGHAI))
    take_effect_when_due()
    seen = accountant.get(address(Proposal, "change", one.pk)).content.decode()
    assert 'min="2026-12-02"' in seen
    refused = does(accountant, one, "undo", reason="公布错了")
    assert "没有写从哪天起" in refused
    assert ">公布错了</textarea>" in refused, "写了的还在"
    assert "没有写为什么改" in does(accountant, one, "undo", day="2026-12-03")
    does(accountant, one, "undo", day="2026-12-03", reason="公布错了")
    back = Proposal.objects.get(undoes=one)
    assert back.number in accountant.get(address(Proposal, "change", one.pk)).content.decode()
    assert "已批准" in does(manager, back, "approve")
    clock.set_to(datetime(2026, 12, 3, 0, 0, 1, tzinfo=SHANGHAI))
    take_effect_when_due()
    assert row().value == "2350.00"


def test_the_pages_of_approvals_speak_chinese() -> None:
    """来龙去脉、看一遍、申请、清单、审计：没有英文。"""
    client, admin = browser("accountant"), browser("system_admin")
    looked = [client.get(page()), client.post(page(), FILLED)]
    one = proposed(client)
    does(admin, one, "approve")
    looked += [client.get(address(Proposal, what, *key)) for what, key in (("changelist", ()), ("change", (one.pk,)))]
    for entry in AuditEntry.objects.filter(object_type="proposal"):
        looked.append(admin.get(address(AuditEntry, "change", entry.pk)))
    for answer in looked:
        assert answer.status_code == 200
        assert english_in(answer.content.decode()) == set(), answer.request
