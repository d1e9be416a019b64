"""两家单位同时给同一个人开户：一家开成，另一家得到说得清的答复；去掉重来一次就是撞上唯一约束。"""

from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError

from deposits.models import Account
from deposits.services import confirm_list
from deposits.services.confirm_list import Confirmed, confirm_change_list
from gjj.declarations.errors import BizError
from tests import situations as s
from tests.race import together

Service = Any


def both_confirm(monkeypatch: pytest.MonkeyPatch, service: Service) -> list[Any]:
    """两家都判断过、都看到没有户，再各自生效。"""
    worker, meeting = s.worker(), Barrier(2)
    units = [s.unit(), s.unit()]
    heads = [s.list_of(s.filed(unit, [s.line("开户", worker), s.line("开户", s.worker())])) for unit in units]
    apply, met = confirm_list.apply_rows, []

    def apply_together(*args: Any) -> None:
        if len(met) < 2:
            met.append(1)
            meeting.wait(5)
        apply(*args)

    monkeypatch.setattr(confirm_list, "apply_rows", apply_together)
    return together(
        [
            lambda unit=unit, head=head: service(by=unit.agent, change_list_id=head.pk, at=s.NOON)  # type: ignore[misc]
            for unit, head in zip(units, heads, strict=True)
        ]
    )


def test_two_units_opening_one_person_at_once_both_get_an_answer(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """一家两个人都开成；另一家得知是哪一行、为什么，一行也没有生效，看过再确认另一个人照样开成。一人一户。"""
    results = both_confirm(monkeypatch, confirm_change_list)
    assert not [one for one in results if isinstance(one, Exception) and not isinstance(one, BizError)]
    assert [(one.applied, one.left_out) for one in results if isinstance(one, Confirmed)] == [(2, 0)]
    assert [one.code for one in results if isinstance(one, BizError)] == ["rows_changed"]
    assert Account.objects.count() == 2


def test_without_going_again_the_second_one_is_a_fault(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """不重来一次，后到的撞上唯一约束：证明上一条靠的是它。"""
    results = both_confirm(monkeypatch, confirm_change_list.__wrapped__)
    assert [type(one) for one in results if isinstance(one, Exception)] == [IntegrityError]
