"""归集的接口地址（在 /api/v1/ 之下）。"""

from django.urls import path

from deposits.api import (
    calculators,
    change_list_files,
    change_lists,
    filings,
    make_ups,
    me,
    papers,
    remittances,
    suspense,
    unit,
)

urlpatterns = [
    path("calculators/contribution/", calculators.ContributionCalculator.as_view()),
    path("unit/", unit.Unit.as_view()),
    path("unit/employees/", unit.Employees.as_view()),
    path("unit/ledger/", unit.Ledger.as_view()),
    path("unit/change-lists/", change_lists.ChangeLists.as_view()),
    path("unit/change-lists/from-last-month/", change_lists.FromLastMonth.as_view()),
    path("unit/change-lists/<int:pk>/", change_lists.ChangeListOne.as_view()),
    path("unit/change-lists/<int:pk>/rows/", change_lists.ChangeListRows.as_view()),
    path("unit/change-lists/<int:pk>/confirm/", change_lists.ChangeListConfirm.as_view()),
    path("unit/change-lists/<int:pk>/annotated.xlsx", change_list_files.ChangeListAnnotated.as_view()),
    path("unit/change-lists/<int:pk>/file/", change_list_files.ChangeListFile.as_view()),
    path("unit/remittances/", remittances.Remittances.as_view()),
    path("unit/remittances/<int:pk>/", remittances.RemittanceOne.as_view()),
    path("unit/remittances/<int:pk>/pay/", remittances.RemittancePay.as_view()),
    path("unit/remittances/<int:pk>/cancel/", remittances.RemittanceCancel.as_view()),
    path("unit/remittances/<int:pk>/refund/", suspense.RemittanceRefund.as_view()),
    path("unit/remittances/<int:pk>/notice.pdf", papers.NoticePdf.as_view()),
    path("unit/remittances/<int:pk>/receipt.pdf", papers.ReceiptPdf.as_view()),
    path("unit/make-ups/", make_ups.MakeUps.as_view()),
    path("unit/make-ups/preview/", make_ups.MakeUpPreview.as_view()),
    path("unit/remittances/<int:pk>/register.pdf", papers.RegisterPdf.as_view()),
    path("unit/statements/<int:year>.pdf", papers.UnitStatementPdf.as_view()),
    path("me/certificate.pdf", papers.CertificatePdf.as_view()),
    path("me/statement.pdf", papers.StatementPdf.as_view()),
    path("unit/suspense/", suspense.Suspense.as_view()),
    path("unit/suspense/refunds/", suspense.Refunds.as_view()),
    path("me/accounts/", me.Accounts.as_view()),
    path("me/filings/", filings.Filings.as_view()),
    path("me/filings/<int:pk>/flag/", filings.FilingFlags.as_view()),
    path("me/movements/", me.Movements.as_view()),
]
