"""查看记录的应用配置。"""

from django.apps import AppConfig

from gjj.declarations.permissions import register


class LooksConfig(AppConfig):
    """查看记录。"""

    name = "gjj.looks"
    label = "looks"
    verbose_name = "查看记录"

    def ready(self) -> None:
        from gjj.looks.permissions import PERMISSIONS

        register(PERMISSIONS)
