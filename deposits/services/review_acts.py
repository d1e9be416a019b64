"""要复核的每一件写成什么样：复核人逐项看的、照办要的、进摘要的。"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from deposits.models import ChangeList, ChangeRow, EmployerAccount, Remittance
from deposits.rules.roster_facts import TYPES
from deposits.services.reviewing import Act
from deposits.workflow.review import CANCEL, CONFIRM, PAY, PAY_ALL, REFUND, REFUND_BOOK, SIGN, SWITCH
from gjj.crypto.blind import index_of
from gjj.crypto.masking import mask_card
from gjj.money.amounts import format_money


def yuan_said(amount: Decimal) -> str:
    """金额：1,052.00 元。"""
    return f"{format_money(amount)} 元"


def to_confirm(head: ChangeList, pending: Sequence[ChangeRow], then_remit: bool = False) -> Act:
    """确认一份清册：每一类几行、本月应缴怎么来的；摘要里有每一行的人、基数、比例、金额。"""
    kinds: dict[str, int] = {}
    for row in pending:
        kinds[row.type] = kinds.get(row.type, 0) + 1
    facts = [("汇缴年月", head.month.label), ("清册", head.source_name), *_equation(head)]
    facts += [(f"这一次生效：{TYPES.get(kind, kind)}", f"{count:,} 行") for kind, count in sorted(kinds.items())]
    left = head.rows_count - head.applied - len(pending)
    if left > 0:
        facts.append(("有错误、这一次不生效", f"{left:,} 行"))
    lines = [
        (row.row, row.type, index_of(row, "id_no_index"), row.name, row.mobile, row.base, row.employer_ratio, row.personal_ratio,
         row.employer_amount, row.personal_amount, row.seal_reason)
        for row in sorted(pending, key=lambda one: one.row)
    ]  # fmt: skip
    return Act(CONFIRM, "change_list", head.pk, facts, {"version": head.version}, lines)


def _equation(head: ChangeList) -> list[tuple[str, str]]:
    """上月 + 增 − 减 = 本月；已经确认过的清册没有。"""
    if head.status != "draft" or not head.summary.get("amount"):
        return []
    people, amount = head.summary["people"], [Decimal(one) for one in head.summary["amount"]]
    return [
        ("上月", f"{people[0]:,} 人，{yuan_said(amount[0])}"), ("增加", f"{people[1]:,} 人，{yuan_said(amount[1])}"),
        ("减少", f"{people[2]:,} 人，{yuan_said(amount[2])}"), ("本月应缴", f"{people[3]:,} 人，{yuan_said(amount[3])}"),
    ]  # fmt: skip


def to_pay(
    account: EmployerAccount, row: Remittance, *, covered: Decimal, amount: Decimal, params: dict[str, Any]
) -> Act:  # fmt: skip
    """付一份汇缴书、补缴书：付多少、从哪个账户、用多少暂存。"""
    facts = [
        (f"{row.title}", f"{row.number}，{row.month.label}，{row.employees:,} 人"), ("应缴", yuan_said(row.amount)),
        ("请银行付", yuan_said(amount)), ("付款账户", mask_card(account.bank_account)),
    ]  # fmt: skip
    if covered:
        facts.insert(2, ("用单位暂存抵缴", yuan_said(covered)))
    if params.get("by_agreement"):
        facts.append(("怎么付", "凭托收协议请银行马上扣"))
    return Act(
        PAY, "remittance", row.pk, facts, params, [index_of(account, "bank_account_index"), row.due, row.covered]
    )


def to_pay_all(
    account: EmployerAccount, rows: Sequence[Remittance], free: Decimal, params: dict[str, Any]
) -> Act:  # fmt: skip
    """几份一起付：各是哪一份、多少、一共多少。"""
    due = sum((row.due for row in rows), Decimal(0))
    facts = [
        (f"{row.title} {row.number}", f"{row.month.label}，{row.employees:,} 人，{yuan_said(row.due)}") for row in rows
    ]
    facts += [("一共", f"{len(rows):,} 份，{yuan_said(due)}"), ("付款账户", mask_card(account.bank_account))]
    if params.get("use_suspense"):
        facts.append(("先用单位暂存抵缴", f"最多 {yuan_said(min(free, due))}"))
    exact = [index_of(account, "bank_account_index"), [(row.pk, row.due, row.covered) for row in rows], free]
    return Act(PAY_ALL, "account", account.pk, facts, params, exact)


def to_refund(
    account: EmployerAccount, amount: Decimal, row: Remittance | None, *, over: str = ""
) -> Act:  # fmt: skip
    """暂存退回单位账户：多少、退到哪里、从哪一份退；over 写了的是大额，为什么，同意以后还要中心批准。"""
    facts = [("退回", yuan_said(amount)), ("退到", f"{account.employer.name}，{mask_card(account.bank_account)}")]
    if over:
        facts.append(("同意以后", f"{over}，还要中心批准才交银行"))
    if row is not None:
        facts.append(("到账不足不补了的", f"{row.title} {row.number}，{row.month.label}"))
        return Act(
            REFUND_BOOK,
            "remittance",
            row.pk,
            facts,
            {},
            [index_of(account, "bank_account_index"), amount, row.received],
        )
    return Act(
        REFUND,
        "account",
        account.pk,
        facts,
        {"amount": str(amount)},
        [index_of(account, "bank_account_index"), account.number],
    )


def to_cancel(row: Remittance) -> Act:
    """撤销一份没入账的汇缴书、补缴书。"""
    facts = [
        (row.title, f"{row.number}，{row.month.label}"), ("人数、金额", f"{row.employees:,} 人，{yuan_said(row.amount)}"),
        ("已到的钱", yuan_said(row.received - row.returned)),
    ]  # fmt: skip
    return Act(CANCEL, "remittance", row.pk, facts, {}, [row.status, row.received, row.returned])


def to_sign(account: EmployerAccount, day: int, terms: str) -> Act:
    """签托收协议：约定日、从哪个账户扣、哪一版文本。"""
    facts = [
        ("约定日", f"每月 {day} 日"), ("扣款账户", f"{account.employer.name}，{mask_card(account.bank_account)}"),
        ("协议文本", f"{terms} 版"),
    ]  # fmt: skip
    return Act(
        SIGN,
        "account",
        account.pk,
        facts,
        {"day": day, "terms": terms},
        [index_of(account, "bank_account_index"), account.number],
    )


def to_switch(account: EmployerAccount, is_on: bool) -> Act:
    """开、关双人复核。"""
    facts = [("双人复核", "开着 → 关" if not is_on else "关着 → 开")]
    return Act(SWITCH, "account", account.pk, facts, {"on": is_on})
