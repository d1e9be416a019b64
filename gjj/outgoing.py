"""出去的唯一一道门：向外单位（银行、短信、公安、银行卡、人脸、查毒）发请求都走这里，只许去清单上的地方。

清单是 GJJ_OUTSIDE_HOSTS（写了就只认它），没写的是设置里那几个网址的主机。不跟着对方的转向走；
不是演示环境的只走 https，本机的（旁边的加密隧道、测试的模拟器）除外。
"""

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

GATEWAYS = {
    "GJJ_BANK_URL": "银行", "GJJ_SMS_URL": "短信网关", "GJJ_POLICE_URL": "公安核对", "GJJ_CARDS_URL": "银行卡核对",
    "GJJ_FACE_URL": "人脸比对",
}  # fmt: skip
"""设置里的对方：名字 → 叫什么。"""


class NotOnTheList(httpx.ConnectError):
    """要去的地方不在清单上，或者不加密：没有发出去。算没有连上：对方肯定没收到。"""


def allowed_hosts() -> frozenset[str]:
    """许去的主机（带端口的写「主机:端口」）。"""
    listed = frozenset(settings.GJJ_OUTSIDE_HOSTS)
    return listed or frozenset(filter(None, (_host(_url(name)) for name in GATEWAYS))) | _scanner()


def problem_of(url: str) -> str:
    """这个网址为什么去不得；去得为空。"""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "不是网址"
    if parts.scheme == "http" and not settings.GJJ_DEMO and not is_here(parts.hostname):
        return "没有加密（要 https）"
    return "" if _host(url) in allowed_hosts() else "不在许去的清单（GJJ_OUTSIDE_HOSTS）上"


def is_here(host: str) -> bool:
    """就是本机。"""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def client(**options: Any) -> Iterator[httpx.Client]:
    """连着一个对方办几件；每一件都先看去不去得，去不得的抛 NotOnTheList，什么也没发。"""
    with httpx.Client(follow_redirects=False, event_hooks={"request": [_guard]}, **options) as one:
        yield one


def request(method: str, url: str, *, timeout: httpx.Timeout | float, **options: Any) -> httpx.Response:
    """问一次。"""
    with client(timeout=timeout) as one:
        return one.request(method, url, **options)


def require_place(host: str, port: int) -> None:
    """不走 HTTP 的（查毒）去之前问一声；不在清单上抛 NotOnTheList。"""
    if f"{host}:{port}" not in allowed_hosts():
        raise NotOnTheList(f"{host}:{port} 不在许去的清单上")


def _guard(asked: httpx.Request) -> None:
    if why := problem_of(str(asked.url)):
        raise NotOnTheList(f"{asked.url.host} {why}", request=asked)


def _url(name: str) -> str:
    return str(getattr(settings, name, "") or "")


def _host(url: str) -> str:
    """网址的主机；写了端口的带端口。"""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or ""


def _scanner() -> frozenset[str]:
    return frozenset({settings.GJJ_CLAMD} if settings.GJJ_CLAMD else ())


@register()
def gateways_are_encrypted_and_listed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """启动时查：对方的网址要加密、在清单上；不合的不起。"""
    return [
        Error(
            f"{said}的网址 {name} {why}，验证码、付款、证件号码会经过它。", id="gjj.outgoing.E001",
            hint="请换成 https 的网址（对方没有的，在本机旁边放加密隧道，写 127.0.0.1），并写进 GJJ_OUTSIDE_HOSTS。",
        )
        for name, said in GATEWAYS.items()
        if _url(name) and (why := problem_of(_url(name)))
    ]  # fmt: skip
