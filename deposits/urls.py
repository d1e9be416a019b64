"""归集的页面地址。"""

from django.urls import path

from deposits.views import (
    collection,
    flags,
    list_files,
    personal,
    queries,
    remittance_moves,
    remittances,
    saved_filters,
    several,
    unit,
)

app_name = "deposits"

urlpatterns = [
    path("unit/change-lists/", unit.ChangeLists.as_view(), name="change_lists"),
    path("unit/change-lists/upload/", unit.Upload.as_view(), name="upload"),
    path("unit/change-lists/from-last-month/", unit.SameAsLastMonth.as_view(), name="same_as_last_month"),
    path("unit/change-lists/template.xlsx", unit.RosterTemplate.as_view(), name="roster_template"),
    path("unit/change-lists/<int:pk>/", unit.ChangeListPage.as_view(), name="change_list"),
    path("unit/change-lists/<int:pk>/confirm/", unit.ChangeListConfirm.as_view(), name="change_list_confirm"),
    path("unit/change-lists/<int:pk>/discard/", unit.ChangeListDiscard.as_view(), name="change_list_discard"),
    path(
        "unit/change-lists/<int:pk>/annotated.xlsx",
        list_files.ChangeListAnnotated.as_view(),
        name="change_list_annotated",
    ),
    path("unit/change-lists/<int:pk>/file/", list_files.ChangeListFile.as_view(), name="change_list_file"),
    path("unit/remittances/", remittances.Remittances.as_view(), name="remittances"),
    path("unit/remittances/create/", remittances.RemittanceCreate.as_view(), name="remittance_create"),
    path("unit/remittances/several/", several.Several.as_view(), name="several"),
    path("unit/remittances/several/pay/", several.SeveralPay.as_view(), name="several_pay"),
    path("unit/remittances/<int:pk>/", remittances.RemittancePage.as_view(), name="remittance"),
    path("unit/remittances/<int:pk>/status/", remittances.RemittanceStatus.as_view(), name="remittance_status"),
    path("unit/remittances/<int:pk>/pay/", remittances.RemittancePay.as_view(), name="remittance_pay"),
    path("unit/remittances/<int:pk>/cancel/", remittance_moves.RemittanceCancel.as_view(), name="remittance_cancel"),
    path("unit/remittances/<int:pk>/refund/", remittance_moves.RemittanceRefund.as_view(), name="remittance_refund"),
    path("unit/suspense/", remittance_moves.Suspense.as_view(), name="suspense"),
    path("unit/suspense/refund/", remittance_moves.SuspenseRefund.as_view(), name="suspense_refund"),
    path("unit/remittances/<int:pk>/collect/", collection.RemittanceCollect.as_view(), name="remittance_collect"),
    path("unit/collection/", collection.Collection.as_view(), name="collection"),
    path("unit/collection/status/", collection.CollectionStatus.as_view(), name="collection_status"),
    path("unit/collection/sign/", collection.CollectionSign.as_view(), name="collection_sign"),
    path("unit/collection/end/", collection.CollectionEnd.as_view(), name="collection_end"),
    path("unit/info/", queries.UnitInfoPage.as_view(), name="unit_info"),
    path("unit/employees/", queries.Employees.as_view(), name="employees"),
    path("unit/ledger/", queries.UnitLedger.as_view(), name="ledger"),
    path("unit/month-grid/", queries.MonthGrid.as_view(), name="month_grid"),
    path("unit/change-lists/compare/", queries.Compare.as_view(), name="compare"),
    path("unit/log/", queries.UnitLog.as_view(), name="log"),
    path("unit/saved-filters/", saved_filters.SaveFilter.as_view(), name="save_filter"),
    path("unit/saved-filters/<int:pk>/delete/", saved_filters.DeleteFilter.as_view(), name="delete_filter"),
    path("unit/flags/", flags.Flags.as_view(), name="flags"),
    path("unit/flags/<int:pk>/", flags.FlagPage.as_view(), name="flag"),
    path("me/filings/", flags.Filings.as_view(), name="filings"),
    path("me/filings/<int:pk>/", flags.FilingPage.as_view(), name="filing"),
    path("me/flags/<int:pk>/withdraw/", flags.FlagWithdraw.as_view(), name="flag_withdraw"),
    path("me/movements/", personal.Movements.as_view(), name="movements"),
]
