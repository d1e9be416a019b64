"""结算测试共用的：照剧本的银行、试验用途。"""

import pytest

from gjj.settlement import ports
from gjj.settlement.channels import bank_http
from tests.services.settlement.helpers import PURPOSE, PaperBank, PaperPurpose


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> PaperBank:
    """一家照剧本答复的银行。"""
    paper = PaperBank()
    for call in ("send", "query", "notices"):
        monkeypatch.setattr(bank_http, call, getattr(paper, call))
    return paper


@pytest.fixture
def purpose(monkeypatch: pytest.MonkeyPatch) -> PaperPurpose:
    """登记好的试验用途。"""
    paper = PaperPurpose()
    monkeypatch.setitem(ports._PURPOSES, PURPOSE, paper)
    return paper
