"""个人大厅：单位登记开户——公开的指南走得进来，填、核对一遍、提交，退回的写在栏目旁边；后台核对、看材料、受理。"""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from deposits.items import PAPERS
from deposits.models import ApplicationPaper, EmployerAccount, UnitApplication
from gjj import clock
from gjj.approvals.models import Proposal
from gjj.audit.models import AuditEntry
from gjj.cases.entries import Flaw
from gjj.cases.models import Case
from gjj.cases.services.desk import send_back
from gjj.identity.models import Login
from gjj.looks.labels import OPEN, PAPER, SEEN
from gjj.looks.models import Look
from gjj.management.city.people import credit_code
from tests import situations as s
from tests.applicants import applicant
from tests.closings import agreed
from tests.halls.test_open_unit_page import filled
from tests.halls.visitors import signed_in
from tests.services.deposits.test_unit_applications import submitted

pytestmark = pytest.mark.django_db
PAGE, CHECK, GUIDE = "/me/unit-opening/", "/me/unit-opening/check/", "/items/deposits.opening/"


def files() -> dict[str, SimpleUploadedFile]:
    """两样材料。"""
    return {
        "license": SimpleUploadedFile("执照.pdf", b"%PDF-1.7 license"),
        "authority": SimpleUploadedFile("授权书.png", b"\x89PNG\r\n\x1a\n authority"),
    }


def paper_of(code: str) -> ApplicationPaper:
    """现在的那一份。"""
    return ApplicationPaper.objects.get(code=code, superseded_at=None)


def said(answer: Any) -> str:
    """页面上的话。"""
    return str(answer.content.decode())


def test_the_guide_is_public_and_leads_in() -> None:
    """不登录看得到指南、材料、承诺几天、要第几级身份，点「去办」先登录再回来；登录页上也有一条路。"""
    page = said(Client().get(GUIDE))
    for words in ("核对无误就开户，3 个工作日内", "营业执照或登记证书", "单位的授权书", "第 2 级", f'href="{PAGE}"'):
        assert words in page
    assert Client().get(PAGE).headers["Location"].startswith("/login/?next=")
    assert GUIDE in said(Client().get("/login/"))
    assert GUIDE in said(Client().get("/"))


def test_a_person_fills_looks_over_and_submits() -> None:
    """填好存下，去核对一遍：账号写全了好对；提交了看到办件编号；再回来看得到正在核对，能撤回。"""
    client = signed_in(applicant())
    answer = client.post(PAGE, {**filled(), **files()})
    assert answer.headers["Location"] == CHECK
    page = said(client.get(CHECK))
    assert "柜面开户有限公司" in page
    assert "6200000000009301" in page
    assert "晚了 " in page
    assert "这是您存下的草稿" in said(client.get(PAGE))
    paper = client.get(f"/me/unit-opening/papers/{paper_of('license').pk}/")
    assert (paper.headers["Content-Type"], paper.content) == ("application/pdf", b"%PDF-1.7 license")
    assert "attachment" in paper.headers["Content-Disposition"]
    done = said(client.post(CHECK, {"version": "1"}, follow=True))
    case = Case.objects.get()
    assert case.number in done
    assert "管理部正在核对" in done
    assert "正在核对" in said(client.get(PAGE))
    assert client.get(CHECK).headers["Location"] == PAGE
    assert "撤回了" in said(client.post("/me/unit-opening/withdraw/", follow=True))
    assert UnitApplication.objects.get().status == "withdrawn"


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_kept() -> None:
    """没交材料、比例不对、不是 PDF：写在栏目旁边；看过的不是现在的那一份，提交不了。"""
    client = signed_in(applicant())
    answer = client.post(PAGE, filled(employer_ratio="13"))
    assert answer.status_code == 422
    for words in ("单位缴存比例 13% 不在 5% 到 12% 之间", "没有交营业执照或登记证书。"):
        assert words in said(answer)
    assert said(client.get(PAGE)).count("PDF、JPG、PNG，最大 5 MB。") == 2
    bad = {**files(), "license": SimpleUploadedFile("x.pdf", b"MZ")}
    assert "只收 PDF、JPG、PNG" in said(client.post(PAGE, {**filled(), **bad}))
    assert not UnitApplication.objects.exists()
    client.post(PAGE, {**filled(), **files()})
    old = client.post(CHECK, {"version": "9"})
    assert (old.status_code, "和您看过的不一样了" in said(old)) == (409, True)


def test_submitting_needs_the_second_level() -> None:
    """第 1 级身份存得了草稿；提交先去核验，那一下留着。"""
    by = applicant()
    Login.objects.filter(pk=by.login_id).update(name_verified_at=None)
    client = signed_in(by)
    assert client.post(PAGE, {**filled(), **files()}).headers["Location"] == CHECK
    assert client.post(CHECK, {"version": "1"}).headers["Location"] == "/account/level/"
    assert not Case.objects.exists()


def test_what_the_counter_sends_back_stands_beside_its_field() -> None:
    """后台逐栏退回：申请人在那一栏旁边看到哪里不对，改好核对一遍再交。"""
    by = applicant()
    case = submitted(by)
    desk = signed_in(s.staff("teller"))
    page = f"/admin/cases/case/{case.pk}/"
    assert "flaw-uscc" in said(desk.get(f"{page}change/"))
    desk.post(f"{page}return/", {"reason": "请改", "flaw-uscc": "末三位和执照不一样"})
    client = signed_in(by)
    assert "退回时说：末三位和执照不一样" in said(client.get(PAGE))
    assert "改好了，再交" in said(client.get(CHECK))
    own = f"/me/cases/{case.pk}/"
    assert "去「单位登记开户」改好再交" in said(client.get(own))
    assert 'id="id_note"' not in said(client.get(own))
    refused = client.post(own, {"note": "改好了"})
    assert (refused.status_code, "这里交不了" in said(refused)) == (409, True)
    case.refresh_from_db()
    assert case.status == "returned"


def test_the_counter_checks_the_papers_and_accepts() -> None:
    """首页提醒等核对的；打开材料记下谁看过；核对过了提出，另一个人批准了开户，走得到单位账户。"""
    by = applicant()
    submitted(by)
    row = UnitApplication.objects.get()
    client = signed_in(s.staff("teller"))
    assert "等核对的单位开户申请" in said(client.get("/admin/"))
    page = f"/admin/deposits/unitapplication/{row.pk}/"
    shown = said(client.get(f"{page}change/"))
    assert f"{page}accept/" in shown
    assert "6200000000009301" not in shown
    paper = client.get(f"{page}paper/?export={paper_of('license').pk}")
    assert paper.content == b"%PDF-1.7 license"
    for nothing in ("license", "0", "99999999999999999999"):
        assert client.get(f"{page}paper/?export={nothing}").status_code == 404
    assert "看一遍：单位开户" in said(client.post(f"{page}accept/", {"reason": "一致"}))
    client.post(f"{page}accept/", {"reason": "一致", "confirm": "1"})
    agreed(Proposal.objects.get().pk, clock.now())
    account = EmployerAccount.objects.get()
    assert account.number in said(client.get(f"{page}change/"))
    again = client.post(f"{page}accept/", {"reason": "一致"})
    assert again.status_code in (404, 409)
    assert "单位网上业务协议等您同意" in said(_unit_hall(by, account))


def test_only_who_checks_downloads_the_papers_and_every_download_is_written_down() -> None:
    """材料上的号码是完整的：柜员、复核员、主任才下载得了，别的连链接也没有；下载一次记一条，写明哪一样、为什么，不说号码遮着；本人看得到。"""
    by = applicant()
    submitted(by)
    page = f"/admin/deposits/unitapplication/{UnitApplication.objects.get().pk}/"
    given = paper_of("license").pk
    papers = Look.objects.filter(action=PAPER, object_id=str(by.person_id)).order_by("id")
    for role in ("accountant", "auditor", "system_admin", "security_admin"):
        client = signed_in(s.staff(role))
        assert client.get(f"{page}paper/?export={given}").status_code == 403, role
        shown = said(client.get(f"{page}change/"))
        assert ("营业执照或登记证书" in shown, "paper/?export" in shown) == (True, False), role
    assert not papers.exists()
    for role in ("teller", "reviewer", "manager"):
        client = signed_in(s.staff(role))
        assert f"paper/?export={given}" in said(client.get(f"{page}change/")), role
        for code in ("license", "authority", "license"):
            assert client.get(f"{page}paper/?export={paper_of(code).pk}").status_code == 200
    assert papers.count() == 9
    told = [(one.after["看了"], one.after["为什么"], "遮着" in one.summary) for one in papers[:3]]
    license_, authority = (
        ([f"「柜面开户有限公司」开户申请的{title}"], "核对单位开户申请", False) for title in dict(PAPERS).values()
    )
    assert told == [license_, authority, license_]
    own = said(signed_in(by).get("/me/looks/?kind=looks.paper"))
    assert own.count(license_[0][0]) == 6


def test_an_earlier_paper_stays_readable_and_its_download_is_written_down() -> None:
    """补正时换下的执照：核对的人看得到标着「已换下」，下载一样记、写明是换下的第几份；不下载材料的只看得到哪一份换下过；别人的下载不到，本人的都在。"""
    by = applicant()
    case = submitted(by)
    send_back(by=s.staff("teller"), case_id=case.pk, reason="请重拍", flaws=[Flaw("license", "看不清")], at=s.NOON)
    client = signed_in(by)
    client.post(PAGE, {**filled(), "license": SimpleUploadedFile("重拍.pdf", b"%PDF-1.7 again")})
    old = ApplicationPaper.objects.get(code="license", version=1)
    assert "已换下" in said(client.get(PAGE))
    assert client.get(f"/me/unit-opening/papers/{old.pk}/").content == b"%PDF-1.7 license"
    assert signed_in(applicant()).get(f"/me/unit-opening/papers/{old.pk}/").status_code == 404
    page = f"/admin/deposits/unitapplication/{old.application_id}/"
    desk = signed_in(s.staff("teller"))
    assert "「已换下」" in said(desk.get(f"{page}change/"))
    assert desk.get(f"{page}paper/?export={old.pk}").content == b"%PDF-1.7 license"
    look = Look.objects.get(action=PAPER)
    assert look.after["看了"] == ["「柜面开户有限公司」开户申请的营业执照或登记证书（第 1 份，已换下）"]
    shown = said(signed_in(s.staff("auditor")).get(f"{page}change/"))
    assert ("「已换下」" in shown, "执照.pdf" in shown, f"export={old.pk}" in shown) == (True, False, False)


def test_the_counter_refuses_and_the_applicant_reads_why() -> None:
    """后台从申请走到「不予办理」，选理由、写说明，看一遍，提出，另一个人批；申请人的办件写着不予办理和理由，登记那一页说清楚、可以重新填；直接打开那一页的也记下看了申请人。"""
    by = applicant()
    case = submitted(by)
    page = f"/admin/deposits/unitapplication/{UnitApplication.objects.get().pk}/"
    desk = signed_in(s.staff("teller"))
    assert f"{page}refuse/" in said(desk.get(f"{page}change/"))
    assert "《住房公积金管理条例》第二条" in said(desk.get(f"{page}refuse/"))
    direct = s.staff("teller")
    signed_in(direct).get(f"{page}refuse/")
    looked = AuditEntry.objects.get(action=OPEN, username=direct.username)
    assert (looked.object_id, looked.after) == (str(by.person_id), {SEEN: ["单位开户申请"]})
    given = {"ground": "not_unit", "why": "还没有招用职工。", "reason": "电话问过"}
    assert "没有选不予办理的理由" in said(desk.post(f"{page}refuse/", {**given, "ground": ""}))
    assert "看一遍：单位开户不予办理" in said(desk.post(f"{page}refuse/", given))
    desk.post(f"{page}refuse/", {**given, "confirm": "1"})
    agreed(Proposal.objects.get().pk, clock.now())
    told = "不是应当缴存住房公积金的单位（《住房公积金管理条例》第二条）：还没有招用职工。"
    client = signed_in(by)
    own = said(client.get(f"/me/cases/{case.pk}/"))
    assert ("不予办理" in own, told in own) == (True, True)
    again = said(client.get(PAGE))
    assert (told in again, "行政复议" in again, 'name="unit_name"' in again) == (True, True, True)
    assert told[:-1] in said(desk.get(f"{page}change/"))
    assert f"{page}refuse/" not in said(desk.get(f"{page}change/"))
    for who, status in ((s.staff("auditor"), 403), (s.branch_staff("teller", s.branch("02")), 404)):
        assert signed_in(who).get(f"{page}refuse/").status_code == status


def test_the_applications_and_their_papers_are_in_the_exported_own_data() -> None:
    """导出我的信息：申请填的每一样、状态，材料的每一份（换下的也在）、文件名、在哪里下载；没有别人的。"""
    by = applicant()
    submitted(applicant(), unit_name="别人的公司", uscc=credit_code(930_044))
    case = submitted(by)
    send_back(by=s.staff("teller"), case_id=case.pk, reason="请重拍", flaws=[Flaw("license", "看不清")], at=s.NOON)
    client = signed_in(by)
    client.post(PAGE, {**filled(), "license": SimpleUploadedFile("重拍.pdf", b"%PDF-1.7 again")})
    answer: Any = client.post("/me/data/", {"format": "json"})
    told = json.loads(b"".join(answer))
    (row,), papers = told["单位开户申请"], told["单位开户材料"]
    assert (row["单位名称"], row["付款账号"], row["状态"]) == ("柜面开户有限公司", "6200000000009301", "提交了")
    assert [(one["文件名"], bool(one["换下的时间"])) for one in papers] == [
        ("执照.pdf", True), ("授权书.jpg", False), ("重拍.pdf", False),
    ]  # fmt: skip
    assert client.get(papers[0]["在哪里下载"]).content == b"%PDF-1.7 license"


def _unit_hall(by: Any, account: EmployerAccount) -> Any:
    """申请人选单位大厅进去。"""
    client = signed_in(by)
    client.post("/choose/", {"grant": Login.objects.get(pk=by.login_id).grants.get(role="unit_agent").pk})
    return client.get("/unit/")


def test_other_desks_do_not_see_it() -> None:
    """别的网点的柜员清单里没有、打不开；审计看得到、提不了。"""
    here = s.branch("01")
    submitted(applicant(), branch=here.pk)
    page = f"/admin/deposits/unitapplication/{UnitApplication.objects.get().pk}/"
    other = signed_in(s.branch_staff("teller", s.branch("02")))
    for address in (f"{page}accept/", f"{page}paper/?export={paper_of('license').pk}"):
        assert other.get(address).status_code == 404
    assert "柜面开户有限公司" not in said(other.get("/admin/deposits/unitapplication/"))
    assert signed_in(s.staff("auditor")).get(f"{page}accept/").status_code == 403
