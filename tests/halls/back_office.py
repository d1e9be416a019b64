"""后台的测试共用的：一座什么都有一件的小城、登记过的全部后台页、页面上的英文和号码怎么找。"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any

from django.contrib import admin
from django.test import Client
from django.urls import reverse

from deposits.models import ChangeList, EmployerAccount, Remittance
from deposits.selectors.online_terms import DIGEST as ONLINE_DIGEST
from deposits.services.pay_remittance import pay_remittance
from deposits.services.print_papers import print_remittance
from gjj.actors.actor import system_actor
from gjj.actors.roles import COUNTER
from gjj.approvals.models import Proposal
from gjj.backoffice.words import register_words
from gjj.catalog.models import Item
from gjj.documents.codes import spaced
from gjj.documents.models import Document, DocumentFile
from gjj.documents.services.archiving import file_of
from gjj.identity.devices import BROWSERS, SYSTEMS
from gjj.identity.models import Branch, Employer, Login, Person
from gjj.identity.terms import DIGEST
from gjj.ledger.models import Subaccount, Voucher
from gjj.ledger.services.hold import hold
from gjj.messaging.models import Delivery
from gjj.settlement.channels.bank_http import Notice
from gjj.settlement.models import Instruction, Receipt
from gjj.settlement.selectors.payments import center_account
from gjj.settlement.services.receipts import match_receipt, record_receipt
from gjj.work.jobs import finish, progress, start_job
from gjj.work.models import OutboxRow
from tests import situations as s
from tests.applicants import applied
from tests.closings import close, lift
from tests.sanctions import reverse as reverse_voucher
from tests.services.identity.members import member, signed_in
from tests.services.publications import notices

ROLES = sorted(COUNTER)
register_words("audit.channel", {"test": "测试"})
OURS = ("gjj.", "deposits", "loans", "withdrawals", "tickets", "portal")


@dataclass(frozen=True)
class Town:
    """小城里有名有姓的几件。"""

    unit: s.Unit
    done: Remittance
    short: Remittance
    paying: Remittance
    wrong_list: ChangeList
    unclaimed: Receipt
    dead: OutboxRow


def town() -> Town:
    """每样记录都至少有一件：入账的、到账不足的、付款没有下文的、认不出的、办不成的、冻结的、冲掉的。"""
    unit, workers = s.unit_with_workers(3)
    done = s.paid(s.remittance_of(unit))
    short_unit, _ = s.unit_with_workers(2)
    short = s.remittance_of(short_unit)
    match_receipt(s.money_arrives(short, short.amount - Decimal("0.01"), serial="900000000000001"), s.NOON)
    paying_unit, _ = s.unit_with_workers(2, area="county")
    paying = s.remittance_of(paying_unit)
    pay_remittance(by=paying_unit.agent, remittance_id=paying.pk, at=s.NOON)
    Instruction.objects.update(status="unknown", reason="没有听到银行的回音，正在查证")
    _printed(unit, done)
    wrong_unit = s.unit()
    wrong = s.filed(wrong_unit, [("开户", "王错", "419901199003070010", "13800000000", 8000, "8%", "8%", "")])
    _money_moves(unit)
    Branch.objects.get_or_create(code="01", defaults={"name": "城区管理部"})
    _closed()
    notices.withdrawn(notices.published(title="写错了的"))
    notices.published(is_top=True)
    applied()
    short.refresh_from_db()
    paying.refresh_from_db()
    return Town(unit, done, short, paying, s.list_of(wrong), _unclaimed(), _dead(done))


def _printed(unit: s.Unit, row: Remittance) -> None:
    """出具过的单证：一份有归档的文件，一份后来更正了。"""
    first = print_remittance(by=unit.agent, remittance_id=row.pk, kind="deposit_receipt", at=s.NOON)
    file_of(first, base_url="https://hall.example/", at=s.NOON)
    s.paid(row, Decimal("1.00"))
    print_remittance(by=unit.agent, remittance_id=row.pk, kind="deposit_receipt", at=s.NOON + timedelta(hours=1))


def _closed() -> None:
    """暂停着的一格，和恢复了的一个渠道。"""
    admin_ = s.staff("system_admin")
    close(by=admin_, at=s.NOON, item="deposits.upload", channel="wechat", reason="线路检修")
    lift(by=admin_, closure_id=close(by=admin_, at=s.NOON, channel="weibo", reason="系统升级"), at=s.NOON)


def _money_moves(unit: s.Unit) -> None:
    account = Subaccount.objects.filter(current_year__gt=100).order_by("id").first()
    assert account is not None
    hold(
        by=system_actor(),
        subaccount_id=account.pk,
        amount=Decimal("10.00"),
        reason="提取审核中",
        key="hold:1",
        at=s.NOON,
    )
    other = s.month_done(*_one_month())
    booked = Voucher.objects.get(pk=other.voucher_id)
    reverse_voucher(by=system_actor(), voucher_id=booked.pk, reason="记错了单位", at=s.NOON)


def _one_month() -> tuple[Any, ...]:
    unit = s.unit()
    return unit, [s.line("开户", s.worker())], s.NOVEMBER


def _unclaimed() -> Receipt:
    """一笔没写缴款识别码的钱。"""
    notice = Notice(
        seq=999_999, bank_serial="900000000000002", account=center_account().number, amount=Decimal("12345.67"),
        payer_name="不知名有限公司", payer_account="6222000011112222", remark="货款", payment_id="", booked_at=s.NOON,
    )  # fmt: skip
    record_receipt(notice=notice, at=s.NOON)
    receipt = Receipt.objects.get(bank_serial="900000000000002")
    match_receipt(receipt.pk, s.NOON)
    receipt.refresh_from_db()
    return receipt


def _dead(about: Remittance) -> OutboxRow:
    """一件办不成的后台工作，和一件办完的任务。"""
    job = start_job(by=system_actor(), kind="deposits.stage", title="读取2026年11月变更清册", total=9000, at=s.NOON)
    progress(job, 9000, 3)
    finish(job, {"change_list": about.change_list_id}, s.NOON + timedelta(minutes=1))
    return OutboxRow.objects.create(
        task="deposits.allocate", key="remittance:dead", payload={"remittance_id": about.pk}, status="dead", attempts=12,
        created_at=s.NOON, last_error="OperationalError",
    )  # fmt: skip


def browser(role: str) -> Client:
    """这个柜面身份的浏览器。"""
    return signed_in(member(role, "all"))


def ours() -> Iterator[tuple[Any, Any]]:
    """我们登记的全部后台页：（模型, 后台页）。"""
    for model, page in admin.site._registry.items():
        if model._meta.app_config.name.startswith(OURS):
            yield model, page


def foreign() -> Iterator[tuple[Any, Any]]:
    """框架和别的库登记的。"""
    known = {model for model, _ in ours()}
    return ((model, page) for model, page in admin.site._registry.items() if model not in known)


def address(model: Any, what: str, *args: Any) -> str:
    """后台页的地址：changelist、change、add、delete、history。"""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{what}", args=args)


SPOKEN = re.compile(r'(?:alt|title|placeholder|aria-label|data-label|content)="([^"]*)"')
UNSEEN = re.compile(r"<(script|style|svg)\b.*?</\1>|<[^>]*>", re.DOTALL)
WORD = re.compile(r"(?<![0-9A-Za-z*_/:.-])[A-Za-z][A-Za-z_]+(?:\.[a-z_]+)*")
DEVICES = set(re.findall("[A-Za-z]+", " ".join(said for _, said in (*BROWSERS, *SYSTEMS))))
"""设备和浏览器自己的名字。"""
FINE = {
    "GB",
    "PDF",
    "JPG",
    "PNG",
    "MB",
    "KB",
    "xlsx",
    "csv",
    "width",
    "initial",
    "scale",
    "device",
    "NONE",
    "NOARCHIVE",
    "TK",
    "TS",
    *DEVICES,
}
"""法规编号里的 GB、退款号和协议号开头的 TK、TS、文件的格式、后缀、大小，和网页自己的声明。"""


def words_seen(page: str) -> str:
    """页面上看得见、读屏听得到的字。"""
    spoken = " ".join(SPOKEN.findall(page))
    return unescape(UNSEEN.sub(" ", page) + " " + spoken)


def english_in(page: str) -> set[str]:
    """页面上的英文单词；用户名、拼音、指令编号这些业务自己的号码不算。"""
    said = words_seen(page)
    if not _foreign_words(said):
        return set()
    for name in _own_names():
        said = said.replace(name, " ")
    return _foreign_words(said)


def _foreign_words(said: str) -> set[str]:
    return {found for found in WORD.findall(said) if found not in FINE}


def _own_names() -> list[str]:
    names = [*Login.objects.values_list("username", flat=True), DIGEST, ONLINE_DIGEST]
    for person in Person.objects.all():
        names += [person.name_pinyin, person.name]
    names += [f"GJJ{pk:012d}" for pk in Instruction.objects.values_list("pk", flat=True)]
    names += [one.number for one in Proposal.objects.all()]
    names += Receipt.objects.values_list("bank_serial", flat=True)
    names += [str(one) for one in Delivery.objects.values_list("number", flat=True)]
    names += [spaced(code) for code in Document.objects.values_list("code", flat=True)]
    names += DocumentFile.objects.values_list("sha256", flat=True)
    names += Item.objects.values_list("number", flat=True)
    names += Employer.objects.values_list("name_pinyin", flat=True)
    return sorted((name for name in names if name), key=len, reverse=True)


def secrets() -> set[str]:
    """一个字也不能完整露出来的：证件号、手机号、账号、口令散列。"""
    hidden: set[str] = set()
    for person in Person.objects.all():
        hidden |= {person.id_no, person.mobile or ""}
    hidden |= {one.bank_account for one in EmployerAccount.objects.all()}
    hidden |= {one.payer_account for one in Receipt.objects.all() if len(one.payer_account) > 8}
    hidden |= {one.payer_account for one in Instruction.objects.all()}
    hidden |= set(Login.objects.values_list("password", flat=True))
    return {one for one in hidden if one}
