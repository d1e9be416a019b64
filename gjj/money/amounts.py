"""金额、利率与比例的造法和写法；float 一碰就报错。"""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal, InvalidOperation

FEN = Decimal("0.01")
ZERO = Decimal("0.00")


def _decimal(value: str | int | Decimal) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        raise TypeError(f"金额只能由文字、整数或 Decimal 造出，不能是 {type(value).__name__}")
    try:
        number = Decimal(value)
    except InvalidOperation as error:
        raise ValueError("不是一个数") from error
    if not number.is_finite():
        raise ValueError("不是一个有限的数")
    return number


def _exact(number: Decimal, places: Decimal) -> Decimal:
    try:
        return number.quantize(places)
    except InvalidOperation as error:
        raise ValueError("数太大，放不下") from error


def yuan(value: str | int | Decimal) -> Decimal:
    """金额，单位元，两位小数。float 抛 TypeError；多于两位小数抛 ValueError（不悄悄舍入）。"""
    number = _decimal(value)
    exact = _exact(number, FEN)
    if exact != number:
        raise ValueError(f"金额 {number} 多于两位小数，请先说明怎么取整")
    return exact


def rate(value: str | int | Decimal) -> Decimal:
    """利率或系数，最多七位小数（0.0260000 即 2.60%）。"""
    number = _decimal(value)
    exact = _exact(number, Decimal("0.0000001"))
    if exact != number:
        raise ValueError(f"利率 {number} 多于七位小数")
    return exact


def format_money(value: Decimal) -> str:
    """页面上的金额：1,052.00。"""
    return f"{value:,.2f}"


def money_json(value: Decimal) -> str:
    """接口里的金额："1052.00"。"""
    return f"{value:.2f}"


def percent_json(value: Decimal) -> str:
    """接口里的缴存比例，去掉多余的零："12"、"7.5"。"""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def rate_json(value: Decimal) -> str:
    """接口里的利率（百分数），至少两位小数："2.60"、"3.325"。"""
    whole, _, fraction = f"{value:f}".partition(".")
    return f"{whole}.{fraction.rstrip('0').ljust(2, '0')}"


def split(total: Decimal, weights: Sequence[Decimal | int]) -> list[Decimal]:
    """把一笔钱按权重分到分（最大余数法），各份之和必等于总额。

    权重为负、全为零或没有份时抛 ValueError。
    """
    shares = [_decimal(weight) for weight in weights]
    whole = sum(shares, Decimal(0))
    if not shares or whole <= 0 or min(shares) < 0:
        raise ValueError("权重不能为负，也不能全为零")
    sign = -1 if total < 0 else 1
    fen = int(yuan(abs(total)) * 100)
    exact = [share * fen / whole for share in shares]
    parts = [int(value.to_integral_value(ROUND_FLOOR)) for value in exact]
    order = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in order[: fen - sum(parts)]:
        parts[place] += 1
    result = [Decimal(sign * part).scaleb(-2).quantize(FEN) for part in parts]
    if sum(result, ZERO) != total:
        raise AssertionError("分出去的钱和总额不等")
    return result


def is_coded(text: str) -> bool:
    """写成了程序里的记数（1e4、1_000）：人不这样写金额、比例，当没写对，不替他猜。"""
    return any(one in text for one in "eE_")
