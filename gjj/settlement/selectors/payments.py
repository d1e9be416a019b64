"""查指令、到账、银行账户。"""

from collections.abc import Sequence

from gjj.settlement.models import COLLECTION, BankAccount, Instruction, Receipt
from gjj.work.waiting import Wait, wait_of


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


def send_key(instruction_id: int) -> str:
    """送一条指令的工作的键。"""
    return f"instruction:{instruction_id}"


def wait_to_send(instruction_id: int) -> Wait | None:
    """还没送到银行的一条在等什么；送到了的为空。"""
    return wait_of("settlement.send", send_key(instruction_id))


def latest_instructions(purpose: str, references: Sequence[str]) -> dict[str, Instruction]:
    """这几项业务各自最近的一条付款指令；没有指令的不在里面，没有业务的不问。"""
    if not references:
        return {}
    rows = Instruction.objects.filter(purpose=purpose, reference__in=references)
    return {one.reference: one for one in rows.order_by("reference", "-id").distinct("reference")}
