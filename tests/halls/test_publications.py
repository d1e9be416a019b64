"""通知公告：不登录也看得到，过期的翻得到，撤下的说为什么；后台起草、看一遍、另一个人批；各渠道从接口取自己的。"""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gjj import clock
from gjj.approvals.models import Proposal
from gjj.periods.days import business_date
from gjj.periods.said import day_said
from gjj.publications.models import Edition, Publication
from tests import situations as s
from tests.halls.back_office import ROLES, address, browser, english_in
from tests.services.identity.members import member, signed_in
from tests.services.publications import notices

pytestmark = pytest.mark.django_db
LIST = "/notices/"


def said(answer: Any) -> str:
    """页面上的字，去掉标签和空白。"""
    return re.sub(r"\s+", "", unescape(re.sub(r"<[^>]*>", "", answer.content.decode())))


def page_of(row: Edition) -> str:
    """一则的地址。"""
    return f"{LIST}{row.publication_id}/"


def test_everyone_reads_what_is_published() -> None:
    """首页列着最新的，清单能找、能按类别看，一则的页上有原文和发布的日子；没有的时候说没有。"""
    assert "现在没有发布的信息" in said(Client().get(LIST))
    row = notices.published(title="柜面<b>休息</b>", text="第一段 https://www.example.gov.cn/\n\n<script>x</script>")
    for where in ("/", LIST, f"{LIST}?text=休息", f"{LIST}?kind=notice", page_of(row)):
        assert "柜面&lt;b&gt;休息&lt;/b&gt;" in Client().get(where).content.decode()
    shown = Client().get(page_of(row)).content.decode()
    assert "<script>x" not in shown
    assert 'href="https://www.example.gov.cn/"' in shown
    assert shown.count("<p>") >= 2
    assert "没有找到「加班」" in said(Client().get(f"{LIST}?text=加班"))
    assert "这一类现在没有" in said(Client().get(f"{LIST}?kind=policy"))
    assert "没有按类别筛选" in said(Client().get(f"{LIST}?kind=x"))


def test_what_is_over_or_withdrawn_says_so() -> None:
    """过期的不列在首页和清单里，按「过了期的」翻得到，页上写着已过期；撤下的答 410，说为什么，不露原来的话；没发到网站的没有。"""
    now = clock.now()
    past = notices.published(
        now - timedelta(days=3), title="旧的", until=business_date(now - timedelta(days=2)).isoformat()
    )
    assert "旧的" not in said(Client().get(LIST))
    assert "旧的" in said(Client().get(f"{LIST}?kind=over"))
    assert "已过期" in said(Client().get(page_of(past)))
    assert f"到{day_said(business_date(now - timedelta(days=2)))}" in said(Client().get(page_of(past)))
    gone = notices.withdrawn(notices.published(text="写错了的话"))
    answer = Client().get(page_of(gone))
    assert (answer.status_code, "写错了日子" in said(answer), "写错了的话" in said(answer)) == (410, True, False)
    assert gone.title not in said(answer)
    assert Client().get(page_of(notices.published(channels=["wechat"]))).status_code == 404
    assert Client().get(f"{LIST}999999/").status_code == 404


def test_the_halls_show_what_is_pinned() -> None:
    """置顶、发到大厅的，单位大厅和个人大厅的首页写着，点得到全文。"""
    row = notices.published(title="今晚系统升级", is_top=True, channels=["online"])
    agent, person = member("unit_agent", "employer", employer_id=s.unit().employer_id), member("person", "self")
    for client, home in ((signed_in(agent), "/unit/"), (signed_in(person), "/me/")):
        shown = client.get(home).content.decode()
        assert "今晚系统升级" in shown
        assert f'href="{page_of(row)}"' in shown
        assert "今晚系统升级" in said(client.get(page_of(row)))
    assert Client().get(page_of(row)).status_code == 404
    assert "今晚系统升级" not in said(Client().get(LIST))


def filled(**changed: Any) -> dict[str, Any]:
    """后台那张表填好的。"""
    told = {name: value for name, value in notices.values().items() if name != "is_top"}
    return {**told, "since": "", "reason": "要告诉大家", **changed}


def test_it_is_drafted_looked_at_and_agreed_on_pages() -> None:
    """清单上走到起草：填错的写在那一栏旁边，填的还在；看一遍原文，确认，主任批了才看得到；走得到改、撤下、网站上的那一页和历次审批。"""
    keeper, new = browser("system_admin"), reverse("admin:publications_publication_new")
    assert new in keeper.get(address(Publication, "changelist")).content.decode()
    assert english_in(keeper.get(new).content.decode()) == set()
    wrong = keeper.post(new, filled(text="请找 13800138000"))
    assert (wrong.status_code, "像是谁的证件号码、手机号或卡号" in said(wrong)) == (422, True)
    assert "请找 13800138000" in wrong.content.decode()
    seen = keeper.post(new, filled())
    assert "柜面休息" in said(seen)
    assert not Proposal.objects.exists()
    assert keeper.post(new, filled(confirm="确认提出")).status_code == 302
    asked = Proposal.objects.get()
    act = reverse("admin:approvals_proposal_act", args=[asked.pk])
    assert browser("manager").post(act, {"do": "approve", "digest": asked.digest}).status_code == 302
    row = Publication.objects.get()
    shown = keeper.get(address(Publication, "change", row.pk)).content.decode()
    edit, gone = (reverse(f"admin:publications_publication_{name}", args=[row.pk]) for name in ("edit", "withdraw"))
    for link in (edit, gone, f"{LIST}{row.pk}/"):
        assert link in shown
    assert "国庆期间照常办理" in keeper.get(edit).content.decode()
    assert keeper.post(edit, filled()).status_code == 409
    assert keeper.post(gone, {"why": "写错了", "reason": "撤", "confirm": "确认提出"}).status_code == 302
    assert Proposal.objects.latest("id").title == "撤下「国庆期间照常办理」"
    assert keeper.get(reverse("admin:publications_publication_edit", args=[999999])).status_code == 404


@pytest.mark.parametrize("role", ROLES)
def test_only_those_who_may_propose_open_the_pages(role: str) -> None:
    """复核员、主任和系统管理员起草得了，别的岗位看得到清单，打不开起草的页，也看不到入口。"""
    client, row, may = browser(role), notices.published(), role in ("reviewer", "manager", "system_admin")
    new = reverse("admin:publications_publication_new")
    about = [
        reverse(f"admin:publications_publication_{name}", args=[row.publication_id]) for name in ("edit", "withdraw")
    ]
    for where in (new, *about):
        assert client.get(where).status_code == (200 if may else 403)
    assert (new in client.get(address(Publication, "changelist")).content.decode()) is may


def test_a_channel_takes_its_own_by_the_api() -> None:
    """不用凭证；各渠道取发给自己的，能按类别取，写错渠道的说清楚。"""
    notices.published(title="网站的")
    notices.published(title="微信的", channels=["wechat"], category="policy")
    call = "/api/v1/publications/"
    assert [one["title"] for one in Client().get(call).json()["results"]] == ["网站的"]
    told = Client().get(call, {"channel": "wechat", "category": "policy"}).json()["results"]
    assert [(one["title"], one["version"], one["until"]) for one in told] == [("微信的", 1, None)]
    wrong = Client().get(call, {"channel": "fax"})
    assert (wrong.status_code, "渠道" in wrong.json()["detail"] or "渠道" in str(wrong.json())) == (422, True)
