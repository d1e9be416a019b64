"""每个模板都要的几样：中心名称、客服热线、演示标记、大字版。"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from gjj import clock


def site(request: HttpRequest) -> dict[str, Any]:
    """模板上下文：center_name、hotline、is_demo、is_elder、business_date。"""
    return {
        "center_name": settings.GJJ_CENTER_NAME,
        "hotline": "12329",
        "is_demo": bool(getattr(settings, "GJJ_DEMO", False)),
        "is_elder": request.COOKIES.get("elder") == "1",
        "business_date": clock.today(),
    }
