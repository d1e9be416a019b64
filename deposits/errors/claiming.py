"""认领到账的拒绝。"""

from decimal import Decimal

from deposits.errors.words import STILL
from gjj.declarations.errors import BizError
from gjj.money.amounts import format_money


def claim_reason_needed() -> BizError:
    """没有写凭什么认领。"""
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


def claim_remittance_refused(number: str) -> BizError:
    """这份汇缴书现在不缺钱。"""
    return BizError(
        "claim_remittance_refused", f"汇缴书 {number} 现在不用补钱：正在付款、已经入账或已经撤销。没有认领。", status=409,
        money="这笔钱还在中心暂收。", fix="请重新选一份，或者选「只留在单位暂存」。",
    )  # fmt: skip


def claim_stands(serial: str, amount: Decimal) -> BizError:
    """认领了的不能冲。"""
    return BizError(
        "claim_stands", f"到账 {serial} 的 {format_money(amount)} 元已经认领到单位，不能直接冲销。没有记账。", status=409,
        money="余额没有变动，钱在单位暂存或已经分配。", fix="认错了单位的，请那个单位在「单位暂存」办退回；已经分配的先冲销分配的凭证，再退回。",
    )  # fmt: skip
