"""确认清册时留下没生效的行：这些变化本月没有算进来，首页、清册、汇缴书都要说，说怎么办。"""

from dataclasses import dataclass

from deposits.models import ChangeList, Remittance
from deposits.selectors.remittances import standing_remittances


@dataclass(frozen=True)
class LeftOut:
    """一份确认了的清册里没生效的行，和那个月算数的汇缴书。"""

    head: ChangeList
    remittance: Remittance | None

    @property
    def rows(self) -> int:
        """几行没有生效。"""
        return self.head.left_out

    @property
    def can_mend(self) -> bool:
        """汇缴书没生成（或者撤销了）：能接着改、再确认。"""
        return self.remittance is None

    @property
    def can_cancel(self) -> bool:
        """汇缴书没付款：先撤销，就能接着改。"""
        return self.remittance is not None and self.remittance.status == "awaiting_funds"


def left_out_of(head: ChangeList | None, remittance: Remittance | None) -> LeftOut | None:
    """一份清册没生效的行；没有的为空。"""
    return LeftOut(head, remittance) if head is not None and head.left_out else None


def last_left_out(employer_account_id: int) -> LeftOut | None:
    """单位最近确认的那份清册里没生效的行；没有的为空。"""
    lists = ChangeList.objects.filter(employer_account_id=employer_account_id, status="confirmed").defer("content")
    head = lists.order_by("-month").first()
    if head is None or not head.left_out:
        return None
    return LeftOut(head, standing_remittances(employer_account_id).filter(month=head.month).first())
