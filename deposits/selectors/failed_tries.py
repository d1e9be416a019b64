"""还没付清的汇缴书、补缴书，上一次付款、托收没有扣成的：为什么、怎么办、哪天自动再扣。首页、几个月一起办、补缴、汇缴书都从这里取。"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from deposits.models import EmployerAccount, Remittance, RemittanceEvent
from deposits.rules.collection import advice
from deposits.selectors.coming_collection import again_of
from deposits.selectors.remittances import PURPOSE
from gjj.settlement.models import Instruction
from gjj.settlement.selectors.payments import latest_instructions

NO_REASON = "银行没有说原因"
NOT_TAKEN = "没有扣款："
"""没有扣成的那一条经过这样开头。"""


@dataclass(frozen=True)
class FailedTry:
    """一份没有扣成的上一次：哪一份、哪一条指令、怎么办、哪天自动再扣（again，没有为空）。"""

    book: Remittance
    instruction: Instruction
    again: str

    @property
    def is_collected(self) -> bool:
        """是托收，不是在线付款。"""
        return bool(self.instruction.mandate)

    @property
    def word(self) -> str:
        """什么没有扣成。"""
        return "托收没有扣成" if self.is_collected else "付款没有扣成"

    @property
    def reason(self) -> str:
        """银行说的原因。"""
        return self.instruction.reason or NO_REASON

    @property
    def advice(self) -> str:
        """怎么办，哪天自动再扣。"""
        return advice(self.instruction.reason, is_collected=self.is_collected) + self.again


def failed_tries(account: EmployerAccount, books: Iterable[Remittance], today: date) -> list[FailedTry]:
    """这些里等着付款、上一次没有扣成的，照给的先后；没扣成以后钱又有进出的不再提，照现在的状态说。"""
    waiting = {row.pk: row for row in books if row.status in ("awaiting_funds", "mismatch")}
    latest = latest_instructions(PURPOSE, [str(pk) for pk in waiting])
    failed = {int(reference): one for reference, one in latest.items() if one.status == "failed"}
    if not failed:
        return []
    found = {pk: failed[pk] for pk in _still_last(failed)}
    again = again_of(account, (waiting[pk] for pk in found), today)
    return [FailedTry(row, found[pk], again.get(pk, "")) for pk, row in waiting.items() if pk in found]


def _still_last(books: Iterable[int]) -> list[int]:
    """经过里最后一条就是没有扣款的。"""
    rows = RemittanceEvent.objects.filter(remittance_id__in=list(books)).order_by("remittance_id", "-id")
    last = rows.distinct("remittance_id").values_list("remittance_id", "note")
    return [pk for pk, note in last if note.startswith(NOT_TAKEN)]
