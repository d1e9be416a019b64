"""公共的页：首页、两个计算器、组件一览。"""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse

from deposits.api.calculators import ContributionInput, contribution_of
from gjj import clock
from gjj.parameters import selectors as parameters
from gjj.web.access import PUBLIC
from gjj.web.views import HallView
from loans.api.calculators import RepaymentInput, plan_of

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
        """两个大厅的门、本年度的几个数、现在能办的事、算一算。"""
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
        return self.render("portal/home.html", figures=figures, sample=sample)


class Calculator(HallView):
    """计算器：地址里带着填的数，可以收藏、可以后退，什么也不存。"""

    permission = PUBLIC
    template = ""
    serializer: Any = None
    defaults: dict[str, str] = {}

    def get(self, request: HttpRequest) -> HttpResponse:
        """没填就用例子；填得不对说清哪里不对。"""
        given = {name: request.GET[name] for name in self.defaults if name in request.GET}
        values = {**self.defaults, **given}
        form = self.serializer(data={name: value for name, value in values.items() if value != ""})
        errors = (
            {} if form.is_valid() else {name: "；".join(str(one) for one in told) for name, told in form.errors.items()}
        )
        result = None if errors else self.result(form.validated_data)
        return self.render(self.template, status=422 if errors else 200, values=values, errors=errors, result=result)

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


class LoanCalculatorPage(Calculator):
    """贷款还款计算器。"""

    template = "portal/calculator_loan.html"
    serializer = RepaymentInput
    defaults = {"principal": "800000", "months": "360", "annual_rate": "2.60", "method": "equal_instalment"}

    def result(self, values: dict[str, Any]) -> Any:
        """还款计划。"""
        return plan_of(values)


class Components(HallView):
    """组件一览：做页面的人看同一种按钮、状态、表格长什么样。"""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        """全部组件。"""
        sample = contribution_of(
            {"base": Decimal("8765.43"), "employer_ratio": Decimal(12), "personal_ratio": Decimal(12)}, clock.today()
        )
        return self.render("portal/components.html", sample=sample)
