"""消息的应用配置。"""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from gjj.declarations import permissions
from gjj.declarations.messages import all_problems


def templates_are_sound(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """声明的模板：变量、字数、类别都对；有一处不对就启动不了。"""
    from gjj.messaging.selectors.templates import declared

    return [
        Error(f"消息模板 {one}", id="gjj.messaging.E001") for one in all_problems(declared(), settings.GJJ_CENTER_NAME)
    ]


class MessagingConfig(AppConfig):
    """消息。"""

    name = "gjj.messaging"
    label = "messaging"
    verbose_name = "消息与短信"

    def ready(self) -> None:
        from gjj.approvals.ports import register_handler
        from gjj.identity.ports import (
            register_code_sender,
            register_mobile_teller,
            register_number_teller,
            register_number_texter,
            register_person_teller,
        )
        from gjj.messaging.changing import TemplateChange
        from gjj.messaging.permissions import PERMISSIONS
        from gjj.messaging.services.for_identity import (
            send_code,
            tell_mobile_registered,
            tell_number,
            tell_person,
            text_number,
        )

        permissions.register(PERMISSIONS)
        register(templates_are_sound)
        register_code_sender(send_code)
        register_mobile_teller(tell_mobile_registered)
        register_number_texter(text_number)
        register_number_teller(tell_number)
        register_person_teller(tell_person)
        register_handler(TemplateChange())
