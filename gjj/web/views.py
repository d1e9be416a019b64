"""页面的基类：不声明权限就打不开，不在权限里就看不见。"""

from contextlib import suppress
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.http import urlencode
from django.views import View

from gjj import clock
from gjj.actors.actor import Actor
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import CHOOSE_FIRST, ENROL_FIRST, require
from gjj.identity.selectors.people import employer_name
from gjj.web import sessions
from gjj.web.access import PUBLIC, SESSION_TERMS_DUE, actor_of_request
from gjj.web.cross_site import refuse_cross_site
from gjj.web.gate import LEVEL_TOO_LOW, admit, require_level
from gjj.web.held import done_with, keep_request
from gjj.web.outcome import SAFE
from gjj.web.refusals import REFUSALS, as_refusal
from gjj.web.scanning import scan_uploads
from gjj.web.sealed import is_search, searched

HOME_OF_HALL = {"unit": "/unit/", "personal": "/me/", "counter": "/admin/"}


def page_above(path: str) -> str:
    """只收表单的地址（付款、撤销……）刷新、后退又打开时去哪里：它的上一层里打得开的那一页，都没有的去首页。"""
    parts = path.strip("/").split("/")
    for end in range(len(parts) - 1, 0, -1):
        above = f"/{'/'.join(parts[:end])}/"
        with suppress(Resolver404):
            view = getattr(resolve(above).func, "view_class", None)
            if view is not None and issubclass(view, HallView) and view.is_page():
                return above
    return "/"


class HallView(View):
    """大厅里的一页。

    子类必须写 ``permission``（动作名或 ``PUBLIC``），按方法不同时写 ``permissions``。
    属于一个服务事项的写 ``item``：事项停着时打不开（没办完的办件照常进），菜单里亮的就是它；
    不随事项停、也属于它的写 ``lit``，只管菜单；都不写的照地址。
    没登录去登录页，登录了没选大厅去选大厅，没有权限得到中文说明。
    """

    hall: ClassVar[str] = "public"
    permission: ClassVar[str] = ""
    permissions: ClassVar[dict[str, str]] = {}
    item: ClassVar[str] = ""
    lit: ClassVar[str] = ""
    passive: ClassVar[frozenset[str]] = frozenset()
    """哪几种方法不算有人在操作（只是问还剩多久）。"""
    does: ClassVar[str] = ""
    """办的是哪个事项，看身份级别用；不写的就是 item。"""
    before_terms: ClassVar[bool] = False
    """还没有同意用户协议也打得开（问还剩多久）。"""
    issues: ClassVar[bool] = False
    """会出具单证：别的网站引来的不办。"""
    opened: ClassVar[str] = ""
    """只收表单的地址被打开（刷新、书签）时去哪一页；不写的去它的上一层。"""
    actor: Actor

    @classmethod
    def needed(cls, method: str) -> str:
        """某个 HTTP 方法需要的动作；没有声明就是程序错误。"""
        action = cls.permissions.get(method) or cls.permission
        if not action:
            raise ImproperlyConfigured(f"{cls.__name__} 没有声明 {method} 的权限")
        return action

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in ("GET", "HEAD") and not self.is_page():
            return redirect(self.opened or page_above(request.path))
        if is_search(request) and self.is_page():
            return searched(request)
        action = self.needed("GET" if request.method in ("HEAD", "OPTIONS") else str(request.method))
        at = clock.now()
        actor = actor_of_request(request, at, is_activity=request.method not in self.passive)
        request.actor = actor  # type: ignore[attr-defined]  # 认过一次，后面的各道不再认
        try:
            if action != PUBLIC:
                if actor is None:
                    return self._ask_to_sign_in(request)
                if request.session.get(SESSION_TERMS_DUE) and not self.before_terms:
                    way_back = {"next": self._way_back(request, is_lost=True)}
                    return self._sent(request, reverse("portal:terms"), way_back)
                require(actor, action)
                admit(self.door(actor), actor, at)
            if self.issues:
                refuse_cross_site(request)
            self._check_level(request, actor, at)
            if request.method not in SAFE:
                scan_uploads(request, request.FILES)
            self.actor = actor  # type: ignore[assignment]
            return super().dispatch(request, *args, **kwargs)
        except REFUSALS as error:
            refusal = as_refusal(error)
            assert refusal is not None
            return self._first(request, refusal, at) or self.refused(refusal)

    def _first(self, request: HttpRequest, refusal: BizError, at: datetime) -> HttpResponse | None:
        """先去办另一样才办得了的：口令先换掉；要动态口令的先添；身份级别不够的就地核验，要办的留着，核验完接着办。别的为空。"""
        if refusal.code in CHOOSE_FIRST.values():
            way_back = {"next": self._way_back(request, is_lost=False)}
            return self._sent(request, reverse("portal:choose_password"), way_back)
        if refusal.code == ENROL_FIRST:
            return self._sent(request, reverse("portal:totp"), {})
        if refusal.code == LEVEL_TOO_LOW:
            keep_request(request, refusal.extra["item"], at)
            return self._sent(request, reverse("portal:level"), {})
        return None

    def _check_level(self, request: HttpRequest, actor: Actor | None, at: datetime) -> None:
        """要办的，身份级别够不够；够了就不再留着那一下。"""
        if actor is not None and (self.issues or request.method not in SAFE):
            require_level(self.does or self.item, actor)
            done_with(request, at)

    def door(self, actor: Actor) -> str:
        """门口问哪个事项停没停；空的不问。"""
        return self.item

    @classmethod
    def is_page(cls) -> bool:
        """打得开：不是只收表单的地址。"""
        return "get" in cls.http_method_names and hasattr(cls, "get")

    def _ask_to_sign_in(self, request: HttpRequest) -> HttpResponse:
        name = "portal:choose_hall" if request.user.is_authenticated else "portal:login"
        is_lost = request.method not in ("GET", "HEAD", "OPTIONS")
        query = {"next": self._way_back(request, is_lost), **({"lost": "1"} if is_lost else {})}
        if why := sessions.why_gone(request, clock.now()):
            query["why"] = why
        return self._sent(request, reverse(name), query)

    def _sent(self, request: HttpRequest, page: str, query: dict[str, str]) -> HttpResponse:
        """先去另一页；换页上一块的请求（htmx）整页过去。"""
        target = f"{page}?{urlencode(query)}" if query else page
        if getattr(request, "htmx", False):
            response = HttpResponse(status=204)
            response["HX-Redirect"] = target
            return response
        return redirect(target)

    def _way_back(self, request: HttpRequest, is_lost: bool) -> str:
        """登录以后回到哪里：本页；提交的回到填表的那一页（同一个网站的来路，地址里选的、算的还在）。"""
        came = urlsplit(request.headers.get("referer", ""))
        is_ours = is_lost and came.netloc == request.get_host()
        if self.is_page() and not (is_ours and came.path == request.path):
            return request.get_full_path()
        if not is_ours:
            return HOME_OF_HALL.get(self.hall, "/")
        return came.path + (f"?{came.query}" if came.query else "")

    def refused(self, error: BizError) -> HttpResponse:
        """办不了：整页说明发生了什么、为什么、钱怎么样、下一步。子类可以改成在原页显示。"""
        context = {
            "error": error,
            "reference": getattr(self.request, "reference", ""),
            "home": HOME_OF_HALL.get(self.hall, "/"),
        }
        if error.code == "item_closed":
            return self._stopped(error, context)
        return render(self.request, "refused.html", context, status=error.status)

    def _stopped(self, error: BizError, context: dict[str, Any]) -> HttpResponse:
        """事项停着：不是哪里没办成，平平静静说停到什么时候；在大厅里的，菜单还在。"""
        actor = getattr(self, "actor", None) or actor_of_request(self.request, clock.now(), is_activity=False)
        return HallView.render(
            self, "stopped.html", status=error.status, **context, actor=actor, since=datetime.fromisoformat(error.extra["since"]),
            is_page=self.request.method in ("GET", "HEAD"), base="base/hall.html" if actor and self.hall != "public" else "base/site.html",
            place=employer_name(actor.employer_id) if actor and actor.employer_id else "",
        )  # fmt: skip

    def render(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        """用模板出一页；办事人总在上下文里。"""
        actor = getattr(self, "actor", None)
        context.setdefault("actor", actor)
        context.setdefault("place", employer_name(actor.employer_id) if actor and actor.employer_id else "")
        context.setdefault("hall", self.hall)
        context.setdefault("menu_item", self.lit or self.item)
        return render(self.request, template, context, status=status)
