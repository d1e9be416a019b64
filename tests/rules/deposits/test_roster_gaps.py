"""名单里空着的格子用谁的，封存的不看哪些，读成的行算出多少、依据哪条。"""

from decimal import Decimal
from typing import Any

import pytest

from tests.rules.deposits.lines import NAMES, NEW, PAYS, SEALED, checked, codes, facts, filed, warned

NOTHING: dict[str, Any] = {"mobile": None, "base": None, "employer_ratio": None, "personal_ratio": None}
"""手机、基数、比例都空着。"""


def test_an_opening_needs_a_base_and_a_mobile() -> None:
    """开户不能没有基数和手机号。"""
    assert codes(checked(mobile=None, base=None)) == [("联系电话", "mobile_invalid"), ("工资基数", "base_text")]


def test_a_base_adjustment_needs_a_base_and_nothing_else() -> None:
    """调基不能没有基数；手机、比例可以空着。"""
    assert codes(filed("基数调整", PAYS, **NOTHING)) == [("工资基数", "base_text")]
    assert filed("基数调整", PAYS, **{**NOTHING, "base": 9000}).is_valid


@pytest.mark.parametrize(("kind", "who", "base"), [("正常", PAYS, "8000.00"), ("启封", SEALED, "7000.00")])
def test_what_is_left_empty_is_taken_from_the_account_and_the_unit(kind: str, who: str, base: str) -> None:
    """正常、启封的行：基数空着用账户上的，比例空着用单位登记的。"""
    known = facts(employer_ratio=Decimal("12"), personal_ratio=Decimal("5"))
    row = checked(known, **{"type": kind, "id_no": who, "name": NAMES[who], **NOTHING})
    assert (row.is_valid, row.base) == (True, Decimal(base))
    assert (row.employer_ratio, row.personal_ratio) == (Decimal("12"), Decimal("5"))
    assert (row.employer_amount, row.personal_amount) == (Decimal(base) * 12 / 100, Decimal(base) * 5 / 100)


def test_an_empty_mobile_of_a_known_person_is_fine_and_a_wrong_one_is_not() -> None:
    """不是开户的，手机号可以空着，写了就要写对。"""
    assert filed("正常", PAYS, mobile=None, base=None).is_valid
    assert codes(filed("正常", PAYS, mobile="1", base=None)) == [("联系电话", "mobile_invalid")]


# —— 封存 ——


@pytest.mark.parametrize(
    ("junk", "unread"),
    [
        (NOTHING, []),
        ({"base": -1, "employer_ratio": 1, "personal_ratio": "50%"}, []),
        ({"base": "八千", "employer_ratio": "八", "personal_ratio": "8‰"}, ["工资基数", "单位比例", "职工比例"]),
    ],
)
def test_a_sealing_row_ignores_base_and_ratios(junk: dict[str, Any], unread: list[str]) -> None:
    """封存的行不采用基数和比例，写什么都行，看不懂的说一声；月缴存额为零，原来的记着。"""
    row = filed("封存", PAYS, **junk)
    assert warned(row) == [(column, "not_used") for column in unread]
    assert (row.type, row.errors, row.amount, row.before) == ("seal", [], Decimal(0), Decimal("1280.00"))
    assert (row.base, row.employer_ratio, row.personal_ratio) == (Decimal("8000.00"), Decimal("8"), Decimal("8"))
    assert row.explanation.as_json() == []


def test_a_formula_in_a_sealing_row_is_still_an_error() -> None:
    """封存的行里写了公式，照样是错。"""
    row = filed("封存", PAYS, base=None, formulas=("base", "employer_ratio", "personal_ratio"))
    assert [one.column for one in row.errors] == ["工资基数", "单位比例", "职工比例"]
    assert {one.code for one in row.errors} == {"formula_in_cell"}


# —— 算出来的 ——


@pytest.mark.article("TL-16")
@pytest.mark.parametrize(
    ("kind", "who", "base", "used", "each", "before"),
    [
        ("开户", NEW, 8765.43, "8,765.43", "701.00", "0"),
        ("启封", SEALED, None, "7,000.00", "560.00", "0"),
        ("基数调整", PAYS, 9000, "9,000.00", "720.00", "1280.00"),
        ("正常", PAYS, None, "8,000.00", "640.00", "1280.00"),
    ],
)
def test_a_good_row_explains_its_monthly_amount(
    kind: str, who: str, base: Any, used: str, each: str, before: str
) -> None:
    """每一行的月缴存额说得出怎么算的、依据哪条；原来正常缴存的记着原来的数。"""
    row = filed(kind, who, base=base)
    first, unit, person, whole = row.explanation.as_json()
    assert used in first["text"]
    assert (first["article"], unit["article"], person["article"]) == ("TL-16",) * 3
    assert unit["text"].endswith(f"得 {each}")
    assert person["text"].endswith(f"得 {each}")
    assert (row.employer_amount, row.personal_amount) == (Decimal(each), Decimal(each))
    assert whole["text"].endswith(f"= {row.amount:,.2f}")
    assert row.before == Decimal(before)


def test_an_old_base_outside_the_new_limits_stays_as_it_is() -> None:
    """上下限年年变：没写基数的老职工按原有基数，不因新上下限出错，也不替他改。"""
    row = checked(facts(floor=Decimal("9000.00")), type="正常", id_no=PAYS, name="张正常", **NOTHING)
    assert (row.errors, row.base, row.amount) == ([], Decimal("8000.00"), Decimal("1280.00"))


def test_a_bad_row_has_no_amount() -> None:
    """有一处错，就没有月缴存额，也没有推导。"""
    row = checked(mobile="1")
    assert (row.amount, row.explanation.as_json()) == (Decimal(0), [])
