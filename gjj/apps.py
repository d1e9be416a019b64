"""公积金中心的应用配置：扩展、授权默认值、演示时钟表和管理命令。"""

from django.apps import AppConfig


class CenterConfig(AppConfig):
    """公积金中心。"""

    name = "gjj"
    label = "gjj"
    verbose_name = "公积金中心"

    def ready(self) -> None:
        # 命令和网站敲门铃用的也是这个 Celery 应用；不引用它，Celery 会退回到没有配置的缺省应用
        from gjj import celery  # noqa: F401
