"""个人大厅里的缴存明细。"""

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from deposits.selectors.people import movement_json, own_accounts, own_movements
from deposits.views.columns import MOVEMENTS
from gjj import clock
from gjj.web.asked import asked_of
from gjj.web.exports import export, wanted
from gjj.web.paging import page_of
from gjj.web.views import HallView


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
