"""接口文档里的样子，只用来生成文档，不参与计算：单位（unit）、清册（lists）、汇缴书一类的凭据（books）、本人的（own）、单位开户申请（openings）、复核单（reviews）、一页（pages）。"""

from deposits.api.shapes.books import (
    AdjustmentOutput,
    MakeUpOutput,
    MakeUpPersonOutput,
    MakeUpPreviewOutput,
    PaidTogetherOutput,
    RatioPreviewOutput,
    RefundOutput,
    RemittanceOutput,
    RemittancePersonOutput,
    SeveralOutput,
    SeveralPreviewOutput,
    SuspenseOutput,
)
from deposits.api.shapes.lists import (
    ChangeListBrief,
    ChangeListOutput,
    ChangeRowOutput,
    ConfirmOutput,
    LastJobOutput,
    MendedChanges,
    MendedOutput,
    MendedRowsOutput,
)
from deposits.api.shapes.openings import UnitApplicationOutput
from deposits.api.shapes.own import (
    AccountOutput,
    FilingAmounts,
    FilingOutput,
    FlagOutput,
    MovementOutput,
    UnitFlagOutput,
)
from deposits.api.shapes.pages import page_of
from deposits.api.shapes.reviews import ReviewOutput
from deposits.api.shapes.unit import (
    AgreementOutput,
    CollectionOutput,
    EmployeeOutput,
    LedgerLineOutput,
    RatiosOutput,
    UnitOutput,
)

__all__ = [
    "AccountOutput",
    "AdjustmentOutput",
    "AgreementOutput",
    "ChangeListBrief",
    "ChangeListOutput",
    "ChangeRowOutput",
    "CollectionOutput",
    "ConfirmOutput",
    "EmployeeOutput",
    "FilingAmounts",
    "FilingOutput",
    "FlagOutput",
    "LastJobOutput",
    "LedgerLineOutput",
    "MakeUpOutput",
    "MakeUpPersonOutput",
    "MakeUpPreviewOutput",
    "MendedChanges",
    "MendedOutput",
    "MendedRowsOutput",
    "MovementOutput",
    "PaidTogetherOutput",
    "RatioPreviewOutput",
    "RatiosOutput",
    "RefundOutput",
    "RemittanceOutput",
    "RemittancePersonOutput",
    "ReviewOutput",
    "SeveralOutput",
    "SeveralPreviewOutput",
    "SuspenseOutput",
    "UnitApplicationOutput",
    "UnitFlagOutput",
    "UnitOutput",
    "page_of",
]
