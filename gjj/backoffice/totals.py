"""合计：清单的合计跟着现在的筛选走；明细表的合计是列出来的那几行。"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Q, QuerySet, Sum
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from gjj.backoffice.columns import Column
from gjj.backoffice.show import EMPTY, show

TOTAL = "合计"


@dataclass(frozen=True)
class NotCounted:
    """合计里不算的行：没办成的、作废的；said 怎么说，如「没有退成的不算」。"""

    rows: Q
    said: str


class TotalledList(ChangeList):
    """带合计的清单；条数多到不数的，也不合计。"""

    footer: Sequence[tuple[str, bool]] = ()
    is_capped = False

    @property
    def is_worth_searching(self) -> bool:
        """有行，或者查了、筛了才没有的：一件也没有的清单不摆查找。"""
        return bool(self.result_count or self.query or self.has_active_filters or getattr(self, "drilled", ""))

    def get_results(self, request: HttpRequest) -> None:
        """先取一页，写上要另查的，再算合计。"""
        super().get_results(request)
        page: Any = self.model_admin
        self.result_list: Any = list(self.result_list)
        page.fill(self.result_list)
        self.is_capped = bool(getattr(self.paginator, "is_capped", False))
        wanted = page.totals
        if wanted and self.result_count and not self.is_capped:
            sums, lead = totalled(self.queryset.order_by(), wanted, page.not_counted)
            self.footer = footer(self.list_display, sums, lead)


def totalled(rows: QuerySet[Any], wanted: Mapping[str, Any], skip: NotCounted | None) -> tuple[dict[str, Any], str]:
    """各列的合计和第一列写什么；没办成、作废的（skip）不算，写明不算；筛出来全是它们的才算。"""
    if skip is not None:
        counts = rows.aggregate(all=Count("pk"), kept=Count("pk", filter=~skip.rows))
        if 0 < counts["kept"] < counts["all"]:
            return totalled(rows.exclude(skip.rows), wanted, None)[0], f"合计（{skip.said}）"
    sums = rows.aggregate(**{f"sum_{name}": Sum(what) for name, what in wanted.items()})
    return {name: sums[f"sum_{name}"] for name in wanted}, TOTAL


def footer(columns: Sequence[Any], sums: dict[str, Any], lead: str = TOTAL) -> list[tuple[str, bool]]:
    """合计行：每列写什么、是不是靠右的数；第一列写「合计」。"""
    cells = []
    for place, one in enumerate(columns):
        name = one.name if isinstance(one, Column) else ""
        said = show(sums[name], one.field) if name in sums and sums[name] is not None else ""
        cells.append((said or (lead if place == 0 else EMPTY if name in sums else ""), name in sums))
    return cells


class TotalledRows(BaseInlineFormSet):
    """带合计的明细。"""

    columns: Sequence[Any] = ()
    totals: Sequence[str] = ()

    def footer(self) -> list[tuple[str, bool]]:
        """明细的合计行；没有要合计的列、没有行时为空。"""
        rows = [form.instance for form in self.forms]
        if not (self.totals and rows):
            return []
        return footer(self.columns, {name: sum(getattr(row, name) for row in rows) for name in self.totals})
