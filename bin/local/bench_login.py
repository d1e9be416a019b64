"""登录：认得的用户名填错口令，和根本没有的用户名，轮着各试几十次；答复的字、状态要一样，花的时间也看不出分别。忘记口令凭动态口令的也量（reset_ratio）。

每次都从没见过的地址、没见过的设备来，四十次也到不了一个用户名的次数预算（gjj/identity/services/attempts.py）。
"""

import logging
import re
import statistics
import time
from typing import Any

from local.bench import Figure

WRONG = "口令一定不对-2026"
ADDRESS = "/login/"
CHANGES = re.compile(r'(流水号\s*)?[0-9]{6}-[0-9a-f]{8}|name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"')
"""每一页本来就不同的：流水号、表单的令牌。"""


def login(n: int) -> Figure:
    """两样各试 n 次；ratio 是慢的一样的中位数 ÷ 快的一样的。"""
    from gjj.identity.models import Login
    from local.bench_city import open_unit

    # 每一次填错网站都照规矩记一行日志：量的时候不用看
    logging.getLogger("django.request").setLevel(logging.ERROR)

    known = Login.objects.get(pk=open_unit().agent_login)
    known.set_password("真的口令-2026-真的")
    known.save(update_fields=("password",))
    names = {"known": known.username, "unknown": "wu-ci-ren"}
    spent: dict[str, list[float]] = {kind: [] for kind in names}
    for turn in range(n + 1):
        # 一次先问认得的，一次先问不认得的：先后占的便宜对半分
        asked = sorted(names.items(), reverse=bool(turn % 2))
        answers = {
            kind: _answer(name, f"10.{turn // 250}.{turn % 250}.{place}") for place, (kind, name) in enumerate(asked, 1)
        }
        assert answers["known"][:2] == answers["unknown"][:2], "认得的和不认得的，答得不一样"
        for kind, (_, _, seconds) in answers.items():
            spent[kind] += [seconds] if turn else []
    medians = {kind: statistics.median(seconds) for kind, seconds in spent.items()}
    slow, fast = max(medians.values()), min(medians.values())
    more = {f"{kind}_ms": round(seconds * 1000, 1) for kind, seconds in medians.items()}
    return Figure(n, slow, fast, {**more, "reset_ratio": _reset_ratio(known, n)})


def _reset_ratio(known: Any, n: int) -> float:
    """忘记口令凭动态口令：有动态口令的填错、没有的用户名，各试 n 次，慢的中位数 ÷ 快的；次数的预算每试一次清掉，不然量的是停着。"""
    from gjj import clock
    from gjj.declarations.errors import BizError
    from gjj.identity.models import SignInFailure, TotpDevice
    from gjj.identity.services.passwords import reset_password

    at = clock.now()
    TotpDevice.objects.create(user=known, name="验证器", key=bytes(range(20)), confirmed=True, added_at=at)
    names, spent = (known.username, "wu-ci-ren"), {known.username: list[float](), "wu-ci-ren": list[float]()}
    for turn in range(n + 1):
        for name in names[:: -1 if turn % 2 else 1]:
            began, said = time.perf_counter(), ""
            try:
                reset_password(
                    username=name, code="000000", new=WRONG, session_key="s", ip="10.9.9.9", at=at, by_totp=True
                )
            except BizError as error:
                said = error.said
            seconds = time.perf_counter() - began
            assert said, "填错了也重设了"
            spent[name] += [seconds] if turn else []
            SignInFailure.objects.all().delete()
    slow, fast = (pick(statistics.median(each) for each in spent.values()) for pick in (max, min))
    return round(slow / fast, 2)


def _answer(username: str, ip: str) -> tuple[int, str, float]:
    """填一次：状态、去掉每一页本来就不同的以后的字、几秒。"""
    from django.test import Client

    client: Any = Client(REMOTE_ADDR=ip)
    began = time.perf_counter()
    answer = client.post(ADDRESS, {"username": username, "password": WRONG}, HTTP_HOST="localhost")
    seconds = time.perf_counter() - began
    assert answer.status_code == 422, answer.status_code
    return answer.status_code, CHANGES.sub("", answer.content.decode()).replace(username, "某人"), seconds
