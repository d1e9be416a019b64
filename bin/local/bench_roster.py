"""名单：十万行九列，从文件的字节到存进清册（读、收拾、判断、加密、写库），和裸 python-calamine 读同一个文件比。

两样轮着量几轮，各取中位数；行数、通过、改过、金额都对才报数。内存另起一个进程量：只读一遍、存一遍的峰值。
"""

import io
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from local.bench import ROOT, Figure

ROUNDS = 5
MESSY_EVERY, WRONG_EVERY = 50, 500
"""每五十行有一行要收拾（全角、空格、千分位、带 % 的比例），每五百行有一行有错（基数低于下限）。"""
FAMILIES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超"


@dataclass(frozen=True)
class Made:
    """造好的名单和应有的结果。"""

    data: bytes
    valid: int
    repaired: int
    amount: Decimal


def roster(n: int) -> Figure:
    """n 个新职工的一份名单。"""
    from local.bench_city import open_unit

    seat, made = open_unit(), _workbook(n)
    limits, ours, shares = [], [], []
    for turn in range(ROUNDS + 1):
        bare, staged = _calamine(made.data, n), _stage(seat.account_id, made, n)
        if turn:
            limits.append(bare.wall)
            ours.append(staged.wall)
            shares.append(staged.cpu / bare.cpu)
    best, got = statistics.median(limits), statistics.median(ours)
    ratios = sorted(spent / limit for spent, limit in zip(ours, limits, strict=True))
    more = {
        "ratios": [round(one, 2) for one in ratios],
        # 机器上还有别的进程时，挂钟的比值会乱跳；这个只算本进程用掉的处理器，不含数据库的
        "cpu_ratio": round(statistics.median(shares), 2),
        "spread": round((max(ours) - min(ours)) / got, 2),
        "staging_peak_mb": _peak(seat.account_id, made.data),
        "file_mb": round(len(made.data) / 1e6, 1),
    }
    return Figure(n, got, best, more)


def _workbook(n: int) -> Made:
    """序号、变更类型、职工姓名、证件号码、手机号码、缴存基数、两个比例、备注，共九列。"""
    import xlsxwriter

    from deposits.roster.template import COLUMNS
    from gjj.idnumbers.id_card import check_code

    buffer, repaired, wrong, amount = io.BytesIO(), 0, 0, Decimal(0)
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True})
    sheet = book.add_worksheet("变更清册")
    sheet.write_row(0, 0, [one for one in COLUMNS if one != "封存原因"])
    for number in range(n):
        born = f"{1970 + number // 28 % 30}{number // 840 % 12 + 1:02d}{number % 28 + 1:02d}"
        body = f"110105{born}{number // 10080:03d}"
        name = FAMILIES[number % 16] + GIVEN[number // 16 % 17] + GIVEN[number // 272 % 17]
        base = 3000 + number * 7919 % 1_800_000 / 100
        row: list[Any] = ["开户", name, body + check_code(body), f"138{number:08d}", base, 8, 8, ""]
        if number % WRONG_EVERY == 7:
            row[4], wrong = 100, wrong + 1
        elif number % MESSY_EVERY == 3:
            row[1], row[4], row[5], repaired = f"{name[0]} {name[1:]}", f"{base:,.2f}元", "8％", repaired + 1
        if number % WRONG_EVERY != 7:
            amount += 2 * (Decimal(f"{base:.2f}") * 8 / 100).quantize(Decimal(1), "ROUND_HALF_UP")
        sheet.write_row(number + 1, 0, [number + 1, *row])
    book.close()
    return Made(buffer.getvalue(), n - wrong, repaired, amount)


@dataclass(frozen=True)
class Spent:
    """一遍用掉的：挂钟几秒、本进程的处理器几秒。"""

    wall: float
    cpu: float


def _timed(work: Callable[[], Any]) -> tuple[Any, Spent]:
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    return found, Spent(time.perf_counter() - wall, time.process_time() - cpu)


def _calamine(data: bytes, n: int) -> Spent:
    """裸极限：同一个文件，只读成一行行的格子。"""
    from python_calamine import CalamineWorkbook

    book = partial(CalamineWorkbook.from_filelike, io.BytesIO(data))
    rows, spent = _timed(lambda: book().get_sheet_by_index(0).to_python(skip_empty_area=False))
    assert (len(rows), len(rows[0])) == (n + 1, 9)
    return spent


def _stage(account_id: int, made: Made, n: int) -> Spent:
    """从字节到草稿：和工作进程读一份大清册走的是同一段程序；存完核对，再清掉。"""
    from deposits.models import ChangeList, ChangeRow
    from deposits.services.stage_file import stage_change_list
    from gjj import clock

    at, pk = clock.now(), _queued(account_id, made.data)
    _, spent = _timed(lambda: stage_change_list(pk, at))
    head = ChangeList.objects.defer("content").get(pk=pk)
    assert (head.status, head.rows_count) == ("draft", n)
    assert (head.valid_count, head.error_count, head.list_amount) == (made.valid, n - made.valid, made.amount)
    rows = ChangeRow.objects.filter(change_list=head)
    assert (rows.count(), rows.filter(is_repaired=True).count()) == (n, made.repaired)
    first = rows.order_by("row")[0]
    assert (first.mobile, first.id_no[:6], first.base) == ("13800000000", "110105", Decimal("3000.00"))
    rows.delete()
    ChangeList.objects.filter(pk=pk).update(status="discarded")
    return spent


def _queued(account_id: int, data: bytes) -> int:
    """一份传上来、还没读的清册。"""
    from deposits.models import ChangeList, EmployerAccount
    from deposits.roster.read import read_roster
    from deposits.selectors.facts import month_open_for, snapshot_of
    from deposits.services.file_list import file_fields
    from gjj import clock

    account = EmployerAccount.objects.get(pk=account_id)
    month = month_open_for(account)
    head = ChangeList.objects.create(
        employer_account=account, month=month, status="processing", parameters=snapshot_of(account.area, month, clock.today()),
        filed_by_login=0, filed_by="量速度", filed_at=clock.now(), **file_fields(read_roster(data, "r.xlsx"), "r.xlsx", data),
    )  # fmt: skip
    return int(head.pk)


PEAK = "import sys; from local.bench_roster import peak_of; print(peak_of(int(sys.argv[1])))"


def peak_of(change_list_id: int) -> int:
    """在自己的进程里读一遍、存一遍，返回峰值（MB）。"""
    import django

    django.setup()
    from deposits.services.stage_file import stage_change_list
    from gjj import clock

    stage_change_list(change_list_id, clock.now())
    return _highest()


def _highest() -> int:
    """本进程到现在为止的峰值（MB）。

    getrusage 的峰值会把起它的那个进程的也算进来（换了程序也不清零），所以照内核给这个程序记的。
    """
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (one for one in status.read_text().splitlines() if one.startswith("VmHWM:"))
        return round(int(line.split()[1]) / 1024)
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024)


def _peak(account_id: int, data: bytes) -> int:
    """另起一个进程量峰值内存。"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "bin")))}
    command = [sys.executable, "-c", PEAK, str(_queued(account_id, data))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, env=environment)
    return int(done.stdout.strip().splitlines()[-1])
