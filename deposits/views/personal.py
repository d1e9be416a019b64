"""个人大厅里的缴存明细、基数历史。"""

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from deposits.selectors.base_history import base_history
from deposits.selectors.people import movement_json, own_accounts, own_movements
from deposits.views.columns import MOVEMENTS
from gjj import clock
from gjj.web.asked import asked_of
from gjj.web.exports import Column, export, wanted
from gjj.web.paging import page_of
from gjj.web.views import HallView

BASES = (
    Column("从哪个月起", lambda one: one.month.label),
    Column("怎么定的", lambda one: one.said),
    Column("原来基数", lambda one: one.before, "money"),
    Column("缴存基数", lambda one: one.base, "money"),
    Column("月缴存额", lambda one: one.amount, "money"),
    Column("单位", lambda one: one.employer),
    Column("怎么算的", lambda one: one.how),
)
"""基数历史导出的列。"""


class Movements(HallView):
    """缴存明细。"""

    item = "deposits.movements"
    hall = "personal"
    permission = "deposits.own.view"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """按年筛，每笔带怎么算的。"""
        accounts = own_accounts(self.actor)
        this_year = clock.today().year
        first = min((row.subaccount.opened_on.year for row in accounts), default=this_year)
        years = list(range(this_year, first - 1, -1))
        chosen = asked_of(request).year("year", years)
        rows = own_movements(self.actor)
        if chosen:
            rows = rows.filter(booked_on__year=chosen)
        if (fmt := wanted(request)) and accounts:
            return export(
                fmt, by=self.actor, at=clock.now(), title="缴存明细", about=("subaccount", accounts[0].subaccount_id),
                columns=MOVEMENTS, rows=rows,
            )  # fmt: skip
        page = page_of(rows, request, 24)
        lines = [movement_json(row) for row in page.object_list]
        return self.render("deposits/personal/movements.html", page=page, lines=lines, years=years, year=chosen)


class Bases(HallView):
    """基数历史。"""

    item = "deposits.own_bases"
    hall = "personal"
    permission = "deposits.own.view"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """按年筛，每一次带怎么算的；可以导出。"""
        rows = base_history(self.actor)
        years = sorted({one.month.year for one in rows}, reverse=True)
        chosen = asked_of(request).year("year", years)
        shown = [one for one in rows if not chosen or one.month.year == chosen]
        if fmt := wanted(request):
            return export(
                fmt, by=self.actor, at=clock.now(), title="基数历史", about=("person", self.actor.person_id),
                columns=BASES, rows=shown,
            )  # fmt: skip
        page = page_of(shown, request, 24)
        return self.render("deposits/personal/bases.html", page=page, rows=page.object_list, years=years, year=chosen)
