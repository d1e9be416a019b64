"""确认、生成汇缴书、付款、入账途中杀网站和工作进程：办件从不和汇缴书说的不一样，重来一次就接上，一件不多。"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import httpx
import pytest

from gjj.periods.month import Month
from tests.faults.a_hall import Hall
from tests.faults.test_a_big_unit_survives_kills import LEASE_OVER

pytestmark = pytest.mark.slow
HOLD = "LOCK TABLE cases_caseevent IN SHARE ROW EXCLUSIVE MODE"
"""扣住办件的经过：业务自己的行已经写了，办件的还没写成，事务停在半路。"""
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query ILIKE '%cases_caseevent%'"
OPEN_CASES = """
SELECT k.status, k.object_type FROM cases_case k JOIN deposits_changelist c ON k.key = 'deposits.remittances:' || c.id
 WHERE c.id = %s
"""
BOOKS = "SELECT count(*) FROM deposits_remittance WHERE change_list_id = %s"


class Unit:
    """一个单位的接口。"""

    def __init__(self, hall: Hall) -> None:
        self.hall, self.headers = hall, {"Authorization": f"Bearer {hall.manage('token', 'unit-a').stdout.strip()}"}
        self.base = f"{hall.base}/api/v1/unit"

    def post(self, path: str, body: dict[str, Any] | None = None) -> httpx.Response | None:
        """交一件；对方半路死了没有答复为空。"""
        try:
            return httpx.post(f"{self.base}{path}", headers=self.headers, json=body or {}, timeout=120)
        except httpx.HTTPError:
            return None

    def get(self, path: str) -> Any:
        """看一眼。"""
        return httpx.get(f"{self.base}{path}", headers=self.headers, timeout=60).json()


@contextmanager
def halfway(hall: Hall, name: str) -> Iterator[None]:
    """扣住办件的经过，等这一步停在写办件的那一句上，杀掉 ``name``，再放开。"""
    link = hall.cluster.connect("gjj")
    link.autocommit = False
    try:
        with link.cursor() as cursor:
            cursor.execute(HOLD)
        yield
        hall.sql(LEASE_OVER)
        hall.until(lambda: hall.sql(WAITING)[0][0], "没有走到写办件的那一句", pause=0.02)
        hall.kill(name)
    finally:
        link.rollback()
        link.close()


def agrees(hall: Hall) -> None:
    """每一条恒等式都成立：办件跟着汇缴书。"""
    hall.until(lambda: not hall.sql(WAITING)[0][0], "死了的那一句还挂着")
    proved = hall.prove()
    assert proved.returncode == 0, [line for line in proved.stdout.splitlines() if "✓" not in line]


def killed_while(unit: Unit, path: str, body: dict[str, Any] | None = None) -> None:
    """交一件，办到一半网站死了：没有答复，什么也没有留下。"""
    asking = Thread(target=unit.post, args=(path, body))
    with halfway(unit.hall, "网站"):
        asking.start()
    asking.join(150)
    assert not asking.is_alive()
    agrees(unit.hall)


def test_a_case_agrees_with_its_remittance_through_four_kills(hall: Hall) -> None:
    """确认、生成、付款各杀一次网站，入账杀一次工作进程：每杀一次都查账，最后一件办结。"""
    unit = Unit(hall)
    month = Month.parse(unit.get("/")["open_month"])
    made = unit.post("/change-lists/from-last-month/", {"month": str(month)})
    assert made is not None
    pk = made.json()["id"]
    killed_while(unit, f"/change-lists/{pk}/confirm/")
    assert hall.sql(OPEN_CASES, pk) == []
    assert hall.sql("SELECT status FROM deposits_changelist WHERE id = %s", pk) == [("draft",)]
    assert unit.post(f"/change-lists/{pk}/confirm/").status_code == 200  # type: ignore[union-attr]
    assert hall.sql(OPEN_CASES, pk) == [("waiting", "change_list")]
    killed_while(unit, "/remittances/", {"month": str(month)})
    assert (hall.sql(OPEN_CASES, pk), hall.sql(BOOKS, pk)) == ([("waiting", "change_list")], [(0,)])
    book = unit.post("/remittances/", {"month": str(month)}).json()["id"]  # type: ignore[union-attr]
    assert hall.sql(OPEN_CASES, pk) == [("waiting", "remittance")]
    killed_while(unit, f"/remittances/{book}/pay/")
    assert hall.sql(OPEN_CASES, pk) == [("waiting", "remittance")]
    assert unit.post(f"/remittances/{book}/pay/").status_code == 202  # type: ignore[union-attr]
    with halfway(hall, "工作进程"):
        pass
    agrees(hall)
    hall.sql(LEASE_OVER)
    hall.until(lambda: hall.sql(OPEN_CASES, pk) == [("done", "remittance")], "没有办结")
    assert hall.sql(BOOKS, pk) == [(1,)]
    assert hall.sql("SELECT count(*) FROM cases_caseevent e JOIN cases_case k ON k.id = e.case_id "
                    "WHERE k.key = %s AND e.kind = 'closed'", f"deposits.remittances:{pk}") == [(1,)]  # fmt: skip
    agrees(hall)
