"""会计在凭证上冲账：先看会怎样，写原因，确认；自己记的不能冲，冲过的走不到，冲不了的说清楚。"""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from deposits.models import Claim
from gjj.approvals.models import Proposal
from gjj.audit.models import AuditEntry
from gjj.ledger.models import Voucher
from tests.halls.back_office import ROLES, Town, browser
from tests.halls.test_back_office_drill import links_on

pytestmark = pytest.mark.django_db


def page(voucher: Voucher) -> str:
    """冲账页的地址。"""
    return f"/admin/ledger/voucher/{voucher.pk}/reverse/"


def booked(kind: str, made: Town) -> Voucher:
    """入了账的那份汇缴书的一张凭证。"""
    return Voucher.objects.filter(source_type="remittance", source_id=made.done.pk, kind=kind).earliest("id")


def confirm(client: Client, voucher: Voucher, reason: str = "单位来函，报错了人") -> Any:
    """确认提出冲账。"""
    return client.post(page(voucher), {"reason": reason, "confirm": "确认提出"})


def agree(client: Client) -> Any:
    """批准等着的那一份。"""
    row = Proposal.objects.filter(status="proposed").latest("id")
    act = reverse("admin:approvals_proposal_act", args=[row.pk])
    return client.post(act, {"do": "approve", "digest": row.digest})


def test_only_the_accountant_is_led_to_the_page(made: Town) -> None:
    """会计从凭证走得到；别的身份看不到那条路，知道地址也进不去。"""
    voucher = booked("receipt", made)
    before = Voucher.objects.count()
    for role in ROLES:
        client = browser(role)
        may = role == "accountant"
        assert (page(voucher) in links_on(client, Voucher, voucher.pk)) is may
        assert client.get(page(voucher)).status_code == (200 if may else 403)
        if not may:
            assert confirm(client, voucher).status_code == 403
    assert Voucher.objects.count() == before


def test_what_will_happen_is_shown_before_it_is_confirmed(made: Town) -> None:
    """分配的凭证：写明对调的分录、几个职工退回、业务跟着怎样；没写原因留在原页；提了没有记账，批的时候钱不够退的说清楚，没有记账，申请还在。"""
    client, voucher = browser("accountant"), booked("allocation", made)
    seen = client.get(page(voucher)).content.decode()
    for words in (
        "借 201",
        "贷 219",
        f"{made.done.amount:,.2f}",
        "3 名职工",
        "回执作废",
        "可以补缴",
        "原来的一个字不改",
    ):
        assert words in seen
    before = Voucher.objects.count()
    answer = confirm(client, voucher, " ")
    assert (answer.status_code, Voucher.objects.count()) == (422, before)
    assert "没有写为什么冲账" in answer.content.decode()
    looked = client.post(page(voucher), {"reason": "报错了人"}).content.decode()
    assert "看一遍" in looked
    assert not Proposal.objects.filter(kind="ledger.reverse", status="proposed").exists()
    assert confirm(client, voucher).status_code == 302
    short = agree(browser("manager"))  # 小城里有一个人冻结着十元
    assert (short.status_code, Voucher.objects.count()) == (422, before)
    assert "余额不够冲回" in short.content.decode()
    assert Proposal.objects.filter(kind="ledger.reverse", status="proposed").count() == 1
    assert client.get("/admin/ledger/voucher/999999/reverse/").status_code == 404


def test_a_voucher_is_reversed_once_and_the_roads_say_so(made: Town) -> None:
    """后来多到的一元提了、批了、冲了：审计写明谁为什么；原来那张、冲账那张都不再有那条路。"""
    client = browser("accountant")
    voucher = Voucher.objects.filter(source_type="remittance", source_id=made.done.pk, kind="receipt").latest("id")
    assert confirm(client, voucher).status_code == 302
    assert not Voucher.objects.filter(reverses=voucher).exists()
    assert agree(browser("accountant")).status_code == 302
    reversal = Voucher.objects.get(reverses=voucher)
    entry = AuditEntry.objects.filter(action="ledger.reverse").latest("id")
    assert (entry.object_id, entry.role, "单位来函" in entry.summary) == (str(voucher.pk), "accountant", True)
    for one in (voucher, reversal):
        assert page(one) not in links_on(client, Voucher, one.pk)
        assert "下一步：看一遍" not in client.get(page(one)).content.decode()
    again = confirm(client, voucher)
    assert again.status_code == 409
    assert reversal.serial in again.content.decode()


def test_who_booked_it_does_not_agree_to_its_reversal(made: Town) -> None:
    """会计批准的认领记了一张凭证：冲它的申请他提得了，批不了；没有参与的主任批得了，就是撤销认领。"""
    first, second = browser("accountant"), browser("accountant")
    given = {"unit": made.unit.account_id, "remittance": "", "reason": "单位来函"}
    first.post(f"/admin/deposits/claim/receipt/{made.unclaimed.pk}/", given)
    assert agree(second).status_code == 302
    voucher = Voucher.objects.get(pk=Claim.objects.get().voucher_id)
    assert confirm(browser("accountant"), voucher).status_code == 302
    refused = agree(second)
    assert (refused.status_code, "要另一个人批" in refused.content.decode()) == (403, True)
    assert agree(browser("manager")).status_code == 302
    assert Claim.objects.get().undo.reason == "单位来函，报错了人"
