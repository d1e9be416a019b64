"""后台站点：不认「员工」标记，只认柜面身份（Actor 的大厅是 counter）；首页说等着处理的事和能查的东西。"""

from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from gjj import clock
from gjj.actors.roles import HALL_OF, ROLES
from gjj.backoffice.notices import notices_for

SHELVES = (
    "deposits", "cases", "settlement", "ledger", "documents", "messaging", "publications", "identity", "approvals", "catalog", "parameters",
    "work", "looks", "audit",
)  # fmt: skip
"""首页和侧栏的次序：先业务，再钱、账、人，最后是系统。"""


class BackOfficeSite(AdminSite):
    """住房公积金业务后台。"""

    site_header = "业务后台"
    site_title = "业务后台"
    index_title = "业务后台"
    site_url = "/"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        """登录且身份属于柜面的人才能进。"""
        actor: Any = getattr(request, "actor", None)
        # request.actor 是用到才取的壳：里面没有人时壳不是 None，只能看真假
        return bool(actor) and HALL_OF.get(actor.role) == "counter" and not self._first(actor)

    @staticmethod
    def _first(actor: Any) -> str:
        """进来以前先办的那一页：口令换成自己的，添动态口令；不用先办的为空。"""
        if actor.must_choose_password:
            return "portal:choose_password"
        return "portal:totp" if actor.must_enrol else ""

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """后台没有自己的登录页：口令加短信码的统一登录页才是唯一的门；登录了而身份不对的，说明进不来；口令要先换掉的、要先添动态口令的，先去办。"""
        actor: Any = getattr(request, "actor", None)
        door = "portal:login"
        if actor:
            door = self._first(actor)
            if not door:
                raise PermissionDenied
        target = request.GET.get("next") or reverse("admin:index")
        return HttpResponseRedirect(f"{reverse(door)}?{urlencode({'next': target})}")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """框架自带的换口令页不记审计，不开。"""
        raise Http404

    def password_change_done(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """没有那一页，也就没有换好了的这一页。"""
        raise Http404

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """退出只有大厅的一处，记审计、清会话都在那里；框架自带的不开。"""
        raise Http404

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """每页都要的：站点的几样，加上办事人的身份。"""
        actor: Any = getattr(request, "actor", None)
        return {
            **super().each_context(request),
            "staff": actor,
            "role_name": ROLES.get(actor.role, "") if actor else "",
        }

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """首页：等着处理的事在前，能查的东西在后。"""
        actor: Any = request.actor  # type: ignore[attr-defined]
        notices = notices_for(actor, clock.today())
        return super().index(request, {**(extra_context or {}), "notices": notices})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """能查的东西：按业务的次序，每样说明按什么查。"""
        rooms = super().get_app_list(request, app_label)
        for room in rooms:
            for entry in room["models"]:
                own = self._registry[entry["model"]]
                entry["place"], entry["told"] = getattr(own, "place", 100), own.search_help_text
            room["models"].sort(key=lambda entry: entry["place"])
        last = len(SHELVES)
        return sorted(
            rooms, key=lambda room: SHELVES.index(room["app_label"]) if room["app_label"] in SHELVES else last
        )
