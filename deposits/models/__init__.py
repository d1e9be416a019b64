"""归集的表：账户（accounts.py）、变更清册（change_lists.py）、调整书（adjustments.py）、汇缴书（remittances.py）、退款（refunds.py）、到账认领（claims.py）、清册修改（mending.py）、职工异议（flags.py）、托收（collection.py）、双人复核（reviews.py）、交接（handovers.py）、网上业务协议（online_terms.py）、柜面合同（contracts.py）、单位开户申请（openings.py）、单位资料与存下的筛选（unit_pages.py）。"""

from deposits.models.accounts import Account, EmployerAccount
from deposits.models.adjustments import Adjustment, AdjustmentLine
from deposits.models.change_lists import ChangeList, ChangeRow
from deposits.models.claims import Claim, ClaimUndo
from deposits.models.collection import CollectionAgreement, CollectionOrder
from deposits.models.contracts import CounterContract
from deposits.models.flags import FilingFlag
from deposits.models.handovers import HandOver
from deposits.models.mending import CellDraft, ChangeEdit, HeldFile
from deposits.models.online_terms import OnlineConsent
from deposits.models.openings import ApplicationPaper, UnitApplication
from deposits.models.refunds import Refund
from deposits.models.remittances import Remittance, RemittanceEvent, RemittanceLine
from deposits.models.reviews import Review, ReviewedAct, ReviewPeriod
from deposits.models.unit_pages import EmployerProfile, Payday, SavedFilter

__all__ = [
    "Account",
    "ApplicationPaper",
    "CellDraft",
    "HandOver",
    "HeldFile",
    "ChangeEdit",
    "Adjustment",
    "AdjustmentLine",
    "ChangeList",
    "ChangeRow",
    "Claim",
    "ClaimUndo",
    "CollectionAgreement",
    "CollectionOrder",
    "CounterContract",
    "EmployerAccount",
    "EmployerProfile",
    "OnlineConsent",
    "Payday",
    "FilingFlag",
    "Refund",
    "Remittance",
    "RemittanceEvent",
    "RemittanceLine",
    "Review",
    "ReviewPeriod",
    "ReviewedAct",
    "SavedFilter",
    "UnitApplication",
]
