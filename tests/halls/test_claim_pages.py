"""会计在后台认领到账：从待查的一笔走到认领页，找单位、核对、确认；认领、凭证、到账来回走得通。"""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from deposits.models import Claim, EmployerAccount, Remittance
from deposits.selectors.claims import BY_ACCOUNT, BY_NAME
from gjj.approvals.models import Proposal
from gjj.identity.models import Employer
from gjj.ledger.models import Voucher
from gjj.settlement.models import Receipt
from tests.halls.back_office import ROLES, Town, address, browser
from tests.halls.test_back_office_drill import links_on

pytestmark = pytest.mark.django_db


def page(made: Town) -> str:
    """认领页的地址。"""
    return f"/admin/deposits/claim/receipt/{made.unclaimed.pk}/"


def confirm(client: Client, made: Town, **given: Any) -> Any:
    """确认认领。"""
    return client.post(page(made), {"unit": made.unit.account_id, "remittance": "", "reason": "单位来函", **given})


def agreed() -> None:
    """另一位会计批准等着的那一份。"""
    row = Proposal.objects.get(status="proposed")
    act = reverse("admin:approvals_proposal_act", args=[row.pk])
    assert browser("accountant").post(act, {"do": "approve", "digest": row.digest}).status_code == 302
    assert Proposal.objects.get(pk=row.pk).status == "effective"


def test_only_the_accountant_is_led_to_the_claim_page(made: Town) -> None:
    """会计从待查的到账走得到；别的身份看不到那条路，知道地址也进不去。"""
    for role in ROLES:
        client = browser(role)
        may = role == "accountant"
        assert (page(made) in client.get(address(Receipt, "change", made.unclaimed.pk)).content.decode()) is may
        assert client.get(page(made)).status_code == (200 if may else 403)
        if not may:
            assert confirm(client, made).status_code == 403
    assert not Claim.objects.exists()


def test_the_accountant_finds_the_unit_checks_and_confirms(made: Town) -> None:
    """按账号、名称找得到单位；核对页写明还差多少、怎么记账；提了还没有认，另一位会计看过批准了才认；之后到账、认领、凭证、单位来回走得通。"""
    client = browser("accountant")
    for term in (made.unit.account.number, made.unit.name):
        assert f"?unit={made.unit.account_id}" in client.get(page(made), {"q": term}).content.decode()
    assert "没有找到" in client.get(page(made), {"q": "没有这样的单位"}).content.decode()
    seen = client.get(page(made), {"unit": made.short.employer_account_id}).content.decode()
    for words in ("还差 0.01 元", "借 219", "12,345.67", "付款户名和单位名称不一样"):
        assert words in seen
    assert "6222000011112222" not in seen
    answer = confirm(client, made, unit=made.short.employer_account_id, remittance=made.short.pk)
    asked = Proposal.objects.get(status="proposed")
    assert answer.headers["Location"] == address(Proposal, "change", asked.pk)
    assert not Claim.objects.exists()
    shown = browser("accountant").get(address(Proposal, "change", asked.pk)).content.decode()
    for words in ("12,345.67", made.short.number, "中心暂收，待查", "单位来函"):
        assert words in shown
    agreed()
    claim = Claim.objects.get()
    assert asked.number in client.get(address(Receipt, "change", claim.receipt_id)).content.decode()
    links = links_on(client, Claim, claim.pk)
    for model, pk in ((Receipt, claim.receipt_id), (Voucher, claim.voucher_id), (Remittance, made.short.pk),
                      (EmployerAccount, claim.employer_account_id)):  # fmt: skip
        assert address(model, "change", pk) in links
    for model, pk in ((Receipt, claim.receipt_id), (Voucher, claim.voucher_id)):
        assert address(Claim, "change", claim.pk) in links_on(client, model, pk)


def test_a_refused_claim_stays_on_the_page_and_says_why(made: Town) -> None:
    """没写依据、没选单位、不在待查：留在这一页，写明怎么了、钱怎么样、怎么办，填过的还在。"""
    client = browser("accountant")
    for given, status, words in (
        ({"reason": " "}, 422, "没有写认领依据"),
        ({"unit": "", "reason": "单位来函"}, 404, "没有找到"),
        ({"unit": "9" * 30}, 404, "没有找到"),
    ):
        answer = confirm(client, made, **given)
        assert answer.status_code == status
        assert words in answer.content.decode()
    assert client.get("/admin/deposits/claim/receipt/999999/").status_code == 404
    assert confirm(client, made).status_code == 302
    agreed()
    other = confirm(client, made, unit=made.short.employer_account_id)
    assert other.status_code == 409
    assert "不在待查" in other.content.decode()
    assert Claim.objects.count() == 1


def test_a_wrong_claim_is_undone_by_two_and_the_roads_say_so(made: Town) -> None:
    """认错了：谁都提得了，认领的人批不了，另一位批了才撤；没写原因留在原页，撤了之后认领、到账都写明，可以再认。"""
    first, second = browser("accountant"), browser("accountant")
    confirm(first, made)
    agreed()
    claim = Claim.objects.get()
    undo = f"/admin/deposits/claim/{claim.pk}/undo/"
    assert undo in links_on(second, Claim, claim.pk)
    assert browser("teller").get(undo).status_code == 403
    seen = second.get(undo).content.decode()
    for words in ("单位来函", "冲销认领的凭证", "提出撤销 12,345.67 元的认领"):
        assert words in seen
    assert second.post(undo, {"reason": " "}).status_code == 422
    answer = second.post(undo, {"reason": "乙公司来函"})
    asked = Proposal.objects.get(status="proposed")
    assert answer.headers["Location"] == address(Proposal, "change", asked.pk)
    act = reverse("admin:approvals_proposal_act", args=[asked.pk])
    refused = first.post(act, {"do": "approve", "digest": asked.digest})
    assert (refused.status_code, "是您自己提的" in refused.content.decode()) == (403, True)
    agreed()
    assert "撤销：乙公司来函" in second.get(address(Claim, "change", claim.pk)).content.decode()
    assert "已经由" in second.get(undo).content.decode()
    receipt = second.get(address(Receipt, "change", claim.receipt_id)).content.decode()
    assert f"{claim.number}（已撤销）" in receipt
    assert page(made) in receipt
    assert [
        len(second.get(address(Claim, "changelist"), {"undone": one}).context["cl"].result_list) for one in "01"
    ] == [0, 1]
    assert confirm(second, made).status_code == 302


def likely_in(client: Client, made: Town, **payer: str) -> list[tuple[int, tuple[str, ...]]]:
    """到账的付款账号、户名改成这样，认领页列出的单位和凭什么。"""
    Receipt.objects.filter(pk=made.unclaimed.pk).update(**payer)
    return [(one.unit.pk, one.why) for one in client.get(page(made)).context["likely"]]


def test_the_payers_own_account_comes_before_its_name_and_nothing_is_booked(made: Town) -> None:
    """识别码没写：付款账号是登记的在前，户名一样的在后，各写明凭什么；只是列出来，一分没有记。"""
    client, unit = browser("accountant"), made.unit
    other = made.short.employer_account
    Employer.objects.filter(pk=other.employer_id).update(name="示范（明川）有限公司")
    account = EmployerAccount.objects.get(pk=unit.account_id).bank_account
    spaced = f"{account[:4]} {account[4:]}"
    assert likely_in(client, made, payer_account=spaced, payer_name="示范(明川)有限公司") == [
        (unit.account_id, (BY_ACCOUNT,)), (other.pk, (BY_NAME,)),
    ]  # fmt: skip
    assert likely_in(client, made, payer_account=account, payer_name=unit.name) == [
        (unit.account_id, (BY_ACCOUNT, BY_NAME))
    ]
    seen = client.get(page(made)).content.decode()
    for words in (BY_ACCOUNT, BY_NAME, f"?unit={unit.account_id}", "系统不会自己认领"):
        assert words in seen
    assert account not in seen
    assert "就是这个单位登记的付款账号" in client.get(page(made), {"unit": unit.account_id}).content.decode()
    assert "登记的付款账号" not in client.get(page(made), {"unit": other.pk}).content.decode()
    assert likely_in(client, made, payer_account="", payer_name="示范（明川）") == []
    made.unclaimed.refresh_from_db()
    assert (made.unclaimed.status, Claim.objects.count()) == ("unmatched", 0)
