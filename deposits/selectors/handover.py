"""经办人要交接的：没办完的草稿、清册、汇缴书、异议、托收、退款、复核单、办件，和他的身份。"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from deposits.models import ChangeList, EmployerAccount, FilingFlag, HandOver, Review
from deposits.rules.filing_flag import FIELDS
from deposits.selectors import scope
from deposits.selectors.collection import agreement_of
from deposits.selectors.flag_due import with_due
from deposits.selectors.remittances import standing_remittances, unpaid_make_ups, unpaid_remittances
from deposits.selectors.suspense import refunds_of
from deposits.workflow.remittance import WORDS
from deposits.workflow.review import OPEN
from gjj.actors.actor import Actor
from gjj.actors.roles import ROLES, UNIT_WORK
from gjj.cases.selectors.cases import cases, found
from gjj.cases.selectors.shown import case_rows
from gjj.identity.models import Grant
from gjj.identity.selectors.grants import last_day_said, staff_of
from gjj.money.amounts import format_money
from gjj.periods.said import day_said

DRAFT, LIST, BOOK, MAKE_UP, FLAG, COLLECTION, REFUND, REVIEW, CASE, ROLE = (
    "草稿", "清册", "汇缴书", "补缴书", "职工异议", "托收协议", "退回", "复核单", "办件", "身份",
)  # fmt: skip
"""交接清单上的种类，照这个先后。"""
HANDED = "handover"
"""交接在单证里的业务编码。"""
NOBODY = "单位（还没有接手的人）"
"""没有交接就离开的，接手的写它。"""


@dataclass(frozen=True)
class Left:
    """没办完的一件：哪一种、哪一件、到哪一步、接手的人怎么办、在大厅的哪一页（页名、编号）。"""

    kind: str
    which: str
    state: str
    then: str
    page: str = ""
    pk: int | None = None


def left_by(by: Actor, account: EmployerAccount, leaver: Grant, on: date) -> list[Left]:
    """这个单位现在没办完的各件，和要收回的他的身份。"""
    return [
        *_lists(account, leaver), *_books(account), *_flags(account), *_money(account), *_reviews(account, leaver),
        *_cases(by, on), *_roles(account, leaver, on),
    ]  # fmt: skip


def _lists(account: EmployerAccount, leaver: Grant) -> Iterator[Left]:
    rows = ChangeList.objects.filter(employer_account=account).defer("content").order_by("month", "id")
    for head in rows.filter(status__in=("processing", "draft")):
        own = "他上传的" if head.filed_by_login == leaver.login_id else f"{head.filed_by}上传的"
        yield Left(
            DRAFT, f"{head.month.label}变更清册 {head.source_name}", f"{own}，没有确认，不影响任何账户", "接着改、确认，或者作废",
            "deposits:change_list", head.pk,
        )  # fmt: skip
    done = set(standing_remittances(account.pk).values_list("month", flat=True))
    for head in rows.filter(status="confirmed"):
        if head.month not in done:
            yield Left(
                LIST, f"{head.month.label}变更清册", "已经确认，还没有汇缴书", "生成汇缴书", "deposits:change_list", head.pk
            )  # fmt: skip


def _books(account: EmployerAccount) -> Iterator[Left]:
    for kind, rows in ((BOOK, unpaid_remittances(account.pk)), (MAKE_UP, unpaid_make_ups(account.pk))):
        for row in rows:
            said = f"{WORDS[row.status]}，应付 {format_money(row.due)} 元"
            then = "等银行结果" if row.status == "paying" else "付款"
            yield Left(kind, f"{row.month.label} {row.number}", said, then, "deposits:remittance", row.pk)


def _flags(account: EmployerAccount) -> Iterator[Left]:
    rows = FilingFlag.objects.filter(employer_account=account, status="open").select_related("account__person")
    for flag in with_due(rows.order_by("id")):
        due = getattr(flag, "reply_by", None)
        yield Left(
            FLAG, f"{flag.account.person.name} {flag.month.label}的{FIELDS.get(flag.field, flag.field)}",
            f"等答复{f'，最迟 {day_said(due)}' if due else ''}", "答复", "deposits:flag", flag.pk,
        )  # fmt: skip


def _money(account: EmployerAccount) -> Iterator[Left]:
    agreement = agreement_of(account.pk)
    if agreement is not None:
        yield Left(
            COLLECTION, f"协议 {agreement.number}", f"{agreement.get_status_display()}，每月 {agreement.day} 日，{agreement.signed_by}签的",
            "照旧办，不用重签", "deposits:collection",
        )  # fmt: skip
    for row in refunds_of(account.pk).filter(status="paying"):
        yield Left(
            REFUND, f"{row.number}，{format_money(row.amount)} 元", "银行正在付", "等银行结果", "deposits:suspense"
        )


def waiting_reviews(account: EmployerAccount, login_id: int) -> QuerySet[Review]:
    """他交的、还等着复核的。"""
    return Review.objects.filter(employer_account=account, asked_login=login_id, status__in=OPEN).order_by("id")


def _reviews(account: EmployerAccount, leaver: Grant) -> Iterator[Left]:
    for row in waiting_reviews(account, leaver.login_id):
        yield Left(
            REVIEW, f"{row.number} {row.get_kind_display()}", "他交的，等复核", "交接时作废，接手的人照现在的内容重新交",
            "deposits:review", row.pk,
        )  # fmt: skip


def _cases(by: Actor, on: date) -> Iterator[Left]:
    for row in case_rows(list(found(cases(by), status="open")), on):
        yield Left(
            CASE, f"{row.case.number} {row.case.title}", f"{row.said}{f'，{row.task_due}' if row.task_due else ''}",
            row.task.title if row.task else "等中心办", "portal:unit_case", row.case.pk,
        )  # fmt: skip


def roles_held(account: EmployerAccount, login_id: int, on: date) -> list[Grant]:
    """他在这个单位现在的各项身份。"""
    return [one for one in staff_of(account.employer_id, on) if one.login_id == login_id]


def _roles(account: EmployerAccount, leaver: Grant, on: date) -> Iterator[Left]:
    for one in roles_held(account, leaver.login_id, on):
        yield Left(ROLE, ROLES[one.role], f"{day_said(one.valid_from)}起，{last_day_said(one.valid_to)}", "交接时收回")


def successors(account: EmployerAccount, leaver: Grant, on: date) -> list[Grant]:
    """接得了手的：本单位现在的另一位经办。"""
    return [
        one
        for one in staff_of(account.employer_id, on)
        if one.role == UNIT_WORK[0] and one.login.person_id != leaver.login.person_id
    ]


def as_json(items: list[Left]) -> list[dict[str, Any]]:
    """留在交接单上的样子。"""
    return [asdict(one) for one in items]


def handovers(by: Actor) -> QuerySet[HandOver]:
    """看得到的交接单，新的在前。"""
    return HandOver.objects.filter(employer_account__in=scope.employer_accounts(by)).order_by("-id")


def own_handovers(login_id: int) -> list[int]:
    """他交出的、接手的交接单的编号。"""
    rows = HandOver.objects.filter(Q(leaver_login=login_id) | Q(successor_login=login_id))
    return list(rows.values_list("pk", flat=True))
