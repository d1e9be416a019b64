"""互斥的门：不看办件、看账册上有什么；各道门拦着哪两件事写在 ``deposits.items.EXCLUSIONS``。"""

from deposits.errors import agreement_exists, cannot_undo, later_adjustment_stands
from deposits.models import Adjustment, EmployerAccount, Remittance
from deposits.selectors.adjustments import adjusted_after, can_undo
from deposits.selectors.collection import agreement_of
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


def used_already(row: Adjustment) -> BizError | None:
    """撤销比例调整：生效的月份有了汇缴书的、之后又调过的不行。"""
    return None if can_undo(row) else cannot_undo(row.number, row.effective_month)


def agreed_already(account: EmployerAccount) -> BizError | None:
    """签托收协议：已经有算数的不行。"""
    standing = agreement_of(account.pk)
    return None if standing is None else agreement_exists(standing.number)


GATES: dict[str, Gate] = {
    "later_adjustment_stands": adjusted_later,
    "cannot_undo": used_already,
    "agreement_exists": agreed_already,
}
"""拒绝的编码 → 门。"""
