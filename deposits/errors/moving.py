"""单位归哪个管理部的拒绝。"""

from deposits.errors.words import STILL
from gjj.declarations.errors import BizError


def branch_of_others() -> BizError:
    """网点的人把单位开到别的网点。"""
    return BizError(
        "branch_of_others", "您只管一个网点，单位只能开在您的网点，没有开户。", status=403, money=STILL,
        fix="开在别的网点的，请那里或者中心的同事办理。",
    )  # fmt: skip


def branch_unknown() -> BizError:
    """没有这个网点。"""
    return BizError(
        "branch_unknown", "没有这个管理部，没有任何改动。", status=404, money=STILL, fix="请从管理部的清单里选。",
    )  # fmt: skip


def branch_unchanged(name: str) -> BizError:
    """已经归它了。"""
    return BizError(
        "branch_unchanged", f"这个单位现在就归{name}，没有任何改动。", status=409, money=STILL, fix="请刷新页面再看。",
    )  # fmt: skip


def branch_reason_needed(most: int) -> BizError:
    """没写为什么迁。"""
    return BizError(
        "branch_reason_needed", f"为什么迁移要写 1 到 {most} 个字，没有任何改动。", status=422, money=STILL,
        fix="请写明原因，例如单位搬到了城东区。",
    )  # fmt: skip
