"""单位大厅里的补缴：清单、选职工和月份、看怎么算的、生成、一起付款。"""

from contextlib import suppress
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from deposits.forms import MakeUpForm
from deposits.items import MAKE_UP
from deposits.models import Account, EmployerAccount
from deposits.rules.make_up import CHOSEN, likely_reason
from deposits.selectors import scope
from deposits.selectors.accepted_flags import agreed_base
from deposits.selectors.failed_tries import failed_tries
from deposits.selectors.make_up import Preview, base_then, cells_of, gaps_of, make_ups, people_missing
from deposits.selectors.month_grid import years_of_unit
from deposits.selectors.people import employees
from deposits.selectors.remittances import total_of, unpaid_make_ups, waiting_for_unit
from deposits.selectors.suspense import free_suspense
from deposits.services.looked import look_at
from deposits.services.make_up import MOST_PEOPLE, ForWhom, Why, check_reason, make_up_months, previews
from deposits.services.several_months import pay_several
from deposits.views.columns import MAKE_UPS
from deposits.views.listing import QueryView
from deposits.views.unit import UnitView, to_review
from deposits.workflow.remittance import WORDS
from gjj import clock
from gjj.declarations.errors import BizError
from gjj.money.amounts import ZERO, format_money
from gjj.periods.month import Month
from gjj.web.asked import asked_of
from gjj.web.paging import page_of

FOUND = 10
"""按姓名找职工时最多列几个。"""
RECENT = 24
"""可以选最近几个月。"""


class MakeUps(QueryView):
    """补缴书的清单。"""

    item = "deposits.make_ups"
    code = "make_ups"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """按状态筛，按补缴书号、缴款识别码、年月找，能导出；没付款的可以一起付。"""
        account = self.account()
        rows, status, search = make_ups(account.pk), self.asked.choice("status", "状态", WORDS), self.said("q")
        if status:
            rows = rows.filter(status=status)
        rows = scope.search_remittances(rows, search)
        if done := self.export("补缴书", MAKE_UPS, rows.iterator(chunk_size=1000)):
            return done
        waiting = waiting_for_unit(unpaid_make_ups(account.pk))
        due = sum((row.due for row in waiting), ZERO)
        cover = min(free_suspense(account.pk), due)
        return self.render(
            "deposits/unit/make_ups.html", page=page_of(rows, request, 24), status_filter=status, q=search,
            words=WORDS, total=total_of(rows, status), due=due, waiting=len(waiting), cover=cover, rest=due - cover,
            tries=failed_tries(account, waiting, clock.today()),
        )  # fmt: skip


class MakeUpsPay(UnitView):
    """没付款的补缴书一起付。"""

    does = MAKE_UP
    permission = "deposits.remittance.pay"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """各份各一条付款指令；说了用暂存才用，先抵最早的月份。"""
        try:
            use = request.POST.get("use_suspense") == "1"
            paid = pay_several(by=self.actor, at=clock.now(), make_ups=True, use_suspense=use)
        except BizError as error:
            if waits := to_review(request, error):
                return waits
            if error.status == 404:
                raise
            messages.error(request, error.said)
        else:
            messages.success(request, f"{paid.said}，到账后记进职工账户。")
        return redirect("deposits:make_ups")


class MakeUpNew(UnitView):
    """办一笔补缴：一个职工几个月，或者一个月漏缴的几个人。"""

    item = "deposits.make_ups"
    permissions = {"POST": "deposits.make_up.create"}

    def get(self, request: HttpRequest) -> HttpResponse:
        """从职工汇缴明细点进来的，职工和月份已经选好。"""
        return self.page()

    def post(self, request: HttpRequest) -> HttpResponse:
        """看怎么算的（preview），或者生成；金额和看过的不一样时先再看一遍。"""
        unit = self.account()
        people, months = self.people(unit), self.months(unit)
        form = MakeUpForm(
            request.POST, people=[row.subaccount.number for row in people], months=[str(one) for one in months]
        )
        if not form.is_valid():
            return self.page(form=form, status=422)
        given = form.cleaned_data
        wanted = [Month.parse(one) for one in sorted(given["months"])]
        base = given["base"] if len(given["account"]) == 1 else None
        whom = [ForWhom(number, base) for number in given["account"]]
        try:
            rows = [row for month in wanted for row in previews(unit, month, whom, clock.now())]
            for month in wanted:
                check_reason(unit, month, [row for row in rows if row.month == month], given["reason"], clock.now())
            total = sum((row.owed.amount for row in rows), ZERO)
            if "create" not in request.POST or given["seen"] != total:
                return self.page(form=form, rows=rows, total=total)
            why = Why(given["reason"], given["note"])
            made = make_up_months(by=self.actor, months=wanted, people=whom, why=why, at=clock.now())
        except BizError as error:
            if error.code.startswith("base_"):
                form.add_error("base", error.detail)
            return self.page(form=form, error=error, status=error.status)
        messages.success(request, f"{len(made)} 份补缴书已经生成，共 {format_money(total)} 元。下一步付款。")
        if len(made) == 1:
            return redirect("deposits:remittance", pk=made[0])
        return redirect("deposits:make_ups")

    def page(
        self,
        *,
        form: MakeUpForm | None = None,
        rows: list[Preview] | None = None,
        total: Decimal = ZERO,
        error: BizError | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """整页：没选职工时先找职工；选好了列出月份、原因、基数。"""
        unit, search = self.account(), asked_of(self.request).text("q")
        people, months = self.people(unit), self.months(unit)
        one = people[0] if len(people) == 1 else None
        if one:
            look_at(self.actor, one.person, "基数、各月缴存", clock.now())
        gaps = set(gaps_of(unit, one, self.years(unit), self.current)) if one else set(months)
        cells = cells_of(unit, one, months, self.current) if one else {}
        month = self.linked()
        ticked = set(form["months"].value() or ()) if form else {str(month)} if month else {str(gap) for gap in gaps}
        found = list(employees(unit, search)[:FOUND]) if search and not people else []
        missing = people_missing(unit, month).count() if month and (month in gaps or not one) else 0
        agreed = agreed_base(one, month) if one and month else None
        first = {
            "reason": likely_reason(cells[month].state if month in cells else "gap"),
            "base": agreed and agreed.claimed,
        }
        context: dict[str, Any] = {
            "form": form or MakeUpForm(initial=first), "agreed": agreed, "rows": rows, "total": total, "error": error, "people": people, "one": one,
            "months": [{"month": each, "gap": each in gaps, "cell": cells.get(each), "ticked": str(each) in ticked} for each in months],
            "sealed": sorted(each for each, cell in cells.items() if cell.state == "sealed" and str(each) in ticked),
            "reasons": CHOSEN, "q": search, "found": found, "month": month, "others": missing if one else 0,
            "most": MOST_PEOPLE, "unlisted": max(missing - MOST_PEOPLE, 0) if not one else 0,
            "picked": set(form["account"].value() or ()) if form else {row.subaccount.number for row in people},
            "base": base_then(one, month or months[0]) if one and months else None,
        }  # fmt: skip
        return self.render("deposits/unit/make_up.html", status=status, **context)

    @property
    def current(self) -> Month:
        """本月。"""
        return Month.of(clock.today())

    def years(self, unit: EmployerAccount) -> list[int]:
        """看漏缴看哪几年。"""
        return years_of_unit(unit, self.current)[:5]

    def linked(self) -> Month | None:
        """从表里点进来的月份；写得不对当没写。"""
        with suppress(ValueError):
            return Month.read(self.request.GET.get("month", ""))
        return None

    def people(self, unit: EmployerAccount) -> list[Account]:
        """地址里写了账号的那个职工；只写月份的是那个月漏缴的全部职工。"""
        number, month = self.request.GET.get("account", ""), self.linked()
        if number:
            return list(employees(unit, number).filter(subaccount__number=number))
        return list(people_missing(unit, month)[:MOST_PEOPLE]) if month else []

    def months(self, unit: EmployerAccount) -> list[Month]:
        """可以选的月份：单位汇缴过的最近两年，新的在前；漏缴得更早的也在里面。只写月份的就是那个月。"""
        month, last = self.linked(), unit.paid_through
        if last is None:
            return []
        if month and not self.request.GET.get("account"):
            return [month]
        people = self.people(unit)
        recent = {last.previous(place) for place in range(RECENT)}
        gaps = gaps_of(unit, people[0], self.years(unit), self.current) if people else []
        wanted = {*recent, *gaps, *([month] if month else [])}
        return sorted((each for each in wanted if unit.first_month <= each <= last), reverse=True)
