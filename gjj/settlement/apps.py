"""结算的应用配置。"""

from django.apps import AppConfig

from gjj.declarations.permissions import register


class SettlementConfig(AppConfig):
    """结算。"""

    name = "gjj.settlement"
    label = "settlement"
    verbose_name = "结算"

    def ready(self) -> None:
        from gjj.settlement.permissions import PERMISSIONS

        register(PERMISSIONS)
