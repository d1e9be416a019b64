"""两万人的清册，核对途中和确认途中杀工作进程：从断的地方接着核对，一行不重；确认要么整份生效，要么像没有办过。"""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from deposits.roster.template import write_roster
from gjj.idnumbers.id_card import check_code
from gjj.periods.month import Month
from tests.faults.a_hall import Hall
from tests.faults.test_a_big_unit_survives_kills import LEASE_OVER, kill_while
from tests.situations import in_han

pytestmark = pytest.mark.slow
PEOPLE = 20_000
STAGED = "SELECT count(*), count(DISTINCT row), coalesce(max(id), 0) FROM deposits_changerow WHERE change_list_id = %s"
STATUS = "SELECT status FROM deposits_changelist WHERE id = %s"
ACCOUNTS = "SELECT count(*) FROM deposits_account"


def people(count: int = PEOPLE) -> Iterator[tuple[Any, ...]]:
    """这么多名新职工。"""
    for number in range(count):
        body = f"110105{1970 + number // 28 % 30}{number // 840 % 12 + 1:02d}{number % 28 + 1:02d}{number // 10080:03d}"
        yield ("开户", f"职工{in_han(number, 5)}", body + check_code(body), f"137{number:08d}", 8000, 12, 12, "")


def uploaded(base: str, headers: dict[str, str]) -> int:
    """上传两万人的清册，返回编号；还没核对。"""
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


def test_twenty_thousand_rows_through_kills_of_the_worker(hall: Hall, capsys: Any) -> None:
    """核对时杀两次、确认时杀一次：存过的行原样还在，一共两万行，一行不重；两万人一人一户，账成立。"""
    headers = {"Authorization": f"Bearer {hall.manage('token', 'unit-a').stdout.strip()}"}
    base = f"{hall.base}/api/v1/unit"
    before = hall.sql(ACCOUNTS)[0][0]
    pk = uploaded(base, headers)
    kept: list[tuple[int, ...]] = []
    for _ in range(2):
        kill_while(hall, "%COPY deposits_changerow%", "工作进程")
        kept.append(hall.sql(STAGED, pk)[0])
        assert kept[-1][0] == kept[-1][1] < PEOPLE, "杀得太晚，已经存完了"
    hall.sql(LEASE_OVER)
    hall.until(lambda: hall.sql(STATUS, pk) == [("draft",)], "没有核对完")
    rows, distinct, _ = hall.sql(STAGED, pk)[0]
    assert (rows, distinct) == (PEOPLE, PEOPLE)
    assert kept[0][0] <= kept[1][0]
    old = hall.sql("SELECT count(*) FROM deposits_changerow WHERE change_list_id = %s AND id <= %s", pk, kept[1][2])
    assert old[0][0] == kept[1][0], "存过的行又存了一遍"
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
    proved = hall.manage("prove")
    assert proved.returncode == 0, [line for line in proved.stdout.splitlines() if "✓" not in line]
    with capsys.disabled():
        print(
            f"\n{PEOPLE:,} 行核对途中杀两次（各剩 {kept[0][0]:,}、{kept[1][0]:,} 行）、确认途中杀一次：丢 0，重 {rows - distinct}"
        )
