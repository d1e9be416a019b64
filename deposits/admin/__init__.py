"""后台：单位账户与个人账户（accounts.py，单位开户 open_unit.py，迁移管理部 move_branch.py）、单位登记资料（profiles.py，登记 record_profile.py）、变更清册（change_lists.py）、清册修改（mending.py）、汇缴书（remittances.py）、退款（refunds.py）、调整书（adjustments.py）、托收（collection.py）、到账认领（claims.py）、职工异议（flags.py）、单位开户申请（openings.py），全部只读；
编码的说法和认号码的办法在 vocabulary.py，按单位筛怎么找单位在 units.py，从一件走到另一件的路在 roads.py。"""

from deposits.admin import (  # noqa: F401
    accounts,
    adjustments,
    change_lists,
    claims,
    collection,
    flags,
    mending,
    openings,
    profiles,
    refunds,
    remittances,
    roads,
    units,
    vocabulary,
)
