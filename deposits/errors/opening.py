"""单位开户的拒绝：都没有任何款项变动。"""

from collections.abc import Mapping, Sequence

from deposits.errors.words import STILL
from gjj.declarations.errors import BizError


def opening_wrong(errors: Sequence[Mapping[str, str]]) -> BizError:
    """填得不对；errors 逐栏说。"""
    return BizError(
        "opening_wrong", f"有 {len(errors)} 处要改，没有开户，申请没有提交。", errors=errors, money=STILL, fix="请照每一栏旁边说的改好，再提交一次。",
    )  # fmt: skip


def opening_cannot_be_undone() -> BizError:
    """开好的单位改不回去。"""
    return BizError(
        "opening_cannot_be_undone", "单位已经开户，不能从审批里改回去，没有任何改动。", status=409, money=STILL,
        fix="登记的资料不对的，请在「单位登记资料」里变更；开错了单位的，请先不要办业务，报主任处理。",
    )  # fmt: skip
