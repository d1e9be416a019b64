"""演示短信收件箱：只有演示环境有，内容来自短信模拟器。"""

from datetime import datetime
from typing import Any

import httpx
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from gjj import outgoing
from gjj.web.access import PUBLIC
from gjj.web.views import HallView

CODE, CODES = "验证码", 20


class SmsInbox(HallView):
    """收件箱。"""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        """最近的短信；模拟器不在时说明白。"""
        if not settings.GJJ_DEMO:
            raise Http404
        to = request.GET.get("to", "").strip()
        codes: list[dict[str, Any]] = []
        others, down = codes, False
        try:
            codes = self._texts(to, CODE)[:CODES]
            others = [one for one in self._texts(to) if CODE not in one["text"]]
        except (httpx.HTTPError, ValueError, KeyError):
            down = True
        return self.render("portal/demo_sms.html", codes=codes, others=others, down=down, to=to)

    def _texts(self, to: str, contains: str = "") -> list[dict[str, Any]]:
        """模拟器里最近的短信。"""
        query = {name: value for name, value in (("to", to), ("contains", contains)) if value}
        answer = outgoing.request("GET", f"{settings.GJJ_SMS_URL}/v1/messages", params=query, timeout=3)
        return [{**one, "at": datetime.fromisoformat(one["at"])} for one in answer.json()["messages"]]
