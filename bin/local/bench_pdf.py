"""单证：一张缴存回执从定下的事实到 PDF（签名之前）要多久、多大；签名另报。

热的取中位数；limit_seconds 是同一次量的排版引擎自己：同一段写好的 HTML、同一份样式，不查库、不套模板。
文件里没嵌字体、超过 150 kB 就不报数。
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from local.bench import Figure

MOST_BYTES = 150_000
WARM = 5
FACTS = {
    "what": "汇缴书", "center": "明川市住房公积金管理中心", "employer": "明川澄光仪表有限公司", "employer_number": "9814051400286",
    "number": "022611230000417", "month": "2026-11", "month_label": "2026年11月", "employees": 238,
    "employer_amount": "257992.00", "personal_amount": "257992.00", "amount": "515984.00",
    "words": "伍拾壹万伍仟玖佰捌拾肆元整", "payee_name": "明川市住房公积金管理中心归集专户", "payer": "明川澄光仪表有限公司　**** 2207",
    "bank_serial": "B20261123-0098417", "received_at": "2026-11-23 10:16:08", "paid_on": "2026年11月23日",
    "issued_on": "2026年11月23日", "covered": "0.00", "surplus": "320.00", "voucher": "20261123-00000862",
}  # fmt: skip
URL = "https://hall.example/"


def pdf(n: int) -> Figure:
    """排 n 张回执。"""
    from django.conf import settings
    from django.template.loader import render_to_string

    from gjj import clock
    from gjj.documents.rendering import paper_context, pdf_of, typeset
    from gjj.documents.services.demo_seal import make_demo_seal
    from gjj.documents.signing import sign

    document = _receipt()
    began = time.perf_counter()
    content = pdf_of(document, URL)
    cold = time.perf_counter() - began
    assert len(content) <= MOST_BYTES, len(content)
    assert any(mark in content for mark in (b"/FontFile2", b"/FontFile3", b"ObjStm"))
    html = render_to_string("documents/pdf.html", paper_context(document, FACTS, URL))
    (bare, _), (warm, cpu) = _together(n, lambda: typeset(html), lambda: pdf_of(document, URL))
    with TemporaryDirectory() as folder:
        settings.GJJ_SEAL_DIR = Path(folder)
        make_demo_seal(Path(folder), center=settings.GJJ_CENTER_NAME, at=clock.now())
        ((signing, signing_cpu),) = _together(n, lambda: sign(content, reason="量一量"))
    more = {
        "warm_ms": round(warm * 1000, 1), "warm_cpu_ms": round(cpu * 1000, 1), "cold_ms": round(cold * 1000),
        "bytes": len(content), "sign_ms": round(signing * 1000, 1), "sign_cpu_ms": round(signing_cpu * 1000, 1),
    }  # fmt: skip
    return Figure(n, warm * n, bare * n, more)


def _receipt() -> Any:
    """一份定好事实的回执。"""
    from deposits.documents import RECEIPT
    from gjj import clock
    from gjj.actors.actor import system_actor
    from gjj.documents.services.issuing import Subject, issue
    from gjj.identity.services.register import register_employer
    from gjj.management.city.people import credit_code

    at, by = clock.now(), system_actor()
    employer = register_employer(by=by, uscc=credit_code(1), name=str(FACTS["employer"]), at=at)
    subject = Subject("remittance", 1, "2026年11月", employer_id=employer)
    return issue(kind=RECEIPT, subject=subject, facts=dict(FACTS), by=by, at=at)


def _together(n: int, *works: Callable[[], Any]) -> list[tuple[float, float]]:
    """几样轮着做，各取时间和处理器时间的中位数：机器忙一阵，各样一样吃亏。"""
    found: list[list[tuple[float, float]]] = [[] for _ in works]
    for turn in range(WARM + n):
        for place, work in enumerate(works):
            began, busy = time.perf_counter(), time.process_time()
            work()
            if turn >= WARM:
                found[place].append((time.perf_counter() - began, time.process_time() - busy))
    return [(statistics.median(one[0] for one in spent), statistics.median(one[1] for one in spent)) for spent in found]
