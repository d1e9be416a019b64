"""事项编码：立办件的事项都有，一个编码只给一件业务；大厅的事项页和接口都看得到。"""

import re
from collections import defaultdict

import pytest
from django.test import Client

from gjj.catalog.selectors.declared import declared_items

ONE_BUSINESS = {
    "JC10": {"deposits.remittances", "deposits.several"},
    "JC25": {"deposits.filings", "deposits.flags"},
}
"""同一件业务的两个入口：一个月办、几个月一起办；职工提异议、单位答复。"""
OF_OTHERS = {f"JC{one:02d}" for one in range(1, 22)} - {"JC01", "JC10", "JC11", "JC14", "JC15"}
"""留给还没有办起来的业务的编码：JC04 个人开户、JC09 异地转出、JC13 错缴退回……"""


def test_whatever_opens_a_case_has_its_own_number() -> None:
    """立办件的都有两个字母两位数的编码；不同的业务不共用，也不占别的业务的。"""
    by_number = defaultdict(set)
    for one in declared_items():
        assert one.number or one.promised_days is None, one.code
        if one.number:
            assert re.fullmatch(r"[A-Z]{2}\d{2}", one.number), one.code
            by_number[one.number].add(one.code)
    assert {number: codes for number, codes in by_number.items() if len(codes) > 1} == ONE_BUSINESS
    assert not OF_OTHERS & by_number.keys()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "number"),
    [("deposits.filings", "JC25"), ("deposits.suspense", "JC24"), ("deposits.collection", "JC23"), ("deposits.upload", "JC22")],
)  # fmt: skip
def test_the_number_is_on_the_page_and_in_the_call(code: str, number: str) -> None:
    """单位申报、单位暂存、托收、上传清册：事项页写着编码，接口也有，按编码找得到。"""
    assert f"<dt>事项编码</dt><dd>{number}</dd>" in Client().get(f"/items/{code}/").content.decode()
    items = Client().get("/api/v1/items/").json()
    assert {one["number"] for one in items if one["code"] == code} == {number}
