"""后台的每一种活：小小地交办一件，说得出它给每个人、每份单证办了几次。0 是还没有，1 正好，再多就是重了。"""

import io
from collections.abc import Callable
from decimal import Decimal

import httpx
import openpyxl
import pytest
from django.conf import settings

from deposits.messages import (
    ALLOCATED_TO_PERSON,
    ALLOCATION_REVERSED,
    RATIO_ADJUSTED,
    RECEIPT_REVERSED,
    REVERSED_TO_PERSON,
    TOLD,
)
from deposits.models import Account, ChangeList, ChangeRow, CollectionAgreement, Remittance
from deposits.services.adjust_ratio import adjust_ratio
from deposits.services.annotate_list import annotated_workbook
from deposits.services.bind_register import print_register
from deposits.services.collect import collect_monthly
from deposits.services.collection_agreement import end_agreement, sign_agreement
from deposits.services.confirm_big_list import ask_to_confirm
from deposits.services.mend_big import ask_to_adopt
from deposits.services.pay_remittance import pay_remittance
from deposits.services.print_papers import print_remittance
from deposits.services.replace_big_file import ask_to_replace
from deposits.services.several_big import ask_to_create
from gjj.audit.models import AuditEntry
from gjj.crypto.blind import blind_index
from gjj.documents.models import Document, DocumentFile
from gjj.documents.services.archiving import queue_long
from gjj.identity.services import codes
from gjj.identity.services.passwords import ask_reset_code
from gjj.ledger.models import Movement, Voucher
from gjj.messaging.models import Delivery, Message
from gjj.settlement.services.receipts import match_receipt
from gjj.work.models import OutboxRow
from gjj.work.relay import run
from tests import situations as s
from tests.sanctions import reverse
from tests.services.deposits.test_mend_big import LOW, unlisted
from tests.services.deposits.test_several_big import MONTHS, behind
from tests.services.identity.members import member, ticket_for

Times = Callable[[], list[int]]
URL = "https://hall.example/"
REGISTER = "remittance_register"


def _small(*modules: str) -> pytest.MonkeyPatch:
    """两个人也算人多：排队。用完 undo。"""
    patch = pytest.MonkeyPatch()
    for module in modules:
        patch.setattr(f"deposits.services.{module}.INLINE_ROWS", 1)
    return patch


def _due() -> tuple[s.Unit, Remittance]:
    unit, _ = s.unit_with_workers(2)
    return unit, s.remittance_of(unit)


def _booked(row: Remittance) -> Times:
    """清册上每个人这个月记了几笔。"""
    lines = list(row.lines.values_list("subaccount_id", flat=True))  # type: ignore[attr-defined]
    return lambda: [Movement.objects.filter(subaccount_id=one, month=row.month).count() for one in lines]


def send() -> Times:
    unit, row = _due()
    pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    return _booked(row)


def match() -> Times:
    _, row = _due()
    s.money_arrives(row)
    return _booked(row)


def allocate() -> Times:
    _, row = _due()
    match_receipt(s.money_arrives(row), s.NOON)
    return _booked(row)


def _told(people: list[int], code: str) -> Times:
    """每个人收到几条这样的消息。"""
    return lambda: [Message.objects.filter(person_id=one, code=code).count() for one in people]


def _people(unit: s.Unit) -> list[int]:
    return list(Account.objects.filter(employer_account=unit.account).values_list("person_id", flat=True))


def tell_allocated() -> Times:
    unit, row = _due()
    s.paid(row)
    return _told(_people(unit), ALLOCATED_TO_PERSON)


def tell_reversed() -> Times:
    unit, row = _due()
    s.paid(row)
    for voucher in Voucher.objects.filter(kind__in=("allocation", "receipt"), source_id=row.pk).order_by("-id"):
        reverse(by=s.staff("accountant"), voucher_id=voucher.pk, reason="记错了", at=s.NOON)
    people = _told(_people(unit), REVERSED_TO_PERSON)
    told = (ALLOCATION_REVERSED, RECEIPT_REVERSED)
    return lambda: people() + [Message.objects.filter(about_id=row.pk, code=one).count() for one in told]


def tell_changes() -> Times:
    unit, _ = s.unit_with_workers(2)
    return _told(_people(unit), TOLD["open"])


def tell_ratio() -> Times:
    unit, _ = s.unit_with_workers(2)
    adjust_ratio(by=unit.agent, employer_ratio=Decimal(10), personal_ratio=Decimal(10), at=s.NOON)
    return _told(_people(unit), RATIO_ADJUSTED)


def _texted(mobile: str, number: str = "") -> Times:
    """网关往这个号码投了几条（给了编号就只数那一条）。"""

    def times() -> list[int]:
        found = httpx.get(f"{settings.GJJ_SMS_URL}/v1/messages", params={"to": mobile}, timeout=5).json()["messages"]
        return [sum(1 for one in found if number in ("", one["id"]))]

    return times


def deliver() -> Times:
    one = member()
    message = s.told(person_id=one.person_id)
    return _texted(one.mobile, str(Delivery.objects.get(message_id=message).number))


def deliver_now() -> Times:
    one = member()
    ticket_for(one)
    return _texted(one.mobile)


def send_reset_code() -> Times:
    one = member()
    ask_reset_code(username=one.username, ip="10.0.0.1", session_key=one.username, device_hash="", at=s.NOON)
    return _texted(one.mobile)


def text_number() -> Times:
    mobile = s.worker().mobile
    at = {"ip": "10.0.0.1", "session_hash": "", "at": s.NOON}
    codes.send_to_number(purpose=codes.SIGN_UP, mobile=mobile, **at)
    return _texted(mobile)


def typeset() -> Times:
    unit, row = _due()
    paper = print_remittance(by=unit.agent, remittance_id=row.pk, kind=REGISTER, at=s.NOON)
    queue_long(paper, base_url=URL, at=s.NOON)
    return lambda: [DocumentFile.objects.filter(document_id=paper.pk).count()]


def bind_volume() -> Times:
    unit, row = _due()
    print_register(by=unit.agent, remittance_id=row.pk, base_url=URL, at=s.NOON)
    papers = Document.objects.filter(kind=REGISTER, subject_id=row.pk)
    return lambda: [DocumentFile.objects.filter(document_id=one.pk).count() for one in papers.all()]


def _rows(head: ChangeList, people: list[s.Worker]) -> Times:
    """清册上每个人有几行。"""
    found = [blind_index("id_no", one.id_no) for one in people]
    return lambda: [ChangeRow.objects.filter(change_list=head, id_no_index=one).count() for one in found]


def stage_change_list() -> Times:
    unit, people = s.unit(), [s.worker() for _ in range(2)]
    patch = _small("file_list")
    head = s.list_of(s.filed(unit, [s.line("开户", one) for one in people]))
    patch.undo()
    return _rows(head, people)


def confirm_change_list() -> Times:
    unit, people = s.unit(), [s.worker() for _ in range(2)]
    head = s.list_of(s.filed(unit, [s.line("开户", one) for one in people]))
    patch = _small("confirm_big_list")
    ask_to_confirm(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    patch.undo()
    found = [blind_index("id_no", one.id_no) for one in people]
    return lambda: [Account.objects.filter(person__id_no_index=one).count() for one in found]


def replace_file() -> Times:
    unit, people = s.unit(), [s.worker() for _ in range(2)]
    head = s.list_of(s.filed(unit, [s.line("开户", one) for one in people]))
    book = openpyxl.load_workbook(io.BytesIO(annotated_workbook(by=unit.agent, change_list_id=head.pk, at=s.NOON).data))
    (cell,) = (one for row in book[head.sheet].iter_rows() for one in row if one.value == people[1].name)
    cell.value = "改过名"
    buffer = io.BytesIO()
    book.save(buffer)
    patch = _small("replace_big_file")
    ask_to_replace(by=unit.agent, change_list_id=head.pk, data=buffer.getvalue(), filename="改好.xlsx", at=s.NOON)
    patch.undo()
    changed = ChangeRow.objects.filter(change_list=head, name="改过名")
    return lambda: [changed.count(), ChangeList.objects.get(pk=head.pk).version]


def mend_rows() -> Times:
    unit, head = unlisted(2)
    low = Account.objects.filter(employer_account=unit.account, base="2000.00").select_related("person")
    for one in low:  # 账查得过：金额、推导跟着基数
        terms = {**one.terms, "base": "2000.00"}
        low.filter(pk=one.pk).update(employer_amount="160.00", personal_amount="160.00", terms=terms)
    patch = _small("mend_big")
    ask_to_adopt(by=unit.agent, change_list_id=head.pk, code=LOW, at=s.NOON)
    patch.undo()
    found = [one.person.id_no_index for one in low]
    rows = ChangeRow.objects.filter(change_list=head, type="base_adjust")
    return lambda: [rows.filter(id_no_index=one).count() for one in found]


def create_several() -> Times:
    unit, _ = behind()
    patch = _small("several_big", "file_list")
    ask_to_create(by=unit.agent, months=MONTHS, at=s.NOON, same_as_last_month=True)
    patch.undo()
    made = Remittance.objects.filter(employer_account=unit.account)
    return lambda: [made.filter(month=one).count() for one in MONTHS]


def sign() -> Times:
    unit, _ = s.unit_with_workers(1)
    row = sign_agreement(by=unit.agent, day=24, accepted=True, at=s.NOON)
    answered = AuditEntry.objects.filter(action="deposits.agreement_answered", object_id=str(row.pk))
    active = CollectionAgreement.objects.filter(pk=row.pk, status="active")
    return lambda: [answered.count(), active.count()]


def _signed(unit: s.Unit) -> CollectionAgreement:
    row = sign_agreement(by=unit.agent, day=24, accepted=True, at=s.NOON)
    run(OutboxRow.objects.filter(task="deposits.sign_agreement").latest("id").pk, s.NOON)
    return row


def end() -> Times:
    unit, _ = s.unit_with_workers(1)
    row = _signed(unit)
    end_agreement(by=unit.agent, at=s.NOON)
    known = {"id": row.number, "account": "1", "name": unit.name}
    bank = f"{settings.GJJ_BANK_URL}/v1/mandates"
    return lambda: [int(httpx.post(bank, json=known, timeout=5).json()["status"] == "ended")]


def collect() -> Times:
    unit, _ = s.unit_with_workers(2)
    _signed(unit)
    row = s.remittance_of(unit)
    collect_monthly(s.NOON)
    return _booked(row)


ERRANDS: dict[str, Callable[[], Times]] = {
    "settlement.send": send,
    "settlement.match": match,
    "deposits.allocate": allocate,
    "deposits.tell_allocated": tell_allocated,
    "deposits.tell_reversed": tell_reversed,
    "deposits.tell_changes": tell_changes,
    "deposits.tell_ratio": tell_ratio,
    "messaging.deliver": deliver,
    "messaging.deliver_now": deliver_now,
    "identity.send_reset_code": send_reset_code,
    "messaging.text_number": text_number,
    "documents.typeset": typeset,
    "deposits.bind_volume": bind_volume,
    "deposits.stage_change_list": stage_change_list,
    "deposits.confirm_change_list": confirm_change_list,
    "deposits.replace_file": replace_file,
    "deposits.mend_rows": mend_rows,
    "deposits.create_several": create_several,
    "deposits.sign_agreement": sign,
    "deposits.end_agreement": end,
    "deposits.collect": collect,
}
"""任务名 → 交办一件。发件箱认得的任务都在这里，少一种测试就不过。"""


def unlike_once(times: dict[str, Times]) -> dict[str, list[int]]:
    """没有办、办重了的几种：任务 → 各办了几次。"""
    found = {task: one() for task, one in times.items()}
    return {task: numbers for task, numbers in found.items() if set(numbers) != {1}}


def lost(times: dict[str, Times]) -> int:
    """数：丢了几件。"""
    return sum(numbers.count(0) for numbers in unlike_once(times).values())


def doubled(times: dict[str, Times]) -> int:
    """数：多办了几次。"""
    return sum(number - 1 for numbers in unlike_once(times).values() for number in numbers if number > 1)
