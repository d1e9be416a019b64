"""后台站点：不认「员工」标记，只认柜面身份（Actor 的大厅是 counter）。"""

from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from gjj.actors.roles import HALL_OF


class BackOfficeSite(AdminSite):
    """住房公积金业务后台。"""

    site_header = "住房公积金业务后台"
    site_title = "业务后台"
    index_title = "查询"
    site_url = "/"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        """登录且身份属于柜面的人才能进。"""
        actor: Any = getattr(request, "actor", None)
        # request.actor 是用到才取的壳：里面没有人时壳不是 None，只能看真假
        return bool(actor) and HALL_OF.get(actor.role) == "counter"

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """后台没有自己的登录页：口令加短信码的统一登录页才是唯一的门。"""
        target = request.GET.get("next") or reverse("admin:index")
        return HttpResponseRedirect(f"{reverse('portal:login')}?{urlencode({'next': target})}")
