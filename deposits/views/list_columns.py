"""变更清册的行导出成表格时有哪些列。"""

from typing import Any

from deposits.models import ChangeList, ChangeRow
from deposits.rules.roster_facts import TYPES
from deposits.selectors.change_lists import advised
from deposits.views.columns import ratio_said
from gjj.web.exports import Column


def _errors(row: ChangeRow, head: ChangeList) -> str:
    """一行的每处错误：哪一栏、怎么了、怎么改，编码放在后面；证件号、手机号遮掩。"""
    told = []
    for one in advised(row, head, plain=False)["errors"]:
        said = [
            f"{one['column']}：{one['message'].rstrip('。')}",
            f"改法：{one['advice'].rstrip('。')}" if one["advice"] else "",
        ]
        told.append("。".join(part for part in said if part) + f"（{one['code']}）")
    return "；".join(told)


_CHANGE_ROWS = (
    Column("行", lambda row: row.row, "number"),
    Column("变更类型", lambda row: TYPES.get(row.type, row.type)),
    Column("姓名", lambda row: row.name),
    Column("证件号码", lambda row: row.id_no, "id_no"),
    Column("手机号", lambda row: row.mobile, "mobile"),
    Column("缴存基数", lambda row: row.base, "money"),
    Column("单位比例", lambda row: ratio_said(row.employer_ratio)),
    Column("个人比例", lambda row: ratio_said(row.personal_ratio)),
    Column("月缴存额", lambda row: row.amount, "money"),
    Column("封存原因", lambda row: row.get_seal_reason_display()),
    Column("结果", lambda row: "通过" if row.is_valid else "有错误"),
)


def change_rows(head: Any) -> tuple[Column, ...]:
    """一份变更清册的行。"""
    return (*_CHANGE_ROWS, Column("错误", lambda row: _errors(row, head)))
