"""演示短信收件箱：只有演示环境有，内容来自短信模拟器。"""

from datetime import datetime

import httpx
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from gjj.web.access import PUBLIC
from gjj.web.views import HallView


class SmsInbox(HallView):
    """收件箱。"""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        """最近的短信；模拟器不在时说明白。"""
        if not settings.GJJ_DEMO:
            raise Http404
        to = request.GET.get("to", "").strip()
        messages, down = [], False
        try:
            answer = httpx.get(f"{settings.GJJ_SMS_URL}/v1/messages", params={"to": to} if to else {}, timeout=3)
            messages = [{**one, "at": datetime.fromisoformat(one["at"])} for one in answer.json()["messages"]]
        except (httpx.HTTPError, ValueError, KeyError):
            down = True
        return self.render("portal/demo_sms.html", messages_received=messages, down=down, to=to)
