"""金额：只有 Decimal，不悄悄舍入，写法固定，分出去的和总额一分不差。"""

from decimal import Decimal

import pytest

from gjj.money.amounts import ZERO, format_money, money_json, percent_json, rate, rate_json, split, yuan


@pytest.mark.parametrize(
    ("given", "amount"),
    [("1052", "1052.00"), ("0.1", "0.10"), (7, "7.00"), (Decimal("-3.50"), "-3.50"), (" 12.34 ", "12.34")],
)
def test_an_amount_is_made_with_two_decimals(given: str | int | Decimal, amount: str) -> None:
    """金额由文字、整数或 Decimal 造出，一律两位小数。"""
    assert str(yuan(given)) == amount


@pytest.mark.parametrize("given", [1.0, 0.1, True, None, b"1"])
def test_a_float_never_becomes_an_amount(given: object) -> None:
    """float（和布尔、空、字节）一碰就报错，不会变成金额。"""
    with pytest.raises(TypeError, match="金额只能由"):
        yuan(given)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        rate(given)  # type: ignore[arg-type]


@pytest.mark.parametrize("given", ["1.005", Decimal("0.001"), "8765.431"])
def test_more_than_two_decimals_is_refused_not_rounded(given: str | Decimal) -> None:
    """多于两位小数不悄悄舍入，报错。"""
    with pytest.raises(ValueError, match="多于两位小数"):
        yuan(given)


@pytest.mark.parametrize("given", ["", "一百", "NaN", "Infinity", "1,052.00", "1e40"])
def test_what_is_not_an_amount_is_refused(given: str) -> None:
    """不是数、不是有限的数、大得放不下的数，都报 ValueError。"""
    with pytest.raises(ValueError):
        yuan(given)


def test_a_rate_keeps_seven_decimals_and_refuses_an_eighth() -> None:
    """利率七位小数，第八位就报错。"""
    assert str(rate("0.026")) == "0.0260000"
    assert rate("0.0307512") == Decimal("0.0307512")
    with pytest.raises(ValueError, match="多于七位小数"):
        rate("0.02600001")
    with pytest.raises(ValueError):
        rate("1e40")


def test_a_page_shows_thousands_and_the_api_does_not() -> None:
    """页面写千分位，接口不写；都是两位小数。"""
    assert format_money(Decimal("1234567.8")) == "1,234,567.80"
    assert format_money(Decimal("-1052")) == "-1,052.00"
    assert money_json(Decimal("1234567.8")) == "1234567.80"
    assert money_json(ZERO) == "0.00"


@pytest.mark.parametrize(
    ("ratio", "shown"), [("12.00", "12"), ("7.50", "7.5"), ("10", "10"), ("100.00", "100"), ("0.00", "0")]
)
def test_a_ratio_drops_its_trailing_zeros(ratio: str, shown: str) -> None:
    """接口里的缴存比例去掉多余的零，整十整百不会被削掉。"""
    assert percent_json(Decimal(ratio)) == shown


@pytest.mark.parametrize(("percent", "shown"), [("2.6", "2.60"), ("3.32500", "3.325"), ("2", "2.00"), ("0", "0.00")])
def test_an_interest_rate_shows_at_least_two_decimals(percent: str, shown: str) -> None:
    """接口里的利率至少两位小数，多的照写。"""
    assert rate_json(Decimal(percent)) == shown


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        ("100.00", [1, 1, 1], ["33.34", "33.33", "33.33"]),
        ("0.01", [1, 1], ["0.01", "0.00"]),
        ("-100.00", [1, 1, 1], ["-33.34", "-33.33", "-33.33"]),
        ("0.00", [1, 2], ["0.00", "0.00"]),
        ("10.00", [0, 1], ["0.00", "10.00"]),
        ("1.00", [Decimal("0.2"), Decimal("0.8")], ["0.20", "0.80"]),
        ("0.05", [1, 2, 3], ["0.01", "0.02", "0.02"]),
    ],
)
def test_a_split_adds_up_to_the_total(total: str, weights: list[Decimal | int], parts: list[str]) -> None:
    """按权重分到分，多出来的分给余数最大的（并列时给排在前面的），合起来正是总额。"""
    assert [str(part) for part in split(Decimal(total), weights)] == parts


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [2, -1]])
def test_weights_that_cannot_share_are_refused(weights: list[Decimal | int]) -> None:
    """没有份、权重全为零或有负数，不能分。"""
    with pytest.raises(ValueError, match="权重"):
        split(Decimal("1.00"), weights)


def test_half_a_fen_cannot_be_split() -> None:
    """不到一分的钱不能拿来分。"""
    with pytest.raises(ValueError, match="多于两位小数"):
        split(Decimal("0.005"), [1, 1])
