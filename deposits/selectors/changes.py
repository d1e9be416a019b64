"""人员变更查询：谁从哪个月起开户、封存、启封、调基数，变前变后，哪份清册、谁确认的；只有生效了的。"""

from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery

from deposits.models import Account, ChangeList, ChangeRow, EmployerAccount, RemittanceLine
from deposits.rules.roster_facts import TYPES
from gjj.identity.selectors.people import id_indexes
from gjj.periods.month import Month

KINDS = {code: said for code, said in TYPES.items() if code != "unchanged"}
"""会有变化的几种；「正常」的不算变更。"""


@dataclass(frozen=True)
class ChangeFilter:
    """筛选：哪种、哪个缴存年度（起始年）、从哪个月、到哪个月（含）、姓名拼音、个人账号或证件号。"""

    kind: str = ""
    year: int | None = None
    since: Month | None = None
    until: Month | None = None
    search: str = ""


def applied_changes(account: EmployerAccount, wanted: ChangeFilter) -> QuerySet[ChangeRow]:
    """单位生效了的变更，新的在前；base_before 是那个月以前最近一份汇缴书上的基数（元），没有过的为空。"""
    rows = ChangeRow.objects.filter(change_list__employer_account=account, applied_at__isnull=False)
    rows = rows.filter(type=wanted.kind) if wanted.kind else rows.exclude(type="unchanged")
    if wanted.year:
        rows = rows.filter(change_list__month__range=Month.ends_of_fund_year(wanted.year))
    if wanted.since:
        rows = rows.filter(change_list__month__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(change_list__month__lte=wanted.until)
    if wanted.search:
        numbered = Account.objects.filter(subaccount__number=wanted.search).values("person__id_no_index")
        rows = rows.filter(Q(id_no_index__in=id_indexes(wanted.search)) | Q(id_no_index__in=numbered))
    earlier = RemittanceLine.objects.filter(
        account__person__id_no_index=OuterRef("id_no_index"), remittance__employer_account=account,
        remittance__kind="remittance", remittance__month__lt=OuterRef("change_list__month"),
    ).exclude(remittance__status="cancelled")  # fmt: skip
    found = rows.annotate(base_before=Subquery(earlier.order_by("-remittance__month").values("base")[:1]))
    heads = ("file_warnings", "content", "columns", "skipped", "summary", "parameters")
    return found.select_related("change_list").defer("remarks", "mobile", *(f"change_list__{one}" for one in heads))


def years_of_changes(account: EmployerAccount) -> list[int]:
    """确认过清册的缴存年度（起始年），新的在前。"""
    rows = ChangeList.objects.filter(employer_account=account, status="confirmed").order_by()
    return sorted({month.fund_year for month in rows.values_list("month", flat=True).distinct()}, reverse=True)
