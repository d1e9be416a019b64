"""接口的基类：按方法声明动作和范围，写操作认 Idempotency-Key。"""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse, QueryDict
from rest_framework.exceptions import NotAuthenticated
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from gjj import clock
from gjj.actors.actor import Actor
from gjj.database.listings import Written
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.web.access import PUBLIC, SESSION_TERMS_DUE
from gjj.web.admission import Credential
from gjj.web.authentication import BearerAuthentication, HallSessionAuthentication
from gjj.web.cross_site import refuse_cross_site
from gjj.web.gate import admit, require_level
from gjj.web.inputs import require_object
from gjj.web.outcome import SAFE
from gjj.web.pagination import CursorPage, written_page
from gjj.web.scanning import scan_uploads
from gjj.work.idempotency import run_once

Answer = tuple[int, Any]
"""状态与内容；没有内容（204）时内容写 {}。"""


class JsonOnly(DefaultContentNegotiation):
    """只答 JSON：来人什么都收、或者就要 JSON 的，不用细比。"""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        """用哪种写法答；不收 JSON 的照样是 406。"""
        media_type = renderers[0].media_type
        if request.META.get("HTTP_ACCEPT", "*/*") in ("*/*", media_type) and "format" not in request.query_params:
            return renderers[0], media_type
        return super().select_renderer(request, renderers, format_suffix)


class HallAPI(APIView):
    """一个接口地址。

    ``permissions`` 写每个方法需要的动作，``scope`` 写令牌要有的范围（unit / person / PUBLIC）；
    没写的方法打不开。属于一个服务事项的方法写 ``items``：事项停着时答 item_closed。写操作调用 ``self.once``：同一个 Idempotency-Key 同样的内容只办一次。
    """

    permissions: ClassVar[dict[str, str]] = {}
    items: ClassVar[dict[str, str]] = {}
    does: ClassVar[dict[str, str]] = {}
    """各方法办的是哪个事项，看身份级别用；不写的照 items。"""
    scope: ClassVar[str] = ""
    issues: ClassVar[bool] = False
    """取一次就会出具单证：别的网站引来的不办。"""
    authentication_classes = (BearerAuthentication, HallSessionAuthentication)
    permission_classes = ()
    content_negotiation_class = JsonOnly
    actor: Actor
    at: datetime
    """认人的那一问看的钟。"""

    @classmethod
    def needed(cls, method: str) -> str:
        """某个方法需要的动作；没有声明就是程序错误。"""
        action = cls.permissions.get(method, "")
        if not action or not cls.scope:
            raise ImproperlyConfigured(f"{cls.__name__} 没有声明 {method} 的权限或范围")
        return action

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        method = "GET" if request.method in ("HEAD", "OPTIONS") else str(request.method)
        if not hasattr(self, method.lower()):
            return
        action = self.needed(method)
        if action != PUBLIC:
            self.actor = self._admitted(request, action)
        if self.issues:
            refuse_cross_site(request._request)
        if method not in SAFE:
            if action != PUBLIC:
                _check_key(request.headers.get("Idempotency-Key"))
            require_object(request)
            scan_uploads(request._request, request.FILES)

    def _admitted(self, request: Request, action: str) -> Actor:
        """有凭证、有范围、有权限的办事人；缺哪样就按哪样拒绝（401、403）。"""
        credential: Credential | None = getattr(request._request, "credential", None)
        actor = credential.actor if credential else None
        if credential is None or actor is None:
            raise NotAuthenticated
        scopes = credential.scopes
        if scopes is not None and self.scope != PUBLIC and self.scope not in scopes:
            raise BizError(
                "scope_missing", f"这个令牌没有「{self.scope}」范围，不能调用本接口，没有任何改动。", status=403,
                fix=f"请换一个有「{self.scope}」范围的令牌，或请发令牌的人加上这个范围。",
            )  # fmt: skip
        if scopes is None and request.session.get(SESSION_TERMS_DUE):
            raise BizError(
                "terms_due",
                "用户协议换了新的一版，您还没有同意，没有任何改动。",
                status=403,
                fix="请先在大厅里读过并同意。",
            )
        require(actor, action)
        method = "GET" if request.method in ("HEAD", "OPTIONS") else str(request.method)
        if self.issues or method not in SAFE:
            require_level(self.does.get(method) or self.items.get(method, ""), actor)
        self.at = credential.at
        if credential.any_closed:  # 认人的那一问里看过：什么也没停，就不用再问这一个
            admit(self.items.get(method, ""), actor, credential.at)
        return actor

    def once(self, action: Callable[[], Answer]) -> Response:
        """办一次：带了 Idempotency-Key 就记下答复，重来时原样返回；校验不过不占用这个键。

        遇到死锁 action 会整个重来：要读的文件、要认的内容，先在外面取好。
        """
        key = self.request.headers.get("Idempotency-Key")
        if key is None:
            return _response(*action())
        assert self.actor.login_id is not None
        status, body, replayed = run_once(
            login_id=self.actor.login_id,
            call=f"{self.request.method} {type(self).__name__}",
            key=key,
            fingerprint=self._fingerprint(),
            at=clock.now(),
            action=action,
        )
        response = _response(status, body)
        if replayed:
            response["Idempotent-Replayed"] = "true"
        return response

    def _fingerprint(self) -> str:
        """请求的指纹：地址、字段和文件内容；字段的先后不算，同键不同指纹就是另一件事。"""
        data = self.request.data
        body = dict(data.lists()) if isinstance(data, QueryDict) else data
        text = json.dumps([self.request.get_full_path(), body], sort_keys=True, default=_digest_of_file)
        return hashlib.sha256(text.encode()).hexdigest()

    def page(
        self, queryset: Any, item: Callable[[Any], dict[str, Any]], *, ordering: str | tuple[str, ...] = "-id"
    ) -> Response:
        """游标分页的一页，一行一行地答。"""
        return self.page_together(queryset, lambda rows: [item(row) for row in rows], ordering=ordering)

    def page_together(
        self,
        queryset: Any,
        items: Callable[[list[Any]], list[dict[str, Any]]],
        *,
        ordering: str | tuple[str, ...] = "-id",
    ) -> Response:
        """游标分页的一页；一行要用的别的记录整页一次查出的，一页一起答。"""
        paginator = CursorPage()
        paginator.ordering = ordering
        rows: Any = paginator.paginate_queryset(queryset, self.request, view=self)
        return paginator.get_paginated_response(items(list(rows or ())))

    def page_written(self, rows: Written) -> HttpResponse:
        """游标分页的一页，行由数据库写成 JSON：和 page 答的一个字不差（tests/api/test_listings.py 逐字对）。"""
        paginator = CursorPage()
        paginator.ordering = rows.listing.ordering
        page: Any = paginator.paginate_queryset(rows, self.request, view=self)
        return written_page(paginator.get_next_link(), paginator.get_previous_link(), [row["json"] for row in page])


def _check_key(key: str | None) -> None:
    """幂等键不合规就拒绝（400）；先看键，再看内容和编号，免得以为办成了的能重来。"""
    if key is not None and not (8 <= len(key) <= 128 and all("!" <= char <= "~" for char in key)):
        raise BizError(
            "idempotency_key_invalid", "Idempotency-Key 要是 8 到 128 个可见的英文字符，没有任何改动。", status=400,
            fix="请换一个合规的键再发，比如一个 UUID。",
        )  # fmt: skip


def _digest_of_file(upload: Any) -> str:
    """上传文件的指纹；读完退回开头。"""
    upload.seek(0)
    digest = hashlib.sha256(upload.read()).hexdigest()
    upload.seek(0)
    return digest


def _response(status: int, body: Any) -> Response:
    """答复；204 没有内容。"""
    return Response(None if status == 204 else body, status=status)
