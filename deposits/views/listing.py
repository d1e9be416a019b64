"""带筛选的清单页：地址里的条件读一遍，读不成的在页上说；条件可以存下来，下次点一下；要导出就导出。"""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from deposits.selectors.saved_filters import clean_query, saved_filters
from deposits.views.unit import UnitView
from gjj import clock
from gjj.web.asked import Asked, asked_of
from gjj.web.exports import export, wanted
from gjj.web.views import HallView


class SavesFilters(HallView):
    """能「存筛选」的清单；``code`` 是清单的编码，空的不能存。"""

    code = ""

    def render(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        """把本人存的筛选和现在的条件一起交给模板。"""
        here = clean_query(self.code, self._in_use()) if self.code else ""
        return super().render(
            template, status=status, filter_page=self.code, filter_query=here,
            saved=saved_filters(self.actor, self.code) if self.code else [], **context,
        )  # fmt: skip

    def _in_use(self) -> str:
        """地址里用上了的条件：没有用上的不存。"""
        query, rejected = self.request.GET.copy(), asked_of(self.request).rejected
        for name in rejected & query.keys():
            del query[name]
        return str(query.urlencode())


class QueryView(SavesFilters, UnitView):
    """单位大厅的清单页。"""

    def export(self, title: str, columns: Any, rows: Any) -> HttpResponseBase | None:
        """地址里要导出就导出，没要是空。"""
        fmt = wanted(self.request)
        if not fmt:
            return None
        about = ("employer_account", self.account().pk)
        return export(fmt, by=self.actor, at=clock.now(), title=title, about=about, columns=columns, rows=rows)

    def said(self, name: str) -> str:
        """地址里的一个参数。"""
        return self.asked.text(name)

    @property
    def asked(self) -> Asked:
        """地址里的筛选；读不成的在页上说。"""
        return asked_of(self.request)

    def year(self, years: list[int]) -> int:
        """地址里的年份；不在清单里的取最近的一年。"""
        return self.asked.year("year", years) or self.asked.use("year", "年份", years[0])
