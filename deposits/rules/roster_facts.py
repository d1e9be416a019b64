"""判断名单要的事实，和判断的结果。"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from deposits.roster.model import FIELDS, RosterRow
from deposits.rules.contribution import Contribution
from deposits.rules.retirement import RetirementTerms
from deposits.rules.seal_reason import OTHER
from gjj.declarations.explanations import Explanation
from gjj.money.amounts import ZERO
from gjj.periods.month import Month

TYPES: Mapping[str, str] = {
    "open": "开户",
    "unseal": "启封",
    "seal": "封存",
    "base_adjust": "基数调整",
    "base_correct": "基数更正",
    "unchanged": "正常",
}
TYPE_WORDS: Mapping[str, str] = {
    "开户": "open", "设立": "open", "新增": "open", "新开户": "open", "账户设立": "open", "个人开户": "open", "增加": "open",
    "启封": "unseal", "解封": "unseal",
    "封存": "seal", "减少": "seal", "停缴": "seal",
    "基数调整": "base_adjust", "调基": "base_adjust", "调整基数": "base_adjust",
    "基数更正": "base_correct", "更正基数": "base_correct",
    "正常": "unchanged", "汇缴": "unchanged", "正常汇缴": "unchanged", "不变": "unchanged", "正常缴存": "unchanged",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AccountFact:
    """名单里某人已有的账户：姓名、状态 active/sealed、是不是在本单位、现在的基数和月缴存额（元）。"""

    name: str
    status: str
    is_here: bool
    base: Decimal
    employer_ratio: Decimal
    personal_ratio: Decimal
    amount: Decimal
    has_mobile: bool = True
    adjusted: int = 0
    """这个缴存年度在本单位调过几次基数。"""


@dataclass(frozen=True)
class RosterFacts:
    """判断一份名单要的事实：办理日、单位比例、上下限、取整方式、已有的账户、没有账户但登记过的姓名（按证件号）。"""

    on: date
    month: Month
    employer_ratio: Decimal
    personal_ratio: Decimal
    floor: Decimal
    cap: Decimal
    ratio_min: Decimal
    ratio_max: Decimal
    rounding: str
    unit_name: str
    columns: Mapping[str, str]
    youngest: int
    oldest: int
    retirement: Mapping[str, Sequence[RetirementTerms]]
    """性别（男、女）→ 各种岗位的退休年龄，早的在前。"""
    adjusts_a_year: int = 0
    """一名职工一个缴存年度能调几次基数，0 不限。"""
    accounts: Mapping[str, AccountFact] = field(default_factory=dict)
    known_names: Mapping[str, str] = field(default_factory=dict)
    seal_reason: str = OTHER
    """封存没有写原因的，按哪一种（编码）。"""
    lacks_type: bool = False
    """名单没有变更类型一列：类型照账户读。"""

    def column(self, name: str) -> str:
        """某列在用户的文件里叫什么。"""
        return self.columns.get(name, FIELDS[name])


@dataclass(frozen=True, slots=True)
class Mend:
    """可以采纳的改法：把 field 那一格改成 value；field 为空是删去这一行。label 是按钮上的话。"""

    field: str
    value: str
    label: str

    def as_json(self) -> dict[str, str]:
        """接口的写法。"""
        return {"field": self.field, "value": self.value, "label": self.label}


REMOVE = Mend("", "", "删去这一行")
"""删去这一行。"""


@dataclass(frozen=True, slots=True)
class CellError:
    """一格的错：编码、列、是什么错、依据、怎么改；field 是列的标准名，mend 是算得出来、点一下就能采纳的改法。"""

    code: str
    column: str
    message: str
    article: str | None = None
    fix: str | None = None
    same_as: int | None = None
    field: str = ""
    mend: Mend | None = None

    def as_json(self) -> dict[str, Any]:
        """接口的写法，空的不写。"""
        body: dict[str, Any] = {"code": self.code, "column": self.column, "message": self.message}
        told = ("article", self.article), ("fix", self.fix), ("same_as", self.same_as), ("field", self.field or None)
        for key, value in told:
            if value is not None:
                body[key] = value
        if self.mend is not None:
            body["mend"] = self.mend.as_json()
        return body


@dataclass(slots=True)
class CheckedRow:
    """判断过的一行：读出来的值、改过的地方、提醒、错误；没有错误时有月缴存额和推导。"""

    row: int
    type: str = ""
    name: str = ""
    id_no: str = ""
    mobile: str = ""
    base: Decimal | None = None
    employer_ratio: Decimal | None = None
    personal_ratio: Decimal | None = None
    employer_amount: Decimal = ZERO
    personal_amount: Decimal = ZERO
    before: Decimal = ZERO
    seal_reason: str = ""
    """封存原因的编码；不是封存的为空。"""
    reason_given: bool = False
    """原因是名单里写的，不是没有写、按参数的。"""
    derived: Callable[[], Contribution] | None = field(default=None, compare=False, repr=False)
    """月缴存额的推导，问到才写：十万行里只有几行会被人问。"""
    repairs: list[dict[str, str]] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)
    raw: RosterRow | None = None
    """这一行的原样：改一格之后要拿别的格再判断。"""

    @property
    def amount(self) -> Decimal:
        """月缴存额：单位部分加个人部分。"""
        return self.employer_amount + self.personal_amount

    @property
    def explanation(self) -> Explanation:
        """怎么算的；没有月缴存额的没有话。"""
        return self.derived().explanation if self.derived else Explanation()

    @property
    def is_valid(self) -> bool:
        """没有错误。"""
        return not self.errors
