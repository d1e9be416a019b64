"""接口文档：OpenAPI 3.1，从代码生成，列出的都能用。"""

from drf_spectacular.views import SpectacularJSONAPIView

from gjj.web.access import PUBLIC


class Schema(SpectacularJSONAPIView):
    """GET /api/v1/schema/：OpenAPI 3.1 的 JSON。"""

    authentication_classes = ()
    permission_classes = ()

    @classmethod
    def needed(cls, method: str) -> str:
        """人人可看。"""
        return PUBLIC
