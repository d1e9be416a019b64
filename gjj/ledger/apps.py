"""账的应用配置。"""

from django.apps import AppConfig

from gjj.declarations.permissions import register


class LedgerConfig(AppConfig):
    """账。"""

    name = "gjj.ledger"
    label = "ledger"
    verbose_name = "账"

    def ready(self) -> None:
        from gjj.approvals.ports import register_handler
        from gjj.ledger.changing import Reversal
        from gjj.ledger.permissions import PERMISSIONS

        register(PERMISSIONS)
        register_handler(Reversal())
