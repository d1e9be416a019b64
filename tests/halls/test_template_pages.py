"""后台改消息模板：从模板的页走到提出，看一遍再确认；别人批了才换，历次审批和各版都走得到。"""

import re
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from deposits.messages import ALLOCATED_TO_UNIT
from gjj.approvals.models import Proposal
from gjj.messaging.models import Template
from gjj.messaging.selectors.templates import current
from tests.halls.back_office import ROLES, address, browser, english_in

pytestmark = pytest.mark.django_db
CODE = ALLOCATED_TO_UNIT


def said(answer: Any) -> str:
    """页面上的字，去掉标签和空白。"""
    return re.sub(r"\s+", "", unescape(re.sub(r"<[^>]*>", "", answer.content.decode())))


def filled(**changed: str) -> dict[str, str]:
    """照现在的填好的表。"""
    row = current(CODE)
    told = {name: getattr(row, name) for name in ("title", "text", "sms") if getattr(row, name)}
    return {**told, "since": "", "reason": "换个说法", **changed}


def test_words_are_proposed_looked_at_and_agreed_on_pages() -> None:
    """走到提出改话：变量和声明的话都摆着；写错变量的说清楚，填的还在；看一遍、确认、主任批了，换成新的一版，走得回声明的。"""
    keeper, row = browser("system_admin"), current(CODE)
    page = reverse("admin:messaging_template_edit", args=[row.pk])
    assert page in keeper.get(address(Template, "change", row.pk)).content.decode()
    opened = keeper.get(page)
    assert "能用的变量" in said(opened)
    assert "程序声明的标题" in said(opened)
    assert english_in(opened.content.decode()) <= set(current(CODE).variables)
    wrong = keeper.post(page, filled(title="{mouth}到账"))
    assert (wrong.status_code, "没有声明的变量mouth" in said(wrong)) == (422, True)
    assert "{mouth}到账" in wrong.content.decode()
    assert keeper.post(page, filled(title="")).status_code == 422
    seen = said(keeper.post(page, filled(title="{month}的钱到了")))
    assert "2026年11月的钱到了" in seen or "的钱到了" in seen
    assert not Proposal.objects.exists()
    assert keeper.post(page, filled(title="{month}的钱到了", confirm="确认提出")).status_code == 302
    asked = Proposal.objects.get()
    act = reverse("admin:approvals_proposal_act", args=[asked.pk])
    assert browser("manager").post(act, {"do": "approve", "digest": asked.digest}).status_code == 302
    new = current(CODE)
    assert (new.title, new.version) == ("{month}的钱到了", row.version + 1)
    back = reverse("admin:messaging_template_declared", args=[new.pk])
    shown = keeper.get(address(Template, "change", new.pk)).content.decode()
    assert back in shown
    assert f"审批 {asked.number}（已生效）" in shown
    assert address(Template, "change", new.pk) in keeper.get(address(Template, "change", row.pk)).content.decode()
    keeper.post(back, {"reason": "照程序的", "since": "", "confirm": "确认提出"})
    again = Proposal.objects.latest("id")
    assert again.title.endswith("改回程序声明的")
    assert keeper.get(reverse("admin:messaging_template_edit", args=[999999])).status_code == 404


@pytest.mark.parametrize("role", ROLES)
def test_only_those_who_may_propose_open_the_pages(role: str) -> None:
    """主任和系统管理员打得开，别的岗位打不开，也看不到入口。"""
    client, row = browser(role), current(CODE)
    may = role in ("manager", "system_admin")
    for name in ("edit", "declared"):
        assert client.get(reverse(f"admin:messaging_template_{name}", args=[row.pk])).status_code == (
            200 if may else 403
        )
    shown = client.get(address(Template, "change", row.pk)).content.decode()
    assert (reverse("admin:messaging_template_edit", args=[row.pk]) in shown) is may
