"""交换的应用配置。"""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """与外单位交换数据：没有自己的表。"""

    name = "gjj.exchange"
    label = "exchange"
    verbose_name = "数据交换"

    def ready(self) -> None:
        from gjj.backoffice.words import register_words
        from gjj.exchange.labels import ACTIONS
        from gjj.exchange.services import Exchange
        from gjj.identity.ports import register_person_verifier

        register_words("action", ACTIONS)
        register_person_verifier(Exchange())
