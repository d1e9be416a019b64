"""页面：历史长了一千倍，单位首页、单位明细账、个人余额要几乎一样快。

同一家单位、同一名职工，先在一万条明细的库里量，再在 n 条的库里量同样几页（真的地址、真的会话、真的模板，取中位数）；
seconds 是 n 条时最吃亏的那一页，limit_seconds 是它在一万条时的，ratio 就是慢了几倍。
"""

import statistics
import time
from typing import Any

from local.bench import Figure
from local.bench_city import AMOUNT, LAST, UNIT, Seat, fill, open_unit

BASELINE = 10_000
WARM = 10
ROUNDS = 80
PAGES = {
    "unit_home": "/unit/",
    "unit_ledger": "/unit/ledger/?year=2026",
    "personal_balance": "/me/",
}


def page(n: int) -> Figure:
    """n 条明细时和一万条时比。"""
    seat = open_unit()
    small = _measure(seat, BASELINE)
    large = _measure(seat, n)
    ratios = {name: large[name] / small[name] for name in PAGES}
    worst = max(ratios, key=lambda name: ratios[name])
    told = {
        f"{name}_ms": [round(small[name] * 1000, 2), round(large[name] * 1000, 2), round(ratios[name], 2)]
        for name in PAGES
    }
    return Figure(n, large[worst], small[worst], {"worst": worst, **told})


def _measure(seat: Seat, n: int) -> dict[str, float]:
    """换成 n 条明细，每页量许多遍取中位数；内容不对就不报数。"""
    _, months = fill(n)
    agent, person = _client(seat.agent_login), _client(seat.person_login)
    visitors = {"unit_home": agent, "unit_ledger": agent, "personal_balance": person}
    _check(agent, person, months)
    found: dict[str, list[float]] = {name: [] for name in PAGES}
    for turn in range(WARM + ROUNDS):
        for name, path in PAGES.items():  # 几页轮着量：机器忙一阵，各页一样吃亏
            began = time.perf_counter()
            answer = visitors[name].get(path)
            spent = time.perf_counter() - began
            assert answer.status_code == 200, (name, answer.status_code)
            if turn >= WARM:
                found[name].append(spent)
    return {name: statistics.median(spent) for name, spent in found.items()}


def _client(login_id: int) -> Any:
    """过了口令和短信码的浏览器。"""
    from django.conf import settings
    from django.test import Client

    from gjj.identity.models import Login
    from gjj.identity.selectors.grants import device_of

    settings.ALLOWED_HOSTS = ["*"]
    login = Login.objects.get(pk=login_id)
    client = Client()
    client.force_login(login)
    session = client.session
    session["otp_device_id"] = device_of(login).persistent_id
    session.save()
    return client


def _check(agent: Any, person: Any, months: int) -> None:
    """页面上的数和造的历史一致：明细账的年初、年末，个人余额。"""
    from gjj.money.amounts import format_money

    this_year = min(months, LAST.month)
    book = agent.get(PAGES["unit_ledger"]).content.decode()
    assert book.count("data-entry") == this_year
    for amount in (AMOUNT * UNIT * months, AMOUNT * UNIT * (months - this_year)):
        assert format_money(amount) in book, amount
    assert format_money(AMOUNT * months) in person.get("/me/").content.decode()
    assert person.get("/me/movements/").content.decode().count("data-movement") == min(24, months)
    assert "暂存余额</dt><dd>¥0.00" in agent.get("/unit/").content.decode()
