"""归集的表单：只看形状，不看对错。各件业务的在 filling.py，单位登记表在 opening.py；别处从这里引用。"""

from deposits.forms.filling import (
    AMOUNT_WORDS,
    RATIO_WORDS,
    REFUND_WORDS,
    AgreementForm,
    AnswerForm,
    FlagForm,
    MakeUpForm,
    MendedFileForm,
    OtherAmountForm,
    PayForm,
    RatioForm,
    RefundForm,
    RosterForm,
)

__all__ = [
    "AMOUNT_WORDS",
    "RATIO_WORDS",
    "REFUND_WORDS",
    "AgreementForm",
    "AnswerForm",
    "FlagForm",
    "MakeUpForm",
    "MendedFileForm",
    "OtherAmountForm",
    "PayForm",
    "RatioForm",
    "RefundForm",
    "RosterForm",
]
