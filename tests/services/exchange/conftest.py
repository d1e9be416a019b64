"""外单位的三个核验系统：模拟器自己的进程。"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.faults.a_bank import control, simulator

KINDS = ("police", "cards", "face")


@pytest.fixture(scope="module")
def processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """三个都起来；给出各自的网址。"""
    with ExitStack() as stack:
        yield {kind: stack.enter_context(simulator(kind, tmp_path_factory.mktemp(kind))) for kind in KINDS}


@pytest.fixture
def fails(processes: dict[str, str], settings: Any) -> Callable[..., Any]:
    """大厅连着它们，都没有故障；要哪个出故障就叫它。"""
    for kind, url in processes.items():
        setattr(settings, f"GJJ_{kind.upper()}_URL", url)
        control(url, fail=None)
    return lambda kind, how, times=1: control(processes[kind], fail=how, times=times)
