"""调整书的清单导出成表格时有哪些列。"""

from deposits.views.columns import month_said, ratio_said
from gjj.web.exports import Column

ADJUSTMENT_LINES = (
    Column("姓名", lambda line: line.account.person.name),
    Column("个人账号", lambda line: line.account.subaccount.number),
    Column("原基数", lambda line: line.base_before, "money"),
    Column("新基数", lambda line: line.base_after, "money"),
    Column("原月缴存额", lambda line: line.employer_before + line.personal_before, "money"),
    Column("新单位部分", lambda line: line.employer_after, "money"),
    Column("新个人部分", lambda line: line.personal_after, "money"),
    Column("新月缴存额", lambda line: line.employer_after + line.personal_after, "money"),
)
"""调整书的每人一行。"""

RATIO_PEOPLE = (
    Column("姓名", lambda row: row.name),
    Column("个人账号", lambda row: row.number),
    Column("缴存基数", lambda row: row.base, "money"),
    Column("原月缴存额", lambda row: row.before, "money"),
    Column("新单位部分", lambda row: row.employer_after, "money"),
    Column("新个人部分", lambda row: row.personal_after, "money"),
    Column("新月缴存额", lambda row: row.after, "money"),
    Column("增减", lambda row: row.change, "money"),
)
"""比例调整之前看每人变多少。"""

ADJUSTMENTS = (
    Column("调整书号", lambda row: row.number),
    Column("种类", lambda row: row.get_kind_display()),
    Column("生效年月", lambda row: month_said(row.effective_month)),
    Column("状态", lambda row: row.get_status_display()),
    Column("原单位比例", lambda row: ratio_said(row.employer_ratio_before)),
    Column("原个人比例", lambda row: ratio_said(row.personal_ratio_before)),
    Column("新单位比例", lambda row: ratio_said(row.employer_ratio_after)),
    Column("新个人比例", lambda row: ratio_said(row.personal_ratio_after)),
    Column("人数", lambda row: row.employees, "number"),
    Column("原每月应缴", lambda row: row.amount_before, "money"),
    Column("新每月应缴", lambda row: row.amount_after, "money"),
)
"""调整书。"""
