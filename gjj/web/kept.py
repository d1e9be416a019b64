"""会话里留着的资料：加密存放（会话的表在库里，号码不留明文）；办完就忘，过了半小时读不出。

人不回来的，会话过了期（最后一次动以后八小时）连它一起删，每小时删一遍（identity.forget_old）。
"""

import base64
import json
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from django.http import HttpRequest

from gjj.crypto import box

LIVES = timedelta(minutes=30)


def keep(request: HttpRequest, name: str, data: dict[str, Any], at: datetime) -> None:
    """留下；再留是换。"""
    sealed = box.encrypt(json.dumps({"at": at.timestamp(), "data": data}).encode(), f"session.{name}")
    request.session[name] = base64.b64encode(sealed).decode()


def kept(request: HttpRequest, name: str, at: datetime) -> dict[str, Any] | None:
    """留着的；没有、过了半小时的、旧密钥加密的为空。"""
    sealed = request.session.get(name)
    if not sealed:
        return None
    try:
        found = json.loads(box.decrypt(base64.b64decode(sealed), f"session.{name}"))
    except (KeyError, InvalidTag):  # 旧密钥已经拿掉了：当作没有，请他重填
        forget(request, name)
        return None
    if abs(at.timestamp() - found["at"]) > LIVES.total_seconds():
        forget(request, name)
        return None
    data: dict[str, Any] = found["data"]
    return data


def forget(request: HttpRequest, name: str) -> None:
    """忘掉；本来没有的照样。"""
    request.session.pop(name, None)
