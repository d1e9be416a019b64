"""接口文档里的样子，只用来生成文档，不参与计算：单位（unit）、清册（lists）、汇缴书一类的凭据（books）、本人的（own）、一页（pages）。"""

from deposits.api.shapes.books import (
    AdjustmentOutput,
    MakeUpOutput,
    MakeUpPersonOutput,
    MakeUpPreviewOutput,
    RatioPreviewOutput,
    RefundOutput,
    RemittanceOutput,
    RemittancePersonOutput,
    SeveralOutput,
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
from deposits.api.shapes.own import AccountOutput, FilingAmounts, FilingOutput, FlagOutput, MovementOutput
from deposits.api.shapes.pages import page_of
from deposits.api.shapes.unit import EmployeeOutput, LedgerLineOutput, RatiosOutput, UnitOutput

__all__ = [
    "AccountOutput",
    "AdjustmentOutput",
    "ChangeListBrief",
    "ChangeListOutput",
    "ChangeRowOutput",
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
    "RatioPreviewOutput",
    "RatiosOutput",
    "RefundOutput",
    "RemittanceOutput",
    "RemittancePersonOutput",
    "SeveralOutput",
    "SuspenseOutput",
    "UnitOutput",
    "page_of",
]
