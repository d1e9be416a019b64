"""取整：只有这些有名字的方式，没有第二处舍入。"""

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

YUAN, JIAO, FEN = Decimal(1), Decimal("0.1"), Decimal("0.01")

ROUNDING_POLICIES: dict[str, str] = {
    "yuan": "四舍五入到元",
    "jiao": "四舍五入到角",
    "fen": "四舍五入到分",
    "yuan_up": "见分进元",
    "yuan_up_jiao": "见角进元",
}


def to_fen(value: Decimal) -> Decimal:
    """四舍五入到分，单位元。"""
    return value.quantize(FEN, ROUND_HALF_UP)


def round_amount(value: Decimal, policy: str) -> Decimal:
    """按有名字的方式取整，结果单位元、两位小数；没有这种方式抛 KeyError。

    「见分进元」有分就进到元；「见角进元」先舍去分，有角才进到元。
    """
    match policy:
        case "yuan":
            rounded = value.quantize(YUAN, ROUND_HALF_UP)
        case "jiao":
            rounded = value.quantize(JIAO, ROUND_HALF_UP)
        case "fen":
            rounded = to_fen(value)
        case "yuan_up":
            rounded = to_fen(value).quantize(YUAN, ROUND_CEILING)
        case "yuan_up_jiao":
            rounded = (value * 10).to_integral_value("ROUND_FLOOR").scaleb(-1).quantize(YUAN, ROUND_CEILING)
        case _:
            raise KeyError(f"没有「{policy}」这种取整方式")
    return rounded.quantize(FEN)
