"""翻页：数到一万条为止，几百万行的表也不为一个总数等上几秒。"""

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator

MOST = 10_000


class CappedPaginator(Paginator):
    """只数到一万条的翻页。"""

    @cached_property
    def _counted(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by().values("pk")[: MOST + 1].count())

    @cached_property
    def count(self) -> int:
        """条数，最多说一万。"""
        return min(self._counted, MOST)

    @property
    def is_capped(self) -> bool:
        """还有更多没数。"""
        return self._counted > MOST
