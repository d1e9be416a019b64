"""登录与口令：还剩多久要退出、登录着的设备。单位、个人、柜面是同一页。"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from gjj import clock
from gjj.declarations.errors import BizError
from gjj.identity.selectors.grants import grants_of
from gjj.identity.selectors.sessions import devices
from gjj.identity.services import sessions as service
from gjj.idnumbers.whole import whole_number
from gjj.web import sessions
from gjj.web.views import HallView

VIEW = "identity.own.view"


class SessionLeft(HallView):
    """离退出还有多久；POST 接着用。没有登录的和别的页一样去登录，页面照它说已经退出。"""

    permission = VIEW
    passive = frozenset({"GET"})
    before_terms = True

    def get(self, request: HttpRequest) -> JsonResponse:
        """还有几秒，能不能接着用；升级以前登录的会话没有期限，给空的。"""
        left: sessions.Left | None = getattr(request, "session_left", None)
        answer = {"seconds": left.seconds, "may_extend": left.may_extend} if left else {}
        return JsonResponse(answer, headers={"Cache-Control": "no-store"})

    def post(self, request: HttpRequest) -> JsonResponse:
        """接着用：这一次就是操作。"""
        return self.get(request)


class Devices(HallView):
    """登录设备。"""

    permissions = {"GET": VIEW, "POST": "identity.end_session"}

    def get(self, request: HttpRequest) -> HttpResponse:
        """登录着的和最近退出的。"""
        return self._page()

    def post(self, request: HttpRequest) -> HttpResponse:
        """退出一台（session 是哪一台），或别的全部退出（others）。"""
        here, at = sessions.session_id(request), clock.now()
        try:
            if request.POST.get("others"):
                count = service.end_others(by=self.actor, here=here, at=at)
                said = f"别的 {count} 台设备都退出了。" if count else "没有别的设备登录着。"
            else:
                number = whole_number(request.POST.get("session", "")) or 0
                said = f"{service.end_one(by=self.actor, session_id=number, here=here, at=at)}退出了。"
        except BizError as error:
            return self._page(error=error)
        messages.success(request, said)
        return redirect("portal:devices")

    def _page(self, *, error: BizError | None = None) -> HttpResponse:
        here = sessions.session_id(self.request)
        live, ended = devices(self.actor, here=here, at=clock.now())
        others = [one for one in live if not one.is_here]
        return self.render(
            "portal/devices.html",
            status=error.status if error else 200,
            error=error,
            live=live,
            has_personal=any(one.role == "person" for one in grants_of(self.request.user, clock.today())),
            ended=ended,
            others=others,
        )
