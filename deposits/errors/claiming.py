"""认领到账的拒绝。"""

from decimal import Decimal

from deposits.errors.words import STILL
from gjj.declarations.errors import BizError
from gjj.money.amounts import format_money


def claim_reason_needed(*, undoing: bool = False) -> BizError:
    """没有写凭什么认领、为什么撤销。"""
    if undoing:
        return BizError(
            "claim_reason_needed", "没有写为什么撤销，没有撤销。", status=422, money=STILL,
            fix="请写明怎么知道认错了，例如哪个单位来函、银行回单的编号。",
        )  # fmt: skip
    return BizError(
        "claim_reason_needed", "没有写认领依据，没有认领。", status=422, money="这笔钱还在中心暂收。",
        fix="请写明凭什么认定是这个单位的，例如单位来函的日期和文号、银行回单的编号。",
    )  # fmt: skip


def receipt_not_waiting(serial: str) -> BizError:
    """这笔到账不在待查。"""
    return BizError(
        "receipt_not_waiting", f"到账 {serial} 不在待查：已经记账、已经认领到别处，或者凭证已经冲销。没有再认领。", status=409,
        money=STILL, fix="请打开这笔到账，看它办到哪里、是谁认领的。",
    )  # fmt: skip


def claim_remittance_refused(number: str, title: str) -> BizError:
    """这份汇缴书（补缴书）现在不缺钱。"""
    return BizError(
        "claim_remittance_refused", f"{title} {number} 现在不用补钱：正在付款、已经入账或已经撤销。没有认领。", status=409,
        money="这笔钱还在中心暂收。", fix="请重新选一份，或者选「只留在单位暂存」。",
    )  # fmt: skip


def claim_stands(serial: str, amount: Decimal) -> BizError:
    """认领了的不能冲。"""
    return BizError(
        "claim_stands", f"到账 {serial} 的 {format_money(amount)} 元已经认领到单位，不能直接冲销。没有记账。", status=409,
        money="余额没有变动，钱在单位暂存或已经分配。", fix="认错了单位的，请打开这件认领，点「提出撤销认领」；已经分配的，先到分配的凭证上点「提出冲账」，再请那个单位退回。",
    )  # fmt: skip


def claim_not_found() -> BizError:
    """没有这件认领，或者不归这个柜台看。"""
    return BizError(
        "not_found", "没有这件认领。", status=404, money="没有任何款项变动。", fix="请从「到账认领」的清单里找。"
    )


def claim_same_person(number: str) -> BizError:
    """认的人自己不能撤。"""
    return BizError(
        "claim_same_person", f"认领 {number} 是您自己提的，撤销要另一个人批，没有撤销。", status=403, money=STILL,
        fix="请另一位会计或主任核对之后批准。",
    )  # fmt: skip


def claim_used(number: str, amount: Decimal) -> BizError:
    """认领的钱已经用掉了。"""
    return BizError(
        "claim_used", f"认领 {number} 的 {format_money(amount)} 元已经用掉：分配了、抵缴了、退回了或者正在付。没有撤销。", status=409,
        money=STILL,
        fix="已经分配的，先到分配的凭证上点「提出冲账」，再请那个单位在「单位暂存」退回；退给了单位的，请和单位联系。",
    )  # fmt: skip
