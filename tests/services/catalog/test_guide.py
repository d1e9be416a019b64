"""办事指南里的数：跟着参数走，写死在文字里的改了参数就是假话。"""

import re
from datetime import date

import pytest

from gjj.catalog.selectors.declared import declared_item, declared_items
from gjj.catalog.selectors.guide import conditions_of
from gjj.parameters.models import Parameter
from tests import situations as s
from tests.halls.visitors import signed_in

ON = date(2026, 11, 25)
NUMBER_OF_A_RULE = re.compile(r"\d[\d.]*\s*(%|％|日内|天内|个工作日|元|周岁)")


def test_no_number_of_a_rule_is_written_into_a_guide() -> None:
    """条件、步骤、说明、结果里没有写死的比例、期限、金额、年龄。"""
    for one in declared_items():
        for said in (one.summary, one.result, *one.conditions, *one.guide, *(each.note for each in one.materials)):
            assert not NUMBER_OF_A_RULE.search(said), (one.code, said)


@pytest.mark.django_db
def test_a_condition_says_the_value_of_its_day() -> None:
    """写着参数编码的换成那天的数值；参数改了，从那天起照新的说，以前的日子照旧。"""
    item = declared_item("deposits.adjust_ratio")
    assert item is not None
    assert "5% 到 12%" in conditions_of(item, ON)[0]
    old = Parameter.objects.get(code="deposits.ratio_max", area="*")
    old.valid = type(old.valid)(old.valid.lower, date(2026, 12, 1))
    old.save(update_fields=("valid",))
    Parameter.objects.create(
        code=old.code, label=old.label, area="*", kind=old.kind, value="10", valid=type(old.valid)(date(2026, 12, 1), None),
        confidence=old.confidence, created_at=s.NOON,
    )  # fmt: skip
    assert "5% 到 12%" in conditions_of(item, ON)[0]
    assert "5% 到 10%" in conditions_of(item, date(2026, 12, 1))[0]


@pytest.mark.django_db
def test_every_guide_page_fills_its_places() -> None:
    """每个事项的指南页上没有留着参数编码。"""
    client = signed_in(s.staff("teller"))
    for one in declared_items():
        assert not re.search(r"\{[a-z_.]+\}", client.get(f"/items/{one.code}/").content.decode()), one.code
