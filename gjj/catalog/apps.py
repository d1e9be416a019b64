"""事项与渠道的应用配置。"""

from django.apps import AppConfig

from gjj.declarations.permissions import register


class CatalogConfig(AppConfig):
    """事项与渠道。"""

    name = "gjj.catalog"
    label = "catalog"
    verbose_name = "事项与渠道"

    def ready(self) -> None:
        from gjj.approvals.ports import register_handler
        from gjj.catalog.changing import SwitchChange
        from gjj.catalog.permissions import PERMISSIONS

        register(PERMISSIONS)
        register_handler(SwitchChange())
