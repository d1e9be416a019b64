"""归集的表：单位账户与个人账户（accounts.py）、变更清册（change_lists.py）、汇缴书（remittances.py）。"""

from deposits.models.accounts import Account, EmployerAccount
from deposits.models.change_lists import ChangeList, ChangeRow
from deposits.models.remittances import Remittance, RemittanceEvent, RemittanceLine

__all__ = ["Account", "ChangeList", "ChangeRow", "EmployerAccount", "Remittance", "RemittanceEvent", "RemittanceLine"]
