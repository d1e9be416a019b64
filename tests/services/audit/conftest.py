"""审计链的测试：自己的库、自己的外锚。"""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def house(own_database: str, settings: Any, tmp_path: Path) -> str:
    """自己的库、自己的外锚；返回库名。"""
    settings.GJJ_ANCHORS = tmp_path / "anchors"
    return own_database
