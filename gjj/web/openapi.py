"""接口文档里的两种认人方式。"""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class BearerScheme(OpenApiAuthenticationExtension):
    """访问令牌。"""

    target_class = "gjj.web.authentication.BearerAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Authorization: Bearer。"""
        return {"type": "http", "scheme": "bearer", "description": "OAuth2 访问令牌，范围 unit 或 person。"}


class SessionScheme(OpenApiAuthenticationExtension):
    """大厅的会话。"""

    target_class = "gjj.web.authentication.HallSessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """会话 Cookie；写操作另要 X-CSRFToken。"""
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "大厅登录后的会话，写操作另要 X-CSRFToken。",
        }
