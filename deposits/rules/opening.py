"""单位开户：一个资金品种一个账户，比例在范围里；设立之日起几日内办缴存登记，晚了的照办，说清晚了几天。"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from deposits.rules.adjust import article_against
from gjj.regulations.implements import implements


@dataclass(frozen=True)
class Refusal:
    """为什么不能开：依据哪一条；side 是哪一侧的比例，不是比例的事为空串。"""

    article: str
    side: str = ""


@implements("TL-14", "TL-18", "WH5-02")
def refusal_of_opening(
    ratios: Mapping[str, Decimal], low: Decimal, high: Decimal, *, has_account: bool
) -> Refusal | None:
    """单位能不能开户；能开为空。ratios 是哪一侧 → 比例（百分数），low、high 是范围。

    已有账户的不再开第二个（条例第十四条）；低于下限依条例第十八条、高于上限依指导意见第二条，先说写在前面的那一侧。
    """
    if has_account:
        return Refusal("TL-14")
    for side, ratio in ratios.items():
        article = article_against(ratio, low, high)
        if article:
            return Refusal(article, side)
    return None


@implements("TL-14")
def register_by(founded_on: date, within: int) -> date:
    """最迟哪天办缴存登记：新设立的单位自设立之日起 within 日内（条例第十四条），设立的次日起数。"""
    return founded_on + timedelta(days=within)


@implements("TL-14")
def days_late(founded_on: date, on: date, within: int) -> int:
    """``on`` 这天来办，比设立之日起 within 日晚了几天；没有晚是 0。晚了的照样登记，只是告诉他（条例第十四条）。"""
    return max(0, (on - register_by(founded_on, within)).days)
