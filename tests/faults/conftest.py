"""故障测试共用的：一家模拟银行，一整座大厅。"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.faults.a_bank import simulator
from tests.faults.a_hall import Hall, own_hall


@pytest.fixture
def bank(own_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """一家真的（模拟）银行，大厅连着它。"""
    with simulator("bank", tmp_path) as base:
        monkeypatch.setattr(settings, "GJJ_BANK_URL", base)
        yield base


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """一整座大厅：一个测试文件一座，从头是新的；城只建一次，几个测试进程也只建一次。"""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    with own_hall(tmp_path_factory.mktemp("hall"), shared) as one:
        yield one
