"""接口的调用方：拿着令牌，说 JSON 或传文件。"""

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from gjj import clock
from gjj.actors.actor import Actor
from gjj.identity import tokens
from gjj.periods.month import Month


class Caller:
    """拿着令牌的调用方；程序里的错照线上那样答，不抛给测试。"""

    def __init__(self, actor: Actor, scope: str = "unit") -> None:
        self.scope = scope
        self.token = tokens.issue_token(login_id=actor.login_id or 0, scopes=[scope], at=clock.now())
        self.client = Client(raise_request_exception=False)

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """GET 的 body 是查询，别的方法是 JSON。"""
        if method == "get":
            return self.client.get(f"/api/v1{path}", body or {}, **self._with_token(headers))
        return self.raw(method, path, json.dumps({} if body is None else body), **headers)

    def raw(self, method: str, path: str, text: str, **headers: str) -> Any:
        """照原样送一段文字。"""
        call = getattr(self.client, method)
        return call(f"/api/v1{path}", text, content_type="application/json", **self._with_token(headers))

    def upload(self, data: bytes, name: str, month: str, query: str = "", **headers: str) -> Any:
        """上传变更清册。"""
        body = {"file": SimpleUploadedFile(name, data), "month": month}
        return self.client.post(f"/api/v1/unit/change-lists/{query}", body, **self._with_token(headers))

    def mend(self, pk: int, data: bytes, name: str = "改好.xlsx", confirm: str = "true", **headers: str) -> Any:
        """传改好的工作簿；多数人对不上也换。"""
        body = encode_multipart(BOUNDARY, {"file": SimpleUploadedFile(name, data), "confirm": confirm})
        return self.client.put(
            f"/api/v1/unit/change-lists/{pk}/file/", body, content_type=MULTIPART_CONTENT, **self._with_token(headers)
        )

    def send(self, path: str, body: dict[str, Any], **headers: str) -> Any:
        """一张带文件的表单。"""
        return self.client.post(f"/api/v1{path}", body, **self._with_token(headers))

    def _with_token(self, headers: dict[str, str]) -> dict[str, str]:
        return {"HTTP_AUTHORIZATION": f"Bearer {self.token}", **headers}


def this_month() -> str:
    """接口里写的本月；接口看的是真的钟。"""
    return str(Month.of(clock.today()))
