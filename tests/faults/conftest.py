"""故障测试共用的：一家模拟银行。"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.faults.a_bank import simulator


@pytest.fixture
def bank(own_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """一家真的（模拟）银行，大厅连着它。"""
    with simulator("bank", tmp_path) as base:
        monkeypatch.setattr(settings, "GJJ_BANK_URL", base)
        yield base
