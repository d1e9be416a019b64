"""工作的应用配置。"""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from gjj.declarations.permissions import register


class WorkConfig(AppConfig):
    """工作：发件箱、任务进度、幂等键。"""

    name = "gjj.work"
    label = "work"
    verbose_name = "后台工作"

    def ready(self) -> None:
        from gjj.work.permissions import PERMISSIONS

        register(PERMISSIONS)
        autodiscover_modules("tasks")
