"""从一件走到另一件：凭证、汇缴书、到账、指令、单位、职工之间来回都走得通，走到的就是那一件。"""

import re
from typing import Any

import pytest
from django.test import Client

from deposits.models import Account, ChangeList, ChangeRow, EmployerAccount, EmployerProfile, Remittance, RemittanceLine
from deposits.services.employer_profile import ProfileDraft, record_profile
from gjj.audit.models import AuditEntry
from gjj.cases.models import Case
from gjj.identity.models import Employer, Grant, Login, Person
from gjj.ledger.models import Hold, Movement, Subaccount, Voucher
from gjj.parameters.models import AnnouncedYear, Parameter
from gjj.settlement.models import Instruction, Receipt
from gjj.work.models import Job, OutboxRow
from tests import situations as s
from tests.halls.back_office import Town, address, browser

pytestmark = pytest.mark.django_db
LINK = re.compile(r'href="(/admin/[^"]+)"')


@pytest.fixture
def teller(made: Town) -> Client:
    """柜员的浏览器。"""
    return browser("teller")


def links_in(client: Client, model: Any, key: Any) -> set[str]:
    """详情页正文里的链接。"""
    content = client.get(address(model, "change", key)).content.decode()
    body = content[content.index('id="content-main"') :]
    return {link.replace("&amp;", "&") for link in LINK.findall(body)}


def links_on(client: Client, model: Any, key: Any) -> set[str]:
    """详情页正文里的链接；每一条都打得开。"""
    found = links_in(client, model, key)
    for link in found:
        assert client.get(link).status_code == 200, link
    return found


def listed(client: Client, links: set[str], model: Any) -> set[Any]:
    """这些链接里通向某类清单的，列出来的编号。"""
    start = address(model, "changelist") + "?"
    found: set[Any] = set()
    for link in links:
        if link.startswith(start):
            found |= {row.pk for row in client.get(link).context_data["cl"].result_list}
    return found


def test_a_voucher_leads_to_its_business_and_its_movements(made: Town, teller: Client) -> None:
    """分配凭证 → 汇缴书、单位账户、科目、每个职工的明细、同一业务的凭证。"""
    links = links_on(teller, Voucher, made.done.voucher_id)
    assert address(Remittance, "change", made.done.pk) in links
    assert address(EmployerAccount, "change", made.unit.account_id) in links
    mine = set(Movement.objects.filter(voucher_id=made.done.voucher_id).values_list("pk", flat=True))
    assert listed(teller, links, Movement) == mine
    assert len(mine) == 3
    assert len(listed(teller, links, Voucher)) == 3, "两笔到账、一次分配"


def test_a_receipt_voucher_leads_to_the_receipt_and_back(made: Town, teller: Client) -> None:
    """到账凭证 → 到账；到账 → 凭证、汇缴书。"""
    receipt = Receipt.objects.filter(reference=str(made.done.pk)).order_by("id")[0]
    links = links_on(teller, Voucher, receipt.voucher_id)
    assert address(Receipt, "change", receipt.pk) in links
    back = links_on(teller, Receipt, receipt.pk)
    assert address(Voucher, "change", receipt.voucher_id) in back
    assert address(Remittance, "change", made.done.pk) in back


def test_a_reversal_and_its_original_lead_to_each_other(made: Town, teller: Client) -> None:
    """冲账凭证 ↔ 被冲的凭证。"""
    reversal = Voucher.objects.get(reverses__isnull=False)
    assert address(Voucher, "change", reversal.reverses_id) in links_on(teller, Voucher, reversal.pk)
    assert address(Voucher, "change", reversal.pk) in links_on(teller, Voucher, reversal.reverses_id)


def test_a_remittance_leads_to_everything_about_it(made: Town, teller: Client) -> None:
    """汇缴书 → 凭证、到账、每个职工、变更清册、单位账户。"""
    links = links_on(teller, Remittance, made.done.pk)
    assert address(Voucher, "change", made.done.voucher_id) in links
    assert address(ChangeList, "change", made.done.change_list_id) in links
    assert address(EmployerAccount, "change", made.unit.account_id) in links
    booked = set(Voucher.objects.filter(source_type="remittance", source_id=made.done.pk).values_list("pk", flat=True))
    assert listed(teller, links, Voucher) == booked
    came = set(Receipt.objects.filter(reference=str(made.done.pk)).values_list("pk", flat=True))
    assert listed(teller, links, Receipt) == came
    assert listed(teller, links, RemittanceLine) == set(made.done.lines.values_list("pk", flat=True))


def test_an_instruction_leads_to_its_remittance_and_receipt(made: Town, teller: Client) -> None:
    """付款指令 → 汇缴书、它的到账；汇缴书 → 指令；到账 → 指令。"""
    sent = Instruction.objects.get()
    Receipt.objects.filter(pk=made.unclaimed.pk).update(instruction=sent)
    links = links_on(teller, Instruction, sent.pk)
    assert address(Remittance, "change", made.paying.pk) in links
    assert listed(teller, links, Receipt) == {made.unclaimed.pk}
    assert listed(teller, links_on(teller, Remittance, made.paying.pk), Instruction) == {sent.pk}
    assert address(Instruction, "change", sent.pk) in links_on(teller, Receipt, made.unclaimed.pk)


def test_a_unit_account_leads_to_its_people_remittances_and_lists(made: Town, teller: Client) -> None:
    """单位账户 → 职工、汇缴书、变更清册、凭证、缴存单位，只有它自己的。"""
    links = links_on(teller, EmployerAccount, made.unit.account_id)
    assert address(Employer, "change", made.unit.employer_id) in links
    mine = Account.objects.filter(employer_account_id=made.unit.account_id)
    assert listed(teller, links, Account) == set(mine.values_list("pk", flat=True))
    assert listed(teller, links, Remittance) == {made.done.pk}
    assert listed(teller, links, ChangeList) == {made.done.change_list_id}
    assert len(listed(teller, links, Voucher)) == 3
    assert address(EmployerAccount, "change", made.unit.account_id) in links_on(teller, Employer, made.unit.employer_id)


def test_an_account_leads_to_its_person_unit_and_subaccount_and_back(made: Town, teller: Client) -> None:
    """个人账户 → 人、单位、分户账、每月应缴；分户账 → 个人账户、明细、冻结；人 → 个人账户。"""
    account = Account.objects.filter(employer_account_id=made.unit.account_id).order_by("id")[0]
    links = links_on(teller, Account, account.pk)
    assert address(Person, "change", account.person_id) in links
    assert address(EmployerAccount, "change", made.unit.account_id) in links
    assert address(Subaccount, "change", account.subaccount_id) in links
    assert len(listed(teller, links, RemittanceLine)) == 1
    below = links_on(teller, Subaccount, account.subaccount_id)
    assert address(Account, "change", account.pk) in below
    assert len(listed(teller, below, Movement)) == 1
    assert listed(teller, below, Hold) == set(account.subaccount.holds.values_list("pk", flat=True))
    assert address(Account, "change", account.pk) in links_on(teller, Person, account.person_id)


def test_a_change_list_leads_to_its_rows_the_wrong_ones_and_its_remittance(made: Town, teller: Client) -> None:
    """变更清册 → 每一行、有错误的行、汇缴书。"""
    links = links_on(teller, ChangeList, made.wrong_list.pk)
    assert listed(teller, links, ChangeRow) == set(made.wrong_list.rows.values_list("pk", flat=True))
    wrong = [link for link in links if "is_valid" in link]
    assert listed(teller, set(wrong), ChangeRow) == {made.wrong_list.rows.get().pk}
    confirmed = links_on(teller, ChangeList, made.done.change_list_id)
    assert address(Remittance, "change", made.done.pk) in confirmed


def test_work_leads_to_what_it_is_for(made: Town, teller: Client) -> None:
    """发件箱 → 汇缴书；任务 → 清册。"""
    assert address(Remittance, "change", made.done.pk) in links_on(teller, OutboxRow, made.dead.pk)
    assert address(ChangeList, "change", made.done.change_list_id) in links_on(teller, Job, Job.objects.get().pk)


def test_a_login_an_employer_and_a_person_lead_to_grants(made: Town, teller: Client) -> None:
    """缴存单位 → 办事人的授权；授权 → 登录；人 → 登录。"""
    links = links_on(teller, Employer, made.unit.employer_id)
    assert len(listed(teller, links, Grant)) == 2
    grant = Grant.objects.filter(employer_id=made.unit.employer_id)[0]
    assert address(Login, "change", grant.login_id) in links_on(teller, Grant, grant.pk)
    assert listed(teller, links_on(teller, Person, grant.login.person_id), Login) == {grant.login_id}


def test_a_list_reached_by_a_link_says_what_it_shows(made: Town, teller: Client) -> None:
    """从别处点进清单，页面上写着正在只看谁的，也能回到全部。"""
    unit = made.unit.account
    page = teller.get(address(Account, "changelist"), {"employer_account__id__exact": unit.pk}).content.decode()
    assert f"只看：单位账户 {unit.number}" in page
    page = teller.get(address(Voucher, "changelist"), {"source_type__exact": "remittance"}).content.decode()
    assert "只看：汇缴书" in page


def test_only_those_who_may_read_the_audit_are_led_to_it(made: Town, teller: Client) -> None:
    """看得到审计的人，从汇缴书能走到谁动过它；柜员没有这条路。"""
    where = address(Remittance, "change", made.done.pk)
    road = "object_type__exact=remittance"
    assert road not in teller.get(where).content.decode()
    auditor = browser("auditor")
    links = links_on(auditor, Remittance, made.done.pk)
    entries = AuditEntry.objects.filter(object_type="remittance", object_id=str(made.done.pk))
    assert listed(auditor, links, AuditEntry) == set(entries.values_list("pk", flat=True))
    assert address(Remittance, "change", made.done.pk) in links_on(auditor, AuditEntry, entries[0].pk)


def test_parameters_and_years_lead_to_their_own_kind(made: Town, teller: Client) -> None:
    """参数 → 历次数值；年份 → 那一年的日子。"""
    row = Parameter.objects.filter(code="deposits.base_cap")[0]
    same = set(Parameter.objects.filter(code=row.code).values_list("pk", flat=True))
    assert listed(teller, links_on(teller, Parameter, row.pk), Parameter) == same
    year = AnnouncedYear.objects.get(year=2026)
    assert any("day__year=2026" in link for link in links_on(teller, AnnouncedYear, year.pk))


def test_stored_figures_are_read_as_sentences(made: Town, teller: Client) -> None:
    """怎么算的、汇总等式、当时的参数、提醒：是话，不是一团编码。"""
    account = Account.objects.filter(employer_account_id=made.unit.account_id).order_by("id")[0]
    said = teller.get(address(Account, "change", account.pk)).content.decode()
    assert "单位部分 8,000.00 × 8% = 640" in said
    head = teller.get(address(ChangeList, "change", made.done.change_list_id)).content.decode()
    assert "人数：上月 0 + 增 3 − 减 0 = 本月 3 人" in head
    assert "金额：上月 0.00 + 增 3,840.00 − 减 0.00 = 本月 3,840.00 元" in head
    assert "变化：开户 3 人" in head
    assert "缴存基数上限：21,408.00 元（全市，2026年7月1日起" in head
    assert "月缴存额取整方式：四舍五入到元" in head
    for content in (said, head):
        assert "{&#x27;" not in content
        assert "&quot;er&quot;" not in content


def test_a_case_leads_to_its_business_its_vouchers_and_its_unit_and_back(made: Town, teller: Client) -> None:
    """凭证 → 汇缴书 → 办件 → 凭证、单位账户；凭证、清册也直接走得到办件。"""
    case = Case.objects.get(key=f"deposits.remittances:{made.done.change_list_id}")
    here = address(Case, "change", case.pk)
    assert here in links_on(teller, Voucher, made.done.voucher_id)
    assert here in links_on(teller, Remittance, made.done.pk)
    assert here in links_on(teller, ChangeList, made.done.change_list_id)
    links = links_on(teller, Case, case.pk)
    assert address(Remittance, "change", made.done.pk) in links
    assert address(EmployerAccount, "change", made.unit.account_id) in links
    booked = set(Voucher.objects.filter(source_type="remittance", source_id=made.done.pk).values_list("pk", flat=True))
    assert listed(teller, links, Voucher) == booked


def test_a_case_still_paying_is_reached_from_its_instruction(made: Town, teller: Client) -> None:
    """付款没有下文的：付款指令 → 汇缴书 → 办件，办件指着那份汇缴书。"""
    case = Case.objects.get(object_type="remittance", object_id=made.paying.pk)
    assert address(Case, "change", case.pk) in links_on(teller, Remittance, made.paying.pk)


def test_the_particulars_of_a_unit_are_looked_up_and_lead_to_it(made: Town, teller: Client) -> None:
    """登记资料：按法定代表人、登记证号找得到，电话遮掩；和单位账户来回走得通。"""
    draft = ProfileDraft(legal_representative="欧阳示范", phone="13812345678", registration_no="DJ000123")
    record_profile(by=s.staff("teller"), employer_account_id=made.unit.account_id, draft=draft, at=s.NOON)
    profile = EmployerProfile.objects.get()
    for term in ("欧阳示范", "DJ000123", made.unit.account.number):
        assert listed(teller, {f"{address(EmployerProfile, 'changelist')}?q={term}"}, EmployerProfile) == {profile.pk}
    assert "13812345678" not in teller.get(address(EmployerProfile, "change", profile.pk)).content.decode()
    assert address(EmployerAccount, "change", made.unit.account_id) in links_on(teller, EmployerProfile, profile.pk)
    assert address(EmployerProfile, "change", profile.pk) in links_on(teller, EmployerAccount, made.unit.account_id)
