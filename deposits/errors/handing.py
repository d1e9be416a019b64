"""交接的拒绝。"""

from deposits.errors.words import STILL
from gjj.declarations.errors import BizError


def not_a_leaver() -> BizError:
    """不是本单位现在的人。"""
    return BizError(
        "handover_leaver", "本单位没有这个人，或者他的身份都收回、到期了，没有交接。", status=404, money=STILL,
        fix="请从「本单位的人」里重新选。",
    )  # fmt: skip


def not_a_successor() -> BizError:
    """接手的不是本单位现在的另一位经办。"""
    return BizError(
        "handover_successor", "没有选接手的人，或者他不是本单位现在的另一位经办，没有交接。", status=409, money=STILL,
        fix="请先在「本单位的人」里任命一位经办，再交接。",
    )  # fmt: skip


def handover_not_found() -> BizError:
    """没有这份交接单。"""
    return BizError(
        "handover_not_found", "没有这份交接单。", status=404, money=STILL, fix="请从「交接」的清单里重新选。"
    )
