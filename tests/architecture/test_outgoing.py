"""出去的请求只走一道门：清单以外的地方去不了，不加密的不走，转向不跟；程序里没有第二处往外连的。"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from gjj import outgoing
from gjj.outgoing import NotOnTheList, gateways_are_encrypted_and_listed, problem_of

ROOT = Path(__file__).resolve().parent.parent.parent
DOORS = {"gjj/outgoing.py", "gjj/exchange/connectors/clamd.py"}
"""真往外连的：HTTP 的门，查毒的一条线（去之前也问清单）。"""
CALLS = {
    "httpx": {"request", "get", "post", "put", "delete", "Client", "AsyncClient", "stream"},
    "socket": {"socket", "create_connection"},
}
OTHERS = {"urllib.request", "requests", "smtplib", "ftplib", "http.client", "aiohttp", "urllib3"}


@pytest.fixture(autouse=True)
def gateways(settings: Any) -> None:
    """正式的设置：银行、短信各一个网址，别的没有。"""
    settings.GJJ_DEMO = False
    settings.GJJ_BANK_URL, settings.GJJ_SMS_URL = "https://bank.example:8443/api", "https://sms.example"
    settings.GJJ_POLICE_URL = settings.GJJ_CARDS_URL = settings.GJJ_FACE_URL = ""


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://bank.example:8443/v1/payments", ""), ("https://sms.example/v1/messages", ""),
        ("https://bank.example/v1/payments", "清单"), ("https://sms.example.evil.example/", "清单"),
        ("https://sms.example@evil.example/", "清单"), ("https://169.254.169.254/", "清单"), ("https://127.0.0.1/", "清单"),
        ("http://sms.example/v1/messages", "https"), ("file:///etc/passwd", "不是网址"), ("https:///x", "不是网址"),
    ],
)  # fmt: skip
def test_only_places_on_the_list_are_reached_and_only_encrypted(url: str, why: str) -> None:
    """设置里的主机（连端口）才去得；像它的、绕着写的、本机的、云上的元数据、不加密的都去不得，一个字节也不发。"""
    assert why in problem_of(url)
    assert bool(problem_of(url)) is bool(why)
    if why:
        with pytest.raises((NotOnTheList, httpx.UnsupportedProtocol, httpx.LocalProtocolError)):
            outgoing.request("GET", url, timeout=0.5)


def test_a_written_list_is_the_only_one(settings: Any) -> None:
    """写了清单就只认清单：设置里的网址不在上面，也去不得，启动检查就说。"""
    settings.GJJ_OUTSIDE_HOSTS = ["sms.example"]
    assert "清单" in problem_of("https://bank.example:8443/v1/payments")
    (error,) = gateways_are_encrypted_and_listed(None)
    assert (error.id, "银行" in error.msg) == ("gjj.outgoing.E001", True)


def test_production_does_not_start_with_a_gateway_in_the_clear(settings: Any) -> None:
    """正式环境的网关写着 http 的，启动检查不过，用中文说是哪一个、怎么改；本机旁边的隧道、演示环境的可以。"""
    assert gateways_are_encrypted_and_listed(None) == []
    settings.GJJ_SMS_URL = "http://sms.example"
    (error,) = gateways_are_encrypted_and_listed(None)
    assert "短信网关的网址 GJJ_SMS_URL 没有加密" in error.msg
    assert "127.0.0.1" in str(error.hint)
    settings.GJJ_SMS_URL = "http://127.0.0.1:9443"
    assert gateways_are_encrypted_and_listed(None) == []
    settings.GJJ_DEMO, settings.GJJ_SMS_URL = True, "http://sms.example"
    assert gateways_are_encrypted_and_listed(None) == []


def test_a_redirect_elsewhere_is_not_followed(settings: Any) -> None:
    """对方叫转到别处：不跟，照没听清答。"""
    moved = httpx.MockTransport(lambda asked: httpx.Response(302, headers={"Location": "https://evil.example/"}))
    with outgoing.client(transport=moved) as one:
        assert one.get("https://sms.example/").status_code == 302
        with pytest.raises(NotOnTheList):
            one.get("https://evil.example/")


def calls_out(path: Path) -> Iterator[str]:
    """一个文件里往外连的地方。"""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
            yield from [f"{called.value.id}.{called.attr}"] if called.attr in CALLS.get(called.value.id, ()) else []
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        yield from (
            one for one in [*names, *([node.module] if isinstance(node, ast.ImportFrom) else [])] if one in OTHERS
        )


def test_nothing_else_in_the_program_calls_out() -> None:
    """全部程序（模拟器除外）里只有那两处真往外连；查的办法认得出来。"""
    found = {}
    for top in ("gjj", "deposits", "loans", "portal"):
        for path in (ROOT / top).rglob("*.py"):
            where = str(path.relative_to(ROOT))
            if "simulators" not in where and (here := sorted(set(calls_out(path)))):
                found[where] = here
    assert found.keys() == DOORS, found
