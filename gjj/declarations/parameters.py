"""参数行：一个政策数值，从哪天到哪天、在哪个区域、依据什么。"""

from dataclasses import dataclass
from datetime import date

KINDS = ("money", "percent", "rate", "int", "choice", "bool", "time", "text")


@dataclass(frozen=True)
class ParameterRow:
    """参数的一行。``value`` 一律写成文字；``valid_to`` 是失效的第一天（不含）；``confidence`` 说明有多确定。

    ``guards`` 是安全参数：守着登录、口令、验证码、查看和导出的，改它要安全管理员批。
    """

    code: str
    label: str
    value: str
    kind: str
    valid_from: date
    valid_to: date | None = None
    area: str = "*"
    article: str | None = None
    note: str = ""
    confidence: str = "certain"
    guards: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"参数 {self.code} 的类型 {self.kind} 不认得")


@dataclass(frozen=True)
class Bound:
    """一个参数最小、最大是几（含），依据哪条；改到外面的不收。"""

    code: str
    least: str
    most: str
    article: str | None = None


@dataclass(frozen=True)
class Order:
    """两个参数的先后：``low`` 在哪一天都不能大过 ``high``。"""

    low: str
    high: str
