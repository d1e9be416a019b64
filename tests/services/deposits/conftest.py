"""归集服务的测试共用的：一份要排队确认的大清册。"""

import pytest

from deposits.models import ChangeList
from deposits.services import confirm_big_list, confirm_list
from tests import situations as s


@pytest.fixture
def big(monkeypatch: pytest.MonkeyPatch) -> tuple[s.Unit, ChangeList, list[s.Worker]]:
    """超过当场办的行数的一份草稿，分几段生效。"""
    monkeypatch.setattr(confirm_big_list, "INLINE_ROWS", 3)
    monkeypatch.setattr(confirm_list, "CHUNK", 2)
    unit, people = s.unit(), [s.worker() for _ in range(5)]
    return unit, s.list_of(s.filed(unit, [s.line("开户", one) for one in people])), people
