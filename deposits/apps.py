"""归集的应用配置。"""

from django.apps import AppConfig

from gjj.declarations.permissions import register


class DepositsConfig(AppConfig):
    """归集。"""

    name = "deposits"
    verbose_name = "归集"

    def ready(self) -> None:
        from deposits.permissions import PERMISSIONS
        from deposits.receipts import RemittanceReceipts, SuspenseRefunds
        from gjj.settlement.ports import register_payout, register_purpose

        register(PERMISSIONS)
        register_purpose(RemittanceReceipts())
        register_payout(SuspenseRefunds())
