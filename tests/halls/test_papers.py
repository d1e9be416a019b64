"""单证的打印页：和 PDF 同一个纸面；状态写在页上；从汇缴书走得到。"""

import ast
import inspect
import re

import pytest

from deposits.api import papers as api
from deposits.services.cancel_remittance import cancel_remittance
from deposits.views import papers as views
from gjj.actors.actor import system_actor
from gjj.audit.models import AuditEntry
from gjj.documents.models import Document
from gjj.identity.services.logins import end_grant
from gjj.work.drain import drain
from gjj.work.models import OutboxRow
from tests import situations as s
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db


def test_a_unit_prints_the_notice_from_the_remittance() -> None:
    """点「打印汇缴书」到打印页：大写、识别码、二维码、核验码；复核也能打印。"""
    unit, _ = s.unit_with_workers(2)
    row = s.remittance_of(unit)
    page = signed_in(unit.reviewer).post(f"/unit/remittances/{row.pk}/notice/", follow=True)
    said = page.content.decode()
    assert "住房公积金汇缴书" in said
    assert "人民币贰仟伍佰陆拾元整" in said
    assert 'class="qr"' in said
    assert "paper.pdf" in said
    assert (
        f'action="/unit/remittances/{row.pk}/notice/"'
        in signed_in(unit.agent).get(f"/unit/remittances/{row.pk}/").content.decode()
    )


@pytest.mark.parametrize("paid", [False, True])
def test_a_paper_already_booked_asks_for_no_payment(paid: bool) -> None:
    """没付的写明附言填什么；入账以后再打印，写哪天入的账，不再叫人付款；汇缴书页上也一样。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    if paid:
        s.paid(row)
    client = signed_in(unit.agent)
    notice = client.post(f"/unit/remittances/{row.pk}/notice/", follow=True).content.decode()
    page = client.get(f"/unit/remittances/{row.pk}/").content.decode()
    assert ("付款时请把缴款识别码填入附言" not in notice) is paid
    assert ("入账，分配到 1 个职工账户，不用再付" in notice) is paid
    assert ("附言" not in page) is paid


def test_another_site_issues_no_paper() -> None:
    """别的网站的链接打不出单证，页面和接口都是 403，什么也没出、没记审计、旧的没有更正；本站点的、自己输地址的照出。"""
    unit, (one,) = s.unit_with_workers(1)
    row = s.paid(s.remittance_of(unit))
    agent, person = signed_in(unit.agent), signed_in(s.holder(one))
    year = s.NOON.year
    for address in (f"/unit/remittances/{row.pk}/notice/", f"/unit/statements/{year}/"):
        assert agent.get(address).headers["Location"] == "/unit/papers/", "只打开地址的去架子，什么也不出"
    assert not Document.objects.exists()
    doors = [(agent, f"/unit/remittances/{row.pk}/{kind}") for kind in ("notice/", "register/", "receipt/")] + [
        (agent, f"/unit/statements/{year}/"),
        (person, "/me/certificate/"),
        (person, f"/me/statements/{year}/"),
    ]
    doors += [(agent, f"/api/v1/unit/remittances/{row.pk}/{kind}.pdf") for kind in ("notice", "register", "receipt")]
    doors += [
        (agent, f"/api/v1/unit/statements/{year}.pdf"), (person, "/api/v1/me/certificate.pdf"),
        (person, f"/api/v1/me/statement.pdf?year={year}"),
    ]  # fmt: skip
    for client, address in doors:
        ask = client.get if address.startswith("/api/") else client.post
        refused = ask(address, headers={"Sec-Fetch-Site": "cross-site"})
        assert (address, refused.status_code) == (address, 403)
        assert "没有出具单证" in refused.content.decode()
    assert not Document.objects.exists()
    assert not AuditEntry.objects.filter(action="deposits.document.print").exists()
    for site in ("same-origin", "none"):
        answer = agent.post(f"/unit/remittances/{row.pk}/receipt/", headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 302
    assert Document.objects.count() == 1


def test_every_address_that_issues_a_paper_knows_it() -> None:
    """新添的出具单证的页面、接口，都要写 issues。"""
    for module in (views, api):
        source = ast.parse(inspect.getsource(module))
        for made in (node for node in source.body if isinstance(node, ast.ClassDef)):
            called = {
                one.func.id for one in ast.walk(made) if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)
            }
            if any(name.startswith("print_") for name in called):
                assert getattr(module, made.name).issues, made.name


def test_the_pdf_downloads_and_is_private() -> None:
    """下载的是 PDF，名字是中文，不许缓存。"""
    unit, _ = s.unit_with_workers(1)
    row = s.paid(s.remittance_of(unit))
    client = signed_in(unit.agent)
    page = client.post(f"/unit/remittances/{row.pk}/receipt/", follow=True)
    answer = client.get(page.redirect_chain[-1][0] + "paper.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer.content.startswith(b"%PDF-")


def test_a_revoked_paper_says_so_and_offers_no_pdf() -> None:
    """撤销之后打印页写已作废和原因，没有下载。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    client = signed_in(unit.agent)
    address = client.post(f"/unit/remittances/{row.pk}/notice/")["Location"]
    cancel_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    said = client.get(address).content.decode()
    assert "已作废" in said
    assert "已撤销" in said
    assert "paper.pdf" not in said
    assert client.get(address + "paper.pdf").status_code == 409


def test_the_shelf_of_a_unit_offers_and_remembers() -> None:
    """架子上有最近的汇缴书、有账的年份；出具过的列在下面，能按种类、编号找，能导出；没有时说怎么办。"""
    unit, _ = s.unit_with_workers(2)
    client = signed_in(unit.agent)
    assert "还没有出具过单证" in client.get("/unit/papers/").content.decode()
    row = s.paid(s.remittance_of(unit))
    client.post(f"/unit/remittances/{row.pk}/notice/")
    client.post(f"/unit/remittances/{row.pk}/receipt/")
    shelf = client.get("/unit/papers/").content.decode()
    assert "2026 年" in shelf
    assert shelf.count('data-label="单证编号"') == 2
    assert client.get("/unit/papers/", {"kind": "deposit_receipt"}).content.decode().count('data-label="单证编号"') == 1
    assert "没有这样的单证" in client.get("/unit/papers/", {"q": "没有"}).content.decode()
    sheet = b"".join(client.get("/unit/papers/", {"export": "csv"}).streaming_content).decode()  # type: ignore[attr-defined]
    assert "住房公积金缴存回执" in sheet


def test_a_person_gets_a_certificate_and_a_statement() -> None:
    """职工按「开具缴存证明」到打印页，再按、刷新都是那一份，只打开地址的去架子、不出具；对账单按年；都在架子上。"""
    unit, (one,) = s.unit_with_workers(1)
    s.paid(s.remittance_of(unit))
    client = signed_in(s.holder(one))
    assert client.get("/me/certificate/").url == "/me/papers/"
    assert not Document.objects.exists()
    page = client.post("/me/certificate/", follow=True)
    assert client.post("/me/certificate/").url == page.redirect_chain[-1][0]
    said = page.content.decode()
    assert "特此证明" in said
    assert one.id_no not in said
    assert client.get(page.redirect_chain[-1][0] + "paper.pdf").content.startswith(b"%PDF-")
    assert "住房公积金个人对账单" in client.post("/me/statements/2026/", follow=True).content.decode()
    assert client.post("/me/statements/2020/").status_code == 404
    shelf = client.get("/me/papers/").content.decode()
    assert shelf.count('data-label="单证编号"') == 2


def test_a_register_in_volumes_shows_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """人多的清册分册：点一下各册都排上，页面说排好了几册、哪册能下载，离开以后单证架子上都在。"""
    monkeypatch.setattr("deposits.documents.VOLUME", 2)
    unit, _ = s.unit_with_workers(5)
    row = s.remittance_of(unit)
    client = signed_in(unit.agent)
    assert all(
        "（共 3 册）" in client.get(page).content.decode() for page in (f"/unit/remittances/{row.pk}/", "/unit/papers/")
    )
    first = client.post(f"/unit/remittances/{row.pk}/register/").url
    waiting = client.get(first).content.decode()
    assert "共 3 册，排好了 0 册" in waiting
    assert waiting.count("还没轮到") == 2
    assert client.post(f"/unit/remittances/{row.pk}/register/").url == first
    drain(s.NOON)
    done = client.get(first).content.decode()
    assert "共 3 册，排好了 3 册" in done
    addresses = re.findall(r'href="(/unit/papers/\d+/paper.pdf)" download>下载<span', done)
    assert [client.get(one).content[:4] for one in addresses] == [b"%PDF"] * 3
    assert client.get("/unit/papers/").content.decode().count('data-label="单证编号"') == 3
    refused = client.get(f"/api/v1/unit/remittances/{row.pk}/register.pdf?volume=4")
    assert (refused.status_code, refused.json()["code"]) == (404, "register_volume_unknown")


def test_volumes_nobody_is_setting_are_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """点打印的人轮到之前没有了授权：页面不说「正在排」，请别的经办人再点；他当天点了，各册都排好。"""
    monkeypatch.setattr("deposits.documents.VOLUME", 2)
    unit, _ = s.unit_with_workers(5)
    row, other = s.remittance_of(unit), signed_in(s.agent_of(unit))
    first = signed_in(unit.agent).post(f"/unit/remittances/{row.pk}/register/").url
    end_grant(by=system_actor(), grant_id=unit.agent.grant_id or 0, at=s.NOON)
    drain(s.NOON)
    said = other.get(first).content.decode()
    assert "还有 3 册没有排" in said
    assert "正在后台一册一册地排" not in said
    assert "every 10s" not in said
    assert other.post(f"/unit/remittances/{row.pk}/register/").url == first
    drain(s.NOON)
    assert "共 3 册，排好了 3 册" in other.get(first).content.decode()


def test_a_revoked_volume_waits_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """汇缴书撤销了，作废的一册的页上没有进度，也不请人再点。"""
    monkeypatch.setattr("deposits.documents.VOLUME", 2)
    unit, _ = s.unit_with_workers(3)
    row = s.remittance_of(unit)
    client = signed_in(unit.agent)
    first = client.post(f"/unit/remittances/{row.pk}/register/").url
    cancel_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    said = client.get(first).content.decode()
    assert "已作废" in said
    assert "排好了" not in said


def test_a_volume_that_cannot_be_made_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """别的都排好了，有一册反复没能排成：页面不再说「正在排」，说打哪个电话、报哪个号。"""
    monkeypatch.setattr("deposits.documents.VOLUME", 2)
    unit, _ = s.unit_with_workers(3)
    row = s.remittance_of(unit)
    client = signed_in(unit.agent)
    first = client.post(f"/unit/remittances/{row.pk}/register/").url
    OutboxRow.objects.filter(key__startswith=f"{row.pk}:2:").update(status="dead")
    drain(s.NOON)
    said = client.get(first).content.decode()
    assert f"请拨打 12329，报汇缴书号 {row.number}" in said
    assert "正在后台一册一册地排" not in said
