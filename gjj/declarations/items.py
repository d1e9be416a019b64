"""服务事项：大厅里能办的一件事。"""

from dataclasses import dataclass


@dataclass(frozen=True)
class ServiceItem:
    """服务事项：名称、在哪个大厅和分组、去哪一页、图标、承诺、要什么权限、依据哪些条款。"""

    code: str
    title: str
    hall: str
    group: str
    url_name: str
    icon: str
    promise: str
    permission: str
    articles: tuple[str, ...] = ()
    order: int = 100
