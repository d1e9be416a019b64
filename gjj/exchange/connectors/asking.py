"""问外单位一次：带时限，没连上、没等到、读不懂都是 NoAnswer。"""

from typing import Any

import httpx

from gjj.outgoing import request

TIMEOUT = httpx.Timeout(5.0, connect=2.0)


class NoAnswer(Exception):
    """没有听到结果：对方停着、太慢，或者答得读不懂。不是核对不上。"""


def ask(url: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """问一次，给出答复的内容；没有听到结果抛 NoAnswer。话里不带问的资料。"""
    try:
        answer = request("POST", f"{url}{path}", json=body, timeout=TIMEOUT)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NoAnswer(f"没有应答：{type(error).__name__}") from None
    if answer.status_code != 200:
        raise NoAnswer(f"答复 {answer.status_code}")
    try:
        found = answer.json()
    except ValueError:
        raise NoAnswer("答复读不懂") from None
    if not isinstance(found, dict) or found.get("id") != body["id"]:
        raise NoAnswer("答复读不懂，或者答的不是这一问")
    return found
