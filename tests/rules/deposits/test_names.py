"""姓名里不该有的字：说清是哪几个，给出去掉以后的；登记的姓名就是这样写的照收。"""

import pytest

from deposits.rules.name_letters import odd_letters, plain_name
from tests.rules.deposits.lines import ACCOUNTS, NEW, PAYS, account, checked, codes, facts


@pytest.mark.parametrize(
    ("name", "odd", "plain"),
    [
        ("冯天😀", "😀", "冯天"), ("冯天1", "1", "冯天"), ("冯天（小）", "（）", "冯天"), ("冯天(女)", "()", "冯天"),
        ("冯★天★", "★", "冯天"), ("⼀鸣", "⼀", "一鸣"), ("①②", "①②", ""), ("·-·", "", ""), ("冯天", "", "冯天"),
        ("Anne-Marie O'Neil", "", "Anne-Marie O'Neil"),
    ],
)  # fmt: skip
def test_letters_that_do_not_belong(name: str, odd: str, plain: str) -> None:
    """表情、数字、符号、部首写法的字；括号里的话整个去掉。"""
    assert (odd_letters(name), plain_name(name)) == (odd, plain)


def test_a_new_person_with_an_odd_name_is_an_error_with_a_way_to_mend_it() -> None:
    """开户的姓名带表情：错，能采纳去掉的；全是符号的没有改法。"""
    row = checked(name="冯天😀", id_no=NEW)
    assert codes(row) == [("姓名", "name_characters")]
    assert "「😀」" in row.errors[0].message
    assert row.errors[0].mend is not None
    assert (row.errors[0].mend.field, row.errors[0].mend.value) == ("name", "冯天")
    assert checked(name="★★", id_no=NEW).errors[0].mend is None


def test_somebody_known_is_offered_the_registered_name() -> None:
    """在本单位的人：改法是登记的姓名；登记的就是这样写的照收。"""
    row = checked(type="正常", id_no=PAYS, name="张正常1", base=8000)
    assert row.errors[0].mend is not None
    assert row.errors[0].mend.value == "张正常"
    old = facts(accounts={**ACCOUNTS, PAYS: account("张正常1", "active")})
    assert codes(checked(old, type="正常", id_no=PAYS, name="张正常1", base=8000)) == []


def test_a_name_too_long_is_an_error_and_is_not_cut() -> None:
    """记不下的姓名：说写了几个字、最多几个字；不替人截断，在本单位的人改法是登记的姓名。"""
    row = checked(name="买" * 120, id_no=NEW)
    assert codes(row) == [("姓名", "name_characters")]
    assert row.errors[0].message == "姓名写了 120 个字，最多能记 64 个字"
    assert (row.errors[0].mend, row.name) == (None, "买" * 120)
    known = checked(type="正常", id_no=PAYS, name="买" * 65 + "1", base=8000)
    assert known.errors[0].mend is not None
    assert known.errors[0].mend.value == "张正常"
    assert codes(checked(name=" " + "买" * 64 + " ", id_no=NEW)) == []
