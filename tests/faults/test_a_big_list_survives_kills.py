"""一万二千人（整份两万）的清册，核对途中和确认途中杀工作进程：存下的越来越多，从断的地方接着核对，一行不重；确认要么整份生效，要么像没有办过。"""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from deposits.roster.template import write_roster
from gjj.idnumbers.id_card import check_code
from gjj.periods.month import Month
from tests.faults.a_hall import Hall
from tests.faults.test_a_big_unit_survives_kills import LEASE_OVER, kill_while
from tests.situations import in_han
from tests.sizes import rows as sized

pytestmark = pytest.mark.slow
PEOPLE = sized(12_000, 20_000)
"""五千行一段：至少三段，核对途中杀两次都还有没存的。"""
STAGED = "SELECT count(*), count(DISTINCT row), coalesce(max(id), 0) FROM deposits_changerow WHERE change_list_id = %s"
STATUS = "SELECT status FROM deposits_changelist WHERE id = %s"
HOLD = "LOCK TABLE deposits_changerow IN SHARE ROW EXCLUSIVE MODE"
"""扣住清册的行：在存的一段存完了才扣得住，下一段存不进来。"""
WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'COPY deposits_changerow%'"
)
LOST_AND_DOUBLED = """
SELECT count(*) FILTER (WHERE times = 0), coalesce(sum(times - 1) FILTER (WHERE times > 1), 0) FROM (
  SELECT count(a.id) AS times
    FROM deposits_changerow r LEFT JOIN identity_person p ON p.id_no_index = r.id_no_index
    LEFT JOIN deposits_account a ON a.person_id = p.id
   WHERE r.change_list_id = %s GROUP BY r.id) AS each_one
"""
"""对着清册数：没有账户的人是丢，多出来的账户是重。"""
ACCOUNTS = "SELECT count(*) FROM deposits_account"


def people(count: int = PEOPLE) -> Iterator[tuple[Any, ...]]:
    """这么多名新职工。"""
    for number in range(count):
        body = f"110105{1970 + number // 28 % 30}{number // 840 % 12 + 1:02d}{number % 28 + 1:02d}{number // 10080:03d}"
        yield ("开户", f"职工{in_han(number, 5)}", body + check_code(body), f"137{number:08d}", 8000, 12, 12, "")


def uploaded(base: str, headers: dict[str, str]) -> int:
    """上传这么多人的清册，返回编号；还没核对。"""
    unit = httpx.get(f"{base}/", headers=headers, timeout=20).json()
    month, ratio = Month.parse(unit["open_month"]), unit["ratios"]["employer"]
    data = write_roster(
        unit_name=unit["name"], month=month, people=[(*one[:5], float(ratio), float(ratio), "") for one in people()]
    )
    filed = httpx.post(
        f"{base}/change-lists/", headers=headers, timeout=120, files={"file": ("big.xlsx", data)},
        data={"month": str(month)},
    )  # fmt: skip
    assert filed.status_code == 202, filed.text
    return int(filed.json()["id"])


def kill_in_reading(hall: Hall, pk: int, before: int) -> tuple[int, ...]:
    """等存下的行比 ``before`` 多了、下一段正要存，杀工作进程；返回这时存下的行。"""
    hall.sql(LEASE_OVER)
    link = hall.cluster.connect("gjj")
    link.autocommit = False
    kept: list[tuple[int, ...]] = []

    def is_further() -> bool:
        link.rollback()
        with link.cursor() as cursor:
            cursor.execute(HOLD)
            cursor.execute(STAGED, [pk])
            kept.append(cursor.fetchone())
        return kept[-1][0] > before

    try:
        hall.until(is_further, "没有接着存下去", pause=0.02)
        assert before < kept[-1][0] == kept[-1][1] < PEOPLE, "杀得太晚，已经存完了"
        hall.until(lambda: hall.sql(WAITING)[0][0], "没有走到存下一段", pause=0.02)
        hall.kill("工作进程")
    finally:
        link.rollback()
        link.close()
    hall.until(lambda: not hall.sql(WAITING)[0][0], "死了的那一句还挂着")
    assert hall.sql(STAGED, pk) == [kept[-1]], "杀在半路的一段，一行也不应当留下"
    return kept[-1]


def test_a_list_of_several_parts_through_kills_of_the_worker(hall: Hall, tell_figure: Callable[[str], None]) -> None:
    """核对时杀两次、确认时杀一次：存过的行原样还在，一共这么多行，一行不重；一人一户，账成立。"""
    headers = {"Authorization": f"Bearer {hall.manage('token', 'unit-a').stdout.strip()}"}
    base = f"{hall.base}/api/v1/unit"
    before = hall.sql(ACCOUNTS)[0][0]
    pk = uploaded(base, headers)
    kept = [kill_in_reading(hall, pk, 0)]
    kept.append(kill_in_reading(hall, pk, kept[0][0]))
    hall.sql(LEASE_OVER)
    hall.until(lambda: hall.sql(STATUS, pk) == [("draft",)], "没有核对完")
    rows, distinct, _ = hall.sql(STAGED, pk)[0]
    assert (rows, distinct) == (PEOPLE, PEOPLE)
    for before_kill, _, last in kept:
        old = hall.sql("SELECT count(*) FROM deposits_changerow WHERE change_list_id = %s AND id <= %s", pk, last)
        assert old[0][0] == before_kill, "存过的行又存了一遍"
    body = httpx.get(f"{base}/change-lists/{pk}/", headers=headers, timeout=60).json()
    assert (body["counts"]["valid"], body["counts"]["errors"]) == (PEOPLE, 0)

    asked = httpx.post(f"{base}/change-lists/{pk}/confirm/", headers=headers, timeout=60)
    assert asked.status_code == 202, asked.text
    assert asked.json()["progress"]["total"] == PEOPLE
    kill_while(hall, "%INSERT INTO%deposits_account%", "工作进程")
    assert hall.sql(ACCOUNTS)[0][0] == before, "杀在半路的，一户也不应当留下"
    hall.sql(LEASE_OVER)
    hall.until(lambda: hall.sql(STATUS, pk) == [("confirmed",)], "没有确认完")
    assert hall.sql(ACCOUNTS)[0][0] == before + PEOPLE
    assert hall.sql("SELECT applied FROM deposits_changelist WHERE id = %s", pk) == [(PEOPLE,)]
    lost, doubled = hall.sql(LOST_AND_DOUBLED, pk)[0]
    tell_figure(
        f"{PEOPLE:,} 行核对途中杀两次（各存下 {kept[0][0]:,}、{kept[1][0]:,} 行，接着存）、确认途中杀一次：丢 {lost}，重 {doubled}"
    )
    assert (lost, doubled) == (0, 0)
    proved = hall.prove()
    assert proved.returncode == 0, [line for line in proved.stdout.splitlines() if "✓" not in line]
