"""本人资料的应用配置。"""

from django.apps import AppConfig

from gjj.declarations.permissions import register


class OwnConfig(AppConfig):
    """本人资料。"""

    name = "gjj.own"
    label = "own"
    verbose_name = "本人资料"

    def ready(self) -> None:
        from gjj.approvals.ports import register_handler
        from gjj.backoffice.words import register_words
        from gjj.own.card_changing import CardChange
        from gjj.own.changing import MobileChange
        from gjj.own.labels import ACTIONS
        from gjj.own.permissions import PERMISSIONS

        register(PERMISSIONS)
        register_handler(MobileChange())
        register_handler(CardChange())
        register_words("action", ACTIONS)
