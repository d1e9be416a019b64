"""归集的清单导出成表格时有哪些列。"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from deposits.models import Account
from deposits.rules.derivation import explain
from deposits.rules.roster_facts import TYPES
from deposits.selectors.people import explain_now
from deposits.workflow.account import WORDS
from gjj.documents.labels import STATUS
from gjj.ledger.selectors.books import KINDS
from gjj.money.amounts import percent_json
from gjj.periods.days import SHANGHAI
from gjj.web.exports import Column


def month_said(month: Any) -> str:
    """年月；没有的是空串。"""
    return str(month) if month else ""


def _now(row: Account, amount: Decimal) -> Decimal | None:
    """每月缴的一个数；封存的现在不缴，空着。"""
    return amount if row.status == "active" else None


EMPLOYEES = (
    Column("姓名", lambda row: row.person.name),
    Column("证件号码", lambda row: row.person.id_no, "id_no"),
    Column("个人账号", lambda row: row.subaccount.number),
    Column("状态", lambda row: WORDS[row.status]),
    Column("缴存基数", lambda row: row.base, "money"),
    Column("单位月缴存额", lambda row: _now(row, row.employer_amount), "money"),
    Column("个人月缴存额", lambda row: _now(row, row.personal_amount), "money"),
    Column("月缴存额", lambda row: _now(row, row.monthly), "money"),
    Column("余额", lambda row: row.subaccount.balance, "money"),
    Column("缴至年月", lambda row: month_said(row.paid_through)),
)
"""职工清册；封存的没有月缴存额，基数是封存前的。"""


def _how(explanation: Sequence[Mapping[str, Any]]) -> str:
    """怎么算的，一格写完。"""
    return "；".join(str(one["text"]) for one in explanation)


def employees_with_how(limits: Mapping[str, str]) -> tuple[Column, ...]:
    """职工清册，最后一列是月缴存额怎么算的；limits 是现在的上下限。封存的没有。"""
    return (*EMPLOYEES, Column("怎么算的", lambda row: _how(explain_now(row, limits))))


PEOPLE = (
    Column("姓名", lambda line: line.account.person.name),
    Column("证件号码", lambda line: line.account.person.id_no, "id_no"),
    Column("个人账号", lambda line: line.account.subaccount.number),
    Column("缴存基数", lambda line: line.base, "money"),
    Column("单位部分", lambda line: line.employer_amount, "money"),
    Column("个人部分", lambda line: line.personal_amount, "money"),
    Column("月缴存额", lambda line: line.amount, "money"),
    Column("怎么算的", lambda line: _how(explain(line.derivation))),
)
"""汇缴明细。"""


def ratio_said(value: Any) -> str:
    """比例的百分数；没有的是空串。"""
    return "" if value is None else f"{percent_json(value)}%"


CHANGES = (
    Column("汇缴年月", lambda row: month_said(row.change_list.month)),
    Column("变更类型", lambda row: TYPES[row.type]),
    Column("姓名", lambda row: row.name),
    Column("证件号码", lambda row: row.id_no, "id_no"),
    Column("原基数", lambda row: row.base_before, "money"),
    Column("现基数", lambda row: None if row.type == "seal" else row.base, "money"),
    Column("原月缴存额", lambda row: row.amount_before, "money"),
    Column("现月缴存额", lambda row: row.amount, "money"),
    Column("封存原因", lambda row: row.get_seal_reason_display()),
    Column("占本年度调基次数", lambda row: "是" if row.uses_adjust else ""),
    Column("清册", lambda row: row.change_list.source_name),
    Column("确认人", lambda row: row.change_list.confirmed_by),
    Column("生效时间", lambda row: row.applied_at, "date"),
)
"""人员变更。"""

MOVEMENTS = (
    Column("日期", lambda row: row.booked_on, "date"),
    Column("种类", lambda row: KINDS.get(row.kind, row.kind)),
    Column("汇缴年月", lambda row: month_said(row.month)),
    Column("金额", lambda row: row.amount, "money"),
    Column("余额", lambda row: row.balance_after, "money"),
    Column("凭证流水号", lambda row: row.voucher.serial),
)
"""分户明细。"""

LEDGER = (
    Column("日期", lambda row: row.on, "date"),
    Column("业务", lambda row: row.label),
    Column("汇缴年月", lambda row: month_said(row.month)),
    Column("人数", lambda row: row.employees, "number"),
    Column("借方", lambda row: row.debit, "money"),
    Column("贷方", lambda row: row.credit, "money"),
    Column("余额", lambda row: row.balance, "money"),
    Column("凭证流水号", lambda row: row.serial),
    Column("摘要", lambda row: row.summary),
)
"""单位明细账：年初余额、每一笔、合计、年末余额（WrittenRow）。"""

DIFFERENCES = (
    Column("姓名", lambda row: row.name),
    Column("个人账号", lambda row: row.number),
    Column("变化", lambda row: row.said),
    Column("为什么", lambda row: row.why),
    Column("原基数", lambda row: row.old_base, "money"),
    Column("现基数", lambda row: row.new_base, "money"),
    Column("原月缴存额", lambda row: row.old_amount, "money"),
    Column("现月缴存额", lambda row: row.new_amount, "money"),
    Column("增减", lambda row: row.change, "money"),
)
"""清册比较。"""

LOG = (
    Column("时间", lambda row: row["at"], "date"),
    Column("办事人", lambda row: row["name"]),
    Column("用户名", lambda row: row["username"]),
    Column("身份", lambda row: row["role"]),
    Column("动作", lambda row: row["action"]),
    Column("摘要", lambda row: row["summary"]),
    Column("办件编号", lambda row: row["case"]),
    Column("改动", lambda row: "；".join(f"{name}：{old} → {new}" for name, old, new in row["changes"])),
    Column("渠道", lambda row: row["channel"]),
    Column("网络地址", lambda row: row["ip"]),
    Column("结果", lambda row: row["result_said"]),
)
"""操作日志。"""


def _cell(place: int) -> Callable[[Any], Any]:
    return lambda row: row.cells[place].amount if row.cells[place].state == "paid" else row.cells[place].said


REFUNDS = (
    Column("退款单号", lambda row: row.number),
    Column("申请时间", lambda row: row.created_at, "date"),
    Column("状态", lambda row: row.get_status_display()),
    Column("金额", lambda row: row.amount, "money"),
    Column("说明", lambda row: row.reason),
)
"""暂存退款。"""

MAKE_UPS = (
    Column("补缴书号", lambda row: row.number),
    Column("补缴年月", lambda row: month_said(row.month)),
    Column("原因", lambda row: row.get_reason_display()),
    Column("说明", lambda row: row.note),
    Column("状态", lambda row: row.get_status_display()),
    Column("人数", lambda row: row.employees, "number"),
    Column("单位部分", lambda row: row.employer_amount, "money"),
    Column("个人部分", lambda row: row.personal_amount, "money"),
    Column("合计", lambda row: row.amount, "money"),
    Column("缴款识别码", lambda row: row.payment_code),
    Column("计入连续缴存", lambda row: "是" if row.is_continuous else "否"),
    Column("入账日", lambda row: row.paid_on, "date"),
)
"""补缴书。"""

GRID = (
    Column("姓名", lambda row: row.account.person.name),
    Column("个人账号", lambda row: row.account.subaccount.number),
    *(Column(f"{place + 1}月", _cell(place), "money") for place in range(12)),
    Column("合计", lambda row: row.total, "money"),
    Column("漏缴月数", lambda row: row.gaps, "number"),
)
"""职工汇缴明细。"""

FLAGS = (
    Column("提出日期", lambda row: row.raised_at.astimezone(SHANGHAI).date(), "date"),
    Column("姓名", lambda row: row.account.person.name),
    Column("个人账号", lambda row: row.account.subaccount.number),
    Column("汇缴年月", lambda row: month_said(row.month)),
    Column("哪一项", lambda row: row.get_field_display()),
    Column("申报的", lambda row: row.filed_said),
    Column("应该是", lambda row: row.claimed_said),
    Column("说明", lambda row: row.text),
    Column("状态", lambda row: row.get_status_display()),
    Column("最迟答复", lambda row: row.reply_by if row.status == "open" else None, "date"),
    Column("答复", lambda row: row.answer or ""),
)
"""职工异议。"""

FILINGS = (
    Column("汇缴年月", lambda one: month_said(one.month)),
    Column("单位", lambda one: one.account.employer_account.employer.name),
    Column("状态", lambda one: one.said),
    Column("缴存基数", lambda one: one.now and one.now.base, "money"),
    Column("单位部分", lambda one: one.now and one.now.employer_amount, "money"),
    Column("个人部分", lambda one: one.now and one.now.personal_amount, "money"),
    Column("月缴存额", lambda one: one.now and one.now.total, "money"),
    Column("异议", lambda one: one.flags[0].get_status_display() if one.flags else ""),
)
"""单位为本人申报的。"""

OUTSIDE = (
    Column("姓名", lambda one: one.account.person.name),
    Column("个人账号", lambda one: one.account.subaccount.number),
    Column("现在的基数", lambda one: one.account.base, "money"),
    Column("怎么了", lambda one: one.said),
    Column("改成", lambda one: one.mend),
)
"""年度基数调整里基数在上下限外面的职工。"""

COLLECTIONS = (
    Column("汇缴年月", lambda one: month_said(one.row.remittance.month)),
    Column("汇缴书号", lambda one: one.row.remittance.number),
    Column("托收时间", lambda one: one.row.created_at, "date"),
    Column("约定的托收日", lambda one: one.row.planned_on, "date"),
    Column("办理人", lambda one: one.row.created_by),
    Column("金额", lambda one: one.row.amount, "money"),
    Column("结果", lambda one: one.result.word),
    Column("原因", lambda one: one.reason),
)
"""托收单。"""


def books_on(today: date) -> tuple[Column, ...]:
    """汇缴书的清单；状态照这一天说。"""
    return (
        Column("汇缴年月", lambda row: month_said(row.month)),
        Column("汇缴书号", lambda row: row.number),
        Column("缴款识别码", lambda row: row.payment_code),
        Column("状态", lambda row: row.said_on(today)),
        Column("人数", lambda row: row.employees, "number"),
        Column("单位部分", lambda row: row.employer_amount, "money"),
        Column("个人部分", lambda row: row.personal_amount, "money"),
        Column("应缴", lambda row: row.amount, "money"),
        Column("已到账", lambda row: row.net, "money"),
        Column("到账后退回的", lambda row: row.returned, "money"),
        Column("暂存抵缴", lambda row: row.covered, "money"),
        Column("入账日", lambda row: row.paid_on, "date"),
    )


LISTS = (
    Column("汇缴年月", lambda head: month_said(head.month)),
    Column("文件", lambda head: head.source_name),
    Column("状态", lambda head: head.get_status_display()),
    Column("行数", lambda head: head.rows_count, "number"),
    Column("通过", lambda head: head.valid_count, "number"),
    Column("有提醒", lambda head: head.warning_count, "number"),
    Column("有错误", lambda head: head.error_count, "number"),
    Column("上传人", lambda head: head.filed_by),
    Column("上传时间", lambda head: head.filed_at, "date"),
    Column("传改好的时间", lambda head: head.replaced_at, "date"),
    Column("确认人", lambda head: head.confirmed_by),
)
"""变更清册的清单。"""

PAPERS = (
    Column("单证编号", lambda row: row.number),
    Column("名称", lambda row: row.title),
    Column("哪一件", lambda row: row.topic),
    Column("状态", lambda row: STATUS[row.status]),
    Column("出具时间", lambda row: row.issued_at, "date"),
    Column("出具人", lambda row: row.issued_by),
)
"""单证清单。"""
