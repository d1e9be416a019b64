"""贷款的接口地址（在 /api/v1/ 之下）。"""

from django.urls import path

from loans.api.calculators import LoanRepaymentCalculator

urlpatterns = [path("calculators/loan-repayment/", LoanRepaymentCalculator.as_view())]
