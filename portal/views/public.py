"""公共的页：首页、两个计算器、组件一览。"""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme

from deposits.api.calculators import ContributionInput, contribution_of, ratios_out_of_range
from deposits.rules.roster_cells import read_amount
from gjj import clock
from gjj.parameters import selectors as parameters
from gjj.publications.selectors.shown import PORTAL, shown
from gjj.web.access import PUBLIC
from gjj.web.views import HallView
from loans.api.calculators import RepaymentInput, plan_of
from portal.views.catalogue import audiences_for

YEAR_SECONDS = 365 * 24 * 3600
NEWEST = 3
"""首页上最新的几则通知公告。"""
FIGURES = (
    "deposits.base_cap",
    "deposits.base_floor",
    "deposits.ratio_min",
    "deposits.ratio_max",
    "interest.deposit_rate",
    "loans.rate.first.long",
)


class Home(HallView):
    """公共首页。"""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        """两个大厅的门、本年度的几个数、现在能办的事、算一算、最新的通知公告。"""
        today = clock.today()
        figures = {
            code.rpartition(".")[2] if code.startswith("deposits") else code.replace(".", "_"): parameters.value(
                code, on=today
            )
            for code in FIGURES
        }
        sample = contribution_of(
            {"base": Decimal("8765.43"), "employer_ratio": Decimal(12), "personal_ratio": Decimal(12)}, today
        )
        return self.render(
            "portal/home.html", figures=figures, sample=sample, halls=audiences_for(self.actor),
            publications=shown(clock.now(), PORTAL)[:NEWEST],
        )  # fmt: skip


def as_number(text: str) -> str:
    """人写的数：千分位、「元」、「%」、全角都认，和名单里一样；认不出的原样交给校验去说。"""
    reading, amount = read_amount(text.rstrip("%％ "))
    return str(amount) if amount is not None and not reading.is_empty else text


class Calculator(HallView):
    """计算器：地址里带着填的数，可以收藏、可以后退，什么也不存。"""

    permission = PUBLIC
    template = ""
    serializer: Any = None
    defaults: dict[str, str] = {}

    def get(self, request: HttpRequest) -> HttpResponse:
        """没填就用例子；填得不对说清哪里不对。"""
        given = {name: request.GET[name].strip() for name in self.defaults if name in request.GET}
        values = {**self.defaults, **given}
        form = self.serializer(data={name: as_number(value) for name, value in values.items() if value != ""})
        errors = (
            {} if form.is_valid() else {name: "；".join(str(one) for one in told) for name, told in form.errors.items()}
        )
        errors = errors or self.wrong(form.validated_data)
        result = None if errors else self.result(form.validated_data)
        return self.render(self.template, status=422 if errors else 200, values=values, errors=errors, result=result)

    def wrong(self, values: dict[str, Any]) -> dict[str, str]:
        """写法都对，规定不许的：哪一栏、为什么。"""
        return {}

    def result(self, values: dict[str, Any]) -> Any:
        """算出来的。"""
        raise NotImplementedError


class ContributionCalculatorPage(Calculator):
    """月缴存额计算器。"""

    template = "portal/calculator_contribution.html"
    serializer = ContributionInput
    defaults = {"base": "8765.43", "employer_ratio": "12", "personal_ratio": "12"}

    def result(self, values: dict[str, Any]) -> Any:
        """按今天的参数。"""
        return contribution_of(values, clock.today())

    def wrong(self, values: dict[str, Any]) -> dict[str, str]:
        """比例不在范围里的不算，说范围和依据；和接口一样。"""
        return {name: str(said) for name, said in ratios_out_of_range(values, clock.today()).items()}


class LoanCalculatorPage(Calculator):
    """贷款还款计算器。"""

    template = "portal/calculator_loan.html"
    serializer = RepaymentInput
    defaults = {"principal": "800000", "months": "360", "annual_rate": "2.60", "method": "equal_instalment"}

    def result(self, values: dict[str, Any]) -> Any:
        """还款计划。"""
        return plan_of(values)


class Elder(HallView):
    """大字版的开关：没有脚本的浏览器也能换。"""

    permission = PUBLIC
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """记在 Cookie 里，回到原来那一页；只回自己的地址。"""
        target = request.POST.get("next", "/")
        if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
            target = "/"
        response = redirect(target)
        turned_on = request.COOKIES.get("elder") != "1"
        response.set_cookie("elder", "1" if turned_on else "0", max_age=YEAR_SECONDS, samesite="Lax")
        return response


class Favicon(HallView):
    """浏览器自己来要的图标。"""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        """就是标识。"""
        return redirect(static("img/emblem.svg"), permanent=True)


class Components(HallView):
    """组件一览：做页面的人看同一种按钮、状态、表格长什么样。"""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        """全部组件。"""
        sample = contribution_of(
            {"base": Decimal("8765.43"), "employer_ratio": Decimal(12), "personal_ratio": Decimal(12)}, clock.today()
        )
        return self.render("portal/components.html", sample=sample)
