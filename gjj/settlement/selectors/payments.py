"""查指令、到账、银行账户。"""

from collections.abc import Sequence

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from gjj.settlement.models import COLLECTION, OPEN, BankAccount, Instruction, Receipt
from gjj.work.waiting import Wait, wait_of

NOT_REACHED, NOT_ANSWERED = "银行没有连上", "银行没有应答"
"""送一条指令时，银行那边的缘故：过一会儿再送的原因这样开头；别的原因是我们自己没办成。"""


def center_account() -> BankAccount:
    """归集专户。"""
    return BankAccount.objects.get(code=COLLECTION)


def receipt_of(pk: int) -> Receipt | None:
    """一笔到账；没有为空。"""
    return Receipt.objects.filter(pk=pk).first()


def receipts_for(purpose: str, reference: str) -> Sequence[Receipt]:
    """某项业务收到的钱，按先后。"""
    return list(
        Receipt.objects.filter(purpose=purpose, reference=reference, status__in=("matched", "claimed")).order_by("id")
    )


def instructions_for(purpose: str, reference: str) -> Sequence[Instruction]:
    """某项业务的付款指令，按先后。"""
    return list(Instruction.objects.filter(purpose=purpose, reference=reference).order_by("id"))


def still_coming(purpose: str, reference: str) -> Sequence[Instruction]:
    """某项业务还在路上的付款，按先后：银行还没有结果的，和银行说扣了款、到账还没有记到业务的。这时再付就是两遍。"""
    return list(_coming(purpose, [reference]).order_by("id"))


def being_paid_of(purpose: str, references: Sequence[str]) -> set[str]:
    """这几项业务里，还有付款在路上的；没有业务的不问。"""
    return set(_coming(purpose, references).values_list("reference", flat=True)) if references else set()


def _coming(purpose: str, references: Sequence[str]) -> QuerySet[Instruction]:
    seen = Receipt.objects.filter(instruction=OuterRef("pk")).exclude(status="received")
    on_the_way = Q(status__in=OPEN) | Q(status="succeeded") & ~Exists(seen)
    return Instruction.objects.filter(on_the_way, purpose=purpose, reference__in=references)


def instruction_counts(purpose: str, references: Sequence[str]) -> dict[str, int]:
    """这几项业务各自有过几条付款指令；没有的不在里面。"""
    rows = Instruction.objects.filter(purpose=purpose, reference__in=references).order_by()
    return dict(rows.values_list("reference").annotate(count=Count("id")))


def send_key(instruction_id: int) -> str:
    """送一条指令的工作的键。"""
    return f"instruction:{instruction_id}"


def wait_to_send(instruction_id: int) -> Wait | None:
    """还没送到银行的一条在等什么；送到了的为空。"""
    return wait_of("settlement.send", send_key(instruction_id))


def is_bank_away(wait: Wait) -> bool:
    """还没送到，是银行连不上、不应答；我们自己没办成的不是。"""
    return wait.last_error.startswith((NOT_REACHED, NOT_ANSWERED))


def latest_instructions(purpose: str, references: Sequence[str]) -> dict[str, Instruction]:
    """这几项业务各自最近的一条付款指令；没有指令的不在里面，没有业务的不问。"""
    if not references:
        return {}
    rows = Instruction.objects.filter(purpose=purpose, reference__in=references)
    return {one.reference: one for one in rows.order_by("reference", "-id").distinct("reference")}
