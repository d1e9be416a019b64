"""会计在凭证上冲账：先看会怎样，写原因，确认；自己记的不能冲，冲过的走不到，冲不了的说清楚。"""

from typing import Any

import pytest
from django.test import Client

from deposits.models import Claim
from gjj.audit.models import AuditEntry
from gjj.ledger.models import Voucher
from tests.halls.back_office import ROLES, Town, address, browser
from tests.halls.test_back_office_drill import links_on

pytestmark = pytest.mark.django_db


def page(voucher: Voucher) -> str:
    """冲账页的地址。"""
    return f"/admin/ledger/voucher/{voucher.pk}/reverse/"


def booked(kind: str, made: Town) -> Voucher:
    """入了账的那份汇缴书的一张凭证。"""
    return Voucher.objects.filter(source_type="remittance", source_id=made.done.pk, kind=kind).earliest("id")


def confirm(client: Client, voucher: Voucher, reason: str = "单位来函，报错了人") -> Any:
    """确认冲账。"""
    return client.post(page(voucher), {"reason": reason})


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
    """分配的凭证：写明对调的分录、几个职工退回、业务跟着怎样；没写原因留在原页，钱不够退的说清楚，都没有记账。"""
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
    short = confirm(client, voucher)  # 小城里有一个人冻结着十元
    assert (short.status_code, Voucher.objects.count()) == (422, before)
    assert "余额不够冲回" in short.content.decode()
    assert client.get("/admin/ledger/voucher/999999/reverse/").status_code == 404


def test_a_voucher_is_reversed_once_and_the_roads_say_so(made: Town) -> None:
    """后来多到的一元冲了：到冲账凭证那一页，审计写明谁为什么；原来那张、冲账那张都不再有那条路。"""
    client = browser("accountant")
    voucher = Voucher.objects.filter(source_type="remittance", source_id=made.done.pk, kind="receipt").latest("id")
    answer = confirm(client, voucher)
    reversal = Voucher.objects.get(reverses=voucher)
    assert answer.headers["Location"] == address(Voucher, "change", reversal.pk)
    entry = AuditEntry.objects.filter(action="ledger.reverse").latest("id")
    assert (entry.object_id, entry.role, "单位来函" in entry.summary) == (str(voucher.pk), "accountant", True)
    for one in (voucher, reversal):
        assert page(one) not in links_on(client, Voucher, one.pk)
        assert "确认冲账" not in client.get(page(one)).content.decode()
    again = confirm(client, voucher)
    assert again.status_code == 409
    assert reversal.serial in again.content.decode()


def test_who_made_the_voucher_does_not_reverse_it(made: Town) -> None:
    """会计自己认领记的凭证：自己没有那条路，知道地址也冲不了；另一位会计能。"""
    first, second = browser("accountant"), browser("accountant")
    given = {"unit": made.unit.account_id, "remittance": "", "reason": "单位来函"}
    first.post(f"/admin/deposits/claim/receipt/{made.unclaimed.pk}/", given)
    voucher = Voucher.objects.get(pk=Claim.objects.get().voucher_id)
    assert page(voucher) not in links_on(first, Voucher, voucher.pk)
    answer = confirm(first, voucher)
    assert answer.status_code == 403
    assert "要另一个人办" in answer.content.decode()
    assert confirm(second, voucher).status_code == 302
    assert Claim.objects.get().undo.reason == "单位来函，报错了人"
