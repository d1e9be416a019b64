"""互斥的门：不看办件、看账册上有什么；各道门拦着哪两件事写在 ``deposits.items.EXCLUSIONS``。

付款在银行办理时不能再付、再托收、撤销同一份汇缴书（already_paying、still_paying），不是格子：那是这一份汇缴书自己走到哪一步，
不是两件事互斥；退回是另立的一件办件，才是格子。
"""

from deposits.errors import (
    agreement_exists,
    cannot_undo,
    later_adjustment_stands,
    later_month_stands,
    refund_while_paying,
)
from deposits.models import Adjustment, EmployerAccount, Remittance
from deposits.selectors.adjustments import adjusted_after, can_undo
from deposits.selectors.collection import agreement_of
from deposits.selectors.remittances import being_paid, later_standing
from gjj.catalog.ports import Gate
from gjj.declarations.errors import BizError


def adjusted_later(row: Remittance) -> BizError | None:
    """撤销汇缴书：从后面的月份起调过比例的不行。

    职工的月缴存额只存一份，已经是后面月份的：撤了再生成，这个月就会照后面月份的比例算。
    """
    found = adjusted_after(row.employer_account_id, row.month)
    if found is None:
        return None
    return later_adjustment_stands(row.number, row.month, found.number, found.effective_month)


def later_month(row: Remittance) -> BizError | None:
    """撤销汇缴书：后面的月份还有汇缴书的不行，从最后一个月撤起。"""
    later = later_standing(row)
    return None if later is None else later_month_stands(row.number, row.month, later.month)


def still_being_paid(row: Remittance) -> BizError | None:
    """退回到账不足的：还有一笔付款在银行办理的不行，退了又扣成就乱了。"""
    return refund_while_paying(row.number) if being_paid(row) else None


def used_already(row: Adjustment) -> BizError | None:
    """撤销比例调整：生效的月份有了汇缴书的、之后又调过的不行。"""
    return None if can_undo(row) else cannot_undo(row.number, row.effective_month)


def agreed_already(account: EmployerAccount) -> BizError | None:
    """签托收协议：已经有算数的不行。"""
    standing = agreement_of(account.pk)
    return None if standing is None else agreement_exists(standing.number)


GATES: dict[str, Gate] = {
    "later_month_stands": later_month,
    "refund_while_paying": still_being_paid,
    "later_adjustment_stands": adjusted_later,
    "cannot_undo": used_already,
    "agreement_exists": agreed_already,
}
"""拒绝的编码 → 门。"""
