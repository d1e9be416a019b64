"""Web 公共层的应用配置。"""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Web 公共层：没有表，只有基类、中间件与模板标签。"""

    name = "gjj.web"
    label = "web"
    verbose_name = "页面与接口"

    def ready(self) -> None:
        from gjj.backoffice.exporting import use_exporter
        from gjj.backoffice.words import register_words
        from gjj.web import checks, openapi  # noqa: F401  登记系统检查与接口文档的认人方式
        from gjj.web.exports import ACTIONS
        from gjj.web.listing_exports import export_cells
        from gjj.web.our_words import use_our_words

        use_our_words()
        use_exporter(export_cells)
        register_words("action", ACTIONS)
