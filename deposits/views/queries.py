"""单位大厅的查询页：单位信息、职工清册、单位明细账、职工汇缴明细、人员变更、清册比较、操作日志。"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from deposits.rules.month_cell import STATES
from deposits.selectors.changes import KINDS, ChangeFilter, applied_changes, years_of_changes
from deposits.selectors.coming_ratio import ratio_now
from deposits.selectors.compare import PARTS, comparison, differences, months_with_books
from deposits.selectors.facts import limits_in_force
from deposits.selectors.month_grid import (
    grid_of_all,
    grid_rows,
    month_totals,
    months_of,
    people_with_gaps,
    shown_of,
    years_of_unit,
)
from deposits.selectors.people import SORTS, employees, explain_now
from deposits.selectors.reversed_months import unsettled_of
from deposits.selectors.unit_info import unit_info
from deposits.selectors.unit_ledger import BOOKS, ledger_kinds, ledger_years, unit_book, written_rows
from deposits.selectors.unit_log import LogFilter, log_row, unit_actions, unit_log
from deposits.services.employer_profile import set_payday
from deposits.services.looked import look_if_one
from deposits.views.columns import CHANGES, DIFFERENCES, GRID, LEDGER, LOG, employees_with_how
from deposits.views.listing import QueryView
from deposits.views.ratio_changes import ratios_asked, with_cases
from deposits.views.unit import UnitView
from gjj import clock
from gjj.audit.labels import RESULTS
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import allowed
from gjj.idnumbers.whole import whole_number
from gjj.periods.month import Month
from gjj.web.paging import page_of, stretch_of

PEOPLE_A_PAGE = 50


class UnitInfoPage(UnitView):
    """单位信息。"""

    item = "deposits.unit_info"
    permissions = {"GET": "deposits.unit.view", "POST": "deposits.payday.set"}

    def get(self, request: HttpRequest) -> HttpResponse:
        """登记资料、经办人、公积金汇缴信息。"""
        return self._page()

    def post(self, request: HttpRequest) -> HttpResponse:
        """登记发薪日；不成的留在这一页，说清楚。"""
        given = request.POST.get("payday", "").strip()
        number = whole_number(given)
        try:
            month = set_payday(
                by=self.actor, payday=(0 if number is None else number) if given else None, at=clock.now()
            )
        except BizError as error:
            return self._page(error=error, typed=given)
        messages.success(request, f"发薪日登记好了，从{month.label}起的汇缴截止日从它算；以前的月份不变。")
        return redirect("deposits:unit_info")

    def _page(self, *, error: BizError | None = None, typed: str | None = None) -> HttpResponse:
        info = unit_info(self.account(), clock.today())
        own = info.profile.payday if info.profile else None
        return self.render(
            "deposits/unit/info.html", status=error.status if error else 200, info=info, error=error, unsettled=unsettled_of(self.account()),
            typed=(own or "") if typed is None else typed, may_set=allowed(self.actor, "deposits.payday.set"),
        )  # fmt: skip


class Employees(QueryView):
    """职工清册。"""

    item = "deposits.employees"
    code = "employees"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """按姓名、拼音、账号、证件号后四位找，按状态筛，换次序。"""
        account = self.account()
        search, status = self.said("q"), self.asked.choice("status", "状态", {"active": "在缴", "sealed": "封存"})
        sort = self.asked.choice("sort", "次序", {code: title for code, (title, _) in SORTS.items()})
        found = employees(account, search, status, sort)
        look_if_one(self.actor, found, search, "账户、基数", clock.now())
        current = Month.of(clock.today())
        limits, coming = limits_in_force(account.area, current), ratio_now(account, current).coming
        title = f"职工清册（月缴存额从{coming[-1].effective_month.label}起）" if coming else "职工清册"
        if done := self.export(title, employees_with_how(limits), found):
            return done
        ordered = sort in SORTS and sort != ""
        page = page_of(found, request) if ordered else None
        stretch = None if ordered else stretch_of(found, request, ordering=("subaccount_id",))
        shown = page.object_list if page else stretch.object_list if stretch else ()
        rows = [{"row": row, "explanation": explain_now(row, limits)} for row in shown]
        counts = {name: employees(account, "", name).count() for name in ("active", "sealed")}
        return self.render(
            "deposits/unit/employees.html", account=account, page=page, stretch=stretch, rows=rows, q=search,
            status_filter=status, sort=sort, sorts={code: title for code, (title, _) in SORTS.items()}, counts=counts,
            ratios=with_cases(self.actor, coming),
        )  # fmt: skip


class UnitLedger(QueryView):
    """单位明细账。"""

    item = "deposits.ledger"
    code = "ledger"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """一年一本：年初余额、每一笔、年末余额；可按业务种类筛，按凭证流水号、摘要、金额找。"""
        account = self.account()
        years = ledger_years(account)
        book = self.asked.choice("book", "账", {code: title for code, (_, title) in BOOKS.items()}) or "fund"
        kind = self.asked.choice("kind", "业务", ledger_kinds())
        search = self.said("q")
        found = unit_book(account, self.year(years), book, kind, search) if years else None
        if done := self.export("单位明细账", LEDGER, written_rows(found) if found else ()):
            return done
        return self.render(
            "deposits/unit/ledger.html", account=account, found=found, years=years, book=book,
            books={code: title for code, (_, title) in BOOKS.items()}, kind=kind, q=search,
        )  # fmt: skip


class MonthGrid(QueryView):
    """职工汇缴明细。"""

    item = "deposits.month_grid"
    code = "month_grid"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """人 × 月；漏缴的看得见。"""
        account, current = self.account(), Month.of(clock.today())
        years = years_of_unit(account, current)
        year, search, only_gaps = (
            self.year(years),
            self.said("q"),
            self.asked.choice("gaps", "漏缴", {"1": "只看有漏缴的"}) == "1",
        )
        people = employees(account, search)
        look_if_one(self.actor, people, search, "各月缴存", clock.now())
        if only_gaps:
            people = people.filter(pk__in=people_with_gaps(account, year))
        if done := self.export("职工汇缴明细", GRID, grid_of_all(account, people, year, current)):
            return done
        stretch = stretch_of(people, request, ordering=("subaccount_id",), size=PEOPLE_A_PAGE)
        rows = grid_rows(account, stretch.object_list, year, current)
        return self.render(
            "deposits/unit/month_grid.html", account=account, years=years, year=year, q=search, only_gaps=only_gaps,
            stretch=stretch, rows=rows, months=months_of(year), shown=shown_of(people, stretch.object_list, PEOPLE_A_PAGE), totals=month_totals(account, year), legend=STATES,
        )  # fmt: skip


class Changes(QueryView):
    """人员变更。"""

    item = "deposits.changes"
    code = "changes"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """生效了的开户、封存、启封、调基数，按哪种、缴存年度、年月、人找。"""
        account, asked = self.account(), self.asked
        years = years_of_changes(account)
        year = asked.choice("year", "缴存年度", {str(one) for one in years})
        given = ChangeFilter(
            asked.choice("kind", "变更类型", KINDS), int(year) if year else None, asked.month("since", "起始年月"),
            asked.month("until", "截止年月"), self.said("q"),
        )  # fmt: skip
        found = applied_changes(account, given)
        look_if_one(self.actor, employees(account, given.search), given.search, "人员变更", clock.now())
        if done := self.export("人员变更", CHANGES, found.order_by("-id")):
            return done
        return self.render(
            "deposits/unit/changes.html", stretch=stretch_of(found, request), kinds=KINDS, given=given,
            years=years, ratios=with_cases(self.actor, ratios_asked(account, given)), is_asked=bool(given.kind or given.year or given.since or given.until or given.search),
        )  # fmt: skip


class Compare(QueryView):
    """变更清册比较。"""

    item = "deposits.compare"
    code = "compare"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """两个月谁来了、谁走了、谁变了，变前变后。"""
        account = self.account()
        months = months_with_books(account)
        new = self.asked.month("new", "后一个月") or (months[0] if months else None)
        old = self.asked.month("old", "前一个月") or (next((one for one in months if new and one < new), None))
        part = self.asked.choice("part", "变化", PARTS)
        found = comparison(account, old, new) if old and new else None
        if old and new:
            self.asked.use("new", "后一个月", new)
            self.asked.use("old", "前一个月", old)
        if done := self.export("清册比较", DIFFERENCES, differences(found, part) if found else ()):
            return done
        after = self.asked.place("after")
        rows = list(differences(found, part, after, PEOPLE_A_PAGE + 1)) if found else []
        return self.render(
            "deposits/unit/compare.html", months=months, old=old, new=new, part=part, parts=PARTS, found=found,
            rows=rows[:PEOPLE_A_PAGE], after=after, more=rows[PEOPLE_A_PAGE - 1].account_id if len(rows) > PEOPLE_A_PAGE else None,
            ratios=with_cases(self.actor, found.ratios if found else []),
        )  # fmt: skip


class UnitLog(QueryView):
    """操作日志。"""

    item = "deposits.log"
    code = "log"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """本单位的人办过的每一件。"""
        account = self.account()
        given = self.wanted()
        found = unit_log(account.employer_id, given)
        if done := self.export("操作日志", LOG, map(log_row, found.iterator(chunk_size=2000))):
            return done
        stretch = stretch_of(found, request)
        return self.render(
            "deposits/unit/log.html", account=account, stretch=stretch, actions=unit_actions(), given=given,
            rows=[log_row(entry) for entry in stretch.object_list],
        )  # fmt: skip

    def wanted(self) -> LogFilter:
        """地址里的筛选。"""
        return LogFilter(
            frm=self.asked.day("from", "起日"), to=self.asked.day("to", "止日"), who=self.asked.text("who", "办事人"),
            action=self.asked.choice("action", "动作", unit_actions()), result=self.asked.choice("result", "结果", RESULTS),
            search=self.said("q"),
        )  # fmt: skip
