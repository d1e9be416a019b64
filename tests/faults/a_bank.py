"""一家真的（模拟）银行进程：要它出故障、看它的计数，像工作进程那样一轮轮地办，数钱是不是正好一次。"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx

from deposits.models import Remittance
from gjj.ledger.models import Movement
from gjj.ledger.selectors.balances import balance_of, party_balance
from gjj.settlement.services.instructions import query_open
from gjj.settlement.services.receipts import fetch_receipts
from gjj.work.drain import drain
from tests import situations as s

ROOT = Path(__file__).resolve().parent.parent.parent


@contextmanager
def simulator(kind: str, data: Path) -> Iterator[str]:
    """一个模拟器进程。"""
    from local.ports import free_port

    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "gjj.simulators", kind, "--port", str(port), "--data", str(data)], cwd=ROOT
    )
    base = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: _answers(base), "模拟器没有起来")
        yield base
    finally:
        process.terminate()
        process.wait(10)


def _answers(base: str) -> bool:
    try:
        return httpx.get(f"{base}/healthz", timeout=1).status_code == 200
    except httpx.HTTPError:
        return False


def wait_until(good: Callable[[], Any], said: str | Callable[[], str], seconds: float = 30) -> None:
    """等到成立；一直不成立就是失败。"""
    deadline = time.monotonic() + seconds
    while not good():
        assert time.monotonic() < deadline, said if isinstance(said, str) else said()
        time.sleep(0.05)


def control(base: str, **body: Any) -> dict[str, Any]:
    """要银行出故障，或看它的计数。"""
    answer: dict[str, Any] = httpx.post(f"{base}/control/", json=body, timeout=5).json()
    return answer


def counts(base: str) -> dict[str, int]:
    """银行的计数。"""
    found: dict[str, int] = httpx.get(f"{base}/control/", timeout=5).json()["counts"]
    return found


def settle(rounds: int = 6) -> None:
    """像工作进程那样一轮轮地办：办到点的，查没有结果的，取到账。"""
    from django.db import connection

    for _ in range(rounds):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE work_outboxrow SET retry_at = NULL WHERE status = 'pending'")
        drain(s.NOON)
        query_open(s.NOON)
        fetch_receipts(s.NOON)
    drain(s.NOON)


def pump(row: Remittance, wanted: str) -> Remittance:
    """像工作进程那样一轮轮地办，直到汇缴书到某个状态。"""

    def step() -> bool:
        settle(1)
        row.refresh_from_db()
        return row.status == wanted

    wait_until(step, f"没有到 {wanted}，停在 {row.status}")
    return row


def assert_whole(unit: s.Unit, workers: list[s.Worker], row: Remittance) -> None:
    """钱正好一次：每人一笔，暂存为零，银行只扣了一次。"""
    assert [balance_of(s.account_of(one).subaccount_id).balance for one in workers] == [Decimal("1280.00")] * len(
        workers
    )
    assert party_balance("219", unit.account_id) == row.held - row.amount
    assert Movement.objects.count() == len(workers)
