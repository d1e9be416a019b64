"""柜员、主任在后台登记单位资料：先填，再看改前改后，确认才记；审计有改前改后，单位看得到。"""

import hashlib
import json
import re
from dataclasses import asdict
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from deposits.models import EmployerAccount, EmployerProfile
from deposits.services.employer_profile import draft_of, mark_of
from gjj.approvals.models import Proposal
from gjj.audit.models import AuditEntry
from gjj.crypto import box
from tests import situations as s
from tests.halls.back_office import ROLES, address, browser
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db
FILLED = {
    "legal_representative": "欧阳示范", "contact_address": "明川市滨江路 8 号", "founded_on": "2018-05-20", "phone": "13812345678",
    "registered_address": "", "settlement_bank": "", "registration_no": "",
}  # fmt: skip


def page(unit: s.Unit) -> str:
    """登记页。"""
    return f"/admin/deposits/employerprofile/record/{unit.account_id}/"


def mark(answer: Any) -> str:
    """页上那份资料的记号。"""
    return re.findall(r'name="mark" value="([0-9a-f]{64})"', answer.content.decode())[0]


def confirmed(client: Client, unit: s.Unit, **change: str) -> Any:
    """填好、看过、确认。"""
    seen = client.post(page(unit), {**FILLED, **change})
    return client.post(page(unit), {**FILLED, **change, "mark": mark(seen), "confirm": "确认登记"})


def test_the_counter_records_what_it_has_looked_at(commit) -> None:
    """看改前改后不记；确认才记，审计写下改前改后，电话遮掩，单位在「单位信息」看得到。"""
    unit, client = s.unit(), browser("teller")
    assert page(unit) in client.get(address(EmployerAccount, "change", unit.account_id)).content.decode()
    seen = client.post(page(unit), FILLED).content.decode()
    assert "改后" in seen
    assert "138****5678" in seen
    assert not EmployerProfile.objects.exists()
    assert confirmed(client, unit).status_code == 302
    answer = confirmed(client, unit, phone="", contact_address="明川市新城路 9 号")
    profile = EmployerProfile.objects.get()
    assert answer.headers["Location"] == address(EmployerProfile, "change", profile.pk)
    assert (profile.phone, profile.contact_address) == ("13812345678", "明川市新城路 9 号")
    told = AuditEntry.objects.filter(action="deposits.employer.profile").latest("id")
    assert told.before is not None
    assert told.after is not None
    assert (told.before["联系地址"], told.after["联系地址"]) == ("明川市滨江路 8 号", "明川市新城路 9 号")
    assert "13812345678" not in str(told.before) + str(told.after)
    assert "13812345678" not in client.get(page(unit)).content.decode()
    assert page(unit) in client.get(address(EmployerProfile, "change", profile.pk)).content.decode()
    assert "明川市新城路 9 号" in signed_in(unit.agent).get("/unit/info/").content.decode()
    assert confirmed(client, unit, phone="", no_phone="on").status_code == 302
    assert EmployerProfile.objects.get().phone is None


def test_the_payer_account_is_changed_with_its_basis_and_never_shown_whole() -> None:
    """换付款账户：没写依据的不行；看改前改后（遮掩），确认了别的当场登记，付款账户另一个人批准才换；只换账户也行；页上从不写出全号。"""
    unit, client = s.unit(), browser("teller")
    old, new = unit.account.bank_account, {"payer_account": "6222000011112222"}
    refused = client.post(page(unit), {**FILLED, **new})
    assert (refused.status_code, "变更付款账户要写依据" in refused.content.decode()) == (422, True)
    assert client.post(page(unit), {**FILLED, "payer_account": "工行"}).status_code == 422
    seen = client.post(page(unit), {**FILLED, **new, "basis": "变更申请"}).content.decode()
    assert "2222" in seen
    assert old not in seen + client.get(page(unit)).content.decode()
    assert EmployerAccount.objects.get(pk=unit.account_id).bank_account == old
    answer = confirmed(client, unit, **new, basis="变更申请")
    asked = Proposal.objects.get()
    assert answer.headers["Location"] == address(Proposal, "change", asked.pk)
    assert EmployerAccount.objects.get(pk=unit.account_id).bank_account == old
    assert EmployerProfile.objects.get().legal_representative == "欧阳示范"
    shown = browser("reviewer").get(address(Proposal, "change", asked.pk)).content.decode()
    assert "6222000011112222" not in shown
    assert old not in shown
    act = reverse("admin:approvals_proposal_act", args=[asked.pk])
    assert browser("reviewer").post(act, {"do": "approve", "digest": asked.digest}).status_code == 302
    assert EmployerAccount.objects.get(pk=unit.account_id).bank_account == "6222000011112222"
    again = {"payer_account": "6222000099998888", "basis": "又变更", "phone": ""}
    assert confirmed(client, unit, **again).status_code == 302
    assert Proposal.objects.count() == 2


def test_what_is_wrong_or_stale_is_not_recorded() -> None:
    """将来的设立日期、不像电话的、什么也没改的、看过以后别人改了的：不记，说清楚。"""
    unit, client = s.unit(), browser("manager")
    for change, words in (
        ({"founded_on": "2999-01-01"}, "不能晚于今天"),
        ({"phone": "打给我"}, "联系电话只填数字"),
        ({"founded_on": "某年"}, "不是一个日子"),
    ):
        answer = client.post(page(unit), {**FILLED, **change})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    old = mark(client.get(page(unit)))
    assert confirmed(client, unit).status_code == 302
    for stale, words in ((old, "被别人改过了"), (mark(client.get(page(unit))), "没有要改的")):
        answer = client.post(page(unit), {**FILLED, "mark": stale, "confirm": "确认登记"})
        assert answer.status_code in (409, 422)
        assert words in answer.content.decode()
    assert AuditEntry.objects.filter(action="deposits.employer.profile").count() == 1


def test_only_the_teller_and_the_manager_record() -> None:
    """别的柜面身份没有那条路，知道地址也进不去。"""
    unit = s.unit()
    for role in ROLES:
        may = role in {"teller", "manager"}
        assert browser(role).post(page(unit), FILLED).status_code == (200 if may else 403)
    assert browser("teller").get("/admin/deposits/employerprofile/record/0/").status_code == 404


def test_the_mark_in_the_page_cannot_be_guessed_from_what_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """页上的记号带密钥：知道别的各栏，也不能拿它一个个试出遮着的电话、账号；换一把密钥就是另一个记号。"""
    unit = s.unit()
    known = draft_of(unit.account_id)
    written = json.dumps(asdict(known), default=str, sort_keys=True)
    first = mark_of(known)
    assert first != hashlib.sha256(written.encode()).hexdigest()
    monkeypatch.setattr(box, "_keys", lambda: {"code": b"another-key"})
    assert mark_of(known) != first
