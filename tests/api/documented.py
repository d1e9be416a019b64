"""接口文档和路由对着看：有哪些调用、文档怎么写、答复合不合文档。"""

import json
import re
from functools import cache
from typing import Any

from django.test import Client
from jsonschema import Draft202012Validator

from gjj.web.access import PUBLIC
from gjj.web.checks import declared_methods, walk

OUTSIDE = {"/api/v1/schema/"}
"""文档自己不写进文档。"""
Operation = tuple[str, str]
"""(方法, 地址)。"""


def _views() -> dict[Operation, Any]:
    """路由里的每个接口：(方法, 文档的写法) → 视图。"""
    found = {}
    for path, _, pattern in walk():
        address = "/" + re.sub(r"<int:(\w+)>", lambda found: "{" + ("id" if found[1] == "pk" else found[1]) + "}", path)
        view = getattr(pattern.callback, "cls", None)
        if address.startswith("/api/v1/") and address not in OUTSIDE and view is not None:
            found |= {(method, address): view for method in declared_methods(view)}
    return found


VIEWS = _views()
WRITES = sorted((method, path) for method, path in VIEWS if method != "GET")
WITH_LOGIN = sorted(one for one, view in VIEWS.items() if view.needed(one[0]) != PUBLIC)


@cache
def schema() -> dict[str, Any]:
    """接口文档。"""
    answer = Client().get("/api/v1/schema/")
    assert answer.status_code == 200
    read: dict[str, Any] = json.loads(answer.content)
    return read


def documented() -> dict[Operation, dict[str, Any]]:
    """文档里的每个调用。"""
    return {(method.upper(), path): one for path, calls in schema()["paths"].items() for method, one in calls.items()}


def check(operation: Operation, answer: Any) -> None:
    """答复的状态和样子都写在文档里。"""
    responses = documented()[operation]["responses"]
    assert str(answer.status_code) in responses, (operation, answer.status_code, answer.content.decode())
    content = responses[str(answer.status_code)].get("content")
    if content is None:
        assert answer.content == b""
        return
    kind = answer["Content-Type"].split(";")[0]
    if kind != "application/json" and kind in content:
        assert answer.content
        return
    shape = {**content[kind]["schema"], "components": schema()["components"]}
    wrong = [f"{one.json_path}: {one.message}" for one in Draft202012Validator(shape).iter_errors(answer.json())]
    assert wrong == [], (operation, answer.content.decode())


def full(operation: Operation) -> Operation:
    """补上前缀。"""
    return operation[0], f"/api/v1{operation[1]}"


def ask(operation: Operation, client: Client, text: str = "{}", **headers: str) -> Any:
    """照原样调一次，编号用 0。"""
    method, path = operation
    call = getattr(client, method.lower())
    address = re.sub(r"\{\w+\}", "0", path.replace("{year}", "2026"))
    if method == "GET":
        return call(address, **headers)
    return call(address, text, content_type="application/json", **headers)
