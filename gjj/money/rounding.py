"""取整：只有这些有名字的方式，没有第二处舍入；同样的五种另写成 SQL，给成批算的语句用，两边一样由测试逐个对着算。"""

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


IN_SQL = """CASE {policy} WHEN 'yuan' THEN round({exact}) WHEN 'jiao' THEN round({exact}, 1) WHEN 'fen' THEN round({exact}, 2)
 WHEN 'yuan_up' THEN ceil(round({exact}, 2)) WHEN 'yuan_up_jiao' THEN ceil(floor({exact} * 10) / 10) END"""
"""和 round_amount 逐句相同；没有这种方式的是空（NULL），写不进账。"""


def rounded_in_sql(exact: str, policy: str) -> str:
    """round_amount 的 SQL 写法：两个式子（没取整的金额、取整方式），给一个取整了的式子，单位元；金额都不为负。"""
    return IN_SQL.format(exact=f"({exact})", policy=policy)
