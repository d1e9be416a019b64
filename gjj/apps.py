"""公积金中心的应用配置：扩展、授权默认值、演示时钟表和管理命令。"""

from django.apps import AppConfig


class CenterConfig(AppConfig):
    """公积金中心。"""

    name = "gjj"
    label = "gjj"
    verbose_name = "公积金中心"
