"""单位开户：一个资金品种一个账户，比例在范围里。"""

from collections.abc import Mapping
from dataclasses import dataclass
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
