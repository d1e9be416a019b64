"""网页测试共用的：什么都有一件的小城。"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from tests.halls.back_office import Town, town
from tests.standing import standing


@pytest.fixture(scope="module")
def standing_town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    """小城，一个文件造一座。"""
    with standing(django_db_blocker, town) as made:
        yield made


@pytest.fixture
def made(standing_town: Town, db: None) -> Town:
    """小城：每条测试从造好的样子开始，改了什么都回滚。"""
    return deepcopy(standing_town)
